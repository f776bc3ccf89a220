"""``cmtool client handover``: a manager's clients go to another, and with them what is open; what was done stays signed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Misused, argument, command, listed, option, writes

if TYPE_CHECKING:
    from cmtool.report.listing import Listing

COLUMNS = ("client", "name", "tier_words", "last_contact", "next_touch", "duties", "promises", "cases", "put_off")
SCHEMA = "cmtool/handover/1"
Item = dict[str, Any]


@command("handover")
@argument("codes", "client", nargs=-1)
@option("--from", "given", required=True)
@option("--to", "taken", required=True)
@option("--where")
@option("--reason", default="")
@listed
@writes
@click.pass_obj
def handover_client(
    office: Office,
    codes: tuple[str, ...],
    given: str,
    taken: str,
    where: str | None,
    reason: str,
    dry_run: bool,
    form: str | None,
    fields: str | None,
    output: Path | None,
) -> None:
    """Hand clients over: all of a manager's, those named, or those for whom a condition holds."""
    from cmtool.book.handovers import write
    from cmtool.commands.parts import text_from
    from cmtool.model import day_number

    given, taken, reason = given.strip(), taken.strip(), text_from(reason)
    if not given or not taken or given == taken:
        raise Misused("handover-two")
    if codes and where is not None:
        raise Misused("handover-one-way")
    named = _named(codes)
    to_file = output is not None and str(output) != "-"
    with office.book.writing(office.entry("client handover"), dry_run=dry_run) as pen:
        known = _known(office, given, taken)
        items, ids = _going(office, given, named, where)
        pen.about = f"{given} → {taken}: {len(items)}"
        head = {"entry": None if dry_run else pen.number, "from": given, "to": taken, "reason": reason}
        listing = _listing(office, items, head, fields)
        if to_file:  # no handover without its receipt
            _shown(office, listing, form, fields, output)
        write(pen, ids, day_number(office.on), given, taken, reason, office.who)
    if not to_file:
        _shown(office, listing, form, fields, output)
    _told(office, given, taken, len(items), known, dry_run)


def _named(codes: Sequence[str]) -> list[str] | None:
    """Return the codes named, ``-`` meaning those on standard input; ``None`` where none are.

    Raises:
        InvalidData: standard input was to name them and is empty: an empty list does not mean everybody.
    """
    from cmtool.errors import InvalidData

    if "-" not in codes:
        return list(codes) or None
    read = sys.stdin.read().split()
    if not read:
        raise InvalidData("handover-nothing-read")
    return [*(code for code in codes if code != "-"), *read]


def _known(office: Office, given: str, taken: str) -> list[str]:
    """Return the managers who have clients, near the one who takes over where he has none yet.

    Raises:
        NotFound: nobody is with the manager who hands over.
    """
    from cmtool.book.handovers import managers
    from cmtool.errors import NotFound
    from cmtool.rules.house import near

    held = managers(office.book.db)
    if given not in held:
        raise NotFound("handover-unknown", manager=given, near=near(given, held) or held[:3])
    return [] if taken in held else near(taken, [name for name in held if name != given]) or held[:3]


def _going(office: Office, given: str, named: Sequence[str] | None, where: str | None) -> tuple[list[Item], list[int]]:
    """Return who goes, with what is open for each, and their ids; read while nobody else can write.

    Raises:
        NotFound: nobody fits, or a client named is not in the book.
        InvalidData: clients named are not with this manager; each is said with the manager who has him.
    """
    from cmtool.book.handovers import holders
    from cmtool.commands.selection import selected
    from cmtool.errors import InvalidData, NotFound
    from cmtool.words import text as worded

    theirs = selected(office.seen_by(given), where, None, ())
    if named is not None:
        own = {item["client"]: item for item in theirs}
        theirs = [own.get(code, {"client": code}) for code in _found(office, named)]
    held = holders(office.book.db, [item["client"] for item in theirs])
    others = [(code, manager) for code, (_, manager) in held.items() if manager != given]
    strangers = [item["client"] for item in theirs if len(item) == 1 and held[item["client"]][1] == given]
    if others or strangers:
        pairs = [*others, *((code, given) for code in strangers)]
        told = [worded("handover-whose", client=code, manager=manager or "-") for code, manager in sorted(pairs)]
        raise InvalidData("handover-not-his", manager=given, told=told)
    if not theirs:
        raise NotFound("handover-nobody", manager=given)
    ids = [held[item["client"]][0] for item in theirs]
    return _with_open_work(office, given, theirs, ids), ids


def _found(office: Office, named: Sequence[str]) -> list[str]:
    """Return the codes of the clients named, each once.

    Raises:
        NotFound: some are not in the book; all of them are said.
    """
    from cmtool.errors import NotFound

    found: dict[str, None] = {}
    wrong: list[NotFound] = []
    for code in named:
        try:
            found[office.client(code).code] = None
        except NotFound as missing:
            wrong.append(missing)
    if wrong:
        raise NotFound("several-mistakes", wrong=wrong)
    return list(found)


def _with_open_work(office: Office, given: str, items: Sequence[Item], ids: Sequence[int]) -> list[Item]:
    from cmtool.book.handovers import open_work
    from cmtool.commands.morning import morning_list
    from cmtool.model import day_number
    from cmtool.report.receipts import receipt_item

    cases, promises, away = open_work(office.book.db, ids, day_number(office.on))
    duties = {
        task.client: [errand for errand in task.errands if errand.purpose == "duty" and errand.code not in office.house.cases]
        for task in morning_list(office.seen_by(given))
    }
    return [
        receipt_item(
            item, duties.get(item["client"], ()), cases.get(number, ()), promises.get(number, ()), away.get(number, ()),
            office.house, office.lang,
        )
        for item, number in zip(items, ids, strict=True)
    ]  # fmt: skip


def _listing(office: Office, items: Sequence[Item], head: Item, fields: str | None) -> Listing:
    """Return the receipt; fields that it does not have are said before anything is written."""
    from cmtool.report.listing import Listing, render

    listing = Listing(schema=SCHEMA, as_of=office.on, items=items, columns=COLUMNS, head={**head, "count": len(items)})
    render(listing, "ids", [name.strip() for name in (fields or "").split(",") if name.strip()], office.lang)
    return listing


def _shown(office: Office, listing: Listing, form: str | None, fields: str | None, output: Path | None) -> None:
    """Show the receipt, or write it: as Markdown it is a paper with a heading and room to sign."""
    from dataclasses import replace

    import click as screen

    from cmtool.commands.console import save, show, tell
    from cmtool.report.receipts import receipt

    to_file = output is not None and str(output) != "-"
    if not (form or to_file):  # on the screen a column that nobody has anything in only takes room
        listing = replace(listing, columns=tuple(name for name in COLUMNS if any(item[name] for item in listing.items)))
    if fields or (form or (output.suffix.lower() if to_file else "")) not in {"md", ".md"}:  # type: ignore[union-attr]
        show(office.lang, listing, form, fields, output)
    elif to_file:
        save(output, receipt(listing, office.lang))  # type: ignore[arg-type]
        tell(office.lang, "written", path=output, count=len(listing.items))
    else:
        screen.echo(receipt(listing, office.lang), nl=False)


def _told(office: Office, given: str, taken: str, count: int, near: Sequence[str], dry_run: bool) -> None:
    from cmtool.commands.console import tell, warn
    from cmtool.words import said

    dry = said(office.lang, "dry-run") if dry_run else ""
    tell(office.lang, "handover-done", given=given, taken=taken, count=count, dry=dry)
    if near:
        warn(office.lang, "handover-new", manager=taken, near=near)
