"""How long the morning list takes with sixty triggers: ``python benchmarks/today.py --folder FOLDER [--clients N] [--runs N]``.

One manager (200 clients), a branch (20,000) and the whole book (1,000,000), each as the command prints it, against the same
triggers as one SQL query written by hand (``triggers.py``: one scan, a mask of what fires, the urgency as a sum over its bits) on
the same book in the same run. Both must give the same clients with the same urgency and due day, which is checked before anything
is measured. The query is timed inside a process that is running already, the command with its start. Seconds by the clock and of
CPU, medians of interleaved runs. One manager's list is shown whole, of the others the fifty most urgent. The book is made once and
kept in FOLDER: the sample book, then managers and branches dealt out behind the pen's back.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import resource
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from startup import environment
from triggers import CORE, FACTS, TRIGGERS, VALID, quiet

RUN = "from cmtool.cli import main; main()"
DAY = date(2026, 11, 24)
ON = (DAY - date(1970, 1, 1)).days
PER_MANAGER, PER_BRANCH, SHOWN = 200, 20_000, 50
MANAGER = "M00000"
PURPOSES = {"opportunity": "marketing", "duty": "duty"}
COURTING = {"opportunity", "relationship"}
TIERS = "CASE tier WHEN 'a' THEN 15 WHEN 'b' THEN 10 WHEN 'c' THEN 5 ELSE 0 END"
Cost = tuple[float, float]  # seconds by the clock, and of CPU


def words(text: str) -> str:
    return f'{{ zh = "{text}", en = "{text}" }}'


def write_pack(folder: Path) -> None:
    """Write the institution of the benchmark: twenty facts and fifty-three triggers."""
    (folder / "pack").mkdir(parents=True, exist_ok=True)
    (folder / "plugin.toml").write_text(
        f'name = "triggers"\nprefix = "TRG"\napi = 1\ntitle = {words("benchmark")}\nclients = {{ person = 0.9, organisation = 0.1 }}\n', encoding="utf-8"
    )  # fmt: skip
    facts = [
        f'[[fact]]\nname = "{name}"\ntype = "{kind}"\ntitle = {words(name)}\nsample = {{ {sample} }}\n'
        + (f"valid_days = {days}\n" if days else "")
        for name, (kind, days, sample) in FACTS.items()
    ]
    (folder / "pack" / "facts.toml").write_text("\n".join(facts), encoding="utf-8")
    made = [
        f'[[follow_up]]\ncode = "TRG-F{number:02d}"\ntitle = {words(f"trigger {number}")}\nwhen = "{one.when}"\nkind = "{one.kind}"\npoints = {one.points}\n'
        f"say = {words('say')}\nnot_say = {words('not')}\n"
        + (f'due = "{one.due}"\n' if one.due else "") + ("marketing = true\n" if one.marketing else "") + (f"quiet_days = {one.quiet}\n" if one.quiet else "")
        for number, one in enumerate(TRIGGERS, 1)
    ]  # fmt: skip
    (folder / "pack" / "follow_ups.toml").write_text("\n".join(made), encoding="utf-8")


def book_in(folder: Path, clients: int) -> Path:
    """Return the book of a size, made where it is not there yet; its managers and branches lie scattered over it."""
    write_pack(folder / "triggers")
    home = folder / f"{clients}"
    if not (home / "dealt").exists():
        front = ["--safe-mode", "--plugin", str(folder / "triggers"), "--as-of", DAY.isoformat()]
        subprocess.run(
            [sys.executable, "-c", RUN, *front, "demo", str(home), "--clients", str(clients)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        managers, branches = max(clients // PER_MANAGER, 1), max(clients // PER_BRANCH, 1)
        with contextlib.closing(sqlite3.connect(home / "book.db")) as db, db:
            db.execute(
                "UPDATE client SET manager = printf('M%05d', id * 7919 % ?), f_branch = printf('B%04d', id * 7919 % ? % ?), at_branch = ?",
                (managers, managers, branches, ON - 400),
            )  # fmt: skip
        (home / "dealt").touch()
    return home / "book.db"


def known(fact: str) -> str:
    """Return the SQL of a fact: its value where it is known by the day and good on it."""
    days = FACTS[fact][1] if fact in FACTS else VALID.get(fact, 0)
    return (
        f"CASE WHEN at_{fact} BETWEEN {ON - days} AND {ON} THEN f_{fact} END"
        if days
        else f"CASE WHEN at_{fact} <= {ON} THEN f_{fact} END"
    )


def query(where: str, rest: str, held: Iterable[str]) -> str:
    """Return the query written by hand: client, urgency, due day and the mask of the triggers that fire."""
    held = set(held)

    def put(sql: str) -> str:
        told = re.sub(r"\[(\w+)\]", lambda found: known(found[1]) if f"f_{found[1]}" in held else "NULL", sql)
        return told.replace(":on", str(ON))

    ahead = ", ".join(f"'{DAY + timedelta(days=days):%m%d}'" for days in range(4))
    born = f"strftime('%m%d', {known('birth_date')} * 86400, 'unixepoch')"
    turn = " ".join(f"WHEN '{DAY + timedelta(days=days):%m%d}' THEN {ON + days}" for days in range(4))
    rows = [(sql, due, kind, points, PURPOSES.get(kind, "service")) for sql, due, kind, points in CORE.values()]
    rows += [
        (
            quiet(one),
            f"[{one.due}]" if one.due else "",
            one.kind,
            one.points,
            "marketing" if one.marketing else PURPOSES.get(one.kind, "service"),
        )
        for one in TRIGGERS
    ]
    rows.append((f"{born} IN ({ahead})", f"CASE {born} {turn} END", "relationship", 15, "greeting"))
    bits = {
        purpose: sum(1 << bit for bit, row in enumerate(rows) if row[4] == purpose)
        for purpose in ("service", "greeting", "marketing")
    }
    sums = {
        name: " + ".join(f"CASE WHEN mask & {1 << bit} THEN {row[3]} ELSE 0 END" for bit, row in enumerate(rows) if chosen(row))
        for name, chosen in (("courted", lambda row: row[2] in COURTING or row[4] == "marketing"), ("owed", lambda row: not (row[2] in COURTING or row[4] == "marketing")))
    }  # fmt: skip
    owing = sum(1 << bit for bit, row in enumerate(rows) if not (row[2] in COURTING or row[4] == "marketing"))
    duties = sum(1 << bit for bit, row in enumerate(rows) if row[4] == "duty")
    dues = ", ".join(
        f"CASE WHEN mask & {1 << bit} THEN coalesce(due{bit}, {ON}) ELSE 99999 END" for bit, row in enumerate(rows) if row[1]
    )
    undated = sum(1 << bit for bit, row in enumerate(rows) if not row[1])
    return f"""
