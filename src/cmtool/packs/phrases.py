"""Phrases, guards and spellings as a pack writes them; a phrase's examples are tried when it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from cmtool.model import CATEGORIES, GUARDS, LEVELS, SIDES, Phrase, PhraseGuard, Source, Spelling
from cmtool.packs.entry import Entry, Wrong, a_text, one_of, texts
from cmtool.rules.anchors import anchors_of, trouble, width_of
from cmtool.rules.phrases import Language

NO_SOURCE = Source(title="")


def a_pattern(value: object) -> str:
    """Read a regular expression whose matches are neither empty nor endless."""
    pattern = a_text(value)
    wrong = trouble(pattern)
    if wrong:
        raise Wrong(wrong, found=pattern)
    return pattern


def a_side_pattern(value: object) -> str:
    """Read a regular expression of a guard: it is only ever held against a few characters."""
    pattern = a_text(value)
    if trouble(pattern) == "pack-pattern-broken":
        raise Wrong("pack-pattern-broken", found=pattern)
    return pattern


def phrase(entry: Entry, desk: str, code: Callable[[Any], str]) -> Phrase:
    """Read a phrase; one that ``requires`` a warning is excused by nothing else."""
    requires = entry.take("requires", a_pattern, "")
    pattern = entry.take("pattern", a_pattern, "", needed=True)
    found = Phrase(
        code=entry.take("code", code, "", needed=True),
        desk=desk,
        category=entry.take("category", one_of(CATEGORIES), "house", needed=True),
        severity=entry.take("severity", one_of(LEVELS), "low", needed=True),
        pattern=pattern,
        suggestion=entry.words("suggestion"),
        source=entry.source(needed=True) or NO_SOURCE,
        fires=entry.take("fires", a_text, "", needed=True),
        silent=entry.take("silent", a_text, "", needed=True),
        guard="none" if requires else entry.take("guard", one_of(GUARDS), "both"),
        unless="" if requires else entry.take("unless", a_side_pattern, ""),
        requires=requires,
        anchors="\n".join(anchors_of(pattern)) if pattern else "",
        requires_anchors="\n".join(anchors_of(requires)) if requires else "",
        width=max((width_of(one) for one in (pattern, requires) if one), default=0),
    )
    entry.close()
    return found


def guard(entry: Entry) -> PhraseGuard:
    """Read what turns a phrase round, or cancels that."""
    found = PhraseGuard(
        side=entry.take("side", one_of(SIDES), "left", needed=True),
        pattern=entry.take("pattern", a_side_pattern, "", needed=True),
    )
    entry.close()
    return found


def spelling(entry: Entry) -> Spelling:
    """Read other ways to write a word; one of a single character would change too much."""
    found = Spelling(means=entry.take("means", a_text, "", needed=True), written=entry.take("written", texts, (), needed=True))
    for way in found.written:
        if len(way) < 2 or way.lower() == found.means.lower():
            entry.wrong("written", "pack-spelling-broad", found=way)
    entry.close()
    return found


def untrue(
    entries: Sequence[Entry], phrases: Sequence[Phrase], guards: Iterable[PhraseGuard], spellings: Iterable[Spelling]
) -> None:
    """Note each example that does not do what it says."""
    guards = tuple(one for one in guards if one.pattern)
    spellings = tuple(one for one in spellings if one.means)
    for entry, one in zip(entries, phrases, strict=True):
        if not (one.pattern and one.fires and one.silent):
            continue  # said already
        language = Language((one,), guards, spellings)
        if not fires(language, one.fires):
            entry.wrong("fires", "pack-phrase-silent", found=one.fires)
        if fires(language, one.silent):
            entry.wrong("silent", "pack-phrase-fires", found=one.silent)


def fires(language: Language, text: str) -> bool:
    """Whether any phrase of a language is found in a text, and where it calls for a warning, that is missing."""
    hits = list(language.hits(text))
    warned = {hit.phrase.code for hit in hits if hit.warns}
    return any(not hit.warns and hit.phrase.code not in warned for hit in hits)
