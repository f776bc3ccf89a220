"""What a saved proposal rested on and no longer may (时效): facts that have gone stale or were learned anew since its day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cmtool.jobs.snapshot import Snapshot
from cmtool.model import Change, Client, Fact, Known, Text, day_number, day_of
from cmtool.rules import values
from cmtool.words import text as worded


def aged(saved: Snapshot, client: Client, facts: Mapping[str, Fact], on: date) -> list[Change]:
    """Return the facts of a snapshot that do not count any more on the day ``on``, as ``client`` is then: stale, or newer."""
    return [
        change for name, held in saved["facts"].items() if held[0] is not None for change in _of(name, held, client, facts, on)
    ]


def _of(name: str, held: list[Any], client: Client, facts: Mapping[str, Fact], on: date) -> Iterator[Change]:
    fact, known, stale = facts.get(name), client.facts.get(name), client.stale.get(name)
    title = fact.title if fact else Text(name, name)
    if known is None and stale is not None and fact is not None and fact.valid_days is not None:
        until = day_of(stale.as_of + fact.valid_days)
        figures = {"as_of": day_of(stale.as_of), "until": until, "days": day_number(on) - day_number(until)}
        yield Change(kind="fact-stale", about=name, words=worded("aged-stale", title=title, **figures))
    elif (known.value if known else None) != held[0]:
        yield Change(kind="fact-newer", about=name, words=_newer(title, fact, held, known))


def _newer(title: Text, fact: Fact | None, held: list[Any], known: Known | None) -> Text:
    day = day_of(known.as_of) if known else None
    if known is None:
        return worded("aged-unknown", title=title)
    if fact is None or fact.sensitive or fact.form:
        return worded("aged-newer-hidden", title=title, day=day)
    return worded("aged-newer", title=title, was=values.shown(fact, held[0]), reads=values.shown(fact, known.value), day=day)
