"""Engines: who reads the scales off the clients. Each has one method, ``each``; everything else about matching is the same.

SQLite needs nothing; DuckDB, PostgreSQL and Spark are extras. All are given the same conditions and answer alike.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeVar

from cmtool.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cmtool.book.engines.reading import Reading
    from cmtool.rules.readings import Block

T = TypeVar("T")
ENGINES = ("sqlite", "duckdb", "postgres", "spark")
EXTRAS = {"duckdb": "fast", "postgres": "pg", "spark": "spark"}


class Engine(Protocol):
    """What an engine does."""

    def each(self, reading: Reading, work: Callable[[Block], T]) -> Iterator[T]:
        """Yield what ``work`` makes of each block of clients, in order; a block holds their readings on every scale."""
        ...


def engine(name: str, source: str) -> Engine:
    """Return an engine over the clients in ``source``: a book's path, a Parquet file, or a server's address.

    Raises:
        Misconfigured: the engine's extra is not installed.
    """
    try:
        return import_module(f"cmtool.book.engines.{name}").Reader(source)
    except ImportError as missing:
        raise Misconfigured("engine-missing", engine=name, extra=EXTRAS.get(name, name), wrong=missing.name) from None
