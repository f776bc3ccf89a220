"""What a loan costs: its payments, its interest, its fees, and all of it as a yearly rate.

Equal instalments (等额本息): P·i(1+i)^n / ((1+i)^n − 1); equal principal (等额本金): P / n and interest on the balance;
interest-only (先息后本): interest monthly, the principal at the end. Money is yuan, rounded to the fen month by month; the last
instalment absorbs the rest. Source: arithmetic of the trade (M); yearly cost 中国人民银行公告〔2021〕第3号 (M).

>>> found = loan(principal=Decimal(1_000_000), annual_rate=Decimal("0.035"), months=240, method="equal_principal")
>>> found.values["first_payment"], found.values["annual_cost_simple"].quantize(Decimal("0.0001"))
(Decimal('7083.33'), Decimal('0.0350'))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_banking.calculators.cost import monthly_rate, yearly
from cmtool_banking.calculators.prepayment import Prepayment, prepaid
from cmtool_banking.calculators.schedule import NOTHING, Instalment, Terms, schedule


def loan(
    *,
    principal: Decimal,
    annual_rate: Decimal,
    months: int,
    method: str = "equal_instalment",
    upfront_fee: Decimal = NOTHING,
    monthly_fee: Decimal = NOTHING,
    prepay_month: int = 0,
    prepay_amount: Decimal = NOTHING,
    prepay_effect: str = "shorter",
) -> Outcome:
    """Return a loan's payments and what it costs in a year.

    Args:
        principal: Amount lent, in yuan.
        annual_rate: Yearly rate, such as 0.035.
        months: Number of monthly instalments.
        method: ``equal_instalment``, ``equal_principal`` or ``interest_only``.
        upfront_fee: Fee taken from the money lent, in yuan.
        monthly_fee: Fee with every instalment, in yuan.
        prepay_month: The instalment with which principal is prepaid; 0 for never.
        prepay_amount: Principal prepaid then, in yuan.
        prepay_effect: ``shorter`` keeps the payment, ``lower`` the term.

    Raises:
        Refusal: the fee leaves nothing of the loan, or the prepayment does not fit it.
    """
    if upfront_fee >= principal:
        raise Refusal("fee_eats_loan", found=upfront_fee)
    terms = Terms(method, principal, annual_rate, months)
    prepayment = Prepayment(prepay_month, prepay_amount, prepay_effect) if prepay_month or prepay_amount else None
    planned = schedule(terms)
    plan = prepaid(terms, planned, prepayment) if prepayment else planned
    values = _values(plan, planned, upfront_fee, monthly_fee, prepayment)
    notes = (*_notes(terms, plan, values), *_prepaid_notes(terms, planned, prepayment), Note("sheet_decides"))
    return Outcome(values=values, notes=notes)


def _values(
    plan: list[Instalment], planned: list[Instalment], upfront_fee: Decimal, monthly_fee: Decimal, prepayment: Prepayment | None
) -> dict[str, Decimal | int]:
    """Return the figures of a plan, in yuan and as yearly rates, beside what was planned without prepaying."""
    lump = {prepayment.month: prepayment.amount} if prepayment else {}
    paid = [part.payment + monthly_fee + lump.get(part.month, NOTHING) for part in plan]
    received = planned[0].principal + planned[0].balance - upfront_fee
    simple, compound = yearly(monthly_rate(received, paid))
    interest, fees = _interest(plan), upfront_fee + monthly_fee * len(plan)
    return {
        "first_payment": plan[0].payment + monthly_fee,
        "last_payment": plan[-1].payment + monthly_fee,
        "months_paid": len(plan),
        "total_interest": interest,
        "total_fees": fees,
        "total_cost": interest + fees,
        "annual_cost_simple": simple,
        "annual_cost_compound": compound,
        "interest_saved": _interest(planned) - interest,
    }


def _interest(plan: list[Instalment]) -> Decimal:
    return sum((part.interest for part in plan), NOTHING)


def _notes(terms: Terms, plan: list[Instalment], values: Mapping[str, Decimal | int]) -> Iterator[Note]:
    """Yield what must be said about rounding, fees and the last payment."""
    difference = plan[-1].payment - plan[0].payment
    if terms.method == "equal_instalment" and not values["interest_saved"] and difference:
        yield Note("last_is_more" if difference > 0 else "last_is_less", difference=abs(difference))
    if values["total_fees"]:
        yield Note("fees_raise_the_cost", rate=_percent(terms.annual_rate), cost=_percent(values["annual_cost_simple"]))
    if terms.method == "interest_only" and plan[-1].principal:
        yield Note("balloon", principal=plan[-1].principal)


def _prepaid_notes(terms: Terms, planned: list[Instalment], prepayment: Prepayment | None) -> Iterator[Note]:
    if prepayment:
        yield Note("prepaid", balance=planned[prepayment.month - 1].balance - prepayment.amount)
        if terms.method == "interest_only":
            yield Note("interest_only_keeps_term")


def _percent(ratio: Decimal | int) -> str:
    return f"{ratio * 100:.2f}%"
