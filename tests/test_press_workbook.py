"""A document as a workbook: figures are figures, sums are Excel's, a text is a text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import papers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from cmtool.model import Cell, Chart, Column, Document, Paragraph, Table
from cmtool.model.document import plain, words
from cmtool.report.press import workbook
from cmtool.report.press.formulas import Formula
from cmtool.report.press.sums import pattern, total

SPACE = {
    "m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
}

BUILT_IN = {"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%"}  # ECMA-376 part 1, §18.8.30


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def formats(content: bytes, sheet: int) -> dict[str, str]:
    """Return each cell's number format by its name."""
    styles = part(content, "xl/styles.xml")
    named = BUILT_IN | {each.get("numFmtId"): each.get("formatCode") for each in styles.iterfind(".//m:numFmt", SPACE)}
    shapes = [each.get("numFmtId") for each in styles.find("m:cellXfs", SPACE)]
    cells = part(content, f"xl/worksheets/sheet{sheet}.xml").iterfind(".//m:c", SPACE)
    return {cell.get("r"): named.get(shapes[int(cell.get("s", 0))], shapes[int(cell.get("s", 0))]) for cell in cells}


def formulas(content: bytes, sheet: int) -> dict[str, tuple[str, str]]:
    found = {}
    for cell in part(content, f"xl/worksheets/sheet{sheet}.xml").iterfind(".//m:c", SPACE):
        if cell.find("m:f", SPACE) is not None:
            found[cell.get("r")] = (cell.findtext("m:f", namespaces=SPACE), cell.findtext("m:v", namespaces=SPACE))
    return found


def one(table: Table, lang: str = "zh") -> bytes:
    return workbook.written(Document(title="t", lang=lang, blocks=(table,)))


def column(*said: tuple[str, object], **more: object) -> Table:
    """Return a table of one column of figures beside one of names."""
    rows = tuple((Cell(words(f"n{number}")), Cell(words(text), value)) for number, (text, value) in enumerate(said))  # type: ignore[arg-type]
    return Table(columns=(Column(name="n", title="名"), Column(name="x", title="数", right=True, **more)), rows=rows)  # type: ignore[arg-type]


