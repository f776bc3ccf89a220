"""A document as an Excel workbook (.xlsx): its text on the first sheet, a sheet for each table and each chart.

Figures are figures, in the writing of the paper; sums and columns with a formula are worked out by Excel, and stored with
their result. A text is a text whatever it begins with. Charts are Excel's own, beside their data.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cmtool.errors import InvalidData
from cmtool.model import Break, Cell, Chart, Document, Heading, Items, Notice, Paragraph, Signatures, Table
from cmtool.model.document import Block, plain
from cmtool.report.folding import wide
from cmtool.report.press import properties, sums, widths
from cmtool.report.press.characters import printable
from cmtool.report.press.formulas import Formula
from cmtool.report.press.workbook_sheets import Sheets
from cmtool.words import said

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ROWS = 1_048_000  # of a table, below its head and above its sum
CHARACTERS = 32_767  # what a cell holds
LONGEST_PROPERTY = 255
EXACT = 10**15  # Excel keeps fifteen digits of a number
FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
TEXT_WIDTH, NARROWEST, WIDEST = 92, 8, 60  # of a column, in half-width characters
TITLE, HEAD = 0, 1  # rows of a table's sheet
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def written(document: Document, own: Path | None = None) -> bytes:
    """Return the document as a workbook.

    Raises:
        InvalidData: a table has more rows than a sheet holds.
    """
    from xlsxwriter import Workbook

    out = io.BytesIO()
    options = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    known = properties.of(document)
    with Workbook(out, options) as book:
        book.set_properties({"title": known.title, "author": known.author, "created": known.moment})
        for name, value in known.marks:
            book.set_custom_property(name[:LONGEST_PROPERTY], value[:LONGEST_PROPERTY], "text")
        sheets = Sheets(book, document.lang)
        about = _About(sheets)
        for block in document.blocks:
            about.add(block)
    return out.getvalue()


class _About:
    """The first sheet: the document's text in reading order, and where its tables and charts are."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self._sheet = sheets.added(said(sheets.lang, "workbook-about"))
        self._sheet.set_column(0, 0, 4)
        self._sheet.set_column(1, 1, TEXT_WIDTH)
        self._sheet.hide_gridlines(2)
        self._row = 0
        self._heading = ""

    def add(self, block: Block) -> None:
        """Add a block; a table or a chart gets a sheet of its own."""
        if isinstance(block, Heading):
            self._heading = plain(block.words)
            self._line(self._heading, f"heading-{min(block.level, 3)}")
        elif isinstance(block, Paragraph):
            self._line(plain(block.words), "soft" if block.soft else "text")
        elif isinstance(block, Notice):
            self._line(plain(block.words), "notice")
        elif isinstance(block, Items):
            for number, item in enumerate(block.items, 1):
                self._line(plain(item), "text", f"{number}." if block.numbered else "•")
        elif isinstance(block, Table):
            self._link(block.title, _tabled(self._sheets, block, self._heading))
        elif isinstance(block, Chart):
            from cmtool.report.press.workbook_charts import drawn

            self._link(block.title, drawn(self._sheets, block))
        elif isinstance(block, Signatures):
            for name in block.who:
                self._line(name, "signature")
        elif isinstance(block, Break):
            self._sheet.set_h_pagebreaks([*self._sheet.hbreaks, self._row])

    def _line(self, text: str, look: str, lead: str = "") -> None:
        text = printable(text)
        for start in range(0, max(len(text), 1), CHARACTERS):
            if lead:
                self._sheet.write_string(self._row, 0, lead, self._sheets.look("lead"))
            piece = text[start : start + CHARACTERS]
            self._sheet.write_string(self._row, 1, piece, self._sheets.look(look))
            self._sheet.set_row(self._row, _height(piece, TEXT_WIDTH, look))
            self._row, lead = self._row + 1, ""

    def _link(self, title: str, sheet: Worksheet) -> None:
        place = sheet.get_name().replace("'", "''")
        words = f"→ {printable(title) or sheet.get_name()}"
        self._sheet.write_url(self._row, 1, f"internal:'{place}'!A1", self._sheets.look("link"), words[:LONGEST_PROPERTY])
        self._row += 1


