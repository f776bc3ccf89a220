"""Daily prices of spot and futures, put side by side (价格序列配对).

A series is pairs of a day and a price. A price of 0 or less and a day that only one side has are left out and counted,
never filled in. Steps longer than a day take every n-th common day counted back from the last, so that the changes do not
overlap. Prices are exact decimals.

>>> one = ((date(2026, 1, 5), Decimal(10)), (date(2026, 1, 6), Decimal(11)), (date(2026, 1, 7), Decimal(12)))
>>> other = ((date(2026, 1, 5), Decimal(9)), (date(2026, 1, 7), Decimal(10)))
>>> pairs = paired(one, other)
>>> len(pairs.days), pairs.left_out
(2, 1)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Prices = tuple[tuple[date, Decimal], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Spot and futures of the days that both have, oldest first; ``left_out`` counts the rows that found no use."""

    days: tuple[date, ...]
    spot: tuple[Decimal, ...]
    futures: tuple[Decimal, ...]
    left_out: int = 0

    def floats(self) -> tuple[list[float], list[float]]:
        """Return both series for statistics."""
        return [float(price) for price in self.spot], [float(price) for price in self.futures]

    def every(self, step: int) -> Pairs:
        """Return every ``step``-th day counted back from the last, so that the last price is always in."""
        return self._kept(slice((len(self.days) - 1) % step if self.days else 0, None, step))

    def last(self, count: int) -> Pairs:
        """Return the last ``count`` days, all of them for 0."""
        return self._kept(slice(-count if count else None, None))

    def _kept(self, keep: slice) -> Pairs:
        return Pairs(days=self.days[keep], spot=self.spot[keep], futures=self.futures[keep], left_out=self.left_out)


def paired(
    spot: Prices, futures: Prices, *, factor: Decimal = Decimal(1), premium: Decimal = Decimal(0), fx: Prices = ()
) -> Pairs:
    """Return both series on their common days.

    Args:
        spot: Spot prices.
        futures: Futures prices.
        factor: What a spot price is multiplied by to stand in the unit of the futures (yuan a gram for dollars an ounce, …).
        premium: What is then added for grade and place, in the unit of the futures.
        fx: Yuan for one unit of the money in which spot is quoted, by day; a spot day without a rate is left out.
    """
    one, other, rates = ({day: price for day, price in side if price > 0} for side in (spot, futures, fx))
    if fx:
        one = {day: price * rates[day] for day, price in one.items() if day in rates}
    days = sorted(one.keys() & other.keys())
    return Pairs(
        days=tuple(days),
        spot=tuple(one[day] * factor + premium for day in days),
        futures=tuple(other[day] for day in days),
        left_out=len(spot) + len(futures) - 2 * len(days),
    )
