"""``cmtool today``: whom to contact, why, about what, and about what not."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import command, listed, option
from cmtool.commands.sending import sends, sent

COLUMNS = ("client", "name", "due", "urgency", "may_contact", "reason")
ON_SCREEN = 20


@command()
@option("--top", type=click.IntRange(min=1))
@sends
@listed
@click.pass_obj
def today(
    office: Office,
    top: int | None,
    send: tuple[str, ...],
    send_fields: str,
    form: str | None,
    fields: str | None,
    output: Path | None,
) -> int:
    """List today's clients, the most urgent first."""
    from cmtool.commands.console import show, tell
    from cmtool.commands.morning import callers
    from cmtool.jobs.follow_up import tasks
    from cmtool.model import day_number
    from cmtool.report.items import task_item
    from cmtool.report.listing import Listing

    found = tasks(callers(office), day_number(office.on))
    on_screen = form is None and output is None and not fields and sys.stdout.isatty()
    most = top or (ON_SCREEN if on_screen else len(found))
    items = [task_item(task, office.lang) for task in found[:most]]
    code = sent(office, items, send, send_fields)
    if send and not (form or output or fields):
        return code
    show(office.lang, Listing(schema="cmtool/today/1", as_of=office.on, items=items, columns=COLUMNS), form, fields, output)
    if len(found) > most:
        tell(office.lang, "today-more", shown=most, count=len(found))
    if not found:
        tell(office.lang, "today-nothing")
        _known_manager(office)
    return code


def _known_manager(office: Office) -> None:
    """Say so where nobody in the book has the manager asked for: a typing mistake must not read as a free day."""
    from cmtool.commands.console import tell
    from cmtool.rules.house import near

    known = [
        row["manager"] for row in office.book.rows("SELECT DISTINCT manager FROM client WHERE manager <> '' ORDER BY manager")
    ]
    if office.manager and office.manager not in known:
        tell(office.lang, "manager-unknown", manager=office.manager, near=near(office.manager, known) or known[:3])
