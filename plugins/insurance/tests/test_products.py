"""The sample products: within reach of real clients, and saying what they must say."""

from __future__ import annotations

from datetime import date

import pytest

from cmtool.rules.verdicts import Judge, standing
from cmtool.testing import someone

ON = date(2026, 11, 24)
YOUNG_PARENT = {
    "kind": "person", "birth_date": "1992-03-08", "civil_capacity": "full", "annual_income": "24万", "dependants": 2,
    "insured_relation": "self", "health_declaration": "clean", "premium_affordability": "adequate",
    "cover_basic_medical": True, "cover_medical_indemnity": False, "cover_life_in_force": "20万", "cover_debts": "90万",
    "insurance_belongings": "home", "cover_property_value": "200万", "cover_property_sum": "100万",
}  # fmt: skip
FIRM = {
    "kind": "organisation", "insured_are_employees": True, "insured_consents": True, "insured_beneficiary": "insured_side",
    "insurance_belongings": "plant,car", "cover_property_value": "3000万", "cover_property_sum": "2000万",
}  # fmt: skip
RETIRED = {**YOUNG_PARENT, "birth_date": "1955-03-08", "insurance_risk_level": 2}
WITH_HISTORY = {**YOUNG_PARENT, "health_declaration": "declined"}


def standings(desk, facts):
    client = someone(desk.house, facts, ON)
    judge = Judge(client, desk.house.facts, ON)
    return {
        product.code: standing(judge.verdicts(desk.house.rules_on(product), product)).value for product in desk.pack.products
    }


def needs(desk, facts):
    judge = Judge(someone(desk.house, facts, ON), desk.house.facts, ON)
    return {need.name for need in desk.house.needs.values() if need.when and judge.holds(need.when.tree)}


@pytest.mark.parametrize(
    ("facts", "eligible", "ask", "ineligible"),
    [
        pytest.param(
            YOUNG_PARENT,
            {"INS-P001", "INS-P007", "INS-P008", "INS-P010", "INS-P017"},
            {"INS-P003", "INS-P006"},
            {"INS-P013", "INS-P015"},
            id="young-parent",
        ),
        pytest.param(
            {**YOUNG_PARENT, "goal": "grow", "insurance_risk_level": 3},
            {"INS-P003", "INS-P004"},
            set(),
            {"INS-P005", "INS-P006"},
            id="level-3",
        ),
        pytest.param(
            {**YOUNG_PARENT, "goal": "grow", "insurance_risk_level": 5},
            {"INS-P005", "INS-P006"},
            set(),
            {"INS-P016"},
            id="level-5",
        ),
        pytest.param(RETIRED, {"INS-P017"}, set(), {"INS-P001", "INS-P003", "INS-P005", "INS-P006", "INS-P010"}, id="retired"),
        pytest.param(
            WITH_HISTORY, {"INS-P010", "INS-P011", "INS-P014"}, set(), {"INS-P001", "INS-P007", "INS-P008"}, id="with-history"
        ),
        pytest.param(FIRM, {"INS-P015", "INS-P016", "INS-P018"}, set(), {"INS-P001", "INS-P017"}, id="firm"),
        pytest.param({"kind": "person"}, set(), {"INS-P001", "INS-P010", "INS-P017"}, {"INS-P015", "INS-P016"}, id="stranger"),
    ],
)
def test_where_products_stand_for_typical_clients(desk, facts, eligible, ask, ineligible):
    found = standings(desk, facts)
    for codes, wanted in ((eligible, "eligible"), (ask, "ask"), (ineligible, "ineligible")):
        assert {code: found[code] for code in codes} == dict.fromkeys(codes, wanted)


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (YOUNG_PARENT, {"protect_family_income", "protect_health", "protect_property", "protect"}),
        ({**YOUNG_PARENT, "cover_life_in_force": "114万"}, {"protect_health", "protect_property", "protect"}),
        (
            {**YOUNG_PARENT, "cover_life_in_force": "1139999.99"},
            {"protect_family_income", "protect_health", "protect_property", "protect"},
        ),
        (FIRM, {"protect_property", "protect_staff"}),
        ({"insurance_child_birth_date": "2013-11-25", "horizon_months": 60}, {"protect_child_education"}),
        ({"insurance_child_birth_date": "2013-11-24", "horizon_months": 60}, set()),
        ({"birth_date": "1991-11-24", "horizon_months": 60}, {"retire_income"}),
        ({"birth_date": "1991-11-25", "horizon_months": 60}, set()),
        (
            {"birth_date": "1970-01-01", "goal": "preserve", "net_assets": "300万", "annual_income": "30万"},
            {"pass_on_wealth", "preserve"},
        ),
        ({"birth_date": "1970-01-01", "goal": "preserve", "net_assets": "2999999", "annual_income": "30万"}, {"preserve"}),
    ],
)
def test_needs_show_where_their_evidence_is(desk, facts, wanted):
    assert needs(desk, facts) == wanted


def test_every_need_of_the_desk_is_served(desk):
    served = {need for product in desk.pack.products for need in product.serves}
    assert {need.name for need in desk.pack.needs} <= served


def test_samples_say_that_they_are(desk):
    for product in desk.pack.products:
        assert product.sample
        assert product.title.zh.startswith("（示例）")
        assert product.title.en.startswith("(sample)")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("benefit_kind", "participating", "红利水平是不保证的，在某些年度红利可能为零"),
        ("benefit_kind", "universal", "最低保证利率之上的投资收益是不确定的"),
        ("benefit_kind", "unit_linked", "投资回报具有不确定性"),
        ("long_term", 1, "犹豫期"),
    ],
)
def test_what_must_be_said_is_said(desk, field, value, words):
    speaking = [product for product in desk.pack.products if product.values[field] == value]
    assert speaking
    for product in speaking:
        assert any(words in sentence.zh for sentence in product.disclosures), product.code


def test_short_term_medical_says_that_renewal_is_not_guaranteed(desk):
    (product,) = [found for found in desk.pack.products if found.values["line"] == "medical" and not found.values["long_term"]]
    assert any("不保证续保" in sentence.zh for sentence in product.disclosures)
    assert not any(word in product.about.zh + product.costs.zh for word in ("自动续保", "承诺续保", "终身限额"))


def test_grades_and_levels_go_together(desk):
    levels = {(product.values["p_grade"], product.risk_level) for product in desk.pack.products}
    assert levels == {(1, 1), (2, 1), (3, 2), (3, 3), (4, 4), (5, 5)}


def test_every_sample_keeps_the_rules_on_products(desk):
    """A sample that breaks a rule on waiting periods, cooling-off, renewal or rates would teach a wrong thing."""
    for product in desk.pack.products:
        for code in ("INS-R027", "INS-R028", "INS-R029", "INS-R030"):
            assert desk.outcome(code, facts={}, product=product.code, on=ON) in {"kept", "not concerned"}, (product.code, code)
