"""Reports on the screen and as documents: golden tables, the same figures in every format, pages that a browser shows whole."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
import subprocess
import unicodedata
from html.parser import HTMLParser

import pytest

from cmtool.cli import run

DAY, ON = "2026-11-24", 20_781
NAMES = ("branch", "compliance", "funnel", "manager", "client")
SHOWN = pytest.mark.parametrize(  # each report once, each language more than once
    ("name", "lang"), [("branch", "zh"), ("compliance", "en"), ("funnel", "zh"), ("manager", "en"), ("client", "zh")]
)
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])
EVERY = pytest.mark.parametrize("name", NAMES)
OTHER = re.compile(r"[^\x00-\x7f]")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="module")
def shop(tmp_path_factory, cache):
    """A sample book of the tea shop with targets; its path, and the options to ask it with."""
    from conftest import SHOP

    folder = tmp_path_factory.mktemp("shop")
    front = ["--plugin", str(SHOP), "--safe-mode", "--as-of", DAY, "--book", str(folder / "book.db")]
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CMTOOL_CACHE", str(cache))
        assert run([*front, "demo", str(folder), "--clients", "300"]) == 0
    with contextlib.closing(sqlite3.connect(folder / "book.db", isolation_level=None)) as db:  # no entry with today's clock
        db.execute("UPDATE client SET manager = '王珊' WHERE code = 'C-00002'")
        tiers = "8000000, 10000000, 12000000"
        for month in ("2026-10", "2026-11", "2026-12"):
            db.execute(f"INSERT INTO target VALUES (NULL, 'SHP-M01', '王珊', '一部', '{month}', {tiers}, {ON})")
        db.execute(f"INSERT INTO figure VALUES (NULL, 'SHP-M01', '王珊', '2026-11', 4500000, {ON})")
    return front


@pytest.fixture
def asked(shop, capsys):
    """Ask the shop's book for a report, and return what came out."""

    def ran(name: str, *arguments: object) -> str:
        whom = {"manager": ["王珊"], "client": ["C-00001"]}.get(name, [])
        capsys.readouterr()
        assert run([*shop, "report", name, *whom, *map(str, arguments)]) == 0
        return capsys.readouterr().out

    return ran


@LANGS
@EVERY
def test_a_report_as_it_is_printed(asked, golden, lang, name):
    out = asked(name, "--lang", lang)
    golden(f"report-{name}-{lang}", out)


# the same figures in every format


