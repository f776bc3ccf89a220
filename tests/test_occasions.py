"""When somebody is to be heard from: intervals, birthdays by three calendars, festivals, and days on which people work."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from cmtool.jobs.cadence import Cadence
from cmtool.jobs.deadlines import is_working, working_day, working_days
from cmtool.jobs.lunar import birthdays_kept_on, festival, is_named_holiday


@pytest.fixture
def today(ok):
    def found(day, *arguments):
        items = ok("today", "--format", "json", "--as-of", day, *arguments).items
        return {item["client"]: [term["code"] for term in item["terms"] if "-" in term["code"]] for item in items}

    return found


@pytest.fixture
def configured(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda text: (tmp_path / "cmtool.toml").write_text(text, encoding="utf-8")


def test_a_tag_shortens_the_interval_and_the_settings_set_it(ok, add, today, configured):
    configured('[cadence]\nb = 20\n\n[cadence.tags]\nvip = 7\n"子女教育" = 200\n')
    add("常客", tier="b", last_contact="2026-11-24")
    add("贵客", tier="b", tags="vip", last_contact="2026-11-24")
    add("无级贵客", tags="vip,new", last_contact="2026-11-24")
    add("长间隔", tier="b", tags="子女教育", last_contact="2026-11-24")
    add("无级", tags="new", last_contact="2026-11-24")
    days = {f"2026-11-{day}": sorted(today(f"2026-11-{day}")) for day in (30,)}
    assert days == {"2026-11-30": []}
    assert sorted(today("2026-12-01")) == ["C-00002", "C-00003"]
    assert sorted(today("2026-12-13")) == ["C-00002", "C-00003"]
    assert sorted(today("2026-12-14")) == ["C-00001", "C-00002", "C-00003", "C-00004"]


def test_silence_is_due_on_the_day_the_interval_ends(ok, add):
    add(tier="a", last_contact="2026-10-20")
    (item,) = ok("today", "--format", "json").items
    assert item["due"] == "2026-11-19"


def test_a_next_touch_that_was_agreed_stands_instead(add, today):
    code = add(tier="a", last_contact="2026-11-24", next_touch="2027-02-01")
    assert today("2026-12-24") == today("2027-01-29") == {}
    assert today("2027-02-01") == {code: ["CMT-F01"]}


def test_one_never_spoken_to_is_not_forgotten(add, today):
    code = add(tier="b")  # nobody knows since when he is a client: the day his tier became known counts
    assert today("2027-01-22") == {}
    assert today("2027-01-23") == {code: ["CMT-F06"]}


@pytest.mark.parametrize(("text", "named"), [
    pytest.param("[cadence]\ne = 3\n", ["e", "tags"], id="no-such-tier"),
    pytest.param("[cadence]\na = 0\n", ["a", "0"], id="no-days"),
    pytest.param("[cadence]\ne = 3\na = -8\n\n[cadence.tags]\nvip = 4000\n", ["e", "-8", "vip", "4000"], id="all-at-once"),
    pytest.param("[cadence]\ntags = 3\n", ["cadence.tags"], id="tags-no-table"),
    pytest.param("[cadence.tags]\nvip = 'often'\n", ["vip", "often"], id="no-number"),
])  # fmt: skip
def test_intervals_that_cannot_be_are_refused(cmtool, add, configured, text, named):
    add()
    configured(text)
    found = cmtool("today")
    assert found.code == 10
    assert [word for word in named if word not in found.err] == []


def test_the_shortest_interval_decides():
    kept = Cadence(tiers={"a": 30}, tags={"vip": 14, "rare": 90})
    assert [kept.days(*held) for held in (("a", None), ("a", "|vip|"), ("a", "|rare|"), (None, "|rare|"), (None, None))] == [
        30, 14, 30, 90, None,
    ]  # fmt: skip


LUNAR = [
    pytest.param(815, False, "2026-09-25", id="mid-autumn"),
    pytest.param(101, False, "2026-02-17", id="new-year"),
    pytest.param(101, False, "2027-02-06", id="new-year-2027"),
    pytest.param(608, False, "2025-07-02", id="in-the-plain-month-before-a-leap-month"),
    pytest.param(608, True, "2025-08-01", id="in-the-leap-month"),
    pytest.param(608, True, "2026-07-21", id="leap-month-in-a-year-without"),
    pytest.param(1230, False, "2026-02-16", id="the-30th-of-a-short-month-is-kept-on-the-29th"),
]


@pytest.mark.parametrize(("born", "leap", "day"), LUNAR)
def test_lunar_birthdays_are_due_on_their_day(ok, add, today, born, leap, day):
    on = date.fromisoformat(day)
    code = add()
    ok("client", "edit", code, "--set", f"lunar_birthday={born}", "--set", f"lunar_birthday_leap={'是' if leap else '否'}",
       "--as-of", "2025-01-01")  # fmt: skip
    assert [bool(today(on + timedelta(days=days))) for days in (-4, -3, 0, 1)] == [False, True, True, False]
    (item,) = ok("today", "--format", "json", "--as-of", on - timedelta(days=2)).items
    assert (item["due"], item["purposes"]) == (day, ["greeting"])


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_every_lunar_birthday_is_kept_once_a_year_by_that_calendar(year):
    """From one New Year to the next, each month and day comes exactly once, in a leap month too."""
    day = next(day for day in (date(year, 1, 20) + timedelta(days=n) for n in range(40)) if festival(day) == "spring")
    end = next(day for day in (date(year + 1, 1, 20) + timedelta(days=n) for n in range(40)) if festival(day) == "spring")
    kept = [key for n in range((end - day).days) for key in birthdays_kept_on(day + timedelta(days=n))]
    for month in range(1, 13):
        for number in range(1, 31):
            for key in (month * 100 + number, 10_000 + month * 100 + number):
                assert kept.count(key) == 1, key


def test_only_the_month_known_is_a_question_in_that_month(ok, add, today):
    code = add(birth_month=12, last_contact="2026-11-01")
    assert today("2026-11-30") == {}
    assert today("2026-12-01") == today("2026-12-31") == {code: ["CMT-F93"]}
    ok("client", "log", code, "--as-of", "2026-12-08")
    assert today("2026-12-09") == {}
    ok("client", "edit", code, "--set", "birth_date=1980-12-25", "--as-of", "2026-12-09")
    assert today("2026-12-22") == {code: ["CMT-F90"]}


FESTIVALS = [("2026-02-17", "新春"), ("2026-06-19", "端午"), ("2026-09-25", "中秋"), ("2027-02-06", "新春")]


@pytest.mark.parametrize(("day", "words"), FESTIVALS)
def test_festivals_come_with_a_draft_and_without_a_product(ok, add, today, day, words):
    on = date.fromisoformat(day)
    then, facts = ("--as-of", "2025-01-01"), {"kind": "person", "next_touch": "2030-01-01"}
    code = add("甲", *then, tier="a", **facts)
    add("乙", *then, tier="b", greeting_consent="否", **facts)
    add("丙", *then, tier="c", **facts)
    assert today(on - timedelta(days=4)) == today(on + timedelta(days=1)) == {}
    (item,) = ok("today", "--format", "json", "--as-of", on - timedelta(days=3)).items
    assert (item["client"], item["due"], item["purposes"]) == (code, day, ["greeting"])
    assert words in item["say"]
    assert "产品" in " ".join(item["not_about"])


def test_festivals_are_where_the_published_calendar_has_them():
    names = {"spring": "Spring Festival", "mid-autumn": "Mid-autumn Festival", "dragon-boat": "Dragon Boat Festival"}
    found = {}
    for number in range(date(2010, 1, 1).toordinal(), date(2026, 12, 31).toordinal()):
        day = date.fromordinal(number)
        name = festival(day)
        if name:
            found.setdefault(name, []).append(day)
            assert chinese_calendar.is_holiday(day), day
    assert {name: len(days) for name, days in found.items()} == dict.fromkeys(names, 17)
    assert {chinese_calendar.get_holiday_detail(day)[1] for day in found["spring"]} == {"Spring Festival"}


def test_what_the_regulation_names_is_a_holiday_in_every_published_year():
    for number in range(date(2025, 1, 1).toordinal(), date(2026, 12, 31).toordinal()):
        day = date.fromordinal(number)
        assert not is_named_holiday(day) or chinese_calendar.is_holiday(day), day


UNPUBLISHED = [
    ("2027-01-01", False), ("2027-01-04", True), ("2027-02-05", False), ("2027-02-08", False), ("2027-02-09", True),
    ("2027-04-05", False), ("2027-05-03", True), ("2027-06-09", False), ("2027-09-15", False), ("2027-10-01", False),
    ("2028-02-29", True),
]  # fmt: skip


@pytest.mark.parametrize(("day", "works"), UNPUBLISHED)
def test_a_year_without_published_holidays_goes_by_the_regulation(day, works):
    assert is_working(date.fromisoformat(day)) is works


def test_working_days_are_in_order_and_all_worked():
    days = working_days(date(2026, 12, 31), 40)
    assert days == sorted(set(days))
    assert all(map(is_working, days))
    assert [working_day(days[0], number) for number in (0, 1, 39)] == [days[0], days[1], days[39]]


def test_a_week_into_an_unpublished_year_says_so(ok, add):
    add(next_touch="2026-11-24")
    assert "2027" in ok("today", "--week", "--as-of", "2026-12-30").err
    assert "公布" not in ok("today", "--week").err


DAYS = ["2026-12-31", "2027-01-01", "2027-02-28", "2027-12-31", "2028-01-25", "2028-02-29", "2100-03-01", "1999-01-01"]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("week", [(), ("--week",)], ids=["day", "week"])
def test_no_day_raises(ok, add, day, week):
    add(tier="a", lunar_birthday=1230, birth_month=2, birth_date="1980-02-29", kind="person")
    ok("today", "--as-of", day, *week)


def test_the_next_touch_is_derived_agreed_and_sorted_by(ok, add):
    add("甲", tier="b", last_contact="2026-11-01")
    add("乙", tier="b", last_contact="2026-11-01", next_touch="2026-11-30")
    add("丙")
    add("丁", tier="a", last_contact="2026-10-20")
    items = ok("client", "list", "--sort", "next_touch", "--format", "json").items
    assert [(item["client"], item["next_touch"], item["touch_by"]) for item in items] == [
        ("C-00004", "2026-11-19", "cadence"), ("C-00002", "2026-11-30", "agreed"), ("C-00001", "2026-12-31", "cadence"),
        ("C-00003", None, None),
    ]  # fmt: skip
    assert ok("client", "list", "--sort", "next_touch", "--top", "1", "--format", "ids").out.split() == ["C-00004"]


def test_an_unknown_field_to_sort_by_is_named_with_those_there_are(cmtool, add):
    add()
    found = cmtool("client", "list", "--sort", "nonsense")
    assert found.code == 5
    assert "next_touch" in found.err
