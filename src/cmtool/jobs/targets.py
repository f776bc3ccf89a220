"""Where a target stands: what is done against the trading days gone by, where that leads, and what is still needed a day.

A day asked about is a morning: its own business is still to be done, so it counts among the days left. Trading days are working
days from Monday to Friday: a make-up Saturday is worked, and no exchange opens.

>>> period("2026Q4").months
('2026-10', '2026-11', '2026-12')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from cmtool.errors import InvalidData
from cmtool.jobs.deadlines import is_working
from cmtool.model import TIERS, Figure, Period, Progress, Target

WRITTEN = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])|[-]?[Qq]([1-4]))?")


def period(written: str) -> Period:
    """Return the period written as ``2026-11``, ``2026Q4`` or ``2026``.

    Raises:
        InvalidData: it is none of these.
    """
    found = WRITTEN.fullmatch(written.strip())
    if not found or not 1900 < int(found[1]) < 9999:
        raise InvalidData("target-period", found=written)
    year, month, quarter = found.groups()
    if month:
        return Period(f"{year}-{month}", "month", (f"{year}-{month}",))
    if quarter:
        return Period(f"{year}Q{quarter}", "quarter", tuple(f"{year}-{3 * int(quarter) - 2 + part:02d}" for part in range(3)))
    return Period(year, "year", tuple(f"{year}-{number:02d}" for number in range(1, 13)))


def around(on: date) -> tuple[Period, Period, Period]:
    """Return the month, the quarter and the year of a day."""
    return period(f"{on:%Y-%m}"), period(f"{on.year}Q{(on.month + 2) // 3}"), period(str(on.year))


@lru_cache(maxsize=1024)
def trading_days(first: date, last: date) -> int:
    """Return how many trading days there are from ``first`` to ``last``, both counted.

    >>> trading_days(date(2026, 10, 1), date(2026, 10, 9))          # the National Day holiday runs to 7 October
    2
    """
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return sum(day.weekday() < 5 and is_working(day) for day in days)


def target_of(
    targets: Mapping[tuple[str, str, str, str], Target], whose: tuple[str, str], measure: str, of: Period
) -> Target | None:
    """Return a period's target: its own, else the sum of those of all its parts, ``None`` where one of them has none."""
    own = targets.get((measure, *whose, of.code))
    if own or not of.parts:
        return own
    parts = [target_of(targets, whose, measure, period(part)) for part in of.parts]
    return None if None in parts else summed([part for part in parts if part], of.code)


def summed(targets: Sequence[Target], of: str, **who: str) -> Target:
    """Return the sum of targets, tier by tier; ``who`` names the team it is for."""
    tiers = {name: sum(getattr(one, name) for one in targets) for name in TIERS}
    return replace(targets[0], period=of, day=max(one.day for one in targets), **tiers, **who)


def progress(
    targets: Iterable[Target], figures: Iterable[Figure], measures: Sequence[str], periods: Sequence[Period], on: date
) -> list[Progress]:
    """Return every target's progress in the periods asked for: each manager's, then his team's, by measure and period.

    A team's target is its own, else the sum of its managers'; what it has done is what they have done.
    """
    held = {(one.measure, one.manager, "" if one.manager else one.team, one.period): one for one in targets}
    team = {one.manager: one.team for one in sorted(held.values(), key=lambda one: one.day) if one.manager}
    done = {(one.measure, one.manager, one.month): one.done for one in figures}
    teams = sorted({*team.values(), *(one.team for one in held.values() if not one.manager)})
    lines: list[Progress] = []
    for measure, of in ((measure, of) for measure in measures for of in periods):
        aims = {who: aim for who in sorted(team) if (aim := target_of(held, (who, ""), measure, of)) is not None}
        lines += [_line(aim, of, [who], done, on) for who, aim in aims.items()]
        for name in teams:
            members = sorted(who for who in team if team[who] == name)
            aiming = [who for who in members if who in aims]
            own = target_of(held, ("", name), measure, of)
            if own or len(aiming) > 1:
                whole = own or summed([aims[who] for who in aiming], of.code, manager="", team=name)
                lines.append(_line(whole, of, members if own else aiming, done, on))
    return lines


def _days(of: Period, on: date) -> tuple[int, int]:
    """Return a period's trading days, and those gone by before the morning of ``on``."""
    gone = trading_days(of.first, min(of.last, on - timedelta(days=1))) if on > of.first else 0
    return trading_days(of.first, of.last), gone


def _line(aim: Target, of: Period, who: Sequence[str], done: Mapping[tuple[str, str, str], int], on: date) -> Progress:
    """Return one line; a month that has begun and that nobody reported is missing, and what is done is then a part."""
    days, gone = _days(of, on)
    begun = [month for month in of.months if _days(period(month), on)[1]]
    known = {(name, month): done.get((aim.measure, name, month)) for name in who for month in of.months}
    found = [value for value in known.values() if value is not None]
    lacking = [(name, month) for name in who for month in begun if known[name, month] is None]
    missing = tuple(month if len(who) == 1 else f"{name} {month}" for name, month in lacking)
    return Progress(target=aim, period=of, done=sum(found) if found else None, days=days, gone=gone, missing=missing)
