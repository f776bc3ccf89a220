"""A sheet of an Excel workbook (.xlsx, .xls) as rows; cells merged downwards count for every row they cover."""

from __future__ import annotations

import io
from collections.abc import Iterable

from cmtool.errors import InvalidData, NotFound
from cmtool.exchange.grid import Grid, Line

Range = tuple[tuple[int, int], tuple[int, int]]
BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def is_workbook(content: bytes) -> bool:
    """Return whether a file begins as a workbook does, whatever its name says."""
    return content.startswith(BEGINNINGS)


def sheet_of(content: bytes, name: str, wanted: str = "") -> Grid:
    """Return one sheet: the one wanted, by name or number, else the first.

    Raises:
        InvalidData: the workbook cannot be read.
        NotFound: it has no such sheet.
    """
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        title = _chosen(book.sheet_names, name, wanted)
        sheet = book.get_sheet_by_name(title)
        rows = sheet.to_python(skip_empty_area=False)
        others = [] if wanted else [other for other in book.sheet_names if other != title]
        unread = tuple(other for other in others if book.get_sheet_by_name(other).height)
    except python_calamine.CalamineError as wrong:
        raise InvalidData("import-not-a-workbook", name=name, wrong=wrong) from None
    merged = list(getattr(sheet, "merged_cell_ranges", None) or ())
    _fill(rows, merged)
    lines = [Line(number, [_plain(cell) for cell in row]) for number, row in enumerate(rows, 1) if any(map(_holds, row))]
    tall = {row + 1: bottom + 1 for (top, _), (bottom, _) in merged for row in range(top, bottom + 1) if bottom > top}
    return Grid(name=name, lines=lines, tall=tall, unread=unread)


def _chosen(sheets: list[str], name: str, wanted: str) -> str:
    if not wanted:
        return sheets[0]
    if wanted in sheets:
        return wanted
    if wanted.isdecimal() and 1 <= int(wanted) <= len(sheets):
        return sheets[int(wanted) - 1]
    raise NotFound("import-no-sheet", name=name, found=wanted, known=sheets)


def _fill(rows: list[list], merged: Iterable[Range]) -> None:
    for (top, left), (bottom, _) in merged:
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row):
                row[left] = rows[top][left]


def _holds(cell: object) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _plain(cell: object) -> object:
    """Show a yes or no as Excel does, so that it is never taken for the number 1."""
    return ("TRUE" if cell else "FALSE") if isinstance(cell, bool) else cell
