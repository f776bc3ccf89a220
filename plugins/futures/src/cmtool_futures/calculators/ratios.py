"""How much futures for how much spot, by five methods (最优套保比例).

One to one: 1. OLS on changes: h = Cov(ΔS,ΔF) ÷ Var(ΔF). OLS on returns: the slope b of spot returns on futures returns,
carried over to quantities by h = b × S ÷ F at the last prices. Error correction (Engle–Granger): S = a + b·F + z, then ΔS =
c + h·ΔF + g·z₋₁ (+ lagged changes) + e. EWMA: h = Σw·ΔS·ΔF ÷ Σw·ΔF² with weights λ⁰, λ¹, … backwards and no mean
(RiskMetrics). Effectiveness of every method = 1 − Var(ΔS − h·ΔF) ÷ Var(ΔS) over the same changes, so the methods can be
compared; it is below 0 where the hedge would have added variance. Statistics are floats; ratios are pure numbers, futures
quantity per spot quantity.

>>> spot, futures = [100.0, 103.0, 101.0, 106.0, 104.0], [98.0, 101.0, 100.0, 104.0, 103.0]
>>> [(found.method, round(found.ratio, 4)) for found in ratios(spot, futures, lags=0)]
[('one_to_one', 1.0), ('ols_changes', 1.3494), ('ols_returns', 1.3361), ('ecm', 1.227), ('ewma', 1.2313)]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from cmtool_futures.calculators.regression import Fit, covariance, least_squares, product

METHODS = ("one_to_one", "ols_changes", "ols_returns", "ecm", "ewma")
DECAY = 0.94


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A hedge ratio with what is known of its quality; ``None`` where the method gives no such figure.

    ``coefficient`` is the regression's own slope (of returns for ``ols_returns``); ``pull`` and ``pull_t`` are the error
    correction's coefficient and its t value.
    """

    method: str
    ratio: float
    effectiveness: float | None
    coefficient: float | None = None
    error: float | None = None
    r_squared: float | None = None
    pull: float | None = None
    pull_t: float | None = None


def ratios(
    spot: Sequence[float], futures: Sequence[float], *, lags: int = 1, decay: float = DECAY, methods: Sequence[str] = METHODS
) -> list[Ratio]:
    """Return the ratio of each method that the prices allow, in the order of ``methods``.

    Args:
        spot: Spot prices, oldest first, in the unit of the futures.
        futures: Futures prices of the same days; they must be above 0 for returns.
        lags: Lagged changes of both sides in the error correction, 0 or more.
        decay: Weight of a day against the one after it, between 0 and 1.
        methods: Which to compute.
    """
    found = [_one(name, spot, futures, lags, decay) for name in methods]
    return [each for each in found if each]


def from_changes(spot: Sequence[float], futures: Sequence[float], *, decay: float = DECAY) -> list[Ratio]:
    """Return the methods that need no price levels, from the changes alone."""
    return [one for one in (_one_to_one(spot, futures), _ols(spot, futures), _ewma(spot, futures, decay)) if one]


def changes(prices: Sequence[float]) -> list[float]:
    """Return each price less the one before.

    >>> changes([100.0, 103.0, 101.0])
    [3.0, -2.0]
    """
    return [after - before for before, after in pairwise(prices)]


def returns(prices: Sequence[float]) -> list[float]:
    """Return each simple return; prices must be above 0."""
    return [after / before - 1 for before, after in pairwise(prices)]


def effectiveness(spot: Sequence[float], futures: Sequence[float], ratio: float) -> float | None:
    """Return the share of the variance of spot changes that ``ratio`` would have removed; None if spot never moved.

    >>> effectiveness([1.0, -1.0, 2.0], [1.0, -1.0, 2.0], 0.5)
    0.75
    """
    before = covariance(spot, spot)
    hedged = [one - ratio * other for one, other in zip(spot, futures, strict=True)]
    return 1 - covariance(hedged, hedged) / before if before else None


def _one(method: str, spot: Sequence[float], futures: Sequence[float], lags: int, decay: float) -> Ratio | None:
    of_spot, of_futures = changes(spot), changes(futures)
    if method == "one_to_one":
        return _one_to_one(of_spot, of_futures)
    if method == "ols_changes":
        return _ols(of_spot, of_futures)
    if method == "ewma":
        return _ewma(of_spot, of_futures, decay)
    return _ols_returns(spot, futures) if method == "ols_returns" else _ecm(spot, futures, lags)


def _one_to_one(spot: Sequence[float], futures: Sequence[float]) -> Ratio:
    return Ratio(method="one_to_one", ratio=1.0, effectiveness=effectiveness(spot, futures, 1.0))


def _ols(spot: Sequence[float], futures: Sequence[float]) -> Ratio | None:
    return _of_fit("ols_changes", least_squares(spot, [futures]), spot, futures)


def _ols_returns(spot: Sequence[float], futures: Sequence[float]) -> Ratio | None:
    if min(spot) <= 0 or min(futures) <= 0:
        return None
    fit = least_squares(returns(spot), [returns(futures)])
    return _of_fit("ols_returns", fit, changes(spot), changes(futures), spot[-1] / futures[-1])


def _ecm(spot: Sequence[float], futures: Sequence[float], lags: int) -> Ratio | None:
    """Return the error-correction ratio: the levels' residual of the day before, and ``lags`` earlier changes of both sides."""
    levels = least_squares(spot, [futures])
    of_spot, of_futures = changes(spot), changes(futures)
    if levels is None or len(of_spot) <= lags:
        return None
    last = len(of_spot)
    columns = [of_futures[lags:], list(levels.residuals[lags:last])]
    for back in range(1, lags + 1):
        columns += [of_spot[lags - back : last - back], of_futures[lags - back : last - back]]
    fit = least_squares(of_spot[lags:], columns)
    if fit is None:  # spot that follows futures to the last digit leaves nothing to correct
        return None
    pull_t = fit.slopes[1] / fit.errors[1] if fit.errors[1] else None
    return _of_fit("ecm", fit, of_spot, of_futures, pull=fit.slopes[1], pull_t=pull_t)


def _ewma(spot: Sequence[float], futures: Sequence[float], decay: float) -> Ratio | None:
    weights = [decay**age for age in range(len(spot) - 1, -1, -1)]
    both = product(weights, [one * other for one, other in zip(spot, futures, strict=True)])
    of_spot, of_futures = product(weights, [one**2 for one in spot]), product(weights, [one**2 for one in futures])
    if not of_futures:
        return None
    r_squared = min(1.0, both**2 / (of_spot * of_futures)) if of_spot else 0.0
    ratio = both / of_futures
    return Ratio(
        method="ewma", ratio=ratio, effectiveness=effectiveness(spot, futures, ratio), coefficient=ratio, r_squared=r_squared
    )


def _of_fit(
    method: str,
    fit: Fit | None,
    spot: Sequence[float],
    futures: Sequence[float],
    times: float = 1.0,
    pull: float | None = None,
    pull_t: float | None = None,
) -> Ratio | None:
    if fit is None:
        return None
    ratio = fit.slopes[0] * times
    return Ratio(
        method=method,
        ratio=ratio,
        effectiveness=effectiveness(spot, futures, ratio),
        coefficient=fit.slopes[0],
        error=fit.errors[0] * times,
        r_squared=fit.r_squared,
        pull=pull,
        pull_t=pull_t,
    )


def deviation(values: Sequence[float]) -> float:
    """Return the sample standard deviation (n − 1)."""
    return sqrt(covariance(values, values))


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return the correlation, or None where one of them never moves."""
    both = deviation(one) * deviation(other)
    return covariance(one, other) / both if both else None
