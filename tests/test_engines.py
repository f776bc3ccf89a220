"""Every engine gives the same verdict: 2,000 random conditions over clients with unknown, stale, future and extreme facts.

SQLite and DuckDB read a real book, PostgreSQL a real server started here, Spark (marked ``cluster``) Parquet on two cores.
"""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pyarrow
import pyarrow.parquet
import pytest
from conditions import CLIENTS, CONDITIONS, FACTS, KINDS, ON, as_people_say, naive, shares_meet
from hypothesis import Phase, given, settings

from cmtool.book import Book
from cmtool.book.engines import engine
from cmtool.book.engines.reading import Reading
from cmtool.book.ledger import Entry
from cmtool.model import Kind, day_number
from cmtool.rules.evaluate import truth
from cmtool.rules.grammar import parse
from cmtool.rules.plan import Plan
from cmtool.rules.typing import understood

CONDITION_COUNT, CLIENT_COUNT = 2_000, 250
DAY = day_number(ON)
AGING = {**FACTS, "rest": replace(FACTS["rest"], valid_days=30), "liked": replace(FACTS["liked"], valid_days=30)}
EXTREME = 2**53 - 1
TYPES = {Kind.RATIO: pyarrow.float64(), Kind.CHOICE: pyarrow.string(), Kind.SET: pyarrow.string(), Kind.BOOL: pyarrow.bool_()}


def drawn(strategy, count):
    """Return examples of a strategy, always the same ones."""
    found = []

    @settings(max_examples=count, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(strategy)
    def note(example):
        found.append(example)

    while len(found) < count:
        note()
    return found[:count]


@cache
def conditions():
    return [(text, understood(text, FACTS, {})[0].tree) for text in drawn(CONDITIONS, CONDITION_COUNT)]


@cache
def clients():
    """Return clients with the day each fact was true: some stale, some not true yet, some as large as a book can hold."""
    chance = random.Random(7)
    people = drawn(CLIENTS, CLIENT_COUNT)
    for at in range(0, len(people), 10):
        people[at] = {**people[at], "sum": chance.choice([EXTREME, -EXTREME]), "rest": EXTREME, "count": chance.choice([1, -1])}
    days = [{name: chance.choice([DAY, DAY - 30, DAY - 31, DAY + 1]) for name in KINDS} for _ in people]
    return list(zip(people, days, strict=True))


def seen(person, days):
    """Return what counts of a client on the day: nothing from after it, nothing stale."""
    aged = {name: DAY - (AGING[name].valid_days or 10_000) for name in KINDS}
    return {name: value if aged[name] <= days[name] <= DAY else None for name, value in person.items()}


@cache
def expected():
    """Return our own reader's answers, condition by condition."""
    people = [seen(*client) for client in clients()]
    return [[truth(tree, person.get, DAY) for person in people] for _, tree in conditions()]


def answered(name, source, spread=1, **more):
    """Return an engine's answers, condition by condition; ``spread`` plans, each of a part of the conditions."""
    found = []
    for part in range(spread):
        plan = Plan(AGING, DAY)
        tests = [
            plan.tests(tree)
            for _, tree in conditions()[part * CONDITION_COUNT // spread : (part + 1) * CONDITION_COUNT // spread]
        ]
        reading = Reading(scales=plan.scales, facts=AGING, on=DAY, block=97, **more)
        blocks = list(engine(name, str(source)).each(reading, lambda block, plan=plan: (len(block.codes), plan.sheet(block))))
        found += [[said for count, sheet in blocks for said in bits(sheet.truth(test), count)] for test in tests]
    return found


def bits(truth, count):
    true, false = (format(half, f"0{count}b") for half in truth)
    return [True if one == "1" else False if other == "1" else None for one, other in zip(true, false, strict=True)]


def columns():
    """Return the clients as columns of a book, ids and codes first."""
    table = {"id": list(range(1, CLIENT_COUNT + 1)), "code": [f"C-{at:05d}" for at in range(1, CLIENT_COUNT + 1)]}
    table |= {"name": ["某"] * CLIENT_COUNT, "manager": ["甲" if at % 3 else "乙" for at in range(CLIENT_COUNT)]}
    for name in KINDS:
        table[f"f_{name}"] = [person[name] for person, _ in clients()]
        table[f"at_{name}"] = [None if person[name] is None else days[name] for person, days in clients()]
    return table


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("engines") / "book.db"
    made = Book.create(path, AGING)
    table = {name: column for name, column in columns().items() if name != "id"}
    with made.writing(Entry(at="2026-11-24T09:00:00+08:00", who="test", command="import")) as pen:
        pen.insert_many("client", list(table), zip(*table.values(), strict=True))
    made.close()
    return path


@pytest.fixture(scope="module")
def parquet(tmp_path_factory):
    """The same clients as an institution would keep them: typed, with bools as bools."""
    arrays = {}
    for name, column in columns().items():
        kind = KINDS.get(name.removeprefix("f_")) if name.startswith("f_") else None
        plain = pyarrow.string() if name in {"code", "name", "manager"} else pyarrow.int64()
        typed = [None if value is None else bool(value) for value in column] if kind is Kind.BOOL else column
        arrays[name] = pyarrow.array(typed, TYPES.get(kind, plain))
    path = tmp_path_factory.mktemp("parquet") / "clients.parquet"
    pyarrow.parquet.write_table(pyarrow.table(arrays), path)
    return path


@pytest.fixture
def server(server_of):
    """The same clients on a PostgreSQL server, typed as an institution would have them."""
    types = {Kind.RATIO: "double precision", Kind.CHOICE: "text", Kind.SET: "text", Kind.BOOL: "boolean"}
    return server_of(columns(), {f"f_{name}": types.get(kind, "bigint") for name, kind in KINDS.items()})


def test_sqlite_answers_as_our_reader(book):
    assert answered("sqlite", book) == expected()


def test_duckdb_answers_as_our_reader_on_a_book(book):
    assert answered("duckdb", book) == expected()


def test_duckdb_answers_as_our_reader_on_a_file(parquet):
    assert answered("duckdb", parquet) == expected()


def test_postgres_answers_as_our_reader(server):
    assert answered("postgres", server) == expected()


@pytest.mark.cluster
def test_spark_answers_as_our_reader(parquet):
    assert answered("spark", parquet, spread=20) == expected()


def test_our_reader_answers_as_the_naive_one():
    """Where fractions and extremes cannot part them: the naive reader counts in exact fractions."""
    people = [seen(*client) for client in clients()]
    compared = 0
    for (text, tree), ours in zip(conditions(), expected(), strict=True):
        if not shares_meet(tree):
            plain = parse(text)
            theirs = [naive(plain, as_people_say(person)) for person in people]
            apart = [at for at, (one, other) in enumerate(zip(ours, theirs, strict=True)) if one != other]
            assert all(
                "*" in text and EXTREME in map(abs, filter(None, (people[at]["sum"], people[at]["rest"]))) for at in apart
            ), text
            compared += 1
    assert compared > CONDITION_COUNT // 2
