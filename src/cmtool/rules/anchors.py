r"""Anchors: short texts of which every match of a regular expression holds one, so that most text is never matched at all.

>>> anchors_of("(保证|承诺)(年化)?收益")
('保证年化收益', '保证收益', '承诺年化收益', '承诺收益')
>>> anchors_of(r"\d{11}")
()
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

try:
    from re import _constants as tokens
    from re import _parser as grammar
except ImportError:  # Python 3.10
    import sre_constants as tokens
    import sre_parse as grammar

MOST = 64  # anchors of one phrase
LONG_ENOUGH = 3
WIDEST = 200  # characters that a phrase may match
Texts = frozenset[str]
Item = tuple[Any, Any]
REPEATS = (tokens.MAX_REPEAT, tokens.MIN_REPEAT)
AROUND = (tokens.AT, tokens.ASSERT, tokens.ASSERT_NOT)
NOWHERE: Texts = frozenset({""})


def trouble(pattern: str) -> str:
    """Return what is wrong with a regular expression of a pack as the key of a sentence, "" where it is sound.

    A match has a greatest width and repetitions do not stand in one another: so looking for it takes a time in proportion to
    the text, whoever wrote the text.
    """
    try:
        parsed = grammar.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return "pack-pattern-broken"
    least, most = parsed.getwidth()
    if least == 0:
        return "pack-pattern-empty"
    return "pack-pattern-endless" if most > WIDEST or _nested(parsed, within=False) else ""


def width_of(pattern: str) -> int:
    """Return the most characters that a match has."""
    return min(WIDEST, grammar.parse(pattern).getwidth()[1])


def anchors_of(pattern: str) -> tuple[str, ...]:
    """Return the anchors of a sound regular expression, in lower case; none where it has no fixed text."""
    found = {text.lower() for text in _needed(grammar.parse(pattern)) or ()}
    return () if any(len(text.splitlines()) != 1 for text in found) else tuple(sorted(found))


def _nested(items: Iterable[Item], *, within: bool) -> bool:
    """Whether something that may repeat stands inside something that repeats."""
    for token, value in items:
        repeats = token in REPEATS and value[1] > 1
        if repeats and within and value[0] != value[1]:
            return True
        if any(_nested(inner, within=within or repeats) for inner in _inner(token, value)):
            return True
    return False


def _inner(token: Any, value: Any) -> list[Sequence[Item]]:  # noqa: ANN401  # the parser's own values
    if token in REPEATS:
        return [value[2]]
    if token is tokens.SUBPATTERN:
        return [value[3]]
    if token is tokens.BRANCH:
        return list(value[1])
    return [value[1]] if token in (tokens.ASSERT, tokens.ASSERT_NOT) else []


def _needed(items: Iterable[Item]) -> Texts | None:
    """Return the best set of texts of which every match of a sequence holds one."""
    best: Texts | None = None
    run = NOWHERE
    for item in items:
        exact = _exact(item)
        if exact is not None and len(run) * len(exact) <= MOST:
            run = frozenset(map("".join, product(run, exact)))
            continue
        best = _better(_better(best, run), _inside(item) if exact is None else exact)
        run = exact if exact is not None else NOWHERE
    return _better(best, run)


def _inside(item: Item) -> Texts | None:
    """Return what every match of one item needs, where the item cannot be written out."""
    token, value = item
    if token in REPEATS:
        return _needed(value[2]) if value[0] >= 1 else None
    if token is tokens.SUBPATTERN:
        return _needed(value[3])
    if token is tokens.BRANCH:
        ways = [_needed(way) for way in value[1]]
        return None if None in ways else frozenset().union(*ways)  # type: ignore[arg-type]
    return None


def _exact(item: Item) -> Texts | None:
    """Return every text that an item can match, where these are few."""
    token, value = item
    if token is tokens.LITERAL:
        return frozenset({chr(value)})
    if token in AROUND:
        return NOWHERE
    if token is tokens.IN:
        return _few(frozenset(_characters(value)))
    if token is tokens.SUBPATTERN:
        return _sequence(value[3])
    if token is tokens.BRANCH:
        ways = [_sequence(way) for way in value[1]]
        return None if None in ways else _few(frozenset().union(*ways))  # type: ignore[arg-type]
    if token in REPEATS and value[1] == 1:
        once = _sequence(value[2])
        return None if once is None else (once | NOWHERE if value[0] == 0 else once)
    return None


def _characters(choices: Iterable[Item]) -> list[str]:
    """Return the characters of a set in brackets, none where they are too many or not listed."""
    found: list[str] = []
    for kind, value in choices:
        if kind is tokens.LITERAL:
            found.append(chr(value))
        elif kind is tokens.RANGE and value[1] - value[0] < MOST:
            found += map(chr, range(value[0], value[1] + 1))
        else:
            return []
    return found


def _sequence(items: Iterable[Item]) -> Texts | None:
    run = NOWHERE
    for item in items:
        exact = _exact(item)
        if exact is None or len(run) * len(exact) > MOST:
            return None
        run = frozenset(map("".join, product(run, exact)))
    return run


def _few(texts: Texts) -> Texts | None:
    return texts if 0 < len(texts) <= MOST else None


def _better(one: Texts | None, other: Texts | None) -> Texts | None:
    """Return the set that stops at fewer places: of longer texts, then of fewer."""
    usable = [texts for texts in (one, other) if texts and "" not in texts]
    return min(usable, key=lambda texts: (-min(LONG_ENOUGH, *map(len, texts)), len(texts)), default=None)
