"""The book as the rest of the house sees it: clients, contacts, cases, assessments, and one pen at a time."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cmtool.book import clients, past, store
from cmtool.rules.sql import Column

if TYPE_CHECKING:
    from cmtool.book.ledger import Entry, Pen
    from cmtool.model import Client, Fact, Finding


class Book:
    """An open client book; use ``Book.open``."""

    def __init__(self, connection: store.Connection, path: Path, facts: Mapping[str, Fact]) -> None:
        self.db = connection
        self.path = path
        self.facts = facts

    @classmethod
    def open(cls, path: Path, facts: Mapping[str, Fact], wait: float = 5.0) -> Book:
        """Open the book at ``path``; an older one is backed up and migrated first.

        Raises:
            NotFound: there is no book.
            NotPermitted: another holds it longer than ``wait`` seconds.
            Misconfigured: it is not a book, or a newer version made it.
        """
        connection = store.connect(path, wait)
        with contextlib.ExitStack() as failing:
            failing.callback(connection.close)
            store.migrate(connection, path)
            failing.pop_all()
        return cls(connection, path, facts)

    @classmethod
    def create(cls, path: Path, facts: Mapping[str, Fact]) -> Book:
        """Make a new, private book and open it."""
        store.create(path)
        return cls.open(path, facts)

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    @contextlib.contextmanager
    def writing(self, entry: Entry, *, dry_run: bool = False) -> Iterator[Pen]:
        """Hold the book for one command: one transaction, one journal entry; a dry run goes the same way and keeps nothing."""
        from cmtool.book.ledger import Pen

        holder = {"who": entry.who, "command": entry.command, "since": entry.at}
        with contextlib.suppress(_DryRun), store.exclusive(self.db, self.path, holder):
            pen = Pen(self.db, entry)
            yield pen
            pen.finish()
            if dry_run:
                raise _DryRun

    def client(self, code: str, on: int, reveal: Collection[str] = ()) -> Client:
        """Return one client by code, as of day number ``on``."""
        number = clients.find(self.db, code)
        return next(clients.read(self.db, "id = ?", (number,), self.facts, on, reveal))

    def clients(
        self, on: int, where: str = "1", values: Collection[object] = (), reveal: Collection[str] = ()
    ) -> Iterator[Client]:
        """Yield the clients that ``where``, the core's own SQL over ``source(on)``, selects."""
        return clients.read(self.db, where, values, self.facts, on, reveal, self.source(on))

    def source(self, on: int) -> str:
        """Return what to read clients FROM as of day number ``on``: "client", else a view in which each is as he was then."""
        return past.source(self.db, on)

    def column(self, on: int) -> Column:
        """Return how facts read in SQL as of day number ``on``."""
        held = {row[1] for row in self.db.execute("PRAGMA table_info(client)")}
        return Column(self.facts, held, on)

    def rows(self, sql: str, values: Collection[object] = ()) -> list[sqlite3.Row]:
        """Return rows of a query, by column name."""
        cursor = self.db.execute(sql, tuple(values))
        return [sqlite3.Row(cursor, row) for row in cursor]

    def undo(self, pen: Pen, number: int) -> int:
        """Take back entry ``number`` inside the pen's own entry."""
        from cmtool.book import undo

        return undo.take_back(self.db, pen, number)

    def undoable(self, number: int | None) -> int:
        """Return which entry an undo means: the one named, else the newest that still stands."""
        from cmtool.book import undo

        if number is None:
            return undo.last_undoable(self.db)
        undo.check(self.db, number)
        return number

    def faults(self) -> Iterator[Finding]:
        """Yield what is wrong with the journal or the rows under it."""
        from cmtool.book import audit

        yield from audit.broken_links(self.db)
        yield from audit.altered_rows(self.db)


class _DryRun(Exception):
    """Ends a dry run, so that the transaction rolls back."""
