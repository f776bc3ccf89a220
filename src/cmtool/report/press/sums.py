"""How a column writes its figures, and the sum below it (合计): found from the cells themselves, exact to the last digit shown.

A workbook shows a figure as the cell's own words do, or keeps the words: so no format shows another number than the rest.

>>> Pattern("", 2, True, "", 1).said(Decimal("1234.5")), pattern(Cell((Run("3.5%"),), 0.035)).scale
('1,234.50', 100)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cmtool.model import Cell, Column, Run, Table
from cmtool.model.document import plain
from cmtool.words import said

SHAPE = re.compile(r"(?P<before>[^\d\s,.+-]{0,8}?)(?P<sign>[+-]?)(?P<digits>\d[\d,]*)(?P<point>\.\d+)?(?P<after>[^\d,.]{0,12})")
GROUPED = re.compile(r"\d{1,3}(,\d{3})+")


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a figure is written: what stands around it, its decimals, grouped digits or not; ``signed`` shows a plus."""

    before: str
    decimals: int
    grouped: bool
    after: str
    scale: int
    signed: bool = False

    def said(self, value: Decimal) -> str:
        """Return a figure in this writing."""
        shown = (value * self.scale).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        sign = "-" if shown < 0 else "+" if self.signed and shown > 0 else ""
        return f"{self.before}{sign}{abs(shown):{',' if self.grouped else ''}.{self.decimals}f}{self.after}"


def pattern(cell: Cell) -> Pattern | None:
    """Return how a cell writes its figure; nothing where its words are not this figure."""
    value = exact(cell)
    found = SHAPE.fullmatch(plain(cell.words).strip()) if value is not None else None
    if value is None or found is None:
        return None
    digits, point = found["digits"], found["point"] or ""
    whole = digits.replace(",", "")
    grouped = "," in digits
    if (grouped and not GROUPED.fullmatch(digits)) or (len(whole) > 1 and whole.startswith("0")):
        return None
    scales = (1, 100) if found["after"].startswith("%") else (1,)
    for scale in scales:
        made = Pattern(found["before"], max(len(point) - 1, 0), grouped, found["after"], scale, found["sign"] == "+")
        if made.said(value) == plain(cell.words).strip():
            return made
    return None


def exact(cell: Cell) -> Decimal | None:
    """Return the figure behind a cell, where it is one."""
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return None
    value = Decimal(str(cell.value))
    return value if value.is_finite() else None


def usual(cells: Sequence[Cell]) -> Pattern | None:
    """Return the one writing of all figures of a column, grouped where any is; nothing where they differ, or one is words."""
    found = [pattern(cell) for cell in cells if exact(cell) is not None]
    known = [each for each in found if each is not None]
    if not known or len(known) < len(found):
        return None
    first = known[0]
    made = Pattern(
        first.before,
        max(each.decimals for each in known),
        any(each.grouped for each in known),
        first.after,
        first.scale,
        any(each.signed for each in known),
    )
    alike = all((each.before, each.after, each.scale) == (made.before, made.after, made.scale) for each in known)
    return made if alike else None


def total(table: Table, lang: str) -> tuple[Cell, ...] | None:
    """Return the row with the sums of the columns that ask for one, in the writing of their cells; nothing where none does.

    A column whose figures are written in different ways has no sum: its reader could not check it.
    """
    sums = [_sum(column, [row[place] for row in table.rows]) for place, column in enumerate(table.columns)]
    if not any(sums) or not table.rows:
        return None
    empty = Cell(())
    label = Cell((Run(said(lang, "paper-total"), strong=True),))
    free = next((place for place, found in enumerate(sums) if found is None), None)
    return tuple(found or (label if place == free else empty) for place, found in enumerate(sums))


def rows(table: Table, lang: str) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows of a table, and below them the sums that its columns ask for."""
    last = total(table, lang)
    return (*table.rows, last) if last else table.rows


def _sum(column: Column, cells: Sequence[Cell]) -> Cell | None:
    written = usual(cells) if column.total else None
    if written is None:
        return None
    amount = sum((value for cell in cells if (value := exact(cell)) is not None), Decimal(0))
    whole = all(isinstance(cell.value, int) for cell in cells if exact(cell) is not None)
    return Cell((Run(written.said(amount), strong=True),), int(amount) if whole else float(amount))
