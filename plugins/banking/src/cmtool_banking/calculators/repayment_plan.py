"""A loan's repayment plan (还款计划表): what is paid each year and month, how much of it is interest, what is still owed.

The instalments are those of ``schedule``, exact to the fen; a year is twelve instalments, not a calendar year. Fees are no
part of the plan: ``loan`` counts them into the yearly cost. Source: arithmetic of the trade (M).

>>> found = repayment_plan(principal=Decimal(120_000), annual_rate=Decimal("0.06"), months=24, method="equal_principal")
>>> [(row["year"], row["paid"], row["interest"]) for row in found.values["years"]]
[(1, Decimal('65550.00'), Decimal('5550.00')), (2, Decimal('61950.00'), Decimal('1950.00'))]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from cmtool.model import Note, Outcome
from cmtool_banking.calculators.prepayment import Prepayment, prepaid
from cmtool_banking.calculators.schedule import FEN, MONTHS_A_YEAR, NOTHING, Instalment, Terms, schedule

Row = dict[str, object]


def repayment_plan(
    *,
    principal: Decimal,
    annual_rate: Decimal,
    months: int,
    method: str = "equal_instalment",
    prepay_month: int = 0,
    prepay_amount: Decimal = NOTHING,
    prepay_effect: str = "shorter",
    by: str = "year",
) -> Outcome:
    """Return the plan by year, and by month where that is asked, in yuan.

    Args:
        principal: Amount lent, in yuan.
        annual_rate: Yearly rate, such as 0.035.
        months: Number of monthly instalments.
        method: ``equal_instalment``, ``equal_principal`` or ``interest_only``.
        prepay_month: The instalment with which principal is prepaid; 0 for never.
        prepay_amount: Principal prepaid then, in yuan.
        prepay_effect: ``shorter`` keeps the payment, ``lower`` the term.
        by: ``month`` adds every instalment; ``year`` is the sums alone.

    Raises:
        Refusal: the prepayment does not fit the loan.
    """
    terms = Terms(method, principal, annual_rate, months)
    plan = schedule(terms)
    lump: dict[int, Decimal] = {}
    if prepay_month or prepay_amount:
        plan = prepaid(terms, plan, Prepayment(prepay_month, prepay_amount, prepay_effect))
        lump = {prepay_month: prepay_amount}
    by_month = [_month(part, lump.get(part.month, NOTHING)) for part in plan]
    values = {
        "total_paid": sum((row["paid"] for row in by_month), NOTHING),  # type: ignore[misc]
        "total_interest": sum((part.interest for part in plan), NOTHING),
        "highest": max(part.payment for part in plan),
        "highest_month": max(plan, key=lambda part: part.payment).month,
        "months_paid": len(plan),
        "years": tuple(_years(by_month)),
        "months": tuple(by_month) if by == "month" else (),
    }
    return Outcome(values=values, notes=tuple(_notes(plan)))


def _month(part: Instalment, lump: Decimal) -> Row:
    return {
        "month": part.month,
        "paid": part.payment + lump,
        "interest": part.interest,
        "principal": part.principal + lump,
        "balance": part.balance.quantize(FEN),
    }


def _years(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the sums of each twelve instalments and what is owed after them."""
    for year, every in groupby(rows, key=lambda row: (int(row["month"]) - 1) // MONTHS_A_YEAR + 1):  # type: ignore[call-overload]
        of_year = list(every)
        sums = {name: sum((row[name] for row in of_year), NOTHING) for name in ("paid", "interest", "principal")}  # type: ignore[misc]
        yield {"year": year, **sums, "balance": of_year[-1]["balance"]}


def _notes(plan: Sequence[Instalment]) -> Iterator[Note]:
    if plan[-1].payment > 2 * plan[0].payment:
        yield Note("last_is_large", amount=plan[-1].payment)
    yield Note("plan_of_the_contract_decides")
