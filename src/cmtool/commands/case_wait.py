"""``cmtool case wait|resume``: a case waits for a department or for the client, until a day, and goes on."""

from __future__ import annotations

from datetime import date

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, option, writes

NOBODY = {"waits_for": "", "waits_since": None, "waits_until": None, "waits_reason": ""}


@command("wait")
@argument("number", "number", type=int)
@option("--for", "whom", required=True)
@option("--until")
@option("--reason", required=True)
@writes
@click.pass_obj
def wait_case(office: Office, number: int, whom: str, until: str | None, reason: str, dry_run: bool) -> None:
    """Note for whom a case waits, a department or the client, and by when he should have acted."""
    from cmtool.commands.answers import day_from
    from cmtool.commands.casework import event, open_case, who
    from cmtool.commands.console import tell
    from cmtool.errors import InvalidData
    from cmtool.jobs.casework import ON_CLIENT, waiter
    from cmtool.model import day_number, day_of

    row, today = open_case(office, number), day_number(office.on)
    name, day = waiter(whom), day_from(until) if until else None
    if not name:
        raise InvalidData("case-waits-nobody")
    if day is not None and day < today:
        raise InvalidData("case-until-past", found=day_of(day))
    changes = {"waits_for": name, "waits_since": today, "waits_until": day, "waits_reason": reason}
    with office.book.writing(office.entry("case wait", str(number)), dry_run=dry_run) as pen:
        pen.update("work", number, changes)
        what, words = ("wait-client", []) if name == ON_CLIENT else ("wait", [name])
        words += [] if day is None else [day_of(day).isoformat()]
        pen.insert("work_event", event(office, row, what, " · ".join([*words, reason])))
    if dry_run:
        tell(office.lang, "dry-run")
    key = "case-waiting" if day is None else "case-waiting-until"
    tell(office.lang, key, number=number, who=who(office, name), until=day and day_of(day))


@command("resume")
@argument("number", "number", type=int)
@writes
@click.pass_obj
def resume_case(office: Office, number: int, dry_run: bool) -> None:
    """Go on with a case that waited; the days waited for the client do not count towards its step."""
    from cmtool.commands.casework import event, no_later, open_case
    from cmtool.commands.console import tell
    from cmtool.errors import NotPermitted
    from cmtool.jobs.casework import ON_CLIENT, working_days_since
    from cmtool.jobs.deadlines import working_day
    from cmtool.model import day_of

    row = open_case(office, number)
    if not row["waits_for"]:
        raise NotPermitted("case-not-waiting", number=number)
    due: date = day_of(row["due"])
    waited = working_days_since(day_of(row["waits_since"]), office.on) if row["waits_for"] == ON_CLIENT else 0
    day = no_later(office, row, working_day(due, waited) if waited else due)
    with office.book.writing(office.entry("case resume", str(number)), dry_run=dry_run) as pen:
        pen.update("work", number, {**NOBODY, "due": day})
        pen.insert("work_event", event(office, row, "resume"))
    if dry_run:
        tell(office.lang, "dry-run")
    tell(office.lang, "case-resumed", number=number, due=day_of(day))
