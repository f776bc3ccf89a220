"""Keeping what a document rested on and what the client got: the snapshot, the mark inside the file, the very bytes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmtool.commands.office import Office

if TYPE_CHECKING:
    from cmtool.book.ledger import Entry, Pen
    from cmtool.model import Proposal


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is kept of a document: its snapshot, and the mark that it carries."""

    snapshot: Mapping[str, Any]
    mark: str


def evidence(
    office: Office,
    plan: Proposal,
    entry: Entry,
    *,
    template: tuple[str, str],
    calculations: Sequence[Mapping[str, Any]] = (),
    revealed: Collection[str] = (),
    case: Mapping[str, Any] | None = None,
) -> Evidence:
    """Return what is kept of a proposal; personal data that was revealed in the document is not in it."""
    from cmtool.book.proposals import identity
    from cmtool.exchange.documents.marks import marked
    from cmtool.jobs.snapshot import Making, binding, digest, snapshot
    from cmtool.model import day_number

    client = office.book.client(plan.client.code, day_number(office.on))
    making = Making(
        who=entry.who,
        made=entry.at,
        lang=office.lang,
        template=template,
        plugins={plugin.name: plugin.version for plugin in office.plugins.working},
        packs={pack.institution.name: binding(pack) for pack in office.house.packs},
        calculations=calculations,
        revealed=tuple(revealed),
        case=case,
    )
    kept = snapshot(plan, client, making)
    book, key = identity(office.book.db)
    return Evidence(kept, marked(book, digest(kept, key)))


def keep(office: Office, pen: Pen, plan: Proposal, kept: Evidence, output: Path, content: bytes) -> int:
    """Put a proposal on record with its bytes, and return its number."""
    from cmtool.book import copies
    from cmtool.book.proposals import row
    from cmtool.model import day_number

    day = day_number(office.on)
    client = office.book.client(plan.client.code, day)
    codes = [match.product.code for match in plan.chosen]
    path = hidden(office, client.code, output.name)  # whoever names the file after the client
    copies.keep(office.book.db, pen, content)
    entry = pen.entry
    return pen.insert("proposal", row(client.id, day, entry.at, entry.who, path, codes, content, kept.snapshot, kept.mark))


def hidden(office: Office, code: str, words: str) -> str:
    """Return words with the client's own name and whatever looks like a number or address of his masked."""
    from cmtool.model import day_number
    from cmtool.rules.identity import scrubbed

    day = day_number(office.on)
    name = office.book.client(code, day, {"name"}).shown_name
    return scrubbed(words.replace(name, office.book.client(code, day).shown_name))


def put(text: str, form: str, mark: str) -> str:
    """Return a document's text with the mark in it: in a page's head, else as a last remark that no reader sees."""
    from cmtool.exchange.documents.marks import NAME

    head = text.find("<head>") if form == "html" else -1
    if head >= 0:
        at = head + len("<head>")
        return f'{text[:at]}\n<meta name="{NAME}" content="{mark}">{text[at:]}'
    return f"{text.rstrip()}\n\n<!-- {mark} -->\n"
