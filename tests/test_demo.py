"""The sample book: what is in it, that it can be made again to the byte, and that it never takes a real book's place."""

from __future__ import annotations

import csv
import json
import os
import shlex
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import date
from importlib import import_module
from itertools import islice
from math import sqrt
from pathlib import Path
from random import Random

import phonenumbers
import pytest
from stdnum.cn import ric, uscc

from cmtool.book import Book
from cmtool.cli import run
from cmtool.jobs.sample import runs
from cmtool.jobs.sample_people import PERSON, columns, people
from cmtool.model import day_number
from cmtool.plugins import Plugins
from cmtool.rules.evaluate import age_years, members, truth
from cmtool.rules.house import House

ROOT = Path(__file__).parent.parent
DIVISIONS = ROOT.parent / "shared" / "data" / "divisions" / "areas.csv"
WORDS = json.loads((ROOT / "src" / "cmtool" / "pack" / "sample.json").read_text(encoding="utf-8"))
DAY = "2026-11-24"
ON = day_number(date(2026, 11, 24))
MANY = 2_000
STALE = 0.12
PERSON_BORN = 1 + columns(PERSON).index("f_birth_date")

PLUGIN = """
name = "boats"
prefix = "BOA"
api = 1
title = { zh = "船坞", en = "Boatyard" }
clients = { person = 0.6, organisation = 0.4 }
"""
FACTS = """
[[fact]]
name = "boat_licensed"
type = "bool"
title = { zh = "执照", en = "licensed" }
sample = { known = 0.8, share = 0.25 }

[[fact]]
name = "boat_berths"
type = "int"
title = { zh = "泊位", en = "berths" }
sample = { known = 0.7, between = [3, 9] }

[[fact]]
name = "boat_share"
type = "ratio"
title = { zh = "份额", en = "share" }
sample = { known = 0.6, between = [0.2, 0.4] }

[[fact]]
name = "boat_price"
type = "money"
title = { zh = "船价", en = "price" }
valid_days = 30
low = 1000
high = "20万"
sample = { known = 0.9, log_normal = [11, 2.5] }

[[fact]]
name = "boat_built_on"
type = "date"
title = { zh = "建成", en = "built" }
sample = { known = 0.5, days = [-300, 40] }

[[fact]]
name = "boat_hull"
type = "choice"
title = { zh = "船壳", en = "hull" }
choices = { wood = { zh = "木", en = "wood" }, steel = { zh = "钢", en = "steel" } }
sample = { known = 0.75, among = { wood = 0.3, steel = 0.7 } }

[[fact]]
name = "boat_waters"
type = "set"
of = "person"
title = { zh = "水域", en = "waters" }
choices = { lake = { zh = "湖", en = "lake" }, sea = { zh = "海", en = "sea" } }
sample = { known = 1.0, each = 0.5 }

[[fact]]
name = "boat_crew"
type = "int"
of = "organisation"
title = { zh = "船员", en = "crew" }
sample = { known = 1.0, between = [0, 40] }

[[fact]]
name = "boat_name"
type = "text"
title = { zh = "船名", en = "name" }
"""


def demo(*arguments: object) -> int:
    return run(["--as-of", DAY, "--lang", "en", "demo", *map(str, arguments)])


def rows(path: Path, sql: str, *values: object) -> list[dict]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(sql, values)]
    finally:
        connection.close()


def count(path: Path, table: str = "client") -> int:
    return rows(path, f"SELECT count(*) AS n FROM {table}")[0]["n"]


def faults(path: Path) -> list:
    book = Book.open(path, {})
    try:
        return list(book.faults())
    finally:
        book.close()


def near(found: int, of: int, share: float) -> bool:
    """Whether a count lies within four standard deviations of a share."""
    return abs(found - of * share) <= 4 * sqrt(of * share * (1 - share)) + 1


@pytest.fixture(scope="module")
def house():
    return House(Plugins().packs)


