"""``cmtool undo [ENTRY]``: take back a whole command."""

from __future__ import annotations

from dataclasses import replace

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, writes


@command()
@argument("entry", "entry", type=int, required=False)
@writes
@click.pass_obj
def undo(office: Office, entry: int | None, dry_run: bool) -> None:
    """Take back the last command that changed something, or the entry named; an undo can be undone too."""
    from cmtool.commands.console import tell
    from cmtool.words import said

    number = office.book.undoable(entry)
    row = office.book.rows("SELECT command, about FROM journal WHERE id = ?", (number,))[0]
    with office.book.writing(
        replace(office.entry("undo", f"{number}: {row['command']}"), undoes=number), dry_run=dry_run
    ) as pen:
        office.book.undoable(number)  # another may have been quicker
        changes = office.book.undo(pen, number)
    dry = said(office.lang, "dry-run") if dry_run else ""
    tell(office.lang, "undone", number=number, command=row["command"], about=row["about"], changes=changes, dry=dry)
