"""``cmtool journal``: who did what, when; an audit trail, and what ``undo`` works on."""

from __future__ import annotations

from pathlib import Path

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import command, listed, option


@command()
@option("--client", "code")
@option("--since", type=int, default=0)
@option("--top", type=click.IntRange(min=1))
@listed
@click.pass_obj
def journal(
    office: Office, code: str | None, since: int, top: int | None, form: str | None, fields: str | None, output: Path | None
) -> None:
    """List the journal, the newest first; ``--since N`` what came after entry N."""
    from cmtool.book.pages import journal_pages
    from cmtool.commands.console import show
    from cmtool.model import day_number
    from cmtool.report.listing import Listing

    client = office.book.client(code, day_number(office.on)).id if code else None
    items = journal_pages(office.book.db, client, since, top)
    columns = ("entry", "at", "who", "command", "about", "changes", "undone_by")
    show(office.lang, Listing(schema="cmtool/journal/1", as_of=office.on, items=items, columns=columns), form, fields, output)
