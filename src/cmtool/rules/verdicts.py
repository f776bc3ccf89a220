"""A rule's verdict on one client and one product, and what a product's verdicts come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from cmtool.model import Answer, Client, Fact, Product, Reason, Rule, Scalar, Standing, Tree, Verdict, day_number
from cmtool.rules.binding import Bindings, bound, speaking, values_read, whole
from cmtool.rules.evaluate import truth
from cmtool.rules.reasons import facts_in, leaves, missing, reason

Facts = Callable[[str], Scalar]


class Worded(Sequence[Reason]):
    """Reasons that are put into words when somebody reads them; equal to a tuple of the same."""

    def __init__(self, word: Callable[[], tuple[Reason, ...]]) -> None:
        self._word = word

    @cached_property
    def _told(self) -> tuple[Reason, ...]:
        return self._word()

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401  # one reason, or some, as a tuple has it
        return self._told[place]

    def __len__(self) -> int:
        return len(self._told)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._told == tuple(other)

    def __hash__(self) -> int:
        return hash(self._told)

    def __repr__(self) -> str:
        return repr(self._told)


class Judge:
    """Judges one client as of one day; products alike in what a rule reads share one verdict.

    ``bindings`` are those of a house whose other clients are judged too.
    """

    def __init__(self, client: Client, facts: Mapping[str, Fact], on: date, bindings: Bindings | None = None) -> None:
        self._bindings = bindings or Bindings()
        self._fact: Facts = client.value
        self._facts = facts
        self._on = day_number(on)
        self._day = on
        self._known: dict[tuple[object, ...], Verdict | None] = {}

    def verdict(self, rule: Rule, product: Product | None = None) -> Verdict | None:
        """Return the rule's verdict; ``None`` where it is not in force or does not speak of the product."""
        fields = product.values if product else {}
        key = (rule.code, values_read(rule, fields))
        if key not in self._known:
            self._known[key] = self._judged(rule, fields) if rule.in_force(self._day) else None
        return self._known[key]

    def verdicts(self, rules: Iterable[Rule], product: Product | None = None) -> tuple[Verdict, ...]:
        """Return the verdicts of all rules that speak of the product, the decisive first, then by code."""
        found = [verdict for rule in rules if (verdict := self.verdict(rule, product)) is not None]
        order = {Answer.BROKEN: 0, Answer.UNKNOWN: 1, Answer.KEPT: 2}
        return tuple(sorted(found, key=lambda verdict: (order[verdict.answer], not verdict.rule.blocks, verdict.rule.code)))

    def holds(self, tree: Tree) -> bool | None:
        """Return whether a condition over the client alone holds."""
        return truth(tree, self._fact, self._on)

    def grounds(self, tree: Tree) -> tuple[str, ...]:
        """Return the facts that make a condition true."""
        return tuple(facts_in(*leaves(tree, self._fact, self._on, wanted=True)))

    def _judged(self, rule: Rule, fields: Mapping[str, Scalar]) -> Verdict | None:
        when, condition = self._bindings.of(rule, fields)
        if when is not None:
            applies = truth(when, self._fact, self._on)
            if applies is None:  # what rests on a product field that the product has not is never so
                when = speaking(rule, fields, self._on)
                applies = truth(when, self._fact, self._on)
            if applies is False:
                return None
            condition = condition if applies else ("or", ("not", when), condition)
        answer = truth(condition, self._fact, self._on)
        if answer is True:
            return Verdict(rule=rule, answer=Answer.KEPT, reasons=self._reasons(rule, fields, wanted=True))
        if answer is False:
            return Verdict(rule=rule, answer=Answer.BROKEN, reasons=self._reasons(rule, fields, wanted=False))
        unknown = missing(condition, self._fact, self._on)
        return Verdict(rule=rule, answer=Answer.UNKNOWN, reasons=self._reasons(rule, fields, wanted=None), missing=unknown)

    def _reasons(self, rule: Rule, fields: Mapping[str, Scalar], *, wanted: bool | None) -> Sequence[Reason]:
        """Return the reasons, worded when first read: a list of products shows few of them."""
        return Worded(lambda: self._worded(rule, fields, wanted=wanted))

    def _worded(self, rule: Rule, fields: Mapping[str, Scalar], *, wanted: bool | None) -> tuple[Reason, ...]:
        tree = bound(rule.require.tree, fields)
        if wanted is None and rule.when is not None:
            tree = bound(whole(rule), fields)
        found = self._telling(leaves(tree, self._fact, self._on, wanted), wanted=wanted)
        if wanted is None:  # alternatives that wait for the same fact are one question
            return tuple({one.fact: one for one in reversed(found)}.values())[::-1]
        return tuple(found)

    def _telling(self, found: list[Tree], *, wanted: bool | None) -> list[Reason]:
        """Return the reasons in words; that a fact need not be known tells nothing beside others that kept the rule."""
        plain = [leaf for leaf in found if leaf[0] != "null"] if wanted else found
        return [reason(leaf, self._facts, self._fact, self._on) for leaf in plain or found]


def standing(verdicts: Iterable[Verdict]) -> Standing:
    """Return what the blocking verdicts come to: one broken bars, else one unknown asks."""
    answers = {verdict.answer for verdict in verdicts if verdict.rule.blocks}
    if Answer.BROKEN in answers:
        return Standing.INELIGIBLE
    return Standing.ASK if Answer.UNKNOWN in answers else Standing.ELIGIBLE
