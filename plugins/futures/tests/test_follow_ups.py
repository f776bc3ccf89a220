"""Each trigger with a client who sets it off and one who just does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

ON = date(2026, 11, 24)
PERSON, FIRM = {"kind": "person"}, {"kind": "organisation"}


def day(away):
    return (ON + timedelta(days=away)).isoformat()


def near(code, fact, *, inside, of=None):
    """Rows for a date fact: the first and last day that fire, and the days beside them."""
    first, last = inside
    return [(code, {**(of or {}), fact: day(away)}, first <= away <= last) for away in (first - 1, first, last, last + 1)]


def until_done(code, fact, *, before, of=None):
    """Rows for a duty that does not pass with its day: one day too early, the first day, and long after."""
    return [(code, {**(of or {}), fact: day(away)}, away <= before) for away in (before + 1, before, 0, -1, -400)]


def account(used, equity):
    return {"futures_margin_used": used, "futures_equity": equity}


@pytest.mark.parametrize(
    ("code", "facts", "fires"),
    [
        ("FUT-F01", account("100000.01", "10万"), True),
        ("FUT-F01", account("10万", "10万"), False),
        ("FUT-F01", account(0, -1), True),
        ("FUT-F01", account(1, 0), True),
        ("FUT-F01", {"futures_margin_used": "10万"}, False),
        ("FUT-F02", account("80000.01", "10万"), True),
        ("FUT-F02", account("8万", "10万"), False),
        ("FUT-F02", account("10万", "10万"), True),
        ("FUT-F02", account("100000.01", "10万"), False),
        *near("FUT-F04", "futures_delivery_month_on", inside=(-31, 10), of=FIRM),
        ("FUT-F04", {**PERSON, "futures_delivery_month_on": day(5)}, False),
        *until_done("FUT-F05", "futures_flat_by", before=10, of=PERSON),
        ("FUT-F05", {**FIRM, "futures_flat_by": day(5)}, False),
        *until_done("FUT-F06", "hedge_quota_renew_by", before=45, of=FIRM),
        ("FUT-F06", {**PERSON, "hedge_quota_renew_by": day(5)}, False),
        *near("FUT-F07", "futures_last_trade_on", inside=(-200, -180)),
        *until_done("FUT-F08", "futures_callback_due_on", before=10),
        ("FUT-F09", {**FIRM, "hedge_covered_tonnes": 1001, "hedge_exposure_tonnes": 1000}, True),
        ("FUT-F09", {**FIRM, "hedge_covered_tonnes": 1000, "hedge_exposure_tonnes": 1000}, False),
        ("FUT-F09", {**PERSON, "hedge_covered_tonnes": 1001, "hedge_exposure_tonnes": 1000}, False),
    ],
)
def test_a_trigger_fires_on_one_side_of_its_limit_only(desk, code, facts, fires):
    assert desk.triggers(code, facts=facts, on=ON) is fires


def test_the_quota_of_the_half_year_is_on_the_list_before_june_ends_and_until_it_is_renewed(desk):
    facts = {**FIRM, "hedge_quota_renew_by": "2027-06-30"}
    assert desk.triggers("FUT-F06", facts=facts, on=date(2027, 5, 16))
    assert not desk.triggers("FUT-F06", facts=facts, on=date(2027, 5, 15))
    assert desk.triggers("FUT-F06", facts=facts, on=date(2027, 7, 1))  # lapsed: to be applied for anew


def test_nothing_known_sets_nothing_off(desk):
    assert [trigger.code for trigger in desk.pack.follow_ups if desk.triggers(trigger.code, facts={}, on=ON)] == []


def test_only_the_greeting_needs_marketing_consent_and_no_duty_does(desk):
    assert [trigger.code for trigger in desk.pack.follow_ups if trigger.marketing] == ["FUT-F07"]
    assert {trigger.kind for trigger in desk.pack.follow_ups if not trigger.marketing} == {"duty"}
