"""One deliverable bond against a treasury future: basis, carry and implied repo (国债基差与隐含回购利率).

Basis = clean − futures × factor. Carry = coupons and accrued interest earned to delivery − dirty price × rate × days ÷ 365.
Net basis = basis − carry: what the seller's choice of bond is worth. Implied repo rate = what buying the bond and
delivering it earns a year: (invoice + coupons − dirty) ÷ (dirty × days ÷ 365 − Σ coupon × its days to delivery ÷ 365),
coupons put out at the same rate. All per 100 face.

>>> D = Decimal
>>> bond, buy, deliver = Terms(coupon=D("0.0346"), maturity=date(2031, 7, 15)), date(2026, 9, 15), date(2026, 12, 14)
>>> found = delivered(bond, clean=D("102.5"), factor=D("1.0185"), futures=D(100), buy=buy, deliver=deliver)
>>> round(found.basis, 4), round(found.implied_repo, 6)
(Decimal('0.6500'), Decimal('0.007992'))
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmtool_futures.calculators.bond import Terms, accrued
from cmtool_futures.calculators.coupon_days import coupons_after

YEAR = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Buying a bond and delivering it into a future, per 100 face."""

    dirty: Decimal
    invoice: Decimal
    coupons: Decimal
    basis: Decimal
    carry: Decimal
    implied_repo: Decimal

    @property
    def net_basis(self) -> Decimal:
        """The basis that carry does not explain."""
        return self.basis - self.carry


def delivered(
    terms: Terms,
    *,
    clean: Decimal,
    factor: Decimal,
    futures: Decimal,
    buy: date,
    deliver: date,
    rate: Decimal = Decimal(0),
) -> Delivered:
    """Return the trade of one bond.

    Args:
        terms: The bond; ``deliver`` must come before its maturity.
        clean: Clean price paid, per 100 face.
        factor: Its conversion factor.
        futures: Futures price at which it is delivered.
        buy: Day on which the bond is paid.
        deliver: Day to which the invoice counts interest, after ``buy``.
        rate: Yearly rate at which the money is borrowed, simple.
    """
    earned_before, earned_after = accrued(terms, buy), accrued(terms, deliver)
    dirty = clean + earned_before
    paid = [day for day in coupons_after(terms.maturity, terms.frequency, buy)[1:] if day <= deliver]
    coupons = terms.payment * len(paid)
    invoice = futures * factor + earned_after
    years = Decimal((deliver - buy).days) / YEAR
    put_out = sum((terms.payment * (deliver - day).days / YEAR for day in paid), Decimal(0))
    return Delivered(
        dirty=dirty,
        invoice=invoice,
        coupons=coupons,
        basis=clean - futures * factor,
        carry=earned_after - earned_before + coupons + put_out * rate - dirty * rate * years,
        implied_repo=(invoice + coupons - dirty) / (dirty * years - put_out),
    )
