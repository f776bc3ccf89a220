"""What stands unanswered goes up: after how many working days, to whom, what answers it, and what a setting may say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

HOUSE = """
[escalation]
days = 3

[teams.east]
lead = "王组长"
members = ["李雷", "韩梅"]

[teams.branch]
lead = "陈总"
members = ["王组长"]
"""
STRANGER = "赵敏"


@pytest.fixture
def configured(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda text: (tmp_path / "cmtool.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def house(configured):
    configured(HOUSE)


@pytest.fixture
def of(add, ok):
    """Add a client of a manager's, as known long ago."""

    def added(manager, *, since="2026-09-01", **facts):
        code = add("某", "--as-of", since, **facts)
        ok("client", "edit", code, "--to-manager", manager, "--as-of", since)
        return code

    return added


@pytest.fixture
def risen(ok):
    """Return what stands escalated on a manager's list: client to (level, days, to)."""

    def found(day, manager, *arguments):
        items = ok("today", "--manager", manager, "--as-of", day, "--format", "json", *arguments).items
        marks = {item["client"]: item["escalated"] for item in items}
        return {code: (mark["level"], mark["days"], mark["to"]) for code, mark in marks.items() if mark}

    return found


def test_both_sides_of_every_level(house, of, risen):
    code = of("李雷", id_expires_on="2026-11-20")  # a Friday
    for day, own, lead, head in (
        ("2026-11-20", {}, {}, {}),
        ("2026-11-24", {}, {}, {}),  # the second working day
        ("2026-11-25", {code: (1, 3, "王组长")}, {code: (1, 3, "王组长")}, {}),
        ("2026-11-29", {code: (1, 5, "王组长")}, {code: (1, 5, "王组长")}, {}),  # a Sunday adds nothing
        ("2026-11-30", {code: (2, 6, "陈总")}, {code: (2, 6, "陈总")}, {code: (2, 6, "陈总")}),
    ):
        assert (risen(day, "李雷"), risen(day, "王组长"), risen(day, "陈总")) == (own, lead, head), day


def test_holidays_are_not_counted_and_make_up_days_are(house, of, risen):
    code = of("李雷", id_expires_on="2026-09-29")
    # 1 to 7 October are a holiday, and Saturday the 10th is worked for it
    assert risen("2026-10-08", "王组长") == {}
    assert risen("2026-10-09", "王组长") == {code: (1, 3, "王组长")}
    assert risen("2026-10-10", "王组长") == {code: (1, 4, "王组长")}


def test_the_leads_list_has_his_own_first_and_only_what_has_risen(ok, house, of):
    own = of("王组长", next_touch="2026-11-24")
    late = of("韩梅", id_expires_on="2026-11-01", birth_date="1980-11-24")  # the birthday is not the lead's business
    of("韩梅", next_touch="2026-11-24")
    of(STRANGER, id_expires_on="2026-11-01")
    first, second = ok("today", "--manager", "王组长", "--format", "json").items
    assert (first["client"], first["manager"], first["escalated"]) == (own, "王组长", None)
    assert (second["client"], second["manager"]) == (late, "韩梅")
    assert second["escalated"] == {
        "level": 2, "days": 17, "to": "陈总", "codes": ["CMT-F02"], "words": "17个工作日没有办理，升级到陈总（第2级）",
    }  # fmt: skip
    assert [term["code"] for term in second["terms"] if "-" in term["code"]] == ["CMT-F02", "duty-first"]
    assert second["urgency"] == sum(term["points"] for term in second["terms"])
    assert "生日" not in second["reason"]
    shown = ok("today", "--manager", "王组长", "--escalated", "--format", "json").items
    assert shown == [second]
    assert ok("today", "--manager", "王组长", "--format", "ids", "--top", "1").out.split() == [own, late]


ANSWERS = [
    pytest.param(("client", "log"), (), True, id="a-contact"),
    pytest.param(("client", "log"), ("--no-answer",), False, id="a-call-that-reached-nobody"),
    pytest.param(("task", "snooze"), ("--reason", "客户出差", "--until", "2026-11-30"), True, id="put-off-with-a-reason"),
    pytest.param(("task", "done"), ("--no-contact",), True, id="done"),
    pytest.param(("task", "done"), (), True, id="done-with-a-contact"),
]


