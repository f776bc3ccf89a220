"""Two proposals side by side, on a screen, in Markdown, or as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cmtool.model import Change
from cmtool.report.folding import folded
from cmtool.report.replays import change_item
from cmtool.words import said

SECTIONS = {
    "products": ("product-out", "product-in", "part-changed", "standing-changed", "rank-changed"),
    "verdicts": ("verdict-changed", "rule-changed"),
    "facts": ("fact-changed",),
    "making": ("template-changed", "lang-changed", "manager-changed", "cmtool-changed", "plugin-changed"),
    "disclosures": ("disclosure-out", "disclosure-in"),
}
Head = Mapping[str, Any]


def comparison_item(heads: Sequence[Head], changes: Sequence[Change], wording: Sequence[str], lang: str) -> dict[str, Any]:
    """Return a comparison as plain data: two heads, what differs, and the words as a unified diff."""
    return {
        "one": dict(heads[0]),
        "other": dict(heads[1]),
        "same": not changes and not wording,
        "items": [change_item(change, lang) for change in changes],
        "wording": list(wording),
    }


def comparison_sheet(
    heads: Sequence[Head], changes: Sequence[Change], wording: Sequence[str], lang: str, width: int | None
) -> str:
    """Return a comparison as plain lines, folded to ``width`` columns where one is given."""
    lines = [*_folded("- ", _head(heads[0], lang), width), *_folded("+ ", _head(heads[1], lang), width)]
    for section, found in _grouped(changes):
        lines += ["", said(lang, f"compare-{section}")]
        for change in found:
            lines += _folded("  ", change.words.said(lang), width)
    if wording:
        lines += ["", said(lang, "compare-wording")]
        for line in wording:
            lines += _folded("  ", line, width)
    if not changes and not wording:
        lines += ["", said(lang, "compare-same")]
    return "\n".join(lines)


def comparison_md(heads: Sequence[Head], changes: Sequence[Change], wording: Sequence[str], lang: str) -> str:
    """Return a comparison as Markdown."""
    from cmtool.report.press.markdown import MARKDOWN

    lines = [f"# {said(lang, 'compare-title')}", ""]
    lines += [f"- {_head(head, lang).translate(MARKDOWN)}" for head in heads]
    for section, found in _grouped(changes):
        lines += ["", f"## {said(lang, f'compare-{section}')}", ""]
        lines += [f"- {change.words.said(lang).translate(MARKDOWN)}" for change in found]
    if wording:
        lines += ["", f"## {said(lang, 'compare-wording')}", "", *(f"    {line}" for line in wording)]
    if not changes and not wording:
        lines += ["", said(lang, "compare-same")]
    return "\n".join(lines)


def _grouped(changes: Sequence[Change]) -> Iterable[tuple[str, list[Change]]]:
    for section, kinds in SECTIONS.items():
        found = [change for change in changes if change.kind in kinds]
        if found:
            yield section, found


def _head(head: Head, lang: str) -> str:
    return said(lang, "replay-head", **head)


def _folded(margin: str, text: str, width: int | None) -> list[str]:
    parts = folded(text, max(width - len(margin) - 2, 30)) if width else [text]
    return [(margin + parts[0]).rstrip(), *(" " * len(margin) + f"  {part}" for part in parts[1:])]
