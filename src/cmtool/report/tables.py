"""Tables on the screen: columns that begin under their headings, whatever width the characters have.

The layout is that of tabulate's "simple" tables, written here because lists are what one looks at all day, and importing
tabulate takes longer than the rest of ``match CLIENT``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import zip_longest

from cmtool.report.folding import folded, wide

PADDING = 2  # columns that a table leaves beside a heading
GAP = "  "


def simple(
    headers: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int] | None = None, right: Collection[int] = ()
) -> str:
    """Return a table; cells wider than ``widths`` are folded, those of the columns in ``right`` end under one another.

    >>> print(simple(["产品", "rank"], [["茶票", "20"], ["tea", "5"]]))
    产品    rank
    ------  ------
    茶票    20
    tea     5
    """
    cells = [[_lines(cell, widths[place] if widths else None) for place, cell in enumerate(row)] for row in (headers, *rows)]
    measured = [max((wide(line) for row in cells for line in row[place]), default=0) for place in range(len(headers))]
    heads = [max((wide(line) for line in lines), default=0) + PADDING for lines in cells[0]]
    heads = [min(pair) for pair in zip(heads, widths, strict=True)] if widths else heads
    columns = [max(pair) for pair in zip(measured, heads, strict=True)]
    ends = [
        max((wide(line) for row in cells[1:] for line in row[place]), default=0) if place in right else 0
        for place in range(len(columns))
    ]
    rule = GAP.join("-" * width for width in columns)
    return "\n".join([*_row(cells[0], columns), rule, *(line for row in cells[1:] for line in _row(row, columns, ends))])


def chopped(text: str, width: int) -> list[str]:
    """Return the lines of a text at most ``width`` columns wide; a word that is wider is broken.

    >>> chopped("abcdef 茶", 4)
    ['abcd', 'ef', '茶']
    """
    lines: list[str] = []
    for line in folded(text, width) if wide(text) > width else [text]:
        while wide(line) > width > 1:
            fits = next(place for place in range(len(line), 0, -1) if wide(line[:place]) <= width)
            lines.append(line[:fits])
            line = line[fits:]
        lines.append(line)
    return lines


def _lines(cell: str, width: int | None) -> list[str]:
    lines = cell.strip().splitlines() or [""]
    return lines if width is None else [part for line in lines for part in chopped(line, width)]


def _row(cells: Sequence[Sequence[str]], columns: Sequence[int], ends: Sequence[int] = ()) -> list[str]:
    found = []
    for line in zip_longest(*cells, fillvalue=""):
        line = [" " * (end - wide(part)) + part for part, end in zip(line, ends, strict=True)] if ends else line
        padded = [part + " " * (width - wide(part)) for part, width in zip(line, columns, strict=True)]
        found.append(GAP.join(padded).rstrip())
    return found
