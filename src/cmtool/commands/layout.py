"""Help laid out for wide characters: a Chinese one takes two columns, and a line may break between any two of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import combining, east_asian_width

import click

GAP, FIRST_MOST = 2, 30
NO_LINE_START = "，。；：、！？）》】”’…,.;:!?)"


def wide(text: str) -> int:
    """Return how many columns a text takes.

    >>> wide("名单 list")
    9
    """
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def folded(text: str, width: int) -> list[str]:
    """Return the lines of a text at most ``width`` columns wide; words stay whole, closing marks do not begin a line.

    >>> folded("今天联系谁、为什么", 10)
    ['今天联系', '谁、为什么']
    """
    lines: list[str] = [""]
    for piece in _pieces(text):
        if lines[-1] and wide((lines[-1] + piece).rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def write_definitions(formatter: click.HelpFormatter, rows: Sequence[tuple[str, str]]) -> None:
    """Write terms with their words beside them, the words of all rows beginning in one column."""
    indent = " " * formatter.current_indent
    first = min(max((wide(term) for term, _ in rows), default=0), FIRST_MOST) + GAP
    room = max(formatter.width - len(indent) - first, 20)
    for term, words in rows:
        lines = folded(words, room) or [""]
        if wide(term) + GAP > first:
            formatter.write(f"{indent}{term}\n")
            term = ""
        formatter.write(f"{indent}{term}{' ' * (first - wide(term))}{lines[0]}".rstrip() + "\n")
        for line in lines[1:]:
            formatter.write(f"{indent}{' ' * first}{line}\n")


def write_paragraph(formatter: click.HelpFormatter, text: str) -> None:
    """Write text folded to the formatter's width; a line that is indented is an example and stays as it is."""
    indent = " " * formatter.current_indent
    for line in _joined(text.splitlines()):
        for part in [line] if line.startswith(" ") else folded(line, formatter.width - len(indent)):
            formatter.write(f"{indent}{part}".rstrip() + "\n")


def _joined(lines: Sequence[str]) -> list[str]:
    """Return the lines with those joined that run on; between two wide characters goes no space."""
    joined: list[str] = []
    for line in lines:
        if joined and line and joined[-1] and not line.startswith(" ") and not joined[-1].startswith(" "):
            gap = "" if 2 in {wide(joined[-1][-1]), wide(line[0])} else " "
            joined[-1] += gap + line
        else:
            joined.append(line)
    return joined


def _pieces(text: str) -> Iterator[str]:
    """Yield what may not be broken: a run of narrow characters, or one wide one with the mark that closes it."""
    piece = ""
    for char in text:
        closes = char in NO_LINE_START
        if piece and not closes and (wide(char) == 2 or wide(piece[0]) == 2 or wide(piece[-1]) == 2 or piece[-1] == " "):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece
