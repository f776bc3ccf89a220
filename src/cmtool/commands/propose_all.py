"""``cmtool propose --all -o DIR``: a document for each client of a condition; what one lacks stops no other.

``DIR/index.csv`` says of each client what was written or why nothing was. It is also what a second run goes on from: a file
that it names, that has the bytes it names, that is on record, and that rests on the same basis, is left as it is.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cmtool import __version__
from cmtool.commands.drafting import Draft, Drafting, Wish
from cmtool.commands.keeping import recorded
from cmtool.commands.office import Office
from cmtool.commands.propose import not_ready, saved, to_mind
from cmtool.errors import CmtoolError, InvalidData
from cmtool.words import error, said

if TYPE_CHECKING:
    from cmtool.book.copies import Copy
    from cmtool.book.ledger import Entry
    from cmtool.model import Scalar

INDEX = "index.csv"
WRITTEN, KEPT, REFUSED = "written", "kept", "refused"
EACH = 1.0  # seconds between two words of progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One client in the index: what became of him, the file, what it proposes, what to mind or why not, and the basis."""

    client: str
    status: str
    file: str = ""
    products: str = ""
    words: str = ""
    basis: str = ""
    sha256: str = ""


Row = dict[str, "Scalar"]


class Batch:
    """The documents of one run; what was made before it was interrupted is on record all the same."""

    def __init__(self, office: Office, wish: Wish, reveal: set[str], folder: Path, *, dry_run: bool) -> None:
        self.office, self.wish, self.reveal, self.folder, self.dry_run = office, wish, reveal, folder, dry_run
        self.drafting = Drafting(office)
        self.before = _index(folder / INDEX)
        self.lines: list[Line] = []
        self.rows: list[Row] = []
        self.copies: list[Copy] = []
        self._digests: dict[Path, str] = {}

    def one(self, code: str, entry: Entry) -> Line:
        """Make the document of one client, unless it is there already; say why where it cannot be."""
        from cmtool.book.copies import row

        try:
            draft = self.drafting.draft(code, self.wish, self.reveal)
            basis = self._basis(draft)
            name = f"{code}{self.wish.suffix}"
            if (before := self._still_there(code, basis)) is not None:
                return before
            written = self.drafting.content(draft, self.wish)
            content = written.content
            if not self.dry_run:
                saved(self.folder / name, content)
            self.rows.append(recorded(self.office, entry, draft, self.folder / name, written))
            self.copies.append(row(content))
        except CmtoolError as wrong:
            return Line(client=code, status=REFUSED, words=error(self.office.lang, wrong))
        minded = [*to_mind(self.office, draft), *not_ready(self.office, draft)]
        words = said(self.office.lang, "list-semicolon").join(said(self.office.lang, key, **more) for key, more in minded)
        digest, products = sha256(content).hexdigest(), " ".join(draft.codes)
        return Line(client=code, status=WRITTEN, file=name, products=products, words=words, basis=basis, sha256=digest)

    def _still_there(self, code: str, basis: str) -> Line | None:
        """Return the line of a document that an earlier run made on the same basis and nobody has touched."""
        from cmtool.book.proposals import with_bytes

        before = self.before.get(code)
        if before is None or before.basis != basis:
            return None
        path = self.folder / before.file
        content = path.read_bytes() if before.file and path.is_file() else b""
        if sha256(content).hexdigest() != before.sha256 or with_bytes(self.office.book.db, content) is None:
            return None
        return Line(**{**asdict(before), "status": KEPT})

    def _basis(self, draft: Draft) -> str:
        """Return a digest of all that the document rests on: facts with their days, rules, products, template, day, words."""
        from cmtool.jobs.snapshot import Making, snapshot

        office, plan = self.office, draft.plan
        versions = {plugin.name: plugin.version for plugin in office.plugins.working}
        matches = (*plan.chosen, *plan.considered)
        told = [
            __version__, office.lang, office.on.isoformat(), self.wish.suffix, sorted(self.wish.given.items()),
            snapshot(plan, plan.client, Making(who="", made="", lang="", plugins=versions)), plan.client.shown_name,
            plan.manager, sorted((name, known.value, known.as_of) for name, known in plan.client.facts.items()),
            [repr(need) for need in plan.needs], [repr(match.product) for match in matches],
            [[repr(term) for term in match.terms] for match in matches],
            [repr(part) for part in (*plan.disclosures, *plan.sections, *plan.open_questions)],
            [self._digest(path) for path in draft.shelf.files(draft.template, self.wish.suffix)],
        ]  # fmt: skip
        return sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()

    def _digest(self, path: Path) -> str:
        if path not in self._digests:
            self._digests[path] = sha256(path.read_bytes()).hexdigest()
        return self._digests[path]


