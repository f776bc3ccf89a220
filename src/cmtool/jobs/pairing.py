"""Pairs of clients and products: who may have what, and what must be asked first, client by client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cmtool.jobs.match_all import ASK, ELIGIBLE, Matching
from cmtool.jobs.ranks import Ranks
from cmtool.rules.bits import positions
from cmtool.rules.plan import Offer, judged
from cmtool.rules.readings import Block, Sheet


@dataclass(frozen=True, slots=True)
class Pair:
    """A client and a product he may have, or may have once the rules that wait know the facts they lack."""

    client: str
    product: str
    verdict: str
    rank: int = 0
    rules: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


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
