"""A condition as a tree of answers: every comparison in words, and what "all of" and "any of" come to.

A NOT is carried down to the comparisons under it, so that each of them reads as what is required and its answer is its own.
Unlike the reasons for a verdict nothing is left out: not the ways that are closed, nor what the product alone decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cmtool.model import Answer, Branch, Fact, Field, Predicate, Scalar, Tree
from cmtool.rules.binding import bound
from cmtool.rules.evaluate import truth
from cmtool.rules.reasons import facts_in, reason, turned

Facts = Callable[[str], Scalar]
ANSWERS = {True: Answer.KEPT, False: Answer.BROKEN, None: Answer.UNKNOWN}
JOINED = {"and": ("all", "any"), "or": ("any", "all")}  # as it stands, and under a NOT


class Way(NamedTuple):
    """What stands between a node and the root: a NOT inside a "known to be so", that itself, and a NOT outside it."""

    inner: bool = False
    sure: bool = False
    outer: bool = False

    @property
    def turns(self) -> bool:
        """Whether the node reads turned round."""
        return self.inner is not self.outer

    def denying(self) -> Way:
        """Return the way through a NOT."""
        return self._replace(inner=not self.inner) if self.sure else self._replace(outer=not self.outer)

    def assuming(self) -> Way:
        """Return the way through a "known to be so": one inside another says nothing more."""
        return Way(inner=False, sure=True, outer=self.turns)

    def answer(self, found: bool | None) -> bool | None:
        """Return what a node's own answer comes to at the root's side."""
        inside = found if found is None else found is not self.inner
        inside = False if self.sure and inside is None else inside
        return inside if inside is None else inside is not self.outer


class Grower:
    """Grows the tree of conditions for one client and one product on one day."""

    def __init__(self, facts: Mapping[str, Fact], fact: Facts, fields: Mapping[str, Field], held: Mapping[str, Scalar], on: int
    ) -> None:  # fmt: skip
        self._on, self._held, self._own = on, held, fact
        self._facts = {**facts, **{f"p.{name}": _as_fact(field) for name, field in fields.items()}}

    def branch(self, predicate: Predicate) -> Branch:
        """Return the condition node by node."""
        return self._grown(predicate.tree, Way())

    def _fact(self, name: str) -> Scalar:
        return self._held.get(name[2:]) if name.startswith("p.") else self._own(name)

    def _grown(self, node: Tree, way: Way) -> Branch:
        head = node[0]
        if head == "not":
            return self._grown(node[1], way.denying())
        if head == "sure":
            return self._grown(node[1], way.assuming())
        if head not in JOINED:
            return self._leaf(node, way)
        kind = JOINED[head][way.turns]
        parts: list[Branch] = []
        for part in node[1:]:
            grown = self._grown(part, way)
            parts += grown.parts if grown.node == kind else (grown,)
        return Branch(node=kind, answer=self._answer(node, way), parts=tuple(parts))

    def _answer(self, node: Tree, way: Way) -> Answer:
        return ANSWERS[way.answer(truth(bound(node, self._held), self._own, self._on))]

    def _leaf(self, node: Tree, way: Way) -> Branch:
        facts, fields = tuple(facts_in(node)), tuple(_fields(node))
        said = bound(node, self._held) if facts else _renamed(node)
        words = reason(turned(said) if way.turns else said, self._facts, self._fact, self._on)
        assumed = way.outer if way.sure and facts else None
        return Branch(
            node="comparison", answer=self._answer(node, way), reason=words, facts=facts, fields=fields, assumed=assumed
        )


def _as_fact(field: Field) -> Fact:
    return Fact(name=f"p.{field.name}", kind=field.kind, title=field.title, choices=field.choices)


def _renamed(node: Tree) -> Tree:
    """Return a comparison of the product alone, its fields written as facts, so that it is worded like any other."""
    if node[0] == "p":
        return ("c", f"p.{node[1]}")
    return (node[0], *(_renamed(part) if isinstance(part, tuple) else part for part in node[1:]))


def _fields(node: Tree) -> dict[str, None]:
    if node[0] == "p":
        return {node[1]: None}
    return {name: None for part in node[1:] if isinstance(part, tuple) for name in _fields(part)}
