"""Each trigger of the morning list, on both sides of its edge, on 2026-11-24."""

from __future__ import annotations

from datetime import date

import pytest

ON = date(2026, 11, 24)

ROWS = [
    ("INS-F01", {"policy_premium_due_on": "2026-11-24"}, True),
    ("INS-F01", {"policy_premium_due_on": "2026-12-24"}, True),
    ("INS-F01", {"policy_premium_due_on": "2026-12-25"}, False),
    ("INS-F01", {"policy_premium_due_on": "2026-11-23"}, False),
    ("INS-F02", {"policy_premium_due_on": "2026-11-23"}, True),
    ("INS-F02", {"policy_premium_due_on": "2026-09-25"}, True),
    ("INS-F02", {"policy_premium_due_on": "2026-09-24"}, False),
    ("INS-F02", {"policy_premium_due_on": "2026-11-24"}, False),
    ("INS-F03", {"policy_lapsed_on": "2024-11-25"}, True),
    ("INS-F03", {"policy_lapsed_on": "2026-11-23"}, True),
    ("INS-F03", {"policy_lapsed_on": "2024-11-24"}, False),
    ("INS-F03", {"policy_lapsed_on": "2026-11-24"}, False),
    ("INS-F04", {"insured_rate_rises_on": "2026-11-24"}, True),
    ("INS-F04", {"insured_rate_rises_on": "2026-12-24"}, True),
    ("INS-F04", {"insured_rate_rises_on": "2026-12-25"}, False),
    ("INS-F04", {"insured_rate_rises_on": "2026-11-23"}, False),
    ("INS-F05", {"claim_open_since": "2026-11-24"}, True),
    ("INS-F05", {"claim_open_since": "2026-09-25"}, True),
    ("INS-F05", {"claim_open_since": "2025-01-02"}, True),  # a claim does not close by growing old
    ("INS-F05", {"claim_open_since": "2026-11-25"}, False),
    ("INS-F06", {"insurance_child_birth_date": "2008-11-25"}, True),
    ("INS-F06", {"insurance_child_birth_date": "2009-11-24"}, True),
    ("INS-F06", {"insurance_child_birth_date": "2008-11-24"}, False),
    ("INS-F06", {"insurance_child_birth_date": "2009-11-25"}, False),
    ("INS-F07", {"policy_cooling_off_ends_on": "2026-11-24"}, True),
    ("INS-F07", {"policy_cooling_off_ends_on": "2026-12-09", "policy_callback_done": False}, True),
    ("INS-F07", {"policy_cooling_off_ends_on": "2026-12-09", "policy_callback_done": True}, False),
    ("INS-F07", {"policy_cooling_off_ends_on": "2026-12-10"}, False),
    ("INS-F07", {"policy_cooling_off_ends_on": "2026-10-10"}, True),  # 45 days late
    ("INS-F07", {"policy_cooling_off_ends_on": "2026-10-09"}, False),
    ("INS-F07", {"policy_cooling_off_ends_on": "2026-11-23", "policy_callback_done": True}, False),
    ("INS-F08", {"policy_reviewed_on": "2025-11-24"}, True),
    ("INS-F08", {"policy_reviewed_on": "2025-11-25"}, False),
    ("INS-F09", {"insurance_family_event_on": "2026-11-24"}, True),
    ("INS-F09", {"insurance_family_event_on": "2026-08-26"}, True),
    ("INS-F09", {"insurance_family_event_on": "2026-08-25"}, False),
    ("INS-F10", {"policy_expires_on": "2026-11-24"}, True),
    ("INS-F10", {"policy_expires_on": "2026-12-24"}, True),
    ("INS-F10", {"policy_expires_on": "2026-12-25"}, False),
    ("INS-F10", {"policy_expires_on": "2026-11-23"}, False),
    ("INS-F11", {"policy_premium_due_on": "2026-09-24"}, True),  # 61 days: where INS-F02 ends
    ("INS-F11", {"policy_premium_due_on": "2025-09-24"}, True),
    ("INS-F11", {"policy_premium_due_on": "2026-09-25"}, False),
    ("INS-F11", {"policy_premium_due_on": "2026-09-24", "policy_lapsed_on": "2026-11-24"}, False),
]


@pytest.mark.parametrize(
    ("code", "facts", "fires"), [pytest.param(*row, id=f"{row[0]}-{number}") for number, row in enumerate(ROWS)]
)
def test_a_trigger_fires_up_to_its_edge(desk, code, facts, fires):
    assert desk.triggers(code, facts=facts, on=ON) is fires


def test_nothing_fires_for_a_client_of_whom_nothing_is_known(desk):
    assert [code for code in desk.house.follow_ups if code.startswith("INS") and desk.triggers(code, facts={}, on=ON)] == []


def test_every_trigger_is_in_the_table_with_both_answers(desk):
    for trigger in desk.pack.follow_ups:
        assert {fires for code, _, fires in ROWS if code == trigger.code} == {True, False}, trigger.code


def test_offers_need_consent_and_duties_do_not(desk):
    by_kind = {trigger.code: (trigger.kind, trigger.marketing) for trigger in desk.pack.follow_ups}
    assert all(marketing for kind, marketing in by_kind.values() if kind == "opportunity")
    assert not any(marketing for kind, marketing in by_kind.values() if kind in {"duty", "money"})
