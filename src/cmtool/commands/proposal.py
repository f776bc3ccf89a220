"""``cmtool proposal``: the proposals on record, what the client got, and whether their verdicts still hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import PATH, Group, argument, command, listed, option, told

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = "cmtool.commands"


@click.group(
    cls=Group,
    lazy={
        "list": f"{__name__}:list_proposal",
        "show": f"{__name__}:show_proposal",
        "verify": f"{HERE}.verify:verify_proposal",
        "diff": f"{HERE}.proposal_diff:diff_proposal",
        "sent": f"{HERE}.hand_over:sent_proposal",
    },
)
def proposal() -> None:
    """Proposals on record."""


@command("list")
@argument("code", "client", required=False)
@listed
@click.pass_obj
def list_proposal(office: Office, code: str | None, form: str | None, fields: str | None, output: Path | None) -> None:
    """List the proposals made, the oldest first."""
    from cmtool.book.proposals import listed as on_record
    from cmtool.commands.console import show
    from cmtool.model import day_number, day_of
    from cmtool.report.listing import Listing
    from cmtool.words import said

    client = office.client(code).id if code else None
    found = on_record(office.book.db, client, office.manager, day_number(office.on))
    items = []
    for item in found:
        sent = [{"day": day_of(one["day"]).isoformat(), "channel": one["channel"]} for one in item["sent"]]
        words = [f"{one['day']} {said(office.lang, 'channel-' + one['channel'])}" for one in sent[-1:]]
        items.append({**item, "day": day_of(item["day"]).isoformat(), "sent": sent, "sent_words": "".join(words)})
    columns = ("number", "client", "day", "proposed", "path", "who", "sent_words")
    show(office.lang, Listing(schema="cmtool/proposals/1", as_of=office.on, items=items, columns=columns), form, fields, output)


@command("show")
@argument("which", "proposal")
@option("-o", "--output", type=PATH)
@told
@click.pass_obj
def show_proposal(office: Office, which: str, output: Path | None, form: str) -> None:
    """Show what a proposal rested on; ``-o`` gives back the very bytes that the client got."""
    saved = found(office, which)
    if output is not None:
        _returned(office, saved, output)
        return
    from cmtool.book.sendings import of_proposal
    from cmtool.commands.console import columns, show_object
    from cmtool.report.records import record_item, record_sheet

    sent = of_proposal(office.book.db, saved["number"])
    client = office.book.client(saved["client"], saved["day"])
    item = record_item(saved, sent, client, office.house.facts, office.lang)
    if form == "json":
        show_object("cmtool/proposal/1", office.on, item)
    else:
        click.echo(record_sheet(item, office.lang, columns()))


def _returned(office: Office, saved: Mapping[str, Any], output: Path) -> None:
    """Write the bytes kept of a proposal; where personal data was revealed in them, the reading is journalled.

    Raises:
        NotFound: they were not kept: the proposal is older than the keeping.
    """
    from cmtool.book.copies import kept
    from cmtool.commands.console import private, tell
    from cmtool.errors import NotFound

    content = kept(office.book.db, saved["sha256"])
    if content is None:
        raise NotFound("proposal-no-copy", number=saved["number"])
    revealed = saved["snapshot"].get("revealed", [])
    if revealed:
        about = f"{saved['client']}: proposal {saved['number']}: {', '.join(revealed)}"
        with office.book.writing(office.entry("reveal", about)):
            pass
    if str(output) == "-":
        click.echo(content, nl=False)
        return
    with private(output) as file:
        file.write(content)
    tell(office.lang, "proposal-returned", number=saved["number"], path=output, sha256=saved["sha256"][:12])


def found(office: Office, which: str) -> dict[str, Any]:
    """Return the proposal of a number, or the one whose bytes or mark a file has.

    Raises:
        NotFound: there is no such number or file.
        Refused: the file is there, but no proposal of this book.
    """
    path = Path(which)
    return of_file(office, path, path.read_bytes()) if path.is_file() else by_number(office, which)


def by_number(office: Office, which: str) -> dict[str, Any]:
    """Return the proposal of a number.

    Raises:
        NotFound: there is none, or it is no number.
    """
    from cmtool.book.proposals import numbered
    from cmtool.errors import NotFound

    if not (which.isascii() and which.isdigit() and len(which) < 19):
        raise NotFound("replay-no-file", path=which)
    saved = numbered(office.book.db, int(which))
    if saved is None:
        raise NotFound("replay-no-number", number=which)
    return saved


def of_file(office: Office, path: Path, content: bytes) -> dict[str, Any]:
    """Return the proposal that a file is, by its bytes, else by the mark in it.

    Raises:
        Refused: it carries no mark, the mark of another book, or one whose record was taken back.
    """
    from cmtool.book.proposals import identity, with_bytes, with_mark
    from cmtool.errors import Refused
    from cmtool.exchange.documents.marks import found_in, is_of

    saved = with_bytes(office.book.db, content)
    if saved is not None:
        return saved
    marks = found_in(content, path.name)
    for mark in marks:
        saved = with_mark(office.book.db, mark, path.suffix)
        if saved is not None:
            return saved
    book, _ = identity(office.book.db)
    if any(is_of(mark, book) for mark in marks):
        raise Refused("replay-taken-back", path=path.name)
    raise Refused("replay-other-book" if marks else "replay-not-on-record", path=path.name)
