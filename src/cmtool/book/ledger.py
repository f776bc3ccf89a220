"""The pen: every write of a command goes through it and is in the journal entry when the command ends.

An entry's hash covers the entry, all its changes and the hash before it, so that nothing can be altered, left out or put in
between without the chain breaking.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from cmtool.model import Scalar, day_number

CHUNK = 1_000
HASHED = "entry, seq, kind, tbl, first, last, columns, before, after"  # the columns of a change that its entry's hash covers
Row = Mapping[str, Scalar]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Who does what, when; ``about`` names codes and counts, never a person; ``day``: the day number asked about."""

    at: str
    who: str
    command: str
    about: str = ""
    undoes: int | None = None
    day: int | None = None


class Pen:
    """Writes rows and notes each change; ``finish`` adds the journal entry."""

    def __init__(self, connection: sqlite3.Connection, entry: Entry) -> None:
        self._db = connection
        self.entry = entry
        self.about = entry.about
        last = connection.execute("SELECT id, hash FROM journal ORDER BY id DESC LIMIT 1").fetchone() or (0, "")
        self.number, self._before = last[0] + 1, last[1]
        self._seq = 0
        self._content = hashlib.sha256()
        self._held: set[str] = set()

    def insert(self, table: str, row: Row) -> int:
        """Write one new row and return its id."""
        return self.insert_many(table, tuple(row), [tuple(row.values())])[0]

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Scalar]]) -> range:
        """Write many new rows of the same columns; ids follow the highest there is. Return the ids."""
        self._columns(table, columns)
        start = 1 + (self._db.execute(f"SELECT max(id) FROM {table}").fetchone()[0] or 0)
        names, marks = ", ".join(("id", *columns)), ", ".join("?" * (len(columns) + 1))
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # names come from declared facts
        digest, following = hashlib.sha256(), start
        for chunk in _chunks(rows, CHUNK):
            numbered = [(number, *row) for number, row in enumerate(chunk, following)]
            self._db.executemany(statement, numbered)
            digest.update(canonical(numbered))
            following += len(numbered)
        if following > start:
            self._note("insert", table, start, following - 1, columns=["id", *columns], after=digest.hexdigest())
        return range(start, following)

    def update(self, table: str, number: int, changes: Row) -> bool:
        """Change columns of one row; return whether anything was different."""
        if not changes:
            return False
        self._columns(table, tuple(changes))
        names = list(changes)
        held = self._db.execute(f"SELECT {', '.join(names)} FROM {table} WHERE id = ?", (number,)).fetchone()
        before = {name: old for name, old in zip(names, held, strict=True) if old != changes[name]}
        if not before:
            return False
        after = {name: changes[name] for name in before}
        sets = ", ".join(f"{name} = ?" for name in after)
        self._db.execute(f"UPDATE {table} SET {sets} WHERE id = ?", (*after.values(), number))
        self._note("update", table, number, number, before=before, after=after)
        return True

    def delete(self, table: str, numbers: range) -> None:
        """Remove rows, keeping them in the journal."""
        where = (numbers[0], numbers[-1])
        cursor = self._db.execute(f"SELECT * FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id", where)
        columns = [column[0] for column in cursor.description]
        for chunk in _chunks(cursor, CHUNK):
            self._note("delete", table, chunk[0][0], chunk[-1][0], columns=columns, before=chunk)
        self._db.execute(f"DELETE FROM {table} WHERE id BETWEEN ? AND ?", where)

    def restore(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Scalar]]) -> None:
        """Write deleted rows back under their own ids; the id is the first column."""
        numbered = [tuple(row) for row in rows]
        marks = ", ".join("?" * len(columns))
        self._db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", numbered)
        digest = hashlib.sha256(canonical(numbered)).hexdigest()
        self._note("insert", table, numbered[0][0], numbered[-1][0], columns=list(columns), after=digest)  # type: ignore[arg-type]

    def finish(self) -> int:
        """Add the journal entry and return its number."""
        content = self._content.hexdigest()
        entry = (self.number, self.entry.at, self.entry.who, self.entry.command, self.about, self.entry.undoes, content)
        self._db.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*entry, chained(self._before, entry)))
        return self.number

    def _note(
        self,
        kind: str,
        table: str,
        first: int,
        last: int,
        *,
        columns: object = None,
        before: object = None,
        after: object = None,
    ) -> None:
        self._seq += 1
        texts = [
            None if part is None else part if isinstance(part, str) else canonical(part).decode()
            for part in (columns, before, after)
        ]
        change = (self.number, self._seq, kind, table, first, last, *texts)
        latest = self._latest(after) if kind == "update" and table == "client" else None
        self._db.execute(f"INSERT INTO change ({HASHED}, latest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*change, latest))
        self._content.update(canonical(change))

    def _latest(self, after: object) -> int | None:
        """Return the newest day among the values written; a change of name, code or manager alone is of the day it is done."""
        written: Mapping[str, Scalar] = after  # type: ignore[assignment]
        days = [int(day) for name, day in written.items() if name.startswith("at_") and day is not None]
        if days or not {"code", "name", "manager"} & written.keys():
            return max(days, default=None)
        return day_number(date.fromisoformat(self.entry.at[:10])) if self.entry.day is None else self.entry.day

    def _columns(self, table: str, wanted: Sequence[str]) -> None:
        """Add the columns of facts that were never written before."""
        if table != "client" or self._held.issuperset(wanted):
            return
        self._held = {row[1] for row in self._db.execute("PRAGMA table_info(client)")}
        for name in [name for name in wanted if name not in self._held]:
            self._db.execute(f"ALTER TABLE client ADD COLUMN {name}")
            self._held.add(name)


def canonical(value: object) -> bytes:
    """Return the one JSON form of a value that hashes are taken over."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def chained(before: str, entry: tuple) -> str:
    """Return an entry's hash, which binds it to the one before."""
    return hashlib.sha256(before.encode() + canonical(entry)).hexdigest()


def _chunks(rows: Iterable[Sequence[Scalar]], size: int) -> Iterator[list[Sequence[Scalar]]]:
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk
