"""Every rule that bars or warns: kept, just broken, not known, and the day before it came into force.

All ages are reckoned on 2026-11-24.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

ON = date(2026, 11, 24)
AGE = {
    9: "2016-11-25", 10: "2016-11-24", 12: "2013-11-25", 13: "2013-11-24", 17: "2008-11-25", 18: "2008-11-24",
    30: "1996-05-01", 45: "1981-11-24", 59: "1966-11-25", 60: "1966-11-24", 61: "1965-11-24", 64: "1961-11-25",
    65: "1961-11-24", 66: "1960-11-24",
}  # fmt: skip
LAST_DAY_60 = "1965-11-25"  # turns 61 tomorrow
LAST_DAY_65 = "1960-11-25"  # turns 66 tomorrow
YEAR = {"for_person": True, "line": "life"}
DECLARED = {"papers": "uncertain_benefit_declaration"}

ROWS = {
    "INS-R001": [
        ("INS-P010", {"kind": "person", "civil_capacity": "full"}, "kept"),
        ("INS-P010", {"kind": "person", "civil_capacity": "limited"}, "kept"),
        ("INS-P010", {"kind": "person", "birth_date": AGE[18]}, "kept"),
        ("INS-P016", {"kind": "organisation"}, "not concerned"),
        ("INS-P010", {"kind": "person", "civil_capacity": "none", "birth_date": AGE[45]}, "broken"),
        ("INS-P010", {"kind": "person", "birth_date": AGE[17]}, "unknown"),
        ("INS-P010", {}, "unknown"),
    ],
    "INS-R002": [
        ("INS-P010", {"kind": "person", "civil_capacity": "full"}, "kept"),
        ("INS-P010", {"kind": "person", "birth_date": AGE[18]}, "kept"),
        ("INS-P010", {"kind": "person", "civil_capacity": "limited", "papers": "statutory_agent_consent"}, "kept"),
        ("INS-P010", {"kind": "person", "civil_capacity": "limited", "papers": "id_card"}, "broken"),
        ("INS-P010", {"kind": "person", "civil_capacity": "limited"}, "broken"),
        ("INS-P003", {"kind": "person", "civil_capacity": "limited", "papers": "statutory_agent_consent"}, "broken"),
        ("INS-P010", {"kind": "person", "birth_date": AGE[17]}, "unknown"),
    ],
    "INS-R003": [
        ("INS-P010", {"kind": "person"}, "not concerned"),
        ("INS-P016", {"kind": "organisation"}, "kept"),
        ("INS-P018", {"kind": "organisation"}, "not concerned"),
        ("INS-P018", {"kind": "person"}, "not concerned"),
        ("INS-P016", {"kind": "person"}, "broken"),
        ("INS-P016", {}, "unknown"),
    ],
    "INS-R004": [
        ("INS-P001", {"insured_relation": "self", "birth_date": AGE[18]}, "kept"),
        ("INS-P001", {"insured_relation": "self", "birth_date": LAST_DAY_60}, "kept"),
        ("INS-P001", {"insured_relation": "self", "birth_date": AGE[17]}, "broken"),
        ("INS-P001", {"insured_relation": "self", "birth_date": AGE[61]}, "broken"),
        ("INS-P013", {"insured_relation": "child", "birth_date": AGE[45], "insured_birth_date": AGE[12]}, "not concerned"),
        ("INS-P001", {"birth_date": AGE[17]}, "unknown"),
        ("INS-P001", {"insured_relation": "self"}, "unknown"),
        ("INS-P017", {"insured_relation": "self", "birth_date": AGE[17]}, "not concerned"),
    ],
    "INS-R005": [
        ("INS-P010", {"insured_relation": "consenting"}, "kept"),
        ("INS-P010", {"insured_relation": "none"}, "broken"),
        ("INS-P010", {}, "unknown"),
        ("INS-P018", {"insured_relation": "none"}, "not concerned"),
    ],
    "INS-R006": [
        ("INS-P015", {"insured_are_employees": True}, "kept"),
        ("INS-P015", {"insured_are_employees": False, "insured_consents": True}, "kept"),
        ("INS-P015", {"insured_are_employees": False, "insured_consents": False}, "broken"),
        ("INS-P015", {"insured_are_employees": False}, "unknown"),
        ("INS-P016", {"insured_are_employees": False, "insured_consents": False}, "not concerned"),
    ],
    "INS-R007": [
        ("INS-P010", {"insured_relation": "child", "insured_birth_date": AGE[9]}, "not concerned"),
        ("INS-P010", {"insured_relation": "self"}, "not concerned"),
        ("INS-P010", {"insured_relation": "family", "insured_birth_date": AGE[18]}, "not concerned"),
        ("INS-P010", {"insured_relation": "family", "insured_birth_date": AGE[17], "papers": "parents_consent"}, "kept"),
        ("INS-P010", {"insured_relation": "family", "insured_birth_date": AGE[17], "papers": "id_card"}, "broken"),
        ("INS-P010", {"insured_relation": "family", "insured_birth_date": AGE[17]}, "broken"),
        ("INS-P010", {"insured_relation": "family"}, "unknown"),
        ("INS-P008", {"insured_relation": "family", "insured_birth_date": AGE[17]}, "not concerned"),
    ],
    "INS-R008": [
        ("INS-P010", {"insured_relation": "child", "insured_birth_date": AGE[9], "cover_minor_death": "20万"}, "kept"),
        ("INS-P010", {"insured_relation": "child", "insured_birth_date": AGE[9], "cover_minor_death": "200000.01"}, "broken"),
        ("INS-P010", {"insured_relation": "child", "insured_birth_date": AGE[10], "cover_minor_death": 1}, "not concerned"),
        ("INS-P010", {"insured_relation": "self"}, "not concerned"),
        ("INS-P010", {"insured_relation": "child", "insured_birth_date": AGE[9]}, "unknown"),
        ("INS-P008", {"insured_relation": "child", "insured_birth_date": AGE[9], "cover_minor_death": "30万"}, "not concerned"),
    ],
    "INS-R009": [
        ("INS-P001", {"insured_relation": "spouse", "insured_birth_date": AGE[30], "insured_consents": True}, "kept"),
        ("INS-P001", {"insured_relation": "child", "insured_birth_date": AGE[17], "insured_consents": False}, "not concerned"),
        ("INS-P001", {"insured_relation": "self"}, "not concerned"),
        ("INS-P001", {"insured_relation": "child", "insured_birth_date": AGE[18], "insured_consents": False}, "broken"),
        ("INS-P001", {"insured_relation": "spouse", "insured_birth_date": AGE[30], "insured_consents": False}, "broken"),
        ("INS-P001", {"insured_relation": "spouse", "insured_birth_date": AGE[30]}, "unknown"),
        ("INS-P008", {"insured_relation": "spouse", "insured_consents": False}, "not concerned"),
    ],
    "INS-R010": [
        ("INS-P015", {"insured_beneficiary": "insured_side"}, "kept"),
        ("INS-P015", {"insured_beneficiary": "employer"}, "broken"),
        ("INS-P015", {}, "unknown"),
    ],
    "INS-R011": [
        ("INS-P007", {"health_declaration": "clean"}, "kept"),
        ("INS-P007", {"health_declaration": "accepted"}, "kept"),
        ("INS-P007", {"health_declaration": "findings"}, "broken"),
        ("INS-P007", {"health_declaration": "declined"}, "broken"),
        ("INS-P007", {}, "unknown"),
        ("INS-P014", {"health_declaration": "declined"}, "not concerned"),
    ],
    "INS-R012": [
        ("INS-P017", {"insurance_belongings": "home,car"}, "kept"),
        ("INS-P016", {"insurance_belongings": "goods"}, "kept"),
        ("INS-P017", {"insurance_belongings": "car"}, "broken"),
        ("INS-P018", {"insurance_belongings": []}, "broken"),
        ("INS-P017", {}, "unknown"),
    ],
    "INS-R013": [
        ("INS-P001", {"premium_affordability": "adequate"}, "kept"),
        ("INS-P001", {"premium_affordability": "tight"}, "kept"),
        ("INS-P001", {"premium_affordability": "clearly_beyond", "papers": "own_choice_confirmation"}, "kept"),
        ("INS-P001", {"premium_affordability": "clearly_beyond", "papers": "id_card"}, "broken"),
        ("INS-P001", {"premium_affordability": "clearly_beyond"}, "broken"),
        ("INS-P001", {"papers": "id_card"}, "unknown"),
        ("INS-P010", {"premium_affordability": "clearly_beyond"}, "not concerned"),
    ],
    "INS-R014": [
        ("INS-P008", {"cover_medical_indemnity": False}, "kept"),
        ("INS-P008", {"cover_medical_indemnity": True, "papers": "own_choice_confirmation"}, "kept"),
        ("INS-P008", {"cover_medical_indemnity": True, "papers": "id_card"}, "broken"),
        ("INS-P009", {"cover_medical_indemnity": True}, "broken"),
        ("INS-P008", {"papers": "id_card"}, "unknown"),
        ("INS-P007", {"cover_medical_indemnity": True}, "not concerned"),
        ("INS-P017", {"cover_medical_indemnity": True}, "not concerned"),
    ],
    "INS-R015": [
        ("INS-P016", {"cover_property_sum": "500万", "cover_property_value": "500万"}, "kept"),
        ("INS-P016", {"cover_property_sum": "5000000.01", "cover_property_value": "500万"}, "broken"),
        ("INS-P016", {"cover_property_sum": "500万"}, "unknown"),
        ("INS-P018", {"cover_property_sum": "500万", "cover_property_value": "100万"}, "not concerned"),
    ],
    "INS-R016": [
        ("INS-P004", {"premium_planned": "80万", "household_income": "20万"}, "kept"),
        ("INS-P004", {"premium_planned": "800000.01", "household_income": "20万", **DECLARED}, "kept"),
        ("INS-P004", {"premium_planned": "800000.01", "household_income": "20万"}, "broken"),
        ("INS-P004", {"premium_planned": "80万"}, "unknown"),
        ("INS-P003", {"premium_planned": "800000.01", "household_income": "20万"}, "not concerned"),
    ],
    "INS-R017": [
        ("INS-P003", {"premium_planned": "4万", "household_income": "20万"}, "kept"),
        ("INS-P003", {"premium_planned": "40000.01", "household_income": "20万", **DECLARED}, "kept"),
        ("INS-P003", {"premium_planned": "40000.01", "household_income": "20万"}, "broken"),
        ("INS-P003", {"household_income": "20万"}, "unknown"),
        ("INS-P004", {"premium_planned": "40000.01", "household_income": "20万"}, "not concerned"),
        ("INS-P002", {"premium_planned": "40000.01", "household_income": "20万"}, "not concerned"),
    ],
    "INS-R018": [
        ("INS-P003", {"premium_pay_years": 29, "birth_date": AGE[45]}, "kept"),
        ("INS-P003", {"premium_pay_years": 30, "birth_date": AGE[45], **DECLARED}, "kept"),
        ("INS-P003", {"premium_pay_years": 30, "birth_date": AGE[45]}, "broken"),
        ("INS-P003", {"birth_date": AGE[45]}, "unknown"),
    ],
    "INS-R019": [
        ("INS-P005", {"premium_planned": "14999.99", "premium_budget": "1万"}, "kept"),
        ("INS-P005", {"premium_planned": "15000", "premium_budget": "1万", **DECLARED}, "kept"),
        ("INS-P005", {"premium_planned": "15000", "premium_budget": "1万"}, "broken"),
        ("INS-P005", {"premium_planned": "15000"}, "unknown"),
    ],
    "INS-R020": [
        ("INS-P005", {"kind": "person", "birth_date": AGE[64]}, "not concerned"),
        ("INS-P005", {"kind": "person", "birth_date": AGE[65], "papers": "special_care_record"}, "kept"),
        ("INS-P005", {"kind": "person", "birth_date": AGE[65]}, "broken"),
        ("INS-P005", {"kind": "person"}, "unknown"),
        ("INS-P004", {"kind": "person", "birth_date": AGE[65]}, "not concerned"),
    ],
    "INS-R021": [
        ("INS-P004", {"insurance_channel": "bank", "birth_date": LAST_DAY_65}, "kept"),
        ("INS-P004", {"insurance_channel": "bank", "birth_date": AGE[66]}, "broken"),
        ("INS-P003", {"insurance_channel": "bank", "birth_date": LAST_DAY_60}, "kept"),
        ("INS-P003", {"insurance_channel": "bank", "birth_date": AGE[61]}, "broken"),
        ("INS-P003", {"insurance_channel": "own", "birth_date": AGE[66]}, "not concerned"),
        ("INS-P003", {"birth_date": AGE[66]}, "unknown"),
        ("INS-P002", {"insurance_channel": "bank", "birth_date": AGE[66]}, "not concerned"),
    ],
    "INS-R022": [
        ("INS-P003", {"insurance_channel": "bank", "premium_pay_years": 14, "birth_date": AGE[45]}, "kept"),
        ("INS-P003", {"insurance_channel": "bank", "premium_pay_years": 15, "birth_date": AGE[45], **DECLARED}, "kept"),
        ("INS-P003", {"insurance_channel": "own", "premium_pay_years": 15, "birth_date": AGE[45]}, "not concerned"),
        ("INS-P003", {"insurance_channel": "bank", "premium_pay_years": 15, "birth_date": AGE[45]}, "broken"),
        ("INS-P003", {"insurance_channel": "bank", "birth_date": AGE[45]}, "unknown"),
    ],
    "INS-R023": [
        ("INS-P001", {"insurance_channel": "bank", "papers": "recording_reference"}, "kept"),
        ("INS-P001", {"insurance_channel": "own"}, "not concerned"),
        ("INS-P001", {"insurance_channel": "bank"}, "broken"),
        ("INS-P002", {"insurance_channel": "bank"}, "broken"),
        ("INS-P001", {}, "unknown"),
        ("INS-P009", {"insurance_channel": "bank"}, "not concerned"),
        ({**YEAR, "term_days": 366}, {"insurance_channel": "bank"}, "not concerned"),
        ({**YEAR, "term_days": 367}, {"insurance_channel": "bank"}, "broken"),
    ],
    "INS-R024": [
        ("INS-P001", {"insurance_channel": "own", "birth_date": AGE[59]}, "not concerned"),
        ("INS-P001", {"insurance_channel": "phone", "birth_date": AGE[60]}, "not concerned"),
        ("INS-P001", {"insurance_channel": "broker", "birth_date": AGE[60], "papers": "recording_reference"}, "kept"),
        ("INS-P001", {"insurance_channel": "broker", "birth_date": AGE[60]}, "broken"),
        ("INS-P006", {"insurance_channel": "own", "birth_date": AGE[30]}, "broken"),
        ("INS-P001", {"birth_date": AGE[60]}, "unknown"),
        ("INS-P002", {"insurance_channel": "own", "birth_date": AGE[60]}, "broken"),
        ("INS-P010", {"insurance_channel": "own", "birth_date": AGE[60]}, "not concerned"),
        ({**YEAR, "term_days": 366}, {"insurance_channel": "own", "birth_date": AGE[60]}, "not concerned"),
        ({**YEAR, "term_days": 367}, {"insurance_channel": "own", "birth_date": AGE[60]}, "broken"),
    ],
    "INS-R025": [
        ("INS-P002", {"insurance_replacing": False}, "not concerned"),
        ("INS-P002", {"insurance_replacing": True, "papers": "replacement_comparison"}, "kept"),
        ("INS-P002", {"insurance_replacing": True}, "broken"),
        ("INS-P002", {}, "unknown"),
        ("INS-P018", {"insurance_replacing": True}, "not concerned"),
    ],
    "INS-R026": [
        ("INS-P012", {"premium_planned": "12000"}, "kept"),
        ("INS-P012", {"premium_planned": "12000.01"}, "broken"),
        ("INS-P012", {}, "unknown"),
        ("INS-P011", {"premium_planned": "12000.01"}, "not concerned"),
    ],
    "INS-R027": [
        ({"line": "illness", "waiting_days": 180}, {}, "kept"),
        ({"line": "medical", "waiting_days": 181}, {}, "broken"),
        ({"line": "illness"}, {}, "unknown"),
        ({"line": "life", "waiting_days": 365}, {}, "not concerned"),
    ],
    "INS-R028": [
        ({"line": "illness", "long_term": True, "cooling_off_days": 15}, {}, "kept"),
        ({"line": "medical", "long_term": True, "cooling_off_days": 14}, {}, "broken"),
        ({"line": "medical", "long_term": True}, {}, "unknown"),
        ({"line": "medical", "long_term": False, "cooling_off_days": 0}, {}, "not concerned"),
    ],
    "INS-R029": [
        ({"line": "medical", "long_term": False, "renewal": "not_guaranteed"}, {}, "kept"),
        ({"line": "medical", "long_term": False, "renewal": "guaranteed"}, {}, "broken"),
        ({"line": "illness", "long_term": False}, {}, "unknown"),
        ({"line": "medical", "long_term": True, "renewal": "guaranteed"}, {}, "not concerned"),
    ],
    "INS-R030": [
        ({"benefit_kind": "ordinary", "assumed_rate": "2%"}, {}, "kept"),
        ({"benefit_kind": "ordinary", "assumed_rate": "2.25%"}, {}, "broken"),
        ({"benefit_kind": "participating", "assumed_rate": "1.75%"}, {}, "kept"),
        ({"benefit_kind": "participating", "assumed_rate": "2%"}, {}, "broken"),
        ({"benefit_kind": "universal", "assumed_rate": "1%"}, {}, "kept"),
        ({"benefit_kind": "universal", "assumed_rate": "1.25%"}, {}, "broken"),
        ({"benefit_kind": "ordinary"}, {}, "unknown"),
        ({"benefit_kind": "unit_linked"}, {}, "not concerned"),
    ],
    "INS-R031": [
        (None, {"papers": "claimant_account"}, "kept"),
        (None, {"papers": "claim_form"}, "broken"),
        (None, {}, "unknown"),
    ],
    "INS-R032": [
        (None, {"papers": "id_card,insured_id,beneficiary_id"}, "kept"),
        (None, {"papers": "id_card,insured_id"}, "broken"),
        (None, {}, "unknown"),
    ],
    "INS-R033": [
        (None, {"policy_surrender_amount": "9999.99", "papers": []}, "not concerned"),
        (None, {"policy_surrender_amount": "1万", "papers": "surrender_reason,own_account_proof"}, "kept"),
        (None, {"policy_surrender_amount": "1万", "papers": "surrender_reason"}, "broken"),
        (None, {"policy_surrender_amount": "1万"}, "unknown"),
    ],
    "INS-R034": [
        (None, {"policy_lapsed_on": "2024-11-25"}, "kept"),
        (None, {"policy_lapsed_on": "2024-11-24"}, "broken"),
        (None, {}, "unknown"),
    ],
    "INS-R035": [
        ("INS-P010", {"kind": "person"}, "kept"),
        ("INS-P010", {"kind": "organisation"}, "broken"),
        ("INS-P010", {}, "unknown"),
        ("INS-P016", {"kind": "organisation"}, "not concerned"),
        ("INS-P018", {"kind": "organisation"}, "not concerned"),
    ],
    "INS-R036": [
        ("INS-P013", {"insured_relation": "child", "birth_date": AGE[45], "insured_birth_date": AGE[12]}, "kept"),
        ("INS-P013", {"insured_relation": "child", "birth_date": AGE[45], "insured_birth_date": AGE[13]}, "broken"),
        ("INS-P001", {"birth_date": AGE[45]}, "unknown"),
        ("INS-P013", {"insured_relation": "child", "birth_date": AGE[45]}, "unknown"),
        ("INS-P001", {"insured_relation": "self", "insured_birth_date": AGE[17]}, "not concerned"),
        ("INS-P017", {"insured_relation": "child", "insured_birth_date": AGE[9]}, "not concerned"),
    ],
    "INS-R037": [
        ("INS-P010", {"insured_relation": "child", "insured_birth_date": AGE[10], "cover_minor_death": "50万"}, "kept"),
        ("INS-P010", {"insured_relation": "child", "insured_birth_date": AGE[10], "cover_minor_death": "500000.01"}, "broken"),
        ("INS-P010", {"insured_relation": "child", "insured_birth_date": AGE[17], "cover_minor_death": "500000.01"}, "broken"),
        ("INS-P010", {"insured_relation": "child", "insured_birth_date": AGE[18], "cover_minor_death": 9}, "not concerned"),
        ("INS-P010", {"insured_relation": "child", "insured_birth_date": AGE[9], "cover_minor_death": "60万"}, "not concerned"),
        ("INS-P010", {"insured_relation": "self"}, "not concerned"),
        ("INS-P010", {"insured_relation": "child", "insured_birth_date": AGE[12]}, "unknown"),
    ],
}  # fmt: skip

CASES = [
    pytest.param(code, *row, id=f"{code}-{number}-{row[2]}") for code, rows in ROWS.items() for number, row in enumerate(rows)
]


@pytest.mark.parametrize(("code", "product", "facts", "outcome"), CASES)
def test_a_rule_on_both_sides_of_its_limit(desk, code, product, facts, outcome):
    assert desk.outcome(code, facts=facts, product=product, on=ON) == outcome


@pytest.mark.parametrize("code", ROWS)
def test_a_rule_binds_from_its_first_day(desk, code):
    product, facts, _ = ROWS[code][0]
    since = desk.house.rules[code].since
    assert desk.outcome(code, facts=facts, product=product, on=since - timedelta(days=1)) == "not in force"
    assert desk.outcome(code, facts=facts, product=product, on=since) != "not in force"


def test_every_rule_that_bars_or_warns_has_its_three_rows(desk):
    lawful = {rule.code for rule in desk.pack.rules if rule.severity != "prefer"}
    assert lawful == set(ROWS)
    for code, rows in ROWS.items():
        assert {"kept", "broken", "unknown"} <= {outcome for _, _, outcome in rows}, code


FIRST_DAYS = {
    "INS-R001": "2026-02-01", "INS-R008": "2016-01-01", "INS-R014": "2024-03-01", "INS-R023": "2017-11-01",
    "INS-R027": "2019-12-01", "INS-R030": "2025-09-01", "INS-R032": "2026-01-01",
}  # fmt: skip


@pytest.mark.parametrize(("code", "day"), FIRST_DAYS.items())
def test_first_days_are_those_of_the_texts(desk, code, day):
    assert desk.house.rules[code].since == date.fromisoformat(day)


def test_what_is_uncertain_never_bars(desk):
    doubtful = [rule for rule in desk.pack.rules if rule.source and rule.source.confidence in {"U", "V2"}]
    assert [rule.code for rule in doubtful] == ["INS-R021", "INS-R022", "INS-R026"]
    assert not any(rule.blocks for rule in doubtful)


@pytest.mark.parametrize(
    ("code", "product", "facts", "outcome"),
    [
        ("INS-R101", "INS-P011", {"horizon_months": 60}, "kept"),
        ("INS-R101", "INS-P011", {"horizon_months": 59}, "broken"),
        ("INS-R101", "INS-P009", {"horizon_months": 59}, "not concerned"),
        ("INS-R101", "INS-P008", {"horizon_months": 59}, "not concerned"),
        ("INS-R102", "INS-P001", {"dependants": 1}, "kept"),
        ("INS-R102", "INS-P001", {"dependants": 0}, "broken"),
        ("INS-R102", "INS-P003", {"dependants": 1}, "not concerned"),
        ("INS-R103", "INS-P001", {"premium_planned": "2万", "household_income": "20万"}, "kept"),
        ("INS-R103", "INS-P001", {"premium_planned": "20000.01", "household_income": "20万"}, "broken"),
        ("INS-R104", "INS-P008", {"horizon_months": 36}, "kept"),
        ("INS-R104", "INS-P009", {"horizon_months": 36}, "not concerned"),
        ("INS-R105", "INS-P003", {"goal": "steady"}, "kept"),
        ("INS-R105", "INS-P003", {"goal": "liquidity"}, "broken"),
        ("INS-R105", "INS-P008", {"goal": "liquidity"}, "not concerned"),
    ],
)
def test_preferences_speak_of_the_client(desk, code, product, facts, outcome):
    assert desk.outcome(code, facts=facts, product=product, on=ON) == outcome
