"""Which clients are meant: those of the manager asked for, and those for whom a condition holds."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cmtool.commands.office import Office
from cmtool.errors import InvalidData, Refused
from cmtool.model import Tree, day_number, day_of

INDEXED = frozenset({"branch"})
SHOWN = ("kind", "tier", "last_contact", "next_touch")


def in_order(office: Office, where: str | None, top: int | None, reveal: Collection[str], by: str) -> list[dict[str, Any]]:
    """Return the clients as items in the order of one of their fields, those without it last.

    Raises:
        InvalidData: they have no such field.
    """
    items = selected(office, where, None, reveal)
    if items and by not in items[0]:
        raise InvalidData("unknown-field", found=[by], known=list(items[0]))
    items.sort(key=lambda item: (item[by] is None, item[by] if item[by] is not None else "", item["client"]))
    return items[:top]


def selected(office: Office, where: str | None, top: int | None, reveal: Collection[str]) -> list[dict[str, Any]]:
    """Return the clients as items, personal data masked unless asked for by name; a next touch not agreed is derived."""
    from cmtool.commands.settings import section
    from cmtool.jobs.cadence import cadence, next_touch
    from cmtool.report.items import fact_items

    kept = cadence(*section("cadence"))

    names = [*SHOWN, *(name for name in reveal if name in office.house.facts)]
    shown_facts = {name: office.house.facts[name] for name in names}
    condition, arguments = _where(office, where, reveal)
    limit = f" LIMIT {int(top)}" if top else ""
    picked = f"id IN (SELECT id FROM {office.book.source(day_number(office.on))} AS c WHERE {condition} ORDER BY id{limit})"
    items = []
    for client in office.book.clients(day_number(office.on), picked, arguments, reveal):
        facts = {item["fact"]: item for item in fact_items(client, shown_facts, office.lang, reveal)}
        known = {name: facts[name]["value"] if name in facts else None for name in names}
        words = {f"{name}_words": facts[name]["words"] if name in facts else None for name in ("kind", "tier")}
        touch = {"touch_by": "agreed" if known["next_touch"] else None}
        if not known["next_touch"] and (due := next_touch(client, kept)) is not None:
            known["next_touch"], touch = day_of(due).isoformat(), {"touch_by": "cadence"}
        items.append({"client": client.code, "name": client.shown_name, "manager": client.manager, **known, **words, **touch})
    return items


def _where(office: Office, where: str | None, reveal: Collection[str]) -> tuple[str, list[object]]:
    """Return the SQL for the manager and the condition asked for."""
    tests, arguments = ["1"], []
    if office.manager:
        tests.append("manager = ?")
        arguments.append(office.manager)
    if where is not None:
        tests.append(condition_of(office, where, reveal))
    return " AND ".join(tests), arguments


def condition_of(office: Office, where: str, reveal: Collection[str]) -> str:
    """Return a condition over client facts as SQL; ``asked_for`` says what it may not be."""
    return " AND ".join(part for part in among(office, where, reveal) if part)


def among(office: Office, where: str | None, reveal: Collection[str] = ()) -> tuple[str, str]:
    """Return a condition as SQL and what an index can answer of it, both "" where none is given."""
    if where is None:
        return "", ""
    from cmtool.rules.narrowing import narrowed
    from cmtool.rules.sql import condition

    on, tree = day_number(office.on), asked_for(office, where, reveal)
    return condition(tree, office.book.column(on), on), narrowed(tree, INDEXED)


def asked_for(office: Office, where: str, reveal: Collection[str]) -> Tree:
    """Return a condition over client facts.

    Raises:
        InvalidData: it is empty, or not a condition of the grammar; every mistake is named.
        Refused: it asks for what is hidden: the list would tell it, so the fact must be asked for by name.
    """
    from cmtool.packs.asked import understood

    if not where.strip():  # a script whose variable is empty does not mean everybody
        raise InvalidData("where-empty")
    predicate, mistakes = understood(where, office.house.facts)
    if mistakes:
        raise InvalidData(
            "several-mistakes", wrong=[InvalidData(key, piece=piece, expected=expected) for key, piece, expected in mistakes]
        )
    hidden = [name for name in predicate.facts if office.house.facts[name].sensitive and name not in reveal]
    if hidden:
        raise Refused("where-hidden", facts=hidden)
    return predicate.tree