@pytest.mark.parametrize(("command", "options", "answered"), ANSWERS)
def test_what_answers_it(ok, house, of, risen, command, options, answered):
    code = of("李雷", id_expires_on="2026-11-17")
    assert risen("2026-11-26", "王组长") == {code: (2, 7, "陈总")}
    ok(*command, code, *options, "--as-of", "2026-11-24")
    assert (risen("2026-11-26", "王组长") == {}) is answered
    ok("undo")
    assert risen("2026-11-26", "王组长") == {code: (2, 7, "陈总")}


def test_a_contact_before_it_was_due_does_not_answer_it(house, of, risen):
    before = of("李雷", id_expires_on="2026-11-17", last_contact="2026-11-16")
    of("李雷", id_expires_on="2026-11-17", last_contact="2026-11-17")
    assert list(risen("2026-11-26", "王组长")) == [before]


KINDS = [
    pytest.param("", ["duty", "promise"], id="usual"),
    pytest.param('kinds = ["promise"]', ["promise"], id="promises-alone"),
    pytest.param('kinds = ["duty", "relationship"]', ["duty", "relationship"], id="silence-too"),
]


@pytest.mark.parametrize(("setting", "kinds"), KINDS)
def test_the_kinds_are_the_houses(configured, of, risen, setting, kinds):
    configured(HOUSE.replace("days = 3", f"days = 3\n{setting}"))
    codes = {
        "duty": of("李雷", id_expires_on="2026-11-01"),
        "promise": of("李雷", next_touch="2026-11-01"),
        "relationship": of("李雷", tier="a", last_contact="2026-10-01"),
    }
    assert sorted(risen("2026-11-24", "王组长")) == sorted(codes[kind] for kind in kinds)


LADDERS = [
    pytest.param("days = 2", {2: 1, 4: 2, 60: 2}, id="a-step-each"),
    pytest.param("days = 2\nlevels = 1", {2: 1, 60: 1}, id="one-level"),
    pytest.param("days = [1, 7]", {1: 1, 6: 1, 7: 2}, id="each-named"),
    pytest.param("days = [1, 7, 9]", {1: 1, 7: 2, 9: 2, 60: 2}, id="nobody-above-the-branch-head"),
]


@pytest.mark.parametrize(("setting", "levels"), LADDERS)
def test_the_ladder_is_the_houses(configured, of, risen, setting, levels):
    from cmtool.jobs.deadlines import working_day

    configured(HOUSE.replace("days = 3", setting))
    code = of("李雷", id_expires_on="2026-09-01", since="2026-08-01")
    for days, level in levels.items():
        day = working_day(date(2026, 9, 1), days)
        assert risen(day, "李雷") == {code: (level, days, ("王组长", "陈总")[level - 1])}, days
    first = working_day(date(2026, 9, 1), min(levels))
    before = first - timedelta(days=1)
    assert risen(before, "李雷") == {}


def test_a_team_may_be_the_targets_own(ok, configured, of, risen):
    """Who is in a team by his targets need not be named a second time; the settings say who leads it."""
    configured('[escalation]\ndays = 3\n[teams."东区"]\nlead = "王组长"\n')
    ok("target", "set", "SHP-M01", "--manager", "李雷", "--team", "东区", "--period", "2026-11", "--goal", "20")
    code = of("李雷", id_expires_on="2026-11-01")
    assert risen("2026-11-24", "王组长") == {code: (1, 17, "王组长")}
    configured('[escalation]\ndays = 3\n[teams."东区"]\nlead = "王组长"\nmembers = ["韩梅"]\n')
    ok("target", "set", "SHP-M01", "--manager", "韩梅", "--period", "2026-11", "--goal", "20")
    items = ok("target", "show", "SHP-M01", "--period", "2026-11", "--format", "json").items
    assert {item["team"] for item in items} == {"东区"}


def test_nobody_is_forgotten_for_want_of_a_lead(ok, house, of):
    code = of(STRANGER, id_expires_on="2026-11-01")
    (item,) = ok("today", "--escalated", "--format", "json").items
    assert (item["client"], item["escalated"]["to"]) == (code, "")
    assert STRANGER in item["escalated"]["words"]
    alone = ok("today", "--escalated", "--manager", STRANGER, "--format", "json")
    assert alone.items == []
    assert STRANGER in alone.err


