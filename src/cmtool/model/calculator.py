"""Calculators: what they take, what they give, and what they had to say about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cmtool.model.text import Source, Text

Row = Mapping[str, object]
Value = int | float | Decimal | date | str | Text | None | tuple[Decimal, ...] | tuple[Row, ...]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One input or result of a calculator, with its kind, unit and limits.

    A ``file`` holds ``prices`` (days and numbers) or a ``table`` (keys and values); ``columns`` are the keys of a table or the
    columns of its rows; an ``optional`` one may be left out; ``places`` are the decimals that a person is shown.
    """

    name: str
    kind: str
    title: Text
    unit: Text | None = None
    low: Decimal | None = None
    above: Decimal | None = None
    high: Decimal | None = None
    default: object = None
    choices: Mapping[str, Text] = field(default_factory=dict)
    columns: tuple[Quantity, ...] = ()
    holds: str = ""
    optional: bool = False
    places: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculator:
    """A pure function with typed, unit-bearing inputs, declared in ``calculators.toml``."""

    name: str
    desk: str
    title: Text
    about: Text
    source: Source
    inputs: tuple[Quantity, ...]
    results: tuple[Quantity, ...]
    notes: Mapping[str, Text]
    refusals: Mapping[str, Text]
    function: Callable[..., Outcome] | None = None
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file given to a calculator: what stands in it, unread, and the line and column where each piece stands.

    A series holds pairs of a day and a number as texts, a table holds keys; a place is found by the way to its piece.
    """

    name: str
    content: object
    places: Mapping[tuple[object, ...], Place] = field(default_factory=dict)

    def place(self, way: tuple[object, ...]) -> Place | None:
        """Return where a piece stands, else where what holds it begins."""
        while way and way not in self.places:
            way = way[:-1]
        return self.places.get(way)


class Note:
    """A remark of a calculator: a key of its ``calculators.toml`` and the figures that go into the sentence."""

    __slots__ = ("figures", "key")

    def __init__(self, key: str, **figures: object) -> None:
        self.key = key
        self.figures = figures

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Note) and (self.key, self.figures) == (other.key, other.figures)

    def __hash__(self) -> int:
        return hash((self.key, tuple(self.figures)))

    def __repr__(self) -> str:
        return f"Note({self.key!r}, {self.figures!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a calculator found: a value for each declared result, and its remarks."""

    values: Mapping[str, Value]
    notes: tuple[Note, ...] = ()
