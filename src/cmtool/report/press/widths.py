"""How wide a table's columns are: by their widest words; where the page is too narrow, words give way before figures do.

>>> shared([9, 10, 90]), shared([16] * 8)
([9, 10, 73], [12, 12, 12, 12, 12, 12, 12, 12])
"""

from __future__ import annotations

from collections.abc import Sequence

from cmtool.model import Cell, Table
from cmtool.model.document import plain
from cmtool.report.folding import wide

LINE = 92  # half-width characters of a table across the page
SHORT = 17  # a column so narrow is not broken where room is scarce
ROOM = 3  # on both sides of a cell


def natural(table: Table, last: Sequence[Cell] | None = None) -> list[int]:
    """Return how many half-width characters each column takes where nothing is broken."""
    rows = [*table.rows, *([last] if last else [])]
    return [
        ROOM
        + max(
            [wide(column.title), wide(column.unit) + 2, *(_widest(plain(row[place].words)) for row in rows)],
        )
        for place, column in enumerate(table.columns)
    ]


def tight(widths: Sequence[int]) -> list[int]:
    """Return each column's share of the page; 0 is a column to be as wide as its figures, where room is scarce."""
    if sum(widths) <= LINE:
        return list(widths)
    shares = [0 if width <= SHORT else min(width, LINE // 2) for width in widths]
    return shares if any(shares) else list(widths)  # where all are short none gives way, and together they fill the page


def shared(widths: Sequence[int]) -> list[int]:
    """Return each column's share of the page as a number, also of those that are not to be broken."""
    shares = tight(widths)
    short = sum(width for width, share in zip(widths, shares, strict=True) if not share)
    rest, room = sum(shares), max(LINE - short, LINE // 4)
    return [round(share * room / rest) if share else width for width, share in zip(widths, shares, strict=True)]


def _widest(text: str) -> int:
    return max((wide(line) for line in text.split("\n")), default=0)
