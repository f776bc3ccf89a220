"""A document (文书) as a plain value: blocks in reading order, in one language, that every format writes the same way.

A template fills one, a writer turns it into Markdown, a page, Word, PDF or a workbook. So the figures are the same in each by
construction; a writer escapes what its format would take for commands, and computes nothing.

>>> Document(title="建议书", lang="zh", blocks=(Heading(level=2, words=words("您的需求")),)).headings()
['您的需求']
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cmtool.model.fact import Scalar

BARS, LINES = "bars", "lines"


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in one dress: plain, ``strong``, or ``soft`` (a remark); ``link`` is a place in the document, ``#term``."""

    text: str
    strong: bool = False
    soft: bool = False
    link: str = ""


Words = tuple[Run, ...]


def words(text: str) -> Words:
    """Return plain words."""
    return (Run(text),)


def plain(said: Words) -> str:
    """Return words without their dress.

    >>> plain((Run("R2", strong=True), Run("，中低风险")))
    'R2，中低风险'
    """
    return "".join(run.text for run in said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; ``level`` 1 is the document's title, 2 and 3 go into a PDF's bookmarks. ``anchor`` is what links lead to."""

    level: int
    words: Words
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph; ``soft`` is set smaller: whom it is for, where a figure comes from, who made it."""

    words: Words
    soft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What must not be overlooked: a warning that the law or the house asks for (警示)."""

    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list, numbered or not."""

    items: tuple[Words, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading, its unit, whether figures stand at the right.

    ``total`` asks for a last row with the sum. ``formula`` says how a workbook computes a cell from the same row, by the names
    of other columns in braces: ``"{amount} * {rate}"``; elsewhere the cell's own words are shown.
    """

    name: str
    title: str
    unit: str = ""
    right: bool = False
    total: bool = False
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its words, and the figure behind them where there is one, in the column's unit."""

    words: Words
    value: Scalar = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; every row has one cell for each column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of the table {self.title!r} has not {len(self.columns)} cells")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart: one figure of each series for each label; ``kind`` is ``bars`` or ``lines``, ``caption`` says what is seen."""

    kind: str
    title: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    caption: str = ""
    stacked: bool = False

    def __post_init__(self) -> None:
        if self.kind not in (BARS, LINES):
            raise ValueError(f"a chart of kind {self.kind!r} is not drawn")
        if any(len(figures) != len(self.labels) for _, figures in self.series):
            raise ValueError(f"a series of the chart {self.title!r} has not {len(self.labels)} figures")


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, each with who signs there."""

    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """Where a new page begins on paper."""


Block = Heading | Paragraph | Notice | Items | Table | Chart | Signatures | Break


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole document; ``marks`` are kept in the file's own properties: who made it, as of when, under what number."""

    title: str
    lang: str
    blocks: tuple[Block, ...]
    marks: tuple[tuple[str, str], ...] = ()

    def headings(self) -> list[str]:
        """Return the headings in reading order."""
        return [plain(block.words) for block in self.blocks if isinstance(block, Heading)]

    def texts(self) -> Iterator[str]:
        """Yield every text that a reader sees, block by block: what a scanner reads and what formats are compared by."""
        for block in self.blocks:
            yield from texts(block)


def texts(block: Block) -> Iterator[str]:
    """Yield the texts of one block."""
    if isinstance(block, Heading | Paragraph | Notice):
        yield plain(block.words)
    elif isinstance(block, Items):
        yield from (plain(item) for item in block.items)
    elif isinstance(block, Table):
        yield from filter(None, [block.title, *(column.title for column in block.columns)])
        yield from (plain(cell.words) for row in block.rows for cell in row)
    elif isinstance(block, Chart):
        yield from filter(None, [block.title, block.caption])
    elif isinstance(block, Signatures):
        yield from block.who
