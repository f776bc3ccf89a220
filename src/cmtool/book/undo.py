"""Taking back a whole command: its changes in reverse, themselves journalled, refused where something later rests on them.

An entry stands until a standing entry undoes it; so an undo can be undone, and then undone again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3

from cmtool.book.ledger import CHUNK, Pen, _chunks, canonical
from cmtool.errors import NotFound, NotPermitted

DEPENDENT = ("contact", "work", "work_event", "task", "need", "assessment", "proposal", "sending", "handover")
LEANING = {"client": DEPENDENT, "work": ("work_event",), "proposal": ("sending",)}  # the rows that speak of a row of each table
COPIED = "SELECT min(id) FROM proposal WHERE sha256 IN (SELECT sha256 FROM copy WHERE id BETWEEN ? AND ?)"


def fallen(db: sqlite3.Connection) -> dict[int, int]:
    """Return the entries that no longer stand, each with the standing entry that undid it."""
    found: dict[int, int] = {}
    for number, undoes in db.execute("SELECT id, undoes FROM journal WHERE undoes IS NOT NULL ORDER BY id DESC"):
        if number not in found:
            found[undoes] = number
    return found


def last_undoable(db: sqlite3.Connection) -> int:
    """Return the number of the newest command that changed something and still stands.

    Raises:
        NotFound: there is none.
    """
    undone = fallen(db)
    for (number,) in db.execute(
        "SELECT id FROM journal WHERE undoes IS NULL AND id IN (SELECT entry FROM change) ORDER BY id DESC"
    ):
        if number not in undone:
            return number
    raise NotFound("undo-nothing")


def check(db: sqlite3.Connection, number: int) -> None:
    """Make sure that entry ``number`` can be undone.

    Raises:
        NotFound: there is no such entry.
        NotPermitted: it was undone already.
    """
    if db.execute("SELECT 1 FROM journal WHERE id = ?", (number,)).fetchone() is None:
        raise NotFound("journal-no-entry", number=number)
    by = fallen(db).get(number)
    if by:
        raise NotPermitted("undo-already", number=number, by=by)


def take_back(db: sqlite3.Connection, pen: Pen, number: int) -> int:
    """Reverse every change of entry ``number`` and return how many rows it concerned.

    Raises:
        NotPermitted: a later command changed the same rows, and is named; or they were altered outside the journal.
    """
    changes = db.execute(
        "SELECT seq, kind, tbl, first, last, columns, before, after FROM change WHERE entry = ? ORDER BY seq DESC", (number,)
    ).fetchall()
    for _, kind, table, first, last, columns, before, after in changes:
        if kind == "update":
            _back(db, pen, number, table, first, json.loads(before), json.loads(after))
        elif kind == "insert":
            _remove(db, pen, number, table, first, last, json.loads(columns), after)
        else:
            _restore(db, pen, number, table, json.loads(columns), json.loads(before))
    return sum(last - first + 1 for _, _, _, first, last, *_ in changes)


def _back(db: sqlite3.Connection, pen: Pen, number: int, table: str, row: int, before: dict, after: dict) -> None:
    names = list(after)
    held = db.execute(f"SELECT {', '.join(names)} FROM {table} WHERE id = ?", (row,)).fetchone()
    if held is None or list(held) != [after[name] for name in names]:
        raise _refusal(db, number, table, row, row)
    touching = _touching(db, number, table, row, {_thing(name) for name in names})
    if touching:
        raise NotPermitted("undo-later", number=number, later=touching)
    pen.update(table, row, before)


def _thing(column: str) -> str:
    """Return what a column is part of: a fact's value and its day go together."""
    return f"f_{column[3:]}" if column.startswith("at_") else column


def _touching(db: sqlite3.Connection, number: int, table: str, row: int, things: set[str]) -> int | None:
    """Return a standing entry after ``number`` that changed one of the ``things`` of the row, if only back or in half."""
    sql = (
        "SELECT id, undoes, after FROM change JOIN journal ON id = entry"
        " WHERE tbl = ? AND first = ? AND kind = 'update' AND entry > ? ORDER BY id DESC"
    )
    changes = db.execute(sql, (table, row, number)).fetchall()
    undone = fallen(db) if changes else {}
    standing = [(entry, after) for entry, undoes, after in changes if entry not in undone and not (undoes or 0) > number]
    touched = (entry for entry, after in standing if things & {_thing(name) for name in json.loads(after)} - {"sources"})
    return next(touched, None)


def _remove(
    db: sqlite3.Connection, pen: Pen, number: int, table: str, first: int, last: int, columns: list[str], digest: str
) -> None:
    """Remove the rows that an entry wrote, unless they have changed since or other rows speak of them."""
    held = hashlib.sha256()
    for chunk in _chunks(
        db.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id", (first, last)), CHUNK
    ):
        held.update(canonical(chunk))
    if held.hexdigest() != digest or _later(db, number, table, first, last):
        raise _refusal(db, number, table, first, last)
    for other in LEANING.get(table, ()):
        leaning = db.execute(f"SELECT min(id) FROM {other} WHERE {table} BETWEEN ? AND ?", (first, last)).fetchone()[0]
        if leaning is not None:
            raise _refusal(db, number, other, leaning, leaning)
    copied = db.execute(COPIED, (first, last)).fetchone()[0] if table == "copy" else None
    if copied is not None:
        raise _refusal(db, number, "proposal", copied, copied)
    pen.delete(table, range(first, last + 1))


def _restore(db: sqlite3.Connection, pen: Pen, number: int, table: str, columns: list[str], rows: list) -> None:
    """Write deleted rows back, unless their numbers or codes have been given to others since."""
    later = _later(db, number, table, rows[0][0], rows[-1][0])
    if later:
        raise NotPermitted("undo-later", number=number, later=later)
    try:
        pen.restore(table, columns, rows)
    except sqlite3.IntegrityError:
        raise NotPermitted("undo-taken", number=number) from None


def _later(db: sqlite3.Connection, number: int, table: str, first: int, last: int) -> int | None:
    """Return the newest standing entry after ``number`` that changed these rows; an entry undone since counts not."""
    undone = fallen(db)
    entries = db.execute(
        "SELECT DISTINCT id, undoes FROM change JOIN journal ON id = entry"
        " WHERE tbl = ? AND first <= ? AND last >= ? AND entry > ? ORDER BY id DESC",
        (table, last, first, number),
    )
    return next((entry for entry, undoes in entries if entry not in undone and not (undoes or 0) > number), None)


def _refusal(db: sqlite3.Connection, number: int, table: str, first: int, last: int) -> NotPermitted:
    later = _later(db, number, table, first, last)
    return NotPermitted("undo-later", number=number, later=later) if later else NotPermitted("undo-altered", number=number)