def test_who_leads_all_has_nobody_above(ok, house, of):
    code = of("陈总", id_expires_on="2026-11-01")
    for arguments in ((), ("--manager", "陈总")):
        (item,) = ok("today", *arguments, "--format", "json").items
        assert (item["client"], item["escalated"]["to"], item["escalated"]["words"]) == (
            code,
            "",
            "17个工作日没有办理，陈总上面没有人了",
        )
    assert ok("today", "--manager", "陈总", "--escalated", "--format", "json").items == []


def test_an_old_day_shows_what_had_risen_then(ok, house, of, risen):
    code = of("李雷", id_expires_on="2026-11-01")
    ok("client", "log", code, "--as-of", "2026-11-24")
    assert risen("2026-11-24", "王组长") == {}
    assert list(risen("2026-11-23", "王组长")) == [code]


def test_the_gate_stands_before_what_has_risen(ok, house, of):
    of("李雷", next_touch="2026-11-01", do_not_contact="是")
    duty = of("李雷", id_expires_on="2026-11-01", do_not_contact="是")
    (item,) = ok("today", "--manager", "王组长", "--escalated", "--format", "json").items
    assert (item["client"], item["may_contact"]) == (duty, False)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_leads_list_on_the_screen(ok, house, of, golden, lang):
    of("王组长", next_touch="2026-11-24")
    of("李雷", id_expires_on="2026-11-20")
    of("韩梅", next_touch="2026-11-10")
    golden(f"escalated_{lang}", ok("today", "--manager", "王组长", "--as-of", "2026-11-26", "--lang", lang).out)


def test_without_a_setting_nothing_goes_up(ok, cmtool, of):
    of("李雷", id_expires_on="2026-11-01")
    assert "escalated" not in ok("today", "--format", "json").items[0]
    refused = cmtool("today", "--escalated")
    assert refused.code == 10
    assert "[escalation]" in refused.err


WRONG = [
    pytest.param("[escalation]\nday = 3\n", ["day", "days, levels, kinds"], id="no-such-key"),
    pytest.param("[escalation]\nlevels = 2\n", ["days", "0"], id="no-days"),
    pytest.param("[escalation]\ndays = 0\n", ["days", "250"], id="nought"),
    pytest.param("[escalation]\ndays = [5, 3]\n", ["[3, 5]"], id="not-rising"),
    pytest.param("[escalation]\ndays = [3, 5]\nlevels = 2\n", ["levels"], id="levels-twice"),
    pytest.param("[escalation]\ndays = 3\nlevels = 9\n", ["levels", "9", "5"], id="too-many-levels"),
    pytest.param('[escalation]\ndays = 3\nkinds = ["sale"]\n', ["sale", "promise"], id="no-such-kind"),
    pytest.param('[escalation]\ndays = 0\nkinds = []\nlevel = 1\n', ["days", "kinds", "level"], id="all-at-once"),
    pytest.param("[escalation]\ndays = 3\n[teams.east]\nmembers = []\n", ["teams.east", "lead"], id="no-lead"),
    pytest.param("[escalation]\ndays = 3\n[teams]\neast = 'x'\n", ["teams.east"], id="no-table"),
    pytest.param("[escalation]\ndays = 3\n[teams.east]\nlead = 'A'\nmembers = 'B'\n", ["members", "B"], id="no-list"),
    pytest.param("[escalation]\ndays = 3\n[teams.east]\nhead = 'A'\nlead = 'A'\n", ["head", "lead"], id="no-such-key-there"),
    pytest.param("[escalation]\ndays = 3\n[teams.a]\nlead = 'A'\nmembers = ['C']\n[teams.b]\nlead = 'B'\nmembers = ['C']\n",
                 ["C", "a", "b"], id="two-leads"),
    pytest.param("[escalation]\ndays = 3\n[teams.a]\nlead = 'A'\nmembers = ['B']\n[teams.b]\nlead = 'B'\nmembers = ['A']\n",
                 ["A", "B"], id="a-circle"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "named"), WRONG)
def test_settings_that_cannot_be_are_refused_with_the_file(cmtool, add, configured, text, named):
    add()
    configured(text)
    found = cmtool("today", "--lang", "en")
    assert found.code == 10, found
    assert [word for word in ("cmtool.toml", *named) if word not in found.err] == []


@pytest.mark.parametrize("other", [("--why", "C-00001"), ("--capacity", "3"), ("--week",)], ids=lambda other: other[0])
def test_what_does_not_go_together_is_a_usage_error(cmtool, house, other):
    assert cmtool("today", "--escalated", *other).code == 2
