"""The bond that is cheapest to deliver (最便宜可交割券).

By quotes and factors alone it is the one with the least quote − settlement × factor. With each bond's coupon and maturity
it is the one with the highest implied repo rate, as ``deliverable`` finds it. Prices per 100 face.

>>> D = Decimal
>>> quotes, factors = (D("99.5"), D("143.5"), D("119.75")), (D("1.0382"), D("1.5188"), D("1.2615"))
>>> found = ctd(futures_price=D("93.25"), quotes=quotes, factors=factors)
>>> found.values["cheapest"], found.values["cost"]
('2', Decimal('1.871900'))
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.bond import Terms
from cmtool_futures.calculators.conversion_factor import NOTIONAL, conversion_factor, coupons_from
from cmtool_futures.calculators.deliverable import Delivered, delivered

Series = tuple[Decimal, ...]
Bond = Mapping[str, Any]


def ctd(
    *,
    futures_price: Decimal,
    quotes: Series = (),
    factors: Series = (),
    bonds: Mapping[str, tuple[Bond, ...]] | None = None,
    buy: date | None = None,
    deliver: date | None = None,
    rate: Decimal = Decimal(0),
    notional: Decimal = NOTIONAL,
) -> Outcome:
    """Return the cheapest bond and how each compares.

    Args:
        futures_price: Futures or settlement price.
        quotes: Clean prices, with
        factors: the conversion factors of the same bonds; or
        bonds: rows of name, coupon, maturity, frequency, price and, where it is known, factor, with
        buy: the day the bond is paid and
        deliver: the day of delivery.
        rate: Yearly rate at which the money for the bond is borrowed.
        notional: Coupon of the notional bond, for factors that are not given.

    Raises:
        Refusal: the series differ, nothing or both are given, the days are missing or out of order, or a bond falls due
            before delivery.
    """
    rows = (bonds or {}).get("bond", ())
    if rows and (quotes or factors):
        raise Refusal("given_twice")
    if rows:
        return _by_repo(rows, futures_price, buy, deliver, rate, notional)
    if len(quotes) != len(factors):
        raise Refusal("series_differ", quotes=len(quotes), factors=len(factors))
    if not quotes:
        raise Refusal("nothing_given")
    costs = [quote - futures_price * each for quote, each in zip(quotes, factors, strict=True)]
    place = costs.index(min(costs))
    table = tuple(
        {"name": str(number), "price": quote, "factor": each, "basis": cost}
        for number, (quote, each, cost) in enumerate(zip(quotes, factors, costs, strict=True), 1)
    )
    return Outcome(values={"cheapest": str(place + 1), "cost": costs[place], "bonds_compared": table}, notes=(Note("by_cost"),))


def _by_repo(
    rows: tuple[Bond, ...], futures: Decimal, buy: date | None, deliver: date | None, rate: Decimal, notional: Decimal
) -> Outcome:
    if buy is None or deliver is None:
        raise Refusal("days_missing")
    if buy >= deliver:
        raise Refusal("days_out_of_order", buy=buy, deliver=deliver)
    found = [_one(row, futures, buy, deliver, rate, notional) for row in rows]
    best = max(found, key=lambda one: one[2].implied_repo)
    table = tuple(_row(*one) for one in sorted(found, key=lambda one: -one[2].implied_repo))
    name, _, trade = best
    values = {"cheapest": name, "cost": trade.basis, "implied_repo": trade.implied_repo, "bonds_compared": table}
    notes = [Note("by_repo"), Note("costs_nothing_else")]
    return Outcome(values=values, notes=tuple(notes + ([Note("all_negative")] if trade.implied_repo < 0 else [])))


def _one(
    row: Bond, futures: Decimal, buy: date, deliver: date, rate: Decimal, notional: Decimal
) -> tuple[str, tuple[Decimal, Decimal], Delivered]:
    name, maturity, frequency = row["name"], row["maturity"], row.get("frequency") or 1
    if (maturity.year, maturity.month) <= (deliver.year, deliver.month):
        raise Refusal("already_due", name=name, maturity=maturity)
    if frequency not in (1, 2, 4, 12):
        raise Refusal("no_such_period", name=name, frequency=frequency)
    used = row.get("factor")
    if used is None:
        months, left = coupons_from(deliver, maturity, frequency)
        used = conversion_factor(
            coupon=row["coupon"], frequency=frequency, months_to_coupon=months, coupons_left=left, notional=notional
        )
    terms = Terms(coupon=row["coupon"], maturity=maturity, frequency=frequency)
    trade = delivered(terms, clean=row["price"], factor=used, futures=futures, buy=buy, deliver=deliver, rate=rate)
    return name, (row["price"], used), trade


def _row(name: str, quoted: tuple[Decimal, Decimal], trade: Delivered) -> dict[str, object]:
    price, factor = quoted
    return {
        "name": name,
        "price": price,
        "factor": factor,
        "basis": trade.basis,
        "net_basis": trade.net_basis,
        "invoice": trade.invoice,
        "implied_repo": trade.implied_repo,
    }
