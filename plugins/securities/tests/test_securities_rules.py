"""Each rule of the securities desk: kept, just broken, unknown, and the day before it came into force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cmtool.testing import Desk
from cmtool_securities import hooks

ON = date(2026, 11, 24)
PERSON = {"kind": "person"}
FIRM = {"kind": "organisation"}


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)


ACCOUNT, STAR, CHINEXT, BSE, HK, MARGIN, OPTION, CONVERTIBLE = (f"SEC-P00{n}" for n in range(1, 9))
REPO, MONEY, EQUITY, BONDS, PLAN, PRIVATE, ADVICE, REITS = (
    "SEC-P009", "SEC-P010", "SEC-P013", "SEC-P014", "SEC-P015", "SEC-P016", "SEC-P018", "SEC-P019",
)  # fmt: skip
R1, R2, R3, R4, R5 = ({"risk_level": level} for level in (1, 2, 3, 4, 5))
BEFORE_FUND_DEADLINE = date(2026, 12, 11)
FUND_DEADLINE = date(2026, 12, 12)

ROWS = [
    # code, product, what is known, outcome
    ("SEC-R001", R1, PERSON | {"securities_lowest_class": True}, "not concerned"),
    ("SEC-R001", R2, PERSON | {"securities_lowest_class": True, "securities_risk_level": 1}, "broken"),
    ("SEC-R001", R2, PERSON | {"securities_lowest_class": True, "securities_professional": True}, "broken"),
    ("SEC-R001", R2, PERSON | {"securities_lowest_class": False, "securities_risk_level": 1}, "kept"),
    ("SEC-R001", R2, PERSON | {"securities_risk_level": 2}, "kept"),
    ("SEC-R001", R2, PERSON | {"securities_professional": True}, "kept"),
    ("SEC-R001", R2, PERSON | {"securities_risk_level": 1}, "unknown"),
    ("SEC-R001", R2, PERSON, "unknown"),
    ("SEC-R001", R2, FIRM, "not concerned"),
    ("SEC-R002", R1, PERSON | {"civil_capacity": "none"}, "not concerned"),
    ("SEC-R002", R2, PERSON | {"civil_capacity": "full"}, "kept"),
    ("SEC-R002", R2, PERSON | {"civil_capacity": "limited"}, "broken"),
    ("SEC-R002", R2, PERSON, "unknown"),
    ("SEC-R002", R2, FIRM, "not concerned"),
    ("SEC-R003", R4, {"securities_professional": False}, "not concerned"),
    ("SEC-R003", R5, {"securities_professional": False}, "broken"),
    ("SEC-R003", R5, {"securities_professional": True}, "kept"),
    ("SEC-R003", R5, {}, "broken"),
    ("SEC-R004", None, {"securities_refuses_information": False}, "kept"),
    ("SEC-R004", None, {"securities_refuses_information": True}, "broken"),
    ("SEC-R004", None, {}, "unknown"),
    ("SEC-R005", None, {"securities_account_lent": False}, "kept"),
    ("SEC-R005", None, {"securities_account_lent": True}, "broken"),
    ("SEC-R005", None, {}, "unknown"),
    ("SEC-R006", None, {"id_expires_on": "2026-11-24"}, "kept"),
    ("SEC-R006", None, {"id_expires_on": "2026-11-23"}, "broken"),
    ("SEC-R006", None, {}, "unknown"),
    ("SEC-R007", STAR, PERSON | {"securities_barred": False}, "kept"),
    ("SEC-R007", STAR, PERSON | {"securities_barred": True}, "broken"),
    ("SEC-R007", CONVERTIBLE, PERSON | {"securities_barred": True}, "broken"),
    ("SEC-R007", MONEY, PERSON | {"securities_barred": True}, "not concerned"),
    ("SEC-R007", ACCOUNT, PERSON, "unknown"),
    ("SEC-R007", ACCOUNT, FIRM, "not concerned"),
    ("SEC-R008", STAR, {"securities_loan_money": False}, "kept"),
    ("SEC-R008", MARGIN, {"securities_loan_money": True}, "broken"),
    ("SEC-R008", REITS, {}, "unknown"),
    ("SEC-R008", MONEY, {"securities_loan_money": True}, "not concerned"),
    ("SEC-R009", ADVICE, {"securities_decides": "advised"}, "kept"),
    ("SEC-R009", ADVICE, {"securities_decides": "delegate"}, "broken"),
    ("SEC-R009", ADVICE, {}, "unknown"),
    ("SEC-R009", REPO, {"securities_decides": "delegate"}, "not concerned"),
    ("SEC-R010", STAR, PERSON | {"securities_assets_20d": "50万"}, "kept"),
    ("SEC-R010", STAR, PERSON | {"securities_assets_20d": "499999.99"}, "broken"),
    ("SEC-R010", STAR, PERSON, "unknown"),
    ("SEC-R010", STAR, FIRM, "not concerned"),
    ("SEC-R010", CHINEXT, PERSON, "not concerned"),
    ("SEC-R011", STAR, PERSON | {"securities_trading_months": 24}, "kept"),
    ("SEC-R011", STAR, PERSON | {"securities_trading_months": 23}, "broken"),
    ("SEC-R011", STAR, PERSON, "unknown"),
    ("SEC-R012", CHINEXT, PERSON | {"securities_permissions": [], "securities_assets_20d": "10万"}, "kept"),
    ("SEC-R012", CHINEXT, PERSON | {"securities_permissions": [], "securities_assets_20d": "99999.99"}, "broken"),
    ("SEC-R012", CHINEXT, PERSON | {"securities_permissions": "chinext", "securities_assets_20d": "1"}, "not concerned"),
    ("SEC-R012", CHINEXT, PERSON | {"securities_permissions": []}, "unknown"),
    ("SEC-R013", CHINEXT, PERSON | {"securities_permissions": [], "securities_trading_months": 24}, "kept"),
    ("SEC-R013", CHINEXT, PERSON | {"securities_permissions": [], "securities_trading_months": 23}, "broken"),
    ("SEC-R013", CHINEXT, PERSON | {"securities_trading_months": 23}, "unknown"),
    ("SEC-R014", BSE, PERSON | {"securities_permissions": [], "securities_assets_20d": "50万"}, "kept"),
    ("SEC-R014", BSE, PERSON | {"securities_permissions": "chinext", "securities_assets_20d": "499999.99"}, "broken"),
    ("SEC-R014", BSE, PERSON | {"securities_permissions": "star", "securities_assets_20d": "1"}, "not concerned"),
    ("SEC-R014", BSE, PERSON | {"securities_assets_20d": "1"}, "unknown"),
    ("SEC-R015", BSE, PERSON | {"securities_permissions": [], "securities_trading_months": 24}, "kept"),
    ("SEC-R015", BSE, PERSON | {"securities_permissions": [], "securities_trading_months": 23}, "broken"),
    ("SEC-R015", BSE, PERSON | {"securities_permissions": "star", "securities_trading_months": 3}, "not concerned"),
    ("SEC-R015", BSE, PERSON | {"securities_permissions": []}, "unknown"),
    ("SEC-R016", HK, PERSON | {"securities_assets_20d": "50万"}, "kept"),
    ("SEC-R016", HK, PERSON | {"securities_assets_20d": "499999.99"}, "broken"),
    ("SEC-R016", HK, PERSON, "unknown"),
    ("SEC-R017", HK, PERSON | {"securities_hk_test": True}, "kept"),
    ("SEC-R017", HK, PERSON | {"securities_hk_test": False}, "broken"),
    ("SEC-R017", HK, PERSON, "unknown"),
    ("SEC-R017", HK, FIRM, "not concerned"),
    ("SEC-R018", MARGIN, PERSON | {"securities_assets_20d": "50万"}, "kept"),
    ("SEC-R018", MARGIN, PERSON | {"securities_assets_20d": "499999.99"}, "broken"),
    ("SEC-R018", MARGIN, FIRM | {"securities_assets_20d": "1", "securities_professional": True}, "not concerned"),
    ("SEC-R018", MARGIN, PERSON, "unknown"),
    ("SEC-R019", MARGIN, PERSON | {"securities_trading_months": 6}, "kept"),
    ("SEC-R019", MARGIN, PERSON | {"securities_trading_months": 5}, "broken"),
    ("SEC-R019", MARGIN, PERSON, "unknown"),
    ("SEC-R020", MARGIN, {"securities_credit_bar": False}, "kept"),
    ("SEC-R020", MARGIN, {"securities_credit_bar": True}, "broken"),
    ("SEC-R020", MARGIN, {}, "unknown"),
    ("SEC-R021", None, {"papers": "margin_risk_statement"}, "kept"),
    ("SEC-R021", None, {"papers": "id_card"}, "broken"),
    ("SEC-R021", None, {}, "unknown"),
    ("SEC-R022", OPTION, PERSON | {"securities_assets_20d": "50万"}, "kept"),
    ("SEC-R022", OPTION, PERSON | {"securities_assets_20d": "499999.99"}, "broken"),
    ("SEC-R022", OPTION, PERSON, "unknown"),
    ("SEC-R023", OPTION, PERSON | {"securities_futures_months": 6}, "kept"),
    (
        "SEC-R023", OPTION,
        PERSON | {"securities_futures_months": 0, "securities_trading_months": 6, "securities_permissions": "margin"}, "kept",
    ),
    (
        "SEC-R023", OPTION,
        PERSON | {"securities_futures_months": 1, "securities_trading_months": 6, "securities_permissions": []}, "kept",
    ),
    (
        "SEC-R023", OPTION,
        PERSON | {"securities_futures_months": 5, "securities_trading_months": 5, "securities_permissions": "margin"}, "broken",
    ),
    (
        "SEC-R023", OPTION,
        PERSON | {"securities_futures_months": 0, "securities_trading_months": 60, "securities_permissions": "star"}, "broken",
    ),
    ("SEC-R023", OPTION, PERSON | {"securities_trading_months": 60}, "unknown"),
    ("SEC-R024", OPTION, PERSON | {"securities_option_level": 1}, "kept"),
    ("SEC-R024", OPTION, PERSON | {"securities_option_level": 0}, "broken"),
    ("SEC-R024", OPTION, PERSON, "unknown"),
    ("SEC-R024", OPTION, FIRM, "not concerned"),
    (
        "SEC-R025", OPTION,
        FIRM | {"securities_professional": False, "securities_assets_20d": "100万", "net_assets": "100万"}, "kept",
    ),
    (
        "SEC-R025", OPTION,
        FIRM | {"securities_professional": False, "securities_assets_20d": "100万", "net_assets": "999999.99"}, "broken",
    ),
    (
        "SEC-R025", OPTION,
        FIRM | {"securities_professional": False, "securities_assets_20d": "999999.99", "net_assets": "1亿"}, "broken",
    ),
    ("SEC-R025", OPTION, FIRM | {"securities_professional": True}, "not concerned"),
    ("SEC-R025", OPTION, FIRM | {"securities_professional": False, "net_assets": "1亿"}, "unknown"),
    ("SEC-R025", OPTION, PERSON, "not concerned"),
    ("SEC-R026", CONVERTIBLE, PERSON | {"securities_permissions": [], "securities_assets_20d": "10万"}, "kept"),
    ("SEC-R026", CONVERTIBLE, PERSON | {"securities_permissions": [], "securities_assets_20d": "99999.99"}, "broken"),
    ("SEC-R026", CONVERTIBLE, PERSON | {"securities_permissions": "convertible", "securities_assets_20d": 1}, "not concerned"),
    ("SEC-R026", CONVERTIBLE, PERSON | {"securities_permissions": []}, "unknown"),
    ("SEC-R027", CONVERTIBLE, PERSON | {"securities_permissions": [], "securities_trading_months": 24}, "kept"),
    ("SEC-R027", CONVERTIBLE, PERSON | {"securities_permissions": [], "securities_trading_months": 23}, "broken"),
    ("SEC-R027", CONVERTIBLE, PERSON, "unknown"),
    ("SEC-R028", MONEY, {"securities_risk_level": 1, "securities_professional": False}, "kept"),
    ("SEC-R028", MONEY, {"securities_professional": True}, "not concerned"),
    ("SEC-R028", MONEY, {"securities_professional": False}, "unknown"),
    ("SEC-R028", REPO, {}, "not concerned"),
    ("SEC-R029", EQUITY, {"securities_assessed_on": "2025-11-24", "securities_professional": False}, "kept"),
    ("SEC-R029", EQUITY, {"securities_assessed_on": "2025-11-23", "securities_professional": False}, "broken"),
    ("SEC-R029", EQUITY, {"securities_assessed_on": "2020-01-01", "securities_professional": True}, "not concerned"),
    ("SEC-R029", EQUITY, {"securities_assessed_on": "2025-11-23"}, "broken"),
    ("SEC-R029", EQUITY, {}, "unknown"),
    ("SEC-R029", BONDS, {}, "not concerned"),
    ("SEC-R031", EQUITY, PERSON | {"birth_date": "1961-11-25", "securities_professional": False}, "kept"),
    ("SEC-R031", EQUITY, PERSON | {"birth_date": "1961-11-24", "securities_professional": False}, "broken"),
    ("SEC-R031", EQUITY, PERSON | {"birth_date": "1940-01-01", "securities_professional": True}, "not concerned"),
    ("SEC-R031", EQUITY, PERSON | {"birth_date": "1940-01-01"}, "broken"),
    ("SEC-R031", EQUITY, PERSON, "unknown"),
    ("SEC-R031", EQUITY, FIRM, "not concerned"),
    ("SEC-R031", "SEC-P012", PERSON | {"birth_date": "1940-01-01"}, "not concerned"),
    ("SEC-R032", REITS, {"papers": "reits_risk_statement"}, "kept"),
    ("SEC-R032", REITS, {"papers": "id_card"}, "broken"),
    ("SEC-R032", REITS, {}, "unknown"),
    ("SEC-R033", PLAN, PERSON | {"experience_months": 24}, "kept"),
    ("SEC-R033", PLAN, PERSON | {"experience_months": 23}, "broken"),
    ("SEC-R033", PLAN, PERSON, "unknown"),
    ("SEC-R033", PLAN, FIRM, "not concerned"),
    ("SEC-R034", PLAN, PERSON | {"securities_family_net_assets": "300万"}, "kept"),
    ("SEC-R034", PLAN, PERSON | {"securities_family_assets": "500万"}, "kept"),
    ("SEC-R034", PLAN, PERSON | {"securities_avg_income_3y": "40万"}, "kept"),
    (
        "SEC-R034", PLAN,
        PERSON | {
            "securities_family_net_assets": "2999999.99", "securities_family_assets": "4999999.99",
            "securities_avg_income_3y": "399999.99",
        }, "broken",
    ),
    ("SEC-R034", PLAN, PERSON | {"securities_family_net_assets": "1万", "securities_avg_income_3y": "1万"}, "unknown"),
    ("SEC-R035", PLAN, FIRM | {"net_assets": "1000万", "securities_professional": False}, "kept"),
    ("SEC-R035", PLAN, FIRM | {"net_assets": "9999999.99", "securities_professional": False}, "broken"),
    ("SEC-R035", PLAN, FIRM | {"securities_professional": True}, "not concerned"),
    ("SEC-R035", PLAN, FIRM | {"net_assets": "9999999.99"}, "unknown"),
    ("SEC-R035", PLAN, PERSON, "not concerned"),
    ("SEC-R036", BONDS, {"securities_planned_amount": "30万"}, "kept"),
    ("SEC-R036", BONDS, {"securities_planned_amount": "299999.99"}, "broken"),
    ("SEC-R036", PLAN, {"securities_planned_amount": "100万"}, "kept"),
    ("SEC-R036", PLAN, {"securities_planned_amount": "999999.99"}, "broken"),
    ("SEC-R036", PLAN, {}, "unknown"),
    ("SEC-R037", PRIVATE, PERSON | {"financial_assets": "300万"}, "kept"),
    ("SEC-R037", PRIVATE, PERSON | {"securities_avg_income_3y": "50万"}, "kept"),
    ("SEC-R037", PRIVATE, PERSON | {"financial_assets": "2999999.99", "securities_avg_income_3y": "499999.99"}, "broken"),
    ("SEC-R037", PRIVATE, PERSON | {"financial_assets": "2999999.99"}, "unknown"),
    ("SEC-R038", PRIVATE, FIRM | {"net_assets": "1000万"}, "kept"),
    ("SEC-R038", PRIVATE, FIRM | {"net_assets": "9999999.99"}, "broken"),
    ("SEC-R038", PRIVATE, FIRM, "unknown"),
    ("SEC-R039", PRIVATE, {"securities_planned_amount": "100万"}, "kept"),
    ("SEC-R039", PRIVATE, {"securities_planned_amount": "999999.99"}, "broken"),
    ("SEC-R039", PRIVATE, {}, "unknown"),
    ("SEC-R040", None, {"securities_private_signed_on": "2026-11-22", "securities_professional": False}, "kept"),
    ("SEC-R040", None, {"securities_private_signed_on": "2026-11-23", "securities_professional": False}, "broken"),
    ("SEC-R040", None, {"securities_private_signed_on": "2026-11-24", "securities_professional": True}, "not concerned"),
    ("SEC-R040", None, {"securities_private_signed_on": "2026-11-23"}, "broken"),
    ("SEC-R040", None, {}, "unknown"),
    ("SEC-R041", STAR, {"goal": "grow", "securities_professional": False}, "kept"),
    ("SEC-R041", BONDS, {"goal": "steady", "securities_professional": False}, "kept"),
    ("SEC-R041", R3, {"goal": "preserve", "securities_professional": False}, "broken"),
    ("SEC-R041", EQUITY, {"goal": "protect", "securities_professional": False}, "broken"),
    ("SEC-R041", PRIVATE, {"goal": "liquidity", "securities_professional": False}, "broken"),
    ("SEC-R041", EQUITY, {"goal": "preserve"}, "broken"),
    ("SEC-R041", EQUITY, {"goal": "preserve", "securities_professional": True}, "not concerned"),
    ("SEC-R041", R2, {"goal": "preserve", "securities_professional": False}, "not concerned"),
    ("SEC-R041", MONEY, {"goal": "preserve"}, "not concerned"),
    ("SEC-R041", EQUITY, {"securities_professional": False}, "unknown"),
    ("SEC-R041", EQUITY, {}, "unknown"),
    ("SEC-R057", None, PERSON | {"securities_lowest_class": False}, "kept"),
    ("SEC-R057", None, PERSON | {"securities_lowest_class": True}, "broken"),
    ("SEC-R057", None, PERSON, "unknown"),
    ("SEC-R057", None, FIRM, "not concerned"),
    ("SEC-R058", None, {"securities_mismatch_asked": "client"}, "kept"),
    ("SEC-R058", None, {"securities_mismatch_asked": "house"}, "broken"),
    ("SEC-R058", None, {}, "unknown"),
    ("SEC-R059", None, {"papers": "mismatch_warning"}, "kept"),
    ("SEC-R059", None, {"papers": "id_card"}, "broken"),
    ("SEC-R059", None, {}, "unknown"),
    ("SEC-R060", None, {"securities_professional": False, "papers": "suitability_recording"}, "kept"),
    ("SEC-R060", None, {"securities_professional": False, "papers": "id_card"}, "broken"),
    ("SEC-R060", None, {"securities_professional": True}, "not concerned"),
    ("SEC-R060", None, {}, "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "product", "facts", "expected"), ROWS, ids=[f"{row[0]}-{row[3]}-{n}" for n, row in enumerate(ROWS)]
)
def test_a_rule_says_what_the_law_says(desk, code, product, facts, expected):
    assert desk.outcome(code, facts=facts, product=product, on=ON) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"securities_assessed_on": "2025-12-12", "securities_professional": False}, "kept", id="365-days"),
        pytest.param({"securities_assessed_on": "2025-12-11", "securities_professional": False}, "broken", id="366-days"),
        pytest.param(
            {"securities_assessed_on": "2020-01-01", "securities_professional": True}, "not concerned", id="professional"
        ),
        pytest.param({"securities_professional": False}, "unknown", id="never-recorded"),
    ],
)
def test_from_12_december_2026_an_old_assessment_bars_public_funds(desk, facts, expected):
    assert desk.outcome("SEC-R030", facts=facts, product=EQUITY, on=FUND_DEADLINE) == expected


def test_the_warning_ends_where_the_bar_begins(desk):
    facts = {"securities_assessed_on": "2020-01-01", "securities_professional": False}
    assert desk.outcome("SEC-R029", facts=facts, product=EQUITY, on=BEFORE_FUND_DEADLINE) == "broken"
    assert desk.outcome("SEC-R030", facts=facts, product=EQUITY, on=BEFORE_FUND_DEADLINE) == "not in force"
    assert desk.outcome("SEC-R029", facts=facts, product=EQUITY, on=FUND_DEADLINE) == "not in force"


SINCE = {
    "SEC-R001": date(2017, 7, 1), "SEC-R002": date(2017, 7, 1), "SEC-R003": date(2017, 7, 1),
    "SEC-R004": date(2020, 3, 1), "SEC-R005": date(2020, 3, 1), "SEC-R006": date(2026, 1, 1),
    "SEC-R007": date(2020, 3, 1), "SEC-R008": date(2020, 3, 1), "SEC-R009": date(2020, 3, 1),
    "SEC-R010": date(2019, 3, 1), "SEC-R011": date(2019, 3, 1), "SEC-R012": date(2020, 4, 28),
    "SEC-R013": date(2020, 4, 28), "SEC-R014": date(2023, 9, 1), "SEC-R015": date(2023, 9, 1),
    "SEC-R016": date(2014, 11, 17), "SEC-R017": date(2014, 11, 17), "SEC-R018": date(2015, 7, 1),
    "SEC-R019": date(2015, 7, 1), "SEC-R020": date(2015, 7, 1), "SEC-R021": date(2008, 6, 1),
    "SEC-R022": date(2017, 7, 1), "SEC-R023": date(2017, 7, 1), "SEC-R024": date(2017, 7, 1),
    "SEC-R025": date(2017, 7, 1), "SEC-R026": date(2022, 6, 18), "SEC-R027": date(2022, 6, 18),
    "SEC-R028": date(2013, 6, 1), "SEC-R029": date(2026, 6, 11), "SEC-R030": date(2026, 12, 12),
    "SEC-R031": date(2026, 6, 11), "SEC-R032": date(2021, 1, 29), "SEC-R033": date(2018, 10, 22),
    "SEC-R034": date(2018, 10, 22), "SEC-R035": date(2018, 10, 22), "SEC-R036": date(2018, 10, 22),
    "SEC-R037": date(2014, 8, 21), "SEC-R038": date(2014, 8, 21), "SEC-R039": date(2014, 8, 21),
    "SEC-R040": date(2016, 7, 15), "SEC-R041": date(2017, 7, 1),
    "SEC-R057": date(2017, 7, 1), "SEC-R058": date(2017, 7, 1), "SEC-R059": date(2017, 7, 1), "SEC-R060": date(2017, 7, 1),
}  # fmt: skip


@pytest.mark.parametrize(("code", "since"), SINCE.items())
def test_a_rule_is_silent_until_the_day_it_comes_into_force(desk, code, since):
    product = next((row[1] for row in ROWS if row[0] == code and row[3] != "not concerned"), EQUITY)
    assert desk.outcome(code, facts={}, product=product, on=since - timedelta(days=1)) == "not in force"
    assert desk.outcome(code, facts={}, product=product, on=since) in {"unknown", "broken"}


def test_every_rule_of_law_is_in_these_tables(desk):
    laws = {rule.code for rule in desk.pack.rules if rule.severity != "prefer"}
    tried = {
        outcome: {code for code, _, _, expected in ROWS if expected == outcome} for outcome in ("kept", "broken", "unknown")
    }
    assert set(SINCE) == laws
    elsewhere = {"SEC-R030"}  # the same words as SEC-R029, tried above from its own day
    assert laws - tried["kept"] == elsewhere
    assert laws - tried["broken"] == elsewhere | {"SEC-R028"}  # an assessment is there or not known: it is never below 1
    assert laws - tried["unknown"] == elsewhere | {"SEC-R003"}  # not known to be professional is ordinary


PREFERRED = [
    ("SEC-R051", BONDS, {"horizon_months": 12}, "kept"),
    ("SEC-R051", BONDS, {"horizon_months": 11}, "broken"),
    ("SEC-R051", {"term_days": 31, "risk_level": 1}, {"horizon_months": 1}, "kept"),
    ("SEC-R051", {"term_days": 32, "risk_level": 1}, {"horizon_months": 1}, "broken"),
    ("SEC-R051", {"term_days": 1, "risk_level": 1}, {"horizon_months": 0}, "broken"),
    ("SEC-R052", {"term_days": 182, "risk_level": 2}, {"horizon_months": 12}, "kept"),
    ("SEC-R052", {"term_days": 183, "risk_level": 2}, {"horizon_months": 12}, "not concerned"),
    ("SEC-R052", MONEY, {"horizon_months": 12}, "kept"),
    ("SEC-R052", MONEY, {"horizon_months": 13}, "broken"),
    ("SEC-R053", MONEY, {"goal": "preserve"}, "kept"),
    ("SEC-R053", MONEY, {"goal": "grow"}, "broken"),
    ("SEC-R054", EQUITY, {"goal": "grow", "horizon_months": 36}, "kept"),
    ("SEC-R054", EQUITY, {"goal": "grow", "horizon_months": 35}, "broken"),
    ("SEC-R055", EQUITY, {"securities_top_holding": "50%"}, "kept"),
    ("SEC-R055", EQUITY, {"securities_top_holding": "49.9%"}, "broken"),
    ("SEC-R056", OPTION, {"securities_top_holding": "50%"}, "kept"),
    ("SEC-R056", OPTION, {"securities_top_holding": "49.9%"}, "broken"),
]


@pytest.mark.parametrize(("code", "product", "facts", "expected"), PREFERRED)
def test_what_suits_better_speaks_of_the_client(desk, code, product, facts, expected):
    assert desk.outcome(code, facts=facts, product=product, on=ON) == expected
