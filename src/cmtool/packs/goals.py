"""Measures that targets are set for, as a pack's ``targets.toml`` writes them."""

from __future__ import annotations

from collections.abc import Mapping

from cmtool.model import Fact, Measure
from cmtool.packs.entry import Entry, Wrong, one_of


def measure(entry: Entry, desk: str, code: object, facts: Mapping[str, Fact]) -> Measure:
    """Read one measure; one that is counted names the date of a client that puts him into a month."""

    def a_date_fact(value: object) -> str:
        if not isinstance(value, str) or value not in facts or facts[value].kind.value != "date":
            raise Wrong("pack-no-such-date-fact", found=value)
        return value

    kind = entry.take("kind", one_of(("count", "money")), "count", needed=True)
    found = Measure(
        code=entry.take("code", code, "", needed=True),
        desk=desk,
        title=entry.words("title"),
        unit=entry.words("unit"),
        kind=kind,
        counts=entry.take("counts", a_date_fact, ""),
        when=entry.condition("when", facts, {}),
    )
    if found.counts and kind == "money":
        entry.wrong("counts", "pack-not-one-of", found=kind, choices=["count"])
    if found.when is not None and not found.counts:
        entry.wrong("counts", "pack-missing")
    entry.close()
    return found
