"""How fast the whole book is matched, against other ways to do it: ``python benchmarks/match.py --help``.

For each engine asked for: the command itself (``cmtool match --all --summary``) on its own book of N clients × M products × 25
rules, in a process of its own: the three counts, seconds, pairs a second, peak memory. Then, in the same run, other ways on the
same data; slow ones do a sample and are extrapolated, which is said. The last lines are ratios. Books are kept in ``--folder``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import book as bench
import others

RUN = "from cmtool.cli import main; main()"
ENGINES = ("sqlite", "duckdb", "postgres", "spark")
RIGHT = {
    (1_000_000, 200): (449_264, 197_615_582, 1_935_154)
}  # eligible, ineligible, ask: as the given generator's own SQL has them


@dataclass
class Row:
    """One way to match, as measured: ``sample`` is how many pairs were really worked out."""

    name: str
    pairs: int
    seconds: float
    peak: int
    counts: tuple[int, int, int] | None = None
    sample: int = 0

    def line(self) -> str:
        rate = self.pairs / self.seconds / 1e6
        counts = " / ".join(f"{count:,}" for count in self.counts) if self.counts else ""
        said = f"  (extrapolated from {self.sample:,} pairs)" if self.sample else ""
        return f"{self.name:<34} {self.seconds:>10.2f} s {rate:>10.3f} M pairs/s {self.peak:>6} MiB  {counts}{said}"


def folder_of(home: Path, clients: int, products: int, *, worst: bool = False) -> Path:
    """Return the folder with the pack and the book of a size, made where it is not there yet."""
    folder = home / f"{clients}x{products}{'-worst' if worst else ''}"
    if not (folder / "done").exists():
        bench.write_pack(folder, clients, products, worst=worst)
        book = home / f"{clients}.db"
        if not book.exists():
            bench.write_book(home, clients, products).rename(book)
        (folder / "done").touch()
    return folder


def measured(command: list[str], env: dict[str, str]) -> tuple[str, float, int]:
    """Run a command and return what it printed, its seconds by the clock, and the peak MiB of its largest process."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--peak", json.dumps(command)], env=env, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr}")
    said, _, peak = done.stdout.rpartition("\n#peak ")
    return said, seconds, int(peak)


def peak(command: list[str]) -> None:
    """Run a command in this process's child and tell the peak MiB of the largest process under it."""
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    sys.stdout.write(done.stdout.decode())
    print(f"\n#peak {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10}")


def cmtool(folder: Path, home: Path, *words: str) -> list[str]:
    book = home / f"{folder.name.split('x')[0]}.db"
    return [sys.executable, "-c", RUN, "--plugin", str(folder / "pack"), "--safe-mode", "--book", str(book), "--as-of", bench.AS_OF,
            "--lang", "en", *words]  # fmt: skip


def of_cmtool(home: Path, clients: int, products: int, engine: str, env: dict[str, str], *, worst: bool = False) -> Row:
    """Measure the command with one engine."""
    folder = folder_of(home, clients, products, worst=worst)
    words = ["match", "--all", "--summary", "--format", "json", "--engine", engine]
    if engine in {"postgres", "spark"}:
        words += ["--clients", others.clients_for(engine, home / f"{clients}.db")]
    said, seconds, mib = measured(cmtool(folder, home, *words), env)
    found = json.loads(said)
    counts = (found["eligible"], found["ineligible"], found["ask"])
    expected = RIGHT.get((clients, products))
    if expected and not worst and counts != expected:
        raise SystemExit(f"{engine}: {counts} and not {expected}")
    return Row(
        f"cmtool {engine}{', worst case' if worst else ''}, {clients:,} x {products}", clients * products, seconds, mib, counts
    )


