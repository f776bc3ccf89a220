"""Targets: what a desk measures, what was agreed on for a period, and what has been done (业绩目标)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from cmtool.model.predicate import Predicate
from cmtool.model.text import Text

TIERS = ("floor", "goal", "stretch")
ONE_DIGIT = 10  # things are counted to a tenth a day


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something to aim at: so many of a unit, or so much money; ``counts`` names the date that the book counts clients by."""

    code: str
    desk: str
    title: Text
    unit: Text
    kind: str = "count"
    counts: str = ""
    when: Predicate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Three tiers for one measure and period, of a manager, or of a whole team where ``manager`` is empty; money in fen."""

    measure: str
    manager: str
    team: str
    period: str
    floor: int
    goal: int
    stretch: int
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a manager has done of a measure in one month, as known on a day; money in fen."""

    measure: str
    manager: str
    month: str
    done: int
    day: int


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year, by its months."""

    code: str
    kind: str
    months: tuple[str, ...]

    @property
    def first(self) -> date:
        """The first day."""
        return date.fromisoformat(f"{self.months[0]}-01")

    @property
    def last(self) -> date:
        """The last day."""
        following = date.fromisoformat(f"{self.months[-1]}-28") + timedelta(days=4)
        return following.replace(day=1) - timedelta(days=1)

    @property
    def parts(self) -> tuple[str, ...]:
        """The periods it is made of: a year's quarters, a quarter's months."""
        if self.kind == "year":
            return tuple(f"{self.code}Q{number}" for number in range(1, 5))
        return self.months if self.kind == "quarter" else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One line: a target, what is done, and how the days run; ``None`` is not known. ``missing`` are months nobody reported."""

    target: Target
    period: Period
    done: int | None
    days: int
    gone: int
    missing: tuple[str, ...] = ()

    @property
    def elapsed(self) -> float:
        """The share of the trading days gone by, 0 to 1."""
        return self.gone / self.days

    @property
    def share(self) -> float | None:
        """The share of the goal that is done; a goal of nothing has none."""
        return None if self.done is None or not self.target.goal else self.done / self.target.goal

    @property
    def forecast(self) -> int | None:
        """What the period ends with at the rate so far; not known before the first day is over or where a month is missing."""
        if self.done is None or not self.gone or self.missing:
            return None
        return round(Fraction(self.done * self.days, self.gone))

    @property
    def needed(self) -> int | None:
        """What is still to be done for the goal, nothing where it is reached."""
        return None if self.done is None else max(self.target.goal - self.done, 0)

    @property
    def needed_per_day(self) -> Fraction | None:
        """What is needed on each trading day left, the day asked about among them."""
        left = self.days - self.gone
        return None if self.needed is None or not left else Fraction(self.needed, left)

    @property
    def reached(self) -> str:
        """The highest tier reached, "" where none is."""
        return tier(self.target, self.done)

    @property
    def heading_for(self) -> str:
        """The highest tier that the forecast reaches."""
        return tier(self.target, self.forecast)


def a_day(measure: Measure, rate: Fraction | None) -> float | int | None:
    """Return what is needed a day, rounded up: money to the yuan, things to a tenth."""
    if rate is None:
        return None
    if not rate:
        return 0
    return ceil(rate / 100) if measure.kind == "money" else ceil(rate * ONE_DIGIT) / ONE_DIGIT


def rounded(measure: Measure, amount: int | None) -> int | None:
    """Return a forecast without the fen that nobody can foresee."""
    return amount if amount is None or measure.kind != "money" else round(amount, -2)


def tier(target: Target, done: int | None) -> str:
    """Return the highest tier that ``done`` reaches, "" where it reaches none or is not known."""
    return "" if done is None else next((name for name in reversed(TIERS) if done >= getattr(target, name)), "")
