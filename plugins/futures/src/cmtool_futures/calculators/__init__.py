"""The calculators of the futures desk, by the names that ``calculators.toml`` declares."""

from __future__ import annotations

from cmtool_futures.calculators.basis import basis
from cmtool_futures.calculators.beta_hedge import beta_hedge
from cmtool_futures.calculators.bond_hedge import bond_hedge
from cmtool_futures.calculators.bond_portfolio import bond_portfolio
from cmtool_futures.calculators.bond_value import bond_value
from cmtool_futures.calculators.carry import carry
from cmtool_futures.calculators.collar import collar
from cmtool_futures.calculators.contract_card import contract_card
from cmtool_futures.calculators.ctd import ctd
from cmtool_futures.calculators.daily_settlement import daily_settlement
from cmtool_futures.calculators.delivery_cost import delivery_cost
from cmtool_futures.calculators.factor import factor
from cmtool_futures.calculators.fx_forward import fx_forward
from cmtool_futures.calculators.hedge import hedge
from cmtool_futures.calculators.hedge_accounting import hedge_accounting
from cmtool_futures.calculators.hedge_plan import hedge_plan
from cmtool_futures.calculators.hedge_ratio import hedge_ratio
from cmtool_futures.calculators.hedge_result import hedge_result
from cmtool_futures.calculators.implied_volatility import implied_volatility
from cmtool_futures.calculators.invoice import invoice
from cmtool_futures.calculators.limits import position_limits
from cmtool_futures.calculators.lots import lots
from cmtool_futures.calculators.margin import margin
from cmtool_futures.calculators.margin_stress import margin_stress
from cmtool_futures.calculators.option_price import option_price
from cmtool_futures.calculators.roll import roll
from cmtool_futures.calculators.trading_fees import trading_fees
from cmtool_futures.calculators.zero_bond import zero_bond

BY_NAME = {
    "basis": basis,
    "beta-hedge": beta_hedge,
    "bond": bond_value,
    "bond-hedge": bond_hedge,
    "bond-invoice": invoice,
    "bond-portfolio": bond_portfolio,
    "carry": carry,
    "collar": collar,
    "contract": contract_card,
    "conversion-factor": factor,
    "ctd": ctd,
    "daily-settlement": daily_settlement,
    "delivery-cost": delivery_cost,
    "fx-forward": fx_forward,
    "hedge": hedge,
    "hedge-accounting": hedge_accounting,
    "hedge-ratio": hedge_ratio,
    "hedge-plan": hedge_plan,
    "hedge-result": hedge_result,
    "implied-volatility": implied_volatility,
    "lots": lots,
    "margin": margin,
    "margin-stress": margin_stress,
    "option-price": option_price,
    "position-limits": position_limits,
    "roll": roll,
    "trading-fees": trading_fees,
    "zero-bond": zero_bond,
}