def propose_all(office: Office, wish: Wish, where: str | None, reveal: set[str], folder: Path, *, dry_run: bool) -> int:
    """Write a document for each client meant, and the index; return 8 where some got none."""
    from cmtool.commands.console import tell

    if str(folder) == "-" or folder.is_file():
        raise InvalidData("propose-no-folder", path=folder)
    if not dry_run:
        folder.mkdir(parents=True, exist_ok=True)
    codes = _clients(office, where)
    batch = Batch(office, wish, reveal, folder, dry_run=dry_run)
    batch.drafting.understood(wish)
    entry = office.entry("propose", _about(wish, len(codes), reveal))
    try:
        for code in _told(office, codes):
            batch.lines.append(batch.one(code, entry))
    finally:
        _kept(office, batch, entry)
    counts = {status: sum(line.status == status for line in batch.lines) for status in (WRITTEN, KEPT, REFUSED)}
    for line in (line for line in batch.lines if line.status == REFUSED):
        tell(office.lang, "propose-refused", client=line.client, words=line.words)
    tell(office.lang, "propose-all-would-be" if dry_run else "propose-all-written", path=folder, index=INDEX, **counts)
    return 8 if counts[REFUSED] else 0


def _kept(office: Office, batch: Batch, entry: Entry) -> None:
    """Put everything made on record as one entry, and write the index; clients not come to keep their line of before."""
    from cmtool.book.copies import keep

    if batch.rows:
        with office.book.writing(entry, dry_run=batch.dry_run) as pen:
            keep(office.book.db, pen, batch.copies)
            pen.insert_many("proposal", tuple(batch.rows[0]), [tuple(row.values()) for row in batch.rows])
    if batch.dry_run:
        return
    known = {line.client for line in batch.lines}
    lines = [*batch.lines, *(line for code, line in batch.before.items() if code not in known)]
    _write_index(batch.folder / INDEX, sorted(lines, key=lambda line: line.client))


def _clients(office: Office, where: str | None) -> list[str]:
    from cmtool.commands.selection import selected

    return [str(item["client"]) for item in selected(office, where, None, ())]


def _about(wish: Wish, count: int, reveal: set[str]) -> str:
    named = [f"--template {wish.name}", wish.suffix, *wish.products, *(f"--reveal {fact}" for fact in sorted(reveal))]
    return f"--all ({count}): {', '.join(named)}"


def _told(office: Office, codes: list[str]) -> Iterator[str]:
    """Yield each client; now and then say on standard error how far it has come."""
    from cmtool.commands.console import tell

    last = time.monotonic()
    for number, code in enumerate(codes, 1):
        yield code
        if time.monotonic() - last >= EACH:
            last = time.monotonic()
            tell(office.lang, "propose-progress", done=number, count=len(codes))


def _index(path: Path) -> dict[str, Line]:
    """Return the lines of an earlier index, none where there is none or where it is no index of ours."""
    names = [part.name for part in fields(Line)]
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != names:
            raise InvalidData("propose-strange-index", path=path)
        return {row["client"]: Line(**row) for row in reader}


def _write_index(path: Path, lines: list[Line]) -> None:
    from cmtool.commands.console import save
    from cmtool.report.listing import Listing, render

    items = [asdict(line) for line in lines]
    names = [part.name for part in fields(Line)]
    listing = Listing(schema="cmtool/propose-all/1", as_of=date.min, items=items, columns=tuple(names))
    save(path, render(listing, "csv", names, "zh") + "\n", "utf-8-sig")
