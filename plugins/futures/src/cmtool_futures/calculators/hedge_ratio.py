"""The hedge ratio from prices, all methods side by side (套保比例测算).

Prices of spot and futures are paired by day, taken every ``step`` days over the last ``window`` steps, and each method of
``ratios`` is applied to the same days; or two series of changes are given, from which the methods that need no price levels
are found. Source: Johnson (1960) and Ederington (1979) for the minimum-variance ratio and its effectiveness; Engle and
Granger (1987) for the error correction; RiskMetrics (1996) for the weights. Ratios are pure numbers: futures quantity per
spot quantity.

>>> from decimal import Decimal as D
>>> found = hedge_ratio(spot_changes=(D(1), D(3), D(2)), futures_changes=(D(1), D(2), D(3)), method="ols_changes")
>>> found.values["ratio"], found.values["r_squared"]
(0.5, 0.25)
"""

from __future__ import annotations

from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.prices import Pairs, Prices, paired
from cmtool_futures.calculators.ratios import (
    DECAY,
    METHODS,
    Ratio,
    changes,
    correlation,
    deviation,
    effectiveness,
    from_changes,
    ratios,
)

Moves = list[float]
FEW, LOOSE, EARLY, PULLS = 30, 0.8, 70, -3.34
"""EARLY: per cent of the changes from which a ratio is found that is then tried on the rest.

PULLS: 5 % point of the Engle–Granger test with one regressor and a constant (MacKinnon 1991); a plain yardstick here."""


def hedge_ratio(
    *,
    spot: Prices = (),
    futures: Prices = (),
    spot_changes: tuple[Decimal, ...] = (),
    futures_changes: tuple[Decimal, ...] = (),
    method: str = "ols_changes",
    step: int = 1,
    window: int = 0,
    lags: int = 1,
    decay: Decimal = Decimal(str(DECAY)),
    spot_factor: Decimal = Decimal(1),
    fx: Prices = (),
) -> Outcome:
    """Return the ratio of ``method`` and, beside it, what every method says of the same days.

    Args:
        spot: Spot prices by day.
        futures: Futures prices by day.
        spot_changes: Instead of prices: changes of the spot price.
        futures_changes: Changes of the futures price over the same times.
        method: "one_to_one", "ols_changes", "ols_returns", "ecm" or "ewma".
        step: Days from one price to the next that is used; close to the horizon of the hedge.
        window: How many of the last steps to use; 0 for all.
        lags: Lagged changes in the error correction.
        decay: Weight of a step against the one after it, for EWMA.
        spot_factor: What a spot price is multiplied by to stand in the unit of the futures.
        fx: Yuan for one unit of the money in which spot is quoted, by day.

    Raises:
        Refusal: prices and changes are both given, the series differ, are too short, do not move, or the method cannot be
            applied to them.
    """
    if (spot or futures) and (spot_changes or futures_changes):
        raise Refusal("given_twice")
    if spot or futures:
        pairs = _used(paired(spot, futures, factor=spot_factor, fx=fx), spot, futures, step, window)
        one, other = pairs.floats()
        moves = changes(one), changes(other)
        early = len(moves[0]) * EARLY // 100
        found = ratios(one, other, lags=lags, decay=float(decay))
        before = ratios(one[: early + 1], other[: early + 1], lags=lags, decay=float(decay)) if _tells(moves[0]) else []
    else:
        pairs = Pairs(days=(), spot=(), futures=())
        moves = [float(move) for move in spot_changes], [float(move) for move in futures_changes]
        _long_enough(*map(len, moves))
        early = len(moves[0]) * EARLY // 100
        found = from_changes(*moves, decay=float(decay))
        before = from_changes(moves[0][:early], moves[1][:early], decay=float(decay)) if _tells(moves[0]) else []
    later = {each.method: effectiveness(moves[0][early:], moves[1][early:], each.ratio) for each in before}
    return _outcome(method, found, later, moves, pairs)


def _tells(moves: Moves) -> bool:
    """Return whether the changes are enough to find a ratio from the first part and try it on the rest."""
    return len(moves) >= FEW


def _used(pairs: Pairs, spot: Prices, futures: Prices, step: int, window: int) -> Pairs:
    """Return the days to be used, or refuse files that share too few."""
    if not pairs.days:
        raise Refusal("no_common_days", **_ends("spot", spot), **_ends("futures", futures))
    pairs = pairs.every(step).last(window + 1 if window else 0)
    _long_enough(len(pairs.days) - 1, len(pairs.days) - 1)
    return pairs


def _ends(side: str, prices: Prices) -> dict[str, object]:
    days = [day for day, price in prices if price > 0]
    return {f"{side}_first": min(days, default="—"), f"{side}_last": max(days, default="—")}


def _long_enough(spot: int, futures: int) -> None:
    if spot != futures:
        raise Refusal("series_differ", spot=spot, futures=futures)
    if spot < 3:
        raise Refusal("too_few", count=spot)


def _outcome(
    method: str, found: list[Ratio], later: dict[str, float | None], moves: tuple[Moves, Moves], pairs: Pairs
) -> Outcome:
    if not any(moves[1]) or max(moves[1]) == min(moves[1]):
        raise Refusal("futures_flat")
    chosen = next((each for each in found if each.method == method), None)
    if chosen is None:
        raise Refusal("no_such_fit" if pairs.days else "needs_prices", method=method)
    if chosen.ratio <= 0:
        raise Refusal("moves_apart", best=round(chosen.ratio, 4))
    known = {"ratio": chosen.ratio, "r_squared": chosen.r_squared, "error": chosen.error, "effectiveness": chosen.effectiveness}
    in_order = sorted(found, key=lambda each: METHODS.index(each.method))
    values = {
        **known,
        "effectiveness_later": later.get(method),
        "correlation": correlation(*moves),
        "spot_deviation": deviation(moves[0]),
        "futures_deviation": deviation(moves[1]),
        "count": len(moves[0]),
        "first": pairs.days[0] if pairs.days else None,
        "last": pairs.days[-1] if pairs.days else None,
        "methods": tuple(_row(each, later.get(each.method)) for each in in_order),
    }
    return Outcome(values=values, notes=tuple(_notes(chosen, moves, pairs)))


def _row(found: Ratio, later: float | None) -> dict[str, object]:
    return {
        "method": found.method,
        "ratio": found.ratio,
        "error": found.error,
        "r_squared": found.r_squared,
        "effectiveness": found.effectiveness,
        "effectiveness_later": later,
    }


def _notes(chosen: Ratio, moves: tuple[Moves, Moves], pairs: Pairs) -> list[Note]:
    """Say what the ratio assumes and how far it may be trusted."""
    count = len(moves[0])
    notes = [Note("past", count=count)]
    notes += [Note("few_observations", count=count)] if count < FEW else []
    notes += [Note("left_out", count=pairs.left_out)] if pairs.left_out else []
    if chosen.effectiveness is None:
        return [*notes, Note("spot_flat")]
    if chosen.effectiveness < 0:
        notes.append(Note("adds_risk", effectiveness=round(chosen.effectiveness, 4)))
    elif chosen.effectiveness < LOOSE:
        notes.append(Note("loose", effectiveness=round(chosen.effectiveness, 4)))
    notes += [Note("above_one", ratio=round(chosen.ratio, 4))] if chosen.ratio > 1 else []
    if chosen.method == "ecm" and (chosen.pull_t is None or chosen.pull_t > PULLS):
        notes.append(Note("no_pull", t=round(chosen.pull_t, 2) if chosen.pull_t is not None else "—"))
    if chosen.error is None:
        notes.append(Note("no_error"))
    return notes
