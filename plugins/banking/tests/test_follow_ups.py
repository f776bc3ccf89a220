"""Each follow-up fires for one client and just does not for the next."""

from __future__ import annotations

from datetime import date

import pytest

ORG = {"kind": "organisation"}
ROWS = [
    ("BNK-F01", {"bank_deposit_matures_on": date(2026, 11, 24)}, True),
    ("BNK-F01", {"bank_deposit_matures_on": date(2026, 12, 24)}, True),
    ("BNK-F01", {"bank_deposit_matures_on": date(2026, 12, 25)}, False),
    ("BNK-F01", {"bank_deposit_matures_on": date(2026, 11, 23)}, False),
    ("BNK-F02", {"bank_wealth_matures_on": date(2026, 12, 9)}, True),
    ("BNK-F02", {"bank_wealth_matures_on": date(2026, 12, 10)}, False),
    ("BNK-F02", {"bank_wealth_matures_on": date(2026, 11, 23)}, False),
    ("BNK-F03", {"bank_inflow_7d": "50万"}, True),
    ("BNK-F03", {"bank_inflow_7d": "499999.99"}, False),
    ("BNK-F04", {"bank_loan_overdue_days": 1}, True),
    ("BNK-F04", {"bank_loan_overdue_days": 0}, False),
    ("BNK-F05", {"bank_loan_reprices_on": date(2026, 12, 4)}, True),
    ("BNK-F05", {"bank_loan_reprices_on": date(2026, 12, 5)}, False),
    ("BNK-F05", {"bank_loan_reprices_on": date(2026, 11, 23)}, False),
    ("BNK-F06", {**ORG, "bank_bill_due_on": date(2026, 12, 4)}, True),
    ("BNK-F06", {**ORG, "bank_bill_due_on": date(2026, 12, 5)}, False),
    ("BNK-F06", {**ORG, "bank_bill_due_on": date(2026, 11, 14)}, True),  # 票据法 第五十三条: ten days to present it
    ("BNK-F06", {**ORG, "bank_bill_due_on": date(2026, 11, 13)}, False),
    ("BNK-F06", {"kind": "person", "bank_bill_due_on": date(2026, 12, 4)}, False),
    ("BNK-F07", {**ORG, "bank_credit_line_until": date(2027, 1, 23)}, True),
    ("BNK-F07", {**ORG, "bank_credit_line_until": date(2027, 1, 24)}, False),
    ("BNK-F07", {**ORG, "bank_credit_line_until": date(2026, 11, 23)}, False),
]


@pytest.mark.parametrize(("code", "facts", "fires"), ROWS, ids=[f"{row[0]}-{row[2]}-{n}" for n, row in enumerate(ROWS)])
def test_a_follow_up_fires(desk, code, facts, fires):
    assert desk.triggers(code, facts) is fires


def test_nothing_known_triggers_nothing(desk):
    assert [trigger.code for trigger in desk.pack.follow_ups if desk.triggers(trigger.code, {})] == []


def test_every_follow_up_has_both_rows(desk):
    assert {trigger.code: {True, False} for trigger in desk.pack.follow_ups} == {
        code: {fires for row, _, fires in ROWS if row == code} for code, _, _ in ROWS
    }
