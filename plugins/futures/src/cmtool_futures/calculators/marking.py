"""Marking one position to market, day by day (逐日盯市).

The day's result = Σ (settlement − trade price) × lots × multiplier over the day's trades + (settlement − previous settlement) ×
lots held overnight × multiplier, lots bought counting positive and sold negative: the sum of 大连商品交易所结算管理办法
第四十一条, written with signs. Margin = |net lots| × multiplier × settlement × rate. Money in yuan, fees left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A trade on the ``day``-th day: lots bought (positive) or sold (negative) at a price."""

    day: int
    lots: int
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The account after one day's settlement, in yuan; ``lots`` is the net position."""

    lots: int
    pnl: Decimal
    equity: Decimal
    margin: Decimal
    margin_per_lot: Decimal

    @property
    def available(self) -> Decimal:
        """Equity that is not tied up as margin; negative when margin is short."""
        return self.equity - self.margin

    @property
    def call(self) -> Decimal:
        """What must be paid in to bring the available funds back to nothing."""
        return max(Decimal(0), -self.available)

    @property
    def lots_to_close(self) -> int:
        """Fewest contracts whose margin makes up what is short, at most all of them."""
        return min(abs(self.lots), ceil(Fraction(self.call) / Fraction(self.margin_per_lot)))


def mark_to_market(
    *,
    equity: Decimal,
    trades: Iterable[Trade],
    settlements: Sequence[Decimal],
    cash: Sequence[Decimal],
    multiplier: Decimal,
    rate: Decimal,
) -> list[Day]:
    """Return the account after each day; ``cash`` is what was paid in (negative: out) on each day.

    >>> D = Decimal
    >>> trades = [Trade(day=1, lots=40, price=D(4000)), Trade(day=1, lots=-20, price=D(4030))]
    >>> [day] = mark_to_market(equity=D(100_000), trades=trades, settlements=[D(4040)], cash=[D(0)],
    ...                        multiplier=D(10), rate=D("0.05"))
    >>> int(day.pnl), int(day.margin), int(day.available)
    (14000, 40400, 73600)
    """
    of_day: dict[int, list[Trade]] = {}
    for trade in trades:
        of_day.setdefault(trade.day, []).append(trade)
    days, held, before = [], 0, Decimal(0)
    for number, (settlement, paid) in enumerate(zip(settlements, cash, strict=True), 1):
        done = of_day.get(number, [])
        moved = sum((trade.lots * (settlement - trade.price) for trade in done), held * (settlement - before))
        pnl = moved * multiplier
        held, before, equity = held + sum(trade.lots for trade in done), settlement, equity + paid + pnl
        per_lot = multiplier * settlement * rate
        days.append(Day(lots=held, pnl=pnl, equity=equity, margin=abs(held) * per_lot, margin_per_lot=per_lot))
    return days
