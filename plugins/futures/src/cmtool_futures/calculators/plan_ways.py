"""Futures, options or both: the same exposure hedged four ways, side by side (套保方案：替代方式).

Futures as in the plan; options bought alone (floor for sellers, cap for buyers); a collar, the other side sold as well; and
half of the lots in futures, half in options bought. Strikes lie a given share away from today's price; premiums are those
of ``black76`` for the days to the position's last exposure; results are those of ``collar``. Spot moves with the futures.
Money in yuan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from cmtool_futures.calculators.black76 import price as model_price
from cmtool_futures.calculators.collar import Collar, margin_of_sold
from cmtool_futures.calculators.option_price import quoted
from cmtool_futures.calculators.plan_money import both_ways
from cmtool_futures.calculators.plan_positions import Position

NOTHING = Decimal(0)
WAYS = ("none", "futures", "options", "collar", "both")
Rows = tuple[dict[str, object], ...]


def collar_of(position: Position, on: date, gap: Decimal, rate: Decimal) -> Collar:
    """Return the collar on a position: strikes a share ``gap`` below and above today's price, premiums of the model."""
    low, high = position.price * (1 - gap), position.price * (1 + gap)
    days = (position.last_day - on).days
    put = _premium("put", position, low, days, rate)
    call = _premium("call", position, high, days, rate)
    bought, sold = (put, call) if position.side == "sell" else (call, put)
    return Collar(side=position.side, floor=low, cap=high, bought=bought, sold=sold, share=Decimal(1))


def way_rows(
    positions: Sequence[Position], moves: Sequence[Decimal], on: date, gap: Decimal, rate: Decimal
) -> tuple[Rows, Rows]:
    """Return the change of the result by move and way, and for each way what it costs, ties up, and its worst and best.

    Nothing where a position has no volatility to price options with.
    """
    if any(each.volatility is None for each in positions):
        return (), ()
    collars = [(each, collar_of(each, on, gap, rate)) for each in positions]
    steps = both_ways(moves)
    results = {way: [sum((_result(way, *pair, move) for pair in collars), NOTHING) for move in steps] for way in WAYS}
    by_move = tuple({"move": move, **{way: results[way][number] for way in WAYS}} for number, move in enumerate(steps))
    totals = tuple(
        {
            "way": way,
            "premium": sum((_paid(way, *pair) for pair in collars), NOTHING),
            "margin": sum((_tied(way, *pair) for pair in collars), NOTHING),
            "worst": min(results[way]),
            "best": max(results[way]),
        }
        for way in WAYS
    )
    return by_move, totals


def _premium(kind: str, position: Position, strike: Decimal, days: int, rate: Decimal) -> Decimal:
    quote = quoted(kind=kind, futures=position.price, strike=strike, days=days, rate=rate)
    return Decimal(str(round(model_price(quote, float(position.volatility or 0)), 4)))


def _result(way: str, position: Position, collar: Collar, move: Decimal) -> Decimal:
    """Return goods and hedge together after a move, against today."""
    goods = position.goods(move)
    if way == "none":
        return goods
    if way == "futures":
        return goods + position.result(move)
    if way == "both":
        half = position.lots // 2 * position.multiplier
        return (
            goods + position.sign * half * position.price * move + _gain(position, replace(collar, share=NOTHING), move, half)
        )
    return goods + _gain(position, collar if way == "collar" else replace(collar, share=NOTHING), move, NOTHING)


def _gain(position: Position, collar: Collar, move: Decimal, without: Decimal) -> Decimal:
    """Return what the options bring, premiums taken off; ``without`` is the quantity that futures cover."""
    end = position.price * (1 + move)
    a_unit = (collar.price_at(end) - end) * (1 if position.side == "sell" else -1)
    return a_unit * (position.covered - without)


def _paid(way: str, position: Position, collar: Collar) -> Decimal:
    if way in {"none", "futures"}:
        return NOTHING
    if way == "both":
        return collar.bought * (position.covered - position.lots // 2 * position.multiplier)
    return (collar.net if way == "collar" else collar.bought) * position.covered


def _tied(way: str, position: Position, collar: Collar) -> Decimal:
    """Return the margin at the start: of the futures, or of the options sold."""
    if way == "futures":
        return position.margin()
    if way == "both":
        return position.lots // 2 * position.multiplier * position.price * position.rate
    if way != "collar":
        return NOTHING
    away = collar.cap - position.price if position.side == "sell" else position.price - collar.floor
    sold = margin_of_sold(
        premium=collar.sold, out_of_money=away, futures=position.price, size=position.multiplier, rate=position.rate
    )
    return position.lots * sold
