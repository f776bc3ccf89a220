"""Targets: what is set, where it stands by trading days, what a team adds up to, and files under a seal."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from cmtool.jobs.targets import around, period, progress, trading_days
from cmtool.model import Figure, Target
from cmtool.report.bars import bar

KEY = "a key that the team shares"
TIERS = ("--floor", "8万", "--goal", "10万", "--stretch", "12万")


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "team-key.txt"
    path.write_text(f"{KEY}\n", encoding="utf-8")
    return path


@pytest.fixture
def shown(ok):
    """The lines of ``target show`` by measure, manager or team, and period."""

    def lines(*arguments):
        items = ok("target", "show", *arguments, "--format", "json").items
        return {(item["measure"], item["manager"] or f"team {item['team']}", item["period"]): item for item in items}

    return lines


@pytest.fixture
def wang(ok):
    """Wang's month: a goal of 100,000, of which 45,000 is done by 24 November."""
    ok("--manager", "王珊", "target", "set", "SHP-M01", *TIERS, "--team", "一部")
    ok("--manager", "王珊", "target", "set", "SHP-M01", "--done", "4.5万")


# days


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(0, 90))
def test_trading_days_are_working_days_without_the_make_up_weekends(first, more):
    last = min(first + timedelta(days=more), date(2026, 12, 31))
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    assert trading_days(first, last) == sum(day.weekday() < 5 and not chinese_calendar.is_holiday(day) for day in days)


def test_a_make_up_saturday_is_no_trading_day_and_a_year_not_announced_goes_by_weekdays():
    worked = next(day for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(365)) if day.weekday() > 4
                  and chinese_calendar.is_workday(day))  # fmt: skip
    assert trading_days(worked, worked) == 0
    assert trading_days(date(2031, 1, 6), date(2031, 1, 12)) == 5


@pytest.mark.parametrize(
    ("written", "kind", "months", "last"),
    [
        ("2026-02", "month", ["2026-02"], date(2026, 2, 28)),
        ("2028-02", "month", ["2028-02"], date(2028, 2, 29)),
        ("2026-12", "month", ["2026-12"], date(2026, 12, 31)),
        ("2026Q4", "quarter", ["2026-10", "2026-11", "2026-12"], date(2026, 12, 31)),
        ("2026-q1", "quarter", ["2026-01", "2026-02", "2026-03"], date(2026, 3, 31)),
        ("2026", "year", [f"2026-{number:02d}" for number in range(1, 13)], date(2026, 12, 31)),
    ],
)
def test_a_period_is_its_months(written, kind, months, last):
    found = period(written)
    assert (found.kind, list(found.months), found.last) == (kind, months, last)
    assert found.first == date.fromisoformat(f"{months[0]}-01")


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_day_lies_in_its_month_quarter_and_year(day):
    found = around(day)
    assert [one.kind for one in found] == ["month", "quarter", "year"]
    assert all(one.first <= day <= one.last for one in found)


# where one stands


def standing(done, on, goal=100, **tiers):
    aim = Target(measure="M", manager="w", team="", period="2026-11", day=0, goal=goal,
                 floor=tiers.get("floor", goal), stretch=tiers.get("stretch", goal))  # fmt: skip
    figures = [] if done is None else [Figure(measure="M", manager="w", month="2026-11", done=done, day=0)]
    (line,) = progress([aim], figures, ["M"], [period("2026-11")], on)
    return line


@pytest.mark.parametrize(
    ("on", "gone", "forecast", "needed"),
    [
        pytest.param(date(2026, 10, 30), 0, None, Fraction(60, 21), id="before-it-begins"),
        pytest.param(date(2026, 11, 2), 0, None, Fraction(60, 21), id="the-first-morning"),
        pytest.param(date(2026, 11, 3), 1, 840, Fraction(60, 20), id="a-day-is-gone"),
        pytest.param(date(2026, 11, 24), 16, 52, Fraction(60, 5), id="five-days-left-this-morning-among-them"),
        pytest.param(date(2026, 11, 30), 20, 42, Fraction(60, 1), id="the-last-morning"),
        pytest.param(date(2026, 12, 1), 21, 40, None, id="it-is-over"),
    ],
)
def test_the_run_of_the_days_decides_forecast_and_need(on, gone, forecast, needed):
    line = standing(40, on)
    assert (line.days, line.gone, line.forecast, line.needed_per_day) == (21, gone, forecast, needed)
    assert line.share == 0.4


