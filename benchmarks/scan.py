"""How fast a text is scanned, beside what Python's `re` takes for less: ratios of one run, on laws or on any text given.

    python benchmarks/scan.py [FILE...]

`re, one pass` looks for the fixed words of all phrases as one alternation and does nothing with them; `re, each phrase` runs
every phrase's expression over the text, without folding, guards or places. `cmtool scan` does all of it.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

from cmtool.jobs.screen import language, screen
from cmtool.model import Passage
from cmtool.plugins import Plugins

SIZE = 10_000_000  # bytes
SOURCES = Path(__file__).parents[2] / "shared" / "data" / "laws"


def text_of(paths: list[Path]) -> str:
    """Return about ten megabytes of text, repeated where the files hold less."""
    if not paths:
        paths = sorted(SOURCES.glob("*.md")) or sorted((Path(__file__).parents[1] / "plugins").rglob("*.toml"))
    once = "".join(path.read_text(encoding="utf-8") for path in paths)
    times = SIZE // len(once.encode()) + 1
    return (once * times).encode()[:SIZE].decode(errors="ignore")


def measured(name: str, text: str, work) -> float:
    best = min(clocked(work, text) for _ in range(3))
    rate = len(text.encode()) / 1e6 / best
    print(f"{name:<18}{rate:>9.1f} MB/s")
    return rate


def clocked(work, text: str) -> float:
    start = time.process_time()
    work(text)
    return time.process_time() - start


def main() -> None:
    text = text_of([Path(name) for name in sys.argv[1:]])
    packs = Plugins().packs
    spoken = language(packs)
    phrases = [phrase for pack in packs for phrase in pack.phrases]
    words = sorted({anchor for phrase in phrases for anchor in phrase.anchors.splitlines()}, key=len, reverse=True)
    bare = re.compile("|".join(map(re.escape, words)))
    each = [re.compile(phrase.pattern, re.IGNORECASE) for phrase in phrases]
    print(f"{len(text.encode()) / 1e6:.1f} MB, {len(phrases)} phrases, {len(words)} fixed words, one core, processor time")
    tenth = text[: len(text) // 10]
    one = measured("re, one pass", tenth, lambda some: sum(1 for _ in bare.finditer(some)))
    many = measured("re, each phrase", tenth, lambda some: [sum(1 for _ in way.finditer(some)) for way in each])
    ours = measured("cmtool scan", text, lambda all_: screen([Passage(all_, "scan-at-line", lines=True)], spoken))
    print(f"scan : one pass = {ours / one:.2f}, scan : each phrase = {ours / many:.2f}")
    proposal = text[:3_000]
    first = clocked(lambda some: screen([Passage(some, "scan-at-line", lines=True)], language(packs)), proposal)
    print(f"a proposal of {len(proposal)} characters, nothing prepared: {first * 1000:.1f} ms")


if __name__ == "__main__":
    main()
