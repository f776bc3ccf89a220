"""The book's file: where it lies, how it is made, what is not a book, what an older one goes through."""

from __future__ import annotations

import shutil
import sqlite3

import pytest

from cmtool.book import Book, store
from cmtool.errors import Misconfigured


def mode(path):
    return path.stat().st_mode & 0o777


def test_init_makes_a_private_book_and_names_the_next_step(cmtool, book, tmp_path):
    book.unlink()
    made = cmtool("init")
    assert made.code == 0, made
    assert mode(book) == 0o600
    assert "cmtool client add" in made.err
    assert cmtool("client", "list", "--format", "ids").out == ""


def test_init_leaves_a_book_that_is_there_as_it_is(cmtool, book, add):
    add()
    before = book.read_bytes()
    refused = cmtool("init")
    assert refused.code == 4
    assert str(book) in refused.err
    assert book.read_bytes() == before


def test_init_makes_the_folders_on_the_way_private(cmtool, tmp_path):
    path = tmp_path / "far" / "away" / "book.db"
    assert cmtool("init", "--book", path).code == 0
    assert mode(path.parent) & 0o077 == 0


@pytest.mark.parametrize(
    ("variables", "where"),
    [
        pytest.param({"CMTOOL_BOOK": "{tmp}/mine.db"}, "mine.db", id="named"),
        pytest.param({"CMTOOL_DATA": "{tmp}/data"}, "data/book.db", id="own-data-folder"),
        pytest.param({"XDG_DATA_HOME": "{tmp}/xdg"}, "xdg/cmtool/book.db", id="xdg"),
        pytest.param({"HOME": "{tmp}/me"}, "me/.local/share/cmtool/book.db", id="home"),
    ],
)
def test_without_an_option_the_book_lies_where_the_environment_says(cmtool, monkeypatch, tmp_path, variables, where):
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(tmp=tmp_path))
    assert cmtool("--safe-mode", "init", plain=True).code == 0
    assert mode(tmp_path / where) == 0o600
    assert cmtool("--safe-mode", "client", "list", plain=True).code == 0


def test_no_book_is_not_found_and_the_next_step_is_named(cmtool, tmp_path):
    missing = cmtool("client", "list", "--book", tmp_path / "none.db")
    assert missing.code == 3
    assert "none.db" in missing.err
    assert "cmtool init" in missing.err
    assert not (tmp_path / "none.db").exists()


def a_text(path):
    path.write_text("this is no book, but it is long enough to be one\n" * 50)


def an_empty_file(path):
    path.touch()


def somebody_elses_database(path):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmark (url TEXT)")
        other.execute("PRAGMA user_version = 1")
    other.close()


@pytest.mark.parametrize("made", [a_text, an_empty_file, somebody_elses_database])
@pytest.mark.parametrize("command", [("client", "list"), ("today",), ("doctor",), ("client", "add", "张三")], ids=" ".join)
def test_what_is_not_a_book_is_left_untouched(cmtool, tmp_path, made, command):
    path = tmp_path / "other.db"
    made(path)
    before = path.read_bytes()
    refused = cmtool(*command, "--book", path)
    assert refused.code == 10, refused
    assert "other.db" in refused.err
    assert path.read_bytes() == before


def test_a_newer_book_is_refused_by_name(cmtool, book, sql):
    sql("PRAGMA user_version = 99")
    refused = cmtool("client", "list", "--lang", "en")
    assert refused.code == 10
    assert str(book) in refused.err
    assert "99" in refused.err
    assert str(store.newest()) in refused.err


@pytest.mark.parametrize("command", ["init", "today", "doctor"])
def test_a_book_on_a_server_is_refused_by_name(cmtool, command):
    refused = cmtool(command, "--book", "postgresql://host/clients")
    assert refused.code == 10
    assert "postgresql://host/clients" in refused.err


@pytest.fixture
def one_migration_more(monkeypatch, tmp_path):
    """The migrations of a later version: today's and one that follows."""
    folder = tmp_path / "migrations"
    shutil.copytree(store.MIGRATIONS, folder)
    later = folder / f"{store.newest() + 1:04d}_later.sql"
    later.write_text(
        "-- A colour; with a semicolon in the comment.\nALTER TABLE client ADD COLUMN colour TEXT;\n"
        "CREATE TABLE shade (id INTEGER PRIMARY KEY);\n"
    )
    monkeypatch.setattr(store, "MIGRATIONS", folder)
    return later


def test_an_older_book_is_backed_up_privately_and_then_migrated(ok, cmtool, book, add, sql, one_migration_more):
    version = sql("PRAGMA user_version")[0][0]
    assert ok("client", "add", "李四").code == 0  # the first command of the later version migrates
    assert sql("PRAGMA user_version") == [(version + 1,)]
    assert sql("SELECT colour FROM client") == [(None,)]
    backup = book.with_name(f"book.db.v{version}.bak")
    assert mode(backup) == 0o600
    with sqlite3.connect(backup) as kept:
        assert kept.execute("PRAGMA user_version").fetchone() == (version,)
        assert kept.execute("SELECT count(*) FROM client").fetchone() == (0,)
    kept.close()
    assert ok("doctor").code == 0
    assert mode(book) == 0o600


def test_a_migration_that_fails_leaves_the_book_as_it_was(book, sql, one_migration_more):
    version = sql("PRAGMA user_version")
    one_migration_more.write_text("ALTER TABLE client ADD COLUMN shape;\nNOT SQL;\n")
    with pytest.raises(sqlite3.OperationalError):
        Book.open(book, {})
    assert "shape" not in {row[1] for row in sql("PRAGMA table_info(client)")}
    assert sql("PRAGMA user_version") == version


def test_two_at_once_migrate_an_older_book_only_once(book, one_migration_more, sql):
    first, second = store.connect(book, 5.0), store.connect(book, 5.0)
    assert store.migrate(first, book) is not None
    assert store.migrate(second, book) is None
    first.close()
    second.close()
    assert len(sql("SELECT name FROM sqlite_master WHERE name = 'shade'")) == 1


def test_whoever_comes_second_to_a_migration_leaves_the_firsts_backup_alone(book, one_migration_more):
    first, second = store.connect(book, 5.0), store.connect(book, 5.0)
    backup = store.migrate(first, book)
    kept = backup.read_bytes()
    assert store._backup(second, book, store.newest() - 1) is None  # as if it had seen the older book a moment ago
    assert backup.read_bytes() == kept
    assert list(book.parent.glob("*.bak")) == [backup]
    first.close()
    second.close()


def test_a_book_that_cannot_be_opened_leaves_no_connection_open(book):
    book.write_bytes(b"nothing like a book, but long enough to look at" * 100)
    with pytest.raises(Misconfigured):
        Book.open(book, {})
