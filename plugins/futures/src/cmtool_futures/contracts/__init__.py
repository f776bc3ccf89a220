"""The 91 products of the six exchanges and what any contract of them is: a code in, its terms, days, limits and margin out.

>>> from datetime import date
>>> from decimal import Decimal
>>> rebar = contract("rb2705", on=date(2026, 11, 24))
>>> rebar.exchange, rebar.month, rebar.delivery_lots, tick_value(rebar)
('SHFE', 5, 30, Decimal('10'))
>>> notional(rebar, Decimal(3200)), margin_per_lot(rebar, Decimal(3200), addon=Decimal("0.02"))
(Decimal('32000'), Decimal('2880.00'))
>>> len(all_products())
91
"""

from __future__ import annotations

from cmtool_futures.calendar import is_trading_day, trading_days
from cmtool_futures.contracts.card import card
from cmtool_futures.contracts.lookup import all_products, contract, dated, product
from cmtool_futures.contracts.margins import Margins, margin_per_lot, margins, notional, tick_value
from cmtool_futures.contracts.nouns import Contract, DatedStep, Mark, Product

__all__ = [
    "Contract",
    "DatedStep",
    "Margins",
    "Mark",
    "Product",
    "all_products",
    "card",
    "contract",
    "dated",
    "is_trading_day",
    "margin_per_lot",
    "margins",
    "notional",
    "product",
    "tick_value",
    "trading_days",
]
