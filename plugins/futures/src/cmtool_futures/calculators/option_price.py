"""An option on a future: its price, what moves it, and what that is in yuan a lot (期货期权理论价格与希腊字母).

Black's model of 1976 (``black76``), days ÷ 365 as years, one volatility, a rate compounded continuously. Delta and gamma
are per move of the futures price by 1, vega per volatility point (1 %), theta per calendar day, rho per point of the rate
(1 %). Prices in the quotation of the futures, money in yuan; fees left out.

>>> from decimal import Decimal as D
>>> found = option_price(kind="put", futures=D(3100), strike=D(3000), days=60, volatility=D("0.2"), rate=D("0.02"),
...                      multiplier=D(10), lots=5)
>>> found.values["price"], found.values["premium"]
(Decimal('56.4048'), Decimal('2820.24'))
"""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

from cmtool.model import Note, Outcome
from cmtool_futures.calculators.black76 import DAYS_A_YEAR, Greeks, Quote, greeks, price

UNITS = {"delta": 1.0, "gamma": 1.0, "vega": 0.01, "theta": 1 / DAYS_A_YEAR, "rho": 0.01}


def option_price(
    *,
    kind: str,
    futures: Decimal,
    strike: Decimal,
    days: int,
    volatility: Decimal,
    rate: Decimal,
    multiplier: Decimal,
    lots: int,
) -> Outcome:
    """Return the model price and the Greeks, for one unit and in yuan for a lot and the position.

    Args:
        kind: "call" or "put".
        futures: Futures price.
        strike: Strike price.
        days: Calendar days to the last day.
        volatility: Volatility a year; 0.2 for 20 %.
        rate: Riskless rate a year, compounded continuously.
        multiplier: Yuan a lot for a price move of 1.
        lots: Options held, bought.
    """
    quote = quoted(kind=kind, futures=futures, strike=strike, days=days, rate=rate)
    worth = Decimal(str(round(price(quote, float(volatility)), 4)))
    exact = price(quote, float(volatility))
    values = {
        "price": worth,
        "premium": _money(exact * float(multiplier) * lots),
        "intrinsic": Decimal(str(round(quote.intrinsic, 4))),
        "time_value": Decimal(str(round(exact - quote.intrinsic, 4))),
        "break_even": strike + worth if kind == "call" else strike - worth,
        "greeks": _rows(greeks(quote, float(volatility)), float(multiplier), lots),
    }
    return Outcome(values=values, notes=(Note("european"), *((Note("last_day"),) if not days else ())))


def quoted(*, kind: str, futures: Decimal, strike: Decimal, days: int, rate: Decimal) -> Quote:
    """Return an option as the model takes it."""
    return Quote(call=kind == "call", futures=float(futures), strike=float(strike), rate=float(rate), years=days / DAYS_A_YEAR)


def _rows(found: Greeks, multiplier: float, lots: int) -> tuple[dict[str, object], ...]:
    """Return one row a Greek: per unit of its own, in yuan a lot, in yuan for all lots."""
    rows = []
    for field in fields(found):
        unit = getattr(found, field.name) * UNITS[field.name]
        rows.append(
            {
                "greek": field.name,
                "unit": round(unit, 10),
                "lot": _money(unit * multiplier),
                "all": _money(unit * multiplier * lots),
            }
        )
    return tuple(rows)


def _money(amount: float) -> Decimal:
    return Decimal(str(round(amount, 2)))
