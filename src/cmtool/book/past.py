"""Clients as they were on an old day: today's rows, walked back through the journal where something was written of a later day.

A value is that of the newest state whose own day is not after the day asked about. What was undone was never there, and what
an earlier client with the same number had is not his. ``source`` names what to read FROM, so that lists, triggers and single
clients all see the same past.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

Row = dict[str, "str | int | float | None"]
Image = tuple[int, Row]  # the day of a change, and what it found there before

TODAY, THEN, ROWS = "client", "client_then", "client_past"
UNDATED = ("code", "name", "manager")  # columns without a day of their own: the change's day counts
BLOCK = 1_000


def source(db: sqlite3.Connection, on: int) -> str:
    """Return what to read clients FROM as of day number ``on``: the table, or where later updates are known a view as of then.

    On a day with no later update this is one look-up in an index. The view lives in this connection and is made anew after each
    journal entry.
    """
    if not updated_since(db, on):
        return TODAY
    mark = f"{on}.{db.execute('SELECT max(id) FROM journal').fetchone()[0]}"
    view = f"{THEN}_{mark.replace('.', '_').replace('-', 'b')}"
    if not db.execute("SELECT 1 FROM sqlite_temp_master WHERE name = ?", (view,)).fetchone():
        _laid(db, on, view)
    return view


def then(db: sqlite3.Connection, row: Row, on: int) -> Row:
    """Return one client's row, as it is today, as it was on day number ``on``."""
    number = row["id"]
    if not db.execute("SELECT 1 FROM change WHERE tbl = 'client' AND first = ? AND latest > ?", (number, on)).fetchone():
        return row
    images = next((list(images) for _, images in _images(db, (number,))), [])
    return rewound(row, images, on)


def rewound(row: Row, images: Iterable[Image], on: int, days: Sequence[str] = ()) -> Row:
    """Return a row as of ``on``; ``images`` hold the columns that each change of it found there before, the newest first.

    ``days`` are the columns that hold days, where many rows have the same.

    >>> today = {"id": 1, "manager": "Li", "sources": None, "f_age": 40, "at_age": 9}
    >>> rewound(today, [(9, {"f_age": 30, "at_age": 5, "manager": "Wu"})], 7)["f_age"]
    30
    """
    late = {name for name in days or _days(row) if row[name] is not None and row[name] > on}
    known, held, open_ones, undated = dict(row), dict(row), set(late), set(UNDATED)
    known.update(dict.fromkeys([*late, *(f"f_{name[3:]}" for name in late)]))
    sources = {}
    for day, before in images:
        held.update(before)
        for name in [name for name in undated if name in before]:
            if day > on:
                known[name] = before[name]
            else:
                undated.discard(name)
        for name in [name for name in open_ones if name in before]:
            if before[name] is None or before[name] <= on:
                open_ones.discard(name)
                fact = name[3:]
                known[name], known[f"f_{fact}"] = before[name], held.get(f"f_{fact}") if before[name] is not None else None
                if held["sources"] != row["sources"]:
                    sources[fact] = _source(held, fact)
    if sources:
        known["sources"] = json.dumps(_sources(row) | sources, ensure_ascii=False, sort_keys=True)
    return known


def updated_since(db: sqlite3.Connection, on: int) -> bool:
    """Return whether any client was given a value of a day after ``on``."""
    return db.execute("SELECT 1 FROM change WHERE latest > ? LIMIT 1", (on,)).fetchone() is not None


def _laid(db: sqlite3.Connection, on: int, view: str) -> None:
    """Lay the rows that were different on ``on`` beside the table, and a view over both."""
    columns = [row[1] for row in db.execute("PRAGMA main.table_info(client)")]
    names, rows = ", ".join(columns), view.replace(THEN, ROWS)
    db.execute(f"CREATE TEMP TABLE {rows} (id INTEGER PRIMARY KEY, {', '.join(columns[1:])})")
    marks = ", ".join("?" * len(columns))
    db.executemany(f"INSERT INTO temp.{rows} VALUES ({marks})", _different(db, on, columns))
    db.execute(
        f"CREATE TEMP VIEW {view} AS SELECT {names} FROM main.client WHERE id NOT IN (SELECT id FROM temp.{rows})"
        f" UNION ALL SELECT {names} FROM temp.{rows}"
    )


def _different(db: sqlite3.Connection, on: int, columns: Collection[str]) -> Iterator[tuple]:
    """Yield the rows of all clients with later updates, as they were; each row's columns in the table's order."""
    days = _days(columns)
    numbers = [number for (number,) in db.execute("SELECT DISTINCT first FROM change WHERE latest > ? ORDER BY first", (on,))]
    for start in range(0, len(numbers), BLOCK):
        block = numbers[start : start + BLOCK]
        images = {number: list(found) for number, found in _images(db, block)}
        wanted = json.dumps(block)
        for held in db.execute("SELECT * FROM main.client WHERE id IN (SELECT value FROM json_each(?))", (wanted,)):
            row = dict(zip(columns, held, strict=True))
            yield tuple(rewound(row, images.get(held[0], ()), on, days).values())


def _images(db: sqlite3.Connection, numbers: Collection[int]) -> Iterator[tuple[int, Iterator[Image]]]:
    """Yield for each client what his standing changes found there before, the newest first."""
    void, gone = _void(db), _gone(db)
    sql = (
        "SELECT first, entry, coalesce(latest, 0), before FROM change WHERE tbl = 'client' AND kind = 'update'"
        " AND first IN (SELECT value FROM json_each(?)) ORDER BY first, entry DESC, seq DESC"
    )
    for number, changes in groupby(db.execute(sql, (json.dumps(list(numbers)),)), key=itemgetter(0)):
        born = max((entry for entry, first, last in gone if first <= number <= last), default=0)
        yield number, ((day, json.loads(before)) for _, entry, day, before in changes if entry > born and entry not in void)


def _void(db: sqlite3.Connection) -> set[int]:
    """Return the entries that come to nothing: those undone, and those that undid them."""
    from cmtool.book.undo import fallen

    found = fallen(db)
    return set(found) | set(found.values())


def _gone(db: sqlite3.Connection) -> list[tuple[int, int, int]]:
    """Return when which rows were removed: a number given again belongs to another client."""
    return db.execute("SELECT entry, first, last FROM change WHERE tbl = 'client' AND kind = 'delete'").fetchall()


def _days(columns: Iterable[str]) -> list[str]:
    return [name for name in columns if name.startswith("at_")]


def _sources(row: Row) -> dict[str, str]:
    return json.loads(str(row.get("sources") or "{}"))


def _source(row: Row, fact: str) -> str:
    held = _sources(row)
    return held.get(fact, held.get("", ""))
