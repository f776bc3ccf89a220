"""Matching: every product's verdicts, and a rank that only the client's needs can move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from cmtool.model import Answer, Client, Finding, Match, Need, Product, Standing, Term, Verdict
from cmtool.plugins import Plugins
from cmtool.rules.house import House
from cmtool.rules.verdicts import Judge, standing

NEED_POINTS = 10
ORDER = {Standing.ELIGIBLE: 0, Standing.ASK: 1, Standing.INELIGIBLE: 2}


def match(
    client: Client, house: House, plugins: Plugins, on: date, needs: Sequence[Need], products: Iterable[Product] | None = None
) -> tuple[list[Match], list[Finding]]:
    """Return the products on offer, each with its verdicts and terms: eligible first, then by rank, then by code."""
    judge = Judge(client, house.facts, on, house.bindings)
    findings: list[Finding] = []
    found = []
    for product in house.products.values() if products is None else products:
        if product.offered(on):
            objections, failed = _objections(client, product, plugins, on)
            verdicts = (*judge.verdicts(house.rules_on(product), product), *objections)
            found.append(
                Match(product=product, standing=standing(verdicts), verdicts=verdicts, terms=_terms(product, verdicts, needs))
            )
            findings += failed
    return sorted(found, key=lambda item: (ORDER[item.standing], -item.rank, item.product.code)), list(dict.fromkeys(findings))


def why(client: Client, house: House, plugins: Plugins, on: date, needs: Sequence[Need], product: Product) -> Match:
    """Return one product's match, whether it is on offer or not."""
    judge = Judge(client, house.facts, on, house.bindings)
    objections, _ = _objections(client, product, plugins, on)
    verdicts = (*judge.verdicts(house.rules_on(product), product), *objections)
    return Match(product=product, standing=standing(verdicts), verdicts=verdicts, terms=_terms(product, verdicts, needs))


def _terms(product: Product, verdicts: Iterable[Verdict], needs: Sequence[Need]) -> tuple[Term, ...]:
    """Return the terms of the rank: needs served, then preferences of the client that are met."""
    served = [
        Term(code=need.name, points=NEED_POINTS * need.weight, words=need.title)
        for need in needs
        if need.name in product.serves
    ]
    preferred = [
        Term(code=verdict.rule.code, points=verdict.rule.points, words=verdict.rule.title)
        for verdict in verdicts
        if verdict.rule.severity == "prefer" and verdict.answer is Answer.KEPT
    ]
    return (*served, *preferred) if served else ()


def _objections(client: Client, product: Product, plugins: Plugins, on: date) -> tuple[list[Verdict], list[Finding]]:
    """Ask the plugins; one that keeps a rule changes nothing, so a plugin can tighten and never loosen."""
    verdicts: list[Verdict] = []
    findings: list[Finding] = []
    for answer in plugins.ask("cmtool_match_product", client=client, product=product, on=on):
        verdicts += [verdict for verdict in answer.items if verdict.answer is not Answer.KEPT]
        findings += [answer.finding] if answer.finding else []
    return verdicts, findings
