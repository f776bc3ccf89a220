"""Working days of banks: weekdays, less statutory holidays, plus make-up working days at weekends.

The State Council publishes a year's holidays in the autumn before. A year that the calendar does not know yet is judged by
weekends alone: it never stops a calculation, and ``is_known`` says so.

>>> next_working_day(date(2026, 10, 1))
datetime.date(2026, 10, 8)
>>> next_working_day(date(2026, 9, 20))
datetime.date(2026, 9, 20)
"""

from __future__ import annotations

from datetime import date, timedelta

SATURDAY = 5


def is_known(day: date) -> bool:
    """Return whether the holidays of the year of ``day`` are in the calendar."""
    from chinese_calendar import is_workday

    try:
        is_workday(day)
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date) -> bool:
    """Return whether banks work on ``day``; in a year the calendar does not know, whether it is a weekday."""
    from chinese_calendar import is_workday

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def next_working_day(day: date) -> date:
    """Return ``day`` if banks work on it, else the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
