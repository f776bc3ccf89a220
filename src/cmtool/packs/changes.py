"""Rules and products as somebody means to change them: a file of ``[[rule]]`` and ``[[product]]`` beside the packs in force.

One with a code that exists takes its place; one with a new code joins the pack whose prefix it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cmtool.model import Finding, Pack, Product, Rule
from cmtool.packs import laws, offers
from cmtool.packs.entry import Entry, matching
from cmtool.packs.extending import beneath, closed
from cmtool.packs.reader import CODES, place_of, toml_of

TABLES = ("rule", "product")


def changed(path: Path, packs: Sequence[Pack]) -> tuple[tuple[Pack, ...], list[Finding]]:
    """Return the packs with the changes of a file in them, and the mistakes in it; the first pack is the core's."""
    mistakes: list[Finding] = []
    tables = toml_of(path, mistakes)
    unknown = [name for name in tables if name not in TABLES]
    mistakes += [
        Finding(key="pack-unknown-key", place=f"{path.name} -> {name}", figures=(("known", TABLES),)) for name in unknown
    ]
    by_prefix = {pack.institution.prefix: pack for pack in packs}
    written: dict[str, dict[str, list[Entry]]] = {}
    for table in TABLES:
        for number, data in enumerate(tables.get(table, ()), 1):
            entry = Entry(data, place_of(path.stem, table, number, data), mistakes)
            prefix = str(data.get("code", ""))[:3]
            if prefix in by_prefix:
                written.setdefault(prefix, {name: [] for name in TABLES})[table].append(entry)
            else:
                entry.wrong("code", "pack-no-such-prefix", found=data.get("code", ""), known=sorted(by_prefix))
    changes = {prefix: _with(by_prefix[prefix], entries, packs) for prefix, entries in written.items()}
    if not (written or mistakes):
        mistakes.append(Finding(key="changes-none", place=path.name))
    return tuple(changes.get(pack.institution.prefix, pack) for pack in packs), mistakes


def _with(pack: Pack, entries: Mapping[str, list[Entry]], packs: Sequence[Pack]) -> Pack:
    """Return a pack with its changed rules and products, read above what it may speak of."""
    card = pack.institution
    shared = beneath(packs[0], closed(card.extends, {other.institution.name: other for other in packs[1:]}))
    facts = {fact.name: fact for fact in (*shared.facts, *pack.facts)}
    fields = {**offers.common_fields(), **{field.name: field for field in (*shared.fields, *pack.fields)}}
    codes = {table: matching(f"{card.prefix}-{CODES[table]}", f"{card.prefix}-{CODES[table][0]}001") for table in TABLES}
    rules = [laws.rule(entry, card.name, codes["rule"], facts, fields, shared) for entry in entries["rule"]]
    products = [offers.product(entry, card.name, codes["product"], fields) for entry in entries["product"]]
    return replace(pack, rules=_put(pack.rules, rules), products=_put(pack.products, products))


def _put(those: Sequence[Any], new: Iterable[Rule | Product]) -> tuple[Any, ...]:
    by_code = {one.code: one for one in those} | {one.code: one for one in new}
    return tuple(by_code.values())
