"""Whole clients against all products: what each may have, must still be asked about, and may not have."""

from __future__ import annotations

import pytest

from cmtool.rules.verdicts import Judge, standing
from cmtool.testing import someone
from cmtool.testing.desk import TODAY

CALM_ACCOUNT = {"futures_permissions": "commodity", "futures_equity": "30万", "futures_margin_used": "6万"}
TRADER = {
    "kind": "person", "civil_capacity": "full", "futures_risk_level": 4, "futures_professional": "否", "goal": "grow",
    "futures_bad_credit": "否", "futures_funds_5d": "20万", "futures_test_score": 85, "futures_real_trades_3y": 40,
    "futures_trading_days_1y": 20, "experience_months": 30, "futures_household_net": "80万",
    "futures_household_assets": "100万", "futures_income_3y_avg": "25万", **CALM_ACCOUNT,
}  # fmt: skip
CRUSHER = {
    "kind": "organisation", "futures_risk_level": 3, "futures_professional": "否", "goal": "hedge",
    "commodity_roles": "buys,sells,stocks", "futures_state_owned": "否", "hedge_exposure_tonnes": 8000,
    "hedge_covered_tonnes": 3000, "warehouse_receipts_tonnes": 500, "delivery_qualified": "否", "net_assets": "6000万",
    "futures_bad_credit": "否", "futures_funds_5d": "300万", "futures_test_score": 90, "futures_sim_days": 12,
    "futures_sim_trades": 25, **CALM_ACCOUNT,
}  # fmt: skip
SAVER = {**TRADER, "futures_risk_level": 1, "goal": "preserve", "futures_lowest_class": "是"}
WEALTHY = {**TRADER, "futures_risk_level": 5, "futures_household_net": "500万", "papers": "special_risk_warning"}
RICHER = {**TRADER, "futures_funds_5d": "50万"}
FULLY_ABLE = {**CRUSHER, "futures_risk_level": 4, "delivery_qualified": "是"}
NEWCOMER = {"kind": "person", "futures_permissions": []}


def standings(desk, facts):
    client = someone(desk.house, facts)
    judge = Judge(client, desk.house.facts, TODAY)
    found = {"eligible": set(), "ask": set(), "ineligible": set()}
    for product in desk.pack.products:
        found[standing(judge.verdicts(desk.house.rules_on(product), product)).value].add(int(product.code[-3:]))
    return found


@pytest.mark.parametrize(
    ("facts", "eligible", "ask"),
    [
        pytest.param(TRADER, {1, 2, 6, 14, 15, 16, 18}, set(), id="private-trader-with-200-000"),
        pytest.param(RICHER, {1, 2, 3, 4, 5, 6, 14, 15, 16, 17, 18}, set(), id="private-trader-with-500-000"),
        pytest.param({**TRADER, "futures_risk_level": 3}, {1, 2, 14, 15, 16}, set(), id="trader-graded-three"),
        pytest.param(WEALTHY, {1, 2, 6, 8, 9, 14, 15, 16, 18}, set(), id="wealthy-person-graded-five"),
        pytest.param(SAVER, {14, 15}, set(), id="lowest-class"),
        pytest.param(NEWCOMER, {14, 15}, {1, 2, 3, 4, 5, 6, 8, 9, 16, 17, 18}, id="person-of-whom-nothing-is-known"),
        pytest.param(CRUSHER, {1, 2, 7, 8, 11, 12, 14, 15, 16}, set(), id="soybean-crusher"),
        pytest.param(FULLY_ABLE, set(range(1, 19)) - {9}, set(), id="crusher-graded-four-and-qualified"),
        pytest.param({**CRUSHER, "futures_state_owned": "是"}, {7, 8, 11, 12, 14, 15}, set(), id="state-owned-firm"),
        pytest.param({**CRUSHER, "futures_margin_used": "31万"}, {8, 11, 12, 14, 15}, set(), id="firm-short-of-margin"),
    ],
)  # fmt: skip
def test_a_client_is_offered_just_what_fits(desk, facts, eligible, ask):
    found = standings(desk, facts)
    assert found["eligible"] == eligible
    assert found["ask"] == ask


def test_every_product_is_within_somebodys_reach(desk):
    reached = set()
    for facts in (TRADER, RICHER, WEALTHY, FULLY_ABLE):
        reached |= standings(desk, facts)["eligible"]
    assert reached == {int(product.code[-3:]) for product in desk.pack.products}


def test_nothing_above_the_level_is_ever_eligible_for_an_ordinary_client(desk):
    for facts in (TRADER, CRUSHER, SAVER, WEALTHY):
        for level in range(1, 6):
            able = standings(desk, {**facts, "futures_risk_level": level})["eligible"]
            graded = {int(product.code[-3:]): product.risk_level for product in desk.pack.products}
            assert all(graded[number] <= level for number in able)


def test_every_product_is_marked_as_a_sample_in_both_languages(desk):
    for product in desk.pack.products:
        assert product.sample
        assert product.title.zh.startswith("（示例）")
        assert product.title.en.startswith("(sample)")
        assert product.disclosures
