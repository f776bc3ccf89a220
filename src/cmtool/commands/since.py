"""``cmtool since CURSOR``: what changed after an entry of the journal, the oldest first, and where to go on from."""

from __future__ import annotations

from pathlib import Path

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, listed


@command()
@argument("cursor", "cursor", type=click.IntRange(min=0))
@listed
@click.pass_obj
def since(office: Office, cursor: int, form: str | None, fields: str | None, output: Path | None) -> None:
    """List what changed after entry CURSOR."""
    from cmtool.book.pages import journal_pages, touched
    from cmtool.commands.console import show, tell
    from cmtool.report.listing import Listing

    items = journal_pages(office.book.db, None, cursor, None)[::-1]
    for item in items:
        item["clients"] = touched(office.book.db, item["entry"], item["undone_by"])
    last = items[-1]["entry"] if items else cursor
    columns = ("entry", "at", "who", "command", "clients", "fields")
    head = {"cursor": last}
    listing = Listing(schema="cmtool/since/1", as_of=office.on, items=items, columns=columns, head=head)
    show(office.lang, listing, form, fields, output)
    tell(office.lang, "since-next", cursor=last)
