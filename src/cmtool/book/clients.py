"""Clients read from the book as of a day: stale facts set aside, personal data masked at the source.

Nothing personal leaves this room unless its fact is in ``reveal``, so no output can leak what it was never given.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache

from cmtool.errors import NotFound
from cmtool.model import Client, Fact, Known, Scalar, fresh
from cmtool.rules.house import near
from cmtool.rules.identity import masked, scrubbed


def find(db: sqlite3.Connection, code: str, manager: str = "") -> int:
    """Return a client's id by its code, or by a full name that only one client has.

    Raises:
        NotFound: no client has this code or name, near codes are named; or several have the name, their codes are.
    """
    found = db.execute("SELECT id FROM client WHERE code = ? COLLATE NOCASE", (code,)).fetchone()
    named = [] if found else db.execute("SELECT id, code FROM client WHERE name = ? ORDER BY id LIMIT 20", (code,)).fetchall()
    if len(named) == 1:
        return named[0][0]
    if named:
        raise NotFound("client-several", codes=[row[1] for row in named])
    if found is None:
        like = [row[0] for row in db.execute("SELECT code FROM client WHERE code LIKE ? LIMIT 200", (f"{code[:2]}%",))]
        raise NotFound("client-not-found", found=code, near=near(code.upper(), like), manager=manager)
    return found[0]


def read(db: sqlite3.Connection, where: str, values: Iterable[object], facts: Mapping[str, Fact], on: int,
         reveal: Collection[str] = ()) -> Iterator[Client]:  # fmt: skip
    """Yield the clients that ``where`` selects, in the order of their ids."""
    cursor = db.execute(f"SELECT * FROM client WHERE {where} ORDER BY id", tuple(values))  # where is the core's own text
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield _client(dict(zip(names, row, strict=True)), db, facts, on, reveal)


def shown_name(name: str, kind: object, reveal: Collection[str]) -> str:
    """Return a name as it may be shown: a firm's in full, a person's masked."""
    if "name" in reveal:
        return name
    return scrubbed(name) if kind == "organisation" else masked("name", name)


def _client(row: dict, db: sqlite3.Connection, facts: Mapping[str, Fact], on: int, reveal: Collection[str]) -> Client:
    sources = json.loads(row["sources"] or "{}")
    known: dict[str, Known] = {}
    stale: dict[str, Known] = {}
    images = cache(lambda: _images(db, row["id"]))
    for name, fact in facts.items():
        found = _known(row, name, sources, images, on)
        if found is None:
            continue
        shown = (
            found if not fact.form or name in reveal else Known(masked(fact.form, str(found.value)), found.as_of, found.source)
        )
        (known if fresh(fact, found, on) else stale)[name] = shown
    return Client(
        id=row["id"],
        code=row["code"],
        shown_name=shown_name(row["name"], row.get("f_kind"), reveal),
        manager=row["manager"],
        facts=known,
        stale=stale,
    )


def _known(row: dict, name: str, sources: Mapping[str, str], images: Callable[[], list[dict]], on: int) -> Known | None:
    value, at, source = row.get(f"f_{name}"), int(row.get(f"at_{name}") or 0), sources.get(name, sources.get("", ""))
    if at > on:
        return _earlier(images(), name, value, on)
    return None if value is None else Known(value, at, source)


def _images(db: sqlite3.Connection, client: int) -> list[dict]:
    """Return what each change of a client found there before, the newest first; an image holds only what changed."""
    sql = "SELECT before FROM change WHERE tbl = 'client' AND first = ? AND kind = 'update' ORDER BY entry DESC, seq DESC"
    return [json.loads(before) for (before,) in db.execute(sql, (client,))]


def _earlier(images: Iterable[dict], name: str, value: Scalar, on: int) -> Known | None:
    """Return the value a fact had on an old day."""
    for image in images:
        value, at = image.get(f"f_{name}", value), image.get(f"at_{name}")
        if at is not None and at <= on:
            return None if value is None else Known(value, at, "journal")
    return None