@pytest.mark.parametrize(
    ("done", "tier"),
    [(79, ""), (80, "floor"), (99, "floor"), (100, "goal"), (119, "goal"), (120, "stretch"), (-5, ""), (None, "")],
)
def test_the_tier_reached_at_both_sides_of_every_mark(done, tier):
    assert standing(done, date(2026, 11, 24), floor=80, stretch=120).reached == tier


def test_what_nobody_reported_is_not_nought():
    line = standing(None, date(2026, 11, 24))
    assert (line.done, line.share, line.forecast, line.needed, line.missing) == (None, None, None, None, ("2026-11",))
    assert standing(None, date(2026, 11, 2)).missing == ()  # nothing can have been done yet


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.dates(date(2026, 11, 3), date(2026, 11, 30)))
def test_doing_what_is_needed_each_day_left_reaches_the_goal(done, goal, on):
    line = standing(done, on, goal)
    assert done + line.needed_per_day * (line.days - line.gone) == max(goal, done)
    assert abs(line.forecast * line.gone - done * line.days) <= line.gone  # within one of the run rate


AMOUNTS = st.integers(0, 10**6)


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=2))
def test_a_team_adds_up(people):
    aims = [Target(measure="M", manager=who, team="t", period="2026-11", day=1, floor=goal, goal=goal, stretch=goal + more)
            for who, (goal, more, _) in people.items()]  # fmt: skip
    figures = [Figure(measure="M", manager=who, month="2026-11", done=done, day=1) for who, (_, _, done) in people.items()]
    *single, team = progress(aims, figures, ["M"], [period("2026-11")], date(2026, 11, 24))
    assert (team.target.manager, team.target.team) == ("", "t")
    assert team.done == sum(line.done for line in single)
    assert team.target.goal == sum(line.target.goal for line in single)
    assert team.target.stretch == sum(line.target.stretch for line in single)


def test_a_quarter_is_its_three_months_a_year_its_quarters_and_its_own_target_goes_before(ok, shown):
    for month, goal in (("10", "1万"), ("11", "2万")):
        ok("--manager", "王珊", "target", "set", "SHP-M01", "--period", f"2026-{month}", "--goal", goal)
        assert ("SHP-M01", "王珊", "2026Q4") not in shown()  # a month without a target: nothing to compare with
    ok("--manager", "王珊", "target", "set", "SHP-M01", "--period", "2026-12", "--goal", "3万", "--stretch", "4万")
    quarter = shown()["SHP-M01", "王珊", "2026Q4"]
    assert (quarter["floor"], quarter["goal"], quarter["stretch"]) == (60_000, 60_000, 70_000)
    ok("--manager", "王珊", "target", "set", "SHP-M01", "--period", "2026Q4", "--goal", "9万")
    assert shown()["SHP-M01", "王珊", "2026Q4"]["goal"] == 90_000
    assert ("SHP-M01", "王珊", "2026") not in shown()
    for quarter in "123":
        ok("--manager", "王珊", "target", "set", "SHP-M01", "--period", f"2026Q{quarter}", "--goal", "1万")
    assert shown()["SHP-M01", "王珊", "2026"]["goal"] == 120_000


def test_where_a_month_stands(wang, shown):
    item = shown()["SHP-M01", "王珊", "2026-11"]
    assert {key: item[key] for key in ("floor", "goal", "stretch", "done", "progress", "elapsed", "days", "days_left")} == {
        "floor": 80_000, "goal": 100_000, "stretch": 120_000, "done": 45_000, "progress": 0.45, "elapsed": 0.7619,
        "days": 21, "days_left": 5,
    }  # fmt: skip
    assert (item["forecast"], item["needed"], item["needed_per_day"]) == (59_062, 55_000, 11_000)
    assert (item["reached"], item["heading_for"], item["missing"]) == ("", "", [])


def test_a_later_report_takes_the_place_of_an_earlier_and_an_old_day_sees_the_old_one(ok, wang, shown):
    ok("--manager", "王珊", "target", "set", "SHP-M01", "--done", "11万", "--as-of", "2026-11-27")
    assert shown()["SHP-M01", "王珊", "2026-11"]["done"] == 45_000
    later = shown("--as-of", "2026-11-27")["SHP-M01", "王珊", "2026-11"]
    assert (later["done"], later["reached"], later["needed_per_day"]) == (110_000, "goal", 0)


