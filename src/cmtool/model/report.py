"""A report (报告) as a plain value: parts of counted lines that lists, pages and papers show alike.

A figure is a number, a share from 0 to 1, or words; ``None`` is not known. No figure names a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cmtool.model.fact import Scalar
from cmtool.model.target import Period
from cmtool.model.text import Text

Shown = Scalar | Text
KINDS = ("count", "number", "share", "days", "money", "day", "words")


@dataclass(frozen=True, slots=True)
class Way:
    """The stages a client was in, the first first, with the day numbers they began on; the one now, and when it was noted."""

    stays: tuple[tuple[str, int], ...]
    now: str | None
    noted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a column of a part holds: ``kind`` is one of ``KINDS``; money is in fen, days may be fractions."""

    code: str
    title: Text
    kind: str = "count"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a part: its code, its words, and a figure for each column."""

    code: str
    title: Text
    figures: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table of figures under a heading; ``drawn`` names the columns drawn as bars, ``notes`` say what is not known."""

    code: str
    title: Text
    lead: Text
    heads: tuple[Head, ...]
    lines: tuple[Line, ...] = ()
    notes: tuple[Text, ...] = ()
    drawn: tuple[str, ...] = ()
    stacked: bool = False

    def __post_init__(self) -> None:
        if any(len(line.figures) != len(self.heads) for line in self.lines):
            raise ValueError(f"a line of the part {self.code!r} has not {len(self.heads)} figures")

    def figure(self, line: str, head: str) -> Shown:
        """Return one figure, ``None`` where there is no such line or column."""
        found = next((dict(zip(self.heads, one.figures, strict=True)) for one in self.lines if one.code == line), {})
        return next((figure for column, figure in found.items() if column.code == head), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Parts in reading order, as of a day, over a period; ``whose`` is the manager or the client, "" the whole book."""

    code: str
    title: Text
    on: date
    period: Period
    whose: str = ""
    notes: tuple[Text, ...] = ()
    parts: tuple[Part, ...] = ()

    def part(self, code: str) -> Part | None:
        """Return a part by its code."""
        return next((one for one in self.parts if one.code == code), None)

    def figures(self) -> Iterator[tuple[Part, Line, Head, Shown]]:
        """Yield every figure with its place."""
        for part in self.parts:
            for line in part.lines:
                yield from ((part, line, *pair) for pair in zip(part.heads, line.figures, strict=True))
