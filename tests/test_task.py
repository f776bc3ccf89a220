"""Lines of the morning list done, put off and left out; recurrence from completion; what changed since."""

from __future__ import annotations

import pytest


@pytest.fixture
def today(ok):
    def found(day="2026-11-24"):
        items = ok("today", "--format", "json", "--as-of", day).items
        return {item["client"]: [term["code"] for term in item["terms"] if "-F" in term["code"]] for item in items}

    return found


def test_what_is_done_is_gone_with_the_contact_logged(ok, add, today, sql):
    code = add(tier="a", last_contact="2026-10-01", id_expires_on="2026-12-20")
    assert today() == {code: ["CMT-F02", "CMT-F06"]}
    ok("task", "done", code, "--reason", "已更新", "--channel", "visit")
    assert today() == {}
    assert sql("SELECT channel, result FROM contact") == [("visit", "已更新")]
    ok("undo")
    assert today() == {code: ["CMT-F02", "CMT-F06"]}
    assert sql("SELECT count(*) FROM contact") == sql("SELECT count(*) FROM task") == [(0,)]
    assert ok("doctor").code == 0


AGAIN = [
    pytest.param({"id_expires_on": "2026-11-01"}, "CMT-F02", 7, id="a-duty"),
    pytest.param({"shop_ripe_on": "2026-12-15"}, "SHP-F01", 22, id="a-maturity-not-before-its-day-is-over"),
    pytest.param({"tier": "a", "last_contact": "2026-10-01"}, "CMT-F06", 30, id="a-silence-after-its-interval"),
]


@pytest.mark.parametrize(("facts", "code", "days"), AGAIN)
def test_what_still_holds_comes_back_counted_from_completion(ok, add, today, facts, code, days):
    from datetime import date, timedelta

    client = add(**facts)
    ok("task", "done", client)
    on = date(2026, 11, 24)
    listed = [day for day in range(1, 40) if client in today((on + timedelta(days=day)).isoformat())]
    if code == "SHP-F01":
        assert listed == []  # its own window closed meanwhile
    else:
        assert listed[0] == days


def test_a_promise_done_without_a_contact_is_kept_and_silence_goes_on(ok, add, today):
    code = add(tier="a", last_contact="2026-10-01")
    ok("client", "log", code, "--promise", "2026-11-24", "送报价", "--no-answer")
    assert today() == {code: ["CMT-F91", "CMT-F06"]}
    ok("task", "done", code, "--no-contact")
    assert today() == {code: ["CMT-F06"]}
    ok("undo")
    assert today() == {code: ["CMT-F91", "CMT-F06"]}


def test_an_agreed_day_done_without_a_contact_is_over(ok, add, today):
    code = add(next_touch="2026-11-20")
    ok("task", "done", code, "--no-contact")
    assert today() == today("2026-12-31") == {}


def test_one_errand_of_several(ok, add, today, cmtool):
    code = add(shop_ripe_on="2026-12-20", next_touch="2026-11-24")
    ok("task", "skip", code, "--only", "shp-f01", "--reason", "已谈过")
    assert today() == {code: ["CMT-F01"]}
    wrong = cmtool("task", "skip", code, "--only", "SHP-F01", "--reason", "x")
    assert wrong.code == 3
    assert "CMT-F01" in wrong.err


def test_put_off_to_the_next_working_day_or_a_day_named(ok, add, today):
    code = add(next_touch="2026-11-20")
    ok("task", "snooze", code, "--reason", "出差", "--as-of", "2026-11-27")  # a Friday
    assert today("2026-11-29") == {}
    assert today("2026-11-30") == {code: ["CMT-F01"]}
    ok("task", "snooze", code, "--until", "2026-12-15", "--reason", "出差", "--as-of", "2026-11-30")
    assert today("2026-12-14") == {}
    assert today("2026-12-15") == {code: ["CMT-F01"]}
    assert today("2026-11-26") == {code: ["CMT-F01"]}  # as it was then


def test_something_new_shows_while_the_rest_is_put_off(ok, add, today):
    code = add(next_touch="2026-11-20", id_expires_on="2027-01-05")
    ok("task", "snooze", code, "--until", "2026-12-31", "--reason", "出差")
    assert today("2026-12-05") == {}
    assert today("2026-12-06") == {code: ["CMT-F02"]}


DUTIES = [
    pytest.param("2026-12-10", "2026-12-10", 0, id="to-its-deadline"),
    pytest.param("2026-12-10", "2026-12-11", 6, id="past-its-deadline"),
    pytest.param("2026-11-01", "2026-12-01", 0, id="overdue-a-week"),
    pytest.param("2026-11-01", "2026-12-02", 6, id="overdue-more-than-a-week"),
]


@pytest.mark.parametrize(("expires", "until", "code"), DUTIES)
def test_a_duty_is_not_put_off_past_its_deadline(cmtool, add, expires, until, code):
    client = add(id_expires_on=expires)
    assert cmtool("task", "snooze", client, "--until", until, "--reason", "出差").code == code


