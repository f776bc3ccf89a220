"""The yearly return of a long-term policy if it is given up at a year's end (保单内部收益率).

Premiums fall due at the beginning of each year, benefits and the surrender value at the end. The internal rate is the ``r``
for which

    Σ flow_t / (1 + r)^t = 0,   flow_t = benefit_t - premium_t  (+ surrender value at the last t)

It is what the contract's table comes to, not a promise: put in the certain column, and see what becomes of it in early
years. A year "breaks even" when benefits so far and its surrender value reach the premiums paid. Where flows change sign more
than once there may be several rates or none, and then none is given. The root is pyxirr's.

>>> found = policy_irr(premium=Decimal(10_000), pay_years=3, benefits=(), held_years=0,
...     surrender_values=(Decimal(4_000), Decimal(12_000), Decimal(23_000), Decimal(29_000), Decimal(31_500)))
>>> found.values["paid"], found.values["received"], found.values["rate"], found.values["breakeven_year"]
(Decimal('30000'), Decimal('31500'), Decimal('0.012260'), 5)
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome

RATE_STEP = Decimal("0.000001")
TRIED = 4000  # rates tried between -99 % and +1000 % where there may be several


def policy_irr(
    *, premium: Decimal, pay_years: int, surrender_values: tuple[Decimal, ...], benefits: tuple[Decimal, ...], held_years: int
) -> Outcome:
    """Return the internal rate a year, what was paid and received, and the first year that breaks even.

    Args:
        premium: Yuan a year, at the beginning of each paying year.
        pay_years: Number of yearly premiums.
        surrender_values: Cash value at the end of year 1, 2, …, yuan.
        benefits: Paid out at the end of year 1, 2, …, yuan; years left out pay nothing.
        held_years: Year at whose end the policy is given up; 0 is the last year of the table.

    Raises:
        Refusal: the table ends before, a figure is negative, or there is no single rate.
    """
    held = held_years or len(surrender_values)
    _check(held, surrender_values, benefits)
    paid_out = [*benefits, *[Decimal(0)] * held][:held]
    flows = yearly_flows(premium=premium, pay_years=pay_years, ends=(*paid_out[:-1], paid_out[-1] + surrender_values[held - 1]))
    paid, received = premium * min(pay_years, held), sum(paid_out) + surrender_values[held - 1]
    rate = single_rate(flows, paid=paid, received=received)
    values = {"rate": rate, "paid": paid, "received": received, "gain": received - paid}
    even = _breakeven(premium, pay_years, surrender_values, [*benefits, *[Decimal(0)] * len(surrender_values)])
    notes = [Note("not_a_promise")] + ([] if even else [Note("not_even", years=len(surrender_values))])
    return Outcome(values={**values, "breakeven_year": even}, notes=tuple(notes))


def yearly_flows(*, premium: Decimal, pay_years: int, ends: tuple[Decimal, ...]) -> list[Decimal]:
    """Return the flow of each year's start: what the year before brought, less the premium then due.

    >>> yearly_flows(premium=Decimal(100), pay_years=2, ends=(Decimal(0), Decimal(0), Decimal(230)))
    [Decimal('-100'), Decimal('-100'), Decimal('0'), Decimal('230')]
    """
    due = [premium if year < pay_years else Decimal(0) for year in range(len(ends))]
    return [came - went for came, went in zip((Decimal(0), *ends), (*due, Decimal(0)), strict=True)]


def single_rate(flows: list[Decimal], *, paid: Decimal, received: Decimal) -> Decimal:
    """Return the one rate at which the flows are worth nothing, to a millionth.

    Raises:
        Refusal: nothing or almost nothing comes back, or no rate or several do it.
    """
    from pyxirr import irr

    if received == 0:
        raise Refusal("all_lost", paid=paid, received=received)
    amounts = [float(flow) for flow in flows]
    near = _places(amounts) if _changes(amounts) > 1 else [0.02]
    if len(near) != 1:
        raise Refusal("several_rates" if near else "no_rate", paid=paid, received=received, count=len(near))
    rate = irr(amounts, guess=near[0])
    if rate is None:
        raise Refusal("all_lost", paid=paid, received=received)
    return Decimal(rate).quantize(RATE_STEP, ROUND_HALF_UP)


def _check(held: int, surrender_values: tuple[Decimal, ...], benefits: tuple[Decimal, ...]) -> None:
    if held > len(surrender_values):
        raise Refusal("beyond_table", held=held, years=len(surrender_values))
    if any(value < 0 for value in (*surrender_values, *benefits)):
        raise Refusal("negative_value", found=min(*surrender_values, *benefits))


def _breakeven(premium: Decimal, pay_years: int, surrender_values: tuple[Decimal, ...], benefits: list[Decimal]) -> int:
    """Return the first year whose end has back what was paid, 0 where none has."""
    for year, value in enumerate(surrender_values, 1):
        if sum(benefits[:year]) + value >= premium * min(pay_years, year):
            return year
    return 0


def _changes(amounts: list[float]) -> int:
    signs = [amount > 0 for amount in amounts if amount]
    return sum(one != other for one, other in pairwise(signs))


def _places(amounts: list[float]) -> list[float]:
    """Return a rate near each change of sign of the present value, from -99 % to +1000 %."""
    rates = [0.01 * 1100 ** (step / TRIED) - 1 for step in range(TRIED + 1)]
    worth = [_worth(amounts, 1 / (1 + rate)) > 0 for rate in rates]
    return [(rates[at] + rates[at + 1]) / 2 for at in range(TRIED) if worth[at] != worth[at + 1]]


def _worth(amounts: list[float], factor: float) -> float:
    """Return the present value at the yearly discount factor ``factor``."""
    total = 0.0
    for amount in reversed(amounts):
        total = total * factor + amount
    return total
