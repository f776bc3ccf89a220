"""Reports: every figure is what a naive count over the book finds, both sides of every limit, and nobody is named."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmtool.book.ways import way
from cmtool.cli import run
from cmtool.jobs.reports.limits import months, within
from cmtool.model import day_number, day_of
from cmtool.plugins import Plugins

ROOT = Path(__file__).parent.parent
DESKS = sorted(card.parent for card in ROOT.glob("plugins/*/src/*/plugin.toml"))
DAY = "2026-11-24"
ON = day_number(date(2026, 11, 24))
REPORTS = ("branch", "compliance", "funnel", "manager 王珊", "client C-00001")
STAGES = ("lead", "contacted", "understood", "proposed", "opening", "client")
ASIDE = ("dormant", "lost")


@pytest.fixture
def figures(ok):
    """The figures of a report by their code."""

    def found(*arguments: object) -> dict[str, object]:
        return {item["figure"]: item["value"] for item in ok("report", *arguments, "--format", "json").items}

    return found


# the oracle: a sample book of four desks, read row by row and counted in Python


class Naive:
    """A book as rows and nothing else: a fact is known from its day on, until it is older than it may be."""

    def __init__(self, path: Path) -> None:
        with sqlite3.connect(path) as db:
            db.row_factory = sqlite3.Row
            self.clients, self.contacts, self.cases, self.proposals, self.journal = (
                [dict(row) for row in db.execute(f"SELECT * FROM {table} ORDER BY id")]
                for table in ("client", "contact", "work", "proposal", "journal")
            )
        plugins = Plugins(tuple(DESKS), installed=False)
        self.facts = {fact.name: fact for pack in plugins.packs for fact in pack.facts}
        self.cards = [pack.institution for pack in plugins.packs[1:]]
        self.kinds = {case.code: case for pack in plugins.packs for case in pack.cases}
        self.manager = {row["id"]: row["manager"] for row in self.clients}

    def value(self, row: dict, name: str) -> object:
        value, at = row.get(f"f_{name}"), row.get(f"at_{name}")
        if value is None or at is None or at > ON:
            return None
        days = self.facts[name].valid_days
        return value if days is None or ON - at <= days else None

    def last_day(self, row: dict, name: str) -> int | None:
        value, at = row.get(f"f_{name}"), row.get(f"at_{name}")
        return None if value is None or at > ON else at + self.facts[name].valid_days

    def of(self, manager: str) -> list[dict]:
        return [row for row in self.clients if manager in {"", row["manager"]}]


@pytest.fixture(scope="module")
def sample(tmp_path_factory, cache):
    """A sample book of 3,000 clients of four desks, and how to ask it for a report."""
    folder = tmp_path_factory.mktemp("sample")
    path = folder / "book.db"
    desks = [word for desk in DESKS for word in ("--plugin", str(desk))]
    front = [*desks, "--safe-mode", "--as-of", DAY, "--book", str(path)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CMTOOL_CACHE", str(cache))
        assert run([*front, "demo", str(folder), "--clients", "3000"]) == 0
    return path, front


@pytest.fixture
def counted(sample, capsys):
    def found(*arguments: str) -> dict[str, object]:
        capsys.readouterr()
        assert run([*sample[1], "report", *arguments, "--format", "json"]) == 0
        return {item["figure"]: item["value"] for item in json.loads(capsys.readouterr().out)["items"]}

    return found


@pytest.fixture(scope="module")
def naive(sample):
    return Naive(sample[0])


@pytest.fixture(params=["", "one"])
def whose(request, naive):
    """All clients, or those of one manager."""
    return "" if not request.param else sorted(naive.manager.values())[0]


def asked(whose: str) -> list[str]:
    return ["--manager", whose] if whose else []


def test_the_funnel_is_what_a_naive_count_finds(counted, naive, whose):
    found = counted("funnel", *asked(whose))
    rows = naive.of(whose)
    stages = Counter(naive.value(row, "stage") for row in rows)
    pairs = Counter((naive.value(row, "source"), naive.value(row, "stage")) for row in rows)
    for number, stage in enumerate(STAGES):
        assert found[f"stages.{stage}.clients"] == stages[stage]
        reached = sum(stages[later] for later in STAGES[number:])
        before = sum(stages[later] for later in STAGES[number - 1 :])
        assert found[f"stages.{stage}.reached"] == reached
        assert found[f"stages.{stage}.reached_share"] == (round(reached / before, 4) if number else None)
        days = [ON - row["at_stage"] for row in rows if naive.value(row, "stage") == stage]
        assert found[f"stages.{stage}.days_in"] == (round(sum(days) / len(days), 1) if days else None)
        for source in naive.facts["source"].choices:
            assert found[f"pipeline.{source}.{stage}"] == pairs[source, stage]
    for source in naive.facts["source"].choices:
        assert found[f"sources.{source}.won"] == pairs[source, "client"]
    assert found["stages.unknown.clients"] == stages[None]
    assert found["stages.dormant.reached"] is None
    assert sum(found[f"stages.{stage}.clients"] for stage in (*STAGES, *ASIDE, "unknown")) == len(rows)
    assert sum(found[f"sources.{source}.clients"] for source in (*naive.facts["source"].choices, "unknown")) == len(rows)


def test_what_runs_out_is_what_a_naive_count_finds(counted, naive, whose):
    found = counted("compliance", *asked(whose))
    rows = naive.of(whose)
    for card in naive.cards:
        windows, by_month = Counter(), Counter()
        for row in rows:
            last = naive.last_day(row, card.risk_fact)
            if last is not None:
                windows[window(last - ON)] += 1
                by_month[f"{day_of(last):%Y-%m}" if 0 <= last - ON <= 90 else ""] += 1
        assert {code: found[f"running_out.{card.name}.{code}"] for code in ("out", "in_30", "in_60", "in_90")} == {
            code: windows[code] for code in ("out", "in_30", "in_60", "in_90")
        }
        assert {month: found[f"months.{month}.{card.name}"] for month in MONTHS} == {month: by_month[month] for month in MONTHS}
    papers = Counter(window(naive.value(row, "id_expires_on") - ON) for row in rows if naive.value(row, "id_expires_on"))
    assert papers["out"] > 0 or whose
    assert {code: found[f"running_out.papers.{code}"] for code in ("out", "in_30", "in_60", "in_90")} == {
        code: papers[code] for code in ("out", "in_30", "in_60", "in_90")
    }


MONTHS = ("2026-11", "2026-12", "2027-01", "2027-02")


def window(days: int) -> str:
    return "out" if days < 0 else "in_30" if days <= 30 else "in_60" if days <= 60 else "in_90" if days <= 90 else ""


def test_the_gate_and_what_is_held_are_what_a_naive_count_finds(counted, naive, whose):
    found = counted("compliance", *asked(whose))
    rows = [{name: naive.value(row, name) for name in NAMES} for row in naive.of(whose)]
    barred = [row["do_not_contact"] or row["processing_restricted"] or row["deceased"] for row in rows]
    expected = {
        "all": len(rows),
        "may_market": sum(row["marketing_consent"] == 1 and not no for row, no in zip(rows, barred, strict=True)),
        "marketing_refused": sum(row["marketing_consent"] == 0 for row in rows),
        "marketing_unknown": sum(row["marketing_consent"] is None for row in rows),
        "do_not_contact": sum(row["do_not_contact"] == 1 for row in rows),
        "no_full_capacity": sum(row["civil_capacity"] in {"limited", "none"} for row in rows),
    }
    assert {code: found[f"gate.{code}.clients"] for code in expected} == expected
    levels = [max((naive.value(row, card.risk_fact) or 0 for card in naive.cards), default=0) for row in naive.of(whose)]
    held = [row["held_risk_level"] for row in rows]
    pairs = list(zip(held, levels, strict=True))
    assert found["held.known.clients"] == sum(one is not None for one in held)
    assert found["held.above.clients"] == sum(one is not None and 0 < level < one for one, level in pairs)
    assert found["held.without.clients"] == sum(one is not None and not level for one, level in pairs)


NAMES = ("do_not_contact", "processing_restricted", "deceased", "marketing_consent", "civil_capacity", "held_risk_level")


def test_work_is_what_a_naive_count_finds(counted, naive, whose):
    found = counted("branch", *asked(whose))
    first = day_number(date(2026, 11, 1))
    contacts = [row for row in naive.contacts if whose in {"", naive.manager[row["client"]]}]
    here = [row for row in contacts if first <= row["day"] <= ON]
    for channel in {row["channel"] for row in contacts}:
        own = [row for row in here if row["channel"] == channel]
        assert found.get(f"channels.{channel}.contacts", 0) == len(own)
        assert found.get(f"channels.{channel}.contacted", 0) == len({row["client"] for row in own})
    assert found["channels.all.contacts"] == len(here)
    assert found["channels.all.contacted"] == len({row["client"] for row in here})
    for number in range(12):
        monday = date(2026, 9, 7) + timedelta(days=7 * number)
        week = range(day_number(monday), min(day_number(monday) + 7, ON + 1))
        assert found[f"weeks.{monday.isoformat()}.contacts"] == sum(row["day"] in week for row in contacts)
    due = [row for row in contacts if row["promise_day"] is not None]
    assert found["promises.broken.promises"] == sum(first <= row["promise_day"] < ON for row in due)
    assert found["promises.late.promises"] == sum(row["promise_day"] < ON for row in due)
    assert found["promises.ahead.promises"] == sum(row["promise_day"] >= ON for row in due)
    cases = [row for row in naive.cases if whose in {"", naive.manager[row["client"]]}]
    owners = Counter()
    for row in cases:
        steps = naive.kinds[row["code"]].steps
        owners[steps[min(row["step"], len(steps)) - 1].owner.en] += 1
        owners[steps[min(row["step"], len(steps)) - 1].owner.en, "overdue"] += row["due"] < ON
    for owner in [name for name in owners if isinstance(name, str)]:
        assert (found[f"departments.{owner}.open"], found[f"departments.{owner}.overdue"]) == (
            owners[owner],
            owners[owner, "overdue"],
        )
    assert found["departments.all.overdue"] == found["cases.all.overdue"] == sum(row["due"] < ON for row in cases)


def test_managers_side_by_side_add_up_to_the_branch(counted, naive):
    found = counted("branch")
    names = sorted(set(naive.manager.values()))
    assert [code.split(".")[1] for code in found if code.startswith("managers.") and code.endswith(".clients")] == [
        *names,
        "all",
    ]
    for name in names:
        own = counted("branch", "--manager", name)
        shared = ("clients", "levels_out", "contacts", "contacted", "promises_late", "open", "overdue", "proposals")
        assert [found[f"managers.{name}.{code}"] for code in shared] == [own[f"managers.{name}.{code}"] for code in shared]
        assert own["departments.all.open"] == found[f"managers.{name}.open"]
        assert own["channels.all.contacts"] == found[f"managers.{name}.contacts"]
        assert own["promises.late.promises"] == found[f"managers.{name}.promises_late"]
    assert found["managers.all.clients"] == len(naive.clients)
    assert found["managers.all.contacts"] == found["channels.all.contacts"]
    assert found["managers.all.overdue"] == found["departments.all.overdue"]


# limits


@given(st.integers(-400, 400))
def test_everything_that_runs_out_within_90_days_is_in_one_window_and_one_month(days):
    assert within(days) == window(days)
    here = [code for code, first, last in months(ON) if first <= ON + days <= last]
    assert here == ([f"{day_of(ON + days):%Y-%m}"] if 0 <= days <= 90 else [])


LIMITS = [(-1, "out"), (0, "in_30"), (30, "in_30"), (31, "in_60"), (60, "in_60"), (61, "in_90"), (90, "in_90"), (91, "")]


@pytest.mark.parametrize(("days", "code"), LIMITS)
def test_both_sides_of_every_limit(ok, add, figures, days, code):
    last = date(2026, 11, 24) + timedelta(days=days)
    add("张三丰", id_expires_on=last.isoformat())
    assessed = last - timedelta(days=365)
    ok("--as-of", assessed.isoformat(), "client", "edit", "C-00001", "--set", "shop_risk_level=3", "--source", "paper")
    found = figures("compliance")
    for thing in ("papers", "shop"):
        assert {one: found[f"running_out.{thing}.{one}"] for one in ("out", "in_30", "in_60", "in_90")} == {
            one: int(one == code) for one in ("out", "in_30", "in_60", "in_90")
        }
    by_month = {
        key.split(".")[1]: value for key, value in found.items() if key.startswith("months.") and key.endswith(".papers")
    }
    assert by_month == {month: int(month == last.isoformat()[:7] and 0 <= days <= 90) for month in MONTHS}


@pytest.mark.parametrize(
    ("promised", "line"),
    [
        pytest.param("2026-10-31", {"late": 1, "broken": 0, "ahead": 0}, id="of-the-month-before"),
        pytest.param("2026-11-01", {"late": 1, "broken": 1, "ahead": 0}, id="first-day"),
        pytest.param("2026-11-23", {"late": 1, "broken": 1, "ahead": 0}, id="yesterday"),
        pytest.param("2026-11-24", {"late": 0, "broken": 0, "ahead": 1}, id="today"),
    ],
)
def test_a_promise_is_broken_the_day_after_it_was_due(ok, add, figures, promised, line):
    add("张三丰")
    ok("--as-of", "2026-10-20", "client", "log", "C-00001", "--promise", promised, "寄样")
    found = figures("branch")
    assert {code: found[f"promises.{code}.promises"] for code in line} == line
    assert found["promises.kept.promises"] == 0
    ok("client", "log", "C-00001", "--kept")
    after = figures("branch")
    assert [after[f"promises.{code}.promises"] for code in line] == [0, 0, 0]
    assert after["promises.kept.promises"] == int(promised >= "2026-11-01")


def test_a_proposal_counts_as_made_on_its_day_and_as_sent_once_it_was_handed_over(ok, regular, figures, tmp_path):
    for name in ("one", "two"):
        ok("--manager", "王珊", "propose", regular, "-o", tmp_path / f"{name}.md")
    found = figures("branch")
    assert (found["proposals.王珊.proposals"], found["proposals.王珊.for_clients"], found["proposals.王珊.sent_out"]) == (
        2,
        1,
        0,
    )
    for _ in range(2):
        ok("--manager", "李雷", "proposal", "sent", "1", "--channel", "visit")
    found = figures("branch")
    assert (found["proposals.李雷.proposals"], found["proposals.李雷.sent_out"]) == (0, 1)
    assert (found["proposals.all.proposals"], found["proposals.all.sent_out"]) == (2, 1)


def test_a_case_closed_later_was_open_then(ok, add, figures):
    add("龙井茶业", kind="organisation")
    ok("--as-of", "2026-11-20", "case", "open", "C-00001", "SHP-C02")
    ok("--as-of", "2026-11-25", "case", "step", "1")
    days = ("2026-11-19", "2026-11-20", "2026-11-24", "2026-11-25")
    assert [figures("branch", "--as-of", day)["cases.all.open"] for day in days] == [0, 1, 1, 0]
    assert [figures("branch", "--as-of", day)["managers.all.open"] for day in days] == [0, 1, 1, 0]


def test_a_case_that_waits_is_overdue_the_day_after_it_waits_until(ok, add, figures):
    add("张三丰", kind="person")
    ok("case", "open", "C-00001", "SHP-C01")
    ok("case", "wait", "1", "--for", "client", "--until", "2026-12-10", "--reason", "等客户寄样")
    for code in ("departments.taster.overdue", "managers.all.overdue"):
        assert [figures("branch", "--as-of", day)[code] for day in ("2026-12-10", "2026-12-11")] == [0, 1]
    assert figures("compliance")["cases.all.waiting"] == 1


def test_a_case_is_overdue_the_day_after_its_deadline(ok, add, figures):
    add("张三丰", kind="person")
    ok("case", "open", "C-00001", "SHP-C01")
    (due,) = {item["due"] for item in ok("case", "list", "--format", "json").items}
    following = date.fromisoformat(due) + timedelta(days=1)
    assert figures("branch", "--as-of", due)["departments.taster.overdue"] == 0
    found = figures("branch", "--as-of", following.isoformat())
    assert (found["departments.taster.open"], found["departments.taster.overdue"], found["departments.taster.latest"]) == (
        1,
        1,
        1,
    )


# the way of a client


def test_the_journal_knows_who_moved_how_far_he_came_and_how_long_it_took(ok, add, figures):
    add("张三丰", "--as-of", "2026-10-01", stage="lead", source="referral")
    add("李四", "--as-of", "2026-10-01", stage="client")
    add("王五", "--as-of", "2026-10-01", stage="proposed")
    for day, code, stage in (
        ("2026-10-11", "C-00001", "contacted"), ("2026-11-04", "C-00001", "proposed"), ("2026-11-14", "C-00002", "lost"),
        ("2026-11-20", "C-00003", "contacted"),
    ):  # fmt: skip
        ok("--as-of", day, "client", "edit", code, "--set", f"stage={stage}")
    found = figures("funnel")
    assert {code: value for code, value in found.items() if code.startswith("moves.")} == {
        "moves.contacted-proposed.moves": 1, "moves.contacted-proposed.days_before": 24.0,
        "moves.proposed-contacted.moves": 1, "moves.proposed-contacted.days_before": 50.0,
        "moves.client-lost.moves": 1, "moves.client-lost.days_before": 44.0,
    }  # fmt: skip
    assert [found[f"stages.{stage}.reached"] for stage in STAGES] == [3, 3, 3, 3, 1, 1]
    assert found["stages.client.clients"] == 0
    assert found["stages.proposed.days_in"] == 20.0
    quarter = figures("funnel", "--period", "2026Q4")
    assert quarter["moves.lead-contacted.moves"] == 1
    assert quarter["moves.lead-contacted.days_before"] == 10.0
    then = figures("funnel", "--as-of", "2026-11-04")
    assert [then[f"stages.{stage}.clients"] for stage in STAGES] == [0, 0, 0, 2, 0, 1]
    assert [then[f"stages.{stage}.reached"] for stage in STAGES] == [3, 3, 3, 3, 1, 1]
    before = figures("funnel", "--as-of", "2026-11-03")
    assert [before[f"stages.{stage}.clients"] for stage in STAGES] == [0, 1, 0, 1, 0, 1]


def test_what_was_undone_was_no_move_and_noting_a_stage_again_begins_no_new_stay(ok, add, figures):
    add("张三丰", "--as-of", "2026-11-04", stage="lead")
    ok("--as-of", "2026-11-14", "client", "edit", "C-00001", "--set", "stage=client")
    ok("undo")
    ok("--as-of", "2026-11-20", "client", "edit", "C-00001", "--set", "stage=lead")
    found = figures("funnel")
    assert [code for code in found if code.startswith("moves.")] == []
    assert found["stages.lead.clients"] == found["stages.lead.reached"] == 1
    assert found["stages.client.reached"] == 0
    assert found["stages.lead.days_in"] == 20.0


def test_a_stage_taken_away_leaves_how_far_he_came(ok, add, figures):
    add("张三丰", stage="opening", source="event")
    ok("client", "edit", "C-00001", "--unset", "stage")
    found = figures("funnel")
    assert (found["stages.unknown.clients"], found["stages.opening.clients"]) == (1, 0)
    assert found["sources.event.clients"] == 1


STATES = st.lists(st.tuples(st.sampled_from([None, *STAGES, *ASIDE]), st.one_of(st.none(), st.integers(0, 50))), max_size=12)


@given(STATES, st.integers(0, 50))
def test_a_way_never_stays_twice_in_a_row_and_knows_nothing_of_days_to_come(states, on):
    found = way(states, on)
    known = [stage for stage, day in states if stage and day is not None and day <= on]
    if found is None:
        assert known == []
        return
    stages = [stage for stage, _ in found.stays]
    assert all(one != other for one, other in pairwise(stages))
    assert set(stages) == set(known)
    assert all(day <= on for _, day in found.stays)
    assert way([*states, ("lead", on + 1)], on) == found


# what people typed, and who is named


def test_a_result_is_shown_once_three_clients_have_it_and_numbers_in_it_are_masked(ok, add, figures):
    for name in ("赵一", "钱二", "孙三"):
        add(name)
    for code in ("C-00001", "C-00002", "C-00003"):
        ok("client", "log", code, "--result", "打13812345678没人接")
        ok("client", "log", "C-00001", "--result", "赵一想要样品")
    for code in ("C-00001", "C-00002"):
        ok("client", "log", code, "--result", "只有两位")
    ran = ok("report", "branch", "--format", "json")
    assert "赵一" not in ran.out
    assert "只有两位" not in ran.out
    assert "13812345678" not in ran.out
    shown = [item for item in ran.items if item["part"] == "results" and item["column"] == "contacts"]
    assert [item["value"] for item in shown] == [3, 5]
    assert shown[0]["line_words"].endswith("没人接")
    found = figures("branch")
    assert found["channels.phone.noted"] == 8


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["table", "json", "csv", "md", "html"])
@pytest.mark.parametrize("name", REPORTS)
def test_no_report_names_a_client(ok, regular, private, lang, form, name):
    ok("client", "edit", regular, "--to-manager", "王珊", "--set", "stage=proposed")
    ok(
        "client",
        "log",
        regular,
        "--result",
        f"{private['phone']}",
        "--note",
        private["id_number"],
        "--promise",
        DAY,
        "寄给张三丰",
    )
    ok("case", "open", regular, "SHP-C01")
    ran = ok("report", *name.split(), "--format", form, "--lang", lang)
    leaked = [fact for fact, value in private.items() if value in ran.out + ran.err]
    assert leaked == []
    assert regular not in ran.out or name == f"client {regular}"


# duties, the journal


def test_a_duty_waits_until_it_is_done_or_put_off(ok, add, figures):
    add("张三丰", id_expires_on="2026-11-20")
    add("李四", id_expires_on="2026-12-24")
    add("王五", id_expires_on="2026-12-25")
    found = figures("compliance")
    assert (found["duties.CMT-F02.unanswered"], found["duties.CMT-F02.settled"]) == (2, 0)
    ok("task", "done", "C-00001", "--only", "CMT-F02")
    found = figures("compliance")
    assert (found["duties.CMT-F02.unanswered"], found["duties.CMT-F02.settled"]) == (1, 1)
    assert figures("client", "C-00001")["duties.CMT-F02.settled"] == 1
    later = figures("compliance", "--as-of", "2026-12-01")
    assert later["duties.CMT-F02.unanswered"] == 3


def test_duties_are_those_of_the_morning_list(ok, add, figures):
    add("张三丰", id_expires_on="2026-11-20", tax_residence_declared="否", kind="person")
    add("龙井茶业", kind="organisation", beneficial_owner_known="否")
    listed = Counter(term["code"] for item in ok("today", "--format", "json").items for term in item["terms"])
    found = figures("compliance")
    waiting = {code: found[f"duties.{code}.unanswered"] for code in ("CMT-F02", "CMT-F04", "CMT-F05")}
    assert waiting == {code: listed[code] for code in waiting} == {"CMT-F02": 1, "CMT-F04": 1, "CMT-F05": 1}


def test_the_journal_is_counted_by_command_and_person_and_its_chain_is_checked(ok, add, figures, sql):
    add("张三丰")
    ok("--manager", "王珊", "client", "edit", "C-00001", "--set", "tier=a")
    ok("--manager", "王珊", "client", "edit", "C-00001", "--set", "tier=b")
    ok("undo")
    rows = sql("SELECT command, count(*) FROM journal GROUP BY 1")
    year = str(max(at for (at,) in sql("SELECT at FROM journal"))[:4])
    day = f"{year}-12-31"
    found = figures("compliance", "--as-of", day, "--period", year)
    assert {command: found[f"commands.{command}.entries"] for command, _ in rows} == dict(rows)
    assert (found["commands.client edit.undone"], found["commands.all.undone"]) == (1, 1)
    assert found["by_who.王珊.entries"] == 2
    assert (found["chain.chain.broken_links"], found["chain.chain.state_found"]) == (0, "完整")
    assert found["chain.chain.entries"] == sum(count for _, count in rows)
    sql("UPDATE journal SET who = '李雷' WHERE id = 2")
    broken = figures("compliance", "--as-of", day)
    assert broken["chain.chain.broken_links"] >= 1
    assert "2" in broken["chain.chain.state_found"]


def test_what_the_book_does_not_keep_is_said(ok):
    out = ok("report", "compliance").out
    assert "没有记录" in out
    assert "not kept" in ok("report", "compliance", "--lang", "en").out.lower()


# targets


def test_targets_are_those_of_target_show_and_months_stand_beside_them(ok, add, figures):
    add("张三丰", "--manager", "王珊", tier="a", client_since="2026-10-12")
    add("李四", "--manager", "李雷", tier="a", client_since="2026-11-12")
    for manager in ("王珊", "李雷"):
        tiers = ("--floor", "1", "--goal", "2", "--stretch", "4", "--team", "一部")
        for month in ("2026-10", "2026-11", "2026-12"):
            ok("--manager", manager, "target", "set", "SHP-M02", "--period", month, *tiers)
    shown = {(one["manager"], one["period"]): one for one in ok("target", "show", "--format", "json").items}
    mine = figures("manager", "王珊")
    for period in ("2026-11", "2026Q4"):
        line = shown["王珊", period]
        for field in ("floor", "goal", "stretch", "done", "progress", "elapsed", "forecast", "needed_per_day", "reached_words"):
            assert mine[f"target.SHP-M02.{period}.{field}"] == line[field], field
    assert [mine[f"months.SHP-M02.2026-{month}.done"] for month in (10, 11, 12)] == [1, 0, None]
    whole = figures("branch")
    team = shown["", "2026-11"]
    assert whole["target.SHP-M02.2026-11.goal"] == team["goal"] == 4
    assert whole["target.SHP-M02.2026-11.done"] == team["done"] == 1
    assert whole["target.SHP-M02.2026-11.forecast"] == team["forecast"]
    assert [whole[f"months.SHP-M02.2026-{month}.done"] for month in (10, 11)] == [1, 1]
    assert whole["by_manager.SHP-M02.李雷.done"] == 1
    assert not any(code.startswith("by_manager.") for code in mine)


def test_money_targets_are_in_yuan_and_a_month_nobody_reported_is_said(ok, figures):
    for month in ("2026-10", "2026-11"):
        ok("--manager", "王珊", "target", "set", "SHP-M01", "--period", month, "--goal", "10万")
    ok("--manager", "王珊", "target", "set", "SHP-M01", "--done", "4.5万")
    found = figures("branch")
    assert (found["target.SHP-M01.2026-11.goal"], found["target.SHP-M01.2026-11.done"]) == (100_000, 45_000)
    assert found["months.SHP-M01.2026-10.done"] is None
    assert found["months.SHP-M01.2026-11.progress"] == 0.45


# who and when


def test_a_manager_who_is_nobody_is_named_with_those_there_are(cmtool, add):
    add("张三丰", "--manager", "王珊")
    for arguments in (("manager", "王姗"), ("branch", "--manager", "王姗"), ("funnel", "--manager", "李雷")):
        refused = cmtool("report", *arguments)
        assert refused.code == 3
        assert "王珊" in refused.err
    assert cmtool("report", "manager").code == 2
    assert cmtool("report", "manager", "--manager", "王珊").code == 0


@pytest.mark.parametrize(
    ("period", "code", "words"),
    [
        pytest.param("2026-11", 0, "", id="this-month"),
        pytest.param("2026-12", 5, "2026-12", id="not-begun"),
        pytest.param("2026Q4", 0, "", id="quarter"),
        pytest.param("2026", 0, "", id="year"),
        pytest.param("2027", 5, "2027", id="next-year"),
        pytest.param("11月", 5, "11月", id="not-read"),
    ],
)
def test_a_period_is_one_that_has_begun(cmtool, period, code, words):
    ran = cmtool("report", "branch", "--period", period)
    assert ran.code == code
    assert words in ran.err


def test_a_period_bounds_contacts_and_proposals_and_not_the_weeks(ok, regular, figures):
    for day in ("2026-09-30", "2026-10-01", "2026-10-31", "2026-11-01"):
        ok("--as-of", day, "client", "log", regular)
    assert figures("branch")["channels.all.contacts"] == 1
    assert figures("branch", "--period", "2026-10")["channels.all.contacts"] == 2
    assert figures("branch", "--period", "2026Q4")["channels.all.contacts"] == 3
    assert figures("branch", "--as-of", "2026-10-31")["channels.all.contacts"] == 2
    found = figures("branch", "--period", "2026-10")
    assert sum(value for code, value in found.items() if re.fullmatch(r"weeks\.[\d-]+\.contacts", code)) == 4


def test_an_old_day_is_told_to_be_one_only_where_the_book_was_written_in_later(ok, add):
    add("张三丰")
    assert "按现在的账簿计" in ok("report", "branch", "--as-of", "2020-01-31").out
    assert "按现在的账簿计" not in ok("report", "branch", "--as-of", "2099-01-31").out


def test_an_import_fills_stage_and_source_from_columns_of_their_names(ok, figures, tmp_path):
    file = tmp_path / "clients.csv"
    rows = ("姓名,客户阶段,客户来源", "赵一,已出方案,转介绍", "钱二,线索,网点", "孙三,client,referral", "李四,,")
    file.write_text("\n".join(rows), encoding="utf-8")
    ok("import", file)
    found = figures("funnel")
    assert [found[f"stages.{stage}.clients"] for stage in (*STAGES, "unknown")] == [1, 0, 0, 1, 0, 1, 1]
    assert (found["sources.referral.clients"], found["sources.branch.clients"], found["sources.unknown.clients"]) == (2, 1, 1)
    assert found["sources.referral.won_share"] == 0.5


# shapes


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["branch", "compliance", "funnel"])
def test_an_empty_book_has_a_report_of_nothing(ok, name, lang):
    found = ok("report", name, "--format", "json", "--lang", lang).items
    numbers = [one["value"] for one in found if one["kind"] == "count" and one["figure"] != "chain.chain.entries"]
    journalled = [one["value"] for one in found if one["part"] in {"commands", "by_who"}]
    assert sum(value or 0 for value in numbers) == sum(journalled)
    assert ok("report", name, "--lang", lang).out


def test_firms_are_counted_like_people(ok, add, figures):
    add("龙井茶业有限公司", kind="organisation", stage="client", source="partner", do_not_contact="是")
    found = figures("branch")
    assert (found["stages.client.clients"], found["sources.partner.won_share"]) == (1, 1.0)
    assert found["gate.do_not_contact.clients"] == 1
    about = {item["line"]: item["value"] for item in ok("report", "client", "C-00001", "--format", "json").items}
    assert "龙井" not in str(about)


def test_every_list_format_has_the_same_figures(ok, add, tmp_path):
    add("张三丰", "--manager", "王珊", stage="lead", source="event")
    items = ok("report", "funnel", "--format", "json").items
    lines = ok("report", "funnel", "--format", "ndjson").out.splitlines()
    assert [json.loads(line) for line in lines] == items
    assert ok("report", "funnel", "--format", "ids").out.splitlines() == [item["figure"] for item in items]
    for form in ("csv", "tsv"):
        rows = ok("report", "funnel", "--format", form, "--fields", "figure,value").out.splitlines()[1:]
        assert [row.split("," if form == "csv" else "\t")[0] for row in rows] == [item["figure"] for item in items]
    ok("report", "funnel", "-o", tmp_path / "funnel.json")
    assert json.loads((tmp_path / "funnel.json").read_text(encoding="utf-8"))["items"] == items
    assert (tmp_path / "funnel.json").stat().st_mode & 0o777 == 0o600
    ok("report", "funnel", "-o", tmp_path / "funnel.txt")
    assert (tmp_path / "funnel.txt").read_text(encoding="utf-8") == ok("report", "funnel").out


def test_a_suffix_that_is_no_format_is_named_with_those_there_are(cmtool, tmp_path):
    for name in ("month.ics", "month.pptx", "month"):
        refused = cmtool("report", "branch", "-o", tmp_path / name)
        assert refused.code == 5
        assert ".docx" in refused.err
        assert not (tmp_path / name).exists()
    assert cmtool("report", "branch", "--fields", "nonsense", "--format", "csv").code == 5
