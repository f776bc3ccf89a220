"""Checking the journal: that the chain is whole, and that the rows are what the journal says they are."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator

from cmtool.book.ledger import CHUNK, _chunks, canonical, chained
from cmtool.model import Finding, Scalar

Past = dict[tuple[str, int], dict[str, Scalar]]


def broken_links(db: sqlite3.Connection) -> Iterator[Finding]:
    """Yield the entries whose hash does not follow from their content and the entry before."""
    before, expected = "", 1
    for entry in db.execute("SELECT id, at, who, command, about, undoes, content, hash FROM journal ORDER BY id").fetchall():
        content = hashlib.sha256()
        for change in db.execute("SELECT * FROM change WHERE entry = ? ORDER BY seq", (entry[0],)):
            content.update(canonical(change))
        if entry[0] != expected or content.hexdigest() != entry[6] or chained(before, entry[:7]) != entry[7]:
            yield Finding(key="journal-broken", place=f"journal {entry[0]}", figures=(("number", entry[0]),))
        before, expected = entry[7], entry[0] + 1


def altered_rows(db: sqlite3.Connection) -> Iterator[Finding]:
    """Yield the changes after which a row was altered outside the journal, walking from today's rows back to the first entry."""
    past: Past = defaultdict(dict)
    gone: dict[str, dict[int, dict[str, Scalar]]] = defaultdict(dict)
    for change in db.execute("SELECT entry, kind, tbl, first, last, columns, before, after FROM change ORDER BY entry DESC, seq DESC").fetchall():
        entry, kind, table, first, last, columns, before, after = change
        if kind == "update":
            held = _row(db, table, first, past, gone)
            after_values = json.loads(after)
            if any(held.get(name) != value for name, value in after_values.items()):
                yield _altered(entry, table, first)
            past[table, first].update(json.loads(before))
        elif kind == "delete":
            names = json.loads(columns)
            for row in json.loads(before):
                gone[table][row[0]] = dict(zip(names, row, strict=True))
        else:
            if _digest(db, table, first, last, json.loads(columns), past, gone) != after:
                yield _altered(entry, table, first)
            _forget(table, first, last, past, gone)
    yield from _unjournalled(db)


def _forget(table: str, first: int, last: int, past: Past, gone: dict) -> None:
    """Drop what is known of rows at the moment they were first written: an earlier row may have had the same number."""
    for number in [number for number in gone[table] if first <= number <= last]:
        del gone[table][number]
    for key in [key for key in past if key[0] == table and first <= key[1] <= last]:
        del past[key]


def _row(db: sqlite3.Connection, table: str, number: int, past: Past, gone: dict) -> dict[str, Scalar]:
    """Return a row as it was before the changes already walked past."""
    if number in gone[table]:
        return {**gone[table][number], **past.get((table, number), {})}
    cursor = db.execute(f"SELECT * FROM {table} WHERE id = ?", (number,))  # noqa: S608
    held = cursor.fetchone()
    row = dict(zip([column[0] for column in cursor.description], held, strict=True)) if held else {}
    return {**row, **past.get((table, number), {})}


def _digest(db: sqlite3.Connection, table: str, first: int, last: int, columns: list[str], past: Past, gone: dict) -> str:
    digest = hashlib.sha256()
    touched = {number for name, number in past if name == table and first <= number <= last} | {n for n in gone[table] if first <= n <= last}
    rows = db.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id", (first, last))  # noqa: S608
    living = iter(rows) if not touched else _rebuilt(db, table, first, last, columns, past, gone)
    for chunk in _chunks(living, CHUNK):
        digest.update(canonical(chunk))
    return digest.hexdigest()


def _rebuilt(db: sqlite3.Connection, table: str, first: int, last: int, columns: list[str], past: Past, gone: dict) -> Iterator[tuple]:
    for number in range(first, last + 1):
        row = _row(db, table, number, past, gone)
        if row:
            yield tuple(row.get(name) for name in columns)


def _unjournalled(db: sqlite3.Connection) -> Iterator[Finding]:
    """Yield the tables that hold rows which no entry wrote."""
    for table in ("client", "contact", "work", "task", "need", "assessment"):
        written = db.execute("SELECT sum(last - first + 1) FROM change WHERE tbl = ? AND kind = 'insert'", (table,)).fetchone()[0] or 0
        removed = sum(len(json.loads(rows)) for (rows,) in db.execute("SELECT before FROM change WHERE tbl = ? AND kind = 'delete'", (table,)))
        held = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        if held != written - removed:
            yield Finding(key="journal-rows-differ", place=table, figures=(("held", held), ("expected", written - removed)))


def _altered(entry: int, table: str, number: int) -> Finding:
    return Finding(key="journal-row-altered", place=f"journal {entry}", figures=(("table", table), ("number", number)))
