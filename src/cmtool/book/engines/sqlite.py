"""SQLite, where the book lives: the standard library alone, in two processes by block of clients where there are two cores."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sqlite3
from collections.abc import Callable, Iterator
from typing import TypeVar

from cmtool.book.engines.reading import BETWEEN_CODES, Reading, batches, block_of
from cmtool.book.engines.spans import Span, head_of, spans_of, together
from cmtool.rules.dialects import SQLITE
from cmtool.rules.readings import Block

ALONE = 100_000  # clients up to which a second process costs more than it brings
T = TypeVar("T")


class Reader:
    """Reads a book through its path, or through the connection that has it open."""

    def __init__(self, source: str, connection: sqlite3.Connection | None = None, processes: int | None = None) -> None:
        self._source = source
        self._open = connection
        self._processes = processes or min(os.cpu_count() or 1, 2)

    def each(self, reading: Reading, work: Callable[[Block], T]) -> Iterator[T]:
        """Yield what ``work`` makes of each block, the clients going by id.

        Raises:
            NotPermitted: the book was written meanwhile, so the blocks would not be of one state.
        """
        opened = contextlib.nullcontext(self._open) if self._open else contextlib.closing(sqlite3.connect(self._source))
        with opened as db:
            spans, head = list(spans_of(db, reading)), head_of(db)
            alone = self._processes == 1 or len(spans) * reading.block <= ALONE or reading.table != "client"
            found = (_worked(db, reading, work, span) for span in spans) if alone else self._shared(reading, work, spans)
            yield from together(found, head)

    def _shared(self, reading: Reading, work: Callable[[Block], T], spans: list[Span]) -> Iterator[tuple[T, int]]:
        with multiprocessing.Pool(self._processes, _begun, (self._source, reading, work)) as pool:
            yield from pool.imap(_elsewhere, spans)


_job: dict[str, tuple] = {}  # in a process of its own: what it was started for


def _begun(*job: object) -> None:
    """Note what a process of its own was started for: one that does not copy its parent's memory is sent it."""
    _job["job"] = job


def _elsewhere(span: Span) -> tuple:
    """Read one block, and work on it, in a process of its own."""
    source, reading, work = _job["job"]
    with contextlib.closing(sqlite3.connect(source)) as db:
        return _worked(db, reading, work, span)


def _worked(db: sqlite3.Connection, reading: Reading, work: Callable[[Block], T], span: Span) -> tuple[T, int]:
    block, head = _read(db, reading, span)
    return work(block), head


def _read(db: sqlite3.Connection, reading: Reading, span: Span) -> tuple[Block, int]:
    """Return one block, and the newest journal entry when it was read."""
    held = {row[1] for row in db.execute("PRAGMA table_info(client)")}
    mine, values = (" AND manager = ?", (reading.manager,)) if reading.manager else ("", ())
    inner = (
        f"SELECT id, code{reading.columns(held)} FROM {reading.table}"
        f" WHERE id BETWEEN ? AND ?{mine} ORDER BY id LIMIT -1 OFFSET 0"  # the limit keeps SQLite from working a fact out twice
    )
    codes, read = "", []
    for batch in batches(reading.scales, reading.writer(SQLITE)):
        wanted = ["group_concat(code, char(10))" if reading.codes else "count(*)"]
        wanted += [f"group_concat({sql}, {'char(31)' if scale.family == 'set' else repr('')})" for scale, sql in batch]
        codes, *more = db.execute(f"SELECT {', '.join(wanted)} FROM ({inner})", (*span, *values)).fetchone()
        read += more
    if not codes:  # ids of this span belong to others
        return Block((), [b""] * len(reading.scales), [() for scale in reading.scales if scale.family == "set"]), head_of(db)
    names = codes.split(BETWEEN_CODES) if reading.codes else range(codes)
    return block_of(names, reading.scales, read), head_of(db)
