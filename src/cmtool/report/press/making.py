"""The blocks that a template makes by functions, tables, charts, notices, signatures, each left as a mark in its text.

A figure in a cell keeps the number behind its words, so that a workbook can count with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from cmtool.errors import InvalidData
from cmtool.model import Scalar, Text
from cmtool.model.document import (
    BARS,
    LINES,
    Block,
    Break,
    Cell,
    Chart,
    Column,
    Notice,
    Signatures,
    Table,
    Words,
    plain,
    words,
)
from cmtool.report.figures import number
from cmtool.report.press.disguise import END, MARK, Marked
from cmtool.report.press.disguise import plain as one_line
from cmtool.report.press.marking import line_of

Series = Sequence[tuple[object, Sequence[object]]]


class Figure:
    """A figure in words, and the number behind them."""

    __slots__ = ("value", "words")

    def __init__(self, said: object, value: object) -> None:
        self.words = said
        self.value = value


class Maker:
    """Makes blocks and marks their places; one for each document."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.blocks: list[Block] = []

    def functions(self) -> dict[str, Any]:
        """Return what a template may call."""
        return {
            "table": self.table, "bars": self.bars, "lines": self.lines, "notice": self.notice,
            "signatures": self.signatures, "new_page": self.new_page, "figure": Figure,
        }  # fmt: skip

    def table(
        self,
        found: Any,  # noqa: ANN401  # a table of a calculation, or rows
        *columns: str,
        heads: Sequence[object] = (),
        right: Collection[int] = (),
        total: Collection[int] = (),
        formulas: Mapping[int, str] | None = None,
        title: object = "",
    ) -> Marked:
        """Make a table: of ``calc(…).table(…)``, of some of its columns; or of rows with their heads, columns counted from 0.

        Raises:
            InvalidData: a row has another number of cells than there are columns, or there is no such column.
        """
        if isinstance(found, Mapping):
            found = _only(found, columns) if columns else found
            named = [self._column(place, head) for place, head in enumerate(found["heads"])]
            rows, title = _figures(found), title or found.get("title", "")
        else:
            rows = [list(row.values()) if isinstance(row, Mapping) else list(row) for row in found]
            named = [
                Column(
                    name=f"c{place}", title=self._said(head), right=place in right, total=place in total,
                    formula=(formulas or {}).get(place, ""),
                )
                for place, head in enumerate(heads or [""] * max(map(len, rows), default=0))
            ]  # fmt: skip
        for row in rows:
            if len(row) != len(named):
                raise InvalidData("press-row-cells", title=self._said(title), found=len(row), expected=len(named))
        cells = tuple(tuple(self._cell(cell) for cell in row) for row in rows)
        return self._marked(Table(columns=tuple(named), rows=cells, title=self._said(title)))

    def bars(
        self, title: object, labels: Sequence[object], series: Series, caption: object = "", *, stacked: bool = False
    ) -> Marked:
        """Make a chart of bars, side by side or stacked."""
        return self._chart(BARS, title, labels, series, caption, stacked=stacked)

    def lines(self, title: object, labels: Sequence[object], series: Series, caption: object = "") -> Marked:
        """Make a chart of lines."""
        return self._chart(LINES, title, labels, series, caption, stacked=False)

    def notice(self, said: object) -> Marked:
        """Make a warning that must not be overlooked."""
        return self._marked(Notice(words=self._words(said)))

    def signatures(self, *who: object) -> Marked:
        """Make lines to sign on."""
        return self._marked(Signatures(tuple(map(self._said, who))))

    def new_page(self) -> Marked:
        """Begin a new page on paper."""
        return self._marked(Break())

    def _chart(
        self, kind: str, title: object, labels: Sequence[object], series: Series, caption: object, *, stacked: bool
    ) -> Marked:
        drawn = tuple((self._said(name), tuple(float(figure or 0) for figure in figures)) for name, figures in series)  # type: ignore[arg-type]
        said = {"title": self._said(title), "caption": self._said(caption), "labels": tuple(map(self._said, labels))}
        for name, figures in drawn:
            if len(figures) != len(said["labels"]):
                counts = {"found": len(figures), "expected": len(labels)}
                raise InvalidData("press-chart-figures", title=said["title"], name=name, **counts)
        return self._marked(Chart(kind=kind, series=drawn, stacked=stacked, **said))  # type: ignore[arg-type]

    def _marked(self, block: Block) -> Marked:
        self.blocks.append(block)
        return Marked(f"\n\n{MARK}{len(self.blocks) - 1}{END}\n\n")

    def _column(self, place: int, head: object) -> Column:
        if not isinstance(head, Mapping):
            return Column(name=f"c{place}", title=self._said(head))
        return Column(
            name=str(head.get("name") or f"c{place}"), title=self._said(head["title"]), unit=self._said(head.get("unit") or ""),
            right=bool(head.get("right")), total=bool(head.get("total")), formula=str(head.get("formula") or ""),
        )  # fmt: skip

    def _cell(self, cell: object) -> Cell:
        said, value = (cell.words, cell.value) if isinstance(cell, Figure) else (cell, cell)
        return Cell(self._words(said), _scalar(value) if not isinstance(value, str | Text) else None)

    def _words(self, said: object) -> Words:
        if isinstance(said, Marked):
            return line_of(str(said))
        return words(self._said(said))

    def _said(self, said: object) -> str:
        if isinstance(said, Marked):
            return plain(self._words(said))
        return one_line(said.said(self.lang) if isinstance(said, Text) else number("" if said is None else said))


def _figures(found: Mapping[str, Any]) -> list[list[Figure]]:
    """Return the rows of a table of a calculation, each cell's words with the value behind them."""
    rows = found["rows"]
    values = found.get("values") or [[None] * len(row) for row in rows]
    return [[Figure(*pair) for pair in zip(*row, strict=True)] for row in zip(rows, values, strict=True)]


def _only(found: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    """Return some columns of a table of a calculation, in the order asked for."""
    names = [head.get("name") for head in found["heads"]]
    for column in columns:
        if column not in names:
            raise InvalidData("press-no-column", title=found.get("title", ""), found=column, known=names)
    places = [names.index(column) for column in columns]
    chosen = {key: [[row[place] for place in places] for row in found[key]] for key in ("rows", "values")}
    return {**found, "heads": [found["heads"][place] for place in places], **chosen}


def _scalar(value: object) -> Scalar:
    """Return the number behind a cell, if there is one."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
