"""Days that come back every year: festivals by tier and tag (节日问候), and the dates of a client's own trade (行业日子).

>>> sorted(ahead_of(date(2027, 2, 26), 3))          # 29 February is kept on the 28th of a common year
[226, 227, 228, 229, 301]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from cmtool.errors import Misconfigured
from cmtool.model import Text, day_number

TIERS = ("a", "b", "c", "d")
FESTIVALS = ("spring", "dragon-boat", "mid-autumn")
USUAL_TIERS, USUAL_AHEAD, USUAL_QUIET = ("a", "b"), 3, 7
OWN = {"fiscal_year_end": 30, "founded_on": 3, "season_starts": 14, "trade_fair": 14}  # facts, and days ahead
TAG_AHEAD, MOST_AHEAD = 7, 90
DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
LEAP_YEAR = 2028


@dataclass(frozen=True, slots=True, kw_only=True)
class Festival:
    """Whom a festival is kept with, and how many days ahead it is listed."""

    tiers: tuple[str, ...] = USUAL_TIERS
    tags: tuple[str, ...] = ()
    ahead: int = USUAL_AHEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Festivals:
    """Which festivals are kept with whom; not with one spoken to in the last ``quiet_days`` days."""

    of: Mapping[str, Festival] = field(default_factory=lambda: dict.fromkeys(FESTIVALS, Festival()))
    quiet_days: int = USUAL_QUIET


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A day that comes back every year for clients with a tag; its name in both languages."""

    name: str
    tag: str
    days: tuple[int, ...]
    title: Text
    ahead: int = TAG_AHEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasions:
    """How many days ahead each of a client's own dates is listed, and the occasions of tags."""

    own: Mapping[str, int] = field(default_factory=lambda: dict(OWN))
    tagged: tuple[Occasion, ...] = ()


def ahead_of(day: date, days: int) -> dict[int, int]:
    """Return the days from ``day`` to ``days`` later as month × 100 + day, each with its day number."""
    found: dict[int, int] = {}
    for each in (day + timedelta(days=number) for number in range(days + 1)):
        found[each.month * 100 + each.day] = day_number(each)
        if (each.month, each.day) == (2, 28) and (each + timedelta(days=1)).month == 3:
            found[229] = day_number(each)
    return found


def festivals(written: Mapping[str, object], place: object = "") -> Festivals:
    """Return the festivals as ``[festivals]`` and ``[festivals.NAME]`` give them; what they leave out is as usual.

    Raises:
        Misconfigured: with every mistake in it.
    """
    known = ["tiers", "tags", "ahead", "quiet_days", *FESTIVALS]
    tables = {name: written[name] for name in FESTIVALS if name in written}
    wrong = list(_festival_mistakes("festivals", {key: written[key] for key in written if key not in tables}, known, place))
    wrong += [one for name, table in tables.items() for one in _festival_mistakes(f"festivals.{name}", table, known[:3], place)]
    if wrong:
        raise Misconfigured("several-mistakes", wrong=wrong)
    usual = _festival(written, Festival())
    of = {name: _festival(tables.get(name, {}), usual) for name in FESTIVALS}  # type: ignore[arg-type]
    return Festivals(of=of, quiet_days=written.get("quiet_days", USUAL_QUIET))  # type: ignore[arg-type]


def occasions(written: Mapping[str, object], place: object = "") -> Occasions:
    """Return the occasions as ``[occasions]`` gives them: days ahead of a client's own dates, and a table for each of a tag.

    Raises:
        Misconfigured: with every mistake in it.
    """
    own = {name: ahead for name, ahead in written.items() if name in OWN}
    tables = {name: table for name, table in written.items() if name not in OWN}
    wrong = [_no_days("occasions", name, ahead, place) for name, ahead in own.items() if not _days(ahead)]
    wrong += [mistake for name, table in tables.items() for mistake in _occasion_mistakes(name, table, place)]
    if wrong:
        raise Misconfigured("several-mistakes", wrong=wrong)
    tagged = tuple(_occasion(name, table) for name, table in tables.items())  # type: ignore[arg-type]
    return Occasions(own={**OWN, **own}, tagged=tagged)  # type: ignore[dict-item]


def _festival(table: Mapping[str, object], usual: Festival) -> Festival:
    tiers, tags = tuple(table.get("tiers", usual.tiers)), tuple(table.get("tags", usual.tags))  # type: ignore[call-overload]
    return Festival(tiers=tiers, tags=tags, ahead=table.get("ahead", usual.ahead))  # type: ignore[arg-type]


def _occasion(name: str, table: Mapping[str, object]) -> Occasion:
    written = table["day"]
    days = tuple(int(day.replace("-", "")) for day in (written if isinstance(written, list) else [written]))
    title = Text(str(table["zh"]), str(table["en"]))
    return Occasion(name=name, tag=str(table["tag"]), days=days, title=title, ahead=table.get("ahead", TAG_AHEAD))  # type: ignore[arg-type]


def _festival_mistakes(name: str, table: object, known: Sequence[str], place: object) -> Iterator[Misconfigured]:
    if not isinstance(table, Mapping):
        yield Misconfigured("settings-no-table", path=place, name=name)
        return
    if unknown := [key for key in table if key not in known]:
        yield Misconfigured("yearly-unknown", path=place, name=name, found=unknown, known=known)
    tiers, tags = table.get("tiers", []), table.get("tags", [])
    if not isinstance(tiers, list) or not set(map(str, tiers)) <= set(TIERS):
        yield Misconfigured("yearly-tiers", path=place, name=name, found=tiers, known=TIERS)
    if not isinstance(tags, list) or not all(isinstance(tag, str) and _is_tag(tag) for tag in tags):
        yield Misconfigured("yearly-tags", path=place, name=name, found=tags)
    yield from (
        _no_days(name, key, table[key], place) for key in ("ahead", "quiet_days") if key in table and not _days(table[key])
    )


def _occasion_mistakes(name: str, table: object, place: object) -> Iterator[Misconfigured]:
    inside, known = f"occasions.{name}", ["tag", "day", "zh", "en", "ahead"]
    if not isinstance(table, Mapping):
        yield Misconfigured("yearly-no-occasion", path=place, name=name, known=list(OWN))
        return
    if unknown := [key for key in table if key not in known]:
        yield Misconfigured("yearly-unknown", path=place, name=inside, found=unknown, known=known)
    lacking = [key for key in ("tag", "zh", "en") if not isinstance(table.get(key), str) or not table[key].strip()]
    if lacking or not _is_tag(str(table.get("tag", ""))):
        yield Misconfigured("yearly-lacks", path=place, name=inside, lacking=lacking or ["tag"])
    days = table.get("day")
    given = days if isinstance(days, list) else [days]
    if not given or not all(isinstance(day, str) and _is_day(day) for day in given):
        yield Misconfigured("yearly-no-day", path=place, name=inside, found=days if days is not None else "")
    if not _days(table.get("ahead", TAG_AHEAD)):
        yield _no_days(inside, "ahead", table["ahead"], place)


def _no_days(name: str, key: str, found: object, place: object) -> Misconfigured:
    return Misconfigured("yearly-no-days", path=place, name=name, field=key, found=found, most=MOST_AHEAD)


def _days(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_AHEAD


def _is_tag(written: str) -> bool:
    return bool(written.strip()) and "|" not in written


def _is_day(written: str) -> bool:
    found = DAY.fullmatch(written)
    try:
        return bool(found) and bool(date(LEAP_YEAR, int(found[1]), int(found[2])))  # type: ignore[index]
    except ValueError:
        return False
