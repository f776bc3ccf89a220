"""Clients read from the book as of a day: stale facts set aside, personal data masked at the source.

Nothing personal leaves this room unless its fact is in ``reveal``, so no output can leak what it was never given.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from cmtool.book import past
from cmtool.errors import NotFound
from cmtool.rules.identity import masked, scrubbed

if TYPE_CHECKING:
    from cmtool.model import Client, Fact


def find(db: sqlite3.Connection, code: str, manager: str = "") -> int:
    """Return a client's id by its code, or by a full name that only one client has.

    Raises:
        NotFound: no client has this code or name, near codes are named; or several have the name, their codes are.
    """
    found = db.execute("SELECT id FROM client WHERE code IN (?, ?)", (code, code.upper())).fetchone()  # by the index
    found = found or db.execute("SELECT id FROM client WHERE code = ? COLLATE NOCASE", (code,)).fetchone()
    named = [] if found else db.execute("SELECT id, code FROM client WHERE name = ? ORDER BY id LIMIT 20", (code,)).fetchall()
    if len(named) == 1:
        return named[0][0]
    if named:
        raise NotFound("client-several", codes=[row[1] for row in named])
    if found is None:
        from cmtool.rules.house import near

        like = [row[0] for row in db.execute("SELECT code FROM client WHERE code LIKE ? LIMIT 200", (f"{code[:2]}%",))]
        raise NotFound("client-not-found", found=code, near=near(code.upper(), like), manager=manager)
    return found[0]


def read(db: sqlite3.Connection, where: str, values: Iterable[object], facts: Mapping[str, Fact], on: int,
         reveal: Collection[str] = (), source: str = past.TODAY) -> Iterator[Client]:  # fmt: skip
    """Yield the clients that ``where`` selects as of day number ``on``, by id; ``source`` is ``Book.source`` or the table."""
    cursor = db.execute(f"SELECT * FROM {source} WHERE {where} ORDER BY id", tuple(values))  # where is the core's own text
    names = [column[0] for column in cursor.description]
    replayed = source == past.TODAY and past.updated_since(db, on)
    for row in cursor:
        held = dict(zip(names, row, strict=True))
        yield _client(past.then(db, held, on) if replayed else held, held, facts, on, reveal)


def shown_name(name: str, kind: object, reveal: Collection[str]) -> str:
    """Return a name as it may be shown: a firm's in full, a person's masked."""
    if "name" in reveal:
        return name
    return scrubbed(name) if kind == "organisation" else masked("name", name)


def _client(row: past.Row, held: past.Row, facts: Mapping[str, Fact], on: int, reveal: Collection[str]) -> Client:
    """Return a client from his row as of ``on``; ``held`` is the row of today, which says what became known only later."""
    from cmtool.model import Client, Known, fresh

    sources = json.loads(str(row["sources"] or "{}"))
    known: dict[str, Known] = {}
    stale: dict[str, Known] = {}
    later: dict[str, int] = {}
    for name, fact in facts.items():
        value, at = row.get(f"f_{name}"), int(row.get(f"at_{name}") or 0)
        if value is None or at > on:
            newest = int(held.get(f"at_{name}") or 0)
            if newest > on and held.get(f"f_{name}") is not None:
                later[name] = newest
            continue
        found = Known(value, at, sources.get(name, sources.get("", "")))
        shown = (
            found if not fact.form or name in reveal else Known(masked(fact.form, str(found.value)), found.as_of, found.source)
        )
        (known if fresh(fact, found, on) else stale)[name] = shown
    return Client(
        id=int(row["id"]),
        code=row["code"],
        shown_name=shown_name(row["name"], row.get("f_kind"), reveal),
        manager=row["manager"],
        facts=known,
        stale=stale,
        later=later,
    )
