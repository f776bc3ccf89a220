"""Keeping what a document rested on and what the client got: the snapshot, the mark inside the file, the very bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmtool.commands.office import Office

if TYPE_CHECKING:
    from cmtool.book.ledger import Entry
    from cmtool.commands.drafting import Draft, Written
    from cmtool.model import Scalar

Call = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is kept of a document: its snapshot, and the mark that it carries."""

    snapshot: Mapping[str, Any]
    mark: str


def evidence(
    office: Office, draft: Draft, template: Path, packs: Mapping[str, str], *, calculations: Sequence[Call] = (),
    given: Mapping[str, str] | None = None, case: Sequence[Mapping[str, Any]] = (),
) -> Evidence:  # fmt: skip
    """Return what is kept of a proposal; personal data that was revealed in the document is not in it."""
    from hashlib import sha256

    from cmtool.book.proposals import identity
    from cmtool.exchange.documents.marks import marked
    from cmtool.jobs.snapshot import Making, digest, snapshot
    from cmtool.model import day_number

    client = office.book.client(draft.plan.client.code, day_number(office.on))
    entry = office.entry("propose")
    making = Making(
        who=entry.who,
        made=entry.at,
        lang=office.lang,
        template=(template.name, sha256(template.read_bytes()).hexdigest()),
        plugins={plugin.name: plugin.version for plugin in office.plugins.working},
        packs=packs,
        calculations=[*([{"given": dict(given)}] if given else []), *calculations],
        revealed=tuple(draft.revealed),
        case=tuple(case),
    )
    kept = snapshot(draft.plan, client, making)
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


def recorded(office: Office, entry: Entry, draft: Draft, output: Path, written: Written) -> dict[str, Scalar]:
    """Return the row of a proposal; its bytes are kept beside."""
    from cmtool.book.proposals import row
    from cmtool.model import day_number

    day = day_number(office.on)
    client = office.book.client(draft.plan.client.code, day)
    path = hidden(office, client.code, output.name)  # whoever names the file after the client
    kept = written.kept
    return row(client.id, day, entry.at, entry.who, path, draft.codes, written.content, kept.snapshot, kept.mark)


def hidden(office: Office, code: str, words: str) -> str:
    """Return words with the client's own name and whatever looks like a number or address of his masked."""
    from cmtool.model import day_number
    from cmtool.rules.identity import scrubbed

    day = day_number(office.on)
    name = office.book.client(code, day, {"name"}).shown_name
    return scrubbed(words.replace(name, office.book.client(code, day).shown_name))
