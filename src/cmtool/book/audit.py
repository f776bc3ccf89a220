"""Checking the journal: that the chain is whole, and that the rows are what the journal says they are."""

from __future__ import annotations

import hashlib
import heapq
import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import itemgetter

from cmtool.book.ledger import CHUNK, HASHED, _chunks, canonical, chained
from cmtool.model import Finding, Scalar

Row = dict[str, Scalar]
TABLES = ("client", "contact", "work", "work_event", "task", "need", "assessment", "proposal", "copy", "sending")
MOST_TESTS = 100  # comparisons to one statement


def broken_links(db: sqlite3.Connection) -> Iterator[Finding]:
    """Yield the entries whose hash does not follow from what is before them, and changes that belong to no entry."""
    before, expected = "", 1
    for entry in db.execute("SELECT id, at, who, command, about, undoes, content, hash FROM journal ORDER BY id").fetchall():
        content = hashlib.sha256()
        for change in db.execute(f"SELECT {HASHED} FROM change WHERE entry = ? ORDER BY seq", (entry[0],)):
            content.update(canonical(change))
        if entry[0] != expected or content.hexdigest() != entry[6] or chained(before, entry[:7]) != entry[7]:
            yield _broken(entry[0])
        before, expected = entry[7], entry[0] + 1
    for (number,) in db.execute("SELECT DISTINCT entry FROM change WHERE entry NOT IN (SELECT id FROM journal)").fetchall():
        yield _broken(number)


def altered_rows(db: sqlite3.Connection) -> Iterator[Finding]:
    """Yield the changes after which a row was altered outside the journal, walking back from today's rows."""
    past = Past(db)
    for change in db.execute(
        "SELECT entry, kind, tbl, first, last, columns, before, after FROM change ORDER BY entry DESC, seq DESC"
    ).fetchall():
        entry, kind, table, first, last, columns, before, after = change
        if kind == "update":
            held, written = past.row(table, first), json.loads(after)
            if any(held.get(name) != value for name, value in written.items()):
                yield _altered(entry, table, first)
            past.changed[table, first].update(json.loads(before))
        elif kind == "delete":
            names = json.loads(columns)
            past.gone[table].update({row[0]: dict(zip(names, row, strict=True)) for row in json.loads(before)})
        else:
            number = past.differs(table, first, last, json.loads(columns), after)
            if number is not None:
                yield _altered(entry, table, number)
            past.forget(table, first, last)
    yield from _unjournalled(db)


class Past:
    """The rows as they were before the changes already walked past: columns changed back, deleted rows there again."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.changed: dict[tuple[str, int], Row] = defaultdict(dict)
        self.gone: dict[str, dict[int, Row]] = defaultdict(dict)

    def row(self, table: str, number: int) -> Row:
        """Return one row, empty where there was none."""
        changed = self.changed.get((table, number), {})
        if number in self.gone[table]:
            return {**self.gone[table][number], **changed}
        cursor = self._db.execute(f"SELECT * FROM {table} WHERE id = ?", (number,))
        held = cursor.fetchone()
        return {**dict(zip([column[0] for column in cursor.description], held, strict=True)), **changed} if held else {}

    def differs(self, table: str, first: int, last: int, columns: Sequence[str], written: str) -> int | None:
        """Return a row that is not as an entry wrote ``first`` to ``last`` in ``columns``, with the digest ``written``."""
        touched = {number for name, number in self.changed if name == table and first <= number <= last}
        touched |= {number for number in self.gone[table] if first <= number <= last}
        digest = hashlib.sha256()
        for chunk in _chunks(self._rows(table, first, last, columns, touched), CHUNK):
            digest.update(canonical(chunk))
        return first if digest.hexdigest() != written else next(self._fuller(table, first, last, columns, touched), None)

    def forget(self, table: str, first: int, last: int) -> None:
        """Drop what is known of rows at the moment they were first written: an earlier row may have had the same number."""
        for number in [number for number in self.gone[table] if first <= number <= last]:
            del self.gone[table][number]
        for key in [key for key in self.changed if key[0] == table and first <= key[1] <= last]:
            del self.changed[key]

    def _rows(self, table: str, first: int, last: int, columns: Sequence[str], touched: Collection[int]) -> Iterator[tuple]:
        """Yield the rows as they were, in the order of their ids; the id is the first column."""
        living = self._db.execute(
            f"SELECT {', '.join(columns)} FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id", (first, last)
        )
        untouched = (row for row in living if row[0] not in touched)
        rebuilt = (tuple(row.get(name) for name in columns) for number in sorted(touched) if (row := self.row(table, number)))
        return heapq.merge(untouched, rebuilt, key=itemgetter(0))

    def _fuller(self, table: str, first: int, last: int, columns: Sequence[str], touched: Collection[int]) -> Iterator[int]:
        """Yield the rows that hold something in a column which the entry left empty."""
        usual = {name: value for name, value in self._defaults(table) if name not in columns}
        for names in _chunks(usual, MOST_TESTS):
            test = " OR ".join(f"{name} IS NOT ?" for name in names)
            values = (first, last, *(usual[name] for name in names))
            found = self._db.execute(f"SELECT id FROM {table} WHERE id BETWEEN ? AND ? AND ({test})", values)
            yield from (number for (number,) in found if number not in touched)
        rows = ((number, self.row(table, number)) for number in sorted(touched))
        yield from (number for number, row in rows if any(row.get(name, value) != value for name, value in usual.items()))

    def _defaults(self, table: str) -> Iterable[tuple[str, Scalar]]:
        for _, name, _, _, default, _ in self._db.execute(f"PRAGMA table_info({table})").fetchall():
            yield name, self._db.execute(f"SELECT {default or 'NULL'}").fetchone()[0]  # the table's own default


def _unjournalled(db: sqlite3.Connection) -> Iterator[Finding]:
    """Yield the tables that hold rows which no entry wrote."""
    for table in TABLES:
        written = (
            db.execute("SELECT sum(last - first + 1) FROM change WHERE tbl = ? AND kind = 'insert'", (table,)).fetchone()[0]
            or 0
        )
        removed = sum(
            len(json.loads(rows))
            for (rows,) in db.execute("SELECT before FROM change WHERE tbl = ? AND kind = 'delete'", (table,))
        )
        held = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        if held != written - removed:
            yield Finding(key="journal-rows-differ", place=table, figures=(("held", held), ("expected", written - removed)))


def _broken(number: int) -> Finding:
    return Finding(key="journal-broken", place=f"journal {number}", figures=(("number", number),))


def _altered(entry: int, table: str, number: int) -> Finding:
    return Finding(key="journal-row-altered", place=f"journal {entry}", figures=(("table", table), ("number", number)))
