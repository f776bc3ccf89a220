"""Price, yield, duration and value of a basis point of a bond with fixed coupons (国债价格与久期).

Dirty price = Σ cash flow × v^(w + k), v = 1 ÷ (1 + y ÷ f), w = share of the running coupon period still to go; in the last
period simple interest: (100 + C) ÷ (1 + w·y ÷ f). Accrued interest = coupon × share of the period gone. The shares are
actual ÷ actual days of the period (Chinese treasuries) or 30/360. Clean price = dirty − accrued. Duration by the derivative
of the price; DV01 = fall of the price of 100 face for one basis point more. Exact decimals of 28 digits; per 100 face.

>>> D = Decimal
>>> terms = Terms(coupon=D("0.0575"), maturity=date(2017, 11, 15), frequency=2, basis="30/360")
>>> round(valued(terms, date(2008, 2, 15), D("0.065")).clean, 5)
Decimal('94.63436')
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmtool_futures.calculators.coupon_days import coupons_after, days_between

FACE = Decimal(100)
BASIS_POINT = Decimal("0.0001")
HIGHEST = Decimal(10)
"""No yield above 1,000 % a year is looked for."""
CLOSE = Decimal("1e-16")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A bond: yearly coupon rate, maturity, coupons a year, and how days are counted ("act/act" or "30/360")."""

    coupon: Decimal
    maturity: date
    frequency: int = 1
    basis: str = "act/act"

    @property
    def payment(self) -> Decimal:
        """The coupon paid each time, per 100 face."""
        return self.coupon * FACE / self.frequency


@dataclass(frozen=True, slots=True, kw_only=True)
class Valued:
    """A bond at a yield, per 100 face; durations in years, convexity in years squared."""

    yield_rate: Decimal
    clean: Decimal
    accrued: Decimal
    macaulay: Decimal
    modified: Decimal
    convexity: Decimal

    @property
    def dirty(self) -> Decimal:
        """What the buyer pays."""
        return self.clean + self.accrued

    @property
    def dv01(self) -> Decimal:
        """Fall of the price for one basis point more yield."""
        return self.modified * self.dirty * BASIS_POINT


def accrued(terms: Terms, settle: date) -> Decimal:
    """Return the interest of 100 face earned since the last coupon, in yuan.

    >>> D = Decimal
    >>> accrued(Terms(coupon=D("0.03"), maturity=date(2030, 5, 20)), date(2026, 5, 25))
    Decimal('0.04109589041095890410958904110')
    """
    gone, whole = _period(terms, settle)
    return terms.payment * gone / whole


def valued(terms: Terms, settle: date, yield_rate: Decimal) -> Valued:
    """Return the bond at a yield; ``settle`` must be before maturity, and the yield above −100 % a period.

    Args:
        terms: The bond.
        settle: Day on which bond and money change hands.
        yield_rate: Yearly yield, compounded as often as coupons are paid.
    """
    gone, whole = _period(terms, settle)
    share, left = (whole - gone) / whole, len(coupons_after(terms.maturity, terms.frequency, settle)) - 1
    times = terms.frequency
    earned = terms.payment * gone / whole
    if left == 1:
        flows = [(share, terms.payment + FACE)]
        grown = 1 + share * yield_rate / times
        dirty = flows[0][1] / grown
        # d/dy of a simple discount: P' = −P·(w/f)/(1 + w·y/f)
        slope = share / times / grown
        return _made(yield_rate, dirty, earned, slope * grown, slope, 2 * slope**2)
    base = 1 + yield_rate / times
    discount, step = base**-share, 1 / base
    dirty = first = second = Decimal(0)
    for number in range(left):
        time = share + number
        worth = (terms.payment + (FACE if number == left - 1 else 0)) * discount
        dirty, first, second = dirty + worth, first + worth * time, second + worth * time * (time + 1)
        discount *= step
    macaulay = first / dirty / times
    return _made(yield_rate, dirty, earned, macaulay, macaulay / base, second / dirty / times**2 / base**2)


def yield_of(terms: Terms, settle: date, clean: Decimal) -> Decimal | None:
    """Return the yield at a clean price, or None where none between −100 % a period and 1,000 % gives it.

    The price falls steadily with the yield, so halving an interval always finds it; Newton's step is taken wherever it
    stays inside.
    """
    low, high = -terms.frequency * Decimal("0.99"), HIGHEST
    if not valued(terms, settle, high).clean <= clean <= valued(terms, settle, low).clean:
        return None
    guess = terms.coupon
    for _ in range(200):
        found = valued(terms, settle, guess)
        gap = found.clean - clean
        low, high = (guess, high) if gap > 0 else (low, guess)
        step = guess + gap / (found.modified * found.dirty)
        step = step if low < step < high else (low + high) / 2
        if abs(step - guess) < CLOSE:
            return step
        guess = step
    return guess


def _period(terms: Terms, settle: date) -> tuple[Decimal, Decimal]:
    """Return the days of the running coupon period that are gone, and all its days."""
    before, after = coupons_after(terms.maturity, terms.frequency, settle)[:2]
    if terms.basis == "30/360":
        return Decimal(days_between(before, settle, terms.basis)), Decimal(360) / terms.frequency
    return Decimal((settle - before).days), Decimal((after - before).days)


def _made(rate: Decimal, dirty: Decimal, earned: Decimal, macaulay: Decimal, modified: Decimal, convexity: Decimal) -> Valued:
    return Valued(
        yield_rate=rate, clean=dirty - earned, accrued=earned, macaulay=macaulay, modified=modified, convexity=convexity
    )
