"""Each trigger of the securities desk: the client it fires for, and one it just spares."""

from __future__ import annotations

from datetime import date

import pytest

from cmtool.testing import Desk
from cmtool_securities import hooks

ON = date(2026, 11, 24)
STAR_READY = {
    "kind": "person", "securities_wanted": "star", "securities_permissions": [], "securities_assets_20d": "50万",
    "securities_trading_months": 24, "securities_risk_level": 4,
}  # fmt: skip


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)


ROWS = [
    ("SEC-F01", {"securities_assessed_on": "2025-12-24"}, True),  # 335 days
    ("SEC-F01", {"securities_assessed_on": "2025-11-24"}, True),  # 365 days
    ("SEC-F01", {"securities_assessed_on": "2025-12-25"}, False),
    ("SEC-F01", {"securities_assessed_on": "2025-11-23"}, True),  # overdue: it stays until there is a new one
    ("SEC-F01", {"securities_assessed_on": "2022-01-01"}, True),
    ("SEC-F02", {"securities_maintenance_ratio": "129.99%"}, True),
    ("SEC-F02", {"securities_maintenance_ratio": "130%"}, False),
    ("SEC-F03", {"securities_maintenance_ratio": "130%"}, True),
    ("SEC-F03", {"securities_maintenance_ratio": "149.99%"}, True),
    ("SEC-F03", {"securities_maintenance_ratio": "150%"}, False),
    ("SEC-F03", {"securities_maintenance_ratio": "129.99%"}, False),
    ("SEC-F04", {"securities_allotment_pays_on": "2026-11-24"}, True),
    ("SEC-F04", {"securities_allotment_pays_on": "2026-11-26"}, True),
    ("SEC-F04", {"securities_allotment_pays_on": "2026-11-27"}, False),
    ("SEC-F04", {"securities_allotment_pays_on": "2026-11-21"}, True),
    ("SEC-F04", {"securities_allotment_pays_on": "2026-11-20"}, False),
    ("SEC-F05", {"securities_idle_cash": "20万"}, True),
    ("SEC-F05", {"securities_idle_cash": "199999.99"}, False),
    ("SEC-F06", {"securities_lot_over_year_on": "2026-12-09"}, True),
    ("SEC-F06", {"securities_lot_over_year_on": "2026-11-24"}, True),
    ("SEC-F06", {"securities_lot_over_year_on": "2026-12-10"}, False),
    ("SEC-F06", {"securities_lot_over_year_on": "2026-11-23"}, False),
    ("SEC-F07", {"securities_inflow_30d": "50万"}, True),
    ("SEC-F07", {"securities_inflow_30d": "499999.99"}, False),
    ("SEC-F08", {"securities_last_trade_on": "2025-11-24"}, True),
    ("SEC-F08", {"securities_last_trade_on": "2025-10-25"}, True),
    ("SEC-F08", {"securities_last_trade_on": "2025-11-25"}, False),
    ("SEC-F08", {"securities_last_trade_on": "2025-10-24"}, False),
    ("SEC-F09", STAR_READY, True),
    ("SEC-F09", STAR_READY | {"securities_wanted": "bse"}, True),
    ("SEC-F09", STAR_READY | {"securities_wanted": "bse", "securities_permissions": "bse"}, False),
    ("SEC-F09", STAR_READY | {"securities_wanted": "hk_connect"}, False),
    ("SEC-F09", STAR_READY | {"kind": "organisation"}, False),
    ("SEC-F09", STAR_READY | {"securities_permissions": "star"}, False),
    ("SEC-F09", STAR_READY | {"securities_assets_20d": "499999.99"}, False),
    ("SEC-F09", STAR_READY | {"securities_trading_months": 23}, False),
    ("SEC-F09", STAR_READY | {"securities_risk_level": 3}, False),
    ("SEC-F10", {"securities_private_signed_on": "2026-11-22"}, True),
    ("SEC-F10", {"securities_private_signed_on": "2026-10-24"}, True),  # 31 days
    ("SEC-F10", {"securities_private_signed_on": "2026-11-23"}, False),
    ("SEC-F10", {"securities_private_signed_on": "2026-10-23"}, False),
    ("SEC-F11", {"securities_top_holding": "90%"}, True),
    ("SEC-F11", {"securities_top_holding": "89.9%"}, False),
]


@pytest.mark.parametrize(("code", "facts", "fires"), ROWS, ids=[f"{row[0]}-{n}" for n, row in enumerate(ROWS)])
def test_a_trigger_fires_within_its_limits_only(desk, code, facts, fires):
    assert desk.triggers(code, facts=facts, on=ON) is fires


def test_every_trigger_is_tried_both_ways_and_needs_something_known(desk):
    codes = {trigger.code for trigger in desk.pack.follow_ups}
    assert {code for code, _, fires in ROWS if fires} == codes == {code for code, _, fires in ROWS if not fires}
    assert [code for code in codes if desk.triggers(code, facts={}, on=ON)] == []


def test_what_the_firm_must_notify_is_a_duty(desk):
    """证券公司监督管理条例 第五十四条: a client who asked not to be contacted still gets it."""
    kinds = {trigger.code: trigger.kind for trigger in desk.pack.follow_ups}
    assert {kinds[code] for code in ("SEC-F01", "SEC-F02", "SEC-F03", "SEC-F04", "SEC-F10")} == {"duty"}


def test_an_opportunity_asks_for_marketing_consent_and_a_duty_does_not(desk):
    for trigger in desk.pack.follow_ups:
        assert trigger.marketing is (trigger.kind == "opportunity"), trigger.code
