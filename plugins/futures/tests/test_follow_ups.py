"""Each trigger with a client who sets it off and one who just does not: by its predicate, and through the command line."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from cmtool.cli import run
from cmtool_futures import hooks

DESK = Path(hooks.__file__).parent
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


def held(fact, away, **more):
    """A person with positions and a day that lies so many days ahead."""
    return {**PERSON, "futures_positions": "是", fact: day(away), **more}


def option(state, away):
    return {**PERSON, "futures_option_state": state, "futures_option_expires_on": day(away)}


def basis(place, tonnes=100):
    return {**FIRM, "hedge_basis_place": place, "hedge_covered_tonnes": tonnes}


ROWS = [
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
        ("FUT-F10", {**PERSON, "futures_positions": "是", "futures_liquidation_gap": "2.9%"}, True),
        ("FUT-F10", {**PERSON, "futures_positions": "是", "futures_liquidation_gap": "3%"}, False),
        ("FUT-F10", {**PERSON, "futures_positions": "否", "futures_liquidation_gap": "1%"}, False),
        *[(code, held(fact, away), 0 <= away <= most)
          for code, fact, most in (("FUT-F11", "futures_margin_step_on", 10), ("FUT-F12", "futures_limit_step_on", 10),
                                   ("FUT-F13", "futures_margin_raise_on", 10), ("FUT-F17", "futures_last_trading_on", 30))
          for away in (-1, 0, most, most + 1)],
        ("FUT-F11", {**held("futures_margin_step_on", 5), "futures_positions": "否"}, False),
        *[(code, option(state, away), fires)
          for code, state in (("FUT-F14", "bought_in"), ("FUT-F15", "sold_in"))
          for away, fires in ((0, True), (5, True), (6, False), (-1, False))],
        ("FUT-F14", option("sold_in", 3), False),
        ("FUT-F15", option("bought_in", 3), False),
        ("FUT-F14", option("near", 3), False),
        ("FUT-F15", option("out", 3), False),
        ("FUT-F16", {**PERSON, "futures_positions": "否", "futures_last_trade_on": day(-330)}, True),
        ("FUT-F16", {**PERSON, "futures_positions": "否", "futures_last_trade_on": day(-329)}, False),
        ("FUT-F16", {**PERSON, "futures_positions": "是", "futures_last_trade_on": day(-400)}, False),
        *until_done("FUT-F18", "futures_authority_until", before=30, of=FIRM),
        ("FUT-F18", {**PERSON, "futures_authority_until": day(5)}, False),
        *near("FUT-F19", "hedge_quota_until", inside=(0, 20), of=FIRM),
        ("FUT-F20", {**FIRM, "hedge_covered_tonnes": 999, "hedge_planned_tonnes": 1000}, True),
        ("FUT-F20", {**FIRM, "hedge_covered_tonnes": 1000, "hedge_planned_tonnes": 1000}, False),
        ("FUT-F20", {**FIRM, "hedge_covered_tonnes": 999}, False),
        ("FUT-F21", basis("5%"), True),
        ("FUT-F21", basis("5.1%"), False),
        ("FUT-F21", basis("95%"), True),
        ("FUT-F21", basis("94.9%"), False),
        ("FUT-F21", basis("1%", tonnes=0), False),
        ("FUT-F22", {"futures_programme": "unreported"}, True),
        ("FUT-F22", {"futures_programme": "reported"}, False),
        ("FUT-F23", {"futures_abnormal_times": 1}, True),
        ("FUT-F23", {"futures_abnormal_times": 0}, False),
        ("FUT-F24", {"futures_control": "unreported"}, True),
        ("FUT-F24", {"futures_control": "reported"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("code", "facts", "fires"), ROWS)
def test_a_trigger_fires_on_one_side_of_its_limit_only(desk, code, facts, fires):
    assert desk.triggers(code, facts=facts, on=ON) is fires


def test_every_trigger_has_a_client_on_either_side(desk):
    for trigger in desk.pack.follow_ups:
        assert {row[2] for row in ROWS if row[0] == trigger.code} == {True, False}, trigger.code


def as_kept(desk, facts):
    """Return what the book takes of these facts: one of an organisation is never known of a person, nor the other way round."""
    kind = facts.get("kind", "person")
    return {"kind": kind, **{name: value for name, value in facts.items() if desk.house.facts[name].concerns(kind)}}


@pytest.fixture(scope="module")
def morning(desk, blank, tmp_path_factory):
    """The morning list of a book with one client a row: the codes of what brought each of them there, with what to say."""
    book = tmp_path_factory.mktemp("morning") / "book.db"
    shutil.copy2(blank / "book.db", book)
    book.chmod(0o600)
    before = ["--safe-mode", "--plugin", str(DESK), "--book", str(book), "--lang", "zh", "--as-of", ON.isoformat()]
    listed = book.with_name("today.json")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CMTOOL_CACHE", str(blank / "cache"))
        for number, (_, facts, _) in enumerate(ROWS, start=1):
            known = {**as_kept(desk, facts), "marketing_consent": "是", "tax_residence_declared": "是"}
            sets = [part for name, value in known.items() for part in ("--set", f"{name}={value}")]
            assert run([*before, "client", "add", f"客户{number}", "--code", f"T-{number}", *sets]) == 0
        assert run([*before, "today", "--format", "json", "-o", str(listed)]) == 0
    items = json.loads(listed.read_text(encoding="utf-8"))["items"]
    return {item["client"]: item for item in items}


@pytest.mark.parametrize("number", range(1, len(ROWS) + 1), ids=lambda number: f"{ROWS[number - 1][0]}-{number}")
def test_the_morning_list_holds_just_those_it_should(desk, morning, number):
    code, facts, fires = ROWS[number - 1]
    item = morning.get(f"T-{number}")
    if set(facts) - {"kind"} == set(as_kept(desk, facts)) - {"kind"} or not fires:
        assert (item is not None and code in {term["code"] for term in item["terms"]}) is fires
    if fires:
        trigger = desk.house.follow_ups[code]
        assert trigger.say.zh in item["say"]
        assert any(trigger.not_say.zh in words for words in item["not_about"])


def test_the_quota_of_the_half_year_is_on_the_list_before_june_ends_and_until_it_is_renewed(desk):
    facts = {**FIRM, "hedge_quota_renew_by": "2027-06-30"}
    assert desk.triggers("FUT-F06", facts=facts, on=date(2027, 5, 16))
    assert not desk.triggers("FUT-F06", facts=facts, on=date(2027, 5, 15))
    assert desk.triggers("FUT-F06", facts=facts, on=date(2027, 7, 1))  # lapsed: to be applied for anew


def test_nothing_known_sets_nothing_off(desk):
    assert [trigger.code for trigger in desk.pack.follow_ups if desk.triggers(trigger.code, facts={}, on=ON)] == []


def test_only_the_greeting_needs_marketing_consent_and_no_duty_does(desk):
    assert [trigger.code for trigger in desk.pack.follow_ups if trigger.marketing] == ["FUT-F07"]
    others = {trigger.code for trigger in desk.pack.follow_ups if trigger.kind != "duty" and not trigger.marketing}
    assert others == {"FUT-F16", "FUT-F20", "FUT-F21"}  # news of the client's own account, nothing on offer
