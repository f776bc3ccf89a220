"""``cmtool demo [DIR]``: make a sample book of invented clients, and show on it what the tool does."""

from __future__ import annotations

import contextlib
import os
import shlex
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, option
from cmtool.errors import CmtoolError, NotPermitted
from cmtool.words import error, said

if TYPE_CHECKING:
    from cmtool.book.ledger import Entry

FOLDER = Path("cmtool-demo")
FILES = ("proposal.md", "proposal.html")
SHOWN_MOST = 20_000  # clients; a larger book is made to measure with, and shows nothing
LINES = 24
FIRST = "C-00001"


class DemoOffice(Office):
    """An office at the sample book, whose clock stands at the start of its day: the same demo leaves the same bytes."""

    def entry(self, command: str, about: str = "") -> Entry:
        """Return a journal entry of the demo's own day."""
        from cmtool.book.ledger import Entry

        return Entry(at=f"{self.on.isoformat()}T00:00:00", who="demo", command=command, about=about)


@command()
@argument("folder", "folder", type=click.Path(path_type=Path, file_okay=False), default=FOLDER)
@option("--clients", type=click.IntRange(min=1), default=200, show_default=True)
@option("--seed", type=int)
@click.pass_obj
def demo(office: Office, folder: Path, clients: int, seed: int | None) -> None:
    """Make a sample book in DIR and show today's list, a match and a proposal."""
    from cmtool.jobs.sample import SEED

    path = folder / "book.db"
    _must_be_ours(path, office.wait)
    opened = _opened(office, path)
    counts = _made(opened, path, clients, SEED if seed is None else seed)
    titles = [card.title for card in opened.house.institutions.values()]
    figures = {"clients": counts["client"], "contacts": counts["contact"], "cases": counts["work"]}
    click.echo(said(office.lang, "demo-made", path=path, desks=titles, **figures))
    if clients <= SHOWN_MOST:
        with contextlib.closing(opened):
            _shown(opened, office, folder)


def _must_be_ours(path: Path, wait: float) -> None:
    """Make sure that nothing but an earlier demo is replaced.

    Raises:
        NotPermitted: the folder holds another book, or documents that no demo wrote.
    """
    if path.exists():
        if not _is_demo(path, wait):
            raise NotPermitted("demo-other-book", path=path)
        return
    for name in FILES:
        if path.with_name(name).exists():
            raise NotPermitted("demo-other-file", path=path.with_name(name))


def _is_demo(path: Path, wait: float) -> bool:
    from cmtool.book import store

    try:
        connection = store.connect(path, wait)
    except CmtoolError:
        return False
    with contextlib.closing(connection):
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone():
            return False
        first = connection.execute("SELECT command FROM journal WHERE id = 1").fetchone()
        later = connection.execute("SELECT count(*) FROM journal WHERE command NOT IN ('demo', 'propose', 'reveal')").fetchone()
        return first == ("demo",) and later == (0,)  # work done in a sample book is work all the same


def _opened(office: Office, path: Path) -> DemoOffice:
    """Return the office at the sample book, with the plugins and knowledge already read."""
    flags = {**office.flags, "book": str(path), "as_of": office.on.isoformat()}
    opened = DemoOffice(lang=office.lang, flags=flags, folders=office.folders, no_input=True, wait=office.wait)
    vars(opened).update(plugins=office.plugins, house=office.house)
    return opened


def _made(office: DemoOffice, path: Path, clients: int, seed: int) -> Counter[str]:
    """Write the whole book beside its place, then move it there; return how many rows each table got."""
    from cmtool.book import Book
    from cmtool.book.proposals import identify
    from cmtool.jobs.sample import tables
    from cmtool.model import day_number

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".demo-") as workshop:
        book = Book.create(Path(workshop) / path.name, office.house.facts)
        with contextlib.closing(book), book.writing(office.entry("demo", f"{FIRST}..C-{clients:05d}")) as pen:
            for table, columns, rows in tables(office.house, clients, seed, day_number(office.on)):
                counts[table] += len(pen.insert_many(table, columns, rows))
            identify(book.db, f"demo {clients} {seed} {office.on}")
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)  # of an older demo that was cut off: not the new book's
        book.path.replace(path)
    return counts


def _shown(office: DemoOffice, asked: Office, folder: Path) -> None:
    """Run the commands that a user would type next, each under its own line."""
    from cmtool.commands.match import match
    from cmtool.commands.propose import propose
    from cmtool.commands.today import today

    front = ["cmtool", "--book", str(office.book_path)]
    for name in ("as_of", "lang"):
        front += [f"--{name.replace('_', '-')}", str(asked.flags[name])] if asked.flags.get(name) else []
    for plugin in asked.folders:
        front += ["--plugin", str(plugin)]
    front += ["--safe-mode"] if asked.safe_mode else []
    _step(office, "demo-today", front, today, ["today", "--top", "5"])
    _step(office, "demo-match", front, match, ["match", FIRST])
    _step(office, "demo-propose", front, propose, ["propose", FIRST, "-o", str(folder / FILES[0])])
    _opening(office.lang, folder / FILES[0])
    _step(office, "demo-propose-page", front, propose, ["propose", FIRST, "-o", str(folder / FILES[1])])
    click.echo(said(office.lang, "demo-next", command=_typed([*front, "client", "list"]), path=office.book_path))


def _step(office: DemoOffice, key: str, front: Sequence[str], step: click.Command, words: Sequence[str]) -> None:
    """Say what comes, show the line to type, and run it; what a command refuses is said and the demo goes on."""
    click.echo(f"\n{said(office.lang, key)}\n$ {_typed([*front, *words])}")
    try:
        step.main(list(words[1:]), prog_name=f"cmtool {words[0]}", standalone_mode=False, obj=office)
    except CmtoolError as wrong:
        click.echo(said(office.lang, "error", words=error(office.lang, wrong)))


def _opening(lang: str, document: Path) -> None:
    """Print the first lines of a document, if it was written."""
    if not document.is_file():
        return
    lines = document.read_text(encoding="utf-8").splitlines()
    click.echo("\n" + "\n".join(lines[:LINES]))
    if len(lines) > LINES:
        click.echo(said(lang, "demo-more-lines", count=len(lines) - LINES, path=document))


def _typed(words: Sequence[str]) -> str:
    """Return a command as this machine's shell takes it."""
    if os.name != "nt":
        return shlex.join(words)
    from subprocess import list2cmdline

    return list2cmdline(words)