def tables_of_markdown(text: str) -> list[list[str]]:
    rows = [line for line in text.splitlines() if line.startswith("|") and not re.fullmatch(r"[|:\- ]+", line)]
    return [[re.sub(r"\\(.)", r"\1", cell.strip()) for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]


class Rows(HTMLParser):
    """The rows of a page's tables, its charts' alternative texts, and whatever it would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.told: list[str] = []
        self.outside: list[str] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag, attrs):
        self.outside += [f"{tag} {key}" for key, value in attrs if key in {"src", "srcset"} or key.startswith("on")]
        self.outside += [tag] if tag in {"script", "link", "iframe", "object", "img"} else []
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
            self._into = self.rows[-1]
        elif tag == "desc":
            self.told.append("")
            self._into = self.told

    def handle_endtag(self, tag):
        if tag in {"td", "th", "desc"}:
            self._into = None

    def handle_data(self, data):
        if self._into is not None:
            self._into[-1] += data


@SHOWN
def test_every_document_shows_the_same_tables(asked, tmp_path, lang, name):
    rows = tables_of_markdown(asked(name, "--format", "md", "--lang", lang))
    assert len(rows) > 20
    for suffix in ("html", "docx", "xlsx", "pdf"):
        asked(name, "-o", tmp_path / f"report.{suffix}", "--lang", lang)
        assert (tmp_path / f"report.{suffix}").stat().st_mode & 0o777 == 0o600
    page = Rows()
    page.feed((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert page.rows == rows
    assert page.outside == []
    assert rows_of_word(tmp_path / "report.docx") == rows
    text = squeezed_pdf(tmp_path / "report.pdf")
    assert [row for row in rows if squeezed("".join(row)) not in text] == []
    assert missing_in_workbook(tmp_path / "report.xlsx", rows) == []


def rows_of_word(path) -> list[list[str]]:
    from docx import Document

    tables = Document(str(path)).tables
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows if len(row.cells) > 1]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def squeezed_pdf(path) -> str:
    from pypdf import PdfReader

    return squeezed("".join(page.extract_text() for page in PdfReader(path).pages))


def missing_in_workbook(path, rows: list[list[str]]) -> list[list[str]]:
    """The rows that no sheet holds: words as words, figures as numbers, shares to a tenth of a percent."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    held = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return [row for row in rows if not any(len(row) == len(one) and all(map(is_same, row, one)) for one in held)]


def is_same(said: str, cell: object) -> bool:
    if not isinstance(cell, int | float):
        return said == str(cell)
    if not re.fullmatch(r"-?[\d,]+(\.\d+)?%?", said):
        return False
    number = float(said.rstrip("%").replace(",", ""))
    return abs(number / 100 - cell) < 0.00051 if said.endswith("%") else number == cell


@LANGS
def test_a_chart_tells_every_figure_in_words_and_says_what_it_counts_in(asked, lang):
    text = asked("branch", "--format", "html", "--lang", lang)
    page = Rows()
    page.feed(text)
    items = {row[0]: row for row in page.rows}
    stage = {"zh": "线索", "en": "lead"}[lang]
    told = next(words for words in page.told if stage in words)
    assert items[stage][1].replace(",", "") in told.replace(",", "")
    assert {"zh": "单位：%", "en": "In percent"}[lang] in text
    assert "45" in next(words for words in page.told if {"zh": "完成率", "en": "progress"}[lang] in words)


def test_a_chart_draws_no_line_of_which_a_figure_is_not_known(asked):
    page = Rows()
    page.feed(asked("branch", "--format", "html"))
    by_month = next(words for words in page.told if "冲刺" in words)
    assert "2026-11" in by_month
    assert "2026-10" not in by_month  # nobody has reported it
    assert "2026-12" not in by_month  # still to come


def test_an_institution_lays_its_own_monthly_report_above(shop, tmp_path, capsys, home):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "monthly-report.md").write_text(
        "{# zh: 我行月报 | en: Ours | products: no | needs: report #}\n# 我行月报\n\n"
        "{{ figures.figure('channels', 'all', 'contacts') }} 次\n\n{{ table(figures.part('gate').table) }}\n",
        encoding="utf-8",
    )
    settings = tmp_path / "cmtool.toml"
    settings.write_text(f'[templates]\nfolder = "{folder}"\n', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path)
        capsys.readouterr()
        assert run([*shop, "report", "branch", "--format", "md"]) == 0
        out = capsys.readouterr().out
    assert out.startswith("# 我行月报")
    assert "全部客户" in out
    assert "目标" not in out


def test_the_templates_of_reports_are_whole(shop, capsys):
    capsys.readouterr()
    for name in ("report", "monthly-report"):
        assert run([*shop, "template", "check", name]) == 0, capsys.readouterr()
    assert run([*shop, "template", "list", "--format", "ids"]) == 0
    assert {"report", "monthly-report"} <= set(capsys.readouterr().out.split())


def test_fields_make_a_list_of_any_format(asked):
    out = asked("funnel", "--format", "md", "--fields", "figure,value")
    assert re.search(r"^\| stages\.lead\.clients +\| \d", out, re.M)


@pytest.mark.parametrize(
    ("name", "lang"), [("branch", "en"), ("compliance", "en"), ("funnel", "en"), ("manager", "en"), ("client", "zh")]
)
def test_a_browser_shows_the_page_whole(asked, tmp_path, lang, name):
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip(f"no browser ({', '.join(BROWSERS)}): the pages of reports are not looked at here")
    rows = tables_of_markdown(asked(name, "--format", "md", "--lang", lang))
    asked(name, "-o", tmp_path / "report.html", "--lang", lang)
    printed = tmp_path / "printed.pdf"
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
               "--no-pdf-header-footer", f"--print-to-pdf={printed}", (tmp_path / "report.html").as_uri()]  # fmt: skip
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    text = squeezed_pdf(printed)
    figures = [OTHER.sub("", squeezed("".join(row))) for row in rows]  # a browser writes some characters as radicals
    assert [row for row in figures if row not in OTHER.sub("", text)] == []  # nothing is cut off on A4