def test_what_the_book_can_count_is_counted_by_month_and_manager_and_a_report_goes_before(ok, add, shown):
    for day, tier in (("2026-10-31", "a"), ("2026-11-01", "a"), ("2026-11-24", "a"), ("2026-11-24", "b"), ("2026-11-25", "a")):
        add("茶庄", "--manager", "王珊", kind="organisation", client_since=day, tier=tier)
    add("茶庄", "--manager", "李雷", kind="organisation", client_since="2026-11-05")
    for who in ("王珊", "李雷"):
        for month in ("10", "11", "12"):
            ok("--manager", who, "target", "set", "CMT-M01", "--goal", "10", "--period", f"2026-{month}", "--team", "一部")
    ok("--manager", "王珊", "target", "set", "SHP-M02", "--goal", "4")
    found = shown()
    assert found["CMT-M01", "王珊", "2026-11"]["done"] == 3
    assert found["SHP-M02", "王珊", "2026-11"]["done"] == 2  # of tier a alone; who comes tomorrow is not here yet
    assert found["CMT-M01", "王珊", "2026Q4"]["done"] == 4
    assert found["CMT-M01", "李雷", "2026Q4"]["done"] == 1
    assert found["CMT-M01", "李雷", "2026Q4"]["missing"] == []  # none in October is none, not unknown
    assert found["CMT-M01", "team 一部", "2026Q4"]["done"] == 5
    ok("--manager", "王珊", "target", "set", "CMT-M01", "--done", "7")
    assert shown()["CMT-M01", "王珊", "2026-11"]["done"] == 7


def test_a_team_has_a_target_of_its_own_or_the_sum(ok, wang, shown):
    ok("--manager", "李雷", "target", "set", "SHP-M01", "--goal", "5万", "--team", "一部")
    ok("--manager", "韩梅", "target", "set", "SHP-M01", "--goal", "1万", "--team", "二部")
    team = shown()["SHP-M01", "team 一部", "2026-11"]
    assert (team["goal"], team["done"], team["missing"]) == (150_000, 45_000, ["李雷 2026-11"])
    assert team["forecast"] is None  # one figure is not known
    assert ("SHP-M01", "team 二部", "2026-11") not in shown()  # one alone is no roll-up
    ok("target", "set", "SHP-M01", "--goal", "20万", "--team", "一部")
    assert shown()["SHP-M01", "team 一部", "2026-11"]["goal"] == 200_000
    assert {key[1] for key in shown("--team", "二部")} == {"韩梅"}
    assert {key[1] for key in shown("--manager", "李雷")} == {"李雷"}


def test_setting_is_one_entry_that_can_be_undone_and_a_dry_run_keeps_nothing(ok, book, wang, shown):
    entries = ok("journal", "--format", "json").items
    assert [entry["about"] for entry in entries[:2]] == ["SHP-M01 2026-11"] * 2
    ok("--manager", "王珊", "target", "set", "SHP-M01", "--goal", "99万", "--dry-run")
    assert shown()["SHP-M01", "王珊", "2026-11"]["goal"] == 100_000
    ok("undo")
    assert shown()["SHP-M01", "王珊", "2026-11"]["done"] is None
    ok("undo")
    assert shown() == {}
    assert ok("doctor").code == 0


WANG = ("--manager", "王珊")
WRONG = [
    pytest.param((*WANG, "SHP-M01"), 2, "--goal", id="nothing-to-set"),
    pytest.param(("SHP-M01", "--goal", "1万"), 2, "--team", id="nobodys"),
    pytest.param(("SHP-M01", "--team", "一部", "--done", "1万"), 2, "--manager", id="a-team-does-nothing-itself"),
    pytest.param((*WANG, "SHP-M01", "--floor", "1万", "--done", "1"), 2, "--goal", id="a-floor-without-a-goal"),
    pytest.param((*WANG, "SHP-M09", "--goal", "1万"), 3, "SHP-M01", id="no-such-measure"),
    pytest.param((*WANG, "SHP-M01", "--goal", "很多"), 5, "很多", id="no-amount"),
    pytest.param((*WANG, "SHP-M01", "--goal", "99999999999亿"), 5, "99999999999", id="too-large"),
    pytest.param((*WANG, "SHP-M02", "--goal", "1.5"), 5, "1.5", id="half-a-client"),
    pytest.param((*WANG, "SHP-M01", "--goal", "1万", "--floor", "2万"), 5, "2万", id="floor-above-goal"),
    pytest.param((*WANG, "SHP-M01", "--goal", "2万", "--stretch", "1万"), 5, "1万", id="stretch-below-goal"),
    pytest.param((*WANG, "SHP-M01", "--goal", "-1万"), 5, "-1万", id="below-nought"),
    pytest.param((*WANG, "SHP-M01", "--goal", "1万", "--period", "2026-13"), 5, "2026Q4", id="no-month"),
    pytest.param((*WANG, "SHP-M01", "--done", "1万", "--period", "2026Q4"), 2, "--period", id="a-quarter-is-not-reported"),
    pytest.param((*WANG, "SHP-M01", "--done", "1万", "--period", "2026-12"), 2, "--period", id="nor-a-month-to-come"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), WRONG)
