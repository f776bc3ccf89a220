"""The file under the book: made private, migrated with a backup, opened with a timeout, written by one at a time."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cmtool.errors import Misconfigured, NotFound, NotPermitted

MIGRATIONS = Path(__file__).parent / "migrations"
UNSPILLED = 10000  # changed pages kept in memory: until they are spilled, and at the end, others can read


class Connection(sqlite3.Connection):
    """A connection to a book; where another has it locked longer than this run waits, the error says who."""

    path: Path

    def execute(self, sql: str, values: Any = ()) -> sqlite3.Cursor:  # noqa: ANN401  # as sqlite3 has it
        """Run one statement."""
        try:
            return super().execute(sql, values)
        except sqlite3.OperationalError as wrong:
            raise _told(self.path, wrong) from None


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
    with contextlib.closing(_connected(path, 5.0)) as connection:
        migrate(connection, path)


def connect(path: Path, wait: float) -> Connection:
    """Open a book; ``wait`` is how many seconds to wait for another writer.

    Raises:
        NotFound: there is no book.
        NotPermitted: another holds it longer than that.
        Misconfigured: the file is not a book, or one made by a newer version.
    """
    if not path.is_file():
        raise NotFound("book-missing", path=path)
    connection = _connected(path, wait)
    with contextlib.ExitStack() as failing:
        failing.callback(connection.close)
        try:
            _ours(connection, path)
        except sqlite3.DatabaseError:
            raise Misconfigured("book-not-a-book", path=path) from None
        failing.pop_all()
    return connection


def newest() -> int:
    """Return the number of the newest migration known."""
    return max(number for number, _ in _migrations())


def migrate(connection: Connection, path: Path) -> Path | None:
    """Bring an older book to the newest shape, after a backup beside it; return the backup's path if one was made."""
    found = _version(connection)
    if found == newest():
        return None
    backup = _backup(connection, path, found) if found else None
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)  # another may have been quicker
        for number, script in _migrations():
            if number > version:
                for statement in _statements(script.read_text(encoding="utf-8")):
                    _apply(connection, statement)
                connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return backup


def _apply(connection: Connection, statement: str) -> None:
    """Run one statement of a migration; a column that a pack's own fact brought before stays as it is."""
    try:
        connection.execute(statement)
    except sqlite3.OperationalError as wrong:
        if "duplicate column name" not in str(wrong):
            raise


def _connected(path: Path, wait: float) -> Connection:
    connection = sqlite3.connect(path, timeout=wait, isolation_level=None, factory=Connection)
    connection.path = path
    connection.execute(f"PRAGMA cache_spill = {UNSPILLED}")
    return connection


def _ours(connection: Connection, path: Path) -> None:
    """Make sure that the file is a book, and not one made by a newer version."""
    version = _version(connection)
    tables = connection.execute(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('client', 'journal', 'change')"
    ).fetchone()[0]
    if not version or tables != 3:
        raise Misconfigured("book-not-a-book", path=path)
    if version > newest():
        raise Misconfigured("book-newer", path=path, found=version, known=newest())


def _version(connection: sqlite3.Connection) -> int:
    return connection.execute("PRAGMA user_version").fetchone()[0]


def _migrations() -> list[tuple[int, Path]]:
    return sorted((int(script.name.split("_")[0]), script) for script in MIGRATIONS.glob("*.sql"))


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script, one by one, so that they can share a transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _backup(connection: Connection, path: Path, version: int) -> Path | None:
    """Copy the book as it is; where another has migrated it meanwhile, the backup is his to make."""
    backup, draft = path.with_name(f"{path.name}.v{version}.bak"), path.with_name(f"{path.name}.{os.getpid()}.bak")
    os.close(os.open(draft, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600))
    with contextlib.closing(sqlite3.connect(draft)) as copy:
        connection.backup(copy)
        found = _version(copy)
    if found == version:
        return draft.replace(backup)
    draft.unlink()
    return None


@contextlib.contextmanager
def exclusive(connection: Connection, path: Path, holder: dict[str, object]) -> Iterator[None]:
    """Hold the book for one transaction; who else comes is told who holds it.

    Raises:
        NotPermitted: another held it longer than this run waits.
    """
    note = path.with_name(f"{path.name}.holder")
    connection.execute("BEGIN IMMEDIATE")
    try:
        _write_note(note, holder)
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if _read_note(note)["pid"] == os.getpid():  # the next holder may have written his already
            note.unlink(missing_ok=True)


def _told(path: Path, wrong: sqlite3.OperationalError) -> Exception:
    """Return the error to raise: who holds the book where it is locked, else the error itself."""
    return (
        NotPermitted("book-locked", path=path, **_read_note(path.with_name(f"{path.name}.holder")))
        if "locked" in str(wrong)
        else wrong
    )


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
