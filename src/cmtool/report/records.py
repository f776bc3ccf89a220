"""A proposal on record, for people and for scripts: who made it when, from what, and how it was handed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmtool.model import Client, Fact, day_of
from cmtool.report.folding import folded
from cmtool.rules import values
from cmtool.words import said

Item = dict[str, Any]


def record_item(
    saved: Mapping[str, Any], sent: Sequence[Mapping[str, Any]], client: Client, facts: Mapping[str, Fact], lang: str
) -> Item:
    """Return a proposal on record as plain data; sensitive facts only say that they were read."""
    snapshot = saved["snapshot"]
    head = {name: saved[name] for name in ("number", "client", "made", "who", "path", "proposed", "sha256", "mark")}
    return {
        **head,
        "day": day_of(saved["day"]).isoformat(),
        "name": client.shown_name,
        "lang": snapshot.get("lang", ""),
        "template": snapshot.get("template", {}),
        "revealed": snapshot.get("revealed", []),
        "case": snapshot.get("case") or [],
        "cmtool": snapshot["cmtool"],
        "plugins": snapshot["plugins"],
        "packs": snapshot.get("packs", {}),
        "calculations": snapshot.get("calculations", []),
        "facts": [_fact(name, held, facts.get(name), lang) for name, held in snapshot["facts"].items()],
        "rules": {verdict["rule"]: verdict["fingerprint"] for item in snapshot["products"] for verdict in item["verdicts"]},
        "sent": [{**one, "day": day_of(one["day"]).isoformat()} for one in sent],
    }


def record_sheet(item: Item, lang: str, width: int | None) -> str:
    """Return a proposal on record as plain lines, folded to ``width`` columns where one is given."""
    return "\n".join(part for margin, text in _sheet(item, lang) for part in _folded(margin, text, width))


def _sheet(item: Item, lang: str) -> Iterator[tuple[str, str]]:
    yield "", said(lang, "replay-head", **{name: item[name] for name in ("number", "client", "day", "path")})
    yield "  ", said(lang, "record-made", who=item["who"], made=item["made"], cmtool=item["cmtool"])
    yield "  ", said(lang, "record-products", products=item["proposed"])
    if item["template"].get("name"):
        yield "  ", said(lang, "record-template", name=item["template"]["name"], sha256=item["template"]["sha256"][:12])
    yield "  ", said(lang, "record-sha256", sha256=item["sha256"])
    if item["mark"]:
        yield "  ", said(lang, "record-mark", mark=item["mark"])
    for case in item["case"]:
        yield "  ", said(lang, "record-case", **{name: case[name] for name in ("number", "kind", "product")})
    if item["revealed"]:
        yield "  ", said(lang, "record-revealed", names=item["revealed"])
    yield "", said(lang, "record-facts")
    for fact in item["facts"]:
        figures = {name: fact[name] for name in ("title", "value")}
        yield "  ", said(lang, "record-fact" if fact["as_of"] else "record-fact-unknown", **figures, as_of=fact["as_of"])
    yield "", said(lang, "record-sent" if item["sent"] else "record-not-sent")
    for one in item["sent"]:
        hint = f" {one['hint']}" if one["hint"] else ""
        way = said(lang, f"channel-{one['channel']}")
        purpose = said(lang, f"purpose-{one['purpose']}")
        yield "  ", said(lang, "record-sending", day=one["day"], way=f"{way}{hint}", purpose=purpose, who=one["who"])


def _fact(name: str, held: Sequence[Any], fact: Fact | None, lang: str) -> Item:
    """Return a fact that was read, with its value and day; of a sensitive one only that it was."""
    value, as_of = held
    secret = fact is not None and bool(fact.sensitive or fact.form)
    if value is None:
        words = said(lang, "value-unknown")
    elif secret:
        words = said(lang, "record-hidden")
    else:
        words = values.shown(fact, value).said(lang) if fact else str(value)
    return {
        "name": name,
        "title": fact.title.said(lang) if fact else name,
        "value": words,
        "as_of": None if as_of is None else day_of(as_of).isoformat(),
    }


def _folded(margin: str, text: str, width: int | None) -> list[str]:
    parts = folded(text, max(width - len(margin) - 2, 30)) if width else [text]
    return [(margin + parts[0]).rstrip(), *(f"{margin}  {part}" for part in parts[1:])]
