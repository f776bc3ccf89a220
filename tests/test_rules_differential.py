"""One condition, three readers: ours, a naive one, and SQLite on a real table must agree on every client."""

from __future__ import annotations

import sqlite3

import pytest
from conditions import CLIENTS, CONDITIONS, FACTS, KINDS, ON, RATIOS, as_people_say, naive, shares_meet
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cmtool.model import day_number
from cmtool.rules.binding import bound
from cmtool.rules.evaluate import truth
from cmtool.rules.grammar import parse
from cmtool.rules.sql import Writer
from cmtool.rules.typing import understood


@pytest.fixture(scope="module")
def table():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(f"CREATE TABLE client (id INTEGER PRIMARY KEY, {', '.join(f'f_{name}' for name in KINDS)})")
    yield connection
    connection.close()


def in_sqlite(table, tree, clients):
    table.execute("DELETE FROM client")
    marks = ", ".join("?" * len(KINDS))
    table.executemany(
        f"INSERT INTO client ({', '.join(f'f_{name}' for name in KINDS)}) VALUES ({marks})",
        [tuple(client[name] for name in KINDS) for client in clients],
    )
    asked = Writer("f_{}".format, RATIOS, day_number(ON)).truth(tree)
    rows = table.execute(f"SELECT {asked} FROM client ORDER BY id").fetchall()
    return [None if said is None else bool(said) for (said,) in rows]


@pytest.mark.parametrize("wanted", ["|red|", "|blue|red|", "|", None])
@pytest.mark.parametrize("name", ["has_any", "has_all"])
def test_a_products_set_reads_the_same_in_both(table, name, wanted):
    clients = [{**dict.fromkeys(KINDS), "liked": held} for held in ("|", "|red|", "|blue|green|red|", "|blue|", None)]
    tree = bound(("call", name, ("c", "liked"), ("p", "wanted")), {"wanted": wanted})
    assert in_sqlite(table, tree, clients) == [truth(tree, client.get, day_number(ON)) for client in clients]


def test_a_status_that_must_be_known_reads_the_same_in_both(table):
    clients = [{**dict.fromkeys(KINDS), "yes": value} for value in (0, 1, None)]
    tree = ("or", ("sure", ("c", "yes")), ("not", ("sure", ("c", "yes"))))
    assert in_sqlite(table, tree, clients) == [True, True, True]
    assert in_sqlite(table, tree[1], clients) == [truth(tree[1], client.get, 0) for client in clients] == [False, True, False]


@settings(max_examples=400, deadline=None)
@given(CONDITIONS, st.lists(CLIENTS, min_size=1, max_size=6))
def test_all_three_agree_on_every_client(table, text, clients):
    predicate, mistakes = understood(text, FACTS, {})
    assert mistakes == [], (text, mistakes)
    ours = [truth(predicate.tree, client.get, day_number(ON)) for client in clients]
    assert in_sqlite(table, predicate.tree, clients) == ours, text
    assume(not shares_meet(predicate.tree))
    assert [naive(parse(text), as_people_say(client)) for client in clients] == ours, text