def test_the_first_sheet_is_the_text_in_reading_order():
    document = papers.whole()
    found = sheets(workbook.written(document))
    assert list(found) == ["说明", "费用明细", "收益 return", "走势 path"]
    lines = [row[1] for row in found["说明"]]
    said = [
        text
        for block in document.blocks
        if not isinstance(block, Table | Chart)
        for text in replace(document, blocks=(block,)).texts()
    ]
    assert [line for line in lines if not line.startswith("→ ") or line == "→ 您的需求"] == said
    assert [line for line in lines if line.startswith("→ ")][:3] == ["→ 费用明细", "→ 收益 return", "→ 走势 path"]
    assert list(sheets(workbook.written(papers.whole("en"))))[:2] == ["About", "What it costs"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_is_a_figure_and_is_shown_as_on_paper(lang):
    document = papers.whole(lang)
    table = next(block for block in document.blocks if isinstance(block, Table))
    content = workbook.written(document)
    rows = list(sheets(content).values())[1]
    assert [row[1:4] for row in rows[2:8]] == [[cell.value for cell in row[1:4]] for row in table.rows]
    shown = formats(content, 2)
    assert (shown["B3"], shown["C3"], shown["D3"]) == ("#,##0", "0.00", "#,##0.00")
    assert rows[1] == [
        each.title + ({"zh": f"（{each.unit}）", "en": f"({each.unit})"}[lang] if each.unit else "") for each in table.columns
    ]


def test_sums_and_columns_with_a_formula_are_excel_s_with_their_result_stored():
    found = formulas(workbook.written(papers.whole(rows=3)), 2)
    assert found == {
        "D3": ("B3 * C3 / 100", "75"),
        "D4": ("B4 * C4 / 100", "200"),
        "D5": ("B5 * C5 / 100", "375"),
        "B6": ("SUM(B3:B5)", "60000"),
        "D6": ("SUM(D3:D5)", "650"),
    }


@pytest.mark.parametrize(
    ("formula", "kept"),
    [
        ("{a} * 2", True),
        ("={a}*2", True),
        ("{a} * 2.001", True),  # shown alike: two decimals
        ("{a} * 2.1", False),
        ("{a} / 0", False),
        ("{b} * 2", False),  # no such column
        ("{x} * 1", False),  # itself
        ("cmd|'/c calc'!A1", False),
        ('HYPERLINK("http://x", {a})', False),
        ("__import__('os').system('x')", False),
        ("{a} ** 2", False),
        ("", False),
    ],
)
def test_a_formula_is_written_only_where_excel_would_show_the_same_figure(formula, kept):
    columns = (Column(name="a", title="a", right=True), Column(name="x", title="x", formula=formula))
    rows = ((Cell(words("1.00"), 1.0), Cell(words("2.00"), 2.0)), (Cell(words("1.50"), 1.5), Cell(words("3.00"), 3.0)))
    content = one(Table(columns=columns, rows=rows))
    assert bool(formulas(content, 2)) is kept
    assert [row[1] for row in list(sheets(content).values())[1][2:]] == [2.0, 3.0]


def test_a_formula_whose_sum_would_show_another_figure_is_not_written():
    columns = (Column(name="a", title="a"), Column(name="x", title="x", formula="{a} / 3", total=True))
    rows = tuple((Cell(words("1"), 1), Cell(words("0.33"), 0.33)) for _ in range(5))
    found = formulas(one(Table(columns=columns, rows=rows)), 2)
    assert found == {"B8": ("SUM(B3:B7)", "1.65")}  # the paper says 1.65, five thirds are 1.67


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("1,234.50", 1234.5, "#,##0.00"),
        ("1234.5", 1234.5, "0.0"),
        ("-1,234", -1234, "#,##0"),
        ("3.5%", 0.035, "0.0%"),
        ("3.5%", 3.5, '0.0"%"'),
        ("12 手", 12, '0" 手"'),
        ("¥5.00", 5, '"¥"0.00;"¥"-0.00'),
        ("+0.5", 0.5, "+0.0;-0.0;0.0"),
        ("1.2万", 12_000, None),
        ("12-13", 12, None),
        ("007", 7, None),
        ("1,23", 123, None),
        ("5", None, None),
        ("99999999999999999", 99999999999999999, None),
        ("是", 1, None),
        ("nan", float("nan"), None),
    ],
)
def test_a_figure_is_written_so_that_it_shows_what_the_paper_shows_or_stays_words(text, value, shown):
    content = one(column((text, value)))
    written = list(sheets(content).values())[1][2][1]
    if shown is None:
        assert written == text
    else:
        assert written == value
        assert formats(content, 2)["B3"] == shown


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.booleans())
def test_what_a_pattern_reads_it_writes(amount, grouped):
    text = f"{amount:,.2f}" if grouped else f"{amount:.2f}"
    way = pattern(Cell(words(text), float(amount)))
    assert way is None or way.said(amount) == text
    assert way is not None or text.startswith("-0.00")


@given(st.lists(st.integers(-(10**10), 10**10), min_size=1, max_size=20))
def test_a_sum_is_exact(fen):
    table = column(*((f"{each / 100:,.2f}", each / 100) for each in fen), total=True)
    last = total(table, "en")
    assert last is not None
    assert plain(last[1].words).replace(",", "") == f"{sum(fen) / 100:.2f}".replace("-0.00", "0.00")
    assert plain(last[0].words) == "Total"


def test_a_column_of_mixed_writings_has_no_sum():
    assert total(column(("1.2万", 12_000), ("5", 5), total=True), "zh") is None
    assert total(column(("5元", 5), ("6美元", 6), total=True), "zh") is None
    assert total(column(total=True), "zh") is None
    mixed = total(column(("1.5", 1.5), ("—", None), ("1,000", 1_000), total=True), "zh")
    assert mixed is not None
    assert plain(mixed[1].words) == "1,001.5"


def test_days_are_days_and_what_only_looks_like_one_is_text():
    content = one(column(("2026-11-24", 20781), ("2026-02-30", None), ("1899-01-01", None)))
    assert [row[1] for row in list(sheets(content).values())[1][2:]] == [date(2026, 11, 24), "2026-02-30", "1899-01-01"]


