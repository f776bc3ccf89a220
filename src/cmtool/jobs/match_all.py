"""Matching the whole book: who may have which product and of whom something must be asked first, block by block.

What is done with a block is a value that can be sent to another process: it takes readings and gives back counts or lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cmtool.jobs.match import NEED_POINTS
from cmtool.model import ALWAYS, Product, Standing, Tree, day_number
from cmtool.rules.house import House
from cmtool.rules.plan import Offer, Plan, judged
from cmtool.rules.readings import Block, Sheet

ELIGIBLE, ASK = Standing.ELIGIBLE.value, Standing.ASK.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """All that is known before the first client is read: the plan, the offers, who is meant, and which needs there are."""

    plan: Plan
    offers: tuple[Offer, ...]
    within: Tree
    needs: Mapping[str, tuple[int, Tree | None]] = field(default_factory=dict)
    stated: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def meant(self, sheet: Sheet) -> int:
        """Return who of a block is meant: for whom the condition asked for holds."""
        return sheet.truth(self.within)[0]


def matching(house: House, products: Iterable[Product], on: date, where: Tree = ALWAYS,
             stated: Mapping[str, Sequence[str]] | None = None) -> Matching:  # fmt: skip
    """Return the matching of products on offer with the clients for whom ``where`` holds.

    ``stated`` holds the needs that clients stated themselves, by code.
    """
    plan = Plan(house.facts, day_number(on))
    offered = sorted((product for product in products if product.offered(on)), key=lambda product: product.code)
    offers = tuple(plan.offer(product, (rule for rule in house.rules_on(product) if rule.in_force(on))) for product in offered)
    served = {need for product in offered for need in product.serves}
    needs = {
        name: (kind.weight * NEED_POINTS, kind.when and plan.tests(kind.when.tree))
        for name, kind in sorted(house.needs.items())
        if name in served
    }
    return Matching(plan=plan, offers=offers, within=plan.tests(where), needs=needs, stated=stated or {})


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts a block: clients, and for each product and each rule how many pairs come to what."""

    matching: Matching

    def __call__(self, block: Block) -> Counter[tuple[str, ...]]:
        """Return the counts under ``("clients",)``, ``("product", code, verdict)`` and ``("rule", code, answer)``."""
        sheet = self.matching.plan.sheet(block)
        meant = self.matching.meant(sheet)
        found: Counter[tuple[str, ...]] = Counter({("clients",): meant.bit_count()})
        answers = [(false & meant, (sheet.everyone ^ true ^ false) & meant) for true, false in sheet.answers]
        counted = [(broken.bit_count(), unknown.bit_count()) for broken, unknown in answers]
        for offer in self.matching.offers:
            barred, ask = judged(offer, sheet)
            code = offer.product.code
            found["product", code, ASK] += (ask & meant).bit_count()
            found["product", code, ELIGIBLE] += (meant & ~(barred | ask)).bit_count()
            for one in (*offer.barring, *offer.others):
                broken, unknown = counted[one.number]
                found["rule", one.rule.code, "broken"] += broken
                found["rule", one.rule.code, "unknown"] += unknown
        return found
