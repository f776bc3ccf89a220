"""How many contracts cover a physical exposure (套期保值手数).

Lots = tonnes × ratio ÷ tonnes per lot, rounded down, so that a hedge never exceeds the goods (期货和衍生品法 第四条: it
broadly matches what it protects). The minimum-variance ratio is the slope of spot changes on futures changes,
h = Cov(ΔS, ΔF) / Var(ΔF), sample moments; R² says how much of the spot's movement the futures explain. Exact fractions.

>>> from decimal import Decimal
>>> hedge(side="sell", tonnes=Decimal(1050), tonnes_per_lot=Decimal(10), ratio=Decimal("0.8")).values["lots"]
84
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome

Series = tuple[Decimal, ...]
FEW = 12
LOOSE = Fraction(8, 10)


def hedge(
    *,
    side: str,
    tonnes: Decimal,
    tonnes_per_lot: Decimal,
    ratio: Decimal,
    spot_changes: Series = (),
    futures_changes: Series = (),
) -> Outcome:
    """Return the whole lots that cover the exposure, never over it.

    Args:
        side: "buy" for goods still to be bought, "sell" for goods held or to be sold.
        tonnes: Physical exposure, in tonnes.
        tonnes_per_lot: Contract size, in tonnes a lot.
        ratio: Share of the exposure the client wants to cover, 0 to 1; never exceeded.
        spot_changes: Changes of the spot price; with ``futures_changes`` they give the minimum-variance ratio.
        futures_changes: Changes of the futures price over the same times.
    """
    used, values, notes = Fraction(ratio), {}, []
    if spot_changes or futures_changes:
        best, r_squared = _fit(spot_changes, futures_changes)
        used = min(best, used)
        values = {"best_ratio": _decimal(best), "r_squared": _decimal(r_squared)}
        notes = _remarks(best, r_squared, ratio, len(spot_changes))
    target = Fraction(tonnes) * used
    lots = floor(target / Fraction(tonnes_per_lot))
    covered = lots * tonnes_per_lot
    sizes = {"lots": lots, "covered": covered, "uncovered": tonnes - covered, "ratio_used": _decimal(used)}
    return Outcome(values={**sizes, **values}, notes=(*_sizing(side, lots, target - Fraction(covered)), *notes))


def exact_slope(spot: Series, futures: Series) -> tuple[Fraction, Fraction]:
    """Return the slope of ``spot`` on ``futures`` (with an intercept) and R²; ``futures`` must vary.

    >>> exact_slope((Decimal(1), Decimal(3), Decimal(2)), (Decimal(1), Decimal(2), Decimal(3)))
    (Fraction(1, 2), Fraction(1, 4))
    """
    pairs = [(Fraction(x), Fraction(y)) for x, y in zip(futures, spot, strict=True)]
    mean_x, mean_y = sum(x for x, _ in pairs) / len(pairs), sum(y for _, y in pairs) / len(pairs)
    both = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    of_x, of_y = sum((x - mean_x) ** 2 for x, _ in pairs), sum((y - mean_y) ** 2 for _, y in pairs)
    return both / of_x, both**2 / (of_x * of_y) if of_y else Fraction(0)


def _fit(spot: Series, futures: Series) -> tuple[Fraction, Fraction]:
    """Return the minimum-variance ratio and R², or refuse series from which none can be had."""
    if len(spot) != len(futures):
        raise Refusal("series_differ", spot=len(spot), futures=len(futures))
    if len(spot) < 3:
        raise Refusal("too_few", count=len(spot))
    if len(set(futures)) == 1:
        raise Refusal("futures_flat")
    best, r_squared = exact_slope(spot, futures)
    if best <= 0:
        raise Refusal("moves_apart", best=_short(best))
    return best, r_squared


def _remarks(best: Fraction, r_squared: Fraction, ratio: Decimal, count: int) -> list[Note]:
    notes = [Note("capped", best=_short(best), ratio=_short(Fraction(ratio)))] if best > Fraction(ratio) else []
    notes += [Note("few_observations", count=count)] if count < FEW else []
    return notes + ([Note("loose_fit")] if r_squared < LOOSE else [])


def _sizing(side: str, lots: int, short: Fraction) -> tuple[Note, ...]:
    if not lots:
        return (Note("less_than_a_lot"),)
    direction = Note("buy_futures" if side == "buy" else "sell_futures", lots=lots)
    return (direction, Note("rounded_down", short=_short(short))) if short else (direction,)


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / Decimal(share.denominator)


def _short(share: Fraction) -> Decimal:
    """Return a figure for a sentence, to four places."""
    return Decimal(round(share * 10_000)) / 10_000
