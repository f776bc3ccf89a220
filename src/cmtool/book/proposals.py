"""Proposals on record: what was proposed to whom, the digest of the document, and the snapshot it can be replayed from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cmtool.book import sendings
from cmtool.model import Scalar

COLUMNS = "proposal.id, client.code, proposal.day, proposal.made, proposal.who, path, products, proposal.sha256"
NAMES = ("number", "client", "day", "made", "who", "path", "proposed", "sha256")
FROM = "proposal JOIN client ON client.id = proposal.client"


def row(client: int, day: int, made: str, who: str, path: str, products: list[str], written: bytes,
        snapshot: Mapping[str, Any], mark: str = "") -> dict[str, Scalar]:  # fmt: skip
    """Return the row of one proposal; of its path only the name is kept."""
    return {
        "client": client,
        "day": day,
        "made": made,
        "who": who,
        "path": path,
        "products": ",".join(products),
        "sha256": sha256(written).hexdigest(),
        "snapshot": json.dumps(snapshot, ensure_ascii=False, separators=(",", ":")),
        "mark": mark,
    }


def identity(db: sqlite3.Connection) -> tuple[str, str]:
    """Return the book's public mark and its key, which never leaves the book."""
    return db.execute("SELECT mark, key FROM identity WHERE id = 1").fetchone()


def identify(db: sqlite3.Connection, name: str) -> None:
    """Give a sample book a mark and key that follow from its name, so that the same sample is the same bytes."""
    digest = sha256(name.encode()).hexdigest()
    db.execute("UPDATE identity SET mark = ?, key = ? WHERE id = 1", (digest[:8], digest[8:]))


def listed(db: sqlite3.Connection, client: int | None, manager: str, until: int) -> list[dict[str, Any]]:
    """Return the proposals made by day number ``until``, of one client or of a manager's clients, the oldest first."""
    sql = (
        f"SELECT {COLUMNS} FROM {FROM} WHERE proposal.day <= ?"
        " AND (? IS NULL OR proposal.client = ?) AND (? = '' OR manager = ?) ORDER BY proposal.id"
    )
    handed = sendings.by_proposal(db, until)
    found = [_named(one) for one in db.execute(sql, (until, client, client, manager, manager))]
    return [{**one, "sent": handed.get(one["number"], [])} for one in found]


def numbered(db: sqlite3.Connection, number: int) -> dict[str, Any] | None:
    """Return one proposal with its snapshot, ``None`` where there is none of that number."""
    return _whole(db, "proposal.id = ?", number)


def with_bytes(db: sqlite3.Connection, written: bytes) -> dict[str, Any] | None:
    """Return the newest proposal whose document had exactly these bytes, with its snapshot."""
    return _whole(db, "proposal.sha256 = ?", sha256(written).hexdigest())


def with_mark(db: sqlite3.Connection, mark: str, suffix: str) -> dict[str, Any] | None:
    """Return the proposal whose document carries this mark, with its snapshot.

    One basis written in several formats has one mark: of those the newest with this suffix is meant, else the newest.
    """
    return _whole(db, "proposal.mark = ?", mark, suffix.lower())


def _whole(db: sqlite3.Connection, where: str, value: object, suffix: str = "") -> dict[str, Any] | None:
    sql = f"SELECT {COLUMNS}, proposal.mark, snapshot FROM {FROM} WHERE {where}"
    order = "substr(lower(path), max(length(path) - length(?), 0) + 1) = ? DESC, proposal.id DESC"
    found = db.execute(f"{sql} ORDER BY {order} LIMIT 1", (value, suffix, suffix)).fetchone()
    return {**_named(found[:-2]), "mark": found[-2], "snapshot": json.loads(found[-1])} if found else None


def _named(found: tuple) -> dict[str, Any]:
    named = dict(zip(NAMES, found, strict=True))
    return {**named, "proposed": named["proposed"].split(",") if named["proposed"] else []}
