"""What a proposal rested on, kept with it: every verdict with its rule's fingerprint and its inputs, so that it is replayable.

A snapshot is plain data that lies in the private book; what is hidden or masked when a client is read stays so in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cmtool import __version__
from cmtool.model import Client, Match, Proposal, Verdict
from cmtool.rules.fingerprint import fingerprint

Snapshot = dict[str, Any]
SCHEMA = "cmtool/snapshot/1"


def snapshot(plan: Proposal, client: Client, plugins: Mapping[str, str]) -> Snapshot:
    """Return the snapshot of a proposal: the products chosen and those considered; ``plugins`` are names and versions."""
    products = [_product(match, chosen=True) for match in plan.chosen]
    products += [_product(match, chosen=False) for match in plan.considered]
    read = sorted({name for product in products for verdict in product["verdicts"] for name in verdict["facts"]})
    return {
        "schema": SCHEMA,
        "cmtool": __version__,
        "plugins": dict(sorted(plugins.items())),
        "facts": {name: _known(client, name) for name in read},
        "products": products,
    }


def facts_read(verdict: Verdict) -> list[str]:
    """Return the names of the client facts that a verdict's rule reads."""
    parts = [part for part in (verdict.rule.when, verdict.rule.require) if part]
    return list(dict.fromkeys(name for part in parts for name in part.facts))


def fields_read(verdict: Verdict) -> list[str]:
    """Return the names of the product fields that a verdict's rule reads."""
    parts = [part for part in (verdict.rule.when, verdict.rule.require) if part]
    return list(dict.fromkeys(name for part in parts for name in part.fields))


def _product(match: Match, *, chosen: bool) -> dict[str, Any]:
    verdicts = [
        {
            "rule": verdict.rule.code,
            "answer": verdict.answer.value,
            "fingerprint": fingerprint(verdict.rule),
            "facts": facts_read(verdict),
            "fields": fields_read(verdict),
        }
        for verdict in match.verdicts
    ]
    read = sorted({name for verdict in verdicts for name in verdict["fields"]})
    product = match.product
    return {
        "product": product.code,
        "title": [product.title.zh, product.title.en],
        "chosen": chosen,
        "standing": match.standing.value,
        "fields": {name: product.values.get(name) for name in read},
        "verdicts": verdicts,
    }


def _known(client: Client, name: str) -> list[Any]:
    """Return a fact's value with its day, both null where it was not known or had gone stale."""
    known = client.facts.get(name)
    return [known.value, known.as_of] if known else [None, None]
