"""How urgent a line of the morning list is (紧急度): named terms times weights, that add up exactly to the rank.

A duty cannot be buried by a sale: a line with one has ``duty_first`` points more, and all that offers or greets counts together
at most ``sale_cap``, which must be less. What is cut off is a term of its own, below nought.

>>> Weights(opportunity=1.5).of("opportunity", 30)
45
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

from cmtool.errors import Misconfigured
from cmtool.model import Errand, Term
from cmtool.words import text as worded

TIER_POINTS = {"a": 15, "b": 10, "c": 5}
OVERDUE_MOST = 20
MOST_WEIGHT = 1_000
COURTING = frozenset({"opportunity", "relationship"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What a point of each kind counts, and the two marks that keep duties above sales (``[urgency]`` of the settings)."""

    duty: float = 1
    money: float = 1
    promise: float = 1
    opportunity: float = 1
    relationship: float = 1
    tier: float = 1
    overdue: float = 1
    duty_first: float = 100
    sale_cap: float = 90

    def of(self, kind: str, points: int) -> int:
        """Return the points of a term, weighed, as a whole number."""
        return int(points * getattr(self, kind) + 0.5)

    @property
    def lead(self) -> int:
        """The points by which a line with a duty is ahead."""
        return int(self.duty_first + 0.5)


def weights(written: Mapping[str, object], place: object = "") -> Weights:
    """Return the weights as a settings file gives them; what it leaves out is as it was.

    Raises:
        Misconfigured: a name is unknown, a weight no number from 0 to 1000, or sales could outweigh a duty.
            All such names and weights are said at once.
    """
    known = {each.name for each in fields(Weights)}
    wrong: list[Misconfigured] = []
    for name, value in written.items():
        if name not in known:
            wrong.append(Misconfigured("urgency-unknown", path=place, found=name, known=sorted(known)))
        elif not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= MOST_WEIGHT:
            wrong.append(Misconfigured("urgency-no-weight", path=place, name=name, found=value, most=MOST_WEIGHT))
    if wrong:
        raise Misconfigured("several-mistakes", wrong=wrong)
    found = Weights(**written)  # type: ignore[arg-type]
    if int(found.sale_cap) >= found.lead:
        raise Misconfigured("urgency-buries-duty", path=place, cap=found.sale_cap, first=found.duty_first)
    return found


def terms(errands: Sequence[Errand], tier: str | None, overdue: int, weigh: Weights) -> tuple[Term, ...]:
    """Return the terms of a line with these errands, ``overdue`` days late; their sum is its urgency."""
    found = [_errand(errand, weigh) for errand in errands]
    courting, owed, duty = 0, False, False
    for term, errand in zip(found, errands, strict=True):
        if is_courting(errand):
            courting += term.points
        else:
            owed, duty = True, duty or errand.purpose == "duty"
    if tier and (points := weigh.of("tier", TIER_POINTS.get(tier, 0))):
        found.append(_term("tier", points, tier.upper()))
        courting += points
    if overdue > 0 and (points := weigh.of("overdue", min(overdue, OVERDUE_MOST))):
        found.append(_term("overdue", points, overdue))
        courting += 0 if owed else points
    if courting > int(weigh.sale_cap):
        found.append(_term("sale-cap", int(weigh.sale_cap) - courting, int(weigh.sale_cap)))
    if duty:
        found.append(_term("duty-first", weigh.lead, 0))
    return tuple(found)


@lru_cache(maxsize=4096)
def _term(code: str, points: int, figure: object) -> Term:
    return Term(code=code, points=points, words=worded(f"term-{code}", figure=figure))


def is_courting(errand: Errand) -> bool:
    """Return whether an errand offers or greets, rather than does what is owed."""
    return errand.purpose == "marketing" or errand.kind in COURTING


def _errand(errand: Errand, weigh: Weights) -> Term:
    weight = getattr(weigh, errand.kind)
    if weight == 1:
        return Term(code=errand.code, points=errand.points, words=errand.title)
    words = worded("term-weighed", words=errand.title, points=errand.points, weight=f"{weight:g}")
    return Term(code=errand.code, points=weigh.of(errand.kind, errand.points), words=words)
