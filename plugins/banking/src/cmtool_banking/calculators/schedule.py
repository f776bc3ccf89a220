"""Repayment schedules (还款计划), month by month and exact to the fen.

The monthly rate is the yearly rate / 12. Every payment is rounded to the fen, half up; the last instalment repays whatever is
left, so the principal parts always add up to the loan.

>>> plan = schedule(Terms("equal_instalment", Decimal(10_000), Decimal("0.08"), 10))
>>> plan[0].payment, plan[-1].payment, sum(part.principal for part in plan)
(Decimal('1037.03'), Decimal('1037.07'), Decimal('10000.00'))
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")
NOTHING = Decimal(0)
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed: a method, the principal in yuan, the yearly rate (0.035) and the number of monthly instalments.

    The method is ``equal_instalment``, ``equal_principal`` or ``interest_only``.
    """

    method: str
    principal: Decimal
    annual_rate: Decimal
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One month's payment, in yuan: its interest, its part of the principal, and what is owed after it."""

    month: int
    interest: Decimal
    principal: Decimal
    balance: Decimal

    @property
    def payment(self) -> Decimal:
        """Return what is paid that month, in yuan, without fees."""
        return self.interest + self.principal


def rounded(amount: Decimal, unit: Decimal = FEN) -> Decimal:
    """Return ``amount`` in yuan as a whole number of ``unit``, half up.

    >>> rounded(Decimal("2.675"))
    Decimal('2.68')
    """
    return amount.quantize(unit, rounding=ROUND_HALF_UP)


def level_payment(terms: Terms) -> Decimal:
    """Return the equal instalment ``P·i(1+i)^n / ((1+i)^n − 1)`` in yuan, not rounded; ``P / n`` where nothing is charged."""
    monthly = terms.annual_rate / MONTHS_A_YEAR
    grown = (1 + monthly) ** terms.months
    return terms.principal / terms.months if grown == 1 else terms.principal * monthly * grown / (grown - 1)


def a_month(terms: Terms, unit: Decimal = FEN) -> Decimal:
    """Return what stays the same each month, in yuan: the payment, or the part of principal (not rounded), or nothing."""
    if terms.method == "equal_instalment":
        return rounded(level_payment(terms), unit)
    return terms.principal / terms.months if terms.method == "equal_principal" else NOTHING


def schedule(terms: Terms, unit: Decimal = FEN, *, same: Decimal | None = None, after: int = 0) -> list[Instalment]:
    """Return the instalments of a loan, numbered from ``after`` + 1.

    A remainder under a hundredth of a month is paid with the month before it: nobody sends a bill for a few fen.

    Args:
        terms: What is agreed.
        unit: What every amount is rounded to, in yuan.
        same: What stays the same each month (see ``a_month``), where it was fixed before; with more than the terms need, the
            loan ends early.
        after: Instalments already paid.
    """
    same = a_month(terms, unit) if same is None else same
    plan: list[Instalment] = []
    balance = terms.principal
    for month in range(1, terms.months + 1):
        exact = balance * terms.annual_rate / MONTHS_A_YEAR
        interest = rounded(exact, unit)
        part = _principal(terms.method, same, exact, unit)
        if month == terms.months or balance - part < same / 100:
            part = balance
        balance -= part
        plan.append(Instalment(month=after + month, interest=interest, principal=part, balance=balance))
        if not balance:
            break
    return plan


def _principal(method: str, same: Decimal, exact: Decimal, unit: Decimal) -> Decimal:
    """Return the principal in a month's payment, given the ``exact`` interest: the payment is rounded, not its parts."""
    if method == "interest_only":
        return NOTHING
    payment = same if method == "equal_instalment" else rounded(same + exact, unit)
    return payment - rounded(exact, unit)
