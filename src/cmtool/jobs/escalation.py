"""What has stood unanswered goes up (升级): to the team lead after some working days, to who leads him after more.

Nothing is written: an errand stands since its due day, and is answered by whatever takes it off the list and by any contact
since. An errand without a due day of its own cannot have stood.

>>> Ladder(days=(3, 6)).level(5)
1
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from cmtool.errors import Misconfigured
from cmtool.model import TASK_KINDS, Errand, day_of

USUAL_KINDS = ("duty", "money", "promise")
USUAL_LEVELS, MOST_LEVELS, MOST_DAYS = 2, 5, 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Working days until each level, and the kinds of errands that go up (``[escalation]`` of the settings)."""

    days: tuple[int, ...]
    kinds: frozenset[str] = frozenset(USUAL_KINDS)

    def level(self, stood: int) -> int:
        """Return the level of an errand that has stood for so many working days; nought is the manager's own."""
        return sum(stood >= days for days in self.days)

    def stood(self, errand: Errand, on: int, last_contact: int | None) -> int:
        """Return for how many working days an errand has stood unanswered; nought where its kind does not go up."""
        if errand.kind not in self.kinds or errand.due >= on or (last_contact is not None and last_contact >= errand.due):
            return 0
        return working_days_since(errand.due, on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Teams:
    """Who leads which team, and in which teams a manager is, the first first."""

    leads: Mapping[str, str] = field(default_factory=dict)
    of: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def above(self, manager: str) -> tuple[str, ...]:
        """Return who leads a manager, then who leads that one, and so on."""
        found: list[str] = []
        at = manager
        while (lead := self._lead(at)) and lead not in {manager, *found}:
            found.append(lead)
            at = lead
        return tuple(found)

    def under(self, lead: str) -> dict[str, int]:
        """Return all whom somebody leads, each with how many levels below he is."""
        every = sorted({*self.of, *self.leads.values()} - {lead})
        return {manager: self.above(manager).index(lead) + 1 for manager in every if lead in self.above(manager)}

    def _lead(self, manager: str) -> str:
        leads = (self.leads.get(team, "") for team in self.of.get(manager, ()))
        return next((lead for lead in leads if lead and lead != manager), "")


@lru_cache(maxsize=4096)
def working_days_since(due: int, on: int) -> int:
    """Return how many working days there are after day number ``due`` up to ``on``.

    >>> working_days_since(20_726, 20_734)          # from 30 September 2026 over the holiday to 8 October
    1
    """
    first = day_of(due)
    return sum(_works(first + timedelta(days=number)) for number in range(1, on - due + 1))


@lru_cache(maxsize=4096)
def _works(day: date) -> bool:
    from cmtool.jobs.deadlines import is_working

    return is_working(day)


def ladder(written: Mapping[str, object], place: object = "") -> Ladder | None:
    """Return the ladder as ``[escalation]`` gives it, ``None`` where it gives none; a single number is the step of each level.

    Raises:
        Misconfigured: with every mistake in it.
    """
    if not written:
        return None
    wrong = [Misconfigured("escalation-unknown", path=place, found=sorted(unknown), known=["days", "levels", "kinds"])
             for unknown in (written.keys() - {"days", "levels", "kinds"},) if unknown]  # fmt: skip
    kinds, levels = written.get("kinds", list(USUAL_KINDS)), written.get("levels", USUAL_LEVELS)
    if not isinstance(kinds, list) or not kinds or not set(map(str, kinds)) <= set(TASK_KINDS):
        wrong.append(Misconfigured("escalation-kinds", path=place, found=kinds, known=TASK_KINDS))
    if not _whole(levels, MOST_LEVELS):
        wrong.append(Misconfigured("escalation-levels", path=place, found=levels, most=MOST_LEVELS))
    days = written.get("days", 0)
    given = days if isinstance(days, list) else [days]
    steps = all(_whole(one, MOST_DAYS) for one in given) and given == sorted(set(given)) and 0 < len(given) <= MOST_LEVELS
    if not steps or (isinstance(days, list) and "levels" in written):
        wrong.append(Misconfigured("escalation-days", path=place, found=days, most=MOST_DAYS))
    if wrong:
        raise Misconfigured("several-mistakes", wrong=wrong)
    marks = given if isinstance(days, list) else [days * level for level in range(1, levels + 1)]  # type: ignore[operator]
    return Ladder(days=tuple(marks), kinds=frozenset(kinds))  # type: ignore[arg-type]


def teams(written: Mapping[str, object], held: Mapping[str, str], place: object = "") -> Teams:
    """Return the teams: their leads and members as ``[teams]`` names them, and who is in one by his targets (``held``).

    Raises:
        Misconfigured: a team has no lead or no list of members, somebody is led by two, or two lead each other.
    """
    wrong = [mistake for name, team in written.items() for mistake in _mistakes(name, team, place)]
    if wrong:
        raise Misconfigured("several-mistakes", wrong=wrong)
    leads = {name: str(team["lead"]) for name, team in written.items()}  # type: ignore[index]
    of: dict[str, list[str]] = {}
    for name, team in written.items():
        for member in team.get("members", []):  # type: ignore[attr-defined]
            of.setdefault(member, []).append(name)
    for member, names in of.items():
        led = [name for name in names if leads[name] != member]
        if len(led) > 1:
            raise Misconfigured("teams-twice", path=place, manager=member, found=led)
    for member, name in held.items():
        if name:
            of.setdefault(member, []).append(name)
    found = Teams(leads=leads, of=of)
    _no_circle(found, leads.values(), place)
    return found


def named_teams(written: Mapping[str, object], place: object = "") -> Teams:
    """Return the teams as ``[teams]`` alone has them."""
    return teams(written, {}, place)


def _mistakes(name: str, team: object, place: object) -> Iterable[Misconfigured]:
    if not isinstance(team, Mapping):
        yield Misconfigured("settings-no-table", path=place, name=f"teams.{name}")
        return
    if unknown := sorted(team.keys() - {"lead", "members"}):
        yield Misconfigured("teams-unknown", path=place, name=name, found=unknown)
    if not isinstance(team.get("lead"), str) or not team["lead"].strip():
        yield Misconfigured("teams-no-lead", path=place, name=name, found=team.get("lead", ""))
    members = team.get("members", [])
    if not isinstance(members, list) or not all(isinstance(member, str) and member.strip() for member in members):
        yield Misconfigured("teams-no-members", path=place, name=name, found=members)


def _no_circle(found: Teams, leads: Iterable[str], place: object) -> None:
    for lead in leads:
        chain = [lead, *found.above(lead)]
        if found._lead(chain[-1]) in chain:
            raise Misconfigured("teams-circle", path=place, found=chain)


def _whole(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most
