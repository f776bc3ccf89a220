"""Lists as files of their own: a calendar, a workbook and a page hold what JSON holds, read by libraries that others wrote."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from html.parser import HTMLParser

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from cmtool.report.calendar import folded
from cmtool.report.listing import Listing, filed
from cmtool.words import catalogue

LISTS = {
    "today": ("today",), "match": ("match", "C-00001", "--full"), "clients": ("client", "list"), "rules": ("rule", "list"),
    "needs": ("needs", "show", "C-00001"), "needs-next": ("needs", "next", "C-00002"), "products": ("product", "list"),
    "cases": ("case", "list"), "case": ("case", "show", "1"), "journal": ("journal",), "plugins": ("plugin", "list"),
    "proposals": ("proposal", "list"),
}  # fmt: skip
DATED = {"today": "due", "cases": "due", "clients": "next_touch"}
EVERY_LIST = pytest.mark.parametrize("name", LISTS)
BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
ON = date(2026, 11, 24)


@pytest.fixture
def busy(ok, regular, add):
    """A book in which every list has several items, some with awkward words."""
    ok("client", "edit", regular, "--set", "next_touch=2026-11-20")
    add('茶|"业,行;\\n', "--manager", "李|经理", kind="organisation", goal="grow", next_touch="2026-11-24")
    add("=SUM(1)<b>茶庄</b>", kind="organisation", net_assets="-5万", tier="b")
    ok("client", "log", "C-00002", "--promise", "2026-11-21", "送|样，=1+1; <script>alert(1)</script>")
    for code in ("SHP-C01", "SHP-C02", "SHP-C01"):
        ok("case", "open", "C-00002", code)
    for lang in ("zh", "en"):
        ok("propose", "C-00001", "-o", "-", "--lang", lang)


def text(value, lang):
    """A value as one line, as the formats for people have it."""
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[lang][value]
    if isinstance(value, list):
        return {"zh": "；", "en": "; "}[lang].join(text(part, lang) for part in value)
    return "" if value is None else str(value)


def wanted(ok, name, lang):
    """The fields of a list's files, each with its heading, and the items."""
    columns = ok(*LISTS[name], "--format", "csv", "--lang", lang).out.splitlines()[0].split(",")
    items = ok(*LISTS[name], "--format", "json", "--lang", lang).items
    columns += [field for field in ("say", "not_about") if field in items[0] and field not in columns]
    words = catalogue(lang)
    return {field: words.get(f"col-{field}", field) for field in columns}, items


# the workbook


def rows_of(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def as_excel_has_it(value, lang):
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return date.fromisoformat(value)
    return text(value, lang)


@EVERY_LIST
@BOTH
def test_a_workbook_holds_the_items_of_json_each_value_as_what_it_is(ok, busy, tmp_path, name, lang):
    headings, items = wanted(ok, name, lang)
    ok(*LISTS[name], "--lang", lang, "-o", tmp_path / "list.xlsx")
    head, *rows = rows_of((tmp_path / "list.xlsx").read_bytes())
    assert head == list(headings.values())
    assert rows == [[as_excel_has_it(item[field], lang) for field in headings] for item in items]


def test_numbers_below_nothing_and_days_stay_what_they_are_in_a_workbook(ok, busy, tmp_path):
    fields = "client,name,net_assets,next_touch"
    ok("client", "list", "--reveal", "net_assets", "--fields", fields, "-o", tmp_path / "list.xlsx")
    rows = rows_of((tmp_path / "list.xlsx").read_bytes())
    assert rows[3] == ["C-00003", "=SUM(1)<b>茶庄</b>", -50000.0, date(2027, 1, 23)]
    assert rows[1][3] == date(2026, 11, 20)


def sheet_of(content: bytes, part: str) -> str:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read(part).decode("utf-8")


def test_a_workbook_is_one_that_a_manager_likes(ok, busy, tmp_path):
    ok("today", "-o", tmp_path / "list.xlsx")
    content = (tmp_path / "list.xlsx").read_bytes()
    sheet = sheet_of(content, "xl/worksheets/sheet1.xml")
    assert re.search(r'<pane ySplit="1" topLeftCell="A2"[^>]*state="frozen"', sheet)
    assert '<autoFilter ref="A1:H' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'paperSize="9"' in sheet
    columns = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', sheet)
    assert sum(int(last) - int(first) + 1 for first, last, _ in columns) == 8
    widths = [float(width) for _, _, width in columns]
    assert min(widths) >= 8
    assert max(widths) <= 61
    assert "<f>" not in sheet  # nothing is computed
    about = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(1).to_python()
    assert ["截至", ON] in about


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")', "http://example.com", "mailto:a@b.cn"]


@pytest.mark.parametrize("words", FORMULAS)
def test_no_text_becomes_a_formula_or_a_link(words):
    listing = Listing(schema="cmtool/x/1", as_of=ON, items=[{"a": words, "b": -1}], columns=("a", "b"))
    content = filed(listing, "xlsx")
    assert rows_of(content)[1] == [words, -1.0]
    sheet = sheet_of(content, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


PLAIN = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co"), blacklist_characters="_"), max_size=40)
VALUES = st.one_of(
    PLAIN, st.integers(-(10**14), 10**14), st.booleans(), st.none(), st.dates(date(1900, 3, 1)).map(date.isoformat)
)


@given(st.lists(st.fixed_dictionaries({"a": VALUES, "b": VALUES, "c": st.just(1)}), max_size=5))
def test_whatever_stands_in_a_list_comes_back_from_the_workbook(items):
    listing = Listing(schema="cmtool/x/1", as_of=ON, items=items, columns=("a", "b", "c"))
    _, *rows = rows_of(filed(listing, "xlsx"))
    assert rows == [[as_excel_has_it(item[field], "zh") for field in "abc"] for item in items]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        pytest.param(10**15 - 1, 1e15 - 1, id="fifteen-digits"),
        pytest.param(10**15, "1000000000000000", id="sixteen-digits-would-be-rounded"),
        pytest.param("1900-03-01", date(1900, 3, 1), id="the-first-sure-day"),
        pytest.param("1900-02-28", "1900-02-28", id="a-day-before-it"),
        pytest.param("2026-02-30", "2026-02-30", id="no-day"),
        pytest.param("茶" * 32_767, "茶" * 32_767, id="a-full-cell"),
        pytest.param("茶" * 32_768, "茶" * 32_766 + "…", id="one-more-shows-that-it-was-cut"),
    ],
)
def test_the_limits_of_a_cell(value, found):
    listing = Listing(schema="cmtool/x/1", as_of=ON, items=[{"a": value}], columns=("a",))
    assert rows_of(filed(listing, "xlsx"))[1] == [found]


