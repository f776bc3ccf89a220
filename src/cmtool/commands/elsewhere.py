"""Where clients outside the book are: on a server, or in Parquet files, and which engines read them there.

>>> able_to_read("postgresql://db.example/clients")
('postgres',)
"""

from __future__ import annotations

from pathlib import Path

from cmtool.errors import InvalidData

SERVERS = ("postgresql://", "postgres://")


def able_to_read(clients: str) -> tuple[str, ...]:
    """Return the engines that read such clients, the usual one first.

    Raises:
        InvalidData: there are no Parquet files there.
    """
    if clients.startswith(SERVERS):
        return ("postgres",)
    if "://" not in clients:
        _found(Path(clients))
    return ("duckdb", "spark")


def _found(path: Path) -> None:
    """Make sure that there are Parquet files: one, a folder of them, or a pattern."""
    there = (
        any(path.rglob("*.parquet"))
        if path.is_dir()
        else path.exists() or any(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
    )
    if not there:
        raise InvalidData("clients-missing", path=path)
    if not path.is_dir() and path.suffix != ".parquet":
        raise InvalidData("clients-no-parquet", path=path)
