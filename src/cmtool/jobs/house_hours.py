"""When the house itself leaves clients alone: ``[gate]`` of the settings, for all channels that disturb or for each by name.

A client's own wishes stand beside it, so the stricter of the two decides; a legal duty may be told all the same.

>>> house({"quiet_from": 21, "quiet_to": 8, "email": {"quiet_from": 0, "quiet_to": 6}}).hours("email")
(0, 6)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cmtool.errors import Misconfigured
from cmtool.jobs.gate import CHANNELS, DISTURBING, House

KEYS = ("quiet_from", "quiet_to", "workdays_only")


def house(written: Mapping[str, object], place: object = "") -> House:
    """Return the house's hours as ``[gate]`` and ``[gate.CHANNEL]`` give them; what they leave out is open.

    Raises:
        Misconfigured: with every mistake: an unknown key or channel, an hour that is none, one end without the other.
    """
    if wrong := [*_mistakes(written, "gate", place, [*KEYS, *CHANNELS]), *_list_mistakes(written, place)]:
        raise Misconfigured("several-mistakes", wrong=wrong)
    of_all = _hours(written)
    quiet = dict.fromkeys(sorted(DISTURBING), of_all) if of_all else {}
    rests = set(written.get("workdays_only", ()))  # type: ignore[call-overload]
    for channel in [channel for channel in CHANNELS if channel in written]:
        own: Mapping[str, object] = written[channel]  # type: ignore[assignment]
        if found := _hours(own):
            quiet[channel] = found
        if "workdays_only" in own:
            (rests.add if own["workdays_only"] else rests.discard)(channel)
    return House(quiet=tuple(quiet.items()), workdays_only=frozenset(rests))


def _hours(table: Mapping[str, object]) -> tuple[int, int] | None:
    return (table["quiet_from"], table["quiet_to"]) if "quiet_from" in table else None  # type: ignore[return-value]


def _mistakes(table: Mapping[str, object], name: str, place: object, known: list[str]) -> Iterator[Misconfigured]:
    """Yield what is wrong with one table: its keys, and its hours."""
    if unknown := [key for key in table if key not in known]:
        yield Misconfigured("gate-setting-unknown", path=place, name=name, found=unknown, known=known)
    for key, last in (("quiet_from", 23), ("quiet_to", 24)):
        hour = table.get(key, 0)
        if not isinstance(hour, int) or isinstance(hour, bool) or not 0 <= hour <= last:
            yield Misconfigured("gate-setting-hour", path=place, name=name, end=key, found=hour, most=last)
    if ("quiet_from" in table) != ("quiet_to" in table):
        yield Misconfigured("gate-setting-half", path=place, name=name)


def _list_mistakes(written: Mapping[str, object], place: object) -> Iterator[Misconfigured]:
    """Yield what is wrong with the channels: those named for working days alone, and each one's own table."""
    named = written.get("workdays_only", [])
    if not isinstance(named, list) or not set(map(str, named)) <= set(CHANNELS):
        yield Misconfigured("gate-setting-channels", path=place, found=named, known=CHANNELS)
    for channel in [channel for channel in CHANNELS if channel in written]:
        own = written[channel]
        if not isinstance(own, Mapping):
            yield Misconfigured("settings-no-table", path=place, name=f"gate.{channel}")
            continue
        yield from _mistakes(own, f"gate.{channel}", place, list(KEYS))
        if not isinstance(own.get("workdays_only", True), bool):
            yield Misconfigured("gate-setting-flag", path=place, name=f"gate.{channel}", found=own["workdays_only"])
