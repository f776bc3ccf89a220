"""Invented clients that templates are tried on: of every kind and desk, well known, hardly known, and written by an enemy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cmtool.jobs.match import match
from cmtool.jobs.needs import needs_of
from cmtool.jobs.propose import GENERAL, MOST
from cmtool.jobs.sample_facts import likeliest
from cmtool.model import Client, Kind, Known, Match, Need, Proposal, Standing, Text, day_number
from cmtool.plugins import Plugins
from cmtool.rules.house import House
from cmtool.words import text as worded

KINDS = ("person", "organisation")
HOSTILE = "=1+1|<script>alert(1)</script>{{ 7*7 }}{% raw %}#set x\n\n# x\n- [a](javascript:b) ![c](http://d) **e** \u202e~~~"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """An invented client with what would be proposed to him; ``label`` is said in messages."""

    label: Text
    desk: str
    plan: Proposal


def rehearsals(house: House, plugins: Plugins, on: date) -> Iterator[Rehearsal]:
    """Yield the clients of every desk: persons and organisations, well, hardly and not known, and a hostile one."""
    for desk in house.desks:
        for kind in KINDS:
            usual = _usual(house, desk, kind, on)
            yield _rehearsal("usual", house, plugins, on, desk, usual)
            yield _rehearsal("bare", house, plugins, on, desk, replace(usual, facts={"kind": usual.facts["kind"]}))
        yield _rehearsal("unknown", house, plugins, on, desk, replace(usual, facts={}))
        yield _rehearsal("hostile", house, plugins, on, desk, _hostile(usual, house))


def _usual(house: House, desk: str, kind: str, on: date) -> Client:
    """Return a client of whom everything usual is known."""
    today = day_number(on)
    known = {
        fact.name: Known(value, day if day is not None else today, "sample")
        for fact in house.facts.values()
        if fact.desk in {"", "core", desk} and fact.sample and fact.concerns(kind)
        for value, day in [likeliest(fact, today)]
        if value is not None
    }
    known["kind"] = Known(kind, today, "sample")
    name = worded(f"rehearsal-name-{kind}").zh
    return Client(id=0, code="C-00000", shown_name=name, manager=worded("rehearsal-manager").zh, facts=known)


def _hostile(client: Client, house: House) -> Client:
    """Return a client whose every text tries to be a command."""
    texts = [fact.name for fact in house.facts.values() if fact.kind is Kind.TEXT]
    forged = {name: Known(HOSTILE, day_number(date(2026, 1, 1)), HOSTILE) for name in texts}
    return replace(client, shown_name=HOSTILE, manager=HOSTILE, facts={**client.facts, **forged})


def _rehearsal(label: str, house: House, plugins: Plugins, on: date, desk: str, client: Client) -> Rehearsal:
    needs, _ = needs_of(client, house, plugins, on)
    products = [product for product in house.products.values() if product.desk == desk]
    matches, _ = match(client, house, plugins, on, needs, products)
    title = worded("rehearsal-label", label=worded(f"rehearsal-{label}"), desk=house.institutions[desk].title)
    return Rehearsal(title, desk, _plan(client, on, needs, matches))


def _plan(client: Client, on: date, needs: Sequence[Need], matches: Sequence[Match]) -> Proposal:
    """Return a proposal of the first products, suitable or not: nobody is proposed anything here."""
    chosen = tuple(replace(found, standing=Standing.ELIGIBLE) for found in matches[:MOST])
    own = [sentence for found in chosen for sentence in found.product.disclosures]
    return Proposal(
        client=client, on=on, manager=client.manager, needs=tuple(needs), chosen=chosen,
        considered=tuple(matches[MOST : MOST * 2]), disclosures=tuple(dict.fromkeys([*own, *(worded(key) for key in GENERAL)])),
    )  # fmt: skip
