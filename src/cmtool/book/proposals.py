"""Proposals on record: what was proposed to whom, the digest of the document, and the snapshot it can be replayed from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cmtool.model import Scalar

COLUMNS = "proposal.id, client.code, proposal.day, made, who, path, products, sha256"
NAMES = ("number", "client", "day", "made", "who", "path", "proposed", "sha256")


def row(client: int, day: int, made: str, who: str, path: str, products: list[str], written: bytes,
        snapshot: Mapping[str, Any]) -> dict[str, Scalar]:  # fmt: skip
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
    }


def listed(db: sqlite3.Connection, client: int | None, manager: str, until: int) -> list[dict[str, Any]]:
    """Return the proposals made by day number ``until``, of one client or of a manager's clients, the oldest first."""
    sql = (
        f"SELECT {COLUMNS} FROM proposal JOIN client ON client.id = proposal.client WHERE proposal.day <= ?"
        " AND (? IS NULL OR proposal.client = ?) AND (? = '' OR manager = ?) ORDER BY proposal.id"
    )
    return [_named(found) for found in db.execute(sql, (until, client, client, manager, manager))]


def numbered(db: sqlite3.Connection, number: int) -> dict[str, Any] | None:
    """Return one proposal with its snapshot, ``None`` where there is none of that number."""
    return _whole(db, "proposal.id = ?", number)


def with_bytes(db: sqlite3.Connection, written: bytes) -> dict[str, Any] | None:
    """Return the newest proposal whose document had exactly these bytes, with its snapshot."""
    return _whole(db, "sha256 = ?", sha256(written).hexdigest())


def _whole(db: sqlite3.Connection, where: str, value: object) -> dict[str, Any] | None:
    sql = f"SELECT {COLUMNS}, snapshot FROM proposal JOIN client ON client.id = proposal.client WHERE {where}"
    found = db.execute(f"{sql} ORDER BY proposal.id DESC LIMIT 1", (value,)).fetchone()
    return {**_named(found[:-1]), "snapshot": json.loads(found[-1])} if found else None


def _named(found: tuple) -> dict[str, Any]:
    named = dict(zip(NAMES, found, strict=True))
    return {**named, "proposed": named["proposed"].split(",")}
