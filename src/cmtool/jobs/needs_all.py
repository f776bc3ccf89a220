"""Which questions would unlock most across the whole book: facts that stand between clients and products."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cmtool.jobs.match_all import Matching
from cmtool.jobs.ranks import Ranks
from cmtool.rules.plan import Offer, judged
from cmtool.rules.readings import Block, Sheet

NEEDED, ANY = "needed", "any"
Counts = Counter[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """A fact that is not known: of how many clients, how many products wait for it, and how many for nothing else."""

    fact: str
    clients: int
    touches: int
    settles: int


@dataclass(frozen=True, slots=True)
class Unlocking:
    """Counts a block: for each fact the pairs that wait for it, those that wait for nothing else, and its clients.

    Pairs of a product that serves a need of the client are counted apart, as for one client they go before all others.
    """

    matching: Matching

    def __call__(self, block: Block) -> Counts:
        """Return the counts under (needed or any, the fact, what is counted)."""
        sheet = self.matching.plan.sheet(block)
        ranks = Ranks(self.matching, sheet, block)
        meant = self.matching.meant(sheet)
        found: Counts = Counter()
        clients: dict[tuple[str, str], int] = {}
        for offer in self.matching.offers:
            asking = judged(offer, sheet)[1] & meant
            ranks.of(offer)
            for which, among in ((NEEDED, asking & ranks.needed), (ANY, asking)):
                lacking, several = _lacking(offer, sheet, among)
                for fact, who in lacking.items():
                    found[which, fact, "touches"] += who.bit_count()
                    found[which, fact, "settles"] += (who & ~several).bit_count()
                    clients[which, fact] = clients.get((which, fact), 0) | who
        found.update({(*key, "clients"): who.bit_count() for key, who in clients.items()})
        return found


def _lacking(offer: Offer, sheet: Sheet, among: int) -> tuple[dict[str, int], int]:
    """Return the facts that an offer waits for, each with its clients, and who lacks more than one of them."""
    lacking: dict[str, int] = {}
    for one in offer.barring if among else ():
        for fact, who in sheet.missing(one.tests, among).items():
            lacking[fact] = lacking.get(fact, 0) | who
    once = several = 0
    for who in lacking.values():
        several |= once & who
        once |= who
    return lacking, several


def unlocking(counts: Iterable[Counts]) -> list[Lacking]:
    """Return the facts worth asking for: those that settle most first, then those most products wait for."""
    whole: Counts = Counter()
    for found in counts:
        whole.update(found)
    which = NEEDED if any(key[0] == NEEDED for key in whole) else ANY
    facts = {fact for kind, fact, _ in whole if kind == which}
    found = [
        Lacking(fact=fact, **{name: whole[which, fact, name] for name in ("clients", "touches", "settles")}) for fact in facts
    ]
    return sorted(found, key=lambda one: (-one.settles, -one.touches, one.fact))