def test_a_mistake_is_said_and_nothing_is_written(cmtool, ok, arguments, code, said):
    before = len(ok("journal", "--format", "json").items)
    refused = cmtool("target", "set", *arguments)
    assert refused.code == code, refused
    assert said in refused.err
    assert len(ok("journal", "--format", "json").items) == before


# a target never moves a client


def test_a_target_enters_no_rank_no_urgency_and_no_condition(ok, cmtool, regular, add, tmp_path):
    ok("client", "edit", regular, "--set", "next_touch=2026-11-20")
    add("茶庄", kind="organisation", next_touch="2026-11-24", tier="b", goal="grow")
    asked = (
        ("today",), ("match", regular, "--full"), ("match", "C-00002", "--full"), ("needs", "next", "C-00002"),
        ("match", "--all", "--summary"), ("onboard", regular), ("why", regular, "SHP-P001"),
    )  # fmt: skip
    before = [ok(*arguments, "--format", "json").out for arguments in asked]
    for code in ("SHP-M01", "SHP-M02", "CMT-M01"):
        ok(*WANG, "target", "set", code, "--goal", "1000", "--done", "1", "--team", "一部")
    assert [ok(*arguments, "--format", "json").out for arguments in asked] == before
    for written in ("c.SHP_M01 > 0", "c.target > 0", "c.goal_done > 0", "p.measure > 0"):
        assert cmtool("client", "list", "--where", written).code == 5  # a condition cannot even name one


def test_no_room_that_ranks_knows_of_targets():
    import ast
    from pathlib import Path

    import cmtool.jobs.match

    jobs = Path(cmtool.jobs.match.__file__).parent
    ranking = [*sorted((jobs.parent / "rules").glob("*.py")), *(path for path in jobs.glob("*.py") if path.stem != "targets")]
    assert len(ranking) > 30
    for path in ranking:
        names = {
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom)
            for name in (str(node.module), *(alias.name for alias in node.names))
        }
        assert not names & {"cmtool.jobs.targets", "cmtool.model.target", "Target", "Figure"}, path


# sealed files


@pytest.fixture
def files(ok, wang, add, regular, key, tmp_path):
    """Two managers' sealed files, made of a book with clients in it."""
    add("茶庄", *WANG, kind="organisation", client_since="2026-11-05")
    ok("--manager", "李雷", "target", "set", "SHP-M01", "--goal", "5万", "--team", "一部", "--done", "6万")
    ok(*WANG, "target", "set", "CMT-M01", "--goal", "3")
    made = {}
    for who in ("王珊", "李雷"):
        made[who] = tmp_path / f"{who}.json"
        ok("--manager", who, "target", "show", "--seal", key, "-o", made[who])
    return made


@pytest.fixture
def lead(book, blank, files):
    """The team lead's own book: an empty one in the place of the managers'."""
    import shutil

    shutil.copy2(blank, book)
    book.chmod(0o600)


def test_a_sealed_file_holds_numbers_and_nobodys_client(files, private):
    text = files["王珊"].read_text(encoding="utf-8")
    content = json.loads(text)["content"]
    assert {key for part in content.values() for one in part for key in one} == {
        "measure", "manager", "team", "period", "month", "floor", "goal", "stretch", "done", "day",
    }  # fmt: skip
    assert {one["manager"] for part in content.values() for one in part} == {"王珊"}
    for word in ("C-0000", "茶庄", KEY, *private.values()):
        assert word not in text
    assert files["王珊"].stat().st_mode & 0o777 == 0o600


