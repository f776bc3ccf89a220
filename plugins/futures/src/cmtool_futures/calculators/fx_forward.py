"""A currency forward by covered interest parity (远期汇率).

Simple: F = S × (1 + r·t) ÷ (1 + r'·t'), each side with its own day count; yearly compounding: F = S × ((1 + r) ÷ (1 +
r'))^t; continuous: F = S × e^((r − r')·t). S and F are domestic money for one unit of foreign; r is the domestic rate, r'
the foreign one. Points = (F − S) × 10,000.

>>> D = Decimal
>>> found = fx_forward(spot=D("0.62"), domestic_rate=D("0.07"), foreign_rate=D("0.05"), years=D(2), compounding="continuous")
>>> round(found.values["forward"], 4)
Decimal('0.6453')
"""

from __future__ import annotations

from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome

POINT = Decimal(10_000)


def fx_forward(
    *,
    spot: Decimal,
    domestic_rate: Decimal,
    foreign_rate: Decimal,
    years: Decimal = Decimal(0),
    months: Decimal = Decimal(0),
    days: Decimal = Decimal(0),
    domestic_year: int = 360,
    foreign_year: int = 360,
    compounding: str = "simple",
    amount: Decimal = Decimal(0),
) -> Outcome:
    """Return the forward rate, its points and what an amount comes to.

    Args:
        spot: Domestic money for one unit of foreign money.
        domestic_rate: Yearly rate of the domestic money.
        foreign_rate: Yearly rate of the foreign money.
        years: Time; years, months ÷ 12 and days ÷ the year of each currency are added up.
        months: Months of it.
        days: Days of it.
        domestic_year: Days of a year in the domestic money market, 360 or 365.
        foreign_year: Days of a year in the foreign one.
        compounding: "simple", "yearly" or "continuous".
        amount: Foreign money to be changed.

    Raises:
        Refusal: no time is given, or a rate eats the whole amount.
    """
    home = years + months / 12 + days / domestic_year
    abroad = years + months / 12 + days / foreign_year
    if home <= 0:
        raise Refusal("no_time")
    grown, against = _grown(domestic_rate, home, compounding), _grown(foreign_rate, abroad, compounding)
    forward = spot * grown / against
    values = {"forward": forward, "points": (forward - spot) * POINT, "amount_then": amount * forward}
    dearer = Note("dearer" if forward > spot else "cheaper") if forward != spot else Note("level")
    return Outcome(values=values, notes=(dearer, Note("mid_rate")))


def _grown(rate: Decimal, time: Decimal, compounding: str) -> Decimal:
    if compounding == "continuous":
        return (rate * time).exp()
    base = 1 + rate if compounding == "yearly" else 1 + rate * time
    if base <= 0:
        raise Refusal("rate_too_low", rate=rate)
    return base**time if compounding == "yearly" else base
