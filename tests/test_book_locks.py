"""Two at once: both succeed, or one is told who holds the book."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cmtool.book import Book
from cmtool.book.ledger import Entry
from cmtool.errors import NotPermitted

ENTRY = Entry(at="2026-11-24T08:00:00+08:00", who="test", command="import")
HOLDER = """
import sys
from pathlib import Path
from cmtool.book import Book
from cmtool.book.ledger import Entry

book = Book.open(Path(sys.argv[1]), {})
if sys.argv[2] == "spilled":
    book.db.execute("PRAGMA cache_spill = 1")
with book.writing(Entry(at="2026-11-24T08:00:00+08:00", who="赵经理", command="import")) as pen:
    pen.insert("client", {"code": "H-1", "name": "某"})
    if sys.argv[2] != "held":
        pen.insert_many("client", ("code", "name"), ((f"H-1{number:06d}", "某" * 50) for number in range(20_000)))
    print("held", flush=True)
    sys.stdin.read()
book.close()
"""


@pytest.fixture
def holder(book):
    """Start a process that keeps the book for itself until it is let go."""
    started = []

    def hold(how: str = "held"):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(book), how], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        started.append(process)
        assert process.stdout.readline().strip() == b"held"
        return process

    yield hold
    for process in started:
        process.communicate()


def test_who_waits_in_vain_is_told_who_holds_the_book(cmtool, book, holder):
    held = holder()
    refused = cmtool("client", "add", "张三", "--wait", "0.2")
    assert refused.code == 4, refused
    assert "赵经理" in refused.err
    assert "import" in refused.err
    assert "2026-11-24T08:00:00+08:00" in refused.err
    assert str(held.pid) in refused.err


def test_who_only_reads_need_not_wait(ok, add, holder):
    add()
    holder()
    assert ok("client", "list", "--wait", "0.2", "--format", "ids").out == "C-00001\n"


@pytest.mark.parametrize("command", [("client", "list"), ("today",), ("client", "add", "张三")], ids=" ".join)
def test_while_a_large_write_locks_out_even_readers_they_are_told_who_it_is(cmtool, holder, command):
    holder("spilled")
    refused = cmtool(*command, "--wait", "0.2")
    assert refused.code == 4, refused
    assert "赵经理" in refused.err


def test_who_waits_long_enough_goes_on(cmtool, holder, process, ok):
    held = holder()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(process, "client", "add", "张三", "--wait", "20")
        time.sleep(0.5)
        assert not waiting.done()
        held.communicate()
        assert waiting.result().returncode == 0, waiting.result().stderr.decode()
    assert ok("client", "list", "--format", "ids").out.split() == ["H-1", "C-00001"]
    assert ok("doctor").code == 0


def test_many_at_once_all_succeed_and_the_chain_holds(process, ok):
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda number: process("client", "add", f"客户{number}", "--wait", "30"), range(6)))
    assert [ran.returncode for ran in done] == [0] * 6, [ran.stderr.decode() for ran in done]
    assert sorted(ok("client", "list", "--format", "ids").out.split()) == [f"C-0000{number}" for number in range(1, 7)]
    assert ok("doctor").code == 0


def test_the_note_of_who_holds_the_book_is_private_and_goes_away(book, holder):
    note = book.with_name("book.db.holder")
    held = holder()
    assert note.stat().st_mode & 0o777 == 0o600
    held.communicate()
    assert not note.exists()


def test_a_holder_who_was_killed_stands_in_nobodys_way(ok, book, holder):
    held = holder()
    held.kill()
    held.wait()
    assert ok("client", "add", "张三").code == 0
    assert ok("client", "list", "--format", "ids").out == "C-00001\n"
    assert ok("doctor").code == 0
    assert not book.with_name("book.db.holder").exists()


def test_a_stranger_who_holds_the_book_is_nobody_we_know(cmtool, book):
    stranger = sqlite3.connect(book, isolation_level=None)
    stranger.execute("BEGIN EXCLUSIVE")
    refused = cmtool("client", "list", "--wait", "0.1")
    stranger.close()
    assert refused.code == 4
    assert str(book) in refused.err
    assert str(os.getpid()) not in refused.err


def test_a_write_that_a_reader_keeps_from_the_file_is_refused_and_nothing_is_kept(book):
    reader = sqlite3.connect(book, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM client").fetchall()
    writer = Book.open(book, {}, wait=0.1)
    with pytest.raises(NotPermitted) as refused, writer.writing(ENTRY) as pen:
        pen.insert_many("client", ("code", "name"), ((f"X-{number}", "某" * 50) for number in range(20_000)))
    assert refused.value.key == "book-locked"
    reader.close()
    assert writer.rows("SELECT count(*) AS n FROM client")[0]["n"] == 0
    assert list(writer.faults()) == []
    writer.close()


def test_while_a_file_of_ordinary_size_comes_in_others_can_read(ok, add, holder):
    add()
    holder("large")
    assert ok("client", "list", "--wait", "0.2", "--format", "ids").out == "C-00001\n"
