"""Coupon days and day counts of a bond (付息日与计息天数).

Coupon days are counted back from maturity in whole periods, on the day of the month of maturity, or the month's last day
where it is shorter. Days that fall on a holiday are not moved: the interest of a Chinese treasury does not change when its
payment is made later.

>>> [str(day) for day in coupons_after(date(2028, 8, 31), 2, date(2027, 5, 20))]
['2027-02-28', '2027-08-31', '2028-02-29', '2028-08-31']
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def months_before(day: date, months: int) -> date:
    """Return the same day of the month ``months`` earlier (later where negative), or that month's last day.

    >>> months_before(date(2026, 3, 31), 1)
    datetime.date(2026, 2, 28)
    """
    whole = day.year * 12 + day.month - 1 - months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def coupons_after(maturity: date, frequency: int, settle: date) -> list[date]:
    """Return the coupon day on or before ``settle`` and all that follow, maturity last; ``settle`` must be before maturity."""
    found, number = [maturity], 0
    while found[-1] > settle:
        number += 1
        found.append(months_before(maturity, number * 12 // frequency))
    return found[::-1]


def days_between(first: date, last: date, basis: str) -> int:
    """Return the days from ``first`` to ``last``: actual, or by 30/360 (US), to which the end of February is a 30th.

    >>> [days_between(date(2026, 1, 31), date(2026, 3, 1), basis) for basis in ("30/360", "act/act")]
    [31, 29]
    >>> days_between(date(2026, 2, 28), date(2026, 8, 28), "30/360")
    178
    """
    if basis != "30/360":
        return (last - first).days
    ends = [_ends_february(day) for day in (first, last)]
    start = 30 if ends[0] else min(first.day, 30)
    end = 30 if (last.day == 31 and start == 30) or all(ends) else last.day
    return 360 * (last.year - first.year) + 30 * (last.month - first.month) + end - start


def _ends_february(day: date) -> bool:
    return day.month == 2 and day.day == monthrange(day.year, 2)[1]
