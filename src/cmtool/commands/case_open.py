"""``cmtool case open``: open a piece of work for a client, or a ticket that he brings, with its deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Misused, argument, command, option, writes

if TYPE_CHECKING:
    from cmtool.model import CaseKind, Client

HOUR = click.IntRange(0, 23)


@command("open")
@argument("code", "client")
@argument("kind", "kind")
@option("--about", default="")
@option("--severity", type=click.Choice(("urgent", "high", "normal")))
@option("--at", type=HOUR)
@writes
@click.pass_obj
def open_case(office: Office, code: str, kind: str, about: str, severity: str | None, at: int | None, dry_run: bool) -> None:
    """Open a case of KIND for CLIENT; its first step's deadline starts today, and a ticket's times now."""
    from cmtool.commands.casework import event, moment, no_later
    from cmtool.commands.console import tell
    from cmtool.commands.parts import text_from
    from cmtool.jobs.deadlines import working_day
    from cmtool.model import day_number, day_of

    client, wanted = office.client(code), office.house.case(kind)
    _may_be(office, client, wanted)
    given = text_from(about).strip()
    if wanted.ticket and not given:
        raise Misused("ticket-about-missing")
    if severity and not wanted.ticket:
        raise Misused("severity-of-ticket")
    first = wanted.steps[0]
    row = {"client": client.id, "code": wanted.code, "opened": day_number(office.on), "step": 1, "about": given}
    row |= _times(office, wanted, severity, at)
    row["due"] = no_later(office, row, working_day(office.on, first.days))
    with office.book.writing(office.entry("case open", f"{client.code}: {wanted.code}"), dry_run=dry_run) as pen:
        number = pen.insert("work", row)
        pen.insert("work_event", event(office, {**row, "id": number}, "open"))
    if dry_run:
        tell(office.lang, "dry-run")
    _not_ready(office, client, wanted)
    due = day_of(row["due"])
    tell(office.lang, "case-opened", number=number, title=wanted.title, step=first.name, owner=first.owner, due=due)
    if wanted.ticket:
        respond, end = moment(row["respond"], row["respond_hour"]), day_of(row["resolve"])
        tell(office.lang, "ticket-times", number=number, respond=respond, resolve=end)


def _may_be(office: Office, client: Client, wanted: CaseKind) -> None:
    """Make sure that this kind of work may concern the client.

    Raises:
        NotPermitted: its condition does not hold for him.
    """
    from cmtool.errors import NotPermitted
    from cmtool.rules.verdicts import Judge

    if wanted.when is not None and Judge(client, office.house.facts, office.on).holds(wanted.when.tree) is False:
        raise NotPermitted("case-not-for", title=wanted.title, code=wanted.code, client=client.code, condition=wanted.when.text)


def _times(office: Office, wanted: CaseKind, severity: str | None, at: int | None) -> dict[str, Any]:
    """Return the columns of a ticket: how severe it is, by when the first answer is due and by when the end; none of a case."""
    from cmtool.commands.casework import hour_of
    from cmtool.jobs.casework import by_when
    from cmtool.model import day_number

    if not (wanted.respond and wanted.resolve):
        return {}
    hour = hour_of(office, at)
    respond, respond_hour = by_when(office.on, hour, wanted.respond)
    resolve, _ = by_when(office.on, hour, wanted.resolve)
    times = {"respond": day_number(respond), "respond_hour": respond_hour, "resolve": day_number(resolve)}
    return {"severity": severity or wanted.severity, **times}


def _not_ready(office: Office, client: Client, wanted: CaseKind) -> None:
    from cmtool.commands.console import tell
    from cmtool.jobs.onboard import readiness

    ready = readiness(client, office.house, wanted, office.on)
    if not ready.ready:
        figures = {"papers": len(ready.missing), "conditions": len(ready.open_conditions)}
        tell(office.lang, "case-not-ready", code=wanted.code, client=client.code, **figures)
