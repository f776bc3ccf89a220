"""The order of the morning list: terms that add up, weights, what a day can hold, and a week."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmtool.jobs.follow_up import Caller, tasks
from cmtool.jobs.gate import Wishes
from cmtool.jobs.urgency import Weights
from cmtool.jobs.week import plan
from cmtool.model import TASK_KINDS, Errand, Task, Text

ON = 20781
COURTING = [kind for kind in TASK_KINDS if kind in {"opportunity", "relationship"}]
WILLING = Wishes(marketing=True)


def errands(kinds):
    return st.builds(
        Errand, code=st.sampled_from(["X-F01", "X-F02"]), kind=st.sampled_from(kinds), points=st.integers(1, 100),
        title=st.just(Text("甲", "a")), due=st.integers(ON - 60, ON + 30), say=st.just(Text("乙", "b")),
        marketing=st.just(kinds is not TASK_KINDS),
    )  # fmt: skip


def caller(code, found):
    return Caller(code=code, name="", manager="", tier="a", wishes=WILLING, errands=tuple(found))


WEIGHTS = st.builds(
    Weights,
    **dict.fromkeys([*TASK_KINDS, "tier", "overdue"], st.floats(0, 50)),
    duty_first=st.floats(61, 900),
    sale_cap=st.floats(0, 60),
)


@given(st.lists(errands(TASK_KINDS), min_size=1, max_size=6), WEIGHTS)
def test_the_terms_add_up_to_the_rank(found, weigh):
    (task,) = tasks([caller("C-1", found)], ON, weigh)
    assert task.urgency == sum(term.points for term in task.terms)
    assert len([term for term in task.terms if term.code.startswith("X-")]) == len(found)


@given(st.lists(errands(COURTING), min_size=1, max_size=9), st.integers(1, 100), WEIGHTS)
def test_no_sale_however_large_stands_before_a_duty(offers, points, weigh):
    duty = Errand(code="X-F09", kind="duty", points=points, title=Text("甲", "a"), due=ON + 30, say=Text("乙", "b"))
    listed = tasks([caller("C-1", offers), caller("C-2", [duty])], ON, weigh)
    assert [task.client for task in listed] == ["C-2", "C-1"]


@pytest.fixture
def configured(tmp_path, monkeypatch):
    """Write the settings file of the project."""
    monkeypatch.chdir(tmp_path)
    return lambda text: (tmp_path / "cmtool.toml").write_text(text, encoding="utf-8")


def test_weights_come_from_the_settings_file(ok, add, configured):
    add(next_touch="2026-11-24")
    configured("[urgency]\npromise = 1.5\n")
    (item,) = ok("today", "--format", "json").items
    assert item["terms"] == [{"code": "CMT-F01", "points": 90, "words": "约定的下次联系日到了（60 × 1.5）"}]


WRONG = [
    pytest.param("[urgency]\npromis = 2\n", ["promis", "promise"], id="a-name-mistyped"),
    pytest.param("[urgency]\nduty = -1\n", ["duty", "-1", "1000"], id="below-nought"),
    pytest.param("[urgency]\nduty = 'high'\n", ["duty", "high"], id="no-number"),
    pytest.param("[urgency]\nsale_cap = 100\n", ["sale_cap", "duty_first"], id="a-sale-would-bury-a-duty"),
    pytest.param("urgency = 3\n", ["[urgency]"], id="no-table"),
    pytest.param("[urgency]\npromis = 2\nmoney = 'x'\ntier = -7\n", ["promis", "money", "x", "tier", "-7"], id="all-at-once"),
]


@pytest.mark.parametrize(("text", "named"), WRONG)
def test_weights_that_cannot_be_are_refused_by_name(cmtool, add, configured, text, named):
    add()
    configured(text)
    found = cmtool("today")
    assert found.code == 10
    assert [word for word in named if word not in found.err] == []


def test_a_list_that_fails_does_not_say_how_many_were_shown(cmtool, ok, add, configured):
    add("甲", next_touch="2026-11-24")
    add("乙", next_touch="2026-11-24")
    assert "显示 1 位，共 2 位" in ok("today", "--top", "1").err
    configured("[gate]\nquiet_from = 25\n")
    found = cmtool("today", "--top", "1")
    assert (found.code, "显示" in found.err) == (10, False)


def test_offers_together_count_at_most_their_cap(ok, add):
    add(tier="a", shop_garden="是", marketing_consent="是", birth_date="1980-11-24", last_contact="2026-01-01")
    terms = {term["code"]: term["points"] for term in ok("today", "--format", "json").items[0]["terms"]}
    assert terms == {"SHP-F02": 30, "CMT-F06": 20, "CMT-F90": 15, "tier": 15} | (
        {"overdue": terms["overdue"], "sale-cap": -10} if "overdue" in terms else {}
    )


def test_the_terms_of_a_line_can_be_asked_for(ok, add, cmtool):
    code = add(next_touch="2026-11-24", id_expires_on="2026-11-30")
    items = ok("today", "--why", code, "--format", "json").items
    found = [(item["code"], item["points"]) for item in items]
    assert found == [("CMT-F02", 70), ("CMT-F01", 60), ("duty-first", 100), ("", 230)]
    assert "义务不会被推介压住" in ok("explain", "duty-first").out
    assert cmtool("today", "--why", add("闲")).code == 3


@pytest.fixture
def five(add):
    add("甲", next_touch="2026-11-24")
    add("乙", id_expires_on="2026-11-30")
    for name in "丙丁戊":
        add(name, shop_ripe_on="2026-12-20")


def test_capacity_keeps_what_fits_and_says_what_was_left_out(ok, five):
    found = ok("today", "--capacity", "2", "--format", "json")
    assert [item["client"] for item in found.items] == ["C-00002", "C-00001"]
    assert [(item["client"], item["duty"], item["urgency"]) for item in found.json["dropped"]] == [
        ("C-00003", False, 40), ("C-00004", False, 40), ("C-00005", False, 40),
    ]  # fmt: skip
    assert "60" in found.json["dropped"][0]["why"]
    assert "3 位" in found.err
    enough = ok("today", "--capacity", "5", "--format", "json")
    assert (len(enough.items), enough.json["dropped"], enough.err) == (5, [], "")


def test_a_duty_left_out_is_said_to_be_one(ok, add):
    for name in "甲乙":
        add(name, id_expires_on="2026-11-30")
    found = ok("today", "--capacity", "1")
    assert "法定义务的 1 位" in found.err


def test_a_week_is_five_working_days_none_fuller_than_the_rest(ok, five, add):
    add("己", shop_ripe_on="2026-12-26")  # first listed on Thursday
    found = ok("today", "--week", "--format", "json")
    assert [(item["day"][5:], item["client"]) for item in found.items] == [
        ("11-24", "C-00002"), ("11-24", "C-00001"), ("11-25", "C-00003"), ("11-25", "C-00004"),
        ("11-26", "C-00005"), ("11-26", "C-00006"),
    ]  # fmt: skip
    assert (found.json["capacity"], found.json["dropped"]) == (2, [])
    short = ok("today", "--week", "--capacity", "1", "--format", "json")
    assert len({item["day"] for item in short.items}) == len(short.items) == 5
    assert [item["client"] for item in short.json["dropped"]] == ["C-00006"]


def test_a_week_over_a_holiday_goes_on_after_it(ok, add):
    for name in "甲乙丙丁戊":
        add(name, id_expires_on="2026-10-01")
    found = ok("today", "--week", "--capacity", "1", "--format", "json", "--as-of", "2026-09-30")
    assert found.items == []  # nothing was known of them then
    found = ok("today", "--week", "--capacity", "1", "--format", "json", "--as-of", "2026-12-30")
    assert [item["day"] for item in found.items] == ["2026-12-30", "2026-12-31", "2027-01-04", "2027-01-05", "2027-01-06"]


@pytest.mark.parametrize("options", [("--top", "2", "--capacity", "2"), ("--why", "C-00001", "--week")], ids=" ".join)
def test_ways_that_exclude_each_other_are_refused(cmtool, add, options):
    add()
    found = cmtool("today", *options)
    assert found.code == 2
    assert "--why" in found.err


LISTS = st.lists(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 300)), max_size=9), min_size=5, max_size=5)


@given(LISTS, st.none() | st.integers(1, 4))
def test_a_week_loses_nobody_and_overloads_no_day(days, capacity):
    made = {
        day: [Task(client=f"C-{number}", name="", manager="", due=day, terms=(), reasons=(), say=(),
                   may_contact=True, not_about=()) for number, _ in found]
        for day, found in enumerate(days)
    }  # fmt: skip
    found = plan(made, capacity)
    first = {}
    for day, tasks_of in made.items():
        for task in tasks_of:
            first.setdefault(task.client, day)
    planned = [task.client for _, task in found.placed] + [task.client for task in found.dropped]
    assert sorted(planned) == sorted(first)
    assert all(day >= first[task.client] for day, task in found.placed)
    loads = [sum(day == each for each, _ in found.placed) for day in made]
    assert max(loads) <= found.capacity
    assert capacity or not found.dropped
    for task in found.dropped:  # whoever found no room had none on any day that was his
        assert all(load == found.capacity for load in loads[first[task.client] :])
