"""Lists of an old day say what they said on that day: random histories against a replay of the entries that still stand."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace

import pytest
from older import back_to

from cmtool.book import Book, past
from cmtool.book.ledger import Entry
from cmtool.book.records import columns_of
from cmtool.errors import NotPermitted
from cmtool.model import Fact, Kind, Text

FACTS = {
    name: Fact(name=name, kind=Kind.INT, title=Text(name, name), valid_days=days)
    for name, days in (("assets", None), ("budget", 7), ("level", 20), ("id_number", None))
}
DAYS = range(100, 130)


@dataclass
class Told:
    """One entry as the test remembers it: its day, the client, what it wrote; whether it added him."""

    day: int
    code: str
    columns: dict
    adds: bool = False


@dataclass
class History:
    """A book written at random, day after day, and the entries that still stand."""

    book: Book
    chance: random.Random
    told: dict[int, Told] = field(default_factory=dict)
    undone: dict[int, int] = field(default_factory=dict)  # an undo, and what it took back

    def write(self, day):
        doing = self.chance.choice(("add", "edit", "edit", "edit", "edit", "manager", "undo", "undo", "undo"))
        entry = Entry(at="2026-11-24T00:00:00", who="x", command=doing, day=day)
        if doing == "undo":
            return self._undo(entry)
        with self.book.writing(entry) as pen:
            facts = dict.fromkeys(self.chance.sample([*FACTS][:3], self.chance.randrange(1, 3)), pen.number)
            if doing == "add":
                code = f"C-{pen.number}"
                columns = {"manager": self.chance.choice("ab"), **columns_of(facts, day, f"s{pen.number}")}
                pen.insert("client", {"code": code, "name": "n", **columns})
                self.told[pen.number] = Told(day, code, columns, adds=True)
            elif codes := self.codes():
                code = self.chance.choice(codes)
                if doing == "manager":
                    columns = {"manager": f"m{pen.number}"}
                else:
                    columns = columns_of({name: self.chance.choice((value, None)) for name, value in facts.items()}, day, "")
                    del columns["sources"]
                held = self.book.rows("SELECT * FROM client WHERE code = ?", (code,))[0]
                pen.update("client", held["id"], columns)
                changed = {name: value for name, value in columns.items() if name not in held.keys() or held[name] != value}  # noqa: SIM118  # a row's keys
                self.told[pen.number] = Told(day, code, changed)
        return None

    def _undo(self, entry):
        numbers = [number for number in (*self.told, *self.undone) if number not in self.fallen()]
        if not numbers:
            return
        number = self.chance.choice(numbers)
        with contextlib.suppress(NotPermitted), self.book.writing(replace(entry, undoes=number)) as pen:
            self.book.undo(pen, number)
            self.undone[pen.number] = number

    def fallen(self):
        fallen = set()
        for number in sorted(self.undone, reverse=True):
            if number not in fallen:
                fallen.add(self.undone[number])
        return fallen

    def standing(self):
        """The entries that count: an undo that stands takes its entry away, an undo undone gives it back."""
        fallen = self.fallen()
        return {number: told for number, told in sorted(self.told.items()) if number not in fallen}

    def codes(self):
        return [told.code for told in self.standing().values() if told.adds]

    def state(self, day):
        """What the list says on ``day``: the standing entries of that day and before, one after the other."""
        rows = {}
        for told in self.standing().values():
            if told.adds:
                rows[told.code] = {"manager": told.columns["manager"]}
            if told.day <= day:
                rows[told.code].update(told.columns)
        return {code: (row["manager"], *(fresh(row, name, day) for name in [*FACTS][:3])) for code, row in rows.items()}


def fresh(row, name, day):
    at, valid = row.get(f"at_{name}"), FACTS[name].valid_days
    return row.get(f"f_{name}") if at is not None and (valid is None or day - at <= valid) else None


def listed(book, day):
    column = book.column(day)
    cells = ", ".join(column(name) for name in [*FACTS][:3])
    rows = book.db.execute(f"SELECT code, manager, {cells} FROM {book.source(day)} AS c").fetchall()
    return {code: tuple(rest) for code, *rest in rows}


def read(book, day):
    return {one.code: (one.manager, *(one.value(name) for name in [*FACTS][:3])) for one in book.clients(day)}


@pytest.mark.parametrize("seed", range(12))
def test_every_old_day_reads_as_the_standing_entries_of_that_day_left_it(tmp_path, seed):
    with closing(Book.create(tmp_path / "book.db", FACTS)) as book:
        history = History(book, random.Random(seed))
        said = {}
        for day in DAYS:
            for _ in range(history.chance.randrange(5)):
                history.write(day)
            said[day] = listed(book, day)
            assert said[day] == history.state(day)
        assert list(book.faults()) == []
        assert book.source(DAYS[3]) != "client"
        for day in range(DAYS[0] - 1, DAYS[-1] + 2):
            wanted = history.state(day)
            assert listed(book, day) == wanted, day
            assert read(book, day) == wanted, day
            alone = {code: book.client(code, day) for code in wanted}
            assert {code: (one.manager, *(one.value(name) for name in [*FACTS][:3])) for code, one in alone.items()} == wanted


def test_a_day_without_later_updates_reads_the_table_itself_after_one_look_up_in_an_index(tmp_path):
    with closing(Book.create(tmp_path / "book.db", FACTS)) as book:
        with book.writing(Entry(at="2026-11-24T00:00:00", who="x", command="add")) as pen:
            number = pen.insert("client", {"code": "C-1", "name": "n", **columns_of({"assets": 1}, 5, "")})
        assert book.source(1) == "client"  # a client added later has no older values
        with book.writing(Entry(at="2026-11-24T00:00:00", who="x", command="edit")) as pen:
            pen.update("client", number, columns_of({"assets": 2}, 9, ""))
        assert book.source(9) == "client"
        assert book.source(8) != "client"
        assert book.source(8) == book.source(8)
        (plan,) = book.db.execute("EXPLAIN QUERY PLAN SELECT 1 FROM change WHERE latest > ? LIMIT 1", (9,)).fetchall()
        assert "SEARCH change USING" in plan[3]
        assert "change_latest" in plan[3]


def test_what_an_earlier_client_with_the_same_number_had_is_not_told_of_the_next(tmp_path):
    with closing(Book.create(tmp_path / "book.db", FACTS)) as book:

        def entry(number=None, day=None):
            return Entry(at="2026-11-24T00:00:00", who="x", command="c", undoes=number, day=day)

        with book.writing(entry()) as pen:
            first = pen.insert("client", {"code": "C-1", "name": "n"})
        for day in (3, 6):
            with book.writing(entry()) as pen:
                pen.update("client", first, columns_of({"assets": day}, day, ""))
        for number in (3, 2, 1):
            with book.writing(entry(number)) as pen:
                book.undo(pen, number)
        with book.writing(entry()) as pen:
            assert pen.insert("client", {"code": "C-2", "name": "m"}) == first
            pen.update("client", first, columns_of({"assets": 9}, 9, ""))
        assert [book.client("C-2", day).value("assets") for day in (4, 7, 9)] == [None, None, 9]
        assert [listed(book, day)["C-2"][1] for day in (4, 7, 9)] == [None, None, 9]


def test_the_lists_of_a_desk_replay_an_old_day(ok, add):
    code = add(kind="person", tier="a")
    ok("client", "edit", code, "--set", "tier=c", "--to-manager", "李", "--as-of", "2026-12-24")
    ok("client", "edit", code, "--set", "next_touch=2026-11-24")
    ok("client", "log", code, "--as-of", "2026-12-24")
    for day, tier, manager in (("2026-11-24", "a", ""), ("2026-12-24", "c", "李")):
        (item,) = ok("client", "list", "--format", "json", "--as-of", day).items
        assert (item["tier"], item["manager"]) == (tier, manager)
        assert ok("client", "list", "--where", f"c.tier = '{tier}'", "--format", "ids", "--as-of", day).out == f"{code}\n"
        assert ok("client", "list", "--manager", "李", "--format", "ids", "--as-of", day).out == (manager and f"{code}\n")
        assert ok("client", "show", code, "--format", "json", "--as-of", day).json["manager"] == manager
    assert code in ok("today", "--format", "json").out  # the next touch was due, and is cleared only by the later contact
    assert code not in ok("today", "--format", "json", "--as-of", "2026-12-24").out


def test_a_replayed_value_keeps_its_source(ok, add):
    code = add(kind="person")
    ok("client", "edit", code, "--set", "shop_budget=1万", "--source", "statement", "--as-of", "2026-11-01")
    ok("client", "edit", code, "--set", "shop_budget=2万", "--as-of", "2026-12-01")
    items = {item["fact"]: item for item in ok("client", "show", code, "--format", "json", "--as-of", "2026-11-20").items}
    assert (items["shop_budget"]["value"], items["shop_budget"]["source"]) == (10_000, "statement")


def test_a_book_made_before_the_index_stays_whole_and_replays_too(ok, add, book, sql):
    code = add(kind="person")
    for day, budget in (("2026-11-01", "1万"), ("2026-12-01", "2万")):
        ok("client", "edit", code, "--set", f"shop_budget={budget}", "--to-manager", budget, "--as-of", day)
    ok("client", "edit", code, "--to-manager", "王")
    for statement in back_to(1):
        sql(statement)
    doctor = ok("doctor", "--format", "json")
    assert "journal-" not in doctor.out
    assert sql("SELECT kind, latest IS NULL FROM change WHERE latest IS NULL") == [("insert", 1)]
    (item,) = ok("client", "list", "--format", "json", "--as-of", "2026-11-02").items
    assert item["manager"] == "1万"
    assert ok("client", "list", "--where", "c.shop_budget = 1万", "--format", "ids", "--as-of", "2026-11-02").out == f"{code}\n"
    with closing(Book.open(book, {})) as opened:
        assert list(opened.faults()) == []
        with pytest.raises(sqlite3.OperationalError):
            opened.db.execute(f"SELECT * FROM {past.THEN}")  # the view is of one connection and one day


def test_a_column_that_a_pack_brought_before_the_migration_is_no_obstacle(ok, add, book, sql):
    """An institution's own fact ``branch`` made the column that a later version makes for all."""
    code = add(kind="person")
    for statement in back_to(6):
        sql(statement)
    for column in ("f_branch", "at_branch"):
        sql(f"ALTER TABLE client ADD COLUMN {column}")
    sql("UPDATE client SET f_branch = '南门', at_branch = 20000")
    assert ok("client", "list", "--format", "ids").out == f"{code}\n"
    assert sql("SELECT f_branch FROM client") == [("南门",)]
    assert sql("SELECT name FROM sqlite_master WHERE name = 'client_branch'") == [("client_branch",)]
