"""How many empty interpreters a command costs, in CPU with compiled bytecode.

``python benchmarks/startup.py`` measures ``cmtool --help`` against an interpreter that does nothing; the budget is 8. With
``--book PATH`` (a demo book of 10,000 clients, say) also ``cmtool today`` against ``cmtool --help``; the budget is 2. A first
run compiles and fills the cache; then the runs are interleaved and medians compared. Nothing ever fails on time.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 15
ON = "2026-11-24"
RUN = "from cmtool.cli import main; main()"


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which bytecode is compiled once and a cache is warm, both in ``folder``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CMTOOL_"))}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "CMTOOL_CACHE": str(folder / "cache"), "CMTOOL_LANG": "zh"}


def cpu(command: list[str], env: dict[str, str]) -> float:
    """Return the seconds of CPU, user and system, that one run costs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def medians(commands: dict[str, list[str]], runs: int) -> dict[str, float]:
    """Return the median cost of each command, their runs interleaved."""
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder))
        for command in commands.values():
            cpu(command, env)
        costs = [{name: cpu(command, env) for name, command in commands.items()} for _ in range(runs)]
    return {name: statistics.median(cost[name] for cost in costs) for name in commands}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--book", help="a client book for today")
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args()
    commands = {
        "empty": [sys.executable, "-c", "pass"],
        "cmtool --help": [sys.executable, "-c", RUN, "--help"],
    }
    if given.book:
        commands["cmtool today"] = [sys.executable, "-c", RUN, "--book", given.book, "--as-of", ON, "today", "--top", "20"]
    found = medians(commands, given.runs)
    for name, seconds in found.items():
        print(f"{name:<14} {seconds * 1000:7.1f} ms CPU, {seconds / found['empty']:5.1f} x an empty interpreter")
    print(f"--help against an empty interpreter: {found['cmtool --help'] / found['empty']:.1f} (budget 8)")
    if given.book:
        print(f"today against --help: {found['cmtool today'] / found['cmtool --help']:.1f} (budget 2)")


if __name__ == "__main__":
    main()
