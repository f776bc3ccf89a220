"""Rules: a predicate with a code, words, a source and dates (规则)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cmtool.model.predicate import Predicate
from cmtool.model.text import Source, Text

MAY_NOT_BLOCK = frozenset({"U", "V2"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What must hold, of what, since when, and who says so.

    ``certain``: it blocks whatever its source's mark, as the core's own and an institution's decision do; ``tightens``: the
    code of the rule or product that it lies on, as a further condition.
    """

    code: str
    desk: str
    title: Text
    require: Predicate
    when: Predicate | None = None
    about: str = "product"
    severity: str = "block"
    points: int = 0
    remedy: Text | None = None
    source: Source | None = None
    since: date | None = None
    until: date | None = None
    certain: bool = False
    tightens: str = ""

    @property
    def blocks(self) -> bool:
        """Whether a breach bars the product: an uncertain source warns and never blocks."""
        certain = self.certain or self.source is None or self.source.confidence not in MAY_NOT_BLOCK
        return self.severity == "block" and certain

    @property
    def force(self) -> str:
        """What a breach does: "block", "warn" or "prefer"; a rule that may not block warns."""
        return "warn" if self.severity == "block" and not self.blocks else self.severity

    def in_force(self, on: date) -> bool:
        """Return whether the rule binds on the day ``on``."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)
