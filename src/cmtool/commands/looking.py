"""What documents that propose nothing are told: the client looked over, and the figures that a template asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cmtool.commands.office import Office
from cmtool.jobs.review import Review, review
from cmtool.model import Proposal
from cmtool.report.press.asking import Asking


def reviewed(office: Office, plan: Proposal, desks: Collection[str]) -> Review:
    """Return the client of a document looked over, for the desks concerned; for those he has to do with where none is named."""
    from cmtool.jobs.match import match

    named = [desk for desk in office.house.desks if desk in (desks or _his(office, plan))]
    products = [product for product in office.house.products.values() if product.desk in named]
    matches, findings = match(plan.client, office.house, office.plugins, office.on, plan.needs, products)
    office.report(findings)
    return review(plan.client, office.house, office.on, plan.needs, matches, named)


def asking(office: Office, plan: Proposal, given: Mapping[str, str], lang: str, *, examples: bool = False) -> Asking:
    """Return who asks for the figures of a document; with ``examples`` those of the template stand in for what is missing."""
    return Asking(plan.client, office.house.facts, given, lang, examples=examples)


def _his(office: Office, plan: Proposal) -> set[str]:
    """Return the desks that know something of the client; all of them where none does."""
    known = {*plan.client.facts, *plan.client.stale}
    found = {fact.desk for name, fact in office.house.facts.items() if name in known} & set(office.house.desks)
    return found or set(office.house.desks)
