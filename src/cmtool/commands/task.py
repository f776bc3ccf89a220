"""``cmtool task``: what is on a client's line today is done, put off or left out, with a reason; one entry, one undo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool.commands.client import CHANNELS
from cmtool.commands.office import Office
from cmtool.commands.parts import Group, argument, command, listed, option, writes

if TYPE_CHECKING:
    from cmtool.book.ledger import Pen
    from cmtool.model import Errand

SILENCE = ("CMT-F06", "CMT-F07")  # only a contact ends these
AGREED, PROMISE = "CMT-F01", "CMT-F91"


@click.group(cls=Group, lazy={name: f"{__name__}:{name}_task" for name in ("done", "snooze", "skip", "list")})
def task() -> None:
    """Lines of the morning list: done, put off, left out."""


@command("done")
@argument("code", "client")
@option("--only", metavar="code")
@option("--reason", default="")
@option("--channel", type=click.Choice(CHANNELS), default="phone", show_default=True)
@option("--no-contact", is_flag=True)
@writes
@click.pass_obj
def done_task(office: Office, code: str, only: str | None, reason: str, channel: str, no_contact: bool, dry_run: bool) -> None:
    """Note a client's errands of today as done; the contact is logged with them."""
    from cmtool.jobs.doing import back_on

    with office.book.writing(office.entry("task done"), dry_run=dry_run) as pen:
        client, errands, on = _line(office, pen, code, only)
        if no_contact:
            errands = [errand for errand in errands if errand.code not in SILENCE]
            _settle(office, pen, client, errands, on)
        else:
            from cmtool.commands.contacted import Contact, write

            kept = any(errand.code == PROMISE for errand in errands)
            write(office, pen, client, Contact(pen.about, channel, result=reason, kept=kept))
        _note(pen, client, errands, "done", {errand.code: back_on(errand, on) for errand in errands}, reason, on)
    _said(office, "task-done", pen.about, errands, dry_run)


@command("snooze")
@argument("code", "client")
@option("--until")
@option("--only", metavar="code")
@option("--reason", required=True)
@writes
@click.pass_obj
def snooze_task(office: Office, code: str, until: str | None, only: str | None, reason: str, dry_run: bool) -> None:
    """Put a client's errands off, to the next working day or a day named; a duty not past its deadline."""
    from cmtool.commands.answers import day_from
    from cmtool.errors import InvalidData
    from cmtool.jobs.deadlines import working_day
    from cmtool.jobs.doing import put_off
    from cmtool.model import day_number, day_of

    day = day_from(until) if until else day_number(working_day(office.on, 1))
    if day <= day_number(office.on):
        raise InvalidData("task-until-past", found=day_of(day))
    with office.book.writing(office.entry("task snooze"), dry_run=dry_run) as pen:
        client, errands, on = _line(office, pen, code, only)
        put_off(errands, on, day)
        _note(pen, client, errands, "snooze", dict.fromkeys((errand.code for errand in errands), day), reason, on)
    _said(office, "task-snoozed", pen.about, errands, dry_run, until=day_of(day))


@command("skip")
@argument("code", "client")
@option("--only", metavar="code")
@option("--reason", required=True)
@writes
@click.pass_obj
def skip_task(office: Office, code: str, only: str | None, reason: str, dry_run: bool) -> None:
    """Leave a client's errands out this time; a duty cannot be."""
    from cmtool.jobs.doing import back_on, left_out

    with office.book.writing(office.entry("task skip"), dry_run=dry_run) as pen:
        client, errands, on = _line(office, pen, code, only)
        left_out(errands)
        _note(pen, client, errands, "skip", {errand.code: back_on(errand, on) for errand in errands}, reason, on)
    _said(office, "task-skipped", pen.about, errands, dry_run)


@command("list")
@option("--all", "all_", is_flag=True)
@listed
@click.pass_obj
def list_task(office: Office, all_: bool, form: str | None, fields: str | None, output: Path | None) -> None:
    """List what was done, put off or left out and is not back yet; with --all everything."""
    from cmtool.commands.console import show
    from cmtool.model import day_number, day_of
    from cmtool.report.listing import Listing
    from cmtool.rules.identity import scrubbed
    from cmtool.words import said

    sql = (
        "SELECT task.*, client.code AS client_code FROM task JOIN client ON client.id = task.client"
        " WHERE (? = '' OR manager = ?) AND day <= ? AND (? OR until > ?) ORDER BY until, task.id"
    )
    on = day_number(office.on)
    items = [
        {
            "client": row["client_code"],
            "code": row["code"],
            "state": row["state"],
            "state_words": said(office.lang, f"state-{row['state']}"),
            "day": day_of(row["day"]).isoformat(),
            "until": day_of(row["until"]).isoformat(),
            "reason": scrubbed(row["reason"]),
        }
        for row in office.book.rows(sql, (office.manager, office.manager, on, all_, on))
    ]
    columns = ("client", "code", "state_words", "day", "until", "reason")
    show(office.lang, Listing(schema="cmtool/tasks/1", as_of=office.on, items=items, columns=columns), form, fields, output)


def _line(office: Office, pen: Pen, code: str, only: str | None) -> tuple[int, list[Errand], int]:
    """Return a client's id, what is on his line today, all or one code of it, and the day number.

    The pen is held already, so that nobody else can do the same meanwhile; its entry is about the client's code.

    Raises:
        NotFound: he is not on the list, or the code is not on his line.
    """
    from cmtool.commands.morning import morning_list
    from cmtool.errors import NotFound
    from cmtool.model import day_number

    client = office.client(code)
    pen.about = client.code
    found = next(iter(morning_list(office, only=client.id)), None)
    if found is None:
        raise NotFound("today-not-listed", code=client.code)
    errands = [errand for errand in found.errands if only is None or errand.code == only.upper()]
    if not errands:
        raise NotFound("task-no-code", code=client.code, found=only, known=[errand.code for errand in found.errands])
    return client.id, errands, day_number(office.on)


def _settle(office: Office, pen: Pen, client: int, errands: Sequence[Errand], on: int) -> None:
    """Do in the book what being done without a contact means: promises are kept, the agreed day is over."""
    from cmtool.book.records import promises_due

    codes = {errand.code for errand in errands}
    for number in promises_due(office.book.db, client, on) if PROMISE in codes else ():
        pen.update("contact", number, {"kept": 1})
    if AGREED in codes:
        pen.update("client", client, {"f_next_touch": None, "at_next_touch": on})


def _note(pen: Pen, client: int, errands: Sequence[Errand], state: str, until: dict[str, int], reason: str, on: int) -> None:
    for code in dict.fromkeys(errand.code for errand in errands):
        pen.insert("task", {"client": client, "code": code, "state": state, "until": until[code], "reason": reason, "day": on})


def _said(office: Office, key: str, code: str, errands: Sequence[Errand], dry_run: bool, **figures: object) -> None:
    from cmtool.commands.console import tell
    from cmtool.words import said

    dry = said(office.lang, "dry-run") if dry_run else ""
    tell(office.lang, key, code=code, titles=[errand.title for errand in errands], dry=dry, **figures)
