"""Prepaying a part of a loan (提前还款): a shorter term at the same payment, or a lower payment over the same term.

The money comes with an instalment, so no broken month has to be reckoned. Interest-only loans keep their term.

>>> terms = Terms("equal_instalment", Decimal(120_000), Decimal("0.036"), 24)
>>> len(prepaid(terms, schedule(terms), Prepayment(12, Decimal(30_000), "shorter")))
19
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from cmtool.errors import Refusal
from cmtool_banking.calculators.schedule import Instalment, Terms, a_month, schedule


@dataclass(frozen=True, slots=True)
class Prepayment:
    """Principal of ``amount`` yuan prepaid with instalment ``month``; ``effect`` is ``shorter`` or ``lower``."""

    month: int
    amount: Decimal
    effect: str


def prepaid(terms: Terms, planned: list[Instalment], prepayment: Prepayment) -> list[Instalment]:
    """Return the plan as it becomes; the prepaid principal itself is in no instalment.

    Raises:
        Refusal: month or amount is missing, the month is not before maturity, or the amount is more than is owed then.
    """
    month, amount = prepayment.month, prepayment.amount
    if not month or not amount:
        raise Refusal("prepay_needs_both")
    if month >= len(planned):
        raise Refusal("prepay_too_late", found=month)
    owed = planned[month - 1].balance
    if amount > owed:
        raise Refusal("prepay_over_balance", balance=owed)
    left = replace(terms, principal=owed - amount, months=terms.months - month)
    same = a_month(terms) if prepayment.effect == "shorter" else a_month(left)
    return planned[:month] + (schedule(left, same=same, after=month) if left.principal else [])
