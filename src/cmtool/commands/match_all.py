"""``cmtool match --all``: the whole book against all products, as a stream of pairs or as counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import click

from cmtool.commands.office import Office
from cmtool.commands.streaming import STREAMS, form_of, named, save_rows, stream
from cmtool.commands.whole_book import Whole, stated_needs, whole_book, within
from cmtool.errors import InvalidData
from cmtool.jobs.match_all import ASK, ELIGIBLE, Counting, Matching, Pair, Pairing, matching
from cmtool.model import Match, day_number
from cmtool.report.pairs import FIELDS, Lines
from cmtool.rules.readings import Block

PRODUCT_COLUMNS = ("product", "title", "eligible", "ask", "ineligible")
RULE_COLUMNS = ("code", "title", "severity_words", "broken", "unknown")
HOOKS = ("cmtool_match_product", "cmtool_read_needs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked of ``match --all``."""

    desk: str = ""
    products: tuple[str, ...] = ()
    where: str | None = None
    verdict: str | None = None
    needed: bool = False
    summary: bool = False
    engine: str | None = None
    clients: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a process of its own makes of a block: its pairs as text, and how many."""

    pairing: Pairing
    lines: Lines

    def __call__(self, block: Block) -> tuple[str, int]:
        """Return the lines of a block and their number."""
        return self.lines.text(self.pairing(block))


def match_all(office: Office, wish: Wish, form: str | None, fields: str | None, output: Path | None) -> None:
    """Write the pairs in the format asked for; as a table, or with ``--summary``, the counts."""
    chosen = form_of(form, output, summary=wish.summary)
    whole = whole_book(office, wish.engine, wish.clients)
    made = _matching(office, wish, whole)
    if wish.summary or chosen not in STREAMS:
        _summary(office, wish, whole, made, chosen, fields, output)
        return
    verdicts = (wish.verdict,) if wish.verdict else (ELIGIBLE,) if chosen == "ids" else (ELIGIBLE, ASK)
    pairing = Pairing(made, verdicts, wish.needed)
    if chosen == "parquet":
        save_rows(office, named(fields, FIELDS), output, _pairs(office, whole, pairing))
    else:
        stream(office, chosen, named(fields, FIELDS), output, lambda writer: _texts(office, whole, pairing, writer))


def _matching(office: Office, wish: Wish, whole: Whole) -> Matching:
    """Return the matching of the products asked for with the clients asked for."""
    products = [office.house.product(code) for code in wish.products] or office.house.products.values()
    meant = [product for product in products if wish.desk in {"", product.desk}]
    return matching(office.house, meant, office.on, within(office, wish.where), stated_needs(office, whole))


def _texts(office: Office, whole: Whole, pairing: Pairing, writer: Lines) -> Iterator[tuple[str, int]]:
    """Yield the lines of each block and their number."""
    if _asked(office):
        return (writer.text(pairs) for pairs in _pairs(office, whole, pairing))
    return whole.each(pairing.matching.plan, Told(pairing, writer))


def _asked(office: Office) -> bool:
    """Whether plugins have a say in code; what they say in packs is in the plan already."""
    return any(office.plugins.answering(hook) for hook in HOOKS)


def _pairs(office: Office, whole: Whole, pairing: Pairing) -> Iterator[list[Pair]]:
    """Yield the pairs block by block; where plugins have a say, each client of a pair is looked at by himself."""
    for pairs in whole.each(pairing.matching.plan, pairing):
        if not _asked(office):
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


def _summary(
    office: Office, wish: Wish, whole: Whole, made: Matching, form: str, fields: str | None, output: Path | None
) -> None:
    """Show how many clients each product and each rule comes to."""
    from cmtool.commands.console import show, tell
    from cmtool.report.listing import Listing

    found: Counter[tuple[str, ...]] = Counter()
    for counts in whole.each(made.plan, Counting(made), codes=False):
        found.update(counts)
    if _asked(office):
        found = _recounted(office, whole, made, found)
    everybody = found["clients",]
    products = [_product_item(office, offer.product.code, found, everybody) for offer in made.offers]
    rules = [_rule_item(office, code, found) for code in sorted({key[1] for key in found if key[0] == "rule"})]
    totals = {verdict: sum(item[verdict] for item in products) for verdict in ("eligible", "ask", "ineligible")}
    head = {"clients": everybody, "products": len(products), **totals, "rules": rules}
    listing = Listing(schema="cmtool/match-summary/1", as_of=office.on, items=products, columns=PRODUCT_COLUMNS, head=head)
    show(office.lang, listing, form, fields, output)
    if form == "table" and (output is None or str(output) == "-") and not fields:
        click.echo()
        show(office.lang, Listing(schema="", as_of=office.on, items=rules, columns=RULE_COLUMNS), form, None, None)
    tell(office.lang, "match-all-totals", clients=everybody, count=len(products), **totals)


def _recounted(office: Office, whole: Whole, made: Matching, found: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """Return the counts with those of products taken from the pairs that the plugins left."""
    again = Counter({key: count for key, count in found.items() if key[0] != "product"})
    again.update(("product", pair.product, pair.verdict) for pairs in _pairs(office, whole, Pairing(made)) for pair in pairs)
    return again


def _product_item(office: Office, code: str, found: Counter[tuple[str, ...]], everybody: int) -> dict[str, object]:
    eligible, ask = (found["product", code, verdict] for verdict in (ELIGIBLE, ASK))
    title = office.house.products[code].title.said(office.lang)
    return {"product": code, "title": title, "eligible": eligible, "ask": ask, "ineligible": everybody - eligible - ask}


def _rule_item(office: Office, code: str, found: Counter[tuple[str, ...]]) -> dict[str, object]:
    from cmtool.report.items import rule_item

    counts = {answer: found["rule", code, answer] for answer in ("broken", "unknown")}
    return {**rule_item(office.house.rules[code], office.lang), **counts}