def test_charts_are_excel_s_beside_their_data_and_told_apart_without_colour():
    content = workbook.written(papers.whole())
    assert list(sheets(content).values())[2][1:5] == [
        ["", "稳健", "积极"],
        ["第一年", 2.1, 4.5],
        ["第二年", 3.4, 8.25],
        ["最差一年", -1.2, -9.0],
    ]
    bars, lines = part(content, "xl/charts/chart1.xml"), part(content, "xl/charts/chart2.xml")
    assert [each.text for each in bars.iterfind(".//c:val//c:f", SPACE)] == [
        "'收益 return'!$B$3:$B$5",
        "'收益 return'!$C$3:$C$5",
    ]
    assert bars.find(".//c:barChart", SPACE) is not None
    assert lines.find(".//c:lineChart", SPACE) is not None
    drawing = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    assert len({each.get("prst") for each in bars.iterfind(".//a:pattFill", drawing)}) == 1  # the first of two is full
    assert len({each.get("val") for each in lines.iterfind(".//a:prstDash", drawing)}) >= 1
    assert len({each.get("val") for each in lines.iterfind(".//c:marker/c:symbol", SPACE)}) == 2
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "稳健 2.1、3.4、-1.2" in archive.read("xl/drawings/drawing1.xml").decode()


def test_heads_stay_in_sight_and_on_every_page():
    content = workbook.written(papers.whole())
    sheet = part(content, "xl/worksheets/sheet2.xml")
    assert sheet.find(".//m:pane", SPACE).get("topLeftCell") == "A3"
    assert sheet.find(".//m:autoFilter", SPACE).get("ref") == "A2:E8"
    assert "$2:$2" in etree.tostring(part(content, "xl/workbook.xml"), encoding="unicode")


def test_what_a_person_wrote_is_text_and_never_a_formula_or_a_link():
    document = papers.hostile()
    content = workbook.written(document)
    found = "\n".join(str(cell) for rows in sheets(content).values() for row in rows for cell in row)
    assert [text for text in document.texts() if text not in found] == []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        for name in names:
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in archive.read(name)
                assert set(re.findall(rb'<hyperlink [^>]*?location="(.)', archive.read(name))) <= {b"'"}
        assert not [name for name in names if "external" in name]
        rels = [archive.read(name).decode() for name in names if name.endswith(".rels")]
        assert not any('TargetMode="External"' in text for text in rels)
        charts = [archive.read(name).decode() for name in names if name.startswith("xl/charts/")]
        assert all("cmd|" not in ref for text in charts for ref in re.findall("<c:f>(.*?)</c:f>", text))


def test_equal_documents_give_equal_bytes_and_marks_are_properties():
    content = workbook.written(papers.whole())
    assert content == workbook.written(papers.whole())
    custom = part(content, "docProps/custom.xml")
    assert {each.get("name"): "".join(each.itertext()) for each in custom} == dict(papers.whole().marks)
    core = etree.tostring(part(content, "docProps/core.xml"), encoding="unicode")
    assert "2026-11-24T00:00:00Z" in core
    assert "顾言溪" in core


def test_sheets_have_names_that_excel_takes():
    tables = [
        replace(papers.costs("zh"), title=title) for title in ("History", "说明", "a/b:c*[d]?'", "甲" * 40, "甲" * 40, "", "'")
    ]
    document = Document(title="t", lang="zh", blocks=tuple(tables))
    names = list(sheets(workbook.written(document)))
    assert names == ["说明", "History 2", "说明 2", "a b c d", "甲" * 31, "甲" * 29 + " 2", "表格", "8"]


def test_a_long_text_is_kept_whole_over_several_cells():
    text = "长" * 70_000
    rows = sheets(workbook.written(Document(title="t", lang="zh", blocks=(Paragraph(words=words(text)),))))["说明"]
    assert "".join(str(cell) for row in rows for cell in row) == text


def test_an_empty_document_and_an_empty_table_can_be_opened():
    assert sheets(workbook.written(Document(title="", lang="zh", blocks=()))) == {"说明": []}
    assert list(sheets(one(Table(columns=(Column(name="a", title="a", total=True),), rows=())))) == ["说明", "表格"]


@given(st.text(max_size=30))
def test_no_formula_of_any_text_is_computed_beyond_arithmetic(text):
    found = Formula(text).computed({})
    assert found is None or isinstance(found, float)
