"""Clients: a person or an organisation in the book (客户)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from cmtool.model.fact import Fact, Known, Scalar

EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Return the days since 1970-01-01.

    >>> day_number(date(2026, 11, 24))
    20781
    """
    return day.toordinal() - EPOCH


def day_of(number: int) -> date:
    """Return the date of a day number.

    >>> day_of(20781)
    datetime.date(2026, 11, 24)
    """
    return date.fromordinal(number + EPOCH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client as of a day: what is known of him, stale facts left out.

    ``later`` holds facts that the book knows only of a day after the day asked about, with that day and no value.
    ``shown_name`` and every sensitive fact are masked unless they were asked for by name.
    """

    id: int
    code: str
    shown_name: str
    manager: str
    facts: Mapping[str, Known] = field(default_factory=dict)
    stale: Mapping[str, Known] = field(default_factory=dict)
    later: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("facts", "stale", "later"):  # read by everyone who is asked about the client: nobody may write in them
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def value(self, fact: str) -> Scalar:
        """Return a fact's value, ``None`` when it is not known or has gone stale."""
        known = self.facts.get(fact)
        return known.value if known else None

    @property
    def kind(self) -> str | None:
        """The kind of client: "person", "organisation", or ``None``."""
        value = self.value("kind")
        return str(value) if value is not None else None


def fresh(fact: Fact, known: Known, on: int) -> bool:
    """Return whether a fact's value still counts on the day number ``on``."""
    return known.as_of <= on and (fact.valid_days is None or on - known.as_of <= fact.valid_days)