def test_merged_files_show_the_team(ok, files, key, lead, shown):
    ok("target", "merge", *files.values(), "--key", key)
    found = shown()
    assert found["SHP-M01", "team 一部", "2026-11"]["done"] == 105_000
    assert found["SHP-M01", "team 一部", "2026-11"]["goal"] == 150_000
    assert found["CMT-M01", "王珊", "2026-11"]["done"] == 1  # counted in his book, known in the lead's
    again = ok("target", "merge", *files.values(), "--key", key)
    assert "0" in again.err  # the same files once more add nothing
    assert shown() == found
    entries = [(entry["command"], entry["about"]) for entry in ok("journal", "--format", "json").items[:2]]
    assert entries == [("target merge", "2: 0"), ("target merge", "2: 16")]  # files and rows; eleven months are counted
    ok("undo")
    assert ok("doctor").code == 0


def test_a_merge_is_undone_whole_and_a_dry_run_keeps_nothing(ok, files, key, lead, shown):
    ok("target", "merge", *files.values(), "--key", key, "--dry-run")
    assert shown() == {}
    ok("target", "merge", *files.values(), "--key", key)
    assert shown() != {}
    ok("undo")
    assert shown() == {}


def test_an_older_file_takes_nothing_back(ok, files, key, lead, shown):
    ok("target", "merge", *files.values(), "--key", key)
    ok(*WANG, "target", "set", "SHP-M01", "--done", "9万", "--as-of", "2026-11-26")
    ok("target", "merge", *files.values(), "--key", key)
    assert shown("--as-of", "2026-11-26")["SHP-M01", "王珊", "2026-11"]["done"] == 90_000


TAMPERED = [
    pytest.param(lambda text: text.replace("6000000", "9000000"), id="a-figure-changed"),
    pytest.param(lambda text: text.replace("李雷", "韩梅"), id="another-manager"),
    pytest.param(lambda text: text.replace('"seal": "', '"seal": "0'), id="the-seal-changed"),
    pytest.param(lambda text: json.dumps({**json.loads(text), "seal": ""}), id="no-seal"),
    pytest.param(lambda text: json.dumps({**json.loads(text), "schema": "other/1"}), id="another-kind-of-file"),
    pytest.param(lambda text: text[:-30], id="cut-short"),
    pytest.param(lambda text: "[]", id="no-aggregate"),
    pytest.param(lambda text: "\x00\xff", id="no-text"),
]


@pytest.mark.parametrize("change", TAMPERED)
def test_a_tampered_file_is_refused_by_name_and_nothing_is_written(cmtool, ok, files, key, lead, shown, change):
    text = files["李雷"].read_text(encoding="utf-8")
    assert change(text) != text
    files["李雷"].write_text(change(text), encoding="utf-8")
    refused = cmtool("target", "merge", *files.values(), "--key", key)
    assert refused.code == 5
    assert "李雷.json" in refused.err
    assert "王珊.json" not in refused.err
    assert shown() == {}


def test_another_key_opens_nothing_and_a_short_one_is_none(cmtool, files, key, lead, tmp_path):
    key.write_text("a key that nobody shares", encoding="utf-8")
    refused = cmtool("target", "merge", *files.values(), "--key", key)
    assert refused.code == 5
    assert "王珊.json" in refused.err
    key.write_text("  fifteen octets \n", encoding="utf-8")
    assert len(key.read_bytes().strip()) == 14
    assert "16" in cmtool("target", "merge", *files.values(), "--key", key).err
    missing = cmtool("target", "merge", tmp_path / "nobody.json", "--key", key)
    assert missing.code in {3, 5}


def test_white_space_around_a_seal_is_no_tampering(ok, files, key, lead, shown):
    path = files["李雷"]
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=True), encoding="utf-8")
    ok("target", "merge", *files.values(), "--key", key)
    assert shown()["SHP-M01", "李雷", "2026-11"]["done"] == 60_000


@pytest.mark.parametrize("arguments", [(), WANG], ids=["nobodys", "nowhere"])
def test_sealing_needs_a_manager_and_a_file(cmtool, wang, key, arguments):
    assert cmtool(*arguments, "target", "show", "--seal", key).code == 2


