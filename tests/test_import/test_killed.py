"""An import that is killed leaves nothing or everything, whatever it was doing at that moment."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

import pytest

CLIENTS = 20_000


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL on this system")
def test_a_killed_import_leaves_nothing_or_everything(bench):
    rows = "".join(f"K{number:05d},客户{number},{number % 900}万,19{number % 90 + 10}-01-01\n" for number in range(CLIENTS))
    file = bench.file("a.csv", "code,name,净资产,生日\n" + rows)
    dice = random.Random(20261124)
    command = [sys.executable, "-c", "from cmtool.cli import main; main()", "--safe-mode", "import", str(file)]
    start = time.monotonic()
    subprocess.run([*command, "--dry-run"], check=True, capture_output=True)
    whole = time.monotonic() - start
    outcomes = []
    for turn in range(10):
        book = bench.folder / f"book{turn}.db"
        (bench.folder / "book.db").replace(book) if turn == 0 else bench.run("init", "--book", book)
        running = subprocess.Popen([*command, "--book", str(book)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * (turn + dice.random()) / 9)
        running.kill()
        running.wait()
        outcomes.append(left_behind(book))
    assert set(outcomes) <= {(0, 0), (CLIENTS, 1)}
    assert (0, 0) in outcomes


def left_behind(path):
    """Return how many clients and journal entries a book holds, once its chain has been found whole."""
    from cmtool.book import Book

    book = Book.open(path, {})
    assert list(book.faults()) == []
    counts = tuple(book.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("client", "journal"))
    book.close()
    return counts
