"""The file under the book: made private, migrated with a backup, opened with a timeout, written by one at a time."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from cmtool.errors import Misconfigured, NotFound, NotPermitted

MIGRATIONS = Path(__file__).parent / "migrations"


def create(path: Path) -> None:
    """Make an empty book that only its owner can read.

    Raises:
        NotPermitted: there is one already.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise NotPermitted("book-exists", path=path) from None
    connection = connect(path, 5.0)
    migrate(connection, path)
    connection.close()


def connect(path: Path, wait: float) -> sqlite3.Connection:
    """Open a book; ``wait`` is how many seconds to wait for another writer.

    Raises:
        NotFound: there is no book.
        Misconfigured: the file is not a book, or one made by a newer version.
    """
    if "://" in str(path):
        raise Misconfigured("book-url", path=path)
    if not path.is_file():
        raise NotFound("book-missing", path=path)
    connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError:
        connection.close()
        raise Misconfigured("book-not-a-book", path=path) from None
    if version > newest():
        connection.close()
        raise Misconfigured("book-newer", path=path, found=version, known=newest())
    return connection


def newest() -> int:
    """Return the number of the newest migration known."""
    return max(number for number, _ in _migrations())


def migrate(connection: sqlite3.Connection, path: Path) -> Path | None:
    """Bring an older book to the newest shape, after a backup beside it; return the backup's path if one was made."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    due = [(number, script) for number, script in _migrations() if number > version]
    if not due:
        return None
    backup = _backup(connection, path, version) if version else None
    for number, script in due:
        connection.executescript(f"BEGIN IMMEDIATE;\n{script.read_text(encoding='utf-8')}\nPRAGMA user_version = {number};\nCOMMIT;")
    return backup


def _migrations() -> list[tuple[int, Path]]:
    return sorted((int(script.name.split("_")[0]), script) for script in MIGRATIONS.glob("*.sql"))


def _backup(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    backup = path.with_name(f"{path.name}.v{version}.bak")
    os.close(os.open(backup, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600))
    with contextlib.closing(sqlite3.connect(backup)) as copy:
        connection.backup(copy)
    return backup


@contextlib.contextmanager
def exclusive(connection: sqlite3.Connection, path: Path, holder: dict[str, object]) -> Iterator[None]:
    """Hold the book for one transaction; who else comes is told who holds it.

    Raises:
        NotPermitted: another held it longer than this run waits.
    """
    note = path.with_name(f"{path.name}.holder")
    try:
        connection.execute("BEGIN IMMEDIATE")
        _write_note(note, holder)
        try:
            yield
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            note.unlink(missing_ok=True)
    except sqlite3.OperationalError as wrong:
        if "locked" not in str(wrong):
            raise
        raise NotPermitted("book-locked", path=path, **_read_note(note)) from None


def _write_note(note: Path, holder: dict[str, object]) -> None:
    handle = os.open(note, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({**holder, "pid": os.getpid()}, file, ensure_ascii=False)


def _read_note(note: Path) -> dict[str, object]:
    nobody = {"who": "?", "command": "?", "since": "?", "pid": "?"}
    try:
        return nobody | json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return nobody
