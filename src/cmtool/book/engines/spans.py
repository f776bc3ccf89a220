"""A book cut into spans of clients, and the watch that it is of one state while they are read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import TypeVar

from cmtool.book.engines.reading import Reading
from cmtool.errors import NotPermitted

Span = tuple[int, int]
T = TypeVar("T")


def together(found: Iterable[tuple[T, int]], head: int) -> Iterator[T]:
    """Yield what was made of the blocks, as long as each saw the book with ``head`` as its newest entry.

    Raises:
        NotPermitted: the book was written meanwhile, so the blocks would not be of one state.
    """
    for made, seen in found:
        if seen != head:
            raise NotPermitted("book-changed-meanwhile")
        yield made


def spans_of(db: sqlite3.Connection, reading: Reading) -> Iterator[Span]:
    """Yield the first and last id of each block that has clients."""
    where, values = ("WHERE manager = ?", (reading.manager,)) if reading.manager else ("", ())
    first, last = db.execute(f"SELECT min(id), max(id) FROM {reading.table} {where}", values).fetchone()
    if first is not None:
        yield from ((start, min(start + reading.block - 1, last)) for start in range(first, last + 1, reading.block))


def head_of(db: sqlite3.Connection) -> int:
    """Return the newest entry of a book's journal."""
    return db.execute("SELECT coalesce(max(id), 0) FROM journal").fetchone()[0]
