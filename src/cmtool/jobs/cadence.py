"""How often a client is to be heard from (联系间隔), by tier and by tag; the shorter decides.

>>> DEFAULT.days("b", "|vip|")
60
>>> Cadence(tiers={"b": 60}, tags={"vip": 14}).days("b", "|family|vip|")
14
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cmtool.errors import Misconfigured

if TYPE_CHECKING:
    from cmtool.model import Client

LONGEST = 3_650


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """Days between contacts, by tier and by tag."""

    tiers: Mapping[str, int]
    tags: Mapping[str, int] = field(default_factory=dict)

    def days(self, tier: str | None, tags: str | None) -> int | None:
        """Return the interval of a client, ``None`` where none was set; tags as the book writes a set."""
        own = [self.tiers.get(tier or ""), *(days for tag, days in self.tags.items() if f"|{tag}|" in (tags or ""))]
        return min((days for days in own if days is not None), default=None)


DEFAULT = Cadence(tiers={"a": 30, "b": 60, "c": 90, "d": 180})


def next_touch(client: Client, kept: Cadence) -> int | None:
    """Return the day number on which a client's interval ends, ``None`` where he has none.

    It is counted from the last contact; of one never spoken to, who joined on no known day, from the day his tier became known.
    """
    tier, tags, last = (client.value(name) for name in ("tier", "tags", "last_contact"))
    days = kept.days(None if tier is None else str(tier), None if tags is None else str(tags))
    if last is None and client.value("client_since") is None and tier is not None:
        last = client.facts["tier"].as_of
    return None if days is None or last is None else int(last) + days


def cadence(written: Mapping[str, object], place: object = "") -> Cadence:
    """Return the intervals as ``[cadence]`` and ``[cadence.tags]`` give them; a tier left out is as it was.

    Raises:
        Misconfigured: a tier is unknown, or an interval is no whole number of days from 1 to 3650.
    """
    tags = written.get("tags", {})
    tiers = {name: days for name, days in written.items() if name != "tags"}
    if not isinstance(tags, Mapping):
        raise Misconfigured("settings-no-table", path=place, name="cadence.tags")
    unknown = sorted(tiers.keys() - DEFAULT.tiers.keys())
    wrong = [Misconfigured("cadence-unknown", path=place, found=unknown, known=[*DEFAULT.tiers, "tags"])] if unknown else []
    wrong += [
        Misconfigured("cadence-no-days", path=place, name=name, found=days, most=LONGEST)
        for name, days in (*tiers.items(), *tags.items())
        if name not in unknown and (not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= LONGEST)
    ]
    if wrong:
        raise Misconfigured("several-mistakes", wrong=wrong)
    return Cadence(tiers={**DEFAULT.tiers, **tiers}, tags=dict(tags))  # type: ignore[arg-type]
