"""How many index futures move a portfolio's beta to a target (股指期货调整组合贝塔).

N = |β* − β| × V ÷ (F × multiplier), to the nearest whole contract, half upwards; sold to lower the beta, bought to raise
it. The beta is given, or found from returns: β = Cov(portfolio, index) ÷ Var(index), with R² and its standard error.

>>> from decimal import Decimal as D
>>> found = beta_hedge(portfolio=D(5_050_000), beta=D("1.5"), target_beta=D("0.75"), futures_price=D(1010), multiplier=D(250))
>>> found.values["lots"]
15
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.regression import Fit, least_squares

Series = tuple[Decimal, ...]
FEW, LOOSE = 30, 0.8
PLACES = Decimal("0.000001")


def beta_hedge(
    *,
    portfolio: Decimal,
    beta: Decimal | None = None,
    target_beta: Decimal = Decimal(0),
    futures_price: Decimal,
    multiplier: Decimal,
    portfolio_returns: Series = (),
    index_returns: Series = (),
) -> Outcome:
    """Return the contracts to trade and the beta they leave.

    Args:
        portfolio: Market value of the portfolio, in yuan.
        beta: Present beta against the index of the contract; or
        portfolio_returns: returns of the portfolio, with
        index_returns: those of the index over the same times.
        target_beta: Beta wanted; 0 for a full hedge.
        futures_price: Futures price, in index points.
        multiplier: Yuan a point.

    Raises:
        Refusal: a beta and returns are both given or both missing, or no beta can be found.
    """
    fit = _fit(portfolio_returns, index_returns, beta)
    used = Decimal(str(fit.slopes[0])).quantize(PLACES) if fit else beta or Decimal(0)
    contract = futures_price * multiplier
    exact = abs(target_beta - used) * portfolio / contract
    lots = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    sign = 1 if target_beta > used else -1
    note = Note("buy_to_raise" if sign > 0 else "sell_to_lower", lots=lots) if lots else Note("nothing_to_do")
    after = used + sign * lots * contract / portfolio
    values: dict[str, object] = {"lots": lots, "exact": round(exact, 4), "beta_after": round(after, 6)}
    values |= {"contract_value": contract, "hedge_value": lots * contract, "beta_used": used}
    if fit:
        values |= {"beta_error": fit.errors[0], "r_squared": fit.r_squared}
    return Outcome(values=values, notes=(note, *_quality(fit)))


def _fit(portfolio: Series, index: Series, beta: Decimal | None) -> Fit | None:
    """Return the regression of the portfolio on the index, None where the beta is given."""
    if (beta is None) != bool(portfolio or index):
        raise Refusal("beta_or_returns")
    if beta is not None:
        return None
    if len(portfolio) != len(index):
        raise Refusal("series_differ", portfolio=len(portfolio), index=len(index))
    if len(index) < 3:
        raise Refusal("too_few", count=len(index))
    fit = least_squares([float(each) for each in portfolio], [[float(each) for each in index]])
    if fit is None:
        raise Refusal("index_flat")
    return fit


def _quality(fit: Fit | None) -> tuple[Note, ...]:
    if fit is None:
        return ()
    count = fit.degrees + 2
    few = (Note("few_observations", count=count),) if count < FEW else ()
    return few + ((Note("loose_fit", r_squared=round(fit.r_squared, 4)),) if fit.r_squared < LOOSE else ())
