"""The calculators of the futures desk, by the names that ``calculators.toml`` declares."""

from __future__ import annotations

from cmtool_futures.calculators.beta_hedge import beta_hedge
from cmtool_futures.calculators.collar import collar
from cmtool_futures.calculators.contract_card import contract_card
from cmtool_futures.calculators.daily_settlement import daily_settlement
from cmtool_futures.calculators.delivery_cost import delivery_cost
from cmtool_futures.calculators.hedge import hedge
from cmtool_futures.calculators.hedge_result import hedge_result
from cmtool_futures.calculators.implied_volatility import implied_volatility
from cmtool_futures.calculators.margin import margin
from cmtool_futures.calculators.margin_stress import margin_stress
from cmtool_futures.calculators.option_price import option_price
from cmtool_futures.calculators.trading_fees import trading_fees

BY_NAME = {
    "beta-hedge": beta_hedge,
    "collar": collar,
    "contract": contract_card,
    "daily-settlement": daily_settlement,
    "delivery-cost": delivery_cost,
    "hedge": hedge,
    "hedge-result": hedge_result,
    "implied-volatility": implied_volatility,
    "margin": margin,
    "margin-stress": margin_stress,
    "option-price": option_price,
    "trading-fees": trading_fees,
}
