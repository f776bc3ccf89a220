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

from cmtool.book.engines.outside import known_share, told_apart
from cmtool.book.engines.reading import Reading
from cmtool.book.engines.sqlite import Span, head_of, spans_of, together
from cmtool.errors import InvalidData
from cmtool.model import Kind
from cmtool.rules.dialects import DUCKDB
from cmtool.rules.readings import Block

T = TypeVar("T")
THREADS = 2
TYPES = {Kind.RATIO: "DOUBLE", Kind.CHOICE: "VARCHAR", Kind.TEXT: "VARCHAR", Kind.SET: "VARCHAR"}


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
                yield from (_block(batch, reading) for batch in _batches(engine, reading, files) if batch.num_rows)
            except (duckdb.Error, pyarrow.ArrowException) as wrong:
                raise InvalidData("clients-unreadable", wrong=str(wrong).splitlines()[0]) from None


def _batches(engine: duckdb.DuckDBPyConnection, reading: Reading, files: str) -> pyarrow.RecordBatchReader:
    held = {row[0] for row in engine.execute("DESCRIBE SELECT * FROM read_parquet(?)", [files]).fetchall()}
    mine, values = (" WHERE manager = ?", [reading.manager]) if reading.manager else ("", [])
    inner = f"SELECT CAST(code AS VARCHAR) AS code{reading.columns(held, _typed)} FROM read_parquet(?){mine}"
    return engine.sql(_readings(reading, inner), params=[files, *values]).to_arrow_reader(reading.block)


def _span(source: str, reading: Reading, held: set[str], work: Callable[[Block], T], span: Span) -> T:
    """Read one span of a book as Arrow, let DuckDB place the values, and work on the block."""
    mine, values = (" AND manager = ?", (reading.manager,)) if reading.manager else ("", ())
    code = "code" if reading.codes else "'' AS code"
    sql = f"SELECT {code}{reading.columns(held, _plain)} FROM client WHERE id BETWEEN ? AND ?{mine} ORDER BY id"
    with dbapi.connect(source) as db, db.cursor() as cursor, contextlib.closing(duckdb.connect()) as engine:
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(reading.block)})
        cursor.execute(sql, (*span, *values))
        engine.register("client", cursor.fetch_arrow_table())
        engine.execute("SET threads = 1")
        facts = "".join(f", {_typed(_known(name, reading), reading.kind(name))} AS c_{name}" for name in reading.named())
        table = engine.sql(_readings(reading, f"SELECT code{facts} FROM client")).to_arrow_table()
        return work(_block(table.combine_chunks().to_batches()[0] if table.num_rows else table, reading))


def _readings(reading: Reading, inner: str) -> str:
    """Return the statement that gives each client's readings, a sign as its code number."""
    written = [(scale.family, scale.sql(reading.writer(DUCKDB))) for scale in reading.scales]
    signs = [sql if family == "set" else f"CAST(ascii({sql}) AS UTINYINT)" for family, sql in written]
    return f"SELECT {', '.join(['code', *signs])} FROM ({inner})"


def _plain(sql: str, kind: Kind) -> str:
    """Return a fact so that the driver sees its type in the first row: words and fractions have a stand-in for unknown."""
    if kind is Kind.RATIO:
        return f"coalesce(CAST({sql} AS REAL), 9e999)"
    return f"coalesce({sql}, '')" if kind in TYPES else sql


def _known(name: str, reading: Reading) -> str:
    """Return a fact with its stand-in read as unknown again."""
    kind = reading.kind(name)
    if kind is Kind.RATIO:
        return f"nullif(c_{name}, CAST('inf' AS DOUBLE))"
    return f"nullif(c_{name}, '')" if kind in TYPES else f"c_{name}"


def _typed(sql: str, kind: Kind) -> str:
    typed = f"CAST({sql} AS {TYPES.get(kind, 'BIGINT')})"
    return known_share(typed, "DOUBLE") if kind is Kind.RATIO else typed


def _block(batch: pyarrow.RecordBatch, reading: Reading) -> Block:
    codes, *columns = batch.columns
    pairs = list(zip(reading.scales, columns, strict=True))
    signs = [b"" if scale.family == "set" else _bytes(column) for scale, column in pairs]
    texts = [column.to_pylist() for scale, column in pairs if scale.family == "set"]
    return Block(told_apart(codes.to_pylist(), batch.num_rows) if reading.codes else range(batch.num_rows), signs, texts)


def _bytes(column: pyarrow.Array) -> bytes:
    if not len(column):
        return b""
    return memoryview(column.buffers()[1])[column.offset : column.offset + len(column)].tobytes()
