"""The calculators of the futures desk, by the names that ``calculators.toml`` declares."""

from __future__ import annotations

from cmtool_futures.calculators.beta_hedge import beta_hedge
from cmtool_futures.calculators.hedge import hedge
from cmtool_futures.calculators.hedge_result import hedge_result
from cmtool_futures.calculators.margin import margin

BY_NAME = {"beta-hedge": beta_hedge, "hedge": hedge, "hedge-result": hedge_result, "margin": margin}
