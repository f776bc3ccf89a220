"""The first lines of a long list are counted in SQL: they must be the lines that writing out everybody gives."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmtool.book import shares
from cmtool.book.standing import FIELD, MOST_CALLS, barring, packed
from cmtool.jobs.gate import PURPOSES, SCANNED, barred, wishes

KINDS = ("duty", "money", "promise", "opportunity", "relationship")
NUMBERS, DATES, TRIGGERS, CLIENTS = 6, 3, 70, 240
FLAGS = ("marketing_consent", "do_not_contact", "service_consent", "greeting_consent", "processing_restricted", "deceased")
DAYS = ("2026-11-24", "2026-12-31", "2028-02-29")
WEIGHTS = [
    pytest.param("", id="as-they-are"),
    pytest.param("duty = 0.35\nmoney = 0\npromise = 2.5\nopportunity = 7.77\ntier = 2\noverdue = 0.3\nsale_cap = 9", id="odd"),
    pytest.param("relationship = 3.1\ntier = 0\noverdue = 2.49999\nsale_cap = 0\nduty_first = 1", id="no-room-for-offers"),
    pytest.param("money = 999\nduty = 1000\nopportunity = 999\npromise = 1000\nsale_cap = 9\nduty_first = 1000", id="huge"),
]  # fmt: skip


def words(text):
    return f'{{ zh = "{text}", en = "{text}" }}'


@pytest.fixture(scope="module")
def fair(tmp_path_factory):
    """A folder with an invented institution of seventy triggers."""
    rng, folder = random.Random(7), tmp_path_factory.mktemp("plugins") / "fair"
    (folder / "pack").mkdir(parents=True)
    source = '{ title = "集市规约", confidence = "V", as_of = 2026-11-24 }'
    card = f'name = "fair"\nprefix = "FAI"\napi = 1\ntitle = {words("集市")}\nrisk_source = {source}\n'
    (folder / "plugin.toml").write_text(card, encoding="utf-8")
    number = '[[fact]]\nname = "fair_{}"\ntype = "int"\ntitle = {}\nvalid_days = {}\n'
    facts = [number.format(n, words(f"数{n}"), 90 * n + 30) for n in range(NUMBERS)]
    facts += [f'[[fact]]\nname = "fair_day_{n}"\ntype = "date"\ntitle = {words(f"日{n}")}\n' for n in range(DATES)]
    triggers = []
    for number in range(TRIGGERS):
        fact, kind = rng.randrange(NUMBERS), rng.choice(KINDS)
        near = f"days_until(c.fair_day_{fact % DATES}) BETWEEN {-number} AND 9"
        when = f"c.fair_{fact} = {rng.randrange(12)}" if number % 2 else near
        more = f'due = "fair_day_{fact % DATES}"\n' if number % 3 else ""
        more += "marketing = true\n" if kind != "duty" and number % 5 == 0 else ""
        more += f"quiet_days = {number}\n" if number % 7 == 0 else ""
        triggers.append(
            f'[[follow_up]]\ncode = "FAI-F{number + 10}"\ntitle = {words(f"事{number}")}\nwhen = "{when}"\n'
            f'kind = "{kind}"\n{more}'
            f"points = {rng.randint(1, 100)}\nsay = {words('说')}\nnot_say = {words('不说')}\n"
        )
    (folder / "pack" / "facts.toml").write_text("\n".join(facts), encoding="utf-8")
    (folder / "pack" / "follow_ups.toml").write_text("\n".join(triggers), encoding="utf-8")
    return folder


@pytest.fixture
def office_arguments(office_arguments, fair):
    return ["--plugin", str(fair), *office_arguments]


@pytest.fixture
def crowd(ok, tmp_path):
    """Clients of every wish and tier, some with promises, cases and errands that are away."""
    rng = random.Random(11)
    names = ["name", "code", "manager", "tier", "last_contact", "next_touch", "birth_date", "shop_risk_level", *FLAGS]
    names += [*(f"fair_{n}" for n in range(NUMBERS)), *(f"fair_day_{n}" for n in range(DATES))]
    rows = [",".join(names)]
    for number in range(CLIENTS):
        row = [f"客户{number}", f"R-{number:03d}", rng.choice(("甲", "乙")), rng.choice(("a", "b", "c", "d", ""))]
        row += [rng.choice(("", f"2026-{rng.randint(1, 11):02d}-{rng.randint(1, 23):02d}")) for _ in range(2)]
        row += [rng.choice(("", "1980-11-26", "1980-02-29")), ""]
        row += [rng.choice(("", "是", "是", "否"))] + [rng.choice(("", "", "", "是", "否")) for _ in FLAGS[1:]]
        row += [rng.choice(("", str(rng.randrange(12)))) for _ in range(NUMBERS)]
        row += [rng.choice(("", f"2026-{rng.randint(11, 12)}-{rng.randint(1, 30):02d}")) for _ in range(DATES)]
        rows.append(",".join(row))
    file = tmp_path / "crowd.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    ok("import", str(file))
    listed = [item for item in ok("today", "--format", "json").items if item["may_contact"]]
    for item in listed[::7]:
        ok("client", "log", item["client"], "--promise", "2026-11-20", "送样品")
        ok("case", "open", item["client"], "SHP-C01")
    for item in listed[1::5]:
        code = item["terms"][0]["code"]
        if "duty" not in item["purposes"]:
            ok("task", "skip", item["client"], "--only", code, "--reason", "试")


def in_brief(item):
    return item["client"], item["due"], item["urgency"]


@pytest.mark.parametrize("weights", WEIGHTS)
def test_counting_in_sql_gives_the_same_list(ok, crowd, tmp_path, monkeypatch, weights):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cmtool.toml").write_text(f"[urgency]\n{weights}\n", encoding="utf-8")
    for code in ("R-003", "R-050", "R-111"):  # from here on the first two days are replayed
        ok("client", "edit", code, "--set", "tier=a", "--set", "next_touch=2027-01-05", "--as-of", "2027-01-04")
    for day, manager in zip(DAYS, ("", "甲", ""), strict=True):
        asked = ("--format", "json", "--as-of", day, *(("--manager", manager) if manager else ()))
        every = ok("today", *asked).items
        assert len(every) > 20
        found = ok("today", "--capacity", "13", *asked)
        assert found.items == every[:13]
        dropped = [(*in_brief(item), item["duty"]) for item in found.json["dropped"]]
        assert dropped == [(*in_brief(item), "duty" in item["purposes"]) for item in every[13:]]
        top = ok("today", "--top", "7", *asked)
        assert top.items == every[:7]
        assert f"共 {len(every)} 位" in top.err


def test_two_processes_count_what_one_counts(ok, crowd, monkeypatch):
    monkeypatch.setattr(shares, "ALONE", CLIENTS + 1)
    alone = ok("today", "--capacity", "30", "--format", "json").json
    monkeypatch.setattr(shares, "ALONE", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert ok("today", "--capacity", "30", "--format", "json").json == alone
    assert ok("today", "--top", "9", "--format", "json").items == alone["items"][:9]


ASKING = """
from cmtool.hookspecs import hookimpl
from cmtool.model import Errand, Text

