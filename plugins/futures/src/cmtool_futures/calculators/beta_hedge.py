"""How many index futures move a portfolio's beta to a target (股指期货调整组合贝塔).

N = |β* − β| × V ÷ (F × multiplier), to the nearest whole contract, half upwards; sold to lower the beta, bought to raise it.

>>> from decimal import Decimal as D
>>> found = beta_hedge(portfolio=D(5_050_000), beta=D("1.5"), target_beta=D("0.75"), futures_price=D(1010), multiplier=D(250))
>>> found.values["lots"]
15
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from cmtool.model import Note, Outcome


def beta_hedge(
    *, portfolio: Decimal, beta: Decimal, target_beta: Decimal, futures_price: Decimal, multiplier: Decimal
) -> Outcome:
    """Return the contracts to trade and the beta they leave.

    Args:
        portfolio: Market value of the portfolio, in yuan.
        beta: Present beta against the index of the contract.
        target_beta: Beta wanted; 0 for a full hedge.
        futures_price: Futures price, in index points.
        multiplier: Yuan a point.
    """
    contract = futures_price * multiplier
    exact = abs(target_beta - beta) * portfolio / contract
    lots = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    sign = 1 if target_beta > beta else -1
    note = Note("buy_to_raise" if sign > 0 else "sell_to_lower", lots=lots) if lots else Note("nothing_to_do")
    after = beta + sign * lots * contract / portfolio
    return Outcome(values={"lots": lots, "exact": round(exact, 4), "beta_after": round(after, 6)}, notes=(note,))
