"""Cases in the book: one with its client, those that call for somebody by a day, and what happened to each."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from typing import Any

Row = Mapping[str, Any]
WITH_CLIENT = "SELECT work.*, client.code AS client_code FROM work JOIN client ON client.id = work.client"
CALLING = "due <= :by OR (respond <= :by AND answered IS NULL) OR waits_until <= :by"


def one(db: sqlite3.Connection, number: int) -> Row | None:
    """Return a case with the code of its client, ``None`` where there is none."""
    return next(iter(_rows(db, f"{WITH_CLIENT} WHERE work.id = ?", (number,))), None)


def listed(db: sqlite3.Connection, manager: str, *, closed: bool = False) -> list[Row]:
    """Return the open cases of a manager's clients (of all where empty), the earliest deadline first; also ``closed`` ones."""
    status = "" if closed else "AND status = 'open'"
    return _rows(db, f"{WITH_CLIENT} WHERE (? = '' OR manager = ?) {status} ORDER BY due, work.id", (manager, manager))


def of_client(db: sqlite3.Connection, client: int) -> list[Row]:
    """Return a client's open cases, the earliest deadline first."""
    return _rows(db, f"{WITH_CLIENT} WHERE work.client = ? AND status = 'open' ORDER BY due, work.id", (client,))


def calling(db: sqlite3.Connection, by: int) -> list[Row]:
    """Return the open cases whose step, first answer or waiting ends by day number ``by``, the earliest deadline first."""
    return _rows(db, f"SELECT * FROM work WHERE status = 'open' AND ({CALLING}) ORDER BY due, id", {"by": by})


def history(db: sqlite3.Connection, number: int) -> list[Row]:
    """Return what happened to a case, in that order."""
    return _rows(db, "SELECT * FROM work_event WHERE work = ? ORDER BY id", (number,))


def _rows(db: sqlite3.Connection, sql: str, values: Collection[object] | Mapping[str, object]) -> list[Row]:
    cursor = db.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
