"""All that calls for a client today, gathered: triggers, assessments, birthdays, promises, cases, plugins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from cmtool.book import watch
from cmtool.commands import occasions
from cmtool.commands.office import Office
from cmtool.commands.waiting import promised_and_open
from cmtool.jobs.follow_up import Caller
from cmtool.jobs.gate import SCANNED, wishes
from cmtool.model import Errand, day_number

if TYPE_CHECKING:
    from cmtool.model import FollowUp, Task
    from cmtool.rules.sql import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """What may call for clients on a day, before any of them is looked at.

    ``extra`` holds the core's own triggers by code, each as (SQL condition, SQL of the due day); ``errand_of`` makes an errand
    of what fired; ``waiting`` are errands that single clients have by themselves, ``away`` the codes that are not back yet.
    """

    on: int
    column: Column
    triggers: Sequence[FollowUp]
    extra: Mapping[str, tuple[str, str]]
    errand_of: Callable[[str, int], Errand]
    waiting: Mapping[int, Sequence[Errand]]
    away: Mapping[int, set[str]]


def morning_list(
    office: Office, day: date | None = None, only: int | None = None, among: tuple[str, str] = ("", "")
) -> list[Task]:
    """Return the morning list of a day, the day asked about where none is given.

    ``only`` is the one client asked about; ``among`` a condition as SQL, as ``selection.among`` gives it.
    """
    from cmtool.commands.settings import section
    from cmtool.jobs.follow_up import tasks
    from cmtool.jobs.urgency import weights

    day = day or office.on
    return tasks(callers(office, day, only, among), day_number(day), weights(*section("urgency")))


def callers(office: Office, day: date, only: int | None = None, among: tuple[str, str] = ("", "")) -> Iterator[Caller]:
    """Yield the clients of the manager asked for (all where none is) with everything that calls for them on a day."""
    asked = watch.Asked(office.manager, None if only is None else (only,), *among)
    yield from called(office, day, calling(office, day, asked), asked)


def calling(office: Office, day: date, asked: watch.Asked) -> Calling:
    """Return what may call for clients on a day."""
    on, book = day_number(day), office.book
    own = list(occasions.triggers(office, day))
    made = {code: make for code, _, make in own}
    by_code = {code: trigger for code, trigger in office.house.follow_ups.items() if code not in made}

    @cache  # a trigger that fires for thousands with one due day is one errand
    def errand_of(code: str, due: int) -> Errand:
        return _triggered(by_code[code], due) if code in by_code else made[code](due)

    return Calling(
        on=on,
        column=book.column(on),
        triggers=list(by_code.values()),
        extra={code: condition for code, condition, _ in own},
        errand_of=errand_of,
        waiting=promised_and_open(office, on, asked),
        away=watch.away(book.db, on, asked, book.source(on)),
    )


def called(office: Office, day: date, calls: Calling, asked: watch.Asked) -> Iterator[Caller]:
    """Yield the clients asked about with everything that calls for them."""
    book, on = office.book, calls.on
    plugin_tasks = bool(office.plugins.answering("cmtool_due_tasks"))
    anyway = [row["id"] for row in book.rows("SELECT id FROM client")] if plugin_tasks else list(calls.waiting)
    told, source = ("tier", *SCANNED), book.source(on)
    for seen in watch.fired(book.db, calls.triggers, calls.extra, calls.column, on, asked, anyway, source, told):
        errands = [calls.errand_of(code, due) for code, due in seen.fired]
        errands += calls.waiting.get(seen.id, ())
        errands += _from_plugins(office, seen.code, day) if plugin_tasks else ()
        if seen.id in calls.away:
            errands = [errand for errand in errands if errand.code not in calls.away[seen.id]]
        yield Caller(
            code=seen.code,
            name=seen.name,
            manager=seen.manager,
            tier=seen.facts[0],
            wishes=wishes(seen.facts[1:]),
            errands=tuple(errands),
        )


def _triggered(trigger: FollowUp, due: int) -> Errand:
    return Errand(
        code=trigger.code,
        kind=trigger.kind,
        points=trigger.points,
        title=trigger.title,
        due=due,
        say=trigger.say,
        not_say=trigger.not_say,
        marketing=trigger.marketing,
    )


def _from_plugins(office: Office, code: str, day: date) -> list[Errand]:
    client = office.book.client(code, day_number(day))
    answers = list(office.plugins.ask("cmtool_due_tasks", client=client, on=day))
    office.report([answer.finding for answer in answers if answer.finding])
    return [errand for answer in answers for errand in answer.items]
