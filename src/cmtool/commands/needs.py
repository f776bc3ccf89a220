"""``cmtool needs``: ask, show, and say which question would settle most."""

from __future__ import annotations

from pathlib import Path

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Group, argument, command, listed, option, writes


@click.group(
    cls=Group,
    lazy={
        "ask": f"{__name__}:ask_needs",
        "show": f"{__name__}:show_needs",
        "next": "cmtool.commands.needs_next:next_needs",
    },
)
def needs() -> None:
    """Needs of a client."""


@command("show")
@argument("code", "client")
@listed
@click.pass_obj
def show_needs(office: Office, code: str, form: str | None, fields: str | None, output: Path | None) -> None:
    """Show the client's needs with their evidence."""
    from cmtool.commands.console import show
    from cmtool.commands.consulting import needs as found_needs
    from cmtool.report.items import need_item
    from cmtool.report.listing import Listing

    items = [need_item(need, office.lang) for need in found_needs(office, office.client(code))]
    show(
        office.lang,
        Listing(schema="cmtool/needs/1", as_of=office.on, items=items, columns=("need", "title", "weight", "evidence")),
        form,
        fields,
        output,
    )


@command("ask")
@argument("code", "client")
@option("--answers", type=click.Path(path_type=Path, dir_okay=False))
@option("--questionnaire")
@option("--desk")
@writes
@click.pass_obj
def ask_needs(
    office: Office, code: str, answers: Path | None, questionnaire: str | None, desk: str | None, dry_run: bool
) -> None:
    """Ask questions, from a file of answers or one by one on a terminal, and keep the answers as facts."""
    from cmtool.commands.asking import asked, from_file, keep

    client = office.client(code)
    found = from_file(office, client, answers) if answers else asked(office, client, questionnaire, office.known_desk(desk))
    keep(office, client, found, dry_run=dry_run)
