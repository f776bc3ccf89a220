"""PostgreSQL: the server that holds the clients places their values; only readings travel (the extra ``pg``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import psycopg

from cmtool.book.engines.outside import known_share
from cmtool.book.engines.reading import Reading, block_of
from cmtool.errors import InvalidData, NotFound
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
            InvalidData: the table is not as clients must be.
        """
        try:
            with psycopg.connect(self._source) as db:
                db.isolation_level, db.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
                yield from (work(block) for block in _blocks(db, reading))
        except (psycopg.OperationalError, psycopg.errors.UndefinedTable) as wrong:
            raise NotFound("clients-not-reached", wrong=str(wrong).splitlines()[0]) from None
        except psycopg.Error as wrong:
            raise InvalidData("clients-unreadable", wrong=str(wrong).splitlines()[0]) from None


def _blocks(db: psycopg.Connection, reading: Reading) -> Iterator[Block]:
    mine = f" AND manager = {POSTGRES.quoted(reading.manager)}" if reading.manager else ""
    there = "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('client') AND attnum > 0"
    held = {row[0] for row in db.execute(there)}
    statement = _statement(reading, held, mine)
    for span in _spans(db, reading, mine):
        codes, signs, *sets = db.execute(statement.replace(SPAN, span, 1)).fetchone() or ()
        yield _block(reading, codes, signs or "", sets)


def _spans(db: psycopg.Connection, reading: Reading, mine: str) -> Iterator[str]:
    """Yield the conditions that cut the clients into blocks, however far apart their ids lie."""
    after = ""
    while True:
        some = f"SELECT id FROM client WHERE id IS NOT NULL{after}{mine} ORDER BY id LIMIT {reading.block}"
        (last,) = db.execute(f"SELECT max(id) FROM ({some}) AS block").fetchone() or (None,)
        if last is None:
            return
        yield f"id <= {POSTGRES.quoted(str(last))}{after}"
        after = f" AND id > {POSTGRES.quoted(str(last))}"


def _statement(reading: Reading, held: set[str], mine: str) -> str:
    """Return the statement of one block: all codes in one list, all signs of a client side by side in one text."""
    writer = reading.writer(POSTGRES)
    inner = f"SELECT id, code{reading.columns(held, _typed)} FROM client WHERE {SPAN}{mine} OFFSET 0"
    signs = [scale.sql(writer) for scale in reading.scales if scale.family != "set"]
    sets = [f"string_agg({scale.sql(writer)}, chr(31) ORDER BY id)" for scale in reading.scales if scale.family == "set"]
    together = f"string_agg({' || '.join(signs) or repr('')}, '' ORDER BY id)"
    return f"SELECT {', '.join(['array_agg(CAST(code AS TEXT) ORDER BY id)', together, *sets])} FROM ({inner}) AS client"


def _block(reading: Reading, codes: list[str | None], signs: str, sets: list[str]) -> Block:
    texts, width = iter(sets), sum(scale.family != "set" for scale in reading.scales)
    columns = iter([signs[at::width] for at in range(width)])
    read = [next(texts) if scale.family == "set" else next(columns) for scale in reading.scales]
    return block_of(codes, reading.scales, read)


def _typed(sql: str, kind: Kind) -> str:
    typed = f"CAST({sql} AS {TYPES.get(kind, 'BIGINT')})"
    return known_share(typed, "DOUBLE PRECISION") if kind is Kind.RATIO else typed
