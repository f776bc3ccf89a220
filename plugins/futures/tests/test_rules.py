"""Every rule that bars or warns: kept, just broken at each limit, unknown, and the day before it came into force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

PERSON, FIRM = {"kind": "person"}, {"kind": "organisation"}
NOT_EXEMPT = {"futures_professional": "否", "futures_trading_days_1y": 49, "futures_permissions": "commodity"}
NO_EXPERIENCE = {"futures_sim_days": 9, "futures_sim_trades": 19, "futures_real_trades_3y": 9}
FINANCIAL, CRUDE, IRON, OPTION, COMMODITY = "FUT-P004", "FUT-P003", "FUT-P002", "FUT-P006", "FUT-P001"
HEDGING, PLAN_R3, PLAN_R5, OTC, RECEIPT, DELIVERY, NEWS = (
    "FUT-P007", "FUT-P008", "FUT-P009", "FUT-P010", "FUT-P012", "FUT-P013", "FUT-P014",
)  # fmt: skip
NOTHING_OWNED = {"futures_household_net": 0, "futures_household_assets": 0, "futures_income_3y_avg": 0}
WEALTHY = {**PERSON, **NOTHING_OWNED}
IN_USE = {"futures_permissions": "commodity", "futures_equity": "10万"}
PRO_PERSON = {**PERSON, "financial_assets": 0, "futures_income_3y_avg": 0, "experience_months": 0, "papers": "id_card"}
INSISTS = {"futures_professional": "否"}
PRO_FIRM = {**FIRM, "net_assets": "1000万", "financial_assets": "500万", "experience_months": 12}


def gate(product, *, funds, test, experience, weaker, exempting):
    """Rows of the three thresholds of one group: (rule, product, facts, answer)."""
    rows = [
        (test, product, {"futures_test_score": 80}, "kept"),
        (test, product, {**NOT_EXEMPT, "futures_test_score": 79}, "broken"),
        (test, product, {**NOT_EXEMPT}, "unknown"),
        (experience, product, {"futures_sim_days": 10, "futures_sim_trades": 20}, "kept"),
        (experience, product, {"futures_real_trades_3y": 10}, "kept"),
        (experience, product, {**NOT_EXEMPT, **NO_EXPERIENCE}, "broken"),
        (experience, product, {**NOT_EXEMPT, **NO_EXPERIENCE, "futures_sim_trades": 20}, "broken"),
        (experience, product, {**NOT_EXEMPT, **NO_EXPERIENCE, "futures_sim_days": 10}, "broken"),
        (experience, product, {**NOT_EXEMPT, "futures_real_trades_3y": 9}, "unknown"),
        (funds, product, {**PERSON, **NOT_EXEMPT}, "unknown"),
    ]
    fails = {**PERSON, **NOT_EXEMPT, **NO_EXPERIENCE, "futures_test_score": 79, "futures_funds_5d": 0}
    for rule in (funds, test, experience):
        rows += [
            (rule, product, {**fails, "futures_professional": "是"}, "not concerned"),
            (rule, product, {**fails, "futures_trading_days_1y": 50}, "not concerned"),
            *((rule, product, {**fails, "futures_permissions": held}, "not concerned") for held in exempting),
            *((rule, product, {**fails, "futures_permissions": held}, "broken") for held in weaker),
        ]
    return rows


ROWS = [
    ("FUT-R001", None, {"futures_excluded_as": "none"}, "kept"),
    ("FUT-R001", None, {"futures_excluded_as": "practitioner"}, "kept"),
    ("FUT-R001", None, {"futures_excluded_as": "state_body"}, "broken"),
    ("FUT-R001", None, {"futures_excluded_as": "regulator"}, "broken"),
    ("FUT-R001", None, {"futures_excluded_as": "banned"}, "broken"),
    ("FUT-R001", None, {}, "unknown"),
    ("FUT-R002", None, {"futures_excluded_as": "none"}, "kept"),
    ("FUT-R002", None, {"futures_excluded_as": "practitioner"}, "broken"),
    ("FUT-R002", None, {}, "unknown"),
    ("FUT-R003", None, {"futures_borrowed_money": "否"}, "kept"),
    ("FUT-R003", None, {"futures_borrowed_money": "是"}, "broken"),
    ("FUT-R003", None, {}, "unknown"),
    ("FUT-R004", None, {"futures_programme": "none"}, "kept"),
    ("FUT-R004", None, {"futures_programme": "reported"}, "kept"),
    ("FUT-R004", None, {"futures_programme": "unreported"}, "broken"),
    ("FUT-R004", None, {}, "unknown"),
    ("FUT-R005", None, PERSON, "not concerned"),
    ("FUT-R005", None, {**FIRM, "papers": "internal_control_rules"}, "kept"),
    ("FUT-R005", None, {**FIRM, "papers": "business_licence"}, "broken"),
    ("FUT-R005", None, FIRM, "unknown"),
    ("FUT-R006", None, {"papers": "futures_risk_notice,id_card"}, "kept"),
    ("FUT-R006", None, {"papers": "id_card"}, "broken"),
    ("FUT-R006", None, {}, "unknown"),
    ("FUT-R010", COMMODITY, {**PERSON, "futures_lowest_class": "否"}, "kept"),
    ("FUT-R010", COMMODITY, {**PERSON, "futures_lowest_class": "是"}, "broken"),
    ("FUT-R010", COMMODITY, {**PERSON, "futures_lowest_class": "是", "futures_risk_level": 3}, "broken"),
    ("FUT-R010", COMMODITY, {**PERSON, "futures_risk_level": 2}, "kept"),
    ("FUT-R010", COMMODITY, {**PERSON, "futures_risk_level": 1}, "unknown"),
    ("FUT-R010", COMMODITY, PERSON, "unknown"),
    ("FUT-R010", COMMODITY, FIRM, "not concerned"),
    ("FUT-R010", RECEIPT, {**PERSON, "futures_lowest_class": "是"}, "broken"),
    ("FUT-R010", NEWS, {**PERSON, "futures_lowest_class": "是"}, "not concerned"),
    ("FUT-R011", COMMODITY, {**PERSON, "civil_capacity": "full"}, "kept"),
    ("FUT-R011", COMMODITY, {**PERSON, "civil_capacity": "limited"}, "broken"),
    ("FUT-R011", COMMODITY, PERSON, "unknown"),
    ("FUT-R011", COMMODITY, FIRM, "not concerned"),
    ("FUT-R011", RECEIPT, {**PERSON, "civil_capacity": "limited"}, "broken"),
    ("FUT-R011", NEWS, {**PERSON, "civil_capacity": "none"}, "not concerned"),
    ("FUT-R012", COMMODITY, {"goal": "grow"}, "kept"),
    ("FUT-R012", PLAN_R3, {"goal": "steady"}, "kept"),
    ("FUT-R012", PLAN_R3, {"futures_professional": "否", "goal": "preserve"}, "broken"),
    ("FUT-R012", COMMODITY, {"futures_professional": "否", "goal": "protect"}, "broken"),
    ("FUT-R012", COMMODITY, {"futures_professional": "否", "goal": "liquidity"}, "broken"),
    ("FUT-R012", COMMODITY, {"futures_professional": "是", "goal": "preserve"}, "not concerned"),
    ("FUT-R012", COMMODITY, {"futures_professional": "否"}, "unknown"),
    ("FUT-R012", HEDGING, {"goal": "preserve"}, "not concerned"),
    ("FUT-R013", HEDGING, FIRM, "kept"),
    ("FUT-R013", HEDGING, PERSON, "broken"),
    ("FUT-R013", HEDGING, {}, "unknown"),
    ("FUT-R013", COMMODITY, PERSON, "not concerned"),
    ("FUT-R014", PLAN_R5, {"futures_professional": "是"}, "not concerned"),
    ("FUT-R014", PLAN_R5, {"papers": "special_risk_warning"}, "kept"),
    ("FUT-R014", PLAN_R5, {"futures_professional": "否", "papers": "id_card"}, "broken"),
    ("FUT-R014", PLAN_R5, {"futures_professional": "否"}, "unknown"),
    ("FUT-R014", {"risk_level": 4}, {"futures_professional": "否", "papers": "id_card"}, "not concerned"),
    ("FUT-R020", PLAN_R3, {"futures_risk_level": 3}, "kept"),
    ("FUT-R020", PLAN_R3, {"futures_professional": "否", "futures_risk_level": 2}, "broken"),
    ("FUT-R020", PLAN_R5, {"futures_professional": "否", "futures_risk_level": 4}, "broken"),
    ("FUT-R020", PLAN_R5, {"futures_professional": "是", "futures_risk_level": 1}, "not concerned"),
    ("FUT-R020", PLAN_R3, {"futures_professional": "否"}, "unknown"),
    ("FUT-R021", PLAN_R3, {**PERSON, "experience_months": 24}, "kept"),
    ("FUT-R021", PLAN_R3, {**PERSON, "experience_months": 23}, "broken"),
    ("FUT-R021", PLAN_R3, PERSON, "unknown"),
    ("FUT-R021", PLAN_R3, FIRM, "not concerned"),
    ("FUT-R022", PLAN_R3, {**FIRM, "net_assets": "1000万"}, "kept"),
    ("FUT-R022", PLAN_R3, {**FIRM, "net_assets": "9999999.99"}, "broken"),
    ("FUT-R022", PLAN_R3, FIRM, "unknown"),
    ("FUT-R022", PLAN_R3, PERSON, "not concerned"),
    ("FUT-R030", FINANCIAL, {"futures_funds_5d": "50万"}, "kept"),
    ("FUT-R030", FINANCIAL, {**NOT_EXEMPT, "futures_funds_5d": "499999.99"}, "broken"),
    *gate(FINANCIAL, funds="FUT-R030", test="FUT-R031", experience="FUT-R032",
          exempting=("financial", "crude"), weaker=("commodity", "specified", "option")),
    ("FUT-R033", CRUDE, {**PERSON, "futures_funds_5d": "50万"}, "kept"),
    ("FUT-R033", CRUDE, {**PERSON, **NOT_EXEMPT, "futures_funds_5d": "499999.99"}, "broken"),
    ("FUT-R033", CRUDE, {**FIRM, **NOT_EXEMPT, "futures_funds_5d": 0}, "not concerned"),
    *gate(CRUDE, funds="FUT-R033", test="FUT-R034", experience="FUT-R035",
          exempting=("financial", "crude"), weaker=("commodity", "specified", "option")),
    ("FUT-R036", IRON, {"futures_funds_5d": "10万"}, "kept"),
    ("FUT-R036", IRON, {**NOT_EXEMPT, "futures_funds_5d": "99999.99"}, "broken"),
    ("FUT-R036", OPTION, {**NOT_EXEMPT, "futures_funds_5d": "99999.99"}, "broken"),
    ("FUT-R036", FINANCIAL, {**NOT_EXEMPT, "futures_funds_5d": "99999.99"}, "not concerned"),
    *gate(IRON, funds="FUT-R036", test="FUT-R037", experience="FUT-R038",
          exempting=("specified", "option", "financial", "crude"), weaker=("commodity",)),
    ("FUT-R039", IRON, {"futures_bad_credit": "否"}, "kept"),
    ("FUT-R039", IRON, {"futures_bad_credit": "是"}, "broken"),
    ("FUT-R039", FINANCIAL, {"futures_bad_credit": "是"}, "broken"),
    ("FUT-R039", IRON, {}, "unknown"),
    ("FUT-R039", COMMODITY, {"futures_bad_credit": "是"}, "not concerned"),
    ("FUT-R040", COMMODITY, {**IN_USE, "futures_margin_used": "10万"}, "kept"),
    ("FUT-R040", COMMODITY, {**IN_USE, "futures_margin_used": "100000.01"}, "broken"),
    ("FUT-R040", HEDGING, {"futures_permissions": "commodity", "futures_margin_used": 0, "futures_equity": -1}, "broken"),
    ("FUT-R040", COMMODITY, {"futures_permissions": "financial"}, "not concerned"),
    ("FUT-R040", COMMODITY, {"futures_permissions": "commodity"}, "unknown"),
    ("FUT-R050", HEDGING, {"commodity_roles": "buys"}, "kept"),
    ("FUT-R050", HEDGING, {"commodity_roles": "sells"}, "kept"),
    ("FUT-R050", HEDGING, {"commodity_roles": "stocks"}, "kept"),
    ("FUT-R050", HEDGING, {"commodity_roles": []}, "broken"),
    ("FUT-R050", HEDGING, {}, "unknown"),
    ("FUT-R051", COMMODITY, {**FIRM, "futures_state_owned": "否"}, "kept"),
    ("FUT-R051", COMMODITY, {**FIRM, "futures_state_owned": "是"}, "broken"),
    ("FUT-R051", COMMODITY, FIRM, "unknown"),
    ("FUT-R051", COMMODITY, PERSON, "not concerned"),
    ("FUT-R051", HEDGING, {**FIRM, "futures_state_owned": "是"}, "not concerned"),
    ("FUT-R052", HEDGING, {"hedge_covered_tonnes": 1000, "hedge_exposure_tonnes": 1000}, "kept"),
    ("FUT-R052", OTC, {"hedge_covered_tonnes": 1001, "hedge_exposure_tonnes": 1000}, "broken"),
    ("FUT-R052", HEDGING, {"hedge_covered_tonnes": 1000}, "unknown"),
    ("FUT-R053", DELIVERY, FIRM, "kept"),
    ("FUT-R053", DELIVERY, PERSON, "broken"),
    ("FUT-R053", DELIVERY, {}, "unknown"),
    ("FUT-R053", COMMODITY, PERSON, "not concerned"),
    ("FUT-R054", DELIVERY, {"delivery_qualified": "是"}, "kept"),
    ("FUT-R054", DELIVERY, {"delivery_qualified": "否"}, "broken"),
    ("FUT-R054", DELIVERY, {}, "unknown"),
    ("FUT-R055", RECEIPT, {"warehouse_receipts_tonnes": 1}, "kept"),
    ("FUT-R055", RECEIPT, {"warehouse_receipts_tonnes": 0}, "broken"),
    ("FUT-R055", RECEIPT, {}, "unknown"),
    ("FUT-R056", OTC, {"papers": "derivative_master_agreement,derivative_risk_notice"}, "kept"),
    ("FUT-R056", OTC, {"papers": "derivative_master_agreement"}, "broken"),
    ("FUT-R056", OTC, {}, "unknown"),
    ("FUT-R060", None, {**PRO_PERSON, "financial_assets": "300万"}, "kept"),
    ("FUT-R060", None, {**PRO_PERSON, "futures_income_3y_avg": "30万"}, "kept"),
    ("FUT-R060", None, {**PRO_PERSON, "financial_assets": "2999999.99", "futures_income_3y_avg": "299999.99"}, "broken"),
    ("FUT-R060", None, {**PERSON, "financial_assets": "2999999.99"}, "unknown"),
    ("FUT-R060", None, FIRM, "not concerned"),
    ("FUT-R061", None, PRO_FIRM, "kept"),
    ("FUT-R061", None, {**PRO_FIRM, "net_assets": "9999999.99"}, "broken"),
    ("FUT-R061", None, {**PRO_FIRM, "financial_assets": "4999999.99"}, "broken"),
    ("FUT-R061", None, {**PRO_FIRM, "experience_months": 11}, "broken"),
    ("FUT-R061", None, {**FIRM, "net_assets": "1000万"}, "unknown"),
    ("FUT-R061", None, PERSON, "not concerned"),
    ("FUT-R062", None, {**FIRM, "commodity_roles": "sells"}, "kept"),
    ("FUT-R062", None, {**FIRM, "commodity_roles": []}, "broken"),
    ("FUT-R062", None, PERSON, "broken"),
    ("FUT-R062", None, FIRM, "unknown"),
    ("FUT-R063", None, {"futures_risk_level": 1}, "kept"),
    ("FUT-R063", None, {"futures_risk_level": 5}, "kept"),
    ("FUT-R063", None, {}, "unknown"),
    ("FUT-R064", CRUDE, {**FIRM, "futures_funds_5d": "100万"}, "kept"),
    ("FUT-R064", CRUDE, {**FIRM, **NOT_EXEMPT, "futures_funds_5d": "999999.99"}, "broken"),
    ("FUT-R064", CRUDE, {**FIRM, **NOT_EXEMPT, "futures_permissions": "financial", "futures_funds_5d": "50万"}, "broken"),
    ("FUT-R064", CRUDE, {**FIRM, **NOT_EXEMPT}, "unknown"),
    ("FUT-R064", CRUDE, {**FIRM, **NOT_EXEMPT, "futures_permissions": "crude", "futures_funds_5d": 0}, "not concerned"),
    ("FUT-R064", CRUDE, {**FIRM, **NOT_EXEMPT, "futures_professional": "是", "futures_funds_5d": 0}, "not concerned"),
    ("FUT-R064", CRUDE, {**FIRM, **NOT_EXEMPT, "futures_trading_days_1y": 50, "futures_funds_5d": 0}, "not concerned"),
    ("FUT-R064", CRUDE, {**PERSON, **NOT_EXEMPT, "futures_funds_5d": 0}, "not concerned"),
    ("FUT-R065", PLAN_R3, {**WEALTHY, "futures_household_net": "300万"}, "kept"),
    ("FUT-R065", PLAN_R3, {**WEALTHY, "futures_household_assets": "500万"}, "kept"),
    ("FUT-R065", PLAN_R3, {**WEALTHY, "futures_income_3y_avg": "40万"}, "kept"),
    ("FUT-R065", PLAN_R3, {**WEALTHY, "futures_household_net": "2999999.99"}, "broken"),
    ("FUT-R065", PLAN_R3, {**WEALTHY, "futures_household_assets": "4999999.99"}, "broken"),
    ("FUT-R065", PLAN_R3, {**WEALTHY, "futures_income_3y_avg": "399999.99"}, "broken"),
    ("FUT-R065", PLAN_R3, {**PERSON, "futures_income_3y_avg": "39万"}, "unknown"),
    ("FUT-R065", PLAN_R3, FIRM, "not concerned"),
    ("FUT-R066", None, {**PRO_PERSON, "experience_months": 12}, "kept"),
    ("FUT-R066", None, {**PRO_PERSON, "papers": "finance_work_proof"}, "kept"),
    ("FUT-R066", None, {**PRO_PERSON, "experience_months": 11}, "broken"),
    ("FUT-R066", None, {**PERSON, "experience_months": 11}, "unknown"),
    ("FUT-R066", None, FIRM, "not concerned"),
    ("FUT-R007", None, {"futures_account_used_by": "own"}, "kept"),
    ("FUT-R007", None, {"futures_account_used_by": "lent"}, "broken"),
    ("FUT-R007", None, {}, "unknown"),
    ("FUT-R008", None, {"futures_control": "none"}, "kept"),
    ("FUT-R008", None, {"futures_control": "reported"}, "kept"),
    ("FUT-R008", None, {"futures_control": "unreported"}, "broken"),
    ("FUT-R008", None, {}, "unknown"),
    ("FUT-R057", None, {"delivery_qualified": "是"}, "kept"),
    ("FUT-R057", None, {"delivery_qualified": "否"}, "broken"),
    ("FUT-R057", None, {}, "unknown"),
    ("FUT-R070", IRON, {"futures_risk_level": 3}, "kept"),
    ("FUT-R070", FINANCIAL, {"futures_professional": "否", "futures_risk_level": 2}, "broken"),
    ("FUT-R070", IRON, {"futures_professional": "否"}, "unknown"),
    ("FUT-R070", IRON, {"futures_professional": "是", "futures_risk_level": 1}, "not concerned"),
    ("FUT-R070", COMMODITY, {"futures_professional": "否", "futures_risk_level": 1}, "not concerned"),
    ("FUT-R071", None, {**PERSON, "futures_lowest_class": "否"}, "kept"),
    ("FUT-R071", None, {**PERSON, "futures_lowest_class": "是"}, "broken"),
    ("FUT-R071", None, PERSON, "unknown"),
    ("FUT-R071", None, FIRM, "not concerned"),
    ("FUT-R072", None, {"futures_mismatch_asked": "client"}, "kept"),
    ("FUT-R072", None, {"futures_mismatch_asked": "house"}, "broken"),
    ("FUT-R072", None, {}, "unknown"),
    ("FUT-R073", None, {"futures_mismatch_service": "broking"}, "kept"),
    ("FUT-R073", None, {"futures_mismatch_service": "advice"}, "kept"),
    ("FUT-R073", None, {"futures_mismatch_service": "plan"}, "broken"),
    ("FUT-R073", None, {}, "unknown"),
    ("FUT-R074", None, {"futures_access_met": "是"}, "kept"),
    ("FUT-R074", None, {"futures_access_met": "否"}, "broken"),
    ("FUT-R074", None, {}, "unknown"),
    ("FUT-R075", None, {"papers": "mismatch_warning"}, "kept"),
    ("FUT-R075", None, {"papers": "mismatch_request"}, "broken"),
    ("FUT-R075", None, {}, "unknown"),
    ("FUT-R076", None, {**INSISTS, "futures_mismatch_grade": 5, "papers": "special_risk_warning"}, "kept"),
    ("FUT-R076", None, {**INSISTS, "futures_mismatch_grade": 5, "papers": "mismatch_warning"}, "broken"),
    ("FUT-R076", None, {**INSISTS, "futures_mismatch_grade": 5}, "unknown"),
    ("FUT-R076", None, {**INSISTS, "futures_mismatch_grade": 4, "papers": "id_card"}, "not concerned"),
    ("FUT-R076", None, {"futures_professional": "是", "futures_mismatch_grade": 5, "papers": "id_card"}, "not concerned"),
    ("FUT-R080", None, {"futures_callback_by": "other"}, "kept"),
    ("FUT-R080", None, {"futures_callback_by": "sales"}, "broken"),
    ("FUT-R080", None, {}, "unknown"),
    ("FUT-R081", None, {**INSISTS, "papers": "suitability_recording"}, "kept"),
    ("FUT-R081", None, {**INSISTS, "papers": "account_video"}, "broken"),
    ("FUT-R081", None, INSISTS, "unknown"),
    ("FUT-R081", None, {"futures_professional": "是", "papers": "id_card"}, "not concerned"),
    ("FUT-R082", None, {"papers": "programme_report"}, "kept"),
    ("FUT-R082", None, {"papers": "programme_agreement"}, "broken"),
    ("FUT-R082", None, {}, "unknown"),
    ("FUT-R083", None, {"futures_programme": "reported"}, "kept"),
    ("FUT-R083", None, {"futures_programme": "unreported"}, "broken"),
    ("FUT-R083", None, {"futures_programme": "none"}, "broken"),
    ("FUT-R083", None, {}, "unknown"),
]  # fmt: skip

SINCE = {
    "FUT-R001": date(2007, 4, 15), "FUT-R002": date(2022, 8, 1), "FUT-R003": date(2022, 8, 1), "FUT-R004": date(2022, 8, 1),
    "FUT-R005": date(2022, 8, 1), "FUT-R006": date(2007, 4, 15), "FUT-R010": date(2017, 7, 1), "FUT-R011": date(2024, 7, 15),
    "FUT-R012": date(2017, 7, 1), "FUT-R013": date(2017, 7, 1), "FUT-R014": date(2024, 7, 15), "FUT-R020": date(2024, 7, 15),
    "FUT-R021": date(2018, 10, 22), "FUT-R022": date(2018, 10, 22), "FUT-R030": date(2010, 2, 8), "FUT-R031": date(2010, 2, 8),
    "FUT-R032": date(2010, 2, 8), "FUT-R033": date(2018, 3, 26), "FUT-R034": date(2018, 3, 26), "FUT-R035": date(2018, 3, 26),
    "FUT-R036": date(2018, 5, 4), "FUT-R037": date(2018, 5, 4), "FUT-R038": date(2018, 5, 4), "FUT-R039": date(2010, 2, 8),
    "FUT-R040": date(2007, 4, 15), "FUT-R050": date(2022, 12, 16), "FUT-R051": date(2007, 4, 15), "FUT-R052": date(2022, 8, 1),
    "FUT-R053": date(2022, 7, 27), "FUT-R054": date(2022, 7, 27), "FUT-R055": date(2024, 11, 8), "FUT-R056": date(2026, 11, 16),
    "FUT-R060": date(2017, 7, 1), "FUT-R061": date(2017, 7, 1), "FUT-R062": date(2022, 12, 16), "FUT-R063": date(2022, 8, 1),
    "FUT-R064": date(2018, 3, 26), "FUT-R065": date(2018, 10, 22), "FUT-R066": date(2017, 7, 1),
    "FUT-R007": date(2022, 8, 1), "FUT-R008": date(2022, 8, 1), "FUT-R057": date(2025, 1, 24), "FUT-R070": date(2018, 5, 4),
    "FUT-R071": date(2017, 7, 1), "FUT-R072": date(2017, 7, 1), "FUT-R073": date(2024, 7, 15), "FUT-R074": date(2017, 7, 1),
    "FUT-R075": date(2017, 7, 1), "FUT-R076": date(2024, 7, 15), "FUT-R080": date(2024, 7, 15), "FUT-R081": date(2017, 7, 1),
    "FUT-R082": date(2024, 10, 25), "FUT-R083": date(2025, 5, 9),
}  # fmt: skip
NEVER_BROKEN = {"FUT-R063"}  # demands only that the level be known


@pytest.mark.parametrize(("rule", "product", "facts", "answer"), ROWS, ids=lambda part: part if isinstance(part, str) else "")
def test_a_rule_answers(desk, rule, product, facts, answer):
    assert desk.outcome(rule, facts=facts, product=product) == answer


@pytest.mark.parametrize(("rule", "since"), SINCE.items())
def test_a_rule_binds_from_its_day_and_not_before(desk, rule, since):
    product, facts, answer = next(row[1:] for row in ROWS if row[0] == rule and row[3] in {"broken", "unknown"})
    assert desk.outcome(rule, facts=facts, product=product, on=since - timedelta(days=1)) == "not in force"
    assert desk.outcome(rule, facts=facts, product=product, on=since) == answer


def test_every_rule_that_binds_has_all_its_rows(desk):
    for rule in desk.pack.rules:
        if rule.severity == "prefer":
            continue
        answers = {row[3] for row in ROWS if row[0] == rule.code}
        needed = {"kept", "unknown"} | (set() if rule.code in NEVER_BROKEN else {"broken"})
        assert needed <= answers, rule.code
        assert SINCE.get(rule.code) == rule.since, rule.code


def test_an_uncertain_source_never_blocks(desk):
    unsure = [rule for rule in desk.pack.rules if rule.source and rule.source.confidence in {"U", "V2"}]
    assert [rule.code for rule in unsure] == ["FUT-R056", "FUT-R070"]
    assert not any(rule.blocks for rule in unsure)


PREFERENCES = [
    ("FUT-R101", PLAN_R3, {"horizon_months": 12}, "kept"),
    ("FUT-R101", PLAN_R3, {"horizon_months": 11}, "broken"),
    ("FUT-R101", PLAN_R3, {}, "unknown"),
    ("FUT-R101", COMMODITY, {"horizon_months": 12}, "not concerned"),
    ("FUT-R102", COMMODITY, {"goal": "grow", "horizon_months": 6}, "kept"),
    ("FUT-R102", COMMODITY, {"goal": "grow", "horizon_months": 7}, "broken"),
    ("FUT-R102", COMMODITY, {"goal": "grow"}, "unknown"),
    ("FUT-R102", COMMODITY, {"goal": "liquidity", "horizon_months": 7}, "kept"),
    ("FUT-R103", COMMODITY, {"futures_risk_level": 4}, "kept"),
    ("FUT-R103", COMMODITY, {"futures_risk_level": 3}, "broken"),
    ("FUT-R103", COMMODITY, {}, "unknown"),
    ("FUT-R104", PLAN_R3, {"financial_assets": "200万"}, "kept"),
    ("FUT-R104", PLAN_R3, {"financial_assets": "1999999.99"}, "broken"),
    ("FUT-R104", PLAN_R3, {}, "unknown"),
    ("FUT-R105", "FUT-P015", {"experience_months": 11}, "kept"),
    ("FUT-R105", "FUT-P015", {"experience_months": 12}, "broken"),
    ("FUT-R105", "FUT-P015", {}, "unknown"),
    ("FUT-R106", HEDGING, {"hedge_price_hurt": "是"}, "kept"),
    ("FUT-R106", HEDGING, {"hedge_price_hurt": "否"}, "broken"),
    ("FUT-R106", HEDGING, {}, "unknown"),
    ("FUT-R107", HEDGING, {"hedge_exposure_tonnes": 1001, "hedge_covered_tonnes": 1000}, "kept"),
    ("FUT-R107", HEDGING, {"hedge_exposure_tonnes": 1000, "hedge_covered_tonnes": 1000}, "broken"),
    ("FUT-R107", HEDGING, {"hedge_exposure_tonnes": 1000}, "unknown"),
]


@pytest.mark.parametrize(("rule", "product", "facts", "answer"), PREFERENCES)
def test_a_preference_is_earned_at_its_limit(desk, rule, product, facts, answer):
    assert desk.outcome(rule, facts=facts, product=product) == answer


def test_every_preference_has_its_rows(desk):
    for rule in desk.pack.rules:
        if rule.severity == "prefer":
            assert {"kept", "broken", "unknown"} <= {row[3] for row in PREFERENCES if row[0] == rule.code}, rule.code
