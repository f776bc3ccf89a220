"""A case moves only when its step's conditions hold; it waits, goes back or is given up; tickets are answered in time."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from older import back_to

from cmtool.cli import run
from cmtool.jobs.casework import by_when
from cmtool.model import Allowance

SHOP = Path(__file__).parent / "plugins" / "shop"
WORK = """
[[case]]
code = "SHP-C03"
title = { zh = "代客炒茶", en = "roast for a client" }
about = { zh = "客户的茶叶，由本铺代炒", en = "the client's tea, roasted by the shop" }
[[case.paper]]
key = "id_card"
name = { zh = "身份证原件", en = "identity card, original" }
when = "c.kind = 'person'"
[[case.paper]]
key = "roast_order"
name = { zh = "炒茶委托单", en = "roasting order" }
[[case.step]]
name = { zh = "收茶验货", en = "take the tea in" }
owner = { zh = "掌柜", en = "shopkeeper" }
days = 1
papers = ["id_card", "roast_order"]
[[case.step]]
name = { zh = "试炒定火候", en = "try the fire" }
owner = { zh = "炒茶师", en = "roaster" }
days = 2
conditions = ["SHP-R009"]
require = "c.shop_garden"
remedy = { zh = "先请客户到茶园看茶", en = "invite the client to see the garden first" }
[[case.step]]
name = { zh = "交货", en = "hand over" }
owner = { zh = "掌柜", en = "shopkeeper" }
days = 1