# the calendar


def events_of(content: bytes):
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


@pytest.mark.parametrize("name", DATED)
@BOTH
def test_a_calendar_has_an_event_for_each_item_of_json_that_is_due(ok, busy, tmp_path, name, lang):
    headings, items = wanted(ok, name, lang)
    ok(*LISTS[name], "--lang", lang, "-o", tmp_path / "list.ics")
    due = [item for item in items if item[DATED[name]]]
    events = events_of((tmp_path / "list.ics").read_bytes())
    assert len(events) == len(due) > 0
    colon = {"zh": "：", "en": ": "}[lang]
    for event, item in zip(events, due, strict=True):
        assert event["DTSTART"].params["VALUE"] == "DATE"
        assert event.decoded("DTSTART") == date.fromisoformat(item[DATED[name]])
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(days=1)
        told = [(headings[field], text(item[field], lang)) for field in headings]
        assert str(event["DESCRIPTION"]) == "\n".join(f"{title}{colon}{words}" for title, words in told if words)
        assert str(item.get("name") or item["client"]) in str(event["SUMMARY"])


def test_a_calendar_is_written_as_rfc_5545_wants_it(ok, busy, tmp_path):
    ok("today", "-o", tmp_path / "list.ics")
    content = (tmp_path / "list.ics").read_bytes()
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # no character is torn
    calendar = icalendar.Calendar.from_ical(content)
    assert str(calendar["VERSION"]) == "2.0"
    assert calendar.errors == []
    for event in calendar.walk("VEVENT"):
        assert event.errors == []
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)


def test_an_event_keeps_its_uid_from_day_to_day_and_no_two_share_one(ok, busy):
    def uids(*arguments):
        return [str(event["UID"]) for event in events_of(ok(*arguments, "--format", "ics").out.encode())]

    for arguments in (("today",), ("case", "list"), ("client", "list")):
        assert len(set(uids(*arguments))) == len(uids(*arguments))
    first = dict(zip([item["client"] for item in ok("today", "--format", "json").items], uids("today"), strict=True))
    later = ("today", "--as-of", "2026-11-25")
    second = dict(zip([item["client"] for item in ok(*later, "--format", "json").items], uids(*later), strict=True))
    assert first.keys() & second.keys()
    assert all(first[client] == second[client] for client in first.keys() & second.keys())
    assert not any(client.lower() in uid.lower() for client, uid in first.items())  # a UID says nobody's code


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=300))
def test_a_folded_line_is_short_and_unfolds_to_itself(words):
    line = f"SUMMARY:{words}"
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n;,\\"), min_size=1, max_size=200))
def test_whatever_stands_in_a_list_comes_back_from_the_calendar(words):
    listing = Listing(schema="cmtool/x/1", as_of=ON, items=[{"client": words, "due": "2026-12-01"}], columns=("client", "due"))
    (event,) = events_of(filed(listing, "ics"))
    assert str(event["SUMMARY"]) == words
    assert str(event["DESCRIPTION"]).endswith("：2026-12-01")


@pytest.mark.parametrize("name", sorted(set(LISTS) - set(DATED)))
def test_a_list_without_due_days_says_that_it_makes_no_calendar(cmtool, busy, tmp_path, name):
    refused = cmtool(*LISTS[name], "-o", tmp_path / "list.ics")
    assert refused.code == 5
    assert "ics" in refused.err
    assert "today" in refused.err
    assert not (tmp_path / "list.ics").exists()


