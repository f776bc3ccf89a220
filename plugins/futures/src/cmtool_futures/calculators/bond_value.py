"""One bond on one day: price or yield given, the rest found (国债定价).

The arithmetic is that of ``bond``; money for a face value is exact decimal yuan. Between coupons the accrued interest is
actual ÷ actual days of the period, as 中金所 and the Chinese bond market count it, or 30/360.

>>> D = Decimal
>>> found = bond_value(settle=date(2008, 2, 15), maturity=date(2017, 11, 15), coupon=D("0.0575"), frequency=2, basis="thirty",
...                    yield_rate=D("0.065"))
>>> round(found.values["clean"], 5)
Decimal('94.63436')
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.bond import FACE, Terms, Valued, valued, yield_of

PERIODS = (1, 2, 4, 12)
BASES = {"act_act": "act/act", "thirty": "30/360"}


def bond_value(
    *,
    settle: date,
    maturity: date,
    coupon: Decimal,
    frequency: int = 1,
    basis: str = "act_act",
    yield_rate: Decimal | None = None,
    price: Decimal | None = None,
    face: Decimal = FACE,
) -> Outcome:
    """Return price, yield, durations and DV01.

    Args:
        settle: Day on which bond and money change hands.
        maturity: Last payment.
        coupon: Yearly coupon rate.
        frequency: Coupons a year: 1, 2, 4 or 12.
        basis: "act_act" or "thirty" (30/360).
        yield_rate: Yearly yield, compounded ``frequency`` times; or
        price: the clean price of 100 face.
        face: Face value held, in yuan, for the DV01 in money.

    Raises:
        Refusal: both or neither of yield and price, no such period, settlement not before maturity, or no yield gives the
            price.
    """
    if (yield_rate is None) == (price is None):
        raise Refusal("yield_or_price")
    terms = _terms(settle, maturity, coupon, frequency, basis)
    if yield_rate is None and price is not None:
        yield_rate = yield_of(terms, settle, price)
        if yield_rate is None:
            raise Refusal("no_yield", price=price)
    elif yield_rate is not None and yield_rate <= -frequency * Decimal("0.99"):
        raise Refusal("yield_too_low", value=yield_rate)
    return Outcome(values=_values(valued(terms, settle, yield_rate or Decimal(0)), face), notes=(Note("small_moves"),))


def _terms(settle: date, maturity: date, coupon: Decimal, frequency: int, basis: str) -> Terms:
    if frequency not in PERIODS:
        raise Refusal("no_such_period", frequency=frequency)
    if settle >= maturity:
        raise Refusal("already_due", settle=settle, maturity=maturity)
    return Terms(coupon=coupon, maturity=maturity, frequency=frequency, basis=BASES[basis])


def _values(found: Valued, face: Decimal) -> dict[str, Decimal]:
    return {
        "clean": found.clean,
        "accrued": found.accrued,
        "dirty": found.dirty,
        "yield_found": found.yield_rate,
        "duration": found.macaulay,
        "modified": found.modified,
        "convexity": found.convexity,
        "dv01": found.dv01,
        "value": found.dirty * face / FACE,
        "dv01_money": found.dv01 * face / FACE,
    }
