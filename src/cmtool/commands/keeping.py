"""Keeping what a document rested on and what the client got: the snapshot, the mark inside the file, the very bytes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmtool.commands.office import Office

if TYPE_CHECKING:
    from cmtool.book.ledger import Pen
    from cmtool.commands.propose import Made
    from cmtool.model import Proposal

Call = Mapping[str, Any]
TEXTS = {"": "text", ".md": "text", ".html": "page", ".htm": "page"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is kept of a document: its snapshot, and the mark that it carries."""

    snapshot: Mapping[str, Any]
    mark: str


def evidence(
    office: Office, plan: Proposal, template: Path, *, calculations: Sequence[Call] = (),
    given: Mapping[str, str] | None = None, revealed: Collection[str] = (), case: Mapping[str, Any] | None = None,
) -> Evidence:  # fmt: skip
    """Return what is kept of a proposal; personal data that was revealed in the document is not in it."""
    from hashlib import sha256

    from cmtool.book.proposals import identity
    from cmtool.exchange.documents.marks import marked
    from cmtool.jobs.snapshot import Making, binding, digest, snapshot
    from cmtool.model import day_number

    client = office.book.client(plan.client.code, day_number(office.on))
    entry = office.entry("propose")
    making = Making(
        who=entry.who,
        made=entry.at,
        lang=office.lang,
        template=(template.name, sha256(template.read_bytes()).hexdigest()),
        plugins={plugin.name: plugin.version for plugin in office.plugins.working},
        packs={pack.institution.name: binding(pack) for pack in office.house.packs},
        calculations=[*([{"given": dict(given)}] if given else []), *calculations],
        revealed=tuple(revealed),
        case=case,
    )
    kept = snapshot(plan, client, making)
    book, key = identity(office.book.db)
    return Evidence(kept, marked(book, digest(kept, key)))


def noting(makers: Mapping[str, Callable[[], object]], calls: list[Call]) -> dict[str, Callable[[], object]]:
    """Return what a template is told, so that what it asks of calculators is noted in ``calls``: name and inputs."""

    def calc() -> Callable[..., object]:
        run = makers["calc"]()

        def asked(name: str, **inputs: object) -> object:
            calls.append({"calculator": name, "inputs": {key: str(value) for key, value in inputs.items()}})
            return run(name, **inputs)  # type: ignore[operator]

        return asked

    return {**makers, **({"calc": calc} if "calc" in makers else {})}


def marks(office: Office, plan: Proposal, kept: Evidence) -> tuple[tuple[str, str], ...]:
    """Return what a file's own properties say of it: the mark, who made it, as of when; nothing of the client."""
    from cmtool.exchange.documents.marks import NAME

    author = (("author", plan.manager),) if plan.manager else ()
    return ((NAME, kept.mark), *author, ("as_of", office.on.isoformat()))


def sealed(content: bytes, suffix: str, mark: str) -> bytes:
    """Return a document's bytes with the mark in them, also where its format or a house's own page has no place for it."""
    from cmtool.exchange.documents.marks import NAME

    if mark.encode() in content or suffix.lower() not in TEXTS:
        return content
    head = content.find(b"<head>") if TEXTS[suffix.lower()] == "page" else -1
    if head >= 0:
        at = head + len(b"<head>")
        return content[:at] + f'\n<meta name="{NAME}" content="{mark}">'.encode() + content[at:]
    return content.rstrip() + f"\n\n<!-- {mark} -->\n".encode()


def keep(office: Office, pen: Pen, made: Made, output: Path) -> int:
    """Put a proposal on record with its bytes, and return its number."""
    from cmtool.book import copies
    from cmtool.book.proposals import row
    from cmtool.model import day_number

    day = day_number(office.on)
    client = office.book.client(made.plan.client.code, day)
    codes = [match.product.code for match in made.plan.chosen]
    path = hidden(office, client.code, output.name)  # whoever names the file after the client
    copies.keep(office.book.db, pen, made.content)
    at, who = pen.entry.at, pen.entry.who
    kept = made.kept
    return pen.insert("proposal", row(client.id, day, at, who, path, codes, made.content, kept.snapshot, kept.mark))


def hidden(office: Office, code: str, words: str) -> str:
    """Return words with the client's own name and whatever looks like a number or address of his masked."""
    from cmtool.model import day_number
    from cmtool.rules.identity import scrubbed

    day = day_number(office.on)
    name = office.book.client(code, day, {"name"}).shown_name
    return scrubbed(words.replace(name, office.book.client(code, day).shown_name))
