"""Which contract carries which part of an exposure, day by day, and what passing it on costs (移仓路径).

"match": each exposure goes at once into the first contract that can be held until its day. "near": everything stays in the
nearest contract until that must be left, and is then passed on to the next, until each exposure's day. Every day of an
exposure, from the start to its own day, lies in exactly one leg. Lots are counted so that what is held on any day never
exceeds what is still exposed. A roll costs a buyer (next − present) × lots × size, and a seller the opposite; a negative
cost is money received.

>>> one, other = Contract("rb2701", date(2026, 12, 31), Decimal(3100)), Contract("rb2705", date(2027, 4, 30), Decimal(3150))
>>> legs = path(date(2026, 11, 24), date(2027, 3, 20), [one, other], "near")
>>> [(leg.contract.code, str(leg.first), str(leg.last)) for leg in legs]
[('rb2701', '2026-11-24', '2026-12-31'), ('rb2705', '2027-01-01', '2027-03-20')]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

STRATEGIES = ("match", "near")
NEXT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract, the last day on which it is to be held, and its price where it is known."""

    code: str
    leave_by: date
    price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A contract held from ``first`` to ``last``, both included; one rolled into is bought or sold the day before ``first``."""

    contract: Contract
    first: date
    last: date
    until: date
    lots: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Lots passed from one contract to the next on a day; ``cost`` in yuan, None where a price is not known."""

    day: date
    old: Contract
    new: Contract
    lots: int
    cost: Decimal | None


class TooFar(ValueError):
    """No contract given can be held until the day of an exposure."""


def path(start: date, until: date, contracts: Sequence[Contract], strategy: str) -> list[Leg]:
    """Return the legs of one exposure, without lots.

    Args:
        start: First day of the hedge, not after ``until``.
        until: Day on which the goods are priced.
        contracts: What may be used, in any order; those that must be left before ``start`` are passed over.
        strategy: "match" or "near".

    Raises:
        TooFar: none reaches ``until``.
    """
    usable = sorted((each for each in contracts if each.leave_by >= start), key=lambda each: (each.leave_by, each.code))
    if not usable or usable[-1].leave_by < until:
        raise TooFar(until)
    if strategy == "match":
        first = next(each for each in usable if each.leave_by >= until)
        return [Leg(contract=first, first=start, last=until, until=until)]
    legs, day = [], start
    for each in usable:
        if day > until:
            break
        if each.leave_by >= day:
            last = min(each.leave_by, until)
            legs.append(Leg(contract=each, first=day, last=last, until=until))
            day = last + NEXT
    return legs


def whole_lots(quantities: Sequence[Decimal], per_lot: Decimal) -> list[int]:
    """Return lots for exposures in the order of their days, so that those still held never exceed what is still exposed.

    Rounded down from the last day backwards on the running sum: no lot is lost that a later rest could have filled.

    >>> whole_lots([Decimal(15), Decimal(15)], Decimal(10))
    [2, 1]
    """
    found, later, held = [], Fraction(0), 0
    for quantity in reversed(quantities):
        later += Fraction(quantity) / Fraction(per_lot)
        found.append(floor(later) - held)
        held = floor(later)
    return found[::-1]


def rolls(legs: Sequence[Leg], *, buys: bool, size: Decimal) -> list[Roll]:
    """Return what is passed on, one entry a day and pair of contracts; ``size`` is units (or yuan a point) a lot."""
    moved: dict[tuple[date, Contract, Contract], int] = {}
    for one, other in pairwise(legs):
        if one.until == other.until and other.first == one.last + NEXT and one.lots:
            key = (one.last, one.contract, other.contract)
            moved[key] = moved.get(key, 0) + one.lots
    return [
        Roll(day=day, old=old, new=new, lots=lots, cost=_cost(old, new, lots * size, buys))
        for (day, old, new), lots in sorted(moved.items(), key=lambda one: (one[0][0], one[0][1].code))
    ]


def _cost(old: Contract, new: Contract, quantity: Decimal, buys: bool) -> Decimal | None:
    if old.price is None or new.price is None:
        return None
    return (new.price - old.price) * quantity * (1 if buys else -1)
