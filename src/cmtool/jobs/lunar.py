"""Days of the lunar calendar (农历): birthdays kept by it, leap months and short months included, and its festivals.

A birthday in a leap month is kept in the plain month of a year without that leap month; one on the 30th, on the 29th of a
short month.
The table of months is borax's (1900 to 2100); beyond it nothing is kept.

>>> sorted(birthdays_kept_on(date(2026, 9, 25)))       # Mid-Autumn; no leap month this year
[815, 10815]
>>> festival(date(2026, 2, 17)), festival(date(2026, 2, 18))
('spring', None)
"""

from __future__ import annotations

from datetime import date

LEAP = 10_000  # added to month and day of a birthday in a leap month
FESTIVALS = {(1, 1): "spring", (5, 5): "dragon-boat", (8, 15): "mid-autumn"}
WITHIN = {"spring": ((1, 20), (2, 21)), "dragon-boat": ((5, 26), (6, 26)), "mid-autumn": ((9, 6), (10, 9))}
REST_ONE, REST_SPRING = frozenset({(5, 5), (8, 15)}), frozenset({(1, 1), (1, 2), (1, 3)})
REST_SOLAR = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
FIRST_YEAR, LAST_YEAR = 1901, 2099
LONG, SHORT = 30, 29


def birthdays_kept_on(day: date) -> frozenset[int]:
    """Return the lunar birthdays kept on a day, each as month × 100 + day, and ``LEAP`` more for one in a leap month."""
    from borax.calendars.lunardate import LCalendars, LunarDate

    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return frozenset()
    found = LunarDate.from_solar_date(day.year, day.month, day.day)
    ends_short = found.day == SHORT == LCalendars.ndays(found.year, found.month, found.leap)
    keys = {found.month * 100 + number for number in ((found.day, LONG) if ends_short else (found.day,))}
    in_leap = {LEAP + key for key in keys}
    if found.leap:
        return frozenset(in_leap)
    return frozenset(keys | (in_leap if LCalendars.leap_month(found.year) != found.month else set()))


def festival(day: date) -> str | None:
    """Return the festival of a day; the months' table is only opened in the weeks in which one can be."""
    at = (day.month, day.day)
    if not any(first <= at <= last for first, last in WITHIN.values()) or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    month, number, leap = _lunar(day)
    return None if leap else FESTIVALS.get((month, number))


def is_named_holiday(day: date) -> bool:
    """Return whether the regulation itself names a day as a holiday, whatever is arranged around it.

    Source: 全国年节及纪念日放假办法 第二条 (M): New Year, the eve and three days of Spring Festival, Qingming, 1 and 2 May,
    Dragon Boat, Mid-Autumn, 1 to 3 October.

    >>> [is_named_holiday(date(2027, *day)) for day in ((1, 1), (2, 5), (2, 8), (4, 5), (6, 9), (9, 15), (10, 4))]
    [True, True, True, True, True, True, False]
    """
    if (day.month, day.day) in REST_SOLAR:
        return True
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return False
    month, number, leap = _lunar(day)
    if not leap and (month, number) in REST_ONE | REST_SPRING:
        return True
    return _is_eve(day) or _is_qingming(day)


def _lunar(day: date) -> tuple[int, int, int]:
    from borax.calendars.lunardate import LunarDate

    found = LunarDate.from_solar_date(day.year, day.month, day.day)
    return found.month, found.day, found.leap


def _is_eve(day: date) -> bool:
    return day.month < 3 and _lunar(date.fromordinal(day.toordinal() + 1)) == (1, 1, 0)


def _is_qingming(day: date) -> bool:
    from borax.calendars.lunardate import LunarDate

    return day.month == 4 and LunarDate.from_solar_date(day.year, day.month, day.day).term == "清明"
