"""Help laid out in columns that hold wide characters."""

from __future__ import annotations

from collections.abc import Sequence

import click

from cmtool.report.folding import folded, wide

GAP, FIRST_MOST = 2, 30


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
