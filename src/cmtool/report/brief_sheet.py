"""The brief before a visit on the screen: one page, its parts in the order in which one prepares; empty parts are left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cmtool.report.folding import folded
from cmtool.words import said

Item = dict[str, Any]
USUAL_WIDTH = 80
HANG = "  "
PLAIN = ("today", "promises", "contacts", "cases")
ASKED = ("fading", "needs", "questions", "fits")


def brief_sheet(item: Item, lang: str, width: int | None = None) -> str:
    """Return a brief as ``briefing.brief_item`` words it, a page at most ``width`` columns wide, else eighty."""
    across = width or USUAL_WIDTH
    top = [item["line"], *(one["line"] for one in item["revealed"]), said(lang, "brief-channels", channels=item["channels"])]
    parts = [_folded(top, across)]
    for name, lines in _parts(item, lang):
        if lines:
            parts.append([said(lang, f"brief-{name}"), *_folded(lines, across - len(HANG), HANG)])
    return "\n\n".join("\n".join(lines) for lines in parts)


def _parts(item: Item, lang: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the parts of the page: each by its heading, with its lines."""
    yield "not-about", [*item["not_about"], *(one["line"] for one in item["barred"]), *_more(item, lang)]
    for name in PLAIN:
        yield name, [one["line"] for one in item[name]]
    names = said(lang, "list-comma").join(one["name"] for one in item["papers"])
    yield "papers", [names] if names else []
    for name in ASKED:
        yield name, [one["line"] for one in item[name]]
    yield "objections", [line for one in item["objections"] for line in (one["concern"], HANG + one["ask"], HANG + one["say"])]


def _more(item: Item, lang: str) -> list[str]:
    count = item["barred_more"]
    return [said(lang, "brief-barred-more", count=count, client=item["client"])] if count else []


def _folded(lines: Iterable[str], width: int, margin: str = "") -> list[str]:
    """Return lines folded to a width under a margin; what is folded hangs two columns further."""
    found = []
    for line in lines:
        inner = line[: len(line) - len(line.lstrip())]
        first, *rest = folded(line.strip(), width - len(inner) - len(HANG))
        found += [f"{margin}{inner}{first}", *(f"{margin}{inner}{HANG}{more}" for more in rest)]
    return found
