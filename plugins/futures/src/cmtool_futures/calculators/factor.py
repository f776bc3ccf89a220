"""The conversion factor by months and coupons, or by dates (转换因子).

>>> from decimal import Decimal as D
>>> factor(coupon=D("0.0346"), months_to_coupon=7, coupons_left=7).values["factor"]
Decimal('1.0270')
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.conversion_factor import NOTIONAL, conversion_factor, coupons_from


def factor(
    *,
    coupon: Decimal,
    frequency: int = 1,
    notional: Decimal = NOTIONAL,
    months_to_coupon: int | None = None,
    coupons_left: int | None = None,
    delivery: date | None = None,
    maturity: date | None = None,
) -> Outcome:
    """Return the factor of a bond for a delivery month.

    Args:
        coupon: Yearly coupon of the bond.
        frequency: Coupons a year.
        notional: Coupon of the notional bond, 3 % at 中金所.
        months_to_coupon: Months from the delivery month to the next coupon month, with
        coupons_left: the coupons after delivery; or
        delivery: any day of the delivery month, with
        maturity: the bond's maturity.

    Raises:
        Refusal: neither pair is whole or both are given, or the bond matures by the delivery month.
    """
    if frequency not in (1, 2, 4, 12):
        raise Refusal("no_such_period", frequency=frequency)
    dates, counts = delivery is not None or maturity is not None, months_to_coupon is not None or coupons_left is not None
    if dates and counts:
        raise Refusal("given_twice")
    if delivery is not None and maturity is not None:
        if (maturity.year, maturity.month) <= (delivery.year, delivery.month):
            raise Refusal("already_due", delivery=delivery, maturity=maturity)
        months_to_coupon, coupons_left = coupons_from(delivery, maturity, frequency)
    if months_to_coupon is None or coupons_left is None:
        raise Refusal("months_or_dates")
    if months_to_coupon > 12 // frequency:
        raise Refusal("beyond_a_period", months=months_to_coupon, period=12 // frequency)
    found = conversion_factor(
        coupon=coupon,
        frequency=frequency,
        months_to_coupon=months_to_coupon,
        coupons_left=coupons_left,
        notional=notional,
    )
    values = {"factor": found, "months_used": months_to_coupon, "coupons_used": coupons_left}
    return Outcome(values=values, notes=(Note("as_published"),))
