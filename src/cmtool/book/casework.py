"""Cases in the book: one with its client, those that call for somebody by a day, and what happened to each."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]
WITH_CLIENT = "SELECT work.*, client.code AS client_code FROM work JOIN client ON client.id = work.client"
CALLING = "due <= ? OR (respond <= ? AND answered IS NULL) OR waits_until <= ?"
EVERYBODY: tuple[str, tuple[object, ...]] = ("1", ())


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


def calling(db: sqlite3.Connection, by: int, theirs: tuple[str, tuple[object, ...]] = EVERYBODY) -> list[Row]:
    """Return the open cases whose step, first answer or waiting ends by day number ``by``, the earliest deadline first.

    ``theirs`` is the SQL true of the rows about those asked about, and its values.
    """
    sql = f"SELECT * FROM work WHERE status = 'open' AND ({CALLING}) AND {theirs[0]} ORDER BY due, id"
    return _rows(db, sql, (by, by, by, *theirs[1]))


def history(db: sqlite3.Connection, number: int) -> list[Row]:
    """Return what happened to a case, in that order."""
    return _rows(db, "SELECT * FROM work_event WHERE work = ? ORDER BY id", (number,))


def _rows(db: sqlite3.Connection, sql: str, values: tuple[object, ...]) -> list[Row]:
    cursor = db.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