WITH promised AS MATERIALIZED (
  SELECT client, count(*) AS promises, min(promise_day) AS promised FROM contact WHERE promise_day <= {ON} AND kept = 0 GROUP BY client
), fired AS (
  SELECT id, code, {put("[tier]")} AS tier,
    coalesce({put("[deceased]")} <> 0, 0) OR coalesce({put("[processing_restricted]")} <> 0, 0) OR coalesce({put("[do_not_contact]")} <> 0, 0) AS shut,
    coalesce({put("[service_consent]")} = 0, 0) AS no_service, coalesce({put("[greeting_consent]")} = 0, 0) AS no_greeting,
    coalesce({put("[marketing_consent]")}, 0) = 0 AS no_marketing,
    {" + ".join(f"CASE WHEN {put(row[0])} THEN {1 << bit} ELSE 0 END" for bit, row in enumerate(rows))} AS mask
    {"".join(f", {put(row[1])} AS due{bit}" for bit, row in enumerate(rows) if row[1])}
, promises, promised
  FROM client LEFT JOIN promised ON client = id WHERE {where} LIMIT -1
), allowed AS (
  SELECT *, mask & ~(CASE WHEN shut OR no_service THEN {bits["service"]} ELSE 0 END) & ~(CASE WHEN shut OR no_greeting THEN {bits["greeting"]} ELSE 0 END)
    & ~(CASE WHEN shut OR no_marketing THEN {bits["marketing"]} ELSE 0 END) AS listed,
    CASE WHEN shut OR no_service THEN 0 ELSE coalesce(promises, 0) END AS kept
  FROM fired WHERE mask OR promises LIMIT -1
), dated AS (
  SELECT id, code, tier, mask, promises,
    min(CASE WHEN mask & {undated} THEN {ON} ELSE 99999 END, CASE WHEN promises THEN promised ELSE 99999 END, {dues}) AS due
  FROM (SELECT id, code, tier, listed AS mask, kept AS promises, promised {"".join(f", due{bit}" for bit, row in enumerate(rows) if row[1])} FROM allowed)
  WHERE mask OR promises LIMIT -1
), summed AS (
  SELECT code, mask, due, {sums["courted"]} AS courted, {sums["owed"]} + 60 * promises AS owed, {TIERS} AS tier,
    max(min({ON} - due, 20), 0) AS late, mask & {owing} OR promises AS owes, mask & {duties} <> 0 AS duty
  FROM dated LIMIT -1
)
SELECT code, owed + courted + tier + late - max(courted + tier + CASE WHEN owes THEN 0 ELSE late END - 90, 0) + 100 * duty AS urgency, due, mask
FROM summed {rest}"""


def cost(work: Callable[[], object]) -> Cost:
    """Return what a piece of work in this process costs."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - cpu


