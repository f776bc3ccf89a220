"""What an import comes to, in words for a person and as items for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cmtool.model import Fault, Taken
from cmtool.words import said

GROUPS, LINES = 12, 5
SENTENCES = {
    (True, False): "import-group-row",
    (True, True): "import-group-row-more",
    (False, False): "import-group-value",
    (False, True): "import-group-value-more",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A file's counts and all its faults, in the order of its lines."""

    read: int
    taken: Taken
    faults: tuple[Fault, ...]

    @property
    def refused(self) -> int:
        """How many rows stayed out."""
        return sum(fault.refused for fault in self.faults)

    @property
    def counts(self) -> dict[str, int]:
        """The exact counts: read is the sum of the others."""
        taken = {name: getattr(self.taken, name) for name in ("added", "updated", "unchanged")}
        return {"read": self.read, **taken, "refused": self.refused}


def finding_items(outcome: Outcome, lang: str) -> list[dict[str, object]]:
    """Return every fault as scripts read it."""
    return [
        {"line": fault.line, "column": fault.column, "value_masked": fault.shown, "words": words(fault, lang)}
        for fault in outcome.faults
    ]


def words(fault: Fault, lang: str) -> str:
    """Return why a cell or a row could not be taken."""
    return said(lang, fault.key, **fault.figures)


def lines(outcome: Outcome, name: str, lang: str) -> list[str]:
    """Return the summary: the counts, then each kind of fault with its first lines."""
    said_lines = [said(lang, "import-counts", name=name, **outcome.counts)]
    groups = _groups(outcome.faults)
    if groups:
        rows = len({fault.line for fault in outcome.faults})
        said_lines.append(said(lang, "import-findings", count=len(outcome.faults), rows=rows))
    said_lines += ["  " + _group_line(group, lang) for group in groups[:GROUPS]]
    if len(groups) > GROUPS:
        said_lines.append("  " + said(lang, "import-more-groups", count=len(groups) - GROUPS))
    return said_lines


def _groups(faults: Sequence[Fault]) -> list[list[Fault]]:
    """Return the faults by kind, whole rows first, then the most frequent."""
    found: dict[tuple[bool, str, str], list[Fault]] = {}
    for fault in faults:
        found.setdefault((fault.refused, fault.key, fault.column), []).append(fault)
    return sorted(found.values(), key=lambda group: (not group[0].refused, -len(group), group[0].line))


def _group_line(group: Sequence[Fault], lang: str) -> str:
    first = group[0]
    places = [str(fault.line) for fault in group[:LINES]]
    return said(
        lang,
        SENTENCES[first.refused, len(group) > LINES],
        count=len(group),
        lines=places,
        words=words(first, lang),
        column=first.column,
    )
