"""Cases and tickets of the four desks through the command line: an account is opened step by step."""

from __future__ import annotations

import re

import pytest

from cmtool.plugins import Plugins

PERSON = {
    "kind": "person", "id_number": "110105198002290128", "id_expires_on": "2030-01-01", "birth_date": "1980-02-29",
    "gender": "male", "occupation": "教师", "address": "北京市朝阳区安定门外大街208号", "phone": "13812345678",
    "aml_risk": "low", "is_pep": "否",
    "tax_residence_declared": "是",
}  # fmt: skip
FUTURES = {
    **PERSON, "futures_professional": "否", "futures_risk_level": "4", "futures_excluded_as": "none",
    "futures_borrowed_money": "否", "futures_programme": "none", "futures_account_used_by": "own", "futures_control": "none",
}  # fmt: skip
SECURITIES = {
    **PERSON, "securities_professional": "否", "securities_risk_level": "4", "securities_refuses_information": "否",
    "securities_account_lent": "否",
}  # fmt: skip


@pytest.fixture
def desks(cmtool, book):
    """Run a command with the installed desks."""

    def ran(*arguments):
        return cmtool("--book", book, "--as-of", "2026-11-24", *arguments, plain=True)

    return ran


@pytest.fixture
def opened(desks):
    """Add a client and open a case for him; the first is number 1."""

    def done(code, facts, *more):
        sets = [part for fact, value in facts.items() for part in ("--set", f"{fact}={value}")]
        added = desks("client", "add", "试客户", "--code", "T-1", "--source", "测评记录 1", *sets)
        assert added.code == 0, added
        found = desks("case", "open", "T-1", code, *more)
        assert found.code == 0, found
        return found

    return done


def walked(desks):
    """Move case 1 on until it is done or a condition stops it, handing in each paper that is asked for.

    Return the papers asked for at each step, and the codes of the conditions that stopped it.
    """
    asked, step = {}, 1
    for _ in range(40):
        moved = desks("case", "step", 1)
        if moved.code == 0:
            step += 1
            if "全部完成" in moved.err:
                return asked, set()
            continue
        assert moved.code == 6, moved
        papers = re.findall(r"cmtool case paper 1 (\w+)", moved.err)
        if not papers:
            return asked, set(re.findall(r"^\[(?:不符|待问)\] (\S+)", moved.err, re.M))
        asked.setdefault(step, []).extend(papers)
        assert desks("case", "paper", 1, *papers).code == 0
    raise AssertionError("it never ends")


ACCOUNTS = [
    pytest.param(
        "FUT-C01",
        FUTURES,
        {
            1: ["id_card", "futures_basic_info"],
            2: ["futures_questionnaire"],
            3: ["futures_match_notice"],
            4: ["futures_risk_notice", "futures_contract", "account_video", "suitability_recording"],
            5: ["tax_declaration"],
            7: ["bank_card"],
        },
        id="futures-account",
    ),
    pytest.param(
        "SEC-C01",
        SECURITIES,
        {
            1: ["id_card"],
            2: ["investor_form"],
            3: ["account_agreement", "securities_risk_statement"],
            4: ["tax_declaration"],
            5: ["custody_agreement"],
        },
        id="securities-account",
    ),
    pytest.param("BNK-C01", {**PERSON, "tags": "regular"}, {1: ["id_card"], 2: ["tax_declaration"]}, id="bank-account"),
    pytest.param(
        "BNK-C01",
        {**PERSON, "aml_risk": "high", "tags": "by_agent"},
        {1: ["id_card", "agent_id"], 2: ["tax_declaration", "enhanced_due_diligence"]},
        id="bank-account-by-an-agent-at-high-risk",
    ),
    pytest.param(
        "INS-C04",
        PERSON,
        {2: ["claim_form", "claimant_id", "diagnosis"], 4: ["claimant_account"]},
        id="illness-claim",
    ),
]


@pytest.mark.parametrize(("code", "facts", "papers"), ACCOUNTS)
def test_an_account_is_opened_as_its_papers_come_in_each_at_its_step(desks, opened, code, facts, papers):
    opened(code, facts)
    assert walked(desks) == (papers, set())


