"""PostgreSQL: the server that holds the clients places their values; only readings travel (the extra ``pg``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import psycopg

from cmtool.book.engines.reading import BETWEEN_CODES, Reading, block_of
from cmtool.errors import NotFound
from cmtool.model import Kind
from cmtool.rules.dialects import POSTGRES
from cmtool.rules.readings import Block

T = TypeVar("T")
SPAN = "<span>"
TYPES = {Kind.RATIO: "DOUBLE PRECISION", Kind.CHOICE: "TEXT", Kind.TEXT: "TEXT", Kind.SET: "TEXT", Kind.BOOL: "INTEGER"}


class Reader:
    """Reads table ``client`` of a server by its address, ``postgresql://…``; the columns are those of a book."""

    def __init__(self, source: str) -> None:
        self._source = source

    def each(self, reading: Reading, work: Callable[[Block], T]) -> Iterator[T]:
        """Yield what ``work`` makes of each block, by id, all of one state of the server.

        Raises:
            NotFound: the server or its table of clients cannot be reached.
        """
        try:
            with psycopg.connect(self._source) as db:
                db.isolation_level, db.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
                yield from (work(block) for block in _blocks(db, reading))
        except (psycopg.OperationalError, psycopg.errors.UndefinedTable) as wrong:
            raise NotFound("clients-not-reached", wrong=str(wrong).splitlines()[0]) from None


def _blocks(db: psycopg.Connection, reading: Reading) -> Iterator[Block]:
    mine = f" AND manager = {POSTGRES.quoted(reading.manager)}" if reading.manager else ""
    there = "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('client') AND attnum > 0"
    held = {row[0] for row in db.execute(there)}
    first, last = db.execute(f"SELECT min(id), max(id) FROM client WHERE TRUE{mine}").fetchone() or (None, None)
    statement = _statement(reading, held, mine)
    for start in range(first or 0, (last if last is not None else -1) + 1, reading.block):
        span = f"{start} AND {start + reading.block - 1}"
        codes, signs, *sets = db.execute(statement.replace(SPAN, span, 1)).fetchone() or ()
        if codes is not None:
            yield _block(reading, codes, signs or "", sets)


def _statement(reading: Reading, held: set[str], mine: str) -> str:
    """Return the statement of one block: all codes in one text, all signs of a client side by side in another."""
    writer = reading.writer(POSTGRES)
    inner = f"SELECT id, code{reading.columns(held, _typed)} FROM client WHERE id BETWEEN {SPAN}{mine} OFFSET 0"
    signs = [scale.sql(writer) for scale in reading.scales if scale.family != "set"]
    sets = [f"string_agg({scale.sql(writer)}, chr(31) ORDER BY id)" for scale in reading.scales if scale.family == "set"]
    wanted = ["string_agg(code, chr(10) ORDER BY id)", f"string_agg({' || '.join(signs) or repr('')}, '' ORDER BY id)", *sets]
    return f"SELECT {', '.join(wanted)} FROM ({inner}) AS client"


def _block(reading: Reading, codes: str, signs: str, sets: list[str]) -> Block:
    texts, width = iter(sets), sum(scale.family != "set" for scale in reading.scales)
    columns = iter([signs[at::width] for at in range(width)])
    read = [next(texts) if scale.family == "set" else next(columns) for scale in reading.scales]
    return block_of(codes.split(BETWEEN_CODES), reading.scales, read)


def _typed(sql: str, kind: Kind) -> str:
    return f"CAST({sql} AS {TYPES.get(kind, 'BIGINT')})"
