"""Rows of the book made from facts, and what must hold before a client is written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from cmtool.errors import NotPermitted
from cmtool.model import Scalar

Columns = dict[str, Scalar]


def columns_of(facts: Mapping[str, Scalar], as_of: int, source: str) -> Columns:
    """Return the client columns for facts: each value, also one no longer known, with its day; one ``source`` for all."""
    columns: Columns = {"sources": json.dumps({"": source}) if source else None}
    for name, value in facts.items():
        columns[f"f_{name}"] = value
        columns[f"at_{name}"] = as_of
    return columns


def changed_sources(db: sqlite3.Connection, client: int, sources: Mapping[str, str]) -> str:
    """Return the client's sources with those of the changed facts replaced where they differ."""
    held = json.loads(db.execute("SELECT sources FROM client WHERE id = ?", (client,)).fetchone()[0] or "{}")
    others = {name: source for name, source in sources.items() if held.get(name, held.get("")) != source}
    return json.dumps({**held, **others}, ensure_ascii=False, sort_keys=True)


def fresh_code(db: sqlite3.Connection) -> str:
    """Return the next free code, C-00001 and on."""
    numbers = "substr(code, 3) NOT GLOB '*[^0-9]*' AND length(code) BETWEEN 3 AND 12"
    last = db.execute(
        f"SELECT max(CAST(substr(code, 3) AS INTEGER)) FROM client WHERE code GLOB '[Cc]-*' AND {numbers}"
    ).fetchone()[0]
    return f"C-{(last or 0) + 1:05d}"


def no_duplicate(db: sqlite3.Connection, code: str, id_number: Scalar) -> None:
    """Make sure that neither the code nor the identity number is in the book already.

    Raises:
        NotPermitted: one is; the client who has it is named by code.
    """
    if db.execute("SELECT 1 FROM client WHERE code = ? COLLATE NOCASE", (code,)).fetchone():
        raise NotPermitted("client-code-taken", code=code)
    other = db.execute("SELECT code FROM client WHERE f_id_number = ?", (id_number,)).fetchone() if id_number else None
    if other:
        raise NotPermitted("client-known", code=other[0])


def contact_row(
    client: int, day: int, channel: str, result: str, note: str, promise: str, promise_day: int | None, by: str
) -> Columns:
    """Return the row of one contact."""
    return {
        "client": client, "day": day, "channel": channel, "result": result, "note": note,
        "promise": promise, "promise_day": promise_day, "by": by,
    }  # fmt: skip


def touched(day: int, following: int | None) -> Columns:
    """Return the client columns that a contact sets: it was today, and the next touch is as agreed or open again."""
    return {"f_last_contact": day, "at_last_contact": day, "f_next_touch": following, "at_next_touch": day}


def promises_due(db: sqlite3.Connection, client: int, day: int) -> list[int]:
    """Return the contacts whose promises to this client were due by ``day`` and are not kept."""
    rows = db.execute("SELECT id FROM contact WHERE client = ? AND promise_day <= ? AND kept = 0 ORDER BY id", (client, day))
    return [number for (number,) in rows]


def agreed(day: int, following: int | None) -> Columns:
    """Return the client columns of a call that reached nobody: silence goes on; a new next touch may be set."""
    return {} if following is None else {"f_next_touch": following, "at_next_touch": day}


def assessed_since(db: sqlite3.Connection, client: int, questionnaire: str, day: int) -> int:
    """Return how often a questionnaire was answered by this client from ``day`` on, those taken back included."""
    sql = "SELECT count(*) FROM assessment WHERE client = ? AND questionnaire = ? AND day >= ?"
    standing = db.execute(sql, (client, questionnaire, day)).fetchone()[0]
    undone = db.execute(
        "SELECT columns, before FROM change WHERE tbl = 'assessment' AND kind = 'delete'"
        " AND entry NOT IN (SELECT undoes FROM journal WHERE undoes IS NOT NULL)"
    )
    rows = [dict(zip(json.loads(names), row, strict=True)) for names, before in undone for row in json.loads(before)]
    return standing + sum(
        (row["client"], row["questionnaire"]) == (client, questionnaire) and row["day"] >= day for row in rows
    )
