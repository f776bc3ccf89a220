"""The exchanges' trading days (交易日): weekdays without the breaks that are announced each year.

The breaks are data, ``closures.toml``; a file of the same shape stands in for the years it holds. A year not announced yet
is counted by weekdays without the holidays that the regulation itself names, and says so: ``is_published`` is false for it.

>>> from datetime import date
>>> is_trading_day(date(2026, 10, 8)), is_trading_day(date(2026, 10, 7)), is_trading_day(date(2026, 10, 10))
(True, False, False)
>>> trading_days(date(2026, 9, 29), date(2026, 10, 9))
(datetime.date(2026, 9, 29), datetime.date(2026, 9, 30), datetime.date(2026, 10, 8), datetime.date(2026, 10, 9))
>>> built_in().is_published(2026), built_in().is_published(2027)
(True, False)
"""

from __future__ import annotations

from datetime import date

from cmtool_futures.calendar.closures import built_in, calendar_of
from cmtool_futures.calendar.days import Calendar

__all__ = ["Calendar", "built_in", "calendar_of", "is_trading_day", "trading_days"]


def is_trading_day(day: date, calendar: Calendar | None = None) -> bool:
    """Return whether the exchanges trade on ``day``; never raises, for a year not announced by weekdays."""
    return (calendar or built_in()).is_open(day)


def trading_days(start: date, end: date, calendar: Calendar | None = None) -> tuple[date, ...]:
    """Return the trading days from ``start`` to ``end``, both included."""
    return (calendar or built_in()).between(start, end)
