"""A large book counted in two processes, a small one, or a part of one, in this process alone."""

from __future__ import annotations

import contextlib
import heapq
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cmtool.book.standing import Row, Scan, standings

ALONE = 100_000  # clients up to which a second process costs more than it brings
SHARES = 8
Span = tuple[int, int]


def counted(db: sqlite3.Connection, path: Path, scan: Scan, most: int | None) -> tuple[int, list[Row]]:
    """Return how many clients something calls for, and their rows in order, the first ``most`` or all.

    Raises:
        NotPermitted: the book was written meanwhile, so the shares would not be of one state.
    """
    first, last = db.execute("SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM client").fetchone()
    processes = min(os.cpu_count() or 1, 2)
    if processes == 1 or last - first < ALONE or scan.source != "client" or scan.where != "1":
        found = [_kept(list(standings(db, scan)), most)]
    else:
        found = list(_shared(db, path, scan, most, processes, _spans(first, last)))
    _, rows = _kept([row for _, rows in found for row in rows], most)
    return sum(count for count, _ in found), rows


def _kept(rows: list[Row], most: int | None) -> tuple[int, list[Row]]:
    return len(rows), sorted(rows) if most is None else heapq.nsmallest(most, rows)


def _spans(first: int, last: int) -> list[Span]:
    size = -(-(last - first + 1) // SHARES)
    return [(start, min(start + size - 1, last)) for start in range(first, last + 1, size)]


def _shared(db: sqlite3.Connection, path: Path, scan: Scan, most: int | None, processes: int,
            spans: Sequence[Span]) -> Iterator[tuple[int, list[Row]]]:  # fmt: skip
    import multiprocessing

    from cmtool.book.engines.spans import head_of, together

    head = head_of(db)
    with multiprocessing.Pool(processes, _begun, (path, scan, most)) as pool:
        yield from together(pool.imap(_elsewhere, spans), head)


_job: dict[str, tuple[Path, Scan, int | None]] = {}  # in a process of its own: what it was started for


def _begun(*job: object) -> None:
    """Note what a process of its own was started for: one that does not copy its parent's memory is sent it."""
    _job["job"] = job  # type: ignore[assignment]


def _elsewhere(span: Span) -> tuple[tuple[int, list[Row]], int]:
    """Count one share in a process of its own; return also the newest journal entry seen."""
    from cmtool.book.engines.spans import head_of

    path, scan, most = _job["job"]
    first, last = span
    mine = replace(
        scan,
        where="id BETWEEN ? AND ?",
        values=span,
        waiting={client: own for client, own in scan.waiting.items() if first <= client <= last},
        away={client: codes for client, codes in scan.away.items() if first <= client <= last},
    )
    with contextlib.closing(sqlite3.connect(path)) as db:
        return _kept(list(standings(db, mine)), most), head_of(db)
