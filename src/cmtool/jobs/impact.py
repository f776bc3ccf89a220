"""What a change would do: which clients it touches, product by product, from what to what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cmtool.model import ALWAYS, Product, Standing, Tree, day_number
from cmtool.rules.bits import positions
from cmtool.rules.house import House
from cmtool.rules.plan import Offer, Plan, judged
from cmtool.rules.readings import Block, Sheet

ELIGIBLE, ASK, INELIGIBLE = (standing.value for standing in (Standing.ELIGIBLE, Standing.ASK, Standing.INELIGIBLE))
NOT_OFFERED = "not_offered"


@dataclass(frozen=True, slots=True)
class Change:
    """A client and a product whose verdict a change would move."""

    client: str
    product: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The products that a change may touch, as offered before and after (``None``: not on offer), over one plan."""

    plan: Plan
    offers: tuple[tuple[str, Offer | None, Offer | None], ...]
    within: Tree

    def moves(self, sheet: Sheet) -> Iterator[tuple[str, str, str, int]]:
        """Yield each product's moves: its code, from what, to what, and which clients of the block."""
        meant = sheet.truth(self.within)[0]
        for code, before, after in self.offers:
            one, other = _standings(before, sheet), _standings(after, sheet)
            for was, those in one.items():
                for becomes, these in other.items():
                    if was != becomes and (moved := those & these & meant):
                        yield code, was, becomes, moved


@dataclass(frozen=True, slots=True)
class Moving:
    """Lists a block's changes, client by client in the book's order, products by code."""

    comparison: Comparison

    def __call__(self, block: Block) -> list[Change]:
        """Return the changes."""
        count = len(block.codes)
        moves = self.comparison.moves(self.comparison.plan.sheet(block))
        found = [(at, code, was, becomes) for code, was, becomes, moved in moves for at in positions(moved, count)]
        return [Change(block.codes[at], *rest) for at, *rest in sorted(found)]


@dataclass(frozen=True, slots=True)
class MoveCounts:
    """Counts a block's changes by product, from what and to what; ``("", "", "")`` counts the clients touched at all."""

    comparison: Comparison

    def __call__(self, block: Block) -> Counter[tuple[str, str, str]]:
        """Return the counts."""
        found: Counter[tuple[str, str, str]] = Counter()
        touched = 0
        for code, was, becomes, moved in self.comparison.moves(self.comparison.plan.sheet(block)):
            found[code, was, becomes] += moved.bit_count()
            touched |= moved
        found["", "", ""] += touched.bit_count()
        return found


def without(house: House, code: str) -> House:
    """Return the house without one rule or product."""
    packs = (
        replace(
            pack,
            rules=tuple(rule for rule in pack.rules if rule.code != code),
            products=tuple(product for product in pack.products if product.code != code),
        )
        for pack in house.packs
    )
    return House(packs)


def compared(before: House, after: House, on: date, where: Tree = ALWAYS) -> Comparison:
    """Return the comparison of two houses as of a day; products on which nothing differs are left out."""
    plan = Plan({**before.facts, **after.facts}, day_number(on))
    one, other = _offers(before, plan, on), _offers(after, plan, on)
    codes = sorted({*one, *other})
    offers = tuple((code, one.get(code), other.get(code)) for code in codes if _asks(one.get(code)) != _asks(other.get(code)))
    return Comparison(plan=plan, offers=offers, within=plan.tests(where))


def _offers(house: House, plan: Plan, on: date) -> dict[str, Offer]:
    offered: Iterable[Product] = (product for product in house.products.values() if product.offered(on))
    return {
        product.code: plan.offer(product, [rule for rule in house.rules_on(product) if rule.in_force(on)])
        for product in offered
    }


def _asks(offer: Offer | None) -> frozenset[int] | None:
    return None if offer is None else frozenset(one.number for one in offer.barring)


def _standings(offer: Offer | None, sheet: Sheet) -> Mapping[str, int]:
    """Return who stands where with an offer."""
    if offer is None:
        return {NOT_OFFERED: sheet.everyone}
    barred, ask = judged(offer, sheet)
    return {ELIGIBLE: sheet.everyone & ~(barred | ask), ASK: ask, INELIGIBLE: barred}
