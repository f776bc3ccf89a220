"""Lists in every format: for people, for scripts, for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tabulate import tabulate
from wcwidth import wcswidth

from cmtool.report.folding import wide
from cmtool.report.listing import WRITERS, Listing, render
from cmtool.report.tables import simple

LISTS = {
    "clients": ("client", "list"),
    "match": ("match", "C-00001", "--full"),
    "needs": ("needs", "show", "C-00001"),
    "needs-next": ("needs", "next", "C-00002"),
    "today": ("today",),
    "cases": ("case", "list"),
    "case": ("case", "show", "1"),
    "products": ("product", "list"),
    "rules": ("rule", "list"),
    "journal": ("journal",),
    "plugins": ("plugin", "list"),
    "proposals": ("proposal", "list"),
}


@pytest.fixture
def busy(ok, regular, add):
    """A book in which every list has something to show."""
    ok("client", "edit", regular, "--set", "next_touch=2026-11-24")
    add("龙井|茶业", kind="organisation", goal="grow")
    ok("case", "open", regular, "SHP-C01")
    ok("propose", regular, "-o", "-")


@pytest.mark.parametrize("name", LISTS)
def test_json_is_one_envelope_of_items(ok, busy, name):
    found = ok(*LISTS[name], "--format", "json").json
    assert found["schema"] == f"cmtool/{name}/1"
    assert found["as_of"] == "2026-11-24"
    assert list(found)[-1] == "items"
    assert found["items"]
    assert len({tuple(item) for item in found["items"]}) == 1  # every item has the same keys in the same order


@pytest.mark.parametrize("name", LISTS)
def test_ndjson_is_the_same_items_one_a_line(ok, busy, name):
    lines = ok(*LISTS[name], "--format", "ndjson").out.splitlines()
    assert [json.loads(line) for line in lines] == ok(*LISTS[name], "--format", "json").items


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_separated_values_have_one_row_an_item_under_field_names(ok, busy, name, form, delimiter):
    items = ok(*LISTS[name], "--format", "json").items
    head, *rows = csv.reader(io.StringIO(ok(*LISTS[name], "--format", form).out), delimiter=delimiter)
    assert set(head) <= set(items[0])
    assert len(rows) == len(items)
    assert all(len(row) == len(head) for row in rows)


@pytest.mark.parametrize("name", LISTS)
def test_ids_are_the_first_column(ok, busy, name):
    items = ok(*LISTS[name], "--format", "json").items
    ids = ok(*LISTS[name], "--format", "ids").out.splitlines()
    assert len(ids) == len(items)
    assert ids[0] in {str(value) for value in items[0].values()}
    assert " " not in ids[0]


@pytest.mark.parametrize("name", [name for name in LISTS if name != "case"])  # one case is a sheet, held in test_casework
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_columns_of_a_table_stand_under_each_other_at_equal_display_width(ok, busy, name, lang):
    rule, *rows = ok(*LISTS[name], "--lang", lang).out.splitlines()[1:]
    starts = [index for index, character in enumerate(rule) if character == "-" and rule[index - 1 : index] in ("", " ")]
    assert len(starts) > 1
    for row in rows:
        for start in starts[1:]:  # no character lies across the gap before a column
            widths = [wcswidth(row[:cut]) for cut in range(len(row) + 1)]
            assert start - 1 in widths or max(widths) < start, row
            assert max(widths) < start or row[widths.index(start - 1)] == " ", row


@pytest.mark.parametrize("name", LISTS)
def test_markdown_is_a_table_whatever_stands_in_it(ok, busy, name):
    head, rule, *rows = ok(*LISTS[name], "--format", "md").out.splitlines()
    assert set(rule) <= set("|:-")
    columns = head.replace("\\|", "").count("|")
    assert all(line.replace("\\|", "").count("|") == columns for line in rows)


@pytest.mark.parametrize("name", LISTS)
def test_fields_choose_and_order_and_the_unknown_are_refused_with_the_valid_names(ok, cmtool, busy, name):
    keys = list(ok(*LISTS[name], "--format", "json").items[0])
    wanted = [keys[-1], keys[0]]
    assert list(ok(*LISTS[name], "--format", "json", "--fields", ",".join(wanted)).items[0]) == wanted
    assert ok(*LISTS[name], "--format", "csv", "--fields", " , ".join(wanted)).out.splitlines()[0] == ",".join(wanted)
    refused = cmtool(*LISTS[name], "--fields", f"{keys[0]},nonsense")
    assert refused.code == 5
    assert "nonsense" in refused.err
    for key in keys:
        assert key in refused.err


def test_a_field_inside_a_field_can_be_asked_for(ok, busy):
    items = ok("today", "--format", "json", "--fields", "client,terms.points").items
    assert items[0] == {"client": "C-00001", "terms.points": [50, 60, 30, 15, 100]}
    codes = ok("today", "--format", "ids", "--fields", "terms.code").out.splitlines()
    assert codes[0] == "SHP-C01；CMT-F01；SHP-F02；tier；duty-first"


FILES = [
    pytest.param("list.json", "{", id="json"),
    pytest.param("list.ndjson", '{"client"', id="ndjson"),
    pytest.param("list.jsonl", '{"client"', id="jsonl"),
    pytest.param("list.csv", "\ufeffclient,name", id="csv-with-the-mark-that-Excel-needs"),
    pytest.param("list.tsv", "\ufeffclient\tname", id="tsv"),
    pytest.param("list.md", "| 客户", id="md"),
    pytest.param("list.txt", "客户  ", id="txt"),
    pytest.param("LIST.CSV", "\ufeffclient,name", id="capitals"),
]


@pytest.mark.parametrize(("name", "start"), FILES)
def test_the_suffix_of_the_file_names_the_format(ok, busy, tmp_path, name, start):
    told = ok("client", "list", "-o", tmp_path / name)
    assert told.out == ""
    assert name in told.err
    assert "2" in told.err
    text = (tmp_path / name).read_bytes().decode("utf-8")
    assert text.startswith(start)
    assert text.endswith("\n")
    assert "\r" not in text


@pytest.mark.parametrize("name", ["list", "list.xyz"])
def test_an_unknown_suffix_is_refused_and_the_known_are_named(ok, cmtool, busy, tmp_path, name):
    refused = cmtool("client", "list", "-o", tmp_path / name)
    assert refused.code == 5
    for piece in (name, ".csv", "--format"):
        assert piece in refused.err
    assert not (tmp_path / name).exists()
    ok("client", "list", "-o", tmp_path / name, "--format", "ids")


def test_a_format_asked_for_goes_before_the_suffix(ok, busy, tmp_path):
    ok("client", "list", "-o", tmp_path / "list.csv", "--format", "ids")
    assert (tmp_path / "list.csv").read_text() == "C-00001\nC-00002\n"


def test_a_dash_is_standard_output(ok, busy):
    assert ok("client", "list", "-o", "-", "--format", "ids").out == "C-00001\nC-00002\n"


def test_a_place_that_cannot_be_written_is_named(cmtool, busy, tmp_path):
    refused = cmtool("client", "list", "-o", tmp_path / "nowhere" / "list.csv")
    assert refused.code == 3
    assert "nowhere" in refused.err


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")', "=cmd|'/c calc'!A1"]


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize("text", FORMULAS)
def test_a_spreadsheet_reads_no_text_as_a_formula(form, text):
    listing = Listing(schema="x", as_of=date(2026, 11, 24), items=[{"a": text, "b": [text, text]}], columns=("a", "b"))
    delimiter = "," if form == "csv" else "\t"
    _, (first, second) = csv.reader(io.StringIO(render(listing, form), newline=""), delimiter=delimiter)
    assert first == f"'{text}".replace("\r", "\n")
    assert second.startswith("'")


@pytest.mark.parametrize("value", [-1, -0.5, 3, 0, -(10**15)])
def test_numbers_stay_numbers(value):
    listing = Listing(schema="x", as_of=date(2026, 11, 24), items=[{"a": value, "b": None, "c": True}], columns=("a", "b", "c"))
    assert render(listing, "csv").splitlines()[1] == f"{value},,是"


def test_a_client_called_like_a_formula_is_harmless_in_csv(ok, add):
    add("=1+1茶业", kind="organisation")
    assert ok("client", "list", "--format", "csv").out.splitlines()[1].startswith("C-00001,'=1+1茶业,")
    assert ok("client", "list", "--format", "json").items[0]["name"] == "=1+1茶业"  # only a spreadsheet has to be told


@pytest.mark.parametrize("form", ["table", *WRITERS])
def test_an_empty_list_is_a_list(ok, form):
    listed = ok("client", "list", "--format", form)
    if form == "json":
        assert listed.items == []
    elif form in {"ndjson", "ids"}:
        assert listed.out == ""
    else:
        assert len(listed.out.splitlines()) <= 2


def test_a_table_is_folded_to_a_width_and_never_loses_a_word():
    items = [{"a": "C-00001", "b": "这是一句很长很长的话，一行放不下，要折成几行" * 3}]
    listing = Listing(schema="x", as_of=date(2026, 11, 24), items=items, columns=("a", "b"))
    folded = render(listing, "table", width=60)
    assert max(wcswidth(line) for line in folded.splitlines()) <= 60
    assert "".join(line[9:] for line in folded.splitlines()[2:]).replace(" ", "").count("一行放不下") == 3
    wide = render(listing, "table")
    assert len(wide.splitlines()) == 3


CELLS = st.text(alphabet="ab 1-茶，（é\u0301", max_size=12)
TABLES = st.integers(1, 4).flatmap(
    lambda count: st.tuples(
        st.lists(CELLS, min_size=count, max_size=count),
        st.lists(st.lists(CELLS, min_size=count, max_size=count), max_size=5),
    )
)


@given(TABLES)
def test_a_table_is_laid_out_as_tabulate_lays_it_out(table):
    headers, rows = table
    headers = [header.strip() for header in headers]
    assert simple(headers, rows) == tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True)


@given(TABLES, st.integers(4, 12))
def test_a_folded_table_loses_nothing_and_keeps_its_widths(table, width):
    headers, *rows = ([cell.replace("-", "x") for cell in row] for row in (table[0], *table[1]))
    lines = simple(headers, rows, [width] * len(headers)).splitlines()
    (rule,) = [line for line in lines if "-" in line]
    assert max(map(wide, lines)) <= len(rule) <= len(headers) * (width + 4)
    kept = sorted("".join(lines).replace("-", "").replace(" ", ""))
    assert kept == sorted("".join(cell for row in (headers, *rows) for cell in row).replace(" ", ""))


def test_a_crowded_table_gives_up_the_room_beside_its_headings_before_it_breaks_a_date_or_a_word():
    names = ("client", "manager", "due", "urgency", "contact", "escalated", "reason")
    row = ("C-00034", "Li", "2026-10-22", 195, "yes", "unanswered for 23 working days", "证件30天内到期（2026-10-22）")
    items = [dict(zip(names, row, strict=True))]
    listing = Listing(schema="x", as_of=date(2026, 11, 24), items=items, columns=names)
    shown = render(listing, "table", lang="en", width=76)
    assert max(wcswidth(line) for line in shown.splitlines()) <= 76
    assert shown.count("2026-10-22") == 2
    assert "（2026-10-22）" in shown
    assert "unanswered" in shown