def of_other(name: str, work: Callable, clients: int, products: int, env: dict[str, str], home: Path) -> Row:
    """Measure another way, in a process of its own; loading the data is not counted."""
    command = [sys.executable, str(Path(others.__file__)), name, str(clients), str(products), str(home)]
    said, _, mib = measured(command, env)
    found = json.loads(said.splitlines()[-1])
    whole = clients * products
    seconds = found["seconds"] * whole / found["pairs"]
    sample = found["pairs"] if found["pairs"] < whole else 0
    counts = tuple(found["counts"]) if found.get("counts") and not sample else None
    return Row(name, whole, seconds, mib, counts, sample)


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CMTOOL_"))}
    paths = {
        "PYTHONPYCACHEPREFIX": str(home / "bytecode"),
        "CMTOOL_CACHE": str(home / "cache"),
        "BENCH_DATA": str(home / "given"),
    }
    return {**kept, **paths}


def latency(home: Path, env: dict[str, str], clients: int, products: int, runs: int = 11) -> None:
    """Print how long one client takes on the large book, beside ``--help``."""
    folder = folder_of(home, clients, products)
    commands = {
        "cmtool --help": [sys.executable, "-c", RUN, "--help"],
        "match CLIENT": cmtool(folder, home, "match", f"C-{clients // 2:07d}"),
        "why CLIENT PRODUCT": cmtool(folder, home, "why", f"C-{clients // 2:07d}", "BEN-P007"),
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, command in commands.items():
            started = time.perf_counter()
            subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            taken[name].append(time.perf_counter() - started)
    middle = {name: sorted(times[1:])[runs // 2] for name, times in taken.items()}
    budget = 1.5 * middle["cmtool --help"] + 0.05
    print(f"\none client on {clients:,} clients x {products} products, median of {runs} (budget 1.5 x --help + 50 ms):")
    for name, seconds in middle.items():
        print(f"{name:<34} {seconds * 1000:>10.0f} ms   {seconds / budget:.2f} of the budget")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--products", type=int, default=200)
    parser.add_argument("--engines", default="sqlite,duckdb")
    parser.add_argument("--others", default="bare", help=f"of {', '.join(others.WAYS)}; 'all' for every one")
    parser.add_argument("--full", action="store_true", help="also 500 products, the worst case, 10,000 clients, one client")
    parser.add_argument("--folder", type=Path, default=Path("bench-data"))
    given = parser.parse_args()
    home = given.folder.resolve()
    home.mkdir(exist_ok=True)
    env = environment(home)
    engines = given.engines.split(",")
    ways = list(others.WAYS) if given.others == "all" else [name for name in given.others.split(",") if name]
    folder_of(home, given.clients, given.products)
    measured(
        cmtool(folder_of(home, given.clients, given.products), home, "rule", "list", "--format", "ids"), env
    )  # compiled and cached
    rows = {}

    def note(key: str, row: Row) -> None:
        rows[key] = row
        print(row.line(), flush=True)

    for engine in engines:
        note(engine, of_cmtool(home, given.clients, given.products, engine, env))
    for name in ways:
        note(name, of_other(name, others.WAYS[name], given.clients, given.products, env, home))
    if given.full:
        for engine in [name for name in engines if name in {"sqlite", "duckdb"}]:
            note(f"{engine} 500", of_cmtool(home, given.clients, 500, engine, env))
            note(f"{engine} worst", of_cmtool(home, given.clients, given.products, engine, env, worst=True))
        note("10k", of_cmtool(home, 10_000, given.products, engines[0], env))
        latency(home, env, given.clients, given.products)
    print("\nratios, in this run:")
    first = rows[engines[0]]
    for key, row in rows.items():
        if key != engines[0]:
            print(
                f"{row.name:<34} {row.seconds / row.pairs / (first.seconds / first.pairs):>10.2f} x the time a pair of {first.name}"
            )
    if given.full:
        for engine in [name for name in engines if f"{name} worst" in rows]:
            print(f"{engine}: 500 products against 200 {rows[f'{engine} 500'].seconds / rows[engine].seconds:.2f} (budget 2),"
                  f" worst case against ordinary {rows[f'{engine} worst'].seconds / rows[engine].seconds:.2f} (budget 4)")  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peak"]:
        peak(json.loads(sys.argv[2]))
    else:
        main()
