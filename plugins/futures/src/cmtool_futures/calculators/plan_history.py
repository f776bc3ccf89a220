"""How the plan would have done on past prices (套保方案：历史回测).

All prices of a file are multiplied by today's price ÷ their last futures price, so that the moves are as large in yuan as
they would be today. With spot prices: variance removed = 1 − Var(ΔS − h·ΔF) ÷ Var(ΔS), h = quantity covered ÷ exposed, over
steps of some trading days; results month by month, unhedged and hedged. Without, only the futures' own months are told.
Margin calls: the lots held over the last days of the file as in ``daily_settlement``, with this position's share of the
cash, each call paid in. A file of the main contract jumps where it rolls; the past does not bind the future. Statistics are
floats, money is rounded to the yuan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from cmtool_futures.calculators.daily_settlement import Charge, account_days
from cmtool_futures.calculators.marking import Trade
from cmtool_futures.calculators.plan_positions import Position
from cmtool_futures.calculators.prices import Prices, paired
from cmtool_futures.calculators.ratios import changes, correlation, effectiveness
from cmtool_futures.calculators.regression import least_squares

FEW = 12
YUAN = Decimal(1)
TICK = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The change of one month for the whole quantity, in yuan; ``unhedged`` and ``hedged`` only where spot prices are known."""

    month: date
    futures: Decimal
    unhedged: Decimal | None
    hedged: Decimal | None


def scaled(position: Position) -> Prices:
    """Return the futures prices of the file, brought to today's level."""
    if not position.futures:
        return ()
    times = position.price / position.futures[-1][1]
    return tuple((day, (price * times).quantize(TICK)) for day, price in position.futures)


def history_row(position: Position, cash: Decimal, step: int, window: int) -> dict[str, object]:
    """Return one row on a position: how well the hedge would have worked, its worst months, and its margin calls."""
    series, found = scaled(position), months(position)
    values = {
        "product": position.code, "side": position.side, "first": position.futures[0][0], "last": position.futures[-1][0],
        "count": len(position.futures), **_fit(position, step), **_worst(found),
    }  # fmt: skip
    return values | _calls(position, series[-window:], cash)


def months(position: Position) -> list[Month]:
    """Return the results of the calendar months that the files hold, the first (which is not whole) left out."""
    times = position.price / position.futures[-1][1]
    if not position.spot:
        ends = _ends([(day, price) for day, price in position.futures])
        return [
            Month(
                month=month,
                futures=_yuan((after - before) * times * position.sign * position.covered),
                unhedged=None,
                hedged=None,
            )
            for (_, before), (month, after) in pairwise(ends)
        ]
    pairs = paired(position.spot, position.futures, factor=position.spot_factor)
    spot, futures = (
        _ends(list(zip(pairs.days, pairs.spot, strict=True))),
        _ends(list(zip(pairs.days, pairs.futures, strict=True))),
    )
    rows = []
    for number in range(1, len(spot)):
        goods = -position.sign * (spot[number][1] - spot[number - 1][1]) * times * position.exposed
        hedge = position.sign * (futures[number][1] - futures[number - 1][1]) * times * position.covered
        rows.append(
            Month(month=spot[number][0], futures=_yuan(hedge), unhedged=_yuan(goods), hedged=_yuan(goods) + _yuan(hedge))
        )
    return rows


def month_rows(positions: Sequence[Position]) -> tuple[dict[str, object], ...]:
    """Return the months of all positions that have prices, product by product."""
    return tuple(
        {
            "product": each.code,
            "side": each.side,
            "month": found.month,
            "futures": found.futures,
            "unhedged": found.unhedged,
            "hedged": found.hedged,
        }
        for each in positions
        if each.futures
        for found in months(each)
    )


def _ends(series: Sequence[tuple[date, Decimal]]) -> list[tuple[date, Decimal]]:
    """Return the last price of each month, by the first day of the month."""
    found: dict[date, Decimal] = {}
    for day, price in series:
        found[day.replace(day=1)] = price
    return list(found.items())


def _fit(position: Position, step: int) -> dict[str, object]:
    """Return the variance removed and its kin, nothing where there is no spot or too little of it."""
    pairs = paired(position.spot, position.futures, factor=position.spot_factor).every(step)
    if len(pairs.days) <= FEW:
        return {}
    spot, futures = (changes(list(side)) for side in pairs.floats())
    fit = least_squares(spot, [futures])
    share = float(position.covered / position.exposed) if position.exposed else 0.0
    return {
        "ratio_held": share,
        "removed": effectiveness(spot, futures, share),
        "best_ratio": fit.slopes[0] if fit else None,
        "best_removed": fit.r_squared if fit else None,
        "correlation": correlation(spot, futures),
    }


def _worst(found: Sequence[Month]) -> dict[str, object]:
    known = [month for month in found if month.unhedged is not None and month.hedged is not None]
    return {
        "worst_futures": min((month.futures for month in found), default=None),
        "worst_unhedged": min((month.unhedged for month in known), default=None),  # type: ignore[type-var]
        "worst_hedged": min((month.hedged for month in known), default=None),  # type: ignore[type-var]
    }


def _calls(position: Position, series: Prices, cash: Decimal) -> dict[str, object]:
    trade = Trade(day=1, lots=position.sign * position.lots, price=series[0][1])
    days = account_days(
        funds=cash,
        trades=[trade],
        series=series,
        paid={},
        multiplier=position.multiplier,
        charge=Charge(rate=position.rate),
        top_up=True,
    )
    calls = [day.call for day in days if day.call]
    return {
        "window": len(days),
        "calls": len(calls),
        "largest_call": max(calls, default=Decimal(0)),
        "called": sum(calls, Decimal(0)),
    }


def _yuan(amount: Decimal) -> Decimal:
    return amount.quantize(YUAN)