[[case]]
code = "SHP-C04"
title = { zh = "茶叶受潮", en = "damp tea" }
about = { zh = "客户反映茶叶受潮", en = "a client says that his tea is damp" }
ticket = true
severity = "high"
respond = { hours = 4 }
resolve = { days = 3 }
[[case.step]]
name = { zh = "查验", en = "look at it" }
owner = { zh = "验茶师", en = "taster" }
days = 1
[[case.step]]
name = { zh = "换货或退款", en = "replace or refund" }
owner = { zh = "掌柜", en = "shopkeeper" }
days = 5
"""
READY = {"kind": "person", "papers": "id_card,roast_order", "shop_budget": "2万", "shop_garden": "是"}


@pytest.fixture
def busy_shop(tmp_path):
    """The shop with a case whose steps ask for something, and a ticket."""
    folder = tmp_path / "busy"
    shutil.copytree(SHOP, folder)
    cases = folder / "pack" / "cases.toml"
    cases.write_text(cases.read_text(encoding="utf-8") + WORK, encoding="utf-8")
    return folder


@pytest.fixture
def office_arguments(book, busy_shop):
    return ["--plugin", str(busy_shop), "--safe-mode", "--book", str(book), "--as-of", "2026-11-24"]


def shown(ok, number=1, **more):
    return ok("case", "show", number, "--format", "json", *(part for pair in more.items() for part in pair)).json


# --- what a step asks for ------------------------------------------------------------------------------------------------

STEPS = [
    pytest.param(1, {}, 0, (), id="papers-there"),
    pytest.param(1, {"papers": ""}, 6, ("身份证原件", "cmtool case paper 1 roast_order"), id="all-papers-missing"),
    pytest.param(1, {"papers": "id_card"}, 6, ("炒茶委托单",), id="one-paper-missing"),
    pytest.param(1, {"papers": "roast_order", "kind": "organisation"}, 0, (), id="a-paper-that-is-none-of-his"),
    pytest.param(1, {"papers": "roast_order", "kind": ""}, 6, ("身份证原件",), id="a-paper-that-may-be-his"),
    pytest.param(1, {"shop_garden": "否", "shop_budget": "1"}, 0, (), id="another-steps-conditions"),
    pytest.param(2, {}, 0, (), id="conditions-kept"),
    pytest.param(2, {"shop_budget": "9999"}, 6, ("SHP-R009", "先问预算"), id="rule-broken"),
    pytest.param(2, {"shop_budget": "10000"}, 0, (), id="rule-just-kept"),
    pytest.param(2, {"shop_budget": ""}, 6, ("[待问] SHP-R009",), id="rule-unknown"),
    pytest.param(2, {"shop_garden": "否"}, 6, ("SHP-C03-2", "先请客户到茶园看茶"), id="own-condition-broken"),
    pytest.param(2, {"shop_garden": ""}, 6, ("[待问] SHP-C03-2",), id="own-condition-unknown"),
    pytest.param(2, {"shop_garden": "否", "shop_budget": "1"}, 6, ("SHP-R009", "SHP-C03-2", "2 项"), id="all-at-once"),
    pytest.param(2, {"papers": ""}, 0, (), id="another-steps-papers"),
    pytest.param(3, {"papers": "", "shop_budget": "", "shop_garden": ""}, 0, (), id="a-step-that-asks-for-nothing"),
]


@pytest.mark.parametrize(("step", "facts", "code", "named"), STEPS)
def test_a_step_is_finished_only_where_what_it_asks_for_is_there(cmtool, ok, add, book, step, facts, code, named):
    client = add(**READY)
    ok("case", "open", client, "SHP-C03")
    for _ in range(step - 1):
        ok("case", "step", 1)
    changed = [part for fact, value in facts.items() for part in (("--set", f"{fact}={value}") if value else ("--unset", fact))]
    if changed:
        ok("client", "edit", client, *changed)
    before = book.read_bytes()
    moved = cmtool("case", "step", 1)
    assert moved.code == code, moved
    assert [piece for piece in named if piece not in moved.err] == []
    assert (book.read_bytes() == before) == (code != 0)


def test_a_dry_run_is_refused_for_the_same_reasons(cmtool, ok, add):
    ok("case", "open", add(kind="person"), "SHP-C03")
    assert cmtool("case", "step", 1, "--dry-run").code == 6


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_refusal_lists_all_that_is_missing_and_what_to_do(cmtool, ok, add, golden, lang):
    client = add(**READY)
    ok("case", "open", client, "SHP-C03")
    ok("client", "edit", client, "--set", "papers=", "--set", "shop_budget=1", "--unset", "shop_garden")
    said = cmtool("case", "step", 1, "--lang", lang).err
    ok("case", "paper", 1, "id_card", "roast_order")
    ok("case", "step", 1)
    golden(f"case_refused_{lang}", said + "\n" + cmtool("case", "step", 1, "--lang", lang).err)


# --- papers --------------------------------------------------------------------------------------------------------------


def test_a_paper_handed_in_counts_for_onboarding_and_other_cases_too(cmtool, ok, add):
    client = add(kind="person", shop_budget="2万", id_number="110105198002290128", aml_risk="low")
    ok("case", "open", client, "SHP-C03")
    assert "还缺：炒茶委托单" in ok("case", "paper", 1, "id_card", "--source", "柜台收件 2026-118").err
    (item, *_) = cmtool("onboard", client, "--for", "SHP-C01", "--format", "json").json["items"]
    assert [paper["key"] for paper in item["papers_held"]] == ["id_card"]
    (held,) = [item for item in ok("client", "show", client, "--format", "json").items if item["fact"] == "papers"]
    assert (held["source"], held["as_of"]) == ("柜台收件 2026-118", "2026-11-24")


def test_papers_add_up_and_the_order_of_handing_in_is_kept(ok, add):
    ok("case", "open", add(kind="person"), "SHP-C03")
    ok("case", "paper", 1, "ROAST_ORDER", "--as-of", "2026-11-25")
    ok("case", "paper", 1, "id_card", "--as-of", "2026-11-26", "--manager", "王经理")
    found = shown(ok, **{"--as-of": "2026-11-26"})
    assert {paper["key"]: paper["held"] for paper in found["papers"]} == {"id_card": True, "roast_order": True}
    papers = [(one["day"], one["words"]) for one in found["history"] if one["what"] == "paper"]
    assert papers == [("2026-11-25", "收到：炒茶委托单"), ("2026-11-26", "收到：身份证原件")]
    assert found["history"][-1]["who"] == "王经理"


def test_a_paper_held_already_changes_nothing(ok, add, book):
    ok("case", "open", add(**READY), "SHP-C03")
    before = book.read_bytes()
    assert "没有改动" in ok("case", "paper", 1, "id_card").err
    assert book.read_bytes() == before


def test_a_paper_that_is_none_of_the_cases_is_not_found(cmtool, ok, add):
    ok("case", "open", add(kind="person"), "SHP-C03")
    refused = cmtool("case", "paper", 1, "id_card", "passport", "receipt")
    assert refused.code == 3
    assert "passport" in refused.err
    assert "receipt" in refused.err
    assert "roast_order" in refused.err  # what can be written


def test_the_papers_to_bring_to_a_visit_are_those_that_open_cases_lack(ok, add):
    client = add(kind="person", papers="roast_order")
    assert ok("brief", client, "--format", "json").json["papers"] == []
    ok("case", "open", client, "SHP-C03")
    assert [paper["key"] for paper in ok("brief", client, "--format", "json").json["papers"]] == ["id_card"]


def test_a_ticket_that_nobody_answered_is_in_the_brief_with_what_it_is_about(ok, add):
    client = add(kind="person")
    ok("case", "open", client, "SHP-C04", "--about", "受潮，电话 13812345678", "--at", 9)
    (work,) = ok("brief", client, "--format", "json").json["cases"]
    assert work["line"] == "工单 1 茶叶受潮：还没有答复客户；受潮，电话 138****5678"


# --- waiting -------------------------------------------------------------------------------------------------------------


def line(ok, day):
    (item,) = ok("today", "--format", "json", "--as-of", day).items
    return item


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-11-28", ""),  # three days ahead
        ("2026-11-29", "等库房办理（自 2026-11-24 起，应于 2026-12-01 前）：等空箱"),
        ("2026-12-01", "等库房办理（自 2026-11-24 起，应于 2026-12-01 前）：等空箱"),
        ("2026-12-02", "等库房已逾期（自 2026-11-24 起，应于 2026-12-01 前）：等空箱"),
    ],
)
def test_a_department_waited_for_is_on_the_list_with_who_since_when_and_by_when(ok, add, sql, day, reason):
    ok("case", "open", add(**READY), "SHP-C03")
    sql("UPDATE work SET due = due + 60")
    ok("case", "wait", 1, "--for", "库房", "--until", "2026-12-01", "--reason", "等空箱")
    items = ok("today", "--format", "json", "--as-of", day).items
    assert [item["reason"] for item in items] == ([f"代客炒茶：收茶验货，{reason}"] if reason else [])
    assert [(item["purposes"], "催库房办理" in item["say"]) for item in items] == ([(["duty"], True)] if reason else [])


def test_waiting_for_the_client_is_a_service_that_he_may_refuse(ok, add):
    client = add(**READY)
    ok("case", "open", client, "SHP-C03")
    ok("case", "wait", 1, "--for", "client", "--until", "2026-11-25", "--reason", "等茶叶送到")
    found = line(ok, "2026-11-24")
    assert found["purposes"] == ["service"]
    assert "等客户办理（自 2026-11-24 起，应于 2026-11-25 前）：等茶叶送到" in found["reason"]
    ok("client", "edit", client, "--set", "service_consent=否")
    assert ok("today", "--format", "json").items == []


def test_a_waiting_without_a_day_is_listed_by_the_steps_deadline(ok, add):
    ok("case", "open", add(**READY), "SHP-C03")
    ok("case", "wait", 1, "--for", "库房", "--reason", "等空箱")
    assert "应于 2026-11-25 前" in line(ok, "2026-11-24")["reason"]


def test_a_case_that_waits_moves_only_when_it_is_resumed(cmtool, ok, add):
    ok("case", "open", add(**READY), "SHP-C03")
    ok("case", "wait", 1, "--for", "库房", "--reason", "等空箱")
    refused = cmtool("case", "step", 1)
    assert refused.code == 4
    assert "cmtool case resume 1" in refused.err
    ok("case", "resume", 1)
    ok("case", "step", 1)
    assert cmtool("case", "resume", 1).code == 4


@pytest.mark.parametrize(
    ("whom", "resumed", "due"),
    [
        ("客户", "2026-11-24", "2026-11-25"),
        ("Client", "2026-11-26", "2026-11-27"),  # two working days waited
        ("client", "2026-11-30", "2026-12-01"),  # a weekend counts not
        ("库房", "2026-11-30", "2026-11-25"),  # a department's delay is ours
    ],
)
def test_days_waited_for_the_client_do_not_count_towards_the_step(ok, add, whom, resumed, due):
    ok("case", "open", add(**READY), "SHP-C03")
    ok("case", "wait", 1, "--for", whom, "--reason", "等")
    ok("case", "resume", 1, "--as-of", resumed)
    assert ok("case", "list", "--format", "json").items[0]["due"] == due


def test_the_list_says_who_is_waited_for_and_can_be_cut_to_those(ok, add):
    client = add(**READY)
    ok("case", "open", client, "SHP-C03")
    ok("case", "open", client, "SHP-C03")
    ok("case", "wait", 2, "--for", "库房", "--until", "2026-12-01", "--reason", "电话 13812345678")
    (item,) = ok("case", "list", "--waiting", "--format", "json").items
    assert (item["case"], item["status"], item["status_words"]) == (2, "open", "等库房")
    assert item["waiting"] == {"for": "库房", "since": "2026-11-24", "until": "2026-12-01", "reason": "电话 138****5678"}


# --- back, dropped, taken back -------------------------------------------------------------------------------------------


def test_a_case_goes_back_with_a_reason_and_its_deadline_starts_anew(cmtool, ok, add):
    ok("case", "open", add(**READY), "SHP-C03")
    first = cmtool("case", "step", 1, "--back", "--reason", "弄错了")
    assert first.code == 4
    assert "case drop 1" in first.err
    ok("case", "step", 1)
    assert "2026-12-02" in ok("case", "step", 1, "--back", "--reason", "茶叶调包", "--as-of", "2026-12-01").err
    found = shown(ok)
    assert [step["state"] for step in found["items"]] == ["now", "later", "later"]
    assert found["history"][-1]["words"] == "从第 2 步“试炒定火候”退回：茶叶调包"


@pytest.mark.parametrize("arguments", [("--back",), ("--reason", "为什么"), ("--back", "--reason", " ")])
def test_going_back_and_a_reason_belong_together(cmtool, ok, add, arguments):
    ok("case", "open", add(**READY), "SHP-C03")
    assert cmtool("case", "step", 1, *arguments).code == 2


def test_a_case_given_up_is_listed_no_more_and_goes_no_further(cmtool, ok, add):
    ok("case", "open", add(**READY), "SHP-C03")
    ok("case", "drop", 1, "--reason", "客户不炒了")
    assert ok("case", "list", "--format", "json").items == []
    assert [item["status"] for item in ok("case", "list", "--all", "--format", "json").items] == ["dropped"]
    assert shown(ok)["history"][-1]["words"] == "不再办理：客户不炒了"
    for words in (("step", 1), ("paper", 1, "id_card"), ("wait", 1, "--for", "库房", "--reason", "等"), ("resume", 1),
                  ("drop", 1, "--reason", "又"), ("answer", 1, "好")):  # fmt: skip
        assert cmtool("case", *words).code == 4


def test_everything_can_be_taken_back_and_the_journal_stays_whole(ok, add, sql):
    client = add(**{**READY, "papers": "id_card"})
    tables = ("client", "work", "work_event")
    ok("case", "open", client, "SHP-C03")
    start = [sql(f"SELECT * FROM {table}") for table in tables]
    ok("case", "paper", 1, "roast_order")
    ok("case", "step", 1)
    ok("case", "wait", 1, "--for", "库房", "--reason", "等空箱")
    ok("case", "resume", 1)
    ok("case", "step", 1, "--back", "--reason", "重验")
    ok("case", "drop", 1, "--reason", "不办了")
    for _ in range(6):
        ok("undo")
    assert [sql(f"SELECT * FROM {table}") for table in tables] == start
    assert "journal-" not in ok("doctor", "--format", "json").out


def test_opening_is_not_taken_back_from_under_a_paper_handed_in_since(cmtool, ok, add):
    ok("case", "open", add(kind="person"), "SHP-C03")
    entry = ok("journal", "--format", "json").items[0]["entry"]
    ok("case", "paper", 1, "id_card")
    assert cmtool("undo", entry).code == 4


def test_a_dry_run_of_each_command_keeps_nothing(ok, add, book):
    client = add(kind="person")
    ok("case", "open", client, "SHP-C03")
    ok("case", "open", client, "SHP-C04", "--about", "受潮")
    before = book.read_bytes()
    for words in (("paper", 1, "id_card"), ("wait", 1, "--for", "库房", "--reason", "等"), ("drop", 1, "--reason", "不"),
                  ("answer", 2, "好"), ("open", client, "SHP-C04", "--about", "又")):  # fmt: skip
        assert "试运行" in ok("case", *words, "--dry-run").err
    assert book.read_bytes() == before


# --- tickets -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hour", "respond", "resolve"),
    [
        ("2026-11-24", 9, "2026-11-24 13:00", "2026-11-27"),
        ("2026-11-24", 13, "2026-11-24 17:00", "2026-11-27"),
        ("2026-11-24", 14, "2026-11-25 10:00", "2026-11-27"),
        ("2026-11-24", 7, "2026-11-24 13:00", "2026-11-27"),
        ("2026-11-24", 17, "2026-11-25 13:00", "2026-11-27"),
        ("2026-11-27", 16, "2026-11-30 12:00", "2026-12-02"),  # over a weekend
        ("2026-11-28", 11, "2026-11-30 13:00", "2026-12-02"),  # brought on a Saturday
        ("2026-09-30", 16, "2026-10-08 12:00", "2026-10-10"),  # the holiday, and a Saturday that is worked
    ],
)
def test_the_times_of_a_ticket_run_in_working_hours_and_days(ok, add, day, hour, respond, resolve):
    opened = ok("case", "open", add(kind="person"), "SHP-C04", "--about", "受潮", "--at", hour, "--as-of", day)
    assert respond in opened.err
    ticket = ok("case", "list", "--tickets", "--format", "json").items[0]["ticket"]
    assert (ticket["respond_by"], ticket["resolve_by"], ticket["answered"]) == (respond, resolve, None)


def test_a_ticket_that_is_not_answered_is_a_duty_on_the_list_until_it_is(ok, add):
    ok("case", "open", add(kind="person"), "SHP-C04", "--about", "受潮，电话 13812345678", "--at", 10)
    due, late = line(ok, "2026-11-24"), line(ok, "2026-11-25")
    assert due["reason"] == "茶叶受潮（重要）：首次答复应于 2026-11-24 14:00 前：受潮，电话 138****5678"
    assert late["reason"].startswith("茶叶受潮（重要）：首次答复已逾期，应于 2026-11-24 14:00 前")
    assert late["urgency"] > due["urgency"]
    assert due["purposes"] == ["duty"]
    ok("case", "answer", 1, "已派人查验", "--at", 14)
    assert line(ok, "2026-11-24")["reason"] == "茶叶受潮：查验（验茶师）即将到期"


def test_nothing_but_an_answer_takes_a_ticket_off_the_list_for_longer_than_a_day(cmtool, ok, add):
    code = add(kind="person")
    ok("case", "open", code, "SHP-C04", "--about", "受潮", "--at", 10)
    ok("task", "done", code, "--no-contact", "--reason", "转告验茶师")
    assert ok("today", "--format", "json").items == []
    assert "首次答复已逾期" in line(ok, "2026-11-25")["reason"]
    assert cmtool("task", "snooze", code, "--until", "2026-11-27", "--reason", "忙", "--as-of", "2026-11-25").code == 6
    assert cmtool("task", "skip", code, "--reason", "忙", "--as-of", "2026-11-25").code == 6
    ok("task", "snooze", code, "--until", "2026-11-26", "--reason", "忙", "--as-of", "2026-11-25")


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(0, 23), st.integers(1, 60))
def test_between_the_beginning_and_the_end_lie_just_the_working_hours_allowed(day, hour, amount):
    end, end_hour = by_when(day, hour, Allowance(amount=amount, unit="hours"))
    hours = (
        (day + timedelta(days=days), at)
        for days in range((end - day).days + 1)
        for at in range(9, 17)
        if chinese_calendar.is_workday(day + timedelta(days=days))
    )
    assert sum((day, hour) <= one < (end, end_hour) for one in hours) == amount
    assert chinese_calendar.is_workday(end)
    assert 9 < end_hour <= 17


@pytest.mark.parametrize(("hour", "late"), [(13, False), (14, False), (15, True)])
def test_a_late_first_answer_is_said_to_be_late(ok, add, hour, late):
    ok("case", "open", add(kind="person"), "SHP-C04", "--about", "受潮", "--at", 10)
    assert ("超过了时限" in ok("case", "answer", 1, "查了", "--at", hour).err) == late


def test_only_the_first_answer_counts_and_all_are_kept(ok, add):
    ok("case", "open", add(kind="person"), "SHP-C04", "--about", "受潮", "--at", 9)
    ok("case", "answer", 1, "已派人查验", "--at", 11)
    ok("case", "answer", 1, "确是受潮，换货", "--at", 10, "--as-of", "2026-11-26")
    found = shown(ok)
    assert found["ticket"]["answered"] == "2026-11-24 11:00"
    assert [one["words"] for one in found["history"]] == ["立案", "答复：已派人查验", "答复：确是受潮，换货"]


def test_a_ticket_is_not_closed_before_the_client_was_answered(cmtool, ok, add):
    ok("case", "open", add(kind="person"), "SHP-C04", "--about", "受潮")
    ok("case", "step", 1)
    refused = cmtool("case", "step", 1)
    assert refused.code == 6
    assert "cmtool case answer 1" in refused.err
    ok("case", "answer", 1, "换货")
    assert "全部完成" in ok("case", "step", 1).err


def test_no_step_and_no_waiting_moves_the_end_of_a_ticket(ok, add):
    ok("case", "open", add(kind="person"), "SHP-C04", "--about", "受潮", "--at", 9)
    ok("case", "answer", 1, "查")
    ok("case", "step", 1, "--as-of", "2026-11-25")  # the second step may take five days, the ticket only three
    assert ok("case", "list", "--format", "json").items[0]["due"] == "2026-11-27"
    ok("case", "wait", 1, "--for", "client", "--reason", "等寄回", "--as-of", "2026-11-25")
    ok("case", "resume", 1, "--as-of", "2026-11-30")
    assert ok("case", "list", "--format", "json").items[0]["due"] == "2026-11-27"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("open", "C-00001", "SHP-C04"), 2),
        (("open", "C-00001", "SHP-C04", "--about", "  "), 2),
        (("open", "C-00001", "SHP-C03", "--severity", "urgent"), 2),
        (("open", "C-00001", "SHP-C04", "--about", "潮", "--severity", "dire"), 2),
        (("answer", 1, "好"), 4),
        (("wait", 1, "--for", " ", "--reason", "等"), 5),
        (("wait", 1, "--for", "库房", "--until", "2026-11-23", "--reason", "等"), 5),
        (("wait", 1, "--for", "库房", "--until", "2026-11-24", "--reason", "等"), 0),
        (("wait", 1, "--for", "库房"), 2),
        (("paper", 1), 2),
        (("paper", 9, "id_card"), 3),
        (("drop", 1), 2),
    ],
)
def test_what_makes_no_sense_is_refused(cmtool, ok, add, arguments, code):
    ok("case", "open", add(kind="person"), "SHP-C03")
    assert cmtool("case", *arguments).code == code


def test_severity_can_be_set_and_moves_the_line_up(ok, add):
    for severity in ("normal", "urgent", "high"):
        ok("case", "open", add(severity, kind="person"), "SHP-C04", "--about", "潮", "--severity", severity, "--at", 9)
    found = ok("today", "--format", "json").items
    assert [item["client"] for item in found] == ["C-00002", "C-00003", "C-00001"]


def test_a_ticket_is_no_work_to_be_ready_for(cmtool, add):
    found = cmtool("onboard", add(kind="person"), "--format", "json").json["items"]
    assert [item["case"] for item in found] == ["SHP-C01", "SHP-C03"]


def test_a_book_with_cases_from_before_works_on(ok, add, sql):
    """A book of the version before: no history, no waiting, no tickets."""
    client = add(**READY)
    sql("INSERT INTO work (id, client, code, opened, step, due) VALUES (1, 1, 'SHP-C03', 20770, 2, 20785)")
    sql("INSERT INTO work (id, client, code, opened, step, due) VALUES (2, 1, 'SHP-C04', 20770, 2, 20785)")
    for statement in back_to(5):
        sql(statement)
    listed = ok("case", "list", "--format", "json").items
    assert [(item["case"], item["status_words"], item["ticket"], item["waiting"]) for item in listed] == [
        (1, "办理中", None, None),
        (2, "办理中", None, None),
    ]
    assert "经过" not in ok("case", "show", 1).out
    ok("case", "wait", 1, "--for", "库房", "--reason", "等")
    ok("case", "resume", 1)
    ok("case", "step", 1)
    assert [one["what"] for one in shown(ok)["history"]] == ["wait", "resume", "step"]
    assert "全部完成" in ok("case", "step", 2).err  # it was no ticket when it was opened, so no answer is owed
    assert client in ok("today", "--format", "ids", "--as-of", "2026-12-01").out


# --- the sheet -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_case_in_full(ok, add, golden, lang, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    client = add(**{**READY, "papers": "id_card", "shop_garden": "否"})
    ok(
        "case",
        "open",
        client,
        "SHP-C03",
        "--about",
        "明前龙井两斤，客户要求明火慢炒，不要机器炒制，先试一锅再定",
        "--manager",
        "王经理",
    )
    ok(
        "case",
        "wait",
        1,
        "--for",
        "库房",
        "--until",
        "2026-12-01",
        "--reason",
        "等空箱，库房说月底前有新箱子到，到了先给这位客户",
        "--manager",
        "王经理",
    )
    sheet = ok("case", "show", 1, "--lang", lang).out
    ok("case", "paper", 1, "roast_order", "--manager", "李经理")
    ok("case", "resume", 1, "--manager", "李经理")
    ok("case", "step", 1, "--manager", "李经理")
    ok("case", "open", client, "SHP-C04", "--about", "受潮", "--at", 9, "--manager", "王经理")
    sheets = "\n".join([sheet, ok("case", "show", 1, "--lang", lang).out, ok("case", "show", 2, "--lang", lang).out])
    from cmtool.report.folding import wide

    assert [line for line in sheets.splitlines() if wide(line) > 80] == []
    golden(f"case_full_{lang}", sheets)


def test_every_other_format_lists_the_steps_with_the_rest_in_the_head(ok, add):
    ok("case", "open", add(**{**READY, "papers": ""}), "SHP-C03")
    found = shown(ok)
    assert found["papers"] == [
        {"key": "id_card", "name": "身份证原件", "held": False, "needed_now": True},
        {"key": "roast_order", "name": "炒茶委托单", "held": False, "needed_now": True},
    ]
    assert [(step["step"], step["papers"], step["conditions"]) for step in found["items"]] == [
        (1, ["id_card", "roast_order"], []),
        (2, [], ["SHP-R009"]),
        (3, [], []),
    ]
    assert ok("case", "show", 1, "--format", "ids").out.split() == ["1", "2", "3"]
    assert ok("case", "show", 1, "--format", "table").out.split()[:5] == ["步骤", "名称", "办理部门", "工作日", "进度"]


# --- packs ---------------------------------------------------------------------------------------------------------------

STEP = '[[case.step]]\nname = {{ zh = "步", en = "step" }}\nowner = {{ zh = "人", en = "man" }}\ndays = 1\n{}\n'
HEAD = '[[case]]\ncode = "SHP-C05"\ntitle = { zh = "字", en = "word" }\nabout = { zh = "字", en = "word" }\n'
PAPER = '[[case.paper]]\nkey = "roast_order"\nname = { zh = "字", en = "word" }\n'
TIMES = "ticket = true\nrespond = {}\nresolve = {}\n"
WRONG = [
    pytest.param(PAPER + STEP.format('papers = ["roast_oder"]'), "step 1 -> papers", "roast_order", id="no-such-paper"),
    pytest.param(PAPER + STEP.format('papers = ["roast_order", "roast_order"]'), "step 1 -> papers", "两次", id="paper-twice"),
    pytest.param(PAPER + STEP.format('papers = "roast_order"'), "step 1 -> papers", "", id="papers-no-list"),
    pytest.param(STEP.format('conditions = ["SHP-R999"]'), "step 1 -> conditions", "rules.toml", id="no-such-rule"),
    pytest.param(STEP.format('conditions = ["SHP-R001"]'), "step 1 -> conditions", "产品", id="a-rule-on-products"),
    pytest.param(
        STEP.format('require = "c.nothing"\nremedy = { zh = "字", en = "word" }'),
        "step 1 -> require",
        "nothing",
        id="no-such-fact",
    ),
    pytest.param(STEP.format('require = "c.shop_garden"'), "step 1 -> remedy", "必须填写", id="no-remedy"),
    pytest.param(STEP.format('remedy = { zh = "字", en = "word" }'), "step 1 -> remedy", "require", id="remedy-alone"),
    pytest.param(
        STEP.format('require = "p.risk_level > 1"\nremedy = { zh = "字", en = "word" }'),
        "step 1 -> require",
        "",
        id="a-product",
    ),
    pytest.param("ticket = true\n" + STEP.format(""), "respond", "必须填写", id="a-ticket-without-times"),
    pytest.param(TIMES.format("{ hours = 4 }", "{ hours = 3 }") + STEP.format(""), "resolve", "3", id="end-before-answer"),
    pytest.param(TIMES.format("{ hours = 0 }", "{ days = 3 }") + STEP.format(""), "respond", "1", id="no-time-at-all"),
    pytest.param(
        TIMES.format("{ hours = 4, days = 1 }", "{ days = 3 }") + STEP.format(""), "respond", "calendar_days", id="two-units"
    ),
    pytest.param(TIMES.format('"4h"', "{ days = 3 }") + STEP.format(""), "respond", "", id="a-text"),
    pytest.param("respond = { hours = 4 }\n" + STEP.format(""), "respond", "ticket = true", id="times-of-no-ticket"),
    pytest.param('severity = "high"\n' + STEP.format(""), "severity", "ticket = true", id="severity-of-no-ticket"),
    pytest.param(
        TIMES.format("{ hours = 4 }", "{ days = 3 }") + 'severity = "bad"\n' + STEP.format(""),
        "severity",
        "urgent",
        id="no-severity",
    ),
]


@pytest.mark.parametrize(("content", "place", "piece"), WRONG)
def test_what_a_step_or_ticket_cannot_ask_for_is_found_when_the_pack_is_read(
    capsys, tmp_path, busy_shop, content, place, piece
):
    head, _, rest = content.partition("[[case.")
    (busy_shop / "pack" / "cases.toml").write_text(HEAD + head + (f"[[case.{rest}" if rest else ""), encoding="utf-8")
    assert run(["--safe-mode", "rule", "check", str(busy_shop)]) == 5
    said = capsys.readouterr()
    lines = [line for line in (said.err + said.out).splitlines() if f"cases.toml, case 1 (SHP-C05) -> {place}: " in line]
    assert len(lines) == 1, said
    assert piece in lines[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_explain_says_what_each_step_asks_for_and_the_times_of_a_ticket(ok, golden, lang):
    golden(f"case_explained_{lang}", "\n".join(ok("explain", code, "--lang", lang).out for code in ("SHP-C03", "SHP-C04")))


def test_a_late_case_says_so_and_a_step_of_the_managers_own_is_his_to_do(ok, add):
    ok("case", "open", add(kind="person"), "SHP-C03")
    (item,) = ok("case", "list", "--format", "json").items
    assert (item["status_words"], item["late"]) == ("办理中", False)
    (item,) = ok("case", "list", "--format", "json", "--as-of", "2027-03-01").items
    assert (item["status"], item["status_words"], item["late"]) == ("open", "已逾期", True)