# on the screen and as lists


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_targets_on_the_screen(process, ok, wang, golden, lang):
    ok("--manager", "李雷", "target", "set", "SHP-M01", "--goal", "5万", "--team", "一部", "--done", "6万")
    ok(*WANG, "target", "set", "SHP-M01", "--goal", "40万", "--period", "2026Q4")
    ok(*WANG, "target", "set", "SHP-M02", "--goal", "4", "--period", "2026")
    seen = process("target", "show", "--lang", lang, environment={"PYTHONIOENCODING": "utf-8", "COLUMNS": "80"})
    text = seen.stdout.decode("utf-8")
    assert max(wcswidth(line) for line in text.splitlines()) <= 80
    golden(f"target_{lang}", text)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_bars_fit_the_screen_and_come_through_a_gbk_console(process, wang, lang, width):
    environment = {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0", "COLUMNS": width}
    seen = process("target", "show", "--lang", lang, environment=environment)
    assert seen.returncode == 0, seen.stderr
    text = seen.stdout.decode("gbk")
    assert "?" not in text
    assert "####" in text
    assert max(wcswidth(line) for line in text.splitlines()) <= min(int(width), 80)


@given(st.floats(-1, 3), st.floats(0, 1), st.integers(1, 60), st.booleans())
def test_a_bar_is_as_wide_as_asked_and_as_full_as_it_is(share, elapsed, width, plain):
    drawn = bar(share, elapsed, width, plain=plain)
    assert len(drawn) == width
    full = sum(char in "█#" for char in drawn)
    assert abs(full - max(0, min(share, 1)) * width) <= 2


@pytest.mark.parametrize("form", ["table", "ndjson", "csv", "tsv", "md", "ids", "html"])
def test_targets_are_a_list_like_any_other(ok, wang, form):
    listed = ok("target", "show", "--format", form)
    assert "SHP-M01" in listed.out
    if form == "html":
        assert 'style="width:45.0%"' in listed.out  # the chart: what is done beside the time gone
        assert 'style="width:76.2%"' in listed.out
        assert ">45%<" in listed.out


def test_targets_in_a_workbook_are_numbers(ok, wang, tmp_path):
    from python_calamine import CalamineWorkbook

    ok("target", "show", "-o", tmp_path / "targets.xlsx")
    head, row = CalamineWorkbook.from_path(tmp_path / "targets.xlsx").get_sheet_by_index(0).to_python()
    found = dict(zip(head, row, strict=True))
    assert (found["目标"], found["已完成"], found["完成率"], found["预计"]) == (100_000.0, 45_000.0, 0.45, 59_062.0)


def test_targets_make_no_calendar_and_no_targets_are_said(cmtool, ok, wang):
    assert cmtool("target", "show", "--format", "ics").code == 5
    empty = ok("target", "show", "--period", "2030")
    assert "target set" in empty.err


# the pack


@pytest.mark.parametrize(
    ("code", "lang", "said"),
    [
        ("SHP-M01", "zh", "cmtool target set --done"),
        ("SHP-M02", "en", "client_since"),
        ("CMT-M01", "zh", "client_since"),
    ],
)
def test_a_measure_is_explained(ok, code, lang, said):
    assert said in ok("explain", code, "--lang", lang).out


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param('code = "SHP-M03"\nkind = "lots"', "kind", id="no-such-kind"),
        pytest.param('code = "SHP-T03"\nkind = "count"', "code", id="not-a-measures-code"),
        pytest.param('code = "SHP-M01"\nkind = "count"', "code", id="a-code-twice"),
        pytest.param('code = "SHP-M03"\nkind = "count"\ncounts = "tier"', "counts", id="counts-no-date"),
        pytest.param('code = "SHP-M03"\nkind = "money"\ncounts = "client_since"', "counts", id="money-is-not-counted"),
        pytest.param('code = "SHP-M03"\nkind = "count"\nwhen = "c.tier = \'a\'"', "counts", id="when-without-counts"),
        pytest.param('code = "SHP-M03"\nkind = "count"\ncounts = "client_since"\nwhen = "c.no > 1"', "when", id="condition"),
        pytest.param('code = "SHP-M03"\nkind = "count"\nweight = 3', "weight", id="unknown-key"),
    ],
)
def test_a_mistake_in_targets_toml_has_its_place(cmtool, tmp_path, text, place):
    import shutil
    from pathlib import Path

    shop = tmp_path / "shop"
    shutil.copytree(Path(__file__).parent / "plugins" / "shop", shop)
    words = 'title = { zh = "茶", en = "tea" }\nunit = { zh = "斤", en = "pounds" }'
    with (shop / "pack" / "targets.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[[measure]]\n{words}\n{text}\n")
    checked = cmtool("rule", "check", shop)
    assert checked.code == 5
    assert "targets.toml, measure 3" in checked.err + checked.out
    assert place in checked.err + checked.out


def test_where_no_target_was_set_the_screen_says_so_and_shows_no_empty_table(ok):
    found = ok("target", "show")
    assert (found.out, "target set" in found.err) == ("", True)
