"""What a document says that may not be said, and what it should say and does not (宣传用语检查)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from cmtool.model import LEVELS, Pack, Passage, Saying, Text
from cmtool.rules.identity import scrubbed
from cmtool.rules.phrases import Hit, Language, starts_of
from cmtool.rules.spelling import unwrapped
from cmtool.words import text as worded

BESIDE = 16  # characters of context on each side


def language(packs: Iterable[Pack], skip: Iterable[str] = ()) -> Language:
    """Return how one may speak by several packs, without the categories and codes in ``skip``."""
    packs, left_out = tuple(packs), set(skip)
    return Language(
        (phrase for pack in packs for phrase in pack.phrases if not {phrase.code, phrase.category} & left_out),
        (guard for pack in packs for guard in pack.phrase_guards),
        (spelling for pack in packs for spelling in pack.spellings),
    )


def screen(passages: Sequence[Passage], spoken: Language) -> list[Saying]:
    """Return what is found in one document, in its order; a warning that is missing stands where it was first called for."""
    texts = [unwrapped(passage.text) if passage.lines else passage.text for passage in passages]
    whole = "\n".join(texts)
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    hits = list(spoken.hits(whole))
    warned = {hit.phrase.code for hit in hits if hit.warns}
    kept = [hit for hit in hits if not hit.warns and hit.phrase.code not in warned]
    kept.sort(key=lambda hit: (hit.start, hit.phrase.code))
    lines = starts_of(whole.replace("\v", "\n")) if kept else []
    places = [_place(passages, starts, lines, hit.start) for hit in kept]
    return [_saying(hit, whole, place, spoken) for hit, place in zip(kept, places, strict=True)]


def grave(sayings: Iterable[Saying], level: str) -> list[Saying]:
    """Return the sayings at or above a level."""
    least = LEVELS.index(level)
    return [saying for saying in sayings if saying.phrase.at_least >= least]


def _saying(hit: Hit, text: str, place: Text, spoken: Language) -> Saying:
    found = text[hit.start : hit.end]
    begin = max(text.rfind("\n", 0, hit.start) + 1, hit.start - BESIDE)
    end = text.find("\n", hit.end, hit.end + BESIDE)
    context = text[begin : end if end >= 0 else hit.end + BESIDE]
    return Saying(
        phrase=hit.phrase,
        place=place,
        found=" ".join(scrubbed(found).split()),
        context=" ".join(scrubbed(context).split()),
        disguised=spoken.folding.folded(found) != found.lower(),
        also=tuple(spoken.also.get(hit.phrase.code, ())),
    )


def _place(passages: Sequence[Passage], starts: Sequence[int], lines: Sequence[int], at: int) -> Text:
    number = bisect_right(starts, at) - 1
    passage = passages[number]
    if passage.lines:
        return worded(passage.key, number=1 + bisect_right(lines, at) - bisect_right(lines, starts[number]))
    return worded(passage.key, **dict(passage.figures))
