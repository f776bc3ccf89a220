"""The documents of the insurance desk: every template for a client of it, every format, both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cmtool.testing import Desk, Press
from cmtool.testing.papers import PaperContract
from cmtool_insurance import hooks

CLIENT = {
    "kind": "person",
    "birth_date": "1985-03-02",
    "marital_status": "married",
    "insurance_risk_level": "3",
    "annual_income": "30万",
    "household_income": "45万",
    "financial_assets": "80万",
    "goal": "protect",
    "dependants": "2",
    "cover_life_in_force": "50万",
    "cover_debts": "120万",
    "civil_capacity": "full",
    "cover_basic_medical": "是",
    "cover_medical_indemnity": "否",
    "insurance_child_birth_date": "2018-05-04",
    "premium_planned": "1.2万",
    "premium_pay_years": "20",
    "premium_budget": "1.5万",
}
OWN = "family-cover"
GIVEN = {
    "own_share": "30%",
    "other_income": "8万",
    "years": "18",
    "rate": "2%",
    "education": "40万",
    "last_expenses": "5万",
    "other_premiums": "6000",
}


@pytest.fixture(scope="module")
def press():
    return Press(Desk(hooks))


class TestPapers(PaperContract):
    hooks, client, own, given, case = hooks, CLIENT, OWN, GIVEN, "INS-C01"
    asked = frozenset({"income", "years", "rate", "debts"})
    golden = Path(__file__).parent / "golden"


def test_the_gap_is_that_of_the_calculator_and_what_is_not_known_is_said(press):
    text = "\n".join(press.document(OWN, CLIENT, given=GIVEN).texts())
    asked = {
        "own_share": "30%",
        "other_income": "8万",
        "years": "18",
        "rate": "2%",
        "education": "40万",
        "last_expenses": "5万",
    }
    found = press.desk.calc("cover-gap", income="30万", debts="120万", assets="80万", cover="50万", **asked)
    assert f"身故保障缺口 {found.values['gap']:,.2f}元。" in text
    nothing = "\n".join(press.document(OWN, {"kind": "person"}, examples=True).texts())
    assert "拟交的保费和交费年数未知，没有测算负担。" in nothing
    assert "基本医疗或公费医疗：未知" in nothing
