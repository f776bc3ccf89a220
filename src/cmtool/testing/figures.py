"""Numbers read back out of a document's file, of any format, so that formats can be held against each other.

>>> figures("1,234.50".encode(), "a.txt") == figures("1234.5".encode(), "b.txt")
True
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import count

from cmtool.errors import NotFound
from cmtool.exchange.documents import read

PICTURE = re.compile(r"!\[[^\]]*\]\(data:[^)]*\)|<svg.*?</svg>", re.DOTALL)
PERCENT, WAN, PLACES = 100, 10_000, (0, 1, 2, 4, 8)
FIGURE = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")


def figures(content: bytes, name: str) -> set[Decimal]:
    """Return every number that a reader finds in a file; ``1,234.50`` and ``1234.5`` are one, charts are left out.

    A workbook keeps figures as numbers, however they are written: ``5%`` is 0.05 there, and ``130万`` is 1300000, so each
    number counts for what it may be written as.

    >>> sorted(map(float, figures("# 1,234.50元 30%".encode(), "a.md")))
    [30.0, 1234.5]
    """
    if name.endswith(".xlsx"):
        return {number for cell in _cells(content) for number in _written_as(cell)}
    if name.endswith((".md", ".html")):
        content = PICTURE.sub("", content.decode()).encode()
    return _figures("\n".join(passage.text for passage in read(content, name)))


def _figures(text: str) -> set[Decimal]:
    return {Decimal(found.replace(",", "")).normalize() for found in FIGURE.findall(text)}


def _cells(content: bytes) -> Iterator[object]:
    """Yield every cell of every sheet of a workbook."""
    from cmtool.exchange.workbook import sheet_of

    for number in count(1):
        try:
            sheet = sheet_of(content, "a.xlsx", str(number))
        except NotFound:
            return
        yield from (cell for line in sheet.lines for cell in line.cells)


def _written_as(cell: object) -> set[Decimal]:
    """Return the numbers that a cell may be written with."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return _figures(cell.isoformat() if isinstance(cell, date) else str(cell))
    exact = abs(Decimal(str(round(cell, 8))))
    every = (exact, exact * PERCENT, exact / WAN)
    return {Decimal(f"{number:.{places}f}").normalize() for number in every for places in PLACES}
