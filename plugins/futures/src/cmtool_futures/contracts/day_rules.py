"""How the exchanges name a day of a contract: a small grammar, and the day it comes to.

``DAY:15``
    the 15th calendar day of the delivery month, or the next trading day where it is none
``TD:10``, ``TD:-4``
    the 10th trading day of the delivery month, its 4th-last
    (a month with fewer, as February 2026 with 14, answers with its last: no text says, and early is safe)
``FRI:3``, ``MON:-1``
    the third Friday, or the next trading day; the last Monday that is a trading day
``…@-1``
    the same, of the month before the delivery month
``LTD+3``, ``LTD-5``
    so many trading days after or before the last trading day

>>> from cmtool_futures.calendar import built_in
>>> day_rule("DAY:15").day(2026, 11, built_in())           # the 15th is a Sunday
datetime.date(2026, 11, 16)
>>> day_rule("TD:-1@-1").day(2026, 10, built_in())
datetime.date(2026, 9, 30)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from cmtool_futures.calendar import Calendar
from cmtool_futures.calendar.days import first_of

WEEKDAYS = {"MON": 0, "FRI": 4}
WRITTEN = re.compile(r"(?:(DAY|TD|MON|FRI):(-?\d+)(?:@(-\d+))?|LTD([+-]\d+)?)")


@dataclass(frozen=True, slots=True)
class DayRule:
    """A day of a contract as the exchange names it; ``anchor`` is DAY, TD, MON, FRI or LTD."""

    anchor: str
    number: int
    months: int = 0

    def day(self, year: int, month: int, calendar: Calendar, last_trading_day: date | None = None) -> date:
        """Return the day for the contract of ``year`` and ``month``.

        Args:
            year: Delivery year.
            month: Delivery month.
            calendar: The trading days.
            last_trading_day: Needed by rules that count from it.
        """
        if self.anchor == "LTD":
            assert last_trading_day is not None
            return calendar.shifted(last_trading_day, self.number)
        first = first_of(year, month + self.months)
        if self.anchor == "DAY":
            return calendar.at_or_after(first + timedelta(days=self.number - 1))
        if self.anchor == "TD":
            days = calendar.of_month(first.year, first.month)
            return days[min(self.number, len(days)) - 1 if self.number > 0 else self.number]
        return self._weekday(first, calendar)

    def _weekday(self, first: date, calendar: Calendar) -> date:
        """Return the n-th such weekday, moved on to a trading day; counted from the end, the last that is one."""
        weekday = WEEKDAYS[self.anchor]
        if self.number > 0:
            ahead = (weekday - first.weekday()) % 7 + 7 * (self.number - 1)
            return calendar.at_or_after(first + timedelta(days=ahead))
        open_ones = [day for day in calendar.of_month(first.year, first.month) if day.weekday() == weekday]
        return open_ones[self.number]


def day_rule(written: str) -> DayRule:
    """Return the rule that is written.

    Raises:
        ValueError: it is none of the grammar's.
    """
    found = WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError(written)
    anchor, number, months, after = found.groups()
    if anchor is None:
        return DayRule("LTD", int(after or 0))
    if int(number) == 0:
        raise ValueError(written)
    return DayRule(anchor, int(number), int(months or 0))
