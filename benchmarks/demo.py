"""How long the sample book takes, by size: ``python benchmarks/demo.py [SIZE]...``.

Each size is made in a process of its own, and nothing is shown. The ratio compares the work for one client with that of the
size before: near 1, the time grows with the size; below 1, what is done once for every book still weighs. The peak stays level.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (1_000, 10_000, 100_000)


def measured(clients: int) -> tuple[float, float, int, int]:
    """Make one book in this process and return seconds by the clock, seconds of work, peak MiB and the book's MiB."""
    from cmtool.cli import run
    from cmtool.commands import demo

    demo.SHOWN_MOST = 0
    with tempfile.TemporaryDirectory() as folder:
        clock, work = time.perf_counter(), time.process_time()
        if run(["--as-of", "2026-11-24", "demo", folder, "--clients", str(clients)]):
            raise SystemExit(1)
        clock, work = time.perf_counter() - clock, time.process_time() - work
        size = (Path(folder) / "book.db").stat().st_size >> 20
    return clock, work, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10, size


def main(sizes: list[int]) -> None:
    print(f"{'clients':>10} {'seconds':>9} {'of work':>9} {'clients/s':>10} {'peak MiB':>9} {'book MiB':>9} {'ratio':>6}")
    before = None
    for clients in sizes:
        done = subprocess.run([sys.executable, __file__, "--one", str(clients)], capture_output=True, text=True, check=True)
        seconds, work, peak, size = (float(part) for part in done.stdout.split()[-4:])
        ratio = f"{work / clients / before:.2f}" if before else "-"
        figures = f"{clients:>10,} {seconds:>9.2f} {work:>9.2f} {clients / seconds:>10,.0f} {peak:>9.0f} {size:>9.0f}"
        print(f"{figures} {ratio:>6}", flush=True)
        before = work / clients


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(*measured(int(sys.argv[2])))
    else:
        main([int(size.replace("_", "")) for size in sys.argv[1:]] or list(SIZES))
