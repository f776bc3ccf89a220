"""Matching the whole book: who may have which product and of whom something must be asked first, block by block.

What is done with a block is a value that can be sent to another process: it takes readings and gives back counts or lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cmtool.jobs.match import NEED_POINTS
from cmtool.model import ALWAYS, Product, Standing, Tree, day_number
from cmtool.rules.house import House
from cmtool.rules.plan import Offer, Plan, judged
from cmtool.rules.readings import Block, Sheet, positions

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


@dataclass(frozen=True, slots=True)
class Pair:
    """A client and a product he may have, or may have once the rules that wait know the facts they lack."""

    client: str
    product: str
    verdict: str
    rank: int = 0
    rules: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Pairing:
    """Lists a block's pairs, client by client in the book's order, products by code; ``verdicts`` are those wanted."""

    matching: Matching
    verdicts: tuple[str, ...] = (ELIGIBLE, ASK)
    needed: bool = False

    def __call__(self, block: Block) -> list[Pair]:
        """Return the pairs."""
        sheet = self.matching.plan.sheet(block)
        ranks = Ranks(self.matching, sheet, block)
        found = sorted(self._found(sheet, len(block.codes), ranks))
        return [Pair(block.codes[at], self.matching.offers[number].product.code, *rest) for at, number, *rest in found]

    def _found(self, sheet: Sheet, count: int, ranks: Ranks) -> Iterator[tuple]:
        """Yield each pair: the client's place, the product's number, verdict, rank, rules that wait, facts they lack."""
        meant = self.matching.meant(sheet)
        for number, offer in enumerate(self.matching.offers):
            barred, ask = judged(offer, sheet)
            rank = ranks.of(offer)
            among = meant & ranks.needed if self.needed else meant
            if ELIGIBLE in self.verdicts:
                may = among & ~(barred | ask)
                yield from ((at, number, ELIGIBLE, rank(at), (), ()) for at in positions(may, count))
            if ASK in self.verdicts and ask & among:
                rules, facts = _waiting(offer, sheet, ask & among, count)
                yield from ((at, number, ASK, rank(at), rules[at], tuple(facts.get(at, ()))) for at in rules)


def _waiting(
    offer: Offer, sheet: Sheet, among: int, count: int
) -> tuple[dict[int, tuple[str, ...]], dict[int, dict[str, None]]]:
    """Return, by the client's place, the rules that wait for an answer and the facts they lack, in the order they were met."""
    rules: dict[int, tuple[str, ...]] = {}
    facts: dict[int, dict[str, None]] = {}
    for one in sorted(offer.barring, key=lambda one: one.rule.code):
        for at in positions(sheet.unknown(one.tests) & among, count):
            rules[at] = (*rules.get(at, ()), one.rule.code)
        for name, lacking in sheet.missing(one.tests, among).items():
            for at in positions(lacking, count):
                facts.setdefault(at, {})[name] = None
    return rules, facts


class Ranks:
    """Ranks of one block's pairs: needs served, then preferences that are met, as for one client; nothing else."""

    def __init__(self, matching: Matching, sheet: Sheet, block: Block) -> None:
        self._sheet = sheet
        self._needs = {
            name: (points, _who(matching, sheet, block, name, when)) for name, (points, when) in matching.needs.items()
        }
        self.needed = 0

    def of(self, offer: Offer) -> Callable[[int], int]:
        """Return the rank by a client's place; ``needed`` is then who has a need that the product serves."""
        served = [self._needs[need] for need in offer.product.serves if need in self._needs]
        self.needed = 0
        for _, clients in served:
            self.needed |= clients
        preferred = [
            (one.rule.points, self._sheet.answers[one.number][0] & ~self._sheet.truth(one.silent)[0])
            for one in offer.others
            if one.rule.severity == "prefer"
        ]
        terms = [(points, clients & self.needed) for points, clients in (*served, *preferred)] if self.needed else []
        digits = [(points, format(clients, f"0{self._sheet.everyone.bit_length()}b")) for points, clients in terms if clients]
        return lambda at: sum(points for points, digit in digits if digit[at] == "1")


def _who(matching: Matching, sheet: Sheet, block: Block, need: str, when: Tree | None) -> int:
    """Return who has a need: shown by facts, or stated."""
    shown = sheet.truth(when)[0] if when is not None else 0
    if not matching.stated:
        return shown
    said = ("1" if need in matching.stated.get(code, ()) else "0" for code in block.codes)
    return shown | int("0" + "".join(said), 2)
