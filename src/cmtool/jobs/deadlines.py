"""Deadlines in working days (工作日), by the national calendar.

A year whose holidays are not published goes by weekdays without the days that the regulation itself names.
"""

from __future__ import annotations

from datetime import date, timedelta


def working_day(start: date, days: int) -> date:
    """Return the day ``days`` working days after ``start``; with 0 the first working day from ``start`` on.

    >>> working_day(date(2026, 9, 30), 1)          # the National Day holiday runs to 7 October
    datetime.date(2026, 10, 8)
    """
    day, left = start, days
    while left > 0 or not is_working(day):
        day += timedelta(days=1)
        left -= is_working(day)
    return day


def working_days(start: date, count: int) -> list[date]:
    """Return the first ``count`` working days from ``start`` on.

    >>> [f"{day:%m-%d}" for day in working_days(date(2026, 9, 30), 3)]
    ['09-30', '10-08', '10-09']
    """
    found: list[date] = []
    while len(found) < count:
        found.append(working_day(found[-1], 1) if found else working_day(start, 0))
    return found


def is_working(day: date) -> bool:
    """Return whether people work on ``day``: make-up Saturdays count; an unpublished year goes by weekdays.

    >>> is_working(date(2026, 2, 14)), is_working(date(2027, 1, 1)), is_working(date(2027, 1, 4))
    (True, False, True)
    """
    import chinese_calendar

    from cmtool.jobs.lunar import is_named_holiday

    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < 5 and not is_named_holiday(day)


def is_published(year: int) -> bool:
    """Return whether the holidays of a year are known; where not, ``is_working`` falls back."""
    import chinese_calendar

    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True
