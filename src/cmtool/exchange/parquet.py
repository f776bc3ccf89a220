"""Parquet files for analysts: pairs of clients and products, written as they come (the extra ``fast``)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from cmtool.errors import Misconfigured


@contextlib.contextmanager
def writing(path: Path, fields: Sequence[str]) -> Iterator[Callable[[Sequence[object]], None]]:
    """Open a Parquet file and give the function that adds rows to it, each an object with the ``fields``.

    Raises:
        Misconfigured: the extra is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as missing:
        raise Misconfigured("engine-missing", engine="parquet", extra="fast", wrong=missing.name) from None
    several = pyarrow.list_(pyarrow.string())
    types = {"rank": pyarrow.int64(), "rules": several, "facts": several}
    schema = pyarrow.schema([(name, types.get(name, pyarrow.string())) for name in fields])

    def add(rows: Sequence[object]) -> None:
        columns = {name: [getattr(row, name) for row in rows] for name in fields}
        file.write_table(pyarrow.table(columns, schema=schema))

    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as file:
        yield add
