"""A bond priced by zero rates, its yield, its duration and the par yield (零息利率定价).

Price = Σ coupon × e^(−z·t) + 100 × e^(−z·T). The yield is the one rate y, continuously compounded, that gives the same
price. Par yield = (100 − 100·d) × m ÷ A, d the discount of the last day and A the sum of all discounts. Rates are
continuously compounded; per 100 face. Source: Hull, Options, Futures and Other Derivatives, ch. 4.

>>> D = Decimal
>>> found = zero_bond(zeros=(D("0.05"), D("0.058"), D("0.064"), D("0.068")), coupon=D("0.06"), frequency=2)
>>> round(found.values["price"], 4), round(found.values["yield_found"], 6), round(found.values["par_yield"], 6)
(Decimal('98.3851'), Decimal('0.067624'), Decimal('0.068729'))
"""

from __future__ import annotations

from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome

FACE = Decimal(100)
CLOSE = Decimal("1e-18")


def zero_bond(*, zeros: tuple[Decimal, ...], coupon: Decimal, frequency: int = 2) -> Outcome:
    """Return price, yield, duration and par yield.

    Args:
        zeros: Zero rate of each coupon day, the first one whole period away.
        coupon: Yearly coupon.
        frequency: Coupons a year.

    Raises:
        Refusal: no rates, or none that a price could come from.
    """
    if not zeros:
        raise Refusal("no_rates")
    if any(not -1 <= rate <= 1 for rate in zeros):
        raise Refusal("rate_not_sensible")
    times = [Decimal(number) / frequency for number in range(1, len(zeros) + 1)]
    discounts = [(-rate * time).exp() for rate, time in zip(zeros, times, strict=True)]
    flows = [coupon * FACE / frequency] * len(zeros)
    flows[-1] += FACE
    price = sum((flow * discount for flow, discount in zip(flows, discounts, strict=True)), Decimal(0))
    par = (1 - discounts[-1]) * frequency / sum(discounts)
    rate = _yield(price, flows, times)
    worth = [flow * (-rate * time).exp() for flow, time in zip(flows, times, strict=True)]
    duration = sum((each * time for each, time in zip(worth, times, strict=True)), Decimal(0)) / price
    values = {"price": price, "yield_found": rate, "duration": duration, "dv01": duration * price / 10_000, "par_yield": par}
    return Outcome(values=values, notes=(Note("continuous"),))


def _yield(price: Decimal, flows: list[Decimal], times: list[Decimal]) -> Decimal:
    """Return the rate that gives the price, by Newton's steps: the price falls and curves upwards with the rate."""
    rate = Decimal(0)
    for _ in range(100):
        worth = [flow * (-rate * time).exp() for flow, time in zip(flows, times, strict=True)]
        step = (sum(worth) - price) / sum(each * time for each, time in zip(worth, times, strict=True))
        rate += step
        if abs(step) < CLOSE:
            break
    return rate
