"""Pages of the journal: entries with what they changed, by field name; values stay in the book."""

from __future__ import annotations

import json
import sqlite3
from typing import Any


def journal_pages(db: sqlite3.Connection, client: int | None, since: int, top: int | None) -> list[dict[str, Any]]:
    """Return entries after ``since``, the newest first, all or those that touched one client."""
    touching = "" if client is None else (
        " AND j.id IN (SELECT entry FROM change WHERE (tbl = 'client' AND first <= :client AND last >= :client)"
        " OR (tbl <> 'client' AND kind = 'insert' AND first IN (SELECT id FROM contact WHERE client = :client)))"
    )  # fmt: skip
    limit = f" LIMIT {int(top)}" if top else ""
    sql = (
        "SELECT j.id, j.at, j.who, j.command, j.about, j.undoes, (SELECT coalesce(sum(last - first + 1), 0) FROM change WHERE entry = j.id),"  # noqa: S608
        f" (SELECT u.id FROM journal u WHERE u.undoes = j.id) FROM journal j WHERE j.id > :since{touching} ORDER BY j.id DESC{limit}"
    )
    names = ("entry", "at", "who", "command", "about", "undoes", "changes", "undone_by")
    items = [dict(zip(names, row, strict=True)) for row in db.execute(sql, {"since": since, "client": client})]
    for item in items:
        item["fields"] = _fields(db, item["entry"])
    return items


def _fields(db: sqlite3.Connection, entry: int) -> list[str]:
    """Return the names of the columns that an entry's updates changed."""
    found: dict[str, None] = {}
    for (after,) in db.execute("SELECT after FROM change WHERE entry = ? AND kind = 'update' LIMIT 100", (entry,)):
        found |= dict.fromkeys(name.removeprefix("f_") for name in json.loads(after) if not name.startswith("at_"))
    return list(found)