# the page


class Page(HTMLParser):
    """The cells of a page's table, and whatever it would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.heads: list[str] = []
        self.outside: list[str] = []
        self.lang = ""
        self._into: list[str] | None = None

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.lang = named.get("lang", self.lang) if tag == "html" else self.lang
        self.outside += [f"{tag} {key}" for key in named if key in {"src", "href", "srcset"} or key.startswith("on")]
        self.outside += [tag] if tag in {"script", "link", "iframe", "object", "img"} else []
        if tag == "tr":
            self.rows.append([])
        elif tag == "th":
            self.heads.append("")
            self._into = self.heads
        elif tag == "td":
            self.rows[-1].append("")
            self._into = self.rows[-1]
        elif tag == "li" and self._into and self._into[-1]:
            self._into[-1] += "\0"  # between the parts of a list

    def handle_endtag(self, tag):
        if tag in {"td", "th"}:
            self._into = None

    def handle_data(self, data):
        if self._into is not None:
            self._into[-1] += data


@EVERY_LIST
@BOTH
def test_a_page_shows_the_items_of_json_and_loads_nothing(ok, busy, tmp_path, name, lang):
    headings, items = wanted(ok, name, lang)
    ok(*LISTS[name], "--lang", lang, "-o", tmp_path / "list.html")
    written = (tmp_path / "list.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(written)
    assert page.outside == []
    assert "url(" not in written
    assert "@import" not in written
    assert page.lang == {"zh": "zh-CN", "en": "en"}[lang]
    assert page.heads == list(headings.values())
    semicolon = {"zh": "；", "en": "; "}[lang]
    found = [[cell.replace("\0", semicolon) for cell in row] for row in page.rows[1:]]
    assert found == [[text(item[field], lang) for field in headings] for item in items]
    for part in ("@media print", "size: A4", "prefers-color-scheme: dark", "max-width: 60rem", 'name="viewport"'):
        assert part in written


def test_a_bar_is_as_long_as_its_points_are_of_the_most(ok, busy):
    written = ok("today", "--format", "html").out
    points = [item["urgency"] for item in ok("today", "--format", "json").items]
    drawn = [float(width) for width in re.findall(r'style="width:([\d.]+)%"', written)]
    assert drawn == [round(one / max(points) * 100, 1) for one in points]


# all three


@pytest.mark.parametrize("form", ["ics", "xlsx", "html"])
def test_a_file_is_the_same_twice_private_and_the_same_in_a_pipe(ok, process, busy, tmp_path, form):
    first, second = (tmp_path / f"{name}.{form}" for name in ("first", "second"))
    for path in (first, second):
        told = ok("today", "-o", path)
        assert told.out == ""
        assert path.name in told.err
        assert path.stat().st_mode & 0o777 == 0o600
    assert first.read_bytes() == second.read_bytes()
    piped = process("today", "--format", form, environment={"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"})
    assert piped.returncode == 0, piped.stderr
    assert piped.stdout == first.read_bytes()


@pytest.mark.parametrize("form", ["ics", "xlsx", "html"])
def test_a_file_gives_away_nobody(ok, busy, private, tmp_path, form):
    for name in ("clients", "today", "cases"):
        path = tmp_path / f"{name}.{form}"
        ok(*LISTS[name], "-o", path)
        shown = str(rows_of(path.read_bytes())) if form == "xlsx" else path.read_text(encoding="utf-8").replace("\r\n ", "")
        assert [fact for fact, value in private.items() if value in shown] == []
        assert "张**" in shown or name == "cases"


@pytest.mark.parametrize("form", ["ics", "xlsx", "html"])
def test_an_empty_list_is_a_file_too(ok, tmp_path, form):
    path = tmp_path / f"list.{form}"
    ok("case", "list", "-o", path)
    content = path.read_bytes()
    if form == "ics":
        calendar = icalendar.Calendar.from_ical(content)
        assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]  # RFC 5545 §3.6: at least one component
    elif form == "xlsx":
        assert len(rows_of(content)) == 1
    else:
        assert "没有内容" in content.decode("utf-8")


def test_fields_choose_for_files_too(ok, cmtool, busy, tmp_path):
    ok("today", "--fields", "reason,client", "-o", tmp_path / "list.xlsx")
    assert rows_of((tmp_path / "list.xlsx").read_bytes())[0] == ["原因", "客户"]
    assert cmtool("today", "--fields", "nonsense", "-o", tmp_path / "list.html").code == 5


def test_a_workbook_is_not_poured_on_a_screen(office_arguments, busy):
    import os
    import pty
    import subprocess
    import sys

    ours, screen = pty.openpty()
    command = [sys.executable, "-m", "cmtool", *office_arguments, "today", "--format", "xlsx"]
    ran = subprocess.run(command, stdout=screen, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(screen)
    os.close(ours)
    assert ran.returncode == 2
    assert "-o" in ran.stderr.decode()
