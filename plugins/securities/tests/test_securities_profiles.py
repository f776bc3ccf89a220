"""Realistic clients of a securities firm: what each may have, what must be asked first, what is barred, what serves."""

from __future__ import annotations

from datetime import date

import pytest

from cmtool.model import day_number
from cmtool.rules.evaluate import truth
from cmtool.rules.verdicts import Judge, standing
from cmtool.testing import Desk, someone
from cmtool_securities import hooks

ON = date(2026, 11, 24)
CLEAN = {
    "securities_professional": False, "securities_loan_money": False, "securities_barred": False, "civil_capacity": "full",
    "securities_permissions": [], "securities_lowest_class": False,
}  # fmt: skip
SAVER = CLEAN | {
    "kind": "person", "birth_date": "1990-05-01", "goal": "preserve", "horizon_months": 6, "securities_risk_level": 1,
    "securities_assessed_on": "2026-08-01", "securities_idle_cash": "8万", "securities_trading_months": 3,
}  # fmt: skip
TRADER = CLEAN | {
    "kind": "person", "birth_date": "1980-02-02", "goal": "grow", "horizon_months": 60, "securities_risk_level": 4,
    "securities_assessed_on": "2026-03-01", "securities_assets_20d": "80万", "securities_trading_months": 60,
    "securities_wanted": ["star", "margin", "option"], "securities_top_holding": "70%", "securities_credit_bar": False,
}  # fmt: skip
WEALTHY = CLEAN | {
    "kind": "person", "birth_date": "1970-02-02", "goal": "grow", "horizon_months": 84, "securities_risk_level": 5,
    "securities_assessed_on": "2026-10-01", "financial_assets": "900万", "securities_family_assets": "1200万",
    "securities_planned_amount": "150万", "experience_months": 120, "securities_decides": "advised",
}  # fmt: skip
RETIRED = CLEAN | {
    "kind": "person", "birth_date": "1950-02-02", "goal": "steady", "horizon_months": 24, "securities_risk_level": 2,
    "securities_assessed_on": "2025-01-10", "securities_decides": "delegate",
}  # fmt: skip
COMPANY = {
    "kind": "organisation", "securities_professional": False, "securities_risk_level": 3,
    "securities_assessed_on": "2026-09-01", "goal": "steady", "horizon_months": 18, "net_assets": "3000万",
    "securities_planned_amount": "100万", "securities_loan_money": False,
}  # fmt: skip
STRANGER = {"kind": "person"}


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)


def looked_at(desk, facts):
    """Return the products by standing, and those that are eligible and answer a need."""
    client = someone(desk.house, facts, ON)
    judge = Judge(client, desk.house.facts, ON)
    needs = {
        need.name for need in desk.house.needs.values() if need.when and truth(need.when.tree, client.value, day_number(ON))
    }
    found = {"eligible": set(), "ask": set(), "ineligible": set(), "serving": set()}
    for product in desk.pack.products:
        answer = standing(judge.verdicts(desk.house.rules_on(product), product)).value
        found[answer].add(product.code)
        if answer == "eligible" and needs & set(product.serves):
            found["serving"].add(product.code)
    return found


@pytest.mark.parametrize(
    ("facts", "serving", "ask", "ineligible"),
    [
        pytest.param(
            SAVER, {"SEC-P009", "SEC-P010"}, set(), {"SEC-P006", "SEC-P011", "SEC-P013", "SEC-P016"}, id="cautious-saver"
        ),
        pytest.param(
            TRADER,
            {"SEC-P002", "SEC-P006", "SEC-P012", "SEC-P013", "SEC-P019"},
            {"SEC-P005", "SEC-P007"},
            {"SEC-P016"},
            id="active-trader",
        ),
        pytest.param(
            WEALTHY, {"SEC-P012", "SEC-P013", "SEC-P015", "SEC-P016", "SEC-P018"}, {"SEC-P002"}, set(), id="wealthy-investor"
        ),
        pytest.param(RETIRED, {"SEC-P011", "SEC-P017"}, set(), {"SEC-P013", "SEC-P018"}, id="retired-wants-to-delegate"),
        pytest.param(COMPANY, {"SEC-P011", "SEC-P014", "SEC-P017", "SEC-P019"}, {"SEC-P018"}, {"SEC-P016"}, id="company"),
        pytest.param(STRANGER, set(), {"SEC-P001", "SEC-P010", "SEC-P013"}, set(), id="nothing-known-yet"),
    ],
)
def test_a_client_finds_what_suits_and_no_more(desk, facts, serving, ask, ineligible):
    found = looked_at(desk, facts)
    assert found["serving"] == serving
    assert ask <= found["ask"]
    assert ineligible <= found["ineligible"]


def test_every_product_is_eligible_for_someone_and_barred_for_someone_else_but_the_safest(desk):
    ready = TRADER | WEALTHY | {
        "securities_permissions": ["margin"], "securities_hk_test": True, "securities_option_level": 1,
        "securities_futures_months": 0, "securities_decides": "advised",
    }  # fmt: skip
    lowest = SAVER | {"securities_lowest_class": True}
    assert looked_at(desk, ready)["eligible"] == {product.code for product in desk.pack.products}
    assert looked_at(desk, lowest)["eligible"] == {"SEC-P009", "SEC-P010"}


def test_nothing_above_the_client_s_level_is_ever_eligible(desk):
    for level in range(1, 6):
        found = looked_at(desk, TRADER | WEALTHY | {"securities_risk_level": level})
        grades = {product.code: product.values["risk_level"] for product in desk.pack.products}
        assert all(grades[code] <= level for code in found["eligible"])
