"""DuckDB: reads a book of SQLite through Arrow in two threads, or Parquet files as they lie (the extra ``fast``)."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow
from adbc_driver_sqlite import dbapi

from cmtool.book.engines.arrow import block_of, known, plain, typed
from cmtool.book.engines.reading import Reading
from cmtool.book.engines.spans import Span, head_of, spans_of, together
from cmtool.errors import InvalidData
from cmtool.rules.dialects import DUCKDB
from cmtool.rules.readings import Block

T = TypeVar("T")
THREADS = 2


class Reader:
    """Reads a book by its path, or Parquet: a file, a folder of files, or a pattern such as ``clients/*.parquet``."""

    def __init__(self, source: str) -> None:
        self._source = source

    def each(self, reading: Reading, work: Callable[[Block], T]) -> Iterator[T]:
        """Yield what ``work`` makes of each block: of a book by id, of a file in its own order.

        Raises:
            NotPermitted: the book was written meanwhile.
            InvalidData: the files are not as clients must be.
        """
        files = f"{self._source}/**/*.parquet" if Path(self._source).is_dir() else self._source
        if files.endswith(".parquet"):
            return map(work, self._files(reading, files))
        return self._book(reading, work)

    def _book(self, reading: Reading, work: Callable[[Block], T]) -> Iterator[T]:
        with contextlib.closing(sqlite3.connect(self._source)) as db, ThreadPool(THREADS) as threads:
            held = {row[1] for row in db.execute("PRAGMA table_info(client)")}
            head, spans = head_of(db), list(spans_of(db, reading))
            made = threads.imap(partial(_span, self._source, reading, held, work), spans)
            yield from together(((one, head_of(db)) for one in made), head)

    def _files(self, reading: Reading, files: str) -> Iterator[Block]:
        with contextlib.closing(duckdb.connect()) as engine:
            try:
                yield from (block_of(batch, reading) for batch in _batches(engine, reading, files) if batch.num_rows)
            except (duckdb.Error, pyarrow.ArrowException) as wrong:
                raise InvalidData("clients-unreadable", wrong=str(wrong).splitlines()[0]) from None


def _batches(engine: duckdb.DuckDBPyConnection, reading: Reading, files: str) -> pyarrow.RecordBatchReader:
    held = {row[0] for row in engine.execute("DESCRIBE SELECT * FROM read_parquet(?)", [files]).fetchall()}
    mine, values = (" WHERE manager = ?", [reading.manager]) if reading.manager else ("", [])
    inner = f"SELECT CAST(code AS VARCHAR) AS code{reading.columns(held, typed)} FROM read_parquet(?){mine}"
    return engine.sql(_readings(reading, inner), params=[files, *values]).to_arrow_reader(reading.block)


def _span(source: str, reading: Reading, held: set[str], work: Callable[[Block], T], span: Span) -> T:
    """Read one span of a book as Arrow, let DuckDB place the values, and work on the block."""
    mine, values = (" AND manager = ?", (reading.manager,)) if reading.manager else ("", ())
    code = "code" if reading.codes else "'' AS code"
    sql = f"SELECT {code}{reading.columns(held, plain)} FROM client WHERE id BETWEEN ? AND ?{mine} ORDER BY id"
    with dbapi.connect(source) as db, db.cursor() as cursor, contextlib.closing(duckdb.connect()) as engine:
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(reading.block)})
        cursor.execute(sql, (*span, *values))
        engine.register("client", cursor.fetch_arrow_table())
        engine.execute("SET threads = 1")
        facts = "".join(f", {typed(known(name, reading), reading.kind(name))} AS c_{name}" for name in reading.named())
        table = engine.sql(_readings(reading, f"SELECT code{facts} FROM client")).to_arrow_table()
        return work(block_of(table.combine_chunks().to_batches()[0] if table.num_rows else table, reading))


def _readings(reading: Reading, inner: str) -> str:
    """Return the statement that gives each client's readings, a sign as its code number."""
    written = [(scale.family, scale.sql(reading.writer(DUCKDB))) for scale in reading.scales]
    signs = [sql if family == "set" else f"CAST(ascii({sql}) AS UTINYINT)" for family, sql in written]
    return f"SELECT {', '.join(['code', *signs])} FROM ({inner})"
