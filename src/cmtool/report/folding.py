"""Lines for wide characters: a Chinese one takes two columns, and a line may break between any two of them."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import category, east_asian_width

NO_LINE_START = "，。；：、！？）》】”’…,.;:!?)"
NO_WIDTH = frozenset({"Mn", "Me", "Cf"})  # marks upon a character, joiners
NO_LINE_END = "（《【“‘("


def wide(text: str) -> int:
    """Return how many columns a text takes.

    >>> wide("名单 list")
    9
    """
    if text.isascii():
        return len(text)
    return sum(0 if category(char) in NO_WIDTH else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def folded(text: str, width: int) -> list[str]:
    """Return the lines of a text at most ``width`` columns wide; words stay whole, closing marks do not begin a line.

    >>> folded("今天联系谁、为什么", 10)
    ['今天联系', '谁、为什么']
    >>> folded("承诺（2026-12-03）", 14)
    ['承诺', '（2026-12-03）']
    """
    lines: list[str] = [""]
    for piece in _pieces(text):
        if lines[-1] and wide((lines[-1] + piece).rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def _pieces(text: str) -> Iterator[str]:
    """Yield what may not be broken: a run of narrow characters, or one wide one with the mark that closes it."""
    piece = ""
    for char in text:
        holds = char in NO_LINE_START or piece[-1:] in NO_LINE_END
        bare = piece.lstrip(NO_LINE_END)  # a run of narrow characters stays whole behind the mark that opens it
        if bare and not holds and (wide(char) == 2 or wide(bare[0]) == 2 or wide(bare[-1]) == 2 or bare[-1] == " "):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece
