"""Lines that have stood unanswered, as the team lead and the manager see them: derived from the settings, never written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cmtool.commands.office import Office

if TYPE_CHECKING:
    from cmtool.jobs.escalation import Ladder, Teams
    from cmtool.model import Errand, Task
    from cmtool.report.listing import Listing

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rules:
    """How long an errand may stand, and who leads whom."""

    ladder: Ladder
    teams: Teams


def rules(office: Office) -> Rules | None:
    """Return what ``[escalation]`` and ``[teams]`` say, ``None`` where there is no escalation."""
    from cmtool.commands.settings import section
    from cmtool.jobs.escalation import ladder

    found = ladder(*section("escalation"))
    return None if found is None else Rules(found, led(office))


def led(office: Office) -> Teams:
    """Return the teams: leads as the settings name them, members as they do and as the targets do."""
    from cmtool.book.targets import standing
    from cmtool.commands.settings import section
    from cmtool.jobs.escalation import teams
    from cmtool.model import day_number

    held = sorted(standing(office.book.db, day_number(office.on)), key=lambda one: one.day)
    written, place = section("teams")
    return teams(written, {one.manager: one.team for one in held if one.manager}, place)


def joined(office: Office, kept: Sequence[Task], items: list[Item], hour: int | None) -> tuple[list[Item], tuple[str, ...]]:
    """Return a day's items, those escalated marked, after them what was escalated to this manager; and the columns."""
    from cmtool.commands.today import COLUMNS, lines

    found = rules(office)
    if found is None:
        return items, COLUMNS
    own = [{**item, "escalated": mark} for item, mark in zip(items, _marks(office, found, kept), strict=True)]
    risen = _risen(office, found, office.manager) if office.manager else []
    theirs = _marked(office, found, risen, lines(office, risen, hour))
    columns = COLUMNS
    if theirs:
        columns = ("client", "name", "manager", *columns[2:])
    return [*own, *theirs], (*columns, "escalated") if any(item["escalated"] for item in (*own, *theirs)) else columns


def escalated(office: Office, top: int | None, hour: int | None) -> Listing:
    """Return only what was escalated: to the manager asked for, else of the whole book.

    Raises:
        Misconfigured: no settings file has ``[escalation]``.
    """
    from cmtool.commands.console import warn
    from cmtool.commands.today import COLUMNS, SCHEMA, lines
    from cmtool.errors import Misconfigured
    from cmtool.report.listing import Listing

    found = rules(office)
    if found is None:
        raise Misconfigured("escalation-off")
    if office.manager and office.manager not in found.teams.leads.values():
        warn(office.lang, "escalation-no-lead", manager=office.manager)
    risen = _risen(office, found, office.manager)[:top]
    items = _marked(office, found, risen, lines(office, risen, hour))
    columns = ("client", "name", "manager", *COLUMNS[2:], "escalated")
    return Listing(schema=SCHEMA, as_of=office.on, items=items, columns=columns)


def _risen(office: Office, found: Rules, lead: str) -> list[Task]:
    """Return what has risen to ``lead`` (to anybody where empty), each line with only the errands that have."""
    from cmtool.commands.morning import callers
    from cmtool.commands.settings import section
    from cmtool.jobs.follow_up import tasks
    from cmtool.jobs.urgency import weights
    from cmtool.model import day_number

    on = day_number(office.on)
    under = found.teams.under(lead) if lead else {"": 1}
    risen = []
    for member, position in under.items():
        calling = [caller for caller in callers(office.seen_by(member), office.on) if _overdue(found, caller.errands, on)]
        last = _last_contacts(office, [caller.code for caller in calling])
        for caller in calling:
            levels = [(errand, _level(found, errand, on, last[caller.code])) for errand in caller.errands]
            late = tuple(errand for errand, level in levels if level >= position)
            if late:
                risen.append(replace(caller, errands=late))
    return tasks(risen, on, weights(*section("urgency")))


def _marks(office: Office, found: Rules, kept: Sequence[Task]) -> list[Item | None]:
    """Return for each line how it stands: level, working days, to whom, and the errands' codes; ``None`` where it has not."""
    from cmtool.model import day_number

    on = day_number(office.on)
    last = _last_contacts(office, [task.client for task in kept if _overdue(found, task.errands, on)])
    return [_mark(office, found, task, on, last.get(task.client)) if task.client in last else None for task in kept]


def _mark(office: Office, found: Rules, task: Task, on: int, last: int | None) -> Item | None:
    from cmtool.words import said

    stood = {errand.code: found.ladder.stood(errand, on, last) for errand in task.errands}
    codes = [code for code, days in stood.items() if found.ladder.level(days)]
    if not codes:
        return None
    above, days = found.teams.above(task.manager), max(stood.values())
    level = min(found.ladder.level(days), max(len(above), 1))
    to = above[level - 1] if above else ""
    leads = task.manager in found.teams.leads.values()
    key = "escalated-to" if to else "escalated-top" if leads else "escalated-nobody"
    words = said(office.lang, key, days=days, level=level, to=to, manager=task.manager or "-")
    return {"level": level, "days": days, "to": to, "codes": codes, "words": words}


def _marked(office: Office, found: Rules, tasks: Sequence[Task], items: Sequence[Item]) -> list[Item]:
    marks = _marks(office, found, tasks)
    return [{**item, "escalated": mark} for item, mark in zip(items, marks, strict=True)]


def _overdue(found: Rules, errands: Iterable[Errand], on: int) -> bool:
    return any(errand.kind in found.ladder.kinds and errand.due < on for errand in errands)


def _level(found: Rules, errand: Errand, on: int, last: int | None) -> int:
    return found.ladder.level(found.ladder.stood(errand, on, last))


def _last_contacts(office: Office, codes: Sequence[str]) -> dict[str, int | None]:
    from cmtool.book.watch import facts_of
    from cmtool.model import day_number

    on, book = day_number(office.on), office.book
    rows = facts_of(book.db, book.column(on), codes, ("last_contact",), book.source(on))
    return {code: None if row[0] is None else int(row[0]) for code, row in rows.items()}