@pytest.fixture(scope="module")
def made(tmp_path_factory, cache):
    """A sample book of two thousand clients of all institutions installed."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CMTOOL_CACHE", str(cache))
        assert demo(folder, "--clients", MANY) == 0
    return folder / "book.db"


@pytest.fixture(scope="module")
def clients(made):
    return rows(made, "SELECT * FROM client ORDER BY id")


@pytest.fixture
def boats(tmp_path):
    """A plugin made of a folder, with a fact of every kind."""
    folder = tmp_path / "boats"
    (folder / "pack").mkdir(parents=True)
    (folder / "plugin.toml").write_text(PLUGIN, encoding="utf-8")
    (folder / "pack" / "facts.toml").write_text(FACTS, encoding="utf-8")
    return folder


def test_the_same_seed_size_and_day_give_the_same_bytes_in_any_process(tmp_path):
    assert demo(tmp_path / "a", "--clients", 150) == 0
    command = [sys.executable, "-c", "import sys; from cmtool.cli import run; sys.exit(run(sys.argv[1:]))"]
    arguments = ["demo", str(tmp_path / "b"), "--clients", "150", "--as-of", DAY, "--lang", "en"]
    again = subprocess.run([*command, *arguments], env={**os.environ, "PYTHONHASHSEED": "7"}, capture_output=True, check=False)
    assert again.returncode == 0, again.stderr
    for name in ("book.db", "proposal.md", "proposal.html"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(["--as-of", DAY, "--seed", "2"], id="seed"),
        pytest.param(["--as-of", "2026-11-25"], id="day"),
    ],
)
def test_another_seed_or_day_gives_another_book(tmp_path, other):
    assert demo(tmp_path / "a", "--clients", 20) == 0
    assert run(["demo", str(tmp_path / "b"), "--clients", "20", *other]) == 0
    assert (tmp_path / "a" / "book.db").read_bytes() != (tmp_path / "b" / "book.db").read_bytes()


@pytest.mark.parametrize("clients", [1, 2, 3, 5, 33, 1_000])
def test_a_book_of_any_size_is_whole(tmp_path, clients):
    assert demo(tmp_path, "--clients", clients) == 0
    path = tmp_path / "book.db"
    assert count(path) == clients
    codes = [row["code"] for row in rows(path, "SELECT code FROM client ORDER BY id")]
    assert codes == [f"C-{number:05d}" for number in range(1, clients + 1)]
    assert faults(path) == []
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("persons", [[1.0], [0.7, 0.9], [0.75, 0.0, 1.0, 0.85], [0.5] * 9])
@pytest.mark.parametrize("clients", [1, 10, 77, 5_000, 123_456])
def test_runs_add_up_and_every_institution_has_its_turn(clients, persons):
    found = list(runs(clients, persons))
    assert sum(run.clients for run in found) == clients
    held = Counter()
    for run_ in found:
        held[run_.desks[0], run_.kind] += run_.clients
        assert len(set(run_.desks)) == len(run_.desks) <= 2
    for desk, share in enumerate(persons):
        whole = held[desk, "person"] + held[desk, "organisation"]
        assert abs(whole - clients / len(persons)) <= len(persons)
        assert abs(held[desk, "person"] - whole * share) <= 1


def test_every_institution_has_its_clients_of_each_kind(house, clients):
    cards = [card for card in house.institutions.values() if card.clients]
    assert cards
    second = sum(len(members(row["f_tags"])) == 3 for row in clients)
    assert len(cards) == 1 or near(second, MANY, 0.1)
    for card in cards:
        own = [row for row in clients if card.name in members(row["f_tags"])]
        assert len(own) >= MANY // len(cards)
        persons = sum(row["f_kind"] == "person" for row in own)
        assert near(persons, len(own), card.clients["person"] / sum(card.clients.values()))
    assert {row["f_tags"] for row in clients if "|sample|" not in row["f_tags"]} == set()


def test_every_fact_with_a_sample_is_known_as_often_as_it_says(house, clients):
    checked = 0
    for pack in house.packs:
        core = pack is house.packs[0]
        for fact in pack.facts:
            if not fact.sample or (not core and not pack.institution.clients):
                continue
            tag = "|sample|" if core else f"|{pack.institution.name}|"
            asked = [row for row in clients if fact.concerns(row["f_kind"]) and tag in row["f_tags"]]
            known = [row for row in asked if row[f"f_{fact.name}"] is not None]
            assert known, fact.name
            assert near(len(known), len(asked), float(fact.sample["known"])), (fact.name, len(known), len(asked))
            stale = sum(row[f"at_{fact.name}"] < ON - (fact.valid_days or 10**6) for row in known)
            assert near(stale, len(known), STALE) if fact.valid_days else stale == 0, (fact.name, stale, len(known))
            checked += 1
            everybody = sum(row[f"f_{fact.name}"] is not None for row in clients)
            assert everybody == len(known), f"{fact.name} is known of clients it does not concern"
    assert checked > 20


def test_no_fact_is_known_of_a_day_to_come_or_before_it_happened(house, clients):
    for name in [name.removeprefix("at_") for name in clients[0] if name.startswith("at_")]:
        known = [(row[f"f_{name}"], row[f"at_{name}"]) for row in clients if row[f"f_{name}"] is not None]
        assert sum(row[f"at_{name}"] is not None for row in clients) == len(known), name
        assert all(day <= ON for _, day in known), name
        if house.facts[name].kind.value == "date" and name != "birth_date":
            assert all(day >= value for value, day in known if value <= ON), name


def test_identity_numbers_are_valid_unique_and_agree_with_birth_and_gender(clients):
    persons = [row for row in clients if row["f_kind"] == "person"]
    assert len(persons) > MANY / 2
    for row in persons:
        number = ric.validate(row["f_id_number"])
        assert day_number(ric.get_birth_date(number)) == row["f_birth_date"]
        assert row["f_gender"] == ("male" if int(number[16]) % 2 else "female")
        assert row["f_id_type"] == "resident_id"
        assert 18 <= age_years(row["f_birth_date"], ON) <= 85
    assert {row["f_gender"] for row in persons} == {"male", "female"}
    for row in clients:
        if row["f_kind"] == "organisation":
            uscc.validate(row["f_id_number"])
            assert row["f_id_type"] == "uscc"
            assert row["f_birth_date"] is None
    assert len({row["f_id_number"] for row in clients}) == MANY


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2026, 11, 24), date(2031, 1, 1)])
def test_everybody_is_of_age_and_under_eighty_five_on_any_day(day):
    on = day_number(day)
    born = [row[PERSON_BORN] for row in islice(people(WORDS, 20_000, Random(1), on), 10_000)]
    ages = [age_years(birth, on) for birth in born]
    assert min(ages) in (18, 19)
    assert max(ages) in (83, 84)


def test_phones_are_valid_and_unique_and_mail_goes_nowhere(clients):
    phones = [row["f_phone"] for row in clients if row["f_phone"]]
    assert near(len(phones), MANY, 0.97)
    assert len(set(phones)) == len(phones)
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(phone, "CN")) for phone in phones)
    mails = {row["f_email"].split("@")[1] for row in clients if row["f_email"]}
    assert mails == {"example.com", "example.net", "example.org"}


def test_people_have_two_or_three_characters_some_of_them_rare_and_firms_a_legal_form(clients):
    persons = [row["name"] for row in clients if row["f_kind"] == "person"]
    assert {len(name) for name in persons} == {2, 3}
    assert {"䶮", "𬭎", "堃", "喆"} <= set("".join(persons))
    assert all(row["name"].endswith("公司") for row in clients if row["f_kind"] == "organisation")
    assert len({row["manager"] for row in clients}) > 4


@pytest.mark.skipif(not DIVISIONS.exists(), reason="the official divisions are not beside the checkout")
def test_places_have_their_official_codes():
    with DIVISIONS.open(encoding="utf-8") as file:
        official = {row["code"]: row["name"] for row in csv.DictReader(file)}
    for place in (*WORDS["births"], *WORDS["homes"]):
        assert official.get(place[0]) == place[3], place
    assert len(WORDS["births"]) == len({place[0] for place in WORDS["births"]}) == 61


def test_a_third_was_contacted_and_some_were_promised_something_due_about_now(made):
    contacts = rows(made, "SELECT contact.*, f_last_contact, manager FROM contact JOIN client ON client.id = contact.client")
    assert MANY / 5 < len(contacts) < MANY / 2.5
    channels = import_module("cmtool.commands.client").CHANNELS
    for row in contacts:
        assert row["day"] == row["f_last_contact"] <= ON
        assert row["by"] == row["manager"]
        assert row["channel"] in channels
        assert row["result"]
    dues = [row["promise_day"] - ON for row in contacts if row["promise"]]
    assert 0 < len(dues) < len(contacts) / 10
    assert all(-7 <= due <= 14 for due in dues)
    assert min(dues) < 0 < max(dues)
    assert all((row["promise_day"] is None) == (not row["promise"]) for row in contacts)


def test_one_in_a_hundred_has_work_open_that_concerns_him_some_of_it_overdue(house, made):
    work = rows(made, "SELECT client.*, work.code AS kind, step, opened, due FROM work JOIN client ON client.id = work.client")
    assert MANY / 200 < len(work) <= MANY / 100
    for row in work:
        case = house.case(row["kind"])
        assert case.desk in members(row["f_tags"])
        assert case.when is None or truth(case.when.tree, lambda fact, row=row: row[f"f_{fact}"], ON) is True
        assert 1 <= row["step"] <= len(case.steps)
        assert row["opened"] <= min(row["due"], ON)
        assert (row["due"] + 3) % 7 < 5, "a weekend"
    assert min(row["due"] for row in work) < ON < max(row["due"] for row in work)


def test_the_first_clients_are_one_of_each_institution_with_nothing_stale(house, made):
    cards = [card for card in house.institutions.values() if card.clients]
    book = Book.open(made, house.facts)
    try:
        first = [book.client(f"C-{number:05d}", ON) for number in range(1, len(cards) + 1)]
    finally:
        book.close()
    for client, card in zip(first, cards, strict=True):
        assert client.value("tags") == "|" + "|".join(sorted({"sample", card.name})) + "|"
        assert client.stale == {}
        pack = next(pack for pack in house.packs if pack.institution is card)
        usual = [fact for fact in (*house.packs[0].facts, *pack.facts) if fact.sample and fact.sample["known"] >= 0.1]
        assert [fact.name for fact in usual if fact.concerns(client.kind) and client.value(fact.name) is None] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_demo_shows_commands_that_work_as_typed(tmp_path, monkeypatch, capsys, lang):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CMTOOL_LANG", lang)
    assert run(["demo", "--as-of", DAY]) == 0
    shown = capsys.readouterr().out
    assert count(tmp_path / "cmtool-demo" / "book.db") == 200
    typed = [shlex.split(line[2:]) for line in shown.splitlines() if line.startswith("$ cmtool ")]
    assert [words[5] for words in typed] == ["today", "match", "propose", "propose"]
    for words in typed:
        assert run(words[1:]) == 0, words
        again = capsys.readouterr().out
        assert again in shown
    document = (tmp_path / "cmtool-demo" / "proposal.md").read_text(encoding="utf-8")
    assert document.splitlines()[0] in shown
    assert "<html" in (tmp_path / "cmtool-demo" / "proposal.html").read_text(encoding="utf-8")


def test_nothing_personal_is_shown(tmp_path, capsys):
    assert demo(tmp_path) == 0
    said = capsys.readouterr()
    shown = said.out + said.err + (tmp_path / "proposal.md").read_text(encoding="utf-8")
    for row in rows(tmp_path / "book.db", "SELECT * FROM client"):
        assert row["f_id_number"] not in shown
        assert row["f_phone"] is None or row["f_phone"] not in shown
        assert row["f_kind"] == "organisation" or row["name"] not in shown


def test_a_book_made_to_measure_with_shows_nothing_but_its_counts(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(import_module("cmtool.commands.demo"), "SHOWN_MOST", 30)
    assert demo(tmp_path / "a", "--clients", 30) == 0
    assert "$ cmtool" in capsys.readouterr().out
    assert demo(tmp_path / "b", "--clients", 31) == 0
    assert len(capsys.readouterr().out.strip().splitlines()) == 1
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["book.db"]


def test_an_earlier_demo_is_replaced(tmp_path):
    assert demo(tmp_path, "--clients", 30) == 0
    assert demo(tmp_path, "--clients", 12) == 0
    assert count(tmp_path / "book.db") == 12
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.db", "proposal.html", "proposal.md"]


def test_a_real_book_is_never_replaced(tmp_path, book, capsys):
    (tmp_path / "work").mkdir()
    path = tmp_path / "work" / "book.db"
    book.replace(path)
    assert run(["--safe-mode", "--book", str(path), "client", "add", "张三丰"]) == 0
    before = path.read_bytes()
    capsys.readouterr()
    assert demo(path.parent, "--clients", 3) == 4
    assert str(path) in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"my notes", b"SQLite format 3\x00" + bytes(84)])
def test_a_file_that_is_no_book_is_left_alone(tmp_path, content):
    path = tmp_path / "book.db"
    path.write_bytes(content)
    assert demo(tmp_path, "--clients", 3) == 4
    assert path.read_bytes() == content


def test_documents_that_no_demo_wrote_are_left_alone(tmp_path, capsys):
    (tmp_path / "proposal.md").write_text("mine", encoding="utf-8")
    assert demo(tmp_path, "--clients", 3) == 4
    assert "proposal.md" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["proposal.md"]


@pytest.mark.parametrize("wrong", [["--clients", "0"], ["--clients", "many"], ["--seed", "x"]])
def test_what_is_no_number_of_clients_is_a_usage_error(tmp_path, wrong):
    assert demo(tmp_path / "a", *wrong) == 2
    assert not (tmp_path / "a").exists()


def test_samples_follow_every_kind_of_fact(tmp_path, boats):
    assert run(["--safe-mode", "--plugin", str(boats), "--as-of", DAY, "demo", str(tmp_path / "d"), "--clients", "1000"]) == 0
    found = rows(tmp_path / "d" / "book.db", "SELECT * FROM client")

    def known(name: str) -> list:
        return [row[f"f_{name}"] for row in found if row[f"f_{name}"] is not None]

    assert set(known("boat_licensed")) == {0, 1}
    assert near(sum(known("boat_licensed")), len(known("boat_licensed")), 0.25)
    assert set(known("boat_berths")) == set(range(3, 10))
    assert all(0.2 <= share <= 0.4 for share in known("boat_share"))
    assert min(known("boat_price")) == 100_000
    assert max(known("boat_price")) == 20_000_000
    assert all(-300 <= day - ON <= 40 for day in known("boat_built_on"))
    assert near(known("boat_hull").count("steel"), len(known("boat_hull")), 0.7)
    assert set(known("boat_waters")) == {"|", "|lake|", "|sea|", "|lake|sea|"}
    assert all((row["f_boat_waters"] is None) == (row["f_kind"] == "organisation") for row in found)
    assert all((row["f_boat_crew"] is None) == (row["f_kind"] == "person") for row in found)
    assert "f_boat_name" not in found[0]
    assert len({tuple(row.values())[3:] for row in found}) == 1000


def test_samples_that_do_not_fit_are_all_named_and_the_earlier_demo_stays(tmp_path, boats, capsys):
    assert demo(tmp_path / "d", "--clients", 5) == 0
    before = (tmp_path / "d" / "book.db").read_bytes()
    facts = (boats / "pack" / "facts.toml").read_text(encoding="utf-8")
    for good, bad in (("share = 0.25", "each = 0.25"), ("wood = 0.3", "paper = 0.3"), ("[3, 9]", "[3]")):
        facts = facts.replace(good, bad)
    (boats / "pack" / "facts.toml").write_text(facts, encoding="utf-8")
    capsys.readouterr()
    assert run(["--safe-mode", "--plugin", str(boats), "demo", str(tmp_path / "d"), "--lang", "en"]) == 5
    said = capsys.readouterr().err
    assert all(name in said for name in ("boat_licensed", "boat_hull", "boat_berths"))
    assert "boat_price" not in said
    assert (tmp_path / "d" / "book.db").read_bytes() == before
    assert not list((tmp_path / "d").glob(".demo-*"))


def test_without_any_institution_clients_are_invented_all_the_same(tmp_path):
    assert run(["--safe-mode", "--as-of", DAY, "demo", str(tmp_path), "--clients", "9"]) == 0
    found = rows(tmp_path / "book.db", "SELECT * FROM client")
    assert len(found) == 9
    assert {row["f_tags"] for row in found} == {"|core|sample|"}
