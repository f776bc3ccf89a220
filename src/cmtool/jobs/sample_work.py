"""Invented dealings with clients: what was said last, what was promised, and the work that is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import Any

from cmtool.model import CaseKind, Scalar
from cmtool.rules.evaluate import truth

CONTACT = ("client", "day", "channel", "result", "note", "promise", "promise_day", "by")
WORK = ("client", "code", "opened", "step", "due")
DRAWN = {"channels": 1_009, "results": 1_013, "notes": 1_019}
CONTACTED, PROMISED, BUSY = 3, 15, 100  # every third client was contacted, one in 15 of these was promised something
PROMISE_DAYS = (0, -2, 3, 7, -5, 1, 14)  # from the demo's day
WORK_DAYS = (-4, 3, 8, 0, -1, 12, 5)
SATURDAY = 5


@dataclass(slots=True)
class Dealings:
    """What is remembered of clients while they are invented, to be written when all are there."""

    contacted: list[tuple[int, Any, Any]] = field(default_factory=list)
    working: list[tuple[int, CaseKind]] = field(default_factory=list)

    def note(self, number: int, row: Sequence[Scalar], at: Mapping[str, int], cases: Sequence[CaseKind], on: int) -> None:
        """Note a client whose turn it is to have been contacted, or to have work open."""
        if number % CONTACTED == 1 and "f_last_contact" in at:
            day = row[at["f_last_contact"]]
            if day is not None:
                self.contacted.append((number, day, row[at["manager"]]))
        if number % BUSY == BUSY // 2:
            fitting = [case for case in cases if case.steps and not case.ticket and _concerns(case, row, at, on)]
            if fitting:
                self.working.append((number, fitting[number // BUSY % len(fitting)]))


def contacts(dealings: Dealings, words: Mapping[str, Sequence], rng: Random, on: int) -> Iterator[tuple[Scalar, ...]]:
    """Yield a past contact for each client contacted, some with a promise that is due about now."""
    channels, results, notes = (cycle(rng.choices(words[name], k=length)) for name, length in DRAWN.items())
    promises, dues = cycle(words["promises"]), cycle(PROMISE_DAYS)
    for order, (number, day, manager) in enumerate(dealings.contacted):
        promise, due = (next(promises), max(on + next(dues), day + 1)) if order % PROMISED == 0 else ("", None)
        yield number, day, next(channels), next(results), next(notes), promise, due, manager


def cases(dealings: Dealings, rng: Random, on: int) -> Iterator[tuple[Scalar, ...]]:
    """Yield the open work, each at one of its steps, some of it overdue."""
    for (number, case), ahead in zip(dealings.working, cycle(WORK_DAYS), strict=False):
        step = rng.randrange(len(case.steps))
        due = _working_day(on + ahead)
        opened = due - sum(done.days for done in case.steps[: step + 1]) - rng.randrange(3)
        yield number, case.code, _working_day(min(opened, on)), step + 1, due


def _concerns(case: CaseKind, row: Sequence[Scalar], at: Mapping[str, int], on: int) -> bool:
    def known(fact: str) -> Scalar:
        return row[at[f"f_{fact}"]] if f"f_{fact}" in at else None

    return case.when is None or truth(case.when.tree, known, on) is True


def _working_day(day: int) -> int:
    """Return the day, or the Friday before a weekend; 1970-01-01 was a Thursday.

    >>> _working_day(20781), _working_day(20785)
    (20781, 20784)
    """
    weekday = (day + 3) % 7
    return day - max(weekday - SATURDAY + 1, 0)