@hookimpl
def cmtool_due_tasks(client, on):
    if client.code.endswith("7"):
        yield Errand(code="ASK-1", kind="money", points=99, title=Text("问", "ask"), due=20781, say=Text("说", "say"))
"""


def test_what_a_plugin_asks_of_each_client_is_counted_too(cmtool, crowd, office_arguments, tmp_path, monkeypatch):
    arguments = [word for word in office_arguments if word != "--safe-mode"]
    before = cmtool(*arguments, "today", "--format", "json", plain=True).items
    site = tmp_path / "site"
    (site / "asking-1.0.dist-info").mkdir(parents=True)
    (site / "asking_hooks.py").write_text(ASKING, encoding="utf-8")
    about = "Metadata-Version: 2.1\nName: asking\nVersion: 1.0\n"
    (site / "asking-1.0.dist-info" / "METADATA").write_text(about, encoding="utf-8")
    (site / "asking-1.0.dist-info" / "entry_points.txt").write_text("[cmtool]\nasking = asking_hooks\n", encoding="utf-8")
    monkeypatch.syspath_prepend(site)
    every = cmtool(*arguments, "today", "--format", "json", plain=True).items
    assert cmtool(*arguments, "today", "--capacity", "40", "--format", "json", plain=True).items == every[:40]
    asked = [item for item in every[:40] if "ASK-1" in [term["code"] for term in item["terms"]]]
    assert asked
    held = {item["client"]: item["urgency"] for item in before}
    assert all(item["urgency"] > held.get(item["client"], 0) for item in asked)


VALUES = st.sampled_from([None, 0, 1])


@given(st.tuples(*[VALUES] * len(SCANNED)))
def test_the_gate_is_the_same_in_sql(scanned):
    import contextlib
    import sqlite3

    written = barring(lambda name: {None: "NULL", 0: "0", 1: "1"}[scanned[SCANNED.index(name)]])
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        found = {purpose: bool(db.execute(f"SELECT {written[purpose]}").fetchone()[0]) for purpose in PURPOSES}
    assert found == {purpose: bool(barred(wishes(scanned), purpose)) for purpose in PURPOSES}


@given(st.lists(st.tuples(st.integers(0, 16_000), st.sampled_from(["courting", "owed", "duty"])), max_size=MOST_CALLS))
def test_fields_of_a_sum_never_run_into_each_other(calls):
    total = sum(packed(points, sort) for points, sort in calls)
    assert total < 2**63
    assert total & FIELD == sum(points for points, sort in calls if sort == "courting")
    assert total >> 21 & FIELD == sum(points for points, sort in calls if sort != "courting")
    assert total >> 49 & MOST_CALLS == sum(sort == "owed" for _, sort in calls)
    assert total >> 56 == sum(sort == "duty" for _, sort in calls)
