"""Handovers in the book (交接): who is whose, what is open for a client, and who has changed hands.

Of a client only the manager's name changes; his contacts keep the name of whoever made them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cmtool.rules.sql import Column

if TYPE_CHECKING:
    from cmtool.book.ledger import Pen

COLUMNS = ("client", "day", "given", "taken", "reason", "by")
Rows = dict[int, list[dict[str, Any]]]

OPEN_CASES = "SELECT client, id, code, step, due FROM work WHERE status = 'open' AND client IN ({ids}) ORDER BY due, id"
OPEN_PROMISES = (
    "SELECT client, promise, promise_day AS day, by FROM contact"
    " WHERE promise_day IS NOT NULL AND kept = 0 AND client IN ({ids}) ORDER BY promise_day, id"
)
PUT_OFF = (
    "SELECT client, code, state, until, reason FROM task"
    " WHERE until > {on} AND day <= {on} AND client IN ({ids}) ORDER BY until, id"
)


def managers(db: sqlite3.Connection) -> list[str]:
    """Return the managers who have clients."""
    return [name for (name,) in db.execute("SELECT DISTINCT manager FROM client WHERE manager <> '' ORDER BY manager")]


def holders(db: sqlite3.Connection, codes: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return the clients with these codes: the id, and who is the manager now."""
    sql = "SELECT code, id, manager FROM client WHERE code IN (SELECT value FROM json_each(?))"
    return {code: (number, manager) for code, number, manager in db.execute(sql, (json.dumps(list(codes)),))}


def open_work(db: sqlite3.Connection, clients: Iterable[int], on: int) -> tuple[Rows, Rows, Rows]:
    """Return what is open for clients by id, as of day number ``on``: cases, promises, and what was put off or left out."""
    ids = json.dumps(list(clients))
    found = []
    for sql in (OPEN_CASES, OPEN_PROMISES, PUT_OFF):
        cursor = db.execute(sql.format(ids="SELECT value FROM json_each(?)", on=int(on)), (ids,))
        names = [column[0] for column in cursor.description]
        rows: Rows = {}
        for row in cursor:
            rows.setdefault(row[0], []).append(dict(zip(names, row, strict=True)))
        found.append(rows)
    return found[0], found[1], found[2]


def write(pen: Pen, clients: Iterable[int], on: int, given: str, taken: str, reason: str, by: str) -> None:
    """Hand clients over by id: nothing of them but the manager's name changes, and that it did is kept."""
    rows = [(client, on, given, taken, reason, by) for client in clients]
    for client, *_ in rows:
        pen.update("client", client, {"manager": taken})
    pen.insert_many("handover", COLUMNS, rows)


def of_client(db: sqlite3.Connection, client: int, on: int) -> list[Mapping[str, Any]]:
    """Return a client's handovers by day number ``on``, the newest first."""
    sql = f"SELECT {', '.join(COLUMNS)} FROM handover WHERE client = ? AND day <= ? ORDER BY id DESC"
    return [dict(zip(COLUMNS, row, strict=True)) for row in db.execute(sql, (client, on))]


def lately(db: sqlite3.Connection, since: int, on: int, manager: str = "") -> list[tuple[str, int]]:
    """Return from whom and on which day clients were taken over between two days, by ``manager`` where one is named."""
    sql = "SELECT DISTINCT given, day FROM handover WHERE day BETWEEN ? AND ? AND ? IN ('', taken) ORDER BY day, given"
    return db.execute(sql, (since, on, manager)).fetchall()


def unmet_condition(column: Column, given: str, day: int, on: int) -> tuple[str, str]:
    """Return the SQL true of clients taken over on a day and not spoken to since, and that of the due day, which is that day.

    ``given`` is the former manager, any where empty; days are numbers. On the day itself only what somebody else than those who
    handed him over logged counts. One who had the client before knows him.
    """
    last, former = f"({column('last_contact')})", "'" + given.replace("'", "''") + "'"
    taken = (
        f"SELECT client, taken FROM handover AS h WHERE day = {day}{f' AND given = {former}' if given else ''}"
        f" AND id = (SELECT max(id) FROM handover WHERE client = h.client AND day <= {on})"
        " AND NOT EXISTS (SELECT 1 FROM handover AS e WHERE e.client = h.client AND e.id < h.id AND e.given = h.taken)"
    )
    met = (
        f"SELECT client FROM contact AS c WHERE day = {day}"
        " AND by NOT IN (SELECT given FROM handover WHERE client = c.client AND day = c.day)"
    )
    return f"((id, manager) IN ({taken}) AND coalesce({last} < {day} OR ({last} = {day} AND id NOT IN ({met})), 1))", str(day)
