"""Plugins that speak in code: each client of a pair is looked at by himself, for they can bar, ask and add needs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cmtool.commands.office import Office
from cmtool.commands.whole_book import Whole
from cmtool.errors import InvalidData
from cmtool.jobs.match_all import ASK, ELIGIBLE
from cmtool.jobs.pairing import Pair, Pairing
from cmtool.model import Match, day_number

HOOKS = ("cmtool_match_product", "cmtool_read_needs")


def have_a_say(office: Office) -> bool:
    """Whether plugins have a say in code; what they say in packs is in the plan already."""
    return any(office.plugins.answering(hook) for hook in HOOKS)


def pairs_of(office: Office, whole: Whole, pairing: Pairing) -> Iterator[list[Pair]]:
    """Yield the pairs block by block; where plugins have a say, each client of a pair is looked at by himself."""
    for pairs in whole.each(pairing.matching.plan, pairing):
        if not have_a_say(office):
            yield pairs
            continue
        if whole.clients:
            raise InvalidData(
                "plugins-need-book", plugins=sorted({name for hook in HOOKS for name in office.plugins.answering(hook)})
            )
        again = (_judged_again(office, code, list(group)) for code, group in groupby(pairs, key=lambda pair: pair.client))
        kept = [pair for found in again for pair in found]
        yield [pair for pair in kept if pair.verdict in pairing.verdicts and (pair.rank or not pairing.needed)]


def _judged_again(office: Office, code: str, pairs: list[Pair]) -> list[Pair]:
    """Return a client's pairs after the plugins spoke: they can bar or ask, and add needs."""
    from cmtool.commands.consulting import needs
    from cmtool.jobs.match import match

    client = office.book.client(code, day_number(office.on))
    products = [office.house.products[pair.product] for pair in pairs]
    found, findings = match(client, office.house, office.plugins, office.on, needs(office, client), products)
    office.report(findings)
    standing = {one.product.code: one for one in found if one.standing.value in {ELIGIBLE, ASK}}
    return [_pair(code, standing[pair.product]) for pair in pairs if pair.product in standing]


def _pair(code: str, one: Match) -> Pair:
    waiting = tuple(verdict.rule.code for verdict in one.verdicts if verdict.rule.blocks and verdict.answer.value == "unknown")
    return Pair(code, one.product.code, one.standing.value, one.rank, waiting, one.missing)
