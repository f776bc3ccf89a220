"""All that calls for a client today, gathered: triggers, assessments, birthdays, promises, cases, plugins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from cmtool.book import watch
from cmtool.commands import occasions
from cmtool.commands.office import Office
from cmtool.commands.waiting import promised_and_open
from cmtool.jobs.follow_up import Caller
from cmtool.jobs.gate import SCANNED, wishes
from cmtool.model import Errand, FollowUp, Task, day_number


def morning_list(office: Office, day: date | None = None, only: int | None = None) -> list[Task]:
    """Return the morning list of a day, the day asked about where none is given; ``only`` is the one client asked about."""
    from cmtool.commands.settings import section
    from cmtool.jobs.follow_up import tasks
    from cmtool.jobs.urgency import weights

    day = day or office.on
    return tasks(callers(office, day, only), day_number(day), weights(*section("urgency")))


def callers(office: Office, day: date, only: int | None = None) -> Iterator[Caller]:
    """Yield the clients of the manager asked for (all where none is) with everything that calls for them on a day."""
    on, book, house = day_number(day), office.book, office.house
    column = book.column(on)
    own = list(occasions.triggers(office, day))
    extra = {code: condition for code, condition, _ in own}
    made = {code: make for code, _, make in own}
    triggers = [trigger for code, trigger in house.follow_ups.items() if code not in made]
    waiting = promised_and_open(office, on)
    by_code = {trigger.code: trigger for trigger in triggers}
    plugin_tasks = bool(office.plugins.answering("cmtool_due_tasks"))
    everyone = [row["id"] for row in book.rows("SELECT id FROM client")] if plugin_tasks else list(waiting)
    told, away = ("tier", *SCANNED), watch.away(book.db, on)

    @cache  # a trigger that fires for thousands with one due day is one errand
    def errand_of(code: str, due: int) -> Errand:
        return _triggered(by_code[code], due) if code in by_code else made[code](due)

    for seen in watch.fired(book.db, triggers, extra, column, on, office.manager, everyone, book.source(on), told, only):
        errands = [errand_of(code, due) for code, due in seen.fired]
        errands += waiting.get(seen.id, ())
        errands += _from_plugins(office, seen.code, day) if plugin_tasks else ()
        if seen.id in away:
            errands = [errand for errand in errands if errand.code not in away[seen.id]]
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
