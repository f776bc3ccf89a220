"""Facts: the named, typed, dated things that may be known of a client (客户事实)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from cmtool.model.text import Text

Scalar = int | float | str | None


class Kind(str, Enum):
    """The types a fact, a product's field or a literal can have."""

    BOOL = "bool"
    INT = "int"
    MONEY = "money"
    RATIO = "ratio"
    DATE = "date"
    CHOICE = "choice"
    SET = "set"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What may be known of a client, and how.

    Inside, money is whole fen, a date is its day number (days since 1970-01-01), a bool is 0 or 1, a ratio a float,
    and a set is written ``|a|b|``; ``None`` is "not known".
    """

    name: str
    kind: Kind
    title: Text
    desk: str = ""
    of: str = "both"
    valid_days: int | None = None
    sensitive: bool = False
    low: float | None = None
    high: float | None = None
    open_choices: bool = False
    choices: Mapping[str, Text] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    form: str = ""
    sample: Mapping[str, object] | None = None

    def concerns(self, client_kind: object) -> bool:
        """Return whether the fact is asked of this kind of client; an unknown kind is asked everything."""
        return self.of == "both" or client_kind is None or client_kind == self.of


@dataclass(frozen=True, slots=True)
class Known:
    """A fact's value with the day it was true (day number) and where it came from."""

    value: Scalar
    as_of: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that a desk's products carry beside the common ones."""

    name: str
    kind: Kind
    title: Text
    choices: Mapping[str, Text] = field(default_factory=dict)
