"""What a proposal rested on, kept with it: every verdict with its rule's fingerprint and its inputs, so that it is replayable.

A snapshot is plain data that lies in the private book; what is hidden or masked when a client is read stays so in it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cmtool import __version__
from cmtool.model import Client, Match, Pack, Proposal, Verdict, day_number
from cmtool.rules.fingerprint import fingerprint

Snapshot = dict[str, Any]
SCHEMA = "cmtool/snapshot/2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How a document was made: by whom, when, in what language, from which template, by which versions.

    ``template`` is its name and the SHA-256 of its text; ``plugins`` are names and versions; ``packs`` what those packs' rules
    bind to, ``calculations`` what calculators were given; ``revealed`` the names of personal data shown in full; ``case`` the
    recorded cases of the written mismatch path, each with its number, kind, product and papers.
    """

    who: str
    made: str
    lang: str
    template: tuple[str, str] = ("", "")
    plugins: Mapping[str, str] | None = None
    packs: Mapping[str, str] | None = None
    calculations: Sequence[Mapping[str, Any]] = ()
    revealed: Sequence[str] = ()
    case: Sequence[Mapping[str, Any]] = ()


def snapshot(plan: Proposal, client: Client, making: Making) -> Snapshot:
    """Return the snapshot of a proposal: the products chosen, those asked for against advice, and those considered."""
    products = [_product(match, part) for part, matches in parts(plan) for match in matches]
    read = sorted({name for product in products for verdict in product["verdicts"] for name in verdict["facts"]})
    return {
        "schema": SCHEMA,
        "cmtool": __version__,
        "plugins": dict(sorted((making.plugins or {}).items())),
        "packs": dict(sorted((making.packs or {}).items())),
        "client": client.code,
        "day": day_number(plan.on),
        "who": making.who,
        "manager": plan.manager,
        "made": making.made,
        "lang": making.lang,
        "template": {"name": making.template[0], "sha256": making.template[1]},
        "calculations": list(making.calculations),
        "revealed": sorted(making.revealed),
        "case": list(making.case),
        "facts": {name: _known(client, name) for name in read},
        "needs": [need.name for need in plan.needs],
        "disclosures": [[words.zh, words.en] for words in plan.disclosures],
        "products": products,
    }


def parts(plan: Proposal) -> list[tuple[str, Sequence[Match]]]:
    """Return the products of a proposal by the part they stand in."""
    asked = [one.match for one in plan.asked]
    return [("chosen", plan.chosen), ("asked", asked), ("considered", plan.considered)]


def digest(saved: Snapshot, key: str) -> str:
    """Return what a document's mark is made of: keyed, so that a mark says nothing of what is known and cannot be made up.

    The moment of making and the versions are left out: what is asked and answered alike on a day is the same document.
    """
    resting = {name: value for name, value in saved.items() if name not in {"made", "cmtool", "plugins", "packs"}}
    text = json.dumps(resting, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(bytes.fromhex(key), text.encode(), sha256).hexdigest()


def binding(pack: Pack) -> str:
    """Return what a pack's rules bind to, as one SHA-256: another as soon as one of them does."""
    lines = sorted(f"{rule.code} {fingerprint(rule)}" for rule in pack.rules)
    return sha256("\n".join(lines).encode()).hexdigest()


def facts_read(verdict: Verdict) -> list[str]:
    """Return the names of the client facts that a verdict's rule reads."""
    predicates = [part for part in (verdict.rule.when, verdict.rule.require) if part]
    return list(dict.fromkeys(name for part in predicates for name in part.facts))


def fields_read(verdict: Verdict) -> list[str]:
    """Return the names of the product fields that a verdict's rule reads."""
    predicates = [part for part in (verdict.rule.when, verdict.rule.require) if part]
    return list(dict.fromkeys(name for part in predicates for name in part.fields))


def _product(match: Match, part: str) -> dict[str, Any]:
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
        "chosen": part == "chosen",
        "part": part,
        "standing": match.standing.value,
        "rank": match.rank,
        "fields": {name: product.values.get(name) for name in read},
        "verdicts": verdicts,
    }


def _known(client: Client, name: str) -> list[Any]:
    """Return a fact's value with its day, both null where it was not known or had gone stale."""
    known = client.facts.get(name)
    return [known.value, known.as_of] if known else [None, None]
