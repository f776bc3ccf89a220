"""Verdicts: what a rule says of a client and a product, with its reasons (判定)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from cmtool.model.fact import Kind
from cmtool.model.product import Product
from cmtool.model.rule import Rule
from cmtool.model.term import Term
from cmtool.model.text import Text, are_words


class Answer(str, Enum):
    """The three values of a rule's answer."""

    KEPT = "kept"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Standing(str, Enum):
    """Where a product stands for a client."""

    ELIGIBLE = "eligible"
    ASK = "ask"
    INELIGIBLE = "ineligible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One comparison that decided: the fact, what was required, what was found, and how far off.

    ``way`` numbers the ways where several would do; 0 where there is one. ``away`` is found less required, as values are kept
    inside (money in fen), and ``kind`` what it is measured in; both only where a shortfall can be measured.
    """

    fact: str
    title: Text
    required: Text
    found: Text
    gap: Text | None = None
    way: int = 0
    away: int | float | None = None
    kind: Kind | None = None

    def __post_init__(self) -> None:
        are_words(self.title, self.required, self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One node of a condition with its own answer: a comparison in words, or several of which all or any must hold.

    ``node`` is "comparison", "all" or "any"; ``assumed`` is what an unknown fact counts as here, ``None``: as unknown.
    """

    node: str
    answer: Answer
    reason: Reason | None = None
    parts: tuple[Branch, ...] = ()
    facts: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    assumed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One rule's answer, with the comparisons that made it and the facts that would settle it."""

    rule: Rule
    answer: Answer
    reasons: Sequence[Reason] = ()
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (isinstance(self.rule, Rule) and isinstance(self.answer, Answer)):
            raise TypeError("a Verdict holds a Rule and an Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A product with its verdicts, its rank and the terms of that rank."""

    product: Product
    standing: Standing
    verdicts: tuple[Verdict, ...]
    terms: tuple[Term, ...] = ()

    @property
    def rank(self) -> int:
        """The sum of the terms: nothing else can move it."""
        return sum(term.points for term in self.terms)

    @property
    def missing(self) -> tuple[str, ...]:
        """The unknown facts that keep the product from a yes or no, in the order they were met."""
        found = (fact for verdict in self.verdicts if verdict.rule.blocks for fact in verdict.missing)
        return tuple(dict.fromkeys(found))
