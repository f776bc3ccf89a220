"""Every rule that bars or warns: kept, just broken, not known, and the day before it came into force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

PERSON, ORG = {"kind": "person"}, {"kind": "organisation"}
PR1, PR2, PR3, PR4 = "BNK-P007", "BNK-P008", "BNK-P009", "BNK-P010"
IDENTITY = {"kind": "person", "gender": "男", "occupation": "教师", "address": "示例市示例路1号", "phone": "13900000000"}
LICENSED = {"kind": "organisation", "address": "示例市示例路1号", "industry": "批发", "papers": "business_licence,legal_rep_id"}
TRADE = {"kind": "organisation", "bank_bill_trade_proven": "是"}
AT_65, AT_64 = date(1961, 11, 24), date(1961, 11, 25)  # on 2026-11-24


def without(facts, name):
    """Return ``facts`` with one of them not known."""
    return {key: value for key, value in facts.items() if key != name}


SINCE = {
    "BNK-R001": date(2000, 4, 1),
    "BNK-R002": date(2026, 1, 20),
    "BNK-R003": date(2026, 1, 1),
    "BNK-R004": date(2026, 1, 1),
    "BNK-R005": date(2026, 1, 1),
    "BNK-R006": date(2026, 1, 1),
    "BNK-R007": date(2017, 7, 1),
    "BNK-R008": date(2017, 7, 1),
    "BNK-R009": date(2017, 7, 1),
    "BNK-R010": date(2013, 3, 15),
    "BNK-R011": date(2026, 8, 1),
    "BNK-R012": date(2017, 10, 20),
    "BNK-R013": date(2019, 10, 18),
    "BNK-R014": date(2026, 2, 1),
    "BNK-R015": date(2026, 2, 1),
    "BNK-R016": date(2026, 2, 1),
    "BNK-R017": date(2026, 2, 1),
    "BNK-R018": date(2026, 2, 1),
    "BNK-R019": date(2019, 10, 18),
    "BNK-R020": date(2017, 7, 1),
    "BNK-R021": date(2017, 7, 1),
    "BNK-R022": date(2026, 6, 11),
    "BNK-R023": date(1993, 3, 1),
    "BNK-R024": date(2024, 7, 1),
    "BNK-R025": date(2003, 9, 1),
    "BNK-R026": date(2024, 7, 1),
    "BNK-R027": date(2023, 1, 1),
    "BNK-R028": date(2015, 5, 1),
    "BNK-R029": date(1999, 1, 3),
    "BNK-R030": date(2003, 9, 1),
    "BNK-R031": date(2024, 12, 15),
    "BNK-R032": date(2015, 10, 1),
    "BNK-R033": date(2024, 7, 1),
    "BNK-R034": date(2024, 9, 24),
    "BNK-R035": date(2015, 10, 1),
    "BNK-R036": date(2015, 10, 1),
    "BNK-R037": date(2024, 7, 1),
    "BNK-R038": date(2015, 10, 1),
    "BNK-R039": date(2011, 1, 13),
    "BNK-R040": date(1996, 1, 1),
    "BNK-R041": date(2023, 1, 1),
    "BNK-R042": date(2015, 10, 1),
    "BNK-R043": date(2017, 7, 1),
    "BNK-R044": date(2017, 7, 1),
}

# rule, product, facts, outcome
ROWS = [
    ("BNK-R001", None, {**PERSON, "id_number": "11010519491231002X"}, "kept"),
    ("BNK-R001", None, PERSON, "unknown"),
    ("BNK-R001", None, ORG, "not concerned"),
    ("BNK-R002", None, {**ORG, "bank_org_kind": "company", "beneficial_owner_known": "是"}, "kept"),
    ("BNK-R002", None, {**ORG, "bank_org_kind": "company", "beneficial_owner_known": "否"}, "broken"),
    ("BNK-R002", None, {**ORG, "bank_org_kind": "social_organisation", "beneficial_owner_known": "否"}, "broken"),
    ("BNK-R002", None, {**ORG, "bank_org_kind": "individual_business", "beneficial_owner_known": "否"}, "not concerned"),
    ("BNK-R002", None, {**ORG, "bank_org_kind": "public_body"}, "not concerned"),
    ("BNK-R002", None, {**ORG, "bank_org_kind": "rural_collective"}, "not concerned"),
    ("BNK-R002", None, {**ORG, "beneficial_owner_known": "否"}, "unknown"),
    ("BNK-R002", None, {**ORG, "bank_org_kind": "company"}, "unknown"),
    ("BNK-R002", None, PERSON, "not concerned"),
    ("BNK-R003", None, {"aml_risk": "medium"}, "not concerned"),
    ("BNK-R003", None, {"aml_risk": "high", "papers": "enhanced_due_diligence"}, "kept"),
    ("BNK-R003", None, {"aml_risk": "high", "papers": "id_card"}, "broken"),
    ("BNK-R003", None, {"papers": "id_card"}, "unknown"),
    ("BNK-R004", None, {"id_expires_on": date(2030, 1, 1)}, "kept"),
    ("BNK-R004", None, {"id_expires_on": date(2026, 11, 24)}, "kept"),
    ("BNK-R004", None, {"id_expires_on": date(2026, 11, 23)}, "broken"),
    ("BNK-R004", None, {}, "unknown"),
    ("BNK-R005", None, IDENTITY, "kept"),
    *[("BNK-R005", None, without(IDENTITY, gap), "unknown") for gap in ("gender", "occupation", "address", "phone")],
    ("BNK-R005", None, ORG, "not concerned"),
    ("BNK-R005", None, {**IDENTITY, "gender": "女"}, "kept"),
    ("BNK-R006", None, LICENSED, "kept"),
    ("BNK-R006", None, {**LICENSED, "papers": "business_licence"}, "broken"),
    ("BNK-R006", None, {**LICENSED, "papers": "legal_rep_id"}, "broken"),
    *[("BNK-R006", None, without(LICENSED, gap), "unknown") for gap in ("address", "industry", "papers")],
    ("BNK-R006", None, PERSON, "not concerned"),
    ("BNK-R007", None, {"bank_cash_today": "49999.99"}, "kept"),
    ("BNK-R007", None, {"bank_cash_today": "5万"}, "broken"),
    ("BNK-R007", None, {}, "unknown"),
    ("BNK-R008", None, {**PERSON, "bank_transfer_today": "499999.99"}, "kept"),
    ("BNK-R008", None, {**PERSON, "bank_transfer_today": "50万"}, "broken"),
    ("BNK-R008", None, {**ORG, "bank_transfer_today": "50万"}, "not concerned"),
    ("BNK-R008", None, PERSON, "unknown"),
    ("BNK-R009", None, {**PERSON, "bank_cross_border_today": "199999.99"}, "kept"),
    ("BNK-R009", None, {**PERSON, "bank_cross_border_today": "20万"}, "broken"),
    ("BNK-R009", None, PERSON, "unknown"),
    ("BNK-R009", None, ORG, "not concerned"),
    ("BNK-R010", None, {**PERSON, "papers": "id_card,credit_query_consent"}, "kept"),
    ("BNK-R010", None, {**PERSON, "papers": "id_card"}, "broken"),
    ("BNK-R010", None, PERSON, "unknown"),
    ("BNK-R010", None, ORG, "not concerned"),
    ("BNK-R011", None, {**PERSON, "papers": "cost_sheet"}, "kept"),
    ("BNK-R011", None, {**PERSON, "papers": "income_proof"}, "broken"),
    ("BNK-R011", None, PERSON, "unknown"),
    ("BNK-R011", None, ORG, "not concerned"),
    ("BNK-R012", None, {**PERSON, "papers": "sales_recording"}, "kept"),
    ("BNK-R012", None, {**PERSON, "papers": "id_card"}, "broken"),
    ("BNK-R012", None, PERSON, "unknown"),
    ("BNK-R012", None, ORG, "not concerned"),
    ("BNK-R013", None, {"papers": "cooling_off_notice"}, "kept"),
    ("BNK-R013", None, {"papers": "id_card"}, "broken"),
    ("BNK-R013", None, {}, "unknown"),
    ("BNK-R014", PR2, {"bank_risk_level": 2}, "kept"),
    ("BNK-R014", PR2, {"bank_risk_level": 1}, "broken"),
    ("BNK-R014", PR4, {"bank_risk_level": 4}, "kept"),
    ("BNK-R014", PR4, {"bank_risk_level": 3}, "broken"),
    ("BNK-R014", PR1, {"bank_risk_level": 1}, "kept"),
    ("BNK-R014", PR1, {}, "unknown"),
    ("BNK-R014", "BNK-P002", {"bank_risk_level": 1}, "not concerned"),
    ("BNK-R014", "BNK-P012", {"bank_risk_level": 1}, "not concerned"),
    ("BNK-R015", PR4, {"financial_assets": "100"}, "kept"),
    ("BNK-R015", PR4, {"financial_assets": "99.99"}, "broken"),
    ("BNK-R015", PR4, {}, "unknown"),
    ("BNK-R015", "BNK-P003", {"financial_assets": "1"}, "not concerned"),
    ("BNK-R016", PR1, {**PERSON, "civil_capacity": "full"}, "kept"),
    ("BNK-R016", PR4, {**PERSON, "civil_capacity": "full"}, "kept"),
    ("BNK-R016", PR1, {**PERSON, "civil_capacity": "limited", "bank_guardian_consent": "是"}, "kept"),
    ("BNK-R016", PR1, {**PERSON, "civil_capacity": "limited", "bank_guardian_consent": "否"}, "broken"),
    ("BNK-R016", PR1, {**PERSON, "civil_capacity": "limited"}, "unknown"),
    ("BNK-R016", PR2, {**PERSON, "civil_capacity": "limited", "bank_guardian_consent": "是"}, "broken"),
    ("BNK-R016", PR1, {**PERSON, "civil_capacity": "none", "bank_guardian_consent": "是"}, "broken"),
    ("BNK-R016", PR1, PERSON, "unknown"),
    ("BNK-R016", PR4, ORG, "not concerned"),
    ("BNK-R017", PR4, {**PERSON, "birth_date": date(1950, 1, 1), "papers": "elder_care_record"}, "kept"),
    ("BNK-R017", PR4, {**PERSON, "birth_date": AT_64}, "not concerned"),
    ("BNK-R017", PR4, {**PERSON, "birth_date": AT_65, "papers": "id_card"}, "broken"),
    ("BNK-R017", PR4, {**PERSON, "birth_date": AT_65, "papers": "elder_care_record"}, "kept"),
    ("BNK-R017", PR4, {**PERSON, "birth_date": AT_65}, "unknown"),
    ("BNK-R017", PR4, PERSON, "unknown"),
    ("BNK-R017", PR4, ORG, "not concerned"),
    ("BNK-R017", PR3, {**PERSON, "birth_date": AT_65, "papers": "id_card"}, "not concerned"),
    ("BNK-R018", PR3, {"horizon_months": 18}, "kept"),
    ("BNK-R018", PR3, {"horizon_months": 17}, "broken"),
    ("BNK-R018", PR2, {"horizon_months": 12}, "kept"),
    ("BNK-R018", PR2, {"horizon_months": 11}, "broken"),
    ("BNK-R018", PR2, {}, "unknown"),
    ("BNK-R018", PR1, {"horizon_months": 0}, "not concerned"),
    ("BNK-R018", {"bank_regime": "nfra", "term_days": 372}, {"horizon_months": 12}, "kept"),
    ("BNK-R018", {"bank_regime": "nfra", "term_days": 373}, {"horizon_months": 12}, "broken"),
    ("BNK-R019", "BNK-P006", {"bank_risk_level": 1}, "kept"),
    ("BNK-R019", {"bank_regime": "structured", "risk_level": 2}, {"bank_risk_level": 1}, "broken"),
    ("BNK-R019", {"bank_regime": "structured", "risk_level": 2}, {"bank_risk_level": 2}, "kept"),
    ("BNK-R019", "BNK-P006", {}, "unknown"),
    ("BNK-R020", "BNK-P011", {"bank_risk_level": 2}, "kept"),
    ("BNK-R020", "BNK-P011", {"bank_risk_level": 1}, "broken"),
    ("BNK-R020", "BNK-P012", {"bank_risk_level": 3}, "broken"),
    ("BNK-R020", "BNK-P012", {}, "unknown"),
    ("BNK-R020", PR4, {"bank_risk_level": 1}, "not concerned"),
    ("BNK-R021", "BNK-P011", {**PERSON, "bank_fund_lowest_class": "否"}, "kept"),
    ("BNK-R021", "BNK-P011", {**PERSON, "bank_fund_lowest_class": "是"}, "broken"),
    ("BNK-R021", {"bank_regime": "csrc", "risk_level": 1}, {**PERSON, "bank_fund_lowest_class": "是"}, "not concerned"),
    ("BNK-R021", "BNK-P011", PERSON, "unknown"),
    ("BNK-R021", "BNK-P011", ORG, "not concerned"),
    ("BNK-R022", "BNK-P012", {**PERSON, "birth_date": date(1950, 1, 1), "papers": "elder_care_record"}, "kept"),
    ("BNK-R022", "BNK-P012", {**PERSON, "birth_date": AT_64}, "not concerned"),
    ("BNK-R022", "BNK-P012", {**PERSON, "birth_date": AT_65, "papers": "id_card"}, "broken"),
    ("BNK-R022", "BNK-P012", {**PERSON, "birth_date": AT_65, "papers": "elder_care_record"}, "kept"),
    ("BNK-R022", "BNK-P012", PERSON, "unknown"),
    ("BNK-R022", "BNK-P012", ORG, "not concerned"),
    ("BNK-R022", "BNK-P011", {**PERSON, "birth_date": AT_65, "papers": "id_card"}, "not concerned"),
    ("BNK-R023", "BNK-P001", PERSON, "kept"),
    ("BNK-R023", "BNK-P001", ORG, "broken"),
    ("BNK-R023", "BNK-P003", {}, "unknown"),
    ("BNK-R023", "BNK-P005", ORG, "not concerned"),
    ("BNK-R024", "BNK-P014", PERSON, "kept"),
    ("BNK-R024", "BNK-P016", ORG, "broken"),
    ("BNK-R024", "BNK-P015", {}, "unknown"),
    ("BNK-R025", "BNK-P017", ORG, "kept"),
    ("BNK-R025", "BNK-P018", PERSON, "broken"),
    ("BNK-R025", "BNK-P005", PERSON, "broken"),
    ("BNK-R025", "BNK-P017", {}, "unknown"),
    ("BNK-R025", "BNK-P004", PERSON, "not concerned"),
    ("BNK-R026", "BNK-P019", ORG, "kept"),
    ("BNK-R026", "BNK-P019", PERSON, "broken"),
    ("BNK-R026", "BNK-P019", {}, "unknown"),
    ("BNK-R027", "BNK-P020", ORG, "kept"),
    ("BNK-R027", "BNK-P021", PERSON, "broken"),
    ("BNK-R027", "BNK-P020", {}, "unknown"),
    ("BNK-R028", "BNK-P003", {"bank_balance": "30万"}, "kept"),
    ("BNK-R028", "BNK-P003", {"bank_balance": "300000.01"}, "broken"),
    ("BNK-R028", "BNK-P003", {}, "unknown"),
    ("BNK-R028", PR2, {"bank_balance": "60万"}, "not concerned"),
    ("BNK-R029", "BNK-P003", {"bank_idle_money": "20万"}, "kept"),
    ("BNK-R029", "BNK-P003", {"bank_idle_money": "199999.99"}, "broken"),
    ("BNK-R029", "BNK-P004", {"bank_idle_money": "5万"}, "kept"),
    ("BNK-R029", "BNK-P005", {"bank_idle_money": "499999.99"}, "broken"),
    ("BNK-R029", PR1, {}, "unknown"),
    *[("BNK-R029", product, {"bank_idle_money": "0"}, "not concerned") for product in ("BNK-P001", "BNK-P014", "BNK-P017")],
    ("BNK-R030", "BNK-P018", {**ORG, "bank_has_basic_account": "是"}, "kept"),
    ("BNK-R030", "BNK-P018", {**ORG, "bank_has_basic_account": "否"}, "broken"),
    ("BNK-R030", "BNK-P018", ORG, "unknown"),
    ("BNK-R030", "BNK-P017", {**ORG, "bank_has_basic_account": "否"}, "not concerned"),
    ("BNK-R031", "BNK-P013", {**PERSON, "bank_pension_insured": "是"}, "kept"),
    ("BNK-R031", "BNK-P013", {**PERSON, "bank_pension_insured": "否"}, "broken"),
    ("BNK-R031", "BNK-P013", PERSON, "unknown"),
    ("BNK-R031", "BNK-P013", ORG, "broken"),
    ("BNK-R032", "BNK-P015", {"bank_related_person": "否"}, "kept"),
    ("BNK-R032", "BNK-P015", {"bank_related_person": "是"}, "broken"),
    ("BNK-R032", "BNK-P015", {}, "unknown"),
    ("BNK-R032", "BNK-P014", {"bank_related_person": "是"}, "not concerned"),
    ("BNK-R032", "BNK-P016", {"bank_related_person": "是"}, "not concerned"),
    ("BNK-R032", {"bank_line": "working_capital_loan", "bank_unsecured": True}, {"bank_related_person": "是"}, "broken"),
    ("BNK-R033", "BNK-P015", {"bank_loan_purpose": "renovate"}, "kept"),
    *[("BNK-R033", "BNK-P015", {"bank_loan_purpose": purpose}, "kept") for purpose in ("car", "study", "medical", "daily")],
    *[("BNK-R033", "BNK-P016", {"bank_loan_purpose": purpose}, "broken") for purpose in ("invest", "buy_home", "other")],
    ("BNK-R033", "BNK-P015", {}, "unknown"),
    ("BNK-R034", "BNK-P014", {"bank_loan_purpose": "buy_home", "bank_down_payment_ratio": "15%"}, "kept"),
    ("BNK-R034", "BNK-P014", {"bank_loan_purpose": "buy_home", "bank_down_payment_ratio": "14.99%"}, "broken"),
    ("BNK-R034", "BNK-P014", {"bank_loan_purpose": "invest", "bank_down_payment_ratio": "30%"}, "broken"),
    ("BNK-R034", "BNK-P014", {"bank_loan_purpose": "buy_home"}, "unknown"),
    ("BNK-R035", "BNK-P014", {"bank_monthly_debt": "9999.99", "annual_income": "12万"}, "kept"),
    ("BNK-R035", "BNK-P014", {"bank_monthly_debt": "1万", "annual_income": "12万"}, "broken"),
    ("BNK-R035", "BNK-P015", {"annual_income": "12万"}, "unknown"),
    ("BNK-R035", "BNK-P016", {"bank_monthly_debt": "1万", "annual_income": "12万"}, "broken"),
    ("BNK-R036", "BNK-P019", {"bank_has_default": "否"}, "kept"),
    ("BNK-R036", "BNK-P014", {"bank_has_default": "是"}, "broken"),
    ("BNK-R036", "BNK-P021", {}, "unknown"),
    ("BNK-R036", "BNK-P001", {"bank_has_default": "是"}, "not concerned"),
    *[("BNK-R036", f"BNK-P0{number}", {"bank_has_default": "是"}, "broken") for number in (15, 16, 19, 21)],
    ("BNK-R037", "BNK-P019", {"bank_loan_purpose": "working_capital"}, "kept"),
    *[("BNK-R037", "BNK-P019", {"bank_loan_purpose": purpose}, "broken") for purpose in ("equity", "invest", "fixed_assets")],
    ("BNK-R037", "BNK-P019", {}, "unknown"),
    ("BNK-R038", "BNK-P019", {"bank_credit_line_until": date(2030, 1, 1)}, "kept"),
    ("BNK-R038", "BNK-P019", {"bank_credit_line_until": date(2026, 11, 24)}, "kept"),
    ("BNK-R038", "BNK-P021", {"bank_credit_line_until": date(2026, 11, 23)}, "broken"),
    ("BNK-R038", "BNK-P019", {}, "unknown"),
    ("BNK-R039", "BNK-P016", {"bank_card_kind": "credit"}, "kept"),
    ("BNK-R039", "BNK-P016", {"bank_card_kind": "quasi_credit"}, "kept"),
    ("BNK-R039", "BNK-P016", {"bank_card_kind": "debit"}, "broken"),
    ("BNK-R039", "BNK-P016", {}, "unknown"),
    ("BNK-R040", "BNK-P020", TRADE, "kept"),
    ("BNK-R040", "BNK-P021", {**ORG, "bank_bill_trade_proven": "否"}, "broken"),
    ("BNK-R040", "BNK-P020", ORG, "unknown"),
    ("BNK-R041", "BNK-P020", {"bank_bill_issued_on": date(2026, 7, 1), "bank_bill_due_on": date(2027, 1, 1)}, "kept"),
    ("BNK-R041", "BNK-P020", {"bank_bill_issued_on": date(2026, 7, 1), "bank_bill_due_on": date(2027, 1, 2)}, "broken"),
    ("BNK-R041", "BNK-P020", {"bank_bill_due_on": date(2027, 1, 1)}, "unknown"),
    ("BNK-R041", "BNK-P021", {"bank_bill_due_on": date(2027, 1, 1)}, "not concerned"),
    ("BNK-R042", "BNK-P017", {**ORG, "bank_has_basic_account": "否"}, "kept"),
    ("BNK-R042", "BNK-P017", {**ORG, "bank_has_basic_account": "是"}, "broken"),
    ("BNK-R042", "BNK-P017", ORG, "unknown"),
    ("BNK-R043", None, {**ORG, "bank_transfer_today": "1999999.99"}, "kept"),
    ("BNK-R043", None, {**ORG, "bank_transfer_today": "200万"}, "broken"),
    ("BNK-R043", None, ORG, "unknown"),
    ("BNK-R043", None, {**PERSON, "bank_transfer_today": "200万"}, "not concerned"),
    ("BNK-R044", "BNK-P012", {"goal": "grow"}, "kept"),
    ("BNK-R044", "BNK-P012", {"goal": "steady"}, "kept"),
    *[("BNK-R044", "BNK-P012", {"goal": goal}, "broken") for goal in ("preserve", "protect", "liquidity")],
    ("BNK-R044", {"bank_regime": "csrc", "risk_level": 3}, {"goal": "preserve"}, "broken"),
    ("BNK-R044", "BNK-P012", {}, "unknown"),
    ("BNK-R044", "BNK-P011", {"goal": "preserve"}, "not concerned"),
    ("BNK-R044", PR4, {"goal": "preserve"}, "not concerned"),
]  # fmt: skip
FIRST = {code: (product, facts) for code, product, facts, outcome in reversed(ROWS) if outcome == "kept"}
NEVER_BROKEN = {"BNK-R001", "BNK-R005"}  # they ask for a thing to be known, so what is missing is asked for


@pytest.mark.parametrize(
    ("code", "product", "facts", "outcome"), ROWS, ids=[f"{row[0]}-{row[3]}-{n}" for n, row in enumerate(ROWS)]
)
def test_a_rule_decides(desk, code, product, facts, outcome):
    assert desk.outcome(code, facts, product) == outcome


@pytest.mark.parametrize("code", SINCE)
def test_a_rule_begins_on_its_day(desk, code):
    product, facts = FIRST[code]
    assert desk.outcome(code, facts, product, on=SINCE[code]) == "kept"
    assert desk.outcome(code, facts, product, on=SINCE[code] - timedelta(days=1)) == "not in force"


def test_every_rule_has_its_rows(desk):
    judged = {rule.code for rule in desk.pack.rules if rule.severity != "prefer"}
    seen = {code: {row[3] for row in ROWS if row[0] == code} for code in judged}
    assert judged == set(SINCE)
    assert {code for code in judged if not {"kept", "unknown"} <= seen[code]} == set()
    assert {code for code in judged if "broken" not in seen[code]} == NEVER_BROKEN


def test_an_uncertain_source_never_blocks(desk):
    assert [
        rule.code for rule in desk.pack.rules if rule.blocks and rule.source and rule.source.confidence in {"U", "V2", "M-"}
    ] == []


def test_large_value_amounts_agree_with_g001(desk):
    """G001: 50,000 in cash, 2,000,000 of an organisation, 500,000 of a person at home and 200,000 abroad are reported."""
    cases = [
        ("BNK-R007", {"bank_cash_today": "50000"}, True),
        ("BNK-R007", {"bank_cash_today": "49999.99"}, False),
        ("BNK-R043", {**ORG, "bank_transfer_today": "2000000"}, True),
        ("BNK-R008", {**PERSON, "bank_transfer_today": "500000"}, True),
        ("BNK-R008", {**PERSON, "bank_transfer_today": "499999.99"}, False),
        ("BNK-R009", {**PERSON, "bank_cross_border_today": "200000"}, True),
    ]
    assert [desk.outcome(code, facts) == "broken" for code, facts, _ in cases] == [reported for _, _, reported in cases]
