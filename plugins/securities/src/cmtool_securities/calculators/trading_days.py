"""The Shanghai and Shenzhen trading days: weekdays that are no public holiday.

Holidays are the State Council's, as published each autumn and kept by the ``chinesecalendar`` library; make-up working
Saturdays and Sundays stay closed. The exchanges also closed on 2024-02-09, a working day. For a year not published yet, only
holidays that the law ties to a date are known (New Year's Day, 1 and 2 May, 1 to 3 October): ``published`` tells.

>>> next_trading_day(date(2025, 9, 30))
datetime.date(2025, 10, 9)
>>> is_trading_day(date(2026, 10, 10))  # a Saturday, though worked elsewhere
False
"""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

SATURDAY = 5
ALSO_CLOSED = frozenset({date(2024, 2, 9)})
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


def published(year: int) -> bool:
    """Return whether the holidays of ``year`` are known."""
    try:
        chinese_calendar.is_holiday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_trading_day(day: date) -> bool:
    """Return whether the exchanges trade on ``day``; in a year not published, weekdays but fixed holidays."""
    if day.weekday() >= SATURDAY or day in ALSO_CLOSED:
        return False
    if published(day.year):
        return not chinese_calendar.is_holiday(day)
    return (day.month, day.day) not in FIXED_HOLIDAYS


def trading_day_from(day: date) -> date:
    """Return ``day`` itself if it is a trading day, else the first one after it."""
    while not is_trading_day(day):
        day += timedelta(days=1)
    return day


def next_trading_day(day: date) -> date:
    """Return the first trading day after ``day``."""
    return trading_day_from(day + timedelta(days=1))
