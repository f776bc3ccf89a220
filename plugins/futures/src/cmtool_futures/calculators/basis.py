"""The basis today and where it stands in its own past (基差及其历史).

Basis = spot × factor + premium − futures; it strengthens when it rises, which helps a short hedge and hurts a long one. The
place in the past is the share of days with a basis not above today's; the score counts standard deviations from the mean.
Prices in yuan per unit of the futures, exact decimals; the standard deviation is a sample one and a float.

>>> found = basis(spot_price=Decimal(3250), futures_price=Decimal(3180))
>>> found.values["basis"], found.values["basis_rate"]
(Decimal('70'), Decimal('0.02153846153846153846153846154'))
"""

from __future__ import annotations

from decimal import Decimal
from math import sqrt

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.prices import Pairs, Prices, paired
from cmtool_futures.calculators.regression import covariance

RARE = Decimal("0.05")
FEW = 60


def basis(
    *,
    spot: Prices = (),
    futures: Prices = (),
    spot_price: Decimal | None = None,
    futures_price: Decimal | None = None,
    spot_factor: Decimal = Decimal(1),
    premium: Decimal = Decimal(0),
    fx: Prices = (),
    recent: int = 10,
) -> Outcome:
    """Return the basis and, with files, its history.

    Args:
        spot: Spot prices by day, with
        futures: futures prices by day; or
        spot_price: one spot price, with
        futures_price: one futures price.
        spot_factor: What a spot price is multiplied by to stand in the unit of the futures.
        premium: What is then added for grade and place.
        fx: With files: yuan for one unit of the money in which spot is quoted, by day.
        recent: How many of the last days the table shows; 0 for all.

    Raises:
        Refusal: files and prices are both given, neither pair is whole, or the files share no day.
    """
    if (spot or futures) and not (spot_price is None and futures_price is None):
        raise Refusal("given_twice")
    if spot or futures:
        pairs = paired(spot, futures, factor=spot_factor, premium=premium, fx=fx)
        if not pairs.days:
            raise Refusal("no_common_days")
        return _history(pairs, recent)
    if spot_price is None or futures_price is None:
        raise Refusal("prices_missing")
    worth = spot_price * spot_factor + premium
    if worth <= 0:
        raise Refusal("spot_not_positive", worth=worth)
    found = worth - futures_price
    return Outcome(values={"basis": found, "basis_rate": found / worth}, notes=(_state(found),))


def history(pairs: Pairs) -> list[Decimal]:
    """Return the basis of each day."""
    return [one - other for one, other in zip(pairs.spot, pairs.futures, strict=True)]


def place(values: list[Decimal], value: Decimal) -> Decimal:
    """Return the share of ``values`` that are not above ``value``.

    >>> place([Decimal(1), Decimal(2), Decimal(3), Decimal(4)], Decimal(3))
    Decimal('0.75')
    """
    return Decimal(sum(each <= value for each in values)) / len(values)


def _history(pairs: Pairs, recent: int) -> Outcome:
    seen = history(pairs)
    latest, count, middle = seen[-1], len(seen), sum(seen, Decimal(0)) / len(seen)
    floats = [float(each) for each in seen]
    spread = sqrt(covariance(floats, floats)) if count > 1 else None
    standing = place(seen, latest)
    values: dict[str, object] = {
        "basis": latest,
        "basis_rate": latest / pairs.spot[-1],
        "day": pairs.days[-1],
        "mean": middle,
        "deviation": spread,
        "score": float(latest - middle) / spread if spread else None,
        "low": min(seen),
        "high": max(seen),
        "place": standing,
        "count": count,
        "first": pairs.days[0],
        "months": _months(pairs, seen),
        "history": _rows(pairs, seen, recent),
    }
    notes = [_state(latest), *_rarity(standing, count)]
    notes += [Note("few_days", count=count)] if count < FEW else []
    notes += [Note("left_out", count=pairs.left_out)] if pairs.left_out else []
    return Outcome(values=values, notes=(*notes, Note("past")))


def _state(found: Decimal) -> Note:
    return Note("level") if not found else Note("spot_above" if found > 0 else "spot_below", basis=abs(found))


def _rarity(standing: Decimal, count: int) -> list[Note]:
    """Say so where the basis stands among the rarest of a long enough past."""
    if count < FEW:
        return []
    if standing >= 1 - RARE:
        return [Note("rare_high", place=round(standing * 100, 1))]
    return [Note("rare_low", place=round(standing * 100, 1))] if standing <= RARE else []


def _months(pairs: Pairs, seen: list[Decimal]) -> tuple[dict[str, object], ...]:
    of_month: dict[int, list[Decimal]] = {}
    for day, value in zip(pairs.days, seen, strict=True):
        of_month.setdefault(day.month, []).append(value)
    return tuple(
        {"month": month, "mean": sum(found, Decimal(0)) / len(found), "low": min(found), "high": max(found), "days": len(found)}
        for month, found in sorted(of_month.items())
    )


def _rows(pairs: Pairs, seen: list[Decimal], recent: int) -> tuple[dict[str, object], ...]:
    rows = [
        {"day": day, "spot": one, "futures": other, "basis": value}
        for day, one, other, value in zip(pairs.days, pairs.spot, pairs.futures, seen, strict=True)
    ]
    return tuple(rows[-recent:] if recent else rows)
