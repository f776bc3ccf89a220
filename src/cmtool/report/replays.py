"""A saved proposal judged again, for people and for scripts: product by product, the same or what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cmtool.model import Replayed
from cmtool.report.folding import folded
from cmtool.words import said

Item = dict[str, Any]


def replay_item(one: Replayed, lang: str) -> Item:
    """Return one product: where it stood and stands, whether that holds, and what changed."""
    return {
        "product": one.product,
        "title": one.title.said(lang),
        "chosen": one.chosen,
        "was": one.was.value,
        "now": one.now.value if one.now else None,
        "outcome": one.outcome,
        "holds": one.holds,
        "words": _outcome(one, lang),
        "changes": [{"kind": change.kind, "about": change.about, "words": change.words.said(lang)} for change in one.changes],
    }


def replay_sheet(
    head: Mapping[str, Any],
    versions: Sequence[Mapping[str, str | None]],
    found: Sequence[Replayed],
    lang: str,
    width: int | None,
) -> str:
    """Return the replay as plain lines, folded to ``width`` columns where one is given."""
    lines = [("", said(lang, "replay-head", **head))]
    moved = [one for one in versions if one["then"] != one["now"]]
    for one in moved:
        figures = {"name": one["name"], "then": one["then"] or "?", "now": one["now"] or said(lang, "value-nothing")}
        lines.append(("  ", said(lang, "replay-version", **figures)))
    lines.append(("", ""))
    for one in found:
        key = "replay-chosen" if one.chosen else "replay-considered"
        lines.append(("", said(lang, key, product=one.product, title=one.title, outcome=_outcome(one, lang))))
        lines += [("  ", change.words.said(lang)) for change in one.changes]
    return "\n".join(part for margin, text in lines for part in _lines(margin, text, width))


def _lines(margin: str, text: str, width: int | None) -> list[str]:
    parts = folded(text, max(width - len(margin) - 2, 30)) if width else [text]
    return [(margin + parts[0]).rstrip(), *(f"{margin}  {part}" for part in parts[1:])]


def _outcome(one: Replayed, lang: str) -> str:
    was = said(lang, f"standing-{one.was.value}")
    now = said(lang, f"standing-{one.now.value}" if one.now else "replay-none")
    return said(lang, f"replay-{one.outcome}-words", was=was, now=now)
