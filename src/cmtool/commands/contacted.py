"""Contacts as they are logged: one from the options of ``client log``, many from standard input; all in one journal entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cmtool.commands.client import CHANNELS
from cmtool.commands.office import Office
from cmtool.errors import CmtoolError, InvalidData

if TYPE_CHECKING:
    from cmtool.book.ledger import Pen

FIELDS = ("client", "channel", "result", "note", "promise", "promise_on", "next", "kept", "no_answer")
TRUE, FALSE = frozenset({"true", "1", "yes", "y", "是"}), frozenset({"", "false", "0", "no", "n", "否"})


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact: whom, how, what came of it, what was promised for which day number, and when to be in touch again."""

    client: str
    channel: str = "phone"
    result: str = ""
    note: str = ""
    promise: str = ""
    promise_day: int | None = None
    following: int | None = None
    kept: bool = False
    no_answer: bool = False


def many(office: Office, text: str, dry_run: bool) -> None:
    """Log the contacts of a text, NDJSON or CSV with a heading.

    Raises:
        InvalidData: lines cannot be read; all are named, and nothing is written.
    """
    found: list[Contact] = []
    wrong: list[CmtoolError] = []
    for line, fields in _rows(text):
        try:
            if isinstance(fields, CmtoolError):
                raise fields
            contact = _contact(fields)
            office.client(contact.client)
            found.append(contact)
        except CmtoolError as mistake:
            wrong.append(InvalidData("log-line", line=line, wrong=mistake))
    if wrong or not found:
        raise InvalidData("several-mistakes", wrong=wrong) if wrong else InvalidData("log-nothing", fields=FIELDS)
    record(office, found, dry_run)


def record(office: Office, contacts: Sequence[Contact], dry_run: bool) -> None:
    """Write contacts as one journal entry, and say what was done."""
    from cmtool.commands.console import tell
    from cmtool.words import said

    clients = [office.client(contact.client) for contact in contacts]
    about = clients[0].code if len(clients) == 1 else said(office.lang, "log-about", count=len(clients))
    with office.book.writing(office.entry("client log", about), dry_run=dry_run) as pen:
        kept = [write(office, pen, client.id, contact) for client, contact in zip(clients, contacts, strict=True)]
    dry = said(office.lang, "dry-run") if dry_run else ""
    if any(contact.kept for contact in contacts):
        tell(office.lang, "promises-kept", count=sum(kept))
    if len(clients) == 1:
        tell(office.lang, "contact-logged", code=clients[0].code, dry=dry)
    else:
        tell(office.lang, "contacts-logged", count=len(clients), dry=dry)


def write(office: Office, pen: Pen, client: int, contact: Contact) -> int:
    """Write one contact with the pen of a command, and return how many promises it kept; an answered one resets silence."""
    from cmtool.book.records import agreed, contact_row, promises_due, touched
    from cmtool.model import day_number

    today = day_number(office.on)
    promised = promises_due(office.book.db, client, today) if contact.kept else []
    for number in promised:
        pen.update("contact", number, {"kept": 1})
    row = (contact.channel, contact.result, contact.note, contact.promise, contact.promise_day, office.who)
    pen.insert("contact", contact_row(client, today, *row))
    reached = agreed if contact.no_answer else touched
    pen.update("client", client, reached(today, contact.following))
    return len(promised)


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, object] | CmtoolError]]:
    """Yield line numbers with the fields of each row, or with what is wrong with the line."""
    import csv
    import json

    text = text.removeprefix("\ufeff")
    if not text.lstrip().startswith("{"):
        reader = csv.DictReader(text.splitlines())
        for row in reader:
            yield reader.line_num, {str(name or "").strip(): value for name, value in row.items() if value not in (None, "")}
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                fields = json.loads(line)
            except ValueError:
                fields = None
            yield number, fields if isinstance(fields, dict) else InvalidData("log-not-json")


def _contact(fields: Mapping[str, object]) -> Contact:
    from cmtool.commands.answers import day_from

    texts = {name: str(value).strip() for name, value in fields.items() if value is not None}
    if unknown := [name for name in texts if name not in FIELDS]:
        raise InvalidData("log-unknown-field", found=unknown, known=FIELDS)
    if not texts.get("client"):
        raise InvalidData("log-no-client")
    channel = texts.get("channel", "phone")
    if channel not in CHANNELS:
        raise InvalidData("log-channel", found=channel, known=CHANNELS)
    if bool(texts.get("promise")) != bool(texts.get("promise_on")):
        raise InvalidData("log-half-promise")
    days = [day_from(texts[name]) if texts.get(name) else None for name in ("promise_on", "next")]
    flags = [_flag(name, texts.get(name, "")) for name in ("kept", "no_answer")]
    words = [texts.get(name, "") for name in ("result", "note", "promise")]
    return Contact(texts["client"], channel, *words, *days, *flags)


def _flag(name: str, written: str) -> bool:
    if written.lower() not in TRUE | FALSE:
        raise InvalidData("log-flag", name=name, found=written)
    return written.lower() in TRUE