def test_a_duty_cannot_be_left_out(cmtool, add, today):
    client = add(id_expires_on="2026-11-30")
    refused = cmtool("task", "skip", client, "--reason", "忙")
    assert refused.code == 6
    assert "CMT-F02" in refused.err
    assert today() == {client: ["CMT-F02"]}


WRONG = [
    pytest.param(("snooze", "C-00001"), 2, "--reason", id="no-reason"),
    pytest.param(("skip", "C-00001"), 2, "--reason", id="no-reason-to-skip"),
    pytest.param(("snooze", "C-00001", "--until", "2026-11-24", "--reason", "x"), 5, "2026-11-24", id="until-today"),
    pytest.param(("done", "C-00002"), 3, "C-00002", id="not-on-the-list"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), WRONG)
def test_what_cannot_be_done_is_said(cmtool, add, arguments, code, words):
    add(next_touch="2026-11-24")
    add()
    found = cmtool("task", *arguments)
    assert found.code == code
    assert words in found.err


def test_a_dry_run_does_nothing(ok, add, today):
    code = add(next_touch="2026-11-24")
    for act in (("done", code), ("snooze", code, "--reason", "x"), ("skip", code, "--reason", "x")):
        ok("task", *act, "--dry-run")
        assert today() == {code: ["CMT-F01"]}


def test_the_list_of_what_is_away(ok, add):
    first, second = add(next_touch="2026-11-24"), add(next_touch="2026-11-24")
    ok("task", "snooze", first, "--until", "2026-12-01", "--reason", "出差 13812345678")
    ok("task", "skip", second, "--reason", "x")
    items = ok("task", "list", "--format", "json").items
    assert [(item["client"], item["state"], item["until"]) for item in items] == [
        (first, "snooze", "2026-12-01"), (second, "skip", "2026-12-08"),
    ]  # fmt: skip
    assert items[0]["reason"] == "出差 138****5678"
    assert [item["client"] for item in ok("task", "list", "--format", "json", "--as-of", "2026-12-01").items] == [second]
    assert len(ok("task", "list", "--all", "--format", "json", "--as-of", "2027-12-01").items) == 2


def test_what_changed_since(ok, add):
    first, second = add("甲", next_touch="2026-11-24"), add("乙")
    start = ok("since", "0", "--format", "json").json
    assert [item["clients"] for item in start["items"]][-2:] == [[first], [second]]
    assert ok("since", start["cursor"], "--format", "json").items == []
    ok("task", "done", first)
    ok("client", "edit", second, "--set", "tier=b")
    found = ok("since", start["cursor"], "--format", "json").json
    changes = [(item["command"], item["clients"]) for item in found["items"]]
    assert changes == [("task done", [first]), ("client edit", [second])]
    assert found["cursor"] == start["cursor"] + 2
    ok("undo")
    assert ok("since", found["cursor"], "--format", "json").items[0]["clients"] == [second]


def test_what_changed_since_names_whoever_an_undone_command_was_about(ok, add):
    first, second = add("甲", next_touch="2026-11-24"), add("乙", next_touch="2026-11-24")
    start = ok("since", "0", "--format", "json").json["cursor"]
    ok("task", "snooze", first, "--reason", "出差")
    ok("undo")
    ok("task", "snooze", second, "--reason", "出差")  # its row takes the number of the one that is gone
    ok("undo")
    ok("undo", start + 4)
    changes = [item["clients"] for item in ok("since", start, "--format", "json").items]
    assert changes == [[first], [first], [second], [second], [second]]


def test_what_changed_since_a_target_or_a_client_taken_back(ok, add):
    start = ok("since", "0", "--format", "json").json["cursor"]
    ok("target", "set", "SHP-M01", "--goal", "1", "--manager", "王")
    code = add("甲")
    ok("undo")
    found = ok("since", start, "--format", "json").items
    assert [(item["command"], item["clients"]) for item in found] == [
        ("target set", []), ("client add", [code]), ("undo", [code]),
    ]  # fmt: skip


def test_many_tasks_undone_one_by_one_leave_the_book_as_it_was(ok, add, sql):
    codes = [add(name, next_touch="2026-11-20", last_contact="2026-10-30") for name in "甲乙丙丁"]
    tables = ("client", "contact", "task")
    before = [sql(f"SELECT * FROM {table} ORDER BY id") for table in tables]
    for code in codes:
        ok("task", "snooze", code, "--reason", "x")
    for code in codes:
        ok("task", "done", code, "--as-of", "2026-11-25")
        ok("client", "log", code, "--as-of", "2026-11-26")
    for _ in range(12):
        ok("undo")
    assert [sql(f"SELECT * FROM {table} ORDER BY id") for table in tables] == before
    assert ok("doctor").code == 0