STOPPED = [
    ("FUT-C01", FUTURES, {"futures_excluded_as": "practitioner"}, {"FUT-R002"}),
    ("FUT-C01", FUTURES, {"futures_borrowed_money": "是"}, {"FUT-R003"}),
    ("FUT-C01", FUTURES, {"futures_account_used_by": None}, {"FUT-R007"}),
    ("FUT-C01", FUTURES, {"futures_risk_level": None, "futures_professional": None}, {"FUT-C01-2"}),
    ("SEC-C01", SECURITIES, {"id_expires_on": "2026-11-23"}, {"SEC-R006"}),
    ("SEC-C01", SECURITIES, {"securities_account_lent": "是"}, {"SEC-R005"}),
    ("SEC-C01", SECURITIES, {"aml_risk": None}, {"CMT-R004"}),
    ("BNK-C01", PERSON, {"gender": None}, {"BNK-R005"}),
    ("BNK-C01", PERSON, {"id_expires_on": "2026-11-23"}, {"BNK-R004"}),
]


@pytest.mark.parametrize(("code", "facts", "changes", "stop"), STOPPED)
def test_an_account_is_not_opened_where_the_law_bars_it_or_the_answer_is_not_known(desks, opened, code, facts, changes, stop):
    facts = {**facts, "tags": "regular", **changes}
    opened(code, {fact: value for fact, value in facts.items() if value is not None})
    _, stopped = walked(desks)
    assert stopped == stop
    assert "全部完成" not in desks("case", "step", 1).err


TICKETS = [  # brought on Tuesday 2026-11-24 at ten
    ("FUT-C17", "2026-11-24 11:00", "2026-11-25", "urgent"),
    ("FUT-C18", "2026-11-24 14:00", "2026-11-26", "high"),
    ("FUT-C19", "2026-11-25", "2026-12-15", "high"),
    ("SEC-C05", "2026-11-24 11:00", "2026-11-25", "urgent"),
    ("SEC-C06", "2026-11-24 14:00", "2026-11-26", "high"),
    ("SEC-C07", "2026-11-25", "2026-12-15", "high"),
    ("BNK-C08", "2026-11-24 12:00", "2026-11-26", "urgent"),
    ("BNK-C09", "2026-11-25", "2026-11-27", "normal"),
    ("BNK-C10", "2026-11-25", "2026-12-09", "high"),  # 15 calendar days: Order 2020 No. 3, article 18
    ("INS-C07", "2026-11-25", "2026-12-09", "high"),
    ("INS-C08", "2026-11-25", "2026-12-24", "high"),  # 30 calendar days: Insurance Law, article 23
    ("INS-C09", "2026-11-25", "2026-12-01", "normal"),  # 5 working days: 2010 No. 4, article 20
]


@pytest.mark.parametrize(("code", "respond", "resolve", "severity"), TICKETS)
def test_each_desks_tickets_have_their_times(desks, opened, code, respond, resolve, severity):
    opened(code, {"kind": "person"}, "--about", "登录不上", "--at", 10)
    (item,) = desks("case", "list", "--tickets", "--format", "json").items
    found = item["ticket"]
    assert (found["respond_by"], found["resolve_by"], found["severity"]) == (respond, resolve, severity)
    assert desks("case", "answer", 1, "已受理", "--at", 11).code == 0
    assert walked(desks) == ({}, set())


def test_every_ticket_of_a_desk_is_in_the_table_above():
    kinds = [case for pack in Plugins().packs for case in pack.cases]
    assert {case.code for case in kinds if case.ticket} == {code for code, *_ in TICKETS}


def test_what_a_step_asks_for_is_asked_for_at_onboarding_too():
    """A rule that stops a step is among the conditions of the whole, so that ``onboard`` says it on the first day."""
    rules = {rule.code: rule for pack in Plugins().packs for rule in pack.rules}
    stray = {
        f"{case.code}: {code}"
        for pack in Plugins().packs
        for case in pack.cases
        for step in case.steps
        for code in step.conditions
        if code not in case.conditions and rules[code].about == "case"
    }
    assert stray == set()
