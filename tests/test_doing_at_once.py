"""A thousand commands from four processes at once: none lost, the chain whole, and the last fifty taken back to the byte."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

PROCESSES, COMMANDS, LAST = 4, 1000, 50
SHARES = {"done": 240, "snooze": 240, "handover": 120, "log": 400}
# What a script does: the command waits for the book by itself, and where it says that another holds it (4), it is run again.
WORKER = """
import contextlib, io, json, sys
from cmtool.cli import run

office, commands = json.load(sys.stdin)
for number, command in commands:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = next((code for _ in range(5) if (code := run([*office, *command])) != 4), 4)
    print(json.dumps([number, code, said.getvalue() if code else ""]), flush=True)
"""


@pytest.fixture
def book(blank):
    """A fresh book in memory where the machine has such a disk: what is tried is who writes when, not how long a disk takes."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        path = Path(folder) / "book.db"
        shutil.copy2(blank, path)
        yield path


@pytest.fixture
def many(ok, tmp_path):
    """A book of clients, each with a paper that runs out: for a duty stays on the list whatever else is logged."""
    codes = [f"N-{number:03d}" for number in range(SHARES["done"] + SHARES["snooze"] + 40)]
    rows = ["姓名,客户编号,客户类型,客户等级,证件有效期至,最近联系,下次联系"]
    rows += [f"客户{code},{code},个人,B,2026-12-20,2026-11-20,2027-03-01" for code in codes]
    file = tmp_path / "many.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    ok("import", str(file), "--manager", "众人")
    movers = codes[-40:]
    for process in range(PROCESSES):
        ok("client", "handover", "--from", "众人", "--to", f"甲{process}", *movers[process * 10 : process * 10 + 10])
    return codes


def commands_of(codes: list[str]) -> list[list[list[str]]]:
    """Return a thousand commands as four scripts: what one client's manager does stays in order, all else is mixed."""
    choose = random.Random(5)
    scripts: list[list[list[str]]] = [[] for _ in range(PROCESSES)]
    for number in range(SHARES["done"]):
        scripts[number % PROCESSES].append(["task", "done", codes[number], "--reason", f"done {number}"])
    for number in range(SHARES["snooze"]):
        code = codes[SHARES["done"] + number]
        scripts[number % PROCESSES].append(["task", "snooze", code, "--reason", f"snooze {number}"])
    for number in range(SHARES["log"]):
        more = ["--promise", "2026-12-24", f"promise {number}"] if number % 3 else ["--next", "2026-12-30"]
        scripts[number % PROCESSES].append(["client", "log", choose.choice(codes), "--result", f"log {number}", *more])
    for place, script in enumerate(scripts):
        choose.shuffle(script)
        for turn in range(3):  # there, back, and there again: in this order, wherever in the script
            there, back = (f"甲{place}", f"乙{place}") if turn % 2 == 0 else (f"乙{place}", f"甲{place}")
            first = len(script) * turn // 3
            moves = [["client", "handover", "--from", there, "--to", back, code, "--reason", f"{code} {turn}"]
                     for code in codes[len(codes) - 40 + place * 10 :][:10]]  # fmt: skip
            for move in moves:
                script.insert(choose.randint(first, first + 70), move)
    return scripts