def _height(text: str, width: int, look: str) -> float:
    """Return the height of a row in points: Excel does not fit rows of wrapped Chinese by itself in every program."""
    lines = sum(max(-(-wide(line) // width), 1) for line in text.split("\n"))
    each = {"heading-1": 26.0, "heading-2": 21.0, "heading-3": 18.0}.get(look, 16.0)
    return min(lines * each + {"notice": 8.0, "heading-2": 6.0, "signature": 20.0}.get(look, 0.0), 409.0)


def _tabled(sheets: Sheets, table: Table, heading: str) -> Worksheet:
    """Write a table on a sheet of its own."""
    if len(table.rows) > ROWS:
        raise InvalidData("workbook-too-long", count=len(table.rows), most=ROWS)
    sheet = sheets.added(table.title or heading or said(sheets.lang, "paper-table"))
    last = sums.total(table, sheets.lang)
    sheet.write_string(TITLE, 0, printable(table.title or heading)[:CHARACTERS], sheets.look("heading-3"))
    for place, (column, width) in enumerate(zip(table.columns, widths.natural(table, last), strict=True)):
        unit = said(sheets.lang, "paper-unit", unit=column.unit) if column.unit else ""
        sheet.write_string(HEAD, place, printable(column.title + unit), sheets.look("head-right" if column.right else "head"))
        head = wide(column.title + unit) + 4
        sheet.set_column(place, place, max(NARROWEST, min(max(width, head), WIDEST)))
        _column(sheets, sheet, table, place, last)
    end = HEAD + max(len(table.rows), 1)
    sheet.autofilter(HEAD, 0, end, len(table.columns) - 1)
    sheet.freeze_panes(HEAD + 1, 0)
    sheet.repeat_rows(HEAD)
    return sheet


def _column(sheets: Sheets, sheet: Worksheet, table: Table, place: int, last: Sequence[Cell] | None) -> None:
    column, cells = table.columns[place], [row[place] for row in table.rows]
    formula = _formula(table, place, last)
    side, usual = "-right" if column.right else "", sums.usual(cells)
    for number, cell in enumerate(cells, HEAD + 1):
        _write(sheets, sheet, number, place, cell, side, formula[number - HEAD - 1] if formula else "", usual=usual)
    if last:
        total = f"=SUM({sheets.cell(HEAD + 1, place)}:{sheets.cell(HEAD + len(cells), place)})"
        summed = sums.exact(last[place]) is not None
        _write(sheets, sheet, HEAD + 1 + len(cells), place, last[place], side, total if summed else "", "total")


def _write(
    sheets: Sheets,
    sheet: Worksheet,
    row: int,
    place: int,
    cell: Cell,
    side: str,
    formula: str = "",
    look: str = "cell",
    usual: sums.Pattern | None = None,
) -> None:
    """Write a cell: its figure as its column usually writes them where that shows the same, else in its own way, else words."""
    text = printable(plain(cell.words))
    way, value = sums.pattern(cell), sums.exact(cell)
    if way is not None and usual is not None and value is not None and usual.said(value) == text.strip():
        way = usual
    strong = look == "total" or any(run.strong for run in cell.words)
    if way is not None and value is not None and abs(value) < EXACT:
        shape = sheets.look(f"{look}{side}", sheets.number_format(way), strong=strong)
        number = float(value)
        if formula:
            sheet.write_formula(row, place, formula, shape, int(number) if number.is_integer() else number)
        else:
            sheet.write_number(row, place, number, shape)
    elif (day := _day(text)) is not None:
        sheet.write_datetime(row, place, day, sheets.look(f"{look}{side}", "yyyy-mm-dd", strong=strong))
    else:
        text = text if len(text) <= CHARACTERS else f"{text[: CHARACTERS - 1]}…"
        sheet.write_string(row, place, text, sheets.look(f"{look}{side}", strong=strong))


def _formula(table: Table, place: int, last: Sequence[Cell] | None) -> list[str]:
    """Return the formula of each cell of a column, or nothing where one of them, or their sum, would show another figure."""
    column = table.columns[place]
    if not column.formula:
        return []
    formula = Formula(column.formula)
    names = {each.name: number for number, each in enumerate(table.columns)}
    if not set(formula.names) <= set(names) or column.name in formula.names:
        return []
    found: list[str] = []
    results: list[float] = []
    for number, row in enumerate(table.rows, HEAD + 1):
        figures = {name: _figure(row[names[name]]) for name in formula.names}
        result = formula.computed(figures)
        if result is None or not _shows(row[place], result):
            return []
        results.append(result)
        found.append(formula.written({name: Sheets.cell(number, names[name]) for name in formula.names}))
    return found if not last or sums.exact(last[place]) is None or _shows(last[place], sum(results)) else []


def _figure(cell: Cell) -> float | None:
    """Return a cell's figure where Excel has it as one."""
    value = sums.exact(cell)
    return float(value) if value is not None and sums.pattern(cell) is not None and abs(value) < EXACT else None


def _shows(cell: Cell, figure: float) -> bool:
    return sums.pattern(Cell(cell.words, figure)) is not None


def _day(text: str) -> date | None:
    if not ISO.fullmatch(text):
        return None
    try:
        return day if (day := date.fromisoformat(text)) >= FIRST_DAY else None
    except ValueError:  # a text that only looks like a day
        return None
