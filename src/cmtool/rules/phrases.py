"""Whether a text says what may not be said (宣传用语扫描): phrases, what turns them round, and warnings that are missing.

A phrase is looked for where one of its anchors stands. It is let pass where a guard stands beside it in its clause ("不保本",
"保本均属违规") and nothing cancels the guard ("不仅保本"), or where its own ``unless`` fits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from cmtool.model import SIDES, Phrase, PhraseGuard, Spelling
from cmtool.rules.spelling import Folding
from cmtool.rules.stops import shortest, stops

CHUNK = 1 << 16
FEW = 30_000  # characters in which each anchor is looked for by itself: cheaper than making one expression of all
MOST = 1_000  # places of one text
BEYOND = 40  # characters that a phrase may look at beside its match
LEFT, RIGHT, BEFORE = 40, 30, 30  # how far a guard and an excuse may stand away: English denies in more letters
CLAUSE_END = "，。；！？,;!?\n"
FLAGS = re.IGNORECASE | re.MULTILINE
KEPT_ASIDE = re.compile(r"^(```+|~~~+)[ \t]*(?:示例|example)\b.*?^\1", re.DOTALL | re.MULTILINE | re.IGNORECASE)


class Hit(NamedTuple):
    """A phrase and where it stands in a text; ``warns``: it is the warning that the phrase calls for, and it is there."""

    phrase: Phrase
    start: int
    end: int
    warns: bool = False


class Way(NamedTuple):
    """One expression to look for, with its anchors."""

    phrase: Phrase
    pattern: str
    anchors: str
    width: int
    warns: bool = False


class Language:
    """Everything that is known of how one may speak: the phrases of several packs, each pattern once."""

    def __init__(
        self, phrases: Iterable[Phrase], guards: Iterable[PhraseGuard] = (), spellings: Iterable[Spelling] = ()
    ) -> None:
        self.also: dict[str, list[str]] = {}
        self.phrases = self._each_once(sorted(phrases, key=lambda phrase: phrase.code))
        self._ways = [Way(phrase, phrase.pattern, phrase.anchors, phrase.width) for phrase in self.phrases]
        calling = (phrase for phrase in self.phrases if phrase.requires)
        self._ways += [Way(one, one.requires, one.requires_anchors, one.width, warns=True) for one in calling]
        self.folding = Folding(spellings)
        every = tuple(guards)
        self._guards = {side: [one.pattern for one in every if one.side == side] for side in SIDES}
        self._compiled: dict[str, re.Pattern[str]] = {}
        self._nets: dict[frozenset[int], tuple[re.Pattern[str], dict[str, tuple[int, ...]]]] = {}

    def hits(self, text: str, most: int = MOST) -> Iterator[Hit]:
        """Yield where phrases stand in a text, ``most`` places; one that calls for a warning, and the warning, once."""
        at, done, found = 0, set(), 0
        for chunk in chunks(without_examples(text)):
            folded = self.folding.folded(chunk)
            trace = Trace(self.folding, chunk, folded)
            for number, start, end in sorted(self._in_chunk(folded, done), key=lambda hit: (hit[1], hit[0])):
                way = self._ways[number]
                found += not way.phrase.requires
                if found > most and not way.phrase.requires:
                    continue
                first, last = trace.origin(start, end)
                yield Hit(way.phrase, at + first, at + last, way.warns)
            at += len(chunk)

    def _each_once(self, phrases: Sequence[Phrase]) -> list[Phrase]:
        first: dict[tuple[str, ...], Phrase] = {}
        for phrase in phrases:
            key = (phrase.pattern, phrase.guard, phrase.unless, phrase.requires)
            if key in first:
                self.also.setdefault(first[key].code, []).append(phrase.code)
            first.setdefault(key, phrase)
        return list(first.values())

    def _in_chunk(self, text: str, done: set[int]) -> Iterator[tuple[int, int, int]]:
        """Yield number, start and end of each way that stands in a folded chunk and is not excused."""
        for number, windows in self._windows(text, done).items():
            if number not in done:
                for found in self._matches(self._ways[number], text, windows):
                    yield number, *found
                    if self._ways[number].phrase.requires:
                        done.add(number)
                        break

    def _matches(self, way: Way, text: str, windows: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        last, pattern = -1, self._pattern(way.pattern)
        for low, high in windows:
            for found in pattern.finditer(text, low, high):
                if found.start() > last and (way.phrase.requires or not self._excused(way.phrase, text, *found.span())):
                    last = found.start()
                    yield found.span()

    def _windows(self, text: str, done: set[int]) -> dict[int, list[tuple[int, int]]]:
        """Return the parts of a text in which each phrase may stand."""
        windows = {number: [(0, len(text))] for number in self._unanchored}
        for place, numbers in self._stops(text, done):
            for number in numbers:
                reach = self._ways[number].width + BEYOND
                low, high = max(0, place - reach), place + reach
                own = windows.setdefault(number, [])
                if own and low <= own[-1][1]:
                    own[-1] = (own[-1][0], max(high, own[-1][1]))
                else:
                    own.append((low, high))
        return windows

    def _stops(self, text: str, done: set[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield every place where an anchor stands, in rising order for each phrase, with the phrases it belongs to."""
        if len(text) <= FEW:
            found = [(place, numbers) for anchor, numbers in self._anchors.items() for place in _places(anchor, text)]
            yield from sorted(found)
            return
        net, known = self._net(done)
        stop = net.search(text)
        while stop:
            place = stop.start()
            yield place, known[stop[0]]
            stop = net.search(text, place + 1)

    @cached_property
    def _unanchored(self) -> list[int]:
        return [number for number, way in enumerate(self._ways) if not way.anchors]

    @cached_property
    def _anchors(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for number, way in enumerate(self._ways):
            for anchor in way.anchors.splitlines():
                found[anchor] = (*found.get(anchor, ()), number)
        return found

    def _net(self, done: set[int]) -> tuple[re.Pattern[str], dict[str, tuple[int, ...]]]:
        """Return one expression for the anchors of all ways that are not done, and whose each is."""
        key = frozenset(done)
        if key not in self._nets:
            every = {anchor: [one for one in numbers if one not in done] for anchor, numbers in self._anchors.items()}
            open_ways = {anchor: numbers for anchor, numbers in every.items() if numbers}
            owners: dict[str, set[int]] = {}
            for anchor, short in shortest(open_ways).items():
                owners.setdefault(short, set()).update(open_ways[anchor])
            self._nets = {key: (stops(owners), {short: tuple(sorted(own)) for short, own in owners.items()})}
        return self._nets[key]

    def _excused(self, phrase: Phrase, text: str, start: int, end: int) -> bool:
        """Whether a guard or the phrase's own excuse takes the sting out of a match."""
        if phrase.unless and self._unless(phrase.unless, text, start, end):
            return True
        if phrase.guard == "none":
            return False
        after = text[end : end + RIGHT]
        if any(self._pattern(right).search(after) for right in self._guards["right"]):
            return True
        before = text[max(0, start - LEFT) : start]
        return phrase.guard == "both" and self._turned(before[_clause(before) :])

    def _turned(self, before: str) -> bool:
        """Whether what stands before a phrase in its clause turns it round."""
        if not any(self._pattern(left).search(before) for left in self._guards["left"]):
            return False
        return not any(self._pattern(cancel).search(before) for cancel in self._guards["cancel"])

    def _unless(self, unless: str, text: str, start: int, end: int) -> bool:
        """Whether the excuse fits over the match or within its clause."""
        low = max(0, start - BEFORE)
        top = low + _clause(text[low:start])
        ends = [place for mark in CLAUSE_END if (place := text.find(mark, end, end + BEFORE)) >= 0]
        bottom = min(ends, default=end + BEFORE)
        return any(
            found.start() < bottom and found.end() > top for found in self._pattern(unless).finditer(text, low, end + BEFORE)
        )

    def _pattern(self, pattern: str) -> re.Pattern[str]:
        if pattern not in self._compiled:
            self._compiled[pattern] = re.compile(pattern, FLAGS)
        return self._compiled[pattern]


class Trace:
    """A chunk beside its folded form: tells where something folded came from, line by line and only when asked."""

    def __init__(self, folding: Folding, chunk: str, folded: str) -> None:
        self._folding = folding
        self._chunk = chunk
        self._folded = folded
        self._known: dict[int, list[int]] = {}

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the places in the chunk of what stands from ``start`` to ``end`` in the folded text."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, place: int) -> int:
        line = bisect_right(self._tops, place) - 1
        top, begins = self._tops[line], self._starts[line]
        if line not in self._known:
            ends = self._starts[line + 1] - 1 if line + 1 < len(self._starts) else len(self._chunk)
            self._known[line] = self._folding.traced(self._chunk[begins:ends])[1]
        places = self._known[line]
        return begins + (places[place - top] if place - top < len(places) else 0)

    @cached_property
    def _starts(self) -> list[int]:
        return starts_of(self._chunk)

    @cached_property
    def _tops(self) -> list[int]:
        return starts_of(self._folded)


def starts_of(text: str) -> list[int]:
    """Return where the lines of a text begin."""
    return list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))[:-1]


def chunks(text: str) -> Iterator[str]:
    """Yield a text in pieces that end with a line where they can."""
    start = 0
    while start < len(text):
        end = len(text) if len(text) - start <= CHUNK else (text.rfind("\n", start, start + CHUNK) + 1 or start + CHUNK)
        yield text[start:end]
        start = end


def without_examples(text: str) -> str:
    r"""Return a text with blanks for what it shows as an example of how not to speak.

    >>> without_examples("```示例\n保本\n```\n好")
    '     \n  \n   \n好'
    """
    if "```" not in text and "~~~" not in text:
        return text
    return KEPT_ASIDE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def _places(anchor: str, text: str) -> Iterator[int]:
    place = text.find(anchor)
    while place >= 0:
        yield place
        place = text.find(anchor, place + 1)


def _clause(before: str) -> int:
    """Return where the last clause of a text begins."""
    return max(before.rfind(mark) for mark in CLAUSE_END) + 1