@pytest.fixture
def together(office_arguments):
    """Run scripts at once, a process each; return the exit codes by command."""

    def ran(scripts: list[list[list[str]]]) -> list[tuple[int, list[str], str]]:
        environment = {**os.environ, "PYTHONUTF8": "1"}
        running = [
            subprocess.Popen([sys.executable, "-c", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
            for _ in scripts
        ]
        for process, script in zip(running, scripts, strict=True):
            process.stdin.write(json.dumps([[*office_arguments, "--wait", "30"], list(enumerate(script))]).encode())
            process.stdin.close()
        found = []
        for process, script in zip(running, scripts, strict=True):
            for line in process.stdout.read().decode().splitlines():
                number, code, words = json.loads(line)
                found.append((code, script[number], words))
            process.stdout.close()
            process.wait()
        return found

    return ran


@pytest.fixture
def dump(sql):
    """Return every table but the journal's own two, row by row."""

    def dumped() -> bytes:
        names = [name for (name,) in sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        tables = {name: sql(f"SELECT * FROM {name} ORDER BY 1") for name in names if name not in {"journal", "change"}}
        assert {"client", "contact", "task", "handover"} <= set(tables)
        return json.dumps(tables, ensure_ascii=False).encode()

    return dumped


def test_a_thousand_commands_from_four_processes(ok, many, together, dump, sql):
    scripts = commands_of(many)
    assert sum(map(len, scripts)) == COMMANDS
    before = len(sql("SELECT 1 FROM journal"))
    first = [script[: len(script) - LAST // PROCESSES - 1] for script in scripts]
    last = [script[len(script) - LAST // PROCESSES - 1 :] for script in scripts]
    ran = together(first)
    kept, cut = dump(), len(sql("SELECT 1 FROM journal"))
    ran += together(last)
    assert [(code, command, words) for code, command, words in ran if code] == []
    assert len(ran) == COMMANDS

    # none lost: an entry each, and each one's own words in the book exactly once
    names = Counter(name for (name,) in sql("SELECT command FROM journal WHERE id > ?", before))
    assert names == {"task done": 240, "task snooze": 240, "client log": 400, "client handover": 120}
    for statement, words in (
        ("SELECT reason FROM task WHERE state = 'done' AND code = 'CMT-F02'", [f"done {number}" for number in range(240)]),
        ("SELECT reason FROM task WHERE state = 'snooze' AND code = 'CMT-F02'", [f"snooze {number}" for number in range(240)]),
        ("SELECT result FROM contact WHERE result LIKE 'log %'", [f"log {number}" for number in range(400)]),
        ("SELECT result FROM contact WHERE result LIKE 'done %'", [f"done {number}" for number in range(240)]),
        ("SELECT reason FROM handover WHERE reason <> ''", [f"{code} {turn}" for code in many[-40:] for turn in range(3)]),
    ):
        assert sorted(text for (text,) in sql(statement)) == sorted(words), statement
    assert {manager for (manager,) in sql("SELECT manager FROM client WHERE code >= ?", many[-40])} == {
        "乙0",
        "乙1",
        "乙2",
        "乙3",
    }
    numbers = [number for (number,) in sql("SELECT id FROM journal ORDER BY id")]
    assert numbers == list(range(1, before + COMMANDS + 1))
    ok("doctor")

    undone = len(numbers) - cut
    assert undone >= LAST
    for _ in range(undone):
        ok("undo")
    assert dump() == kept
    ok("doctor")


def test_two_who_do_the_same_do_it_once(ok, many, together, sql):
    """The line is read when nobody else can write: the second is told that the client is not on the list any more."""
    ran = together([[["task", "done", many[0]]]] * PROCESSES)
    assert sorted(code for code, _, _ in ran) == [0, 3, 3, 3]
    assert sql("SELECT count(*) FROM contact") == [(1,)]


def test_two_who_take_back_the_same_take_it_back_once(cmtool, ok, many, together, sql, dump):
    kept = dump()
    ok("client", "log", many[0])
    ((entry,),) = sql("SELECT max(id) FROM journal")
    ran = together([[["undo", str(entry)]]] * PROCESSES)
    assert sorted(code for code, _, _ in ran) == [0, 4, 4, 4]
    assert dump() == kept


def test_the_journal_names_a_client_by_code_whatever_was_typed(ok, add, sql):
    code = add("张三丰", next_touch="2026-11-24")
    for words in (("snooze", "--reason", "x"), ("skip", "--reason", "x"), ("done",)):
        ok("task", words[0], "张三丰", *words[1:])
        assert sql("SELECT about FROM journal ORDER BY id DESC LIMIT 1") == [(code,)]
        ok("undo")
