"""``cmtool today``: whom to contact, why, about what, and about what not."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Misused, command, listed, option
from cmtool.commands.sending import sends, sent

if TYPE_CHECKING:
    from cmtool.commands.ranking import Dropped, Ranked
    from cmtool.model import Task

COLUMNS = ("client", "name", "due", "urgency", "contact", "reason")
SCHEMA = "cmtool/today/1"
ON_SCREEN = 20
WORKING_DAYS = 5


@command()
@option("--top", type=click.IntRange(min=1))
@option("--capacity", type=click.IntRange(min=1))
@option("--week", is_flag=True)
@option("--where")
@option("--why", metavar="client")
@option("--at", type=click.IntRange(0, 23))
@option("--escalated", "risen", is_flag=True)
@sends
@listed
@click.pass_obj
def today(
    office: Office,
    top: int | None,
    capacity: int | None,
    week: bool,
    where: str | None,
    why: str | None,
    at: int | None,
    risen: bool,
    send: tuple[str, ...],
    send_fields: str,
    form: str | None,
    fields: str | None,
    output: Path | None,
) -> int:
    """List today's clients, the most urgent first."""
    from cmtool.commands.console import show
    from cmtool.commands.morning import morning_list
    from cmtool.commands.ranking import ranked
    from cmtool.commands.selection import among

    _one_way(top and capacity, why and (top or capacity or week), risen and (why or capacity or week or where))
    asked = among(office, where)
    if risen:
        from cmtool.commands.escalating import escalated

        listing = escalated(office, top, at)
    elif week:
        listing = _week(office, capacity, top, at, asked)
    elif why:
        listing = _terms(office, morning_list(office, among=asked), why)
    else:
        on_screen = form is None and output is None and not fields and sys.stdout.isatty()
        most = capacity or top or (ON_SCREEN if on_screen else None)
        listing = _day(office, ranked(office, most, asked, dropped=bool(capacity)), capacity, at)
    code = sent(office, listing.items, send, send_fields)
    if not send or form or output or fields:
        show(office.lang, listing, form, fields, output)
    if not listing.items:
        _nothing(office)
    return code


def _one_way(*both: object) -> None:
    """Refuse options that ask for two lists at once."""
    if any(both):
        raise Misused("today-one-way")


def lines(office: Office, tasks: Sequence[Task], hour: int | None, *, working: bool = False) -> list[dict[str, Any]]:
    """Return tasks as items, each with what the gate says of it; ``working`` tells that they are for working days."""
    from cmtool.commands.contact import contacts
    from cmtool.report.items import task_item

    pairs = zip((task_item(task, office.lang) for task in tasks), contacts(office, tasks, hour, working=working), strict=True)
    return [{**item, **more, "not_about": [*item["not_about"], *more["not_about"]]} for item, more in pairs]


def _day(office: Office, found: Ranked, capacity: int | None, hour: int | None):  # noqa: ANN202  # a Listing, which --help must not load
    from cmtool.commands.console import tell
    from cmtool.commands.settings import section
    from cmtool.report.listing import Listing

    kept, head = found.kept, {}
    if capacity:
        least = kept[-1].urgency if kept else 0
        head = {"capacity": capacity, "dropped": _dropped(office, found.dropped, "today-dropped-why", least=least)}
    items, columns = lines(office, kept, hour), COLUMNS
    if section("escalation")[0]:
        from cmtool.commands.escalating import joined

        items, columns = joined(office, kept, items, hour)
    if not capacity and found.count > len(kept):
        tell(office.lang, "today-more", shown=len(kept), count=found.count)
    return Listing(schema=SCHEMA, as_of=office.on, items=items, columns=columns, head=head)


def _week(office: Office, capacity: int | None, top: int | None, hour: int | None, asked: tuple[str, str]):  # noqa: ANN202  # a Listing
    from cmtool.commands.morning import morning_list
    from cmtool.commands.occasions import unpublished
    from cmtool.commands.ranking import left_out
    from cmtool.jobs.deadlines import working_days
    from cmtool.jobs.week import plan
    from cmtool.model import day_number, day_of
    from cmtool.report.listing import Listing

    days = working_days(office.on, WORKING_DAYS)
    unpublished(office, days)
    found = plan({day_number(day): morning_list(office, day, among=asked) for day in days}, capacity)
    placed = found.placed[: top or len(found.placed)]
    items = lines(office, [task for _, task in placed], hour, working=True)
    items = [{"day": day_of(day).isoformat(), **item} for (day, _), item in zip(placed, items, strict=True)]
    head = {"capacity": found.capacity, "dropped": _dropped(office, [left_out(task) for task in found.dropped], "today-full")}
    return Listing(schema="cmtool/week/1", as_of=office.on, items=items, columns=("day", *COLUMNS), head=head)


def _terms(office: Office, found: Sequence[Task], code: str):  # noqa: ANN202  # a Listing
    """Return the terms of one client's urgency, and their sum."""
    from cmtool.errors import NotFound
    from cmtool.report.items import term_item
    from cmtool.report.listing import Listing
    from cmtool.words import said

    client = office.client(code)
    task = next((task for task in found if task.client == client.code), None)
    if task is None:
        raise NotFound("today-not-listed", code=client.code)
    items = [term_item(term, office.lang) for term in task.terms]
    items.append({"code": "", "points": task.urgency, "words": said(office.lang, "term-total")})
    columns = ("code", "points", "words")
    return Listing(schema="cmtool/urgency/1", as_of=office.on, items=items, columns=columns, head={"client": client.code})


def _dropped(office: Office, left: Sequence[Dropped], key: str, **figures: object) -> list[dict[str, Any]]:
    """Return who found no room, and why; say how many, on standard error, and whether a duty is among them."""
    from cmtool.commands.console import tell
    from cmtool.model import day_of
    from cmtool.words import said

    items = [
        {
            "client": each.client,
            "due": day_of(each.due).isoformat(),
            "urgency": each.urgency,
            "duty": each.duty,
            "why": said(office.lang, key, urgency=each.urgency, **figures),
        }
        for each in left
    ]
    if items:
        duties = sum(item["duty"] for item in items)
        first = items[0]
        tell(office.lang, "today-dropped", count=len(items), duties=duties, client=first["client"], urgency=first["urgency"])
    return items


def _nothing(office: Office) -> None:
    """Say so where nobody is listed, and where nobody has the manager asked for: a typing mistake is no free day."""
    from cmtool.commands.console import tell
    from cmtool.rules.house import near

    tell(office.lang, "today-nothing")
    sql = "SELECT DISTINCT manager FROM client WHERE manager <> '' ORDER BY manager"
    known = [row["manager"] for row in office.book.rows(sql)]
    if office.manager and office.manager not in known:
        tell(office.lang, "manager-unknown", manager=office.manager, near=near(office.manager, known) or known[:3])
