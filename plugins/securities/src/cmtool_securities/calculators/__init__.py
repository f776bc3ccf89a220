"""The securities desk's calculators by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cmtool.model import Outcome
from cmtool_securities.calculators.allocation import allocation
from cmtool_securities.calculators.margin_ratio import margin_ratio
from cmtool_securities.calculators.repo import repo
from cmtool_securities.calculators.trade_cost import trade_cost

BY_NAME: Mapping[str, Callable[..., Outcome]] = {
    "repo": repo,
    "margin-ratio": margin_ratio,
    "trade-cost": trade_cost,
    "allocation": allocation,
}
