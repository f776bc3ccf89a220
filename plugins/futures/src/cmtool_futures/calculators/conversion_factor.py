"""The conversion factor of a deliverable treasury (国债期货转换因子).

CF = (1 + r/f)^(−x·f/12) × [c/f + c/r + (1 − c/r) ÷ (1 + r/f)^(n−1)] − (c/f)·(1 − x·f/12), to four places. r is the coupon
of the notional bond (3 % at 中金所), c and f the bond's own coupon and coupons a year, x the months from the delivery month
to the next coupon month, n the coupons left after delivery. Source: 中金所, 5年期国债期货转换因子和应计利息计算公式,
2013-09-03. With r = 6 % and f = 2 it is the textbook factor of US treasuries, the bond's life rounded down to a quarter
beforehand.

>>> D = Decimal
>>> conversion_factor(coupon=D("0.0346"), frequency=1, months_to_coupon=7, coupons_left=7)
Decimal('1.0270')
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NOTIONAL = Decimal("0.03")
PLACES = Decimal("0.0001")


def conversion_factor(
    *, coupon: Decimal, frequency: int, months_to_coupon: int, coupons_left: int, notional: Decimal = NOTIONAL
) -> Decimal:
    """Return the factor to four places, halves upwards.

    Args:
        coupon: Yearly coupon of the bond, 0.0346 for 3.46 %.
        frequency: Coupons a year.
        months_to_coupon: Whole months from the delivery month to the next coupon month.
        coupons_left: Coupons paid after delivery, maturity's included.
        notional: Coupon of the notional bond.
    """
    share = Decimal(months_to_coupon * frequency) / 12
    grown, paid, ever = 1 + notional / frequency, coupon / frequency, coupon / notional
    value = grown**-share * (paid + ever + (1 - ever) / grown ** (coupons_left - 1))
    return (value - paid * (1 - share)).quantize(PLACES, ROUND_HALF_UP)


def coupons_from(delivery: date, maturity: date, frequency: int) -> tuple[int, int]:
    """Return the months to the next coupon month and the coupons left, for a delivery month given by any day in it.

    A coupon in the delivery month itself counts as paid; by the formula the factor is the same either way.

    >>> coupons_from(date(2026, 12, 1), date(2033, 7, 15), 1)
    (7, 7)
    """
    months, period = (maturity.year - delivery.year) * 12 + maturity.month - delivery.month, 12 // frequency
    return months % period or period, -(-months // period)
