"""Facts as Arrow columns: how a driver and DuckDB are told their types, and how readings come back."""

from __future__ import annotations

import pyarrow

from cmtool.book.engines.outside import known_share, told_apart
from cmtool.book.engines.reading import Reading
from cmtool.model import Kind
from cmtool.rules.readings import Block

TYPES = {Kind.RATIO: "DOUBLE", Kind.CHOICE: "VARCHAR", Kind.TEXT: "VARCHAR", Kind.SET: "VARCHAR"}


def plain(sql: str, kind: Kind) -> str:
    """Return a fact so that the driver sees its type in the first row: words and fractions have a stand-in for unknown."""
    if kind is Kind.RATIO:
        return f"coalesce(CAST({sql} AS REAL), 9e999)"
    return f"coalesce({sql}, '')" if kind in TYPES else sql


def known(name: str, reading: Reading) -> str:
    """Return a fact with its stand-in read as unknown again."""
    kind = reading.kind(name)
    if kind is Kind.RATIO:
        return f"nullif(c_{name}, CAST('inf' AS DOUBLE))"
    return f"nullif(c_{name}, '')" if kind in TYPES else f"c_{name}"


def typed(sql: str, kind: Kind) -> str:
    """Return a fact as its kind's type; a share that is no number is unknown."""
    cast = f"CAST({sql} AS {TYPES.get(kind, 'BIGINT')})"
    return known_share(cast, "DOUBLE") if kind is Kind.RATIO else cast


def block_of(batch: pyarrow.RecordBatch, reading: Reading) -> Block:
    """Return the block of a batch of readings: the codes, then a column for each scale."""
    codes, *columns = batch.columns
    pairs = list(zip(reading.scales, columns, strict=True))
    signs = [b"" if scale.family == "set" else _bytes(column) for scale, column in pairs]
    texts = [column.to_pylist() for scale, column in pairs if scale.family == "set"]
    return Block(told_apart(codes.to_pylist(), batch.num_rows) if reading.codes else range(batch.num_rows), signs, texts)


def _bytes(column: pyarrow.Array) -> bytes:
    if not len(column):
        return b""
    return memoryview(column.buffers()[1])[column.offset : column.offset + len(column)].tobytes()
