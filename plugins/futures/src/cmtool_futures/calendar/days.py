"""Counting in trading days: the n-th of a month, the next one, so many before or after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The weekdays on which the exchanges are closed, and the years whose breaks they have announced."""

    closed: frozenset[date]
    published: frozenset[int]

    def is_open(self, day: date) -> bool:
        """Return whether the exchanges trade on ``day``."""
        return day.weekday() < 5 and day not in self.closed

    def is_published(self, year: int) -> bool:
        """Return whether the breaks of ``year`` have been announced; if not, its days are weekdays and provisional."""
        return year in self.published

    def between(self, start: date, end: date) -> tuple[date, ...]:
        """Return the trading days from ``start`` to ``end``, both included."""
        span = (end - start).days + 1
        return tuple(day for day in (start + timedelta(days=n) for n in range(span)) if self.is_open(day))

    def of_month(self, year: int, month: int) -> tuple[date, ...]:
        """Return the trading days of a month; a month may be written past December or before January.

        >>> Calendar(closed=frozenset(), published=frozenset()).of_month(2026, 13)[0]
        datetime.date(2027, 1, 1)
        """
        return self.between(first_of(year, month), first_of(year, month + 1) - ONE)

    def at_or_after(self, day: date) -> date:
        """Return ``day`` if it is a trading day, otherwise the next one."""
        while not self.is_open(day):
            day += ONE
        return day

    def shifted(self, day: date, count: int) -> date:
        """Return the trading day ``count`` trading days after ``day``, or before it where ``count`` is negative."""
        step = ONE if count > 0 else -ONE
        for _ in range(abs(count)):
            day += step
            while not self.is_open(day):
                day += step
        return day


def first_of(year: int, month: int) -> date:
    """Return the first day of a month, counted on past December and back past January.

    >>> first_of(2027, 0)
    datetime.date(2026, 12, 1)
    """
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
