"""Taking back a whole command: its changes in reverse, themselves journalled, refused where something later rests on them."""

from __future__ import annotations

import hashlib
import json
import sqlite3

from cmtool.book.ledger import CHUNK, Pen, _chunks, canonical
from cmtool.errors import NotFound, NotPermitted

DEPENDENT = ("contact", "work", "task", "need", "assessment")


def last_undoable(db: sqlite3.Connection) -> int:
    """Return the number of the newest command that changed something and still stands.

    Raises:
        NotFound: there is none.
    """
    found = db.execute(
        "SELECT max(id) FROM journal WHERE undoes IS NULL AND id NOT IN (SELECT undoes FROM journal WHERE undoes IS NOT NULL)"
        " AND id IN (SELECT entry FROM change)"
    ).fetchone()[0]
    if found is None:
        raise NotFound("undo-nothing")
    return found


def check(db: sqlite3.Connection, number: int) -> None:
    """Make sure that entry ``number`` can be undone.

    Raises:
        NotFound: there is no such entry.
        NotPermitted: it was undone already, or is itself an undo of something.
    """
    entry = db.execute("SELECT undoes FROM journal WHERE id = ?", (number,)).fetchone()
    if entry is None:
        raise NotFound("journal-no-entry", number=number)
    by = db.execute("SELECT id FROM journal WHERE undoes = ?", (number,)).fetchone()
    if by:
        raise NotPermitted("undo-already", number=number, by=by[0])


def take_back(db: sqlite3.Connection, pen: Pen, number: int) -> int:
    """Reverse every change of entry ``number`` and return how many there were.

    Raises:
        NotPermitted: a later command changed the same rows; it is named.
    """
    changes = db.execute("SELECT seq, kind, tbl, first, last, columns, before, after FROM change WHERE entry = ? ORDER BY seq DESC", (number,)).fetchall()
    for _, kind, table, first, last, columns, before, after in changes:
        if kind == "update":
            _back(db, pen, number, table, first, json.loads(before), json.loads(after))
        elif kind == "insert":
            _remove(db, pen, number, table, first, last, json.loads(columns), after)
        else:
            pen.restore(table, json.loads(columns), json.loads(before))
    return len(changes)


def _back(db: sqlite3.Connection, pen: Pen, number: int, table: str, row: int, before: dict, after: dict) -> None:
    names = list(after)
    held = db.execute(f"SELECT {', '.join(names)} FROM {table} WHERE id = ?", (row,)).fetchone()  # noqa: S608
    if held is None or list(held) != [after[name] for name in names]:
        raise _later(db, number, table, row, row)
    pen.update(table, row, before)


def _remove(db: sqlite3.Connection, pen: Pen, number: int, table: str, first: int, last: int, columns: list[str], digest: str) -> None:
    held = hashlib.sha256()
    for chunk in _chunks(db.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id", (first, last)), CHUNK):  # noqa: S608
        held.update(canonical(chunk))
    if held.hexdigest() != digest:
        raise _later(db, number, table, first, last)
    if table == "client":
        for other in DEPENDENT:
            leaning = db.execute(f"SELECT min(id) FROM {other} WHERE client BETWEEN ? AND ?", (first, last)).fetchone()[0]  # noqa: S608
            if leaning is not None:
                raise _later(db, number, other, leaning, leaning)
    pen.delete(table, range(first, last + 1))


def _later(db: sqlite3.Connection, number: int, table: str, first: int, last: int) -> NotPermitted:
    later = db.execute(
        "SELECT max(entry) FROM change WHERE tbl = ? AND first <= ? AND last >= ? AND entry > ? AND entry NOT IN"
        " (SELECT undoes FROM journal WHERE undoes IS NOT NULL)",
        (table, last, first, number),
    ).fetchone()[0]
    return NotPermitted("undo-later", number=number, later=later or "?")
