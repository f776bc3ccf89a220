"""What a future should cost by the cost of carry, and the rate that its price implies (持有成本与隐含回购利率).

Simple: F = (S − I) × (1 + (r − q)·t) + storage. Continuous: F = (S − I) × e^((r − q)·t) + storage. I is the present value
of known income, r the rate of money, q the yield of the thing held, storage the charge for the whole time, paid at its end.
The implied repo rate solves the same equation for r at the futures price. Prices in yuan per unit; exact decimals. Source:
Hull, ch. 5; 期货从业资格考试教材.

>>> D = Decimal
>>> carry(spot=D(2800), rate=D("0.05"), income_yield=D("0.015"), months=D(3)).values["fair"]
Decimal('2824.50000')
"""

from __future__ import annotations

from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome

Series = tuple[Decimal, ...]
YEAR = 365


def carry(
    *,
    spot: Decimal,
    rate: Decimal,
    income_yield: Decimal = Decimal(0),
    years: Decimal = Decimal(0),
    months: Decimal = Decimal(0),
    days: Decimal = Decimal(0),
    compounding: str = "simple",
    storage: Decimal = Decimal(0),
    income: Series = (),
    income_months: Series = (),
    income_rates: Series = (),
    futures_price: Decimal | None = None,
    trading_cost: Decimal = Decimal(0),
) -> Outcome:
    """Return the price by cost of carry and, for a futures price, the gap and the implied repo rate.

    Args:
        spot: Spot price.
        rate: Yearly rate of money to the end.
        income_yield: Yearly yield of the thing held: dividends, a convenience yield, a foreign rate.
        years: Time to the end; years, months ÷ 12 and days ÷ 365 are added up.
        months: Months of it.
        days: Days of it.
        compounding: "simple" or "continuous".
        storage: Charge a unit a day for keeping the goods.
        income: Payments to the holder, with
        income_months: the months until each and
        income_rates: the rate for each; none: ``rate`` for all.
        futures_price: Price of the future.
        trading_cost: Cost of both sides of an arbitrage, a unit.

    Raises:
        Refusal: no time is given, the income's series differ, or the income is worth more than the thing.
    """
    time = years + months / 12 + days / YEAR
    if time <= 0:
        raise Refusal("no_time")
    worth = income_worth(income, income_months, income_rates or (rate,) * len(income), compounding)
    if worth >= spot:
        raise Refusal("income_too_large", worth=round(worth, 4))
    keeping = storage * time * YEAR
    fair = (spot - worth) * _grown((rate - income_yield) * time, compounding) + keeping
    values = {"fair": fair, "years_used": time, "income_worth": worth, "storage_paid": keeping}
    values |= {"fair_low": fair - trading_cost, "fair_high": fair + trading_cost}
    if futures_price is None:
        return Outcome(values=values, notes=(Note("not_a_forecast"),))
    gap = futures_price - fair
    values |= {"gap": gap}
    implied = _implied((futures_price - keeping) / (spot - worth), time, income_yield, compounding)
    if implied is not None:
        values |= {"implied_repo": implied}
    return Outcome(values=values, notes=(_where(gap, trading_cost), *_without(implied), Note("not_a_forecast")))


def income_worth(income: Series, months: Series, rates: Series, compounding: str) -> Decimal:
    """Return the present value of payments.

    >>> round(income_worth((Decimal(40),), (Decimal(4),), (Decimal("0.03"),), "continuous"), 4)
    Decimal('39.6020')
    """
    if not len(income) == len(months) == len(rates):
        raise Refusal("series_differ", income=len(income), months=len(months), rates=len(rates))
    return sum(
        (paid / _grown(rate * month / 12, compounding) for paid, month, rate in zip(income, months, rates, strict=True)),
        Decimal(0),
    )


def _grown(exponent: Decimal, compounding: str) -> Decimal:
    grown = exponent.exp() if compounding == "continuous" else 1 + exponent
    if grown <= 0:
        raise Refusal("rate_too_low")
    return grown


def _implied(growth: Decimal, time: Decimal, income_yield: Decimal, compounding: str) -> Decimal | None:
    """Return the rate of money that gives the growth; None where a continuous one cannot be had from a growth below nothing."""
    if compounding == "continuous":
        return growth.ln() / time + income_yield if growth > 0 else None
    return (growth - 1) / time + income_yield


def _without(implied: Decimal | None) -> tuple[Note, ...]:
    return (Note("no_implied_rate"),) if implied is None else ()


def _where(gap: Decimal, cost: Decimal) -> Note:
    if abs(gap) <= cost:
        return Note("within_costs", gap=round(gap, 4))
    return Note("above" if gap > 0 else "below", gap=round(abs(gap), 4))
