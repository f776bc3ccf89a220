"""What the tea of a year costs, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from cmtool.model import Note, Outcome

Series = tuple[tuple[date, Decimal], ...]


def stock(*, plan: Mapping, prices: Series, on: date) -> Outcome:
    """Return the cost of each month at the latest price known for it."""
    rows, used = [], {}
    for month in plan["month"]:
        quoted = month["prices"] or prices
        grams = (month["grams"] or Decimal(3)) * month["cups"] * (1 + plan["share"])
        price = quoted[-1][1] if quoted else Decimal(2)
        used |= dict(quoted)
        rows.append({"of": month["of"], "needed": grams, "price": price, "cost": grams * price, "waste": plan["share"]})
    days = tuple({"day": day, "price": price} for day, price in sorted(used.items()))
    values = {"cost": sum((row["cost"] for row in rows), Decimal(0)), "on": on, "months": tuple(rows), "days": days}
    return Outcome(values=values, notes=(Note("kept_by", keeper=plan["keeper"]),))
