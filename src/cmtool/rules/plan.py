"""The plan: every different condition of all products worked out once per client, a product being no more than their OR.

Nothing of the size clients × products is ever stored. A plan is made of rules and products, says which scales an engine must
read, and turns each block of readings into bitmaps of who is barred and of whom something must be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cmtool.model import Fact, Product, Rule, Scalar, Tree
from cmtool.rules.binding import asked, speaking, values_read
from cmtool.rules.folding import FALSE, folded
from cmtool.rules.readings import Block, Sheet
from cmtool.rules.scales import Scale, Scales


@dataclass(frozen=True, slots=True)
class Asked:
    """What one rule asks for one product, as tests of readings; ``number`` is the condition's own in its plan.

    ``silent`` is true of the clients of whom a preference does not speak: it is kept of them, and earns no points.
    """

    rule: Rule
    tests: Tree
    number: int
    silent: Tree = FALSE


@dataclass(frozen=True, slots=True)
class Offer:
    """A product with all that the rules ask for it; ``barring`` can bar it, the others cannot."""

    product: Product
    barring: tuple[Asked, ...]
    others: tuple[Asked, ...] = ()


class Plan:
    """Collects offers and conditions as of day number ``on``; ``scales`` closes it."""

    def __init__(self, facts: Mapping[str, Fact], on: int) -> None:
        self.facts = facts
        self.on = on
        self._collected = Scales(facts)
        self._known: dict[tuple[int, tuple[Scalar, ...]], Asked | None] = {}
        self.conditions: dict[Tree, int] = {}
        self._scales: tuple[Scale, ...] | None = None

    @property
    def scales(self) -> tuple[Scale, ...]:
        """What an engine must read of each client."""
        if self._scales is None:
            self._scales = self._collected.drawn()
        return self._scales

    def offer(self, product: Product, rules: Iterable[Rule]) -> Offer:
        """Take a product in, with the rules in force that speak of it."""
        found = [asked for rule in rules if (asked := self._asked(rule, product.values)) is not None]
        barring = tuple(one for one in found if one.rule.blocks)
        return Offer(product, barring, tuple(one for one in found if not one.rule.blocks))

    def tests(self, condition: Tree) -> Tree:
        """Take in a condition over the client alone and return it as tests of readings."""
        return self._collected.tests(folded(condition, self.on))

    def sheet(self, block: Block) -> Sheet:
        """Return a block of readings with every condition answered."""
        return Sheet(block, self.scales, self._collected, self.conditions)

    def _asked(self, rule: Rule, values: Mapping[str, Scalar]) -> Asked | None:
        key = (id(rule), values_read(rule, values))  # a changed rule keeps its code
        if key not in self._known:
            condition = asked(rule, values, self.on)
            tests = None if condition is None else self._collected.tests(condition)
            self._known[key] = tests and Asked(
                rule, tests, self.conditions.setdefault(tests, len(self.conditions)), self._silent(rule, values)
            )
        return self._known[key]

    def _silent(self, rule: Rule, values: Mapping[str, Scalar]) -> Tree:
        if rule.severity != "prefer":
            return FALSE
        return self.tests(("sure", ("not", speaking(rule, values, self.on))))


def judged(offer: Offer, sheet: Sheet) -> tuple[int, int]:
    """Return who is barred from an offer, and of whom something must be asked first; everybody else may have it."""
    barred, kept = 0, sheet.everyone
    for one in offer.barring:
        true, false = sheet.answers[one.number]
        barred |= false
        kept &= true
    return barred, sheet.everyone ^ kept ^ barred


def waiting(asked: Sequence[Asked], sheet: Sheet, among: int) -> list[tuple[Asked, int]]:
    """Return the rules that ask something of some of the clients ``among``, each with the clients it asks."""
    found = ((one, sheet.unknown(one.tests) & among) for one in asked)
    return [(one, clients) for one, clients in found if clients]