def command_cost(command: list[str], env: dict[str, str]) -> Cost:
    """Return what a command costs, its processes included."""
    before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    clock, after = time.perf_counter() - clock, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def same(db: sqlite3.Connection, sql: str, command: list[str], env: dict[str, str]) -> int:
    """Check that query and command give the same clients, urgencies and due days in the same order; return how many."""
    found = json.loads(
        subprocess.run(
            [*command, "--capacity", str(SHOWN), "--format", "json"], env=env, capture_output=True, check=True
        ).stdout
    )
    ours = [
        (item["client"], item["urgency"], (date.fromisoformat(item["due"]) - date(1970, 1, 1)).days)
        for item in (*found["items"], *found["dropped"])
    ]
    hand = [row[:3] for row in db.execute(sql)]
    if ours != hand:
        wrong = next((pair for pair in zip(ours, hand, strict=False) if pair[0] != pair[1]), (len(ours), len(hand)))
        raise SystemExit(f"the query and the command differ: {wrong}")
    return len(ours)


def main() -> None:
    """Make the book, check, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="where the book is made once and kept")
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--full", action="store_true", help="also every line of the whole book as NDJSON, once")
    given = parser.parse_args()
    book = book_in(given.folder, given.clients)
    env = environment(given.folder)
    cmtool = [
        sys.executable,
        "-c",
        RUN,
        "--safe-mode",
        "--plugin",
        str(given.folder / "triggers"),
        "--book",
        str(book),
        "--as-of",
        DAY.isoformat(),
    ]
    branch = f"B{max(given.clients // PER_BRANCH, 1) // 2:04d}" if given.clients >= 2 * PER_BRANCH else "B0000"
    help_, order = [sys.executable, "-c", RUN, "--help"], "ORDER BY urgency DESC, due, code"
    with contextlib.closing(sqlite3.connect(book)) as db:
        held = {row[1] for row in db.execute("PRAGMA table_info(client)")}
        scopes = {
            "one manager": (f"manager = '{MANAGER}'", ["--manager", MANAGER, "today"], ""),
            "a branch": (
                f"f_branch = '{branch}' AND {known('branch')} = '{branch}'",
                ["today", "--where", f"c.branch = '{branch}'"],
                f"LIMIT {SHOWN}",
            ),
            "whole book": ("1", ["today"], f"LIMIT {SHOWN}"),
        }
        print(
            f"{given.clients:,} clients, {len(CORE) + len(TRIGGERS)} triggers; seconds by the clock / of CPU; median of {given.runs}; load {os.getloadavg()[0]:.1f}"
        )
        for name, (where, words_, rest) in scopes.items():
            listed = same(db, query(where, order, held), [*cmtool, *words_], env)
            sql, cut = query(where, f"{order} {rest}", held), ["--top", str(SHOWN)] if rest else []
            work = {
                "help": lambda: command_cost(help_, env),
                "sql": lambda sql=sql: cost(lambda: db.execute(sql).fetchall()),
                "today": lambda words_=words_, cut=cut: command_cost([*cmtool, *words_, *cut], env),
            }
            runs = [{kind: measure() for kind, measure in work.items()} for _ in range(given.runs)]
            told(name, listed, runs)
        if given.full:
            clock, cpu = command_cost([*cmtool, "today", "--format", "ndjson"], env)
            print(f"whole book, every line as NDJSON: {clock:.1f} / {cpu:.1f}")


def told(name: str, listed: int, runs: list[dict[str, Cost]]) -> None:
    """Print one scope: what each way costs, and the ratios."""
    for place, unit in enumerate(("clock", "CPU")):
        median = {kind: statistics.median(run[kind][place] for run in runs) for kind in runs[0]}
        above, ratio = (median["today"] - median["help"]) * 1000, median["today"] / median["sql"]
        print(
            f"{name:<12} {listed:>8,} listed  {unit:<5} by hand {median['sql'] * 1000:9.1f} ms  today {median['today'] * 1000:9.1f} ms"
            f"  --help {median['help'] * 1000:6.1f} ms  {above:8.1f} ms above --help, {ratio:7.2f} x by hand",
            flush=True,
        )


if __name__ == "__main__":
    main()
