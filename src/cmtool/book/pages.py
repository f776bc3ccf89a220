"""Pages of the journal: entries with what they changed, by field name; values stay in the book."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from cmtool.book.undo import DEPENDENT as ABOUT
from cmtool.book.undo import fallen

NAMED = "EXISTS (SELECT 1 FROM client WHERE id = :client AND (j.about = code OR j.about LIKE code || ': %'))"
# the numbers of rows that were taken away are given out again: what such an entry was about is looked up, not counted
DOUBTFUL = "(j.id IN (SELECT undoes FROM journal WHERE undoes IS NOT NULL) OR j.undoes IS NOT NULL)"

def journal_pages(db: sqlite3.Connection, client: int | None, since: int, top: int | None) -> list[dict[str, Any]]:
    """Return entries after ``since``, the newest first, all or those that touched one client."""
    touching = "" if client is None else f" AND ({NAMED} OR {DOUBTFUL} OR j.id IN ({_touching()}))"
    sql = (
        "SELECT j.id, j.at, j.who, j.command, j.about, j.undoes,"
        " (SELECT coalesce(sum(last - first + 1), 0) FROM change WHERE entry = j.id),"
        f" {DOUBTFUL} AND NOT {NAMED} FROM journal j WHERE j.id > :since{touching} ORDER BY j.id DESC"
    )
    names = ("entry", "at", "who", "command", "about", "undoes", "changes", "doubtful")
    undone = fallen(db)
    found = (dict(zip(names, row, strict=True)) for row in db.execute(sql, {"since": since, "client": client}))
    code = None if client is None else db.execute("SELECT code FROM client WHERE id = ?", (client,)).fetchone()[0]
    items = []
    for item in found:
        undone_by = undone.get(item["entry"])
        if not item.pop("doubtful") or code is None or code in touched(db, item["entry"], undone_by):
            items.append({**item, "undone_by": undone_by, "fields": _fields(db, item["entry"])})
        if len(items) == top:
            break
    return items


def _touching() -> str:
    """Return the SQL of the entries that changed a client or a row about him, as the rows are now."""
    own = "tbl = 'client' AND :client BETWEEN first AND last"
    about = (
        f"tbl = '{table}' AND EXISTS (SELECT 1 FROM {table} WHERE client = :client AND id BETWEEN first AND last)"
        for table in ABOUT
    )
    return f"SELECT entry FROM change WHERE {' OR '.join(f'({test})' for test in (own, *about))}"


def _fields(db: sqlite3.Connection, entry: int) -> list[str]:
    """Return the names of the columns that an entry's updates changed."""
    found: dict[str, None] = {}
    for (after,) in db.execute("SELECT after FROM change WHERE entry = ? AND kind = 'update' LIMIT 100", (entry,)):
        found |= dict.fromkeys(name.removeprefix("f_") for name in json.loads(after) if not name.startswith("at_"))
    return list(found)


def touched(db: sqlite3.Connection, entry: int, undone_by: int | None) -> list[str]:
    """Return the codes of the clients that an entry changed, or wrote a row about, in the order of the book.

    A row that is gone is read from the entry that took it away: its number may be another client's by now.
    """
    numbers: set[int] = set()
    codes: set[str] = set()
    for table, first, last in db.execute("SELECT tbl, first, last FROM change WHERE entry = ?", (entry,)):
        if table in ("client", *ABOUT):  # targets, figures and copies of documents are about no client
            column, found = ("code", codes) if table == "client" else ("client", numbers)
            found |= _column(db, table, column, (first, last), (entry, undone_by))
    codes |= {db.execute("SELECT code FROM client WHERE id = ?", (number,)).fetchone()[0] for number in numbers}
    return sorted(codes)


def _column(
    db: sqlite3.Connection, table: str, column: str, rows: tuple[int, int], entries: tuple[int, int | None]
) -> set[Any]:
    """Return a column of the rows of a table, from the book or from what one of the entries took away."""
    held = dict(db.execute(f"SELECT id, {column} FROM {table} WHERE id BETWEEN ? AND ?", rows))
    sql = "SELECT columns, before FROM change WHERE kind = 'delete' AND tbl = ? AND entry IN (?, ?)"
    for columns, before in db.execute(sql, (table, *entries)):
        gone = (dict(zip(json.loads(columns), row, strict=True)) for row in json.loads(before))
        held |= {row["id"]: row[column] for row in gone if rows[0] <= row["id"] <= rows[1]}
    return set(held.values())
