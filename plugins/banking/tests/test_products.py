"""Some product is open, some to be asked about and some closed to each of several clients, and their needs are served."""

from __future__ import annotations

from datetime import date

import pytest

from cmtool.model import Standing
from cmtool.rules.verdicts import Judge, standing
from cmtool.testing import someone

ON = date(2026, 11, 24)
SAVER = {
    "kind": "person", "birth_date": date(1958, 3, 2), "civil_capacity": "full", "goal": "preserve", "horizon_months": 14,
    "financial_assets": "80万", "bank_risk_level": 2, "bank_balance": "20万", "bank_idle_money": "25万",
}  # fmt: skip
INVESTOR = {
    "kind": "person", "birth_date": date(1988, 6, 1), "civil_capacity": "full", "goal": "grow", "horizon_months": 48,
    "financial_assets": "200万", "bank_risk_level": 4, "bank_fund_lowest_class": "否", "bank_balance": "30万",
    "bank_idle_money": "50万",
}  # fmt: skip
BORROWER = {
    "kind": "person", "birth_date": date(1995, 6, 1), "goal": "steady", "annual_income": "18万", "bank_monthly_debt": "3000",
    "bank_loan_purpose": "renovate", "bank_related_person": "否", "bank_has_default": "否", "bank_card_kind": "debit",
}  # fmt: skip
FACTORY = {
    "kind": "organisation", "goal": "liquidity", "bank_loan_purpose": "working_capital", "bank_idle_money": "60万",
    "bank_balance": "40万", "bank_has_basic_account": "是", "bank_bill_trade_proven": "是", "bank_bill_amount": "30万",
    "bank_bill_issued_on": date(2026, 10, 8), "bank_bill_due_on": date(2027, 4, 8), "bank_staff_count": 60,
}  # fmt: skip
SHOP = {"kind": "organisation", "bank_org_kind": "individual_business", "bank_has_basic_account": "否", "bank_risk_level": 1}
PROFILES = [
    pytest.param(
        SAVER,
        {"BNK-P002", "BNK-P003", "BNK-P007", "BNK-P008"},
        {"BNK-P011", "BNK-P013"},
        {"BNK-P009", "BNK-P010", "BNK-P019"},
        id="saver",
    ),
    pytest.param(INVESTOR, {"BNK-P010", "BNK-P012", "BNK-P001"}, {"BNK-P013", "BNK-P014"}, {"BNK-P017"}, id="investor"),
    pytest.param(BORROWER, {"BNK-P015", "BNK-P001"}, {"BNK-P002", "BNK-P012"}, {"BNK-P014", "BNK-P016"}, id="borrower"),
    pytest.param(
        FACTORY,
        {"BNK-P005", "BNK-P019", "BNK-P020", "BNK-P018"},
        {"BNK-P008", "BNK-P011"},
        {"BNK-P017", "BNK-P014"},
        id="factory",
    ),
    pytest.param(SHOP, {"BNK-P017"}, {"BNK-P007", "BNK-P020"}, {"BNK-P008", "BNK-P003"}, id="shop"),
]


@pytest.mark.parametrize(("facts", "eligible", "ask", "ineligible"), PROFILES)
def test_a_client_finds_open_unclear_and_closed_products(desk, facts, eligible, ask, ineligible):
    judge = Judge(someone(desk.house, facts, ON), desk.house.facts, ON)
    stands = {product.code: standing(judge.verdicts(desk.house.rules_on(product), product)) for product in desk.pack.products}
    assert {code for code in eligible if stands[code] is not Standing.ELIGIBLE} == set()
    assert {code for code in ask if stands[code] is not Standing.ASK} == set()
    assert {code for code in ineligible if stands[code] is not Standing.INELIGIBLE} == set()


def test_every_need_of_the_desk_is_served_and_every_line_offered(desk):
    served = {need for product in desk.pack.products for need in product.serves}
    assert {need.name for need in desk.pack.needs} - served == set()
    (line,) = [field for field in desk.pack.fields if field.name == "bank_line"]
    assert {product.values["bank_line"] for product in desk.pack.products} == set(line.choices)


def test_every_product_says_it_is_a_sample_and_discloses(desk):
    for product in desk.pack.products:
        assert product.sample, product.code
        assert product.title.zh.startswith("（示例）"), product.code
        assert product.title.en.startswith("(sample)"), product.code
        assert product.disclosures, product.code


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        pytest.param({"wealth"}, "理财非存款", id="wealth-is-no-deposit"),
        pytest.param({"agency_fund"}, "代销机构不承担", id="agency"),
        pytest.param({"structured_deposit"}, "24小时的投资冷静期", id="cooling-off"),
        pytest.param({"housing_loan", "consumer_loan"}, "综合融资成本明示表", id="cost-sheet"),
        pytest.param({"card_instalment"}, "年化综合融资成本", id="instalments"),
    ],
)
def test_a_line_carries_its_sentence(desk, lines, words):
    concerned = [product for product in desk.pack.products if product.values["bank_line"] in lines]
    assert concerned
    assert [product.code for product in concerned if not any(words in sentence.zh for sentence in product.disclosures)] == []


def test_every_investment_product_is_under_exactly_one_regime(desk):
    for product in desk.pack.products:
        invested = product.values["bank_line"] in {"wealth", "agency_fund", "structured_deposit"}
        assert (product.values["bank_regime"] != "none") == invested, product.code
        assert invested or product.risk_level == 1, product.code


def test_every_case_condition_and_its_papers_fit(desk):
    """A rule of a case that wants a paper finds it among the papers of that case."""
    wanted = {
        "BNK-R003": "enhanced_due_diligence",
        "BNK-R006": "business_licence",
        "BNK-R010": "credit_query_consent",
        "BNK-R011": "cost_sheet",
        "BNK-R012": "sales_recording",
        "BNK-R013": "cooling_off_notice",
    }
    for case in desk.pack.cases:
        papers = {paper.key for paper in case.papers}
        assert [code for code in case.conditions if code in wanted and wanted[code] not in papers] == [], case.code
        assert case.steps
