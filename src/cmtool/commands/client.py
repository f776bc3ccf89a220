"""``cmtool client``: add, show, list, edit clients and log contacts."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Group, argument, command, listed, option, pairs, revealing, told, writes

CHANNELS = ("phone", "visit", "message", "email", "branch", "other")
PARTS = ("add", "show", "list", "edit", "log")
CONTACT = {
    "contact": "cmtool.commands.contact:contact_client",
    "handover": "cmtool.commands.handover:handover_client",
}


@click.group(
    cls=Group, lazy={name: f"{__name__}:{name}_{'clients' if name == 'list' else 'client'}" for name in PARTS} | CONTACT
)
def client() -> None:
    """Clients of the book."""


@command("add")
@argument("name", "name")
@option("--code")
@option("--set", "sets", multiple=True)
@option("--source")
@writes
@click.pass_obj
def add_client(office: Office, name: str, code: str | None, sets: tuple[str, ...], source: str | None, dry_run: bool) -> None:
    """Add a client called NAME; ``-`` reads the name from standard input."""
    from cmtool.book.records import columns_of, fresh_code, no_duplicate
    from cmtool.commands.answers import facts_from, name_from, not_by_word
    from cmtool.commands.console import tell
    from cmtool.commands.parts import text_from
    from cmtool.model import day_number

    called = name_from(text_from(name))
    found = {fact: value for fact, value in facts_from(office, pairs(sets)).items() if value is not None}
    not_by_word(office, found, source)
    with office.book.writing(office.entry("client add"), dry_run=dry_run) as pen:
        given = code or fresh_code(office.book.db)
        no_duplicate(office.book.db, given, found.get("id_number"))
        columns = columns_of(found, day_number(office.on), source or "manual")
        pen.insert("client", {"code": given, "name": called, "manager": office.manager, **columns})
        pen.about = given
    tell(office.lang, "client-added", code=given, dry=_dry(office, dry_run))


@command("show")
@argument("code", "client")
@told
@revealing
@click.pass_obj
def show_client(office: Office, code: str, form: str, reveal: str) -> None:
    """Show what is known of a client, with days and sources."""
    import click as screen

    from cmtool.commands.console import show_object
    from cmtool.commands.parts import names_in
    from cmtool.report.items import fact_items
    from cmtool.report.sheets import client_sheet

    asked = names_in(reveal, office)
    found = office.client(code, asked)
    items = fact_items(found, office.house.facts, office.lang, asked)
    contacts, handovers = _contacts(office, found.id), _handovers(office, found.id)
    if form == "json":
        head = {"client": found.code, "name": found.shown_name, "manager": found.manager}
        show_object("cmtool/client/1", office.on, {**head, "items": items, "contacts": contacts, "handovers": handovers})
    else:
        screen.echo(client_sheet(found, items, contacts, office.lang, handovers))


@command("list")
@option("--where")
@option("--sort", metavar="field")
@option("--top", type=click.IntRange(min=1))
@listed
@revealing
@click.pass_obj
def list_clients(
    office: Office,
    where: str | None,
    sort: str | None,
    top: int | None,
    form: str | None,
    fields: str | None,
    output: Path | None,
    reveal: str,
) -> None:
    """List clients, those of one manager, or those for whom a condition holds."""
    from cmtool.commands.console import show
    from cmtool.commands.parts import names_in
    from cmtool.commands.selection import in_order, selected
    from cmtool.report.listing import Listing

    asked = names_in(reveal, office)
    if asked:
        with office.book.writing(office.entry("reveal", f"client list: {', '.join(sorted(asked))}")):
            pass
    items = in_order(office, where, top, asked, sort) if sort else selected(office, where, top, asked)
    columns = ("client", "name", "kind_words", "tier_words", "manager", "last_contact", "next_touch", *sorted(asked - {"name"}))
    show(office.lang, Listing(schema="cmtool/clients/1", as_of=office.on, items=items, columns=columns), form, fields, output)


@command("edit")
@argument("code", "client")
@option("--name")
@option("--to-manager")
@option("--set", "sets", multiple=True)
@option("--unset", multiple=True)
@option("--source")
@writes
@click.pass_obj
def edit_client(
    office: Office,
    code: str,
    name: str | None,
    to_manager: str | None,
    sets: tuple[str, ...],
    unset: tuple[str, ...],
    source: str | None,
    dry_run: bool,
) -> None:
    """Change facts of a client; each keeps its day and source."""
    from cmtool.book.records import changed_sources, columns_of
    from cmtool.commands.answers import facts_from, name_from, not_by_word
    from cmtool.commands.console import tell
    from cmtool.commands.parts import text_from
    from cmtool.model import day_number

    found = office.client(code)
    given = facts_from(office, pairs(sets))
    not_by_word(office, given, source)
    facts = given | {office.house.fact(item).name: None for item in unset}
    own = {
        key: value
        for key, value in (("name", name if name is None else name_from(text_from(name))), ("manager", to_manager))
        if value is not None
    }
    with office.book.writing(office.entry("client edit", found.code), dry_run=dry_run) as pen:
        columns = columns_of(facts, day_number(office.on), "")
        columns["sources"] = changed_sources(office.book.db, found.id, dict.fromkeys(facts, source or "manual"))
        changed = pen.update("client", found.id, {**own, **columns})
    tell(office.lang, "client-changed" if changed else "client-unchanged", code=found.code, dry=_dry(office, dry_run))


@command("log")
@argument("code", "client")
@option("--channel", type=click.Choice(CHANNELS), default="phone")
@option("--result", default="")
@option("--note", default="")
@option("--promise", nargs=2, metavar="promise")
@option("--next", "next_day")
@option("--kept", is_flag=True)
@option("--no-answer", is_flag=True)
@writes
@click.pass_obj
def log_client(
    office: Office,
    code: str,
    channel: str,
    result: str,
    note: str,
    promise: tuple[str, str] | None,
    next_day: str | None,
    kept: bool,
    no_answer: bool,
    dry_run: bool,
) -> None:
    """Log a contact; it resets the time of silence, may carry a promise and the next touch, and may keep what was promised."""
    from cmtool.commands.answers import day_from
    from cmtool.commands.contacted import Contact, many, record
    from cmtool.commands.parts import text_from

    if code == "-":
        return many(office, sys.stdin.read(), dry_run)
    due, words = (day_from(promise[0]), promise[1]) if promise else (None, "")
    following = day_from(next_day) if next_day else None
    contact = Contact(code, channel, text_from(result), text_from(note), words, due, following, kept, no_answer)
    return record(office, [contact], dry_run)


def _contacts(office: Office, client_id: int) -> list[dict[str, object]]:
    from cmtool.model import day_of
    from cmtool.rules.identity import scrubbed

    rows = office.book.rows("SELECT * FROM contact WHERE client = ? ORDER BY day DESC, id DESC LIMIT 10", (client_id,))
    texts = ("channel", "result", "note", "promise", "by")
    return [{"day": day_of(row["day"]).isoformat(), **{name: scrubbed(row[name]) for name in texts}} for row in rows]


def _handovers(office: Office, client_id: int) -> list[dict[str, object]]:
    from cmtool.book.handovers import of_client
    from cmtool.model import day_number, day_of
    from cmtool.rules.identity import scrubbed

    rows = of_client(office.book.db, client_id, day_number(office.on))
    return [
        {"day": day_of(row["day"]).isoformat(), "from": row["given"], "to": row["taken"],
         "reason": scrubbed(row["reason"]), "by": row["by"]}
        for row in rows
    ]  # fmt: skip


def _dry(office: Office, dry_run: bool) -> str:
    from cmtool.words import said

    return said(office.lang, "dry-run") if dry_run else ""
