"""A saved proposal judged again, for people and for scripts: product by product, the same or what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cmtool.model import Change, Replayed
from cmtool.report.folding import folded
from cmtool.words import said

Item = dict[str, Any]
MOST = 20  # differences shown on a screen; JSON has them all
FELL = {  # what a change of a product is told as
    "rule-changed": "rules-changed", "rule-gone": "rules-changed", "rule-new": "rules-changed", "rule-silent": "rules-changed",
    "fact-changed": "facts-changed", "field-changed": "products-changed", "product-gone": "products-changed",
    "product-withdrawn": "products-changed",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A proposal looked at again: its file, the verdicts of its day, and what of it does not count today.

    ``file`` is "genuine", "altered", or "record" where none was given; ``today`` are the products proposed as they stand on
    the day asked about.
    """

    file: str
    differences: tuple[Change, ...]
    versions: tuple[Mapping[str, str | None], ...]
    items: tuple[Replayed, ...]
    aged: tuple[Change, ...]
    today: tuple[Replayed, ...]
    on: date

    @property
    def holds(self) -> bool:
        """Whether every verdict of its day still holds."""
        return all(one.holds for one in self.items)

    @property
    def states(self) -> list[str]:
        """Everything that is true of it, each by a word of its own."""
        fell = [FELL[change.kind] for one in self.items for change in one.changes if change.kind in FELL]
        found = [self.file, *fell, *([] if self.holds else ["verdict-fallen"]), *(f"{change.kind}" for change in self.aged)]
        found += ["not-today"] if any(not one.holds for one in self.today) else []
        return list(dict.fromkeys(found))

    @property
    def rules_changed(self) -> list[str]:
        """The rules that are not what they were, by code."""
        changes = (change for one in self.items for change in one.changes)
        return sorted({change.about for change in changes if FELL.get(change.kind) == "rules-changed"})


def checked_item(checked: Checked, lang: str) -> Item:
    """Return a proposal looked at again as plain data."""
    return {
        "file": checked.file,
        "states": checked.states,
        "differences": [change_item(change, lang) for change in checked.differences],
        "holds": checked.holds,
        "rules_changed": checked.rules_changed,
        "versions": list(checked.versions),
        "aged": [change_item(change, lang) for change in checked.aged],
        "today": [replay_item(one, lang) for one in checked.today],
        "items": [replay_item(one, lang) for one in checked.items],
    }


def change_item(change: Change, lang: str) -> Item:
    """Return one change as plain data."""
    return {"kind": change.kind, "about": change.about, "words": change.words.said(lang)}


def replay_item(one: Replayed, lang: str) -> Item:
    """Return one product: where it stood and stands, whether that holds, and what changed."""
    return {
        "product": one.product,
        "title": one.title.said(lang),
        "chosen": one.chosen,
        "asked": one.asked,
        "was": one.was.value,
        "now": one.now.value if one.now else None,
        "outcome": one.outcome,
        "holds": one.holds,
        "words": _outcome(one, lang),
        "changes": [change_item(change, lang) for change in one.changes],
    }


def checked_sheet(head: Mapping[str, Any], checked: Checked, lang: str, width: int | None) -> str:
    """Return a proposal looked at again as plain lines, folded to ``width`` columns where one is given."""
    lines = [("", said(lang, "replay-head", **head)), ("", said(lang, f"verify-{checked.file}"))]
    lines += [("  ", change.words.said(lang)) for change in checked.differences[:MOST]]
    if len(checked.differences) > MOST:
        lines.append(("  ", said(lang, "verify-more", count=len(checked.differences) - MOST)))
    lines += _summary(checked, lang)
    moved = [one for one in checked.versions if one["then"] != one["now"]]
    for one in moved:
        figures = {"name": one["name"], "then": one["then"] or "?", "now": one["now"] or said(lang, "value-nothing")}
        lines.append(("  ", said(lang, "replay-version", **figures)))
    lines.append(("", ""))
    for one in checked.items:
        key = "replay-asked" if one.asked else "replay-chosen" if one.chosen else "replay-considered"
        lines.append(("", said(lang, key, product=one.product, title=one.title, outcome=_outcome(one, lang))))
        lines += [("  ", change.words.said(lang)) for change in one.changes]
    return "\n".join(part for margin, text in [*lines, *_today(checked, lang)] for part in _lines(margin, text, width))


def _summary(checked: Checked, lang: str) -> Iterator[tuple[str, str]]:
    """Yield in a line each what the rules and the facts have come to since."""
    if checked.rules_changed:
        yield "", said(lang, "verify-rules-hold" if checked.holds else "verify-rules-fallen", codes=checked.rules_changed)
    stale = [change.words for change in checked.aged if change.kind == "fact-stale"]
    if stale:
        yield "", said(lang, "verify-stale", count=len(stale), on=checked.on)


def _today(checked: Checked, lang: str) -> Iterator[tuple[str, str]]:
    """Yield what does not count any more on the day asked about; nothing where all of it does."""
    moved = [one for one in checked.today if not one.holds]
    if not checked.aged and not moved:
        return
    yield "", ""
    yield "", said(lang, "verify-today", on=checked.on)
    yield from (("  ", change.words.said(lang)) for change in checked.aged)
    for one in moved:
        now = said(lang, f"standing-{one.now.value}" if one.now else "replay-none")
        yield "  ", said(lang, "verify-today-stands", product=one.product, title=one.title, now=now)


def _lines(margin: str, text: str, width: int | None) -> list[str]:
    parts = folded(text, max(width - len(margin) - 2, 30)) if width else [text]
    return [(margin + parts[0]).rstrip(), *(f"{margin}  {part}" for part in parts[1:])]


def _outcome(one: Replayed, lang: str) -> str:
    was = said(lang, f"standing-{one.was.value}")
    now = said(lang, f"standing-{one.now.value}" if one.now else "replay-none")
    return said(lang, f"replay-{one.outcome}-words", was=was, now=now)
