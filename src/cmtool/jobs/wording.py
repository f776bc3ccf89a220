r"""Where two documents differ in their words (文字比对): by paragraph, cell or line, whatever the format.

>>> one, other = ([Passage(text, "scan-at-line", lines=True)] for text in ("a\nb", "a\nc"))
>>> [change.words.en for change in differences(one, other)]
['line 2: "b" became "c"']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher, unified_diff
from itertools import zip_longest

from cmtool.model import Change, Passage, Text
from cmtool.words import text as worded

MOST_LINES = 20_000  # of either document: beyond that, only that they differ is said
SHOWN = 48  # characters of a line around where it differs
Line = tuple[str, Text]


def lines(passages: Sequence[Passage]) -> list[Line]:
    """Return the lines of a document with their places, empty ones left out."""
    return [(text, place) for passage in passages for text, place in _of(passage) if text]


def differences(was: Sequence[Passage], reads: Sequence[Passage]) -> list[Change]:
    """Return where the words of a document differ from what they were: changed, gone or new, each with its place.

    ``about`` of a change is "words"; a place is where the words stand now, of those that are gone where they stood.
    """
    before, after = lines(was), lines(reads)
    if max(len(before), len(after)) > MOST_LINES:
        same = [text for text, _ in before] == [text for text, _ in after]
        return [] if same else [Change(kind="text-changed", about="words", words=worded("wording-too-long", most=MOST_LINES))]
    matcher = SequenceMatcher(None, [text for text, _ in before], [text for text, _ in after], autojunk=False)
    found: list[Change] = []
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag != "equal":
            pairs = zip_longest(before[first:last], after[start:end])
            found += [_change(old, new) for old, new in pairs]
    return found


def unified(was: Sequence[Passage], reads: Sequence[Passage], names: tuple[str, str]) -> list[str]:
    """Return the differences as lines of a unified diff, three lines of context around each."""
    texts = [[text for text, _ in lines(part)][:MOST_LINES] for part in (was, reads)]
    return list(unified_diff(*texts, *names, lineterm=""))


def _of(passage: Passage) -> Iterator[Line]:
    """Yield the lines of one passage; where passages are lines, each with its number."""
    if not passage.lines:
        place = worded(passage.key, **dict(passage.figures)) if passage.key else Text("", "")
        yield from ((" ".join(text.split()), place) for text in passage.text.splitlines())
        return
    for number, text in enumerate(passage.text.splitlines(), 1):
        yield " ".join(text.split()), worded(passage.key, number=number)


def _change(old: Line | None, new: Line | None) -> Change:
    if old is None or new is None:
        (text, place), kind = (new, "text-new") if old is None else (old, "text-gone")  # type: ignore[misc]
        return Change(kind=kind, about="words", words=worded(f"wording-{kind[5:]}", place=place, text=_cut(text, 0)))
    at = next((at for at, (one, other) in enumerate(zip(old[0], new[0], strict=False)) if one != other), 0)
    figures = {"was": _cut(old[0], at), "reads": _cut(new[0], at)}
    return Change(kind="text-changed", about="words", words=worded("wording-changed", place=new[1], **figures))


def _cut(text: str, at: int) -> str:
    """Return the part of a line around a place."""
    start = max(0, min(at - SHOWN // 3, len(text) - SHOWN))
    cut = text[start : start + SHOWN]
    return f"{'…' if start else ''}{cut}{'…' if start + SHOWN < len(text) else ''}"
