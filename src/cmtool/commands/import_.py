"""``cmtool import``: a client file into the book, in one journal entry, with exact counts."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import PATH, argument, command, option, told, writes

if TYPE_CHECKING:
    from cmtool.exchange.mapping import FileMap
    from cmtool.exchange.reading import ClientFile
    from cmtool.exchange.summary import Outcome
    from cmtool.model import Taken

OWN_FILE = click.Path(path_type=Path, dir_okay=False)


@command("import")
@argument("file", "file", type=PATH)
@option("--mapping", type=OWN_FILE)
@option("--update-by", "key", default="")
@option("--refused", "repair", type=OWN_FILE)
@option("--encoding", default="")
@option("--delimiter", default="")
@option("--sheet", default="")
@told
@writes
@click.pass_obj
def import_(
    office: Office, file: Path, mapping: Path | None, key: str, repair: Path | None, encoding: str, delimiter: str, sheet: str,
    form: str, dry_run: bool,
) -> None:  # fmt: skip
    """Import the clients of FILE; exits with 8 when some rows or values were refused."""
    _check_repair(file, repair)
    fact = key if key in {"", "code"} else office.house.fact(key).name
    asked = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet}
    found, columns = _read(office, file, mapping, {name: value for name, value in asked.items() if value}, fact)
    outcome = _taken(office, found, columns, fact, None if dry_run else repair, dry_run=dry_run)
    _show(office, outcome, found.grid.name, form, repair, dry_run=dry_run)
    if outcome.faults:
        raise click.exceptions.Exit(8)


def _check_repair(file: Path, repair: Path | None) -> None:
    from cmtool.errors import InvalidData, NotFound
    from cmtool.exchange.repair import SUFFIXES

    if repair is None:
        return
    if repair.suffix.lower() not in SUFFIXES:
        raise InvalidData("import-repair-suffix", path=repair, known=SUFFIXES)
    if not repair.resolve().parent.is_dir():
        raise NotFound("import-repair-folder", path=repair.parent)
    if repair.resolve() == file.resolve():
        raise InvalidData("import-repair-itself", path=repair)


def _read(office: Office, file: Path, mapping: Path | None, asked: dict[str, str], key: str) -> tuple[ClientFile, FileMap]:
    """Read the file with its mapping; what the command line asks for goes before what the mapping says."""
    from cmtool.commands.console import warn
    from cmtool.exchange.mapping import FileMap, MappingMistakes, read_map
    from cmtool.exchange.reading import read

    facts = office.house.facts
    try:
        columns, mistakes = read_map(mapping, facts) if mapping else (FileMap(), [])
        columns = replace(columns, reading=replace(columns.reading, **asked))
        found = read(_content(file), "stdin" if str(file) == "-" else file.name, columns, facts, key, tuple(mistakes))
    except MappingMistakes as wrong:
        office.report(wrong.findings)
        raise
    for remark in found.remarks:
        warn(office.lang, remark.key, **dict(remark.figures))
    return found, columns


def _content(file: Path) -> bytes:
    from cmtool.errors import NotFound

    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise NotFound("import-no-file", path=file) from None


def _taken(office: Office, found: ClientFile, columns: FileMap, key: str, repair: Path | None, *, dry_run: bool) -> Outcome:
    """Write the records, and the rows to repair, before the book is closed over them."""
    from cmtool.book.intake import Terms, take
    from cmtool.exchange.repair import save
    from cmtool.model import day_number
    from cmtool.rules.identity import scrubbed
    from cmtool.words import said

    name = scrubbed(found.grid.name)
    terms = Terms(on=day_number(office.on), source=f"import:{name}", manager=office.manager, key=key, dated=office.house.dated)
    with office.book.writing(office.entry("import"), dry_run=dry_run) as pen:
        taken = take(office.book.db, pen, found.records, terms)
        outcome = _joined(found, taken)
        pen.about = said(office.lang, "import-about", name=name, **outcome.counts)
        if repair is not None and outcome.faults:
            save(repair, found, columns, outcome.faults, taken.codes, office.lang)
    return outcome


def _joined(found: ClientFile, taken: Taken) -> Outcome:
    """Join what was wrong in the file with what was wrong for the book, by line and under the file's own headings."""
    from cmtool.exchange.summary import Outcome

    targets = found.layout.targets
    faults = [*found.faults, *(replace(fault, column=targets.get(fault.column, fault.column)) for fault in taken.faults)]
    return Outcome(found.read, taken, tuple(sorted(faults, key=lambda fault: fault.line)))


def _show(office: Office, outcome: Outcome, name: str, form: str, repair: Path | None, *, dry_run: bool) -> None:
    from cmtool.commands.console import show_object, tell
    from cmtool.exchange.summary import finding_items, lines

    if form == "json":
        show_object("cmtool/import/1", office.on, {**outcome.counts, "findings": finding_items(outcome, office.lang)})
    else:
        for line in lines(outcome, name, office.lang):
            click.echo(line)
    if dry_run:
        tell(office.lang, "import-dry-run")
    elif outcome.faults and repair is None:
        tell(office.lang, "import-next-refused", file=name)
    elif outcome.faults:
        tell(office.lang, "import-next-repair", path=repair)
    elif form != "json":
        tell(office.lang, "import-next")
