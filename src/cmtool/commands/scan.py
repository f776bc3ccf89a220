"""``cmtool scan FILE…|-``: words that may not be said, and warnings that are missing, in documents of every kind."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, listed, option

if TYPE_CHECKING:
    from cmtool.errors import CmtoolError
    from cmtool.model import Pack, Saying

FILES = click.Path(path_type=Path, allow_dash=True)
COLUMNS = ("file", "place", "code", "severity_words", "found", "suggestion", "source")


@command()
@argument("files", "file", nargs=-1, required=True, type=FILES)
@option("--desk")
@option("--level", type=click.Choice(("block", "high", "medium", "low")), default="high")
@option("--skip", multiple=True)
@listed
@click.pass_obj
def scan(
    office: Office, files: tuple[Path, ...], desk: str | None, level: str, skip: tuple[str, ...],
    form: str | None, fields: str | None, output: Path | None,
) -> None:  # fmt: skip
    """Scan documents; exits with 6 on a finding at or above the level, else with 8 where a file could not be read."""
    from cmtool.commands.console import show, tell
    from cmtool.errors import CmtoolError
    from cmtool.exchange.documents import read
    from cmtool.jobs.screen import grave, language, screen
    from cmtool.report.listing import Listing

    named = office.known_desk(desk)
    spoken = language(packs_of(office, {named} if named else office.house.institutions), _skipped(office, skip))
    items: list[dict[str, Any]] = []
    barred = unread = 0
    for file in files:
        name = "stdin" if str(file) == "-" else str(file)
        try:
            sayings = screen(read(_content(file), file.name), spoken)
        except (CmtoolError, OSError) as wrong:
            unread += 1
            items.append(_unread(name, wrong, office.lang))
            continue
        barred += len(grave(sayings, level))
        items += [saying_item(saying, name, office.lang) for saying in sayings]
    listing = Listing(schema="cmtool/scan/1", as_of=office.on, items=items, columns=COLUMNS)
    if items or form not in {None, "table"} or output:
        show(office.lang, listing, form, fields, output)
    tell(office.lang, "scan-counted", files=len(files), found=len(items) - unread, barred=barred, unread=unread)
    if barred or unread:
        raise click.exceptions.Exit(6 if barred else 8)


def packs_of(office: Office, desks: Collection[str]) -> list[Pack]:
    """Return the packs whose words bind ``desks``: the core's, their own, and those of plugins that extend them."""
    core, *others = office.house.packs
    return [core, *(pack for pack in others if {pack.institution.name, *pack.institution.extends} & set(desks))]


def saying_item(saying: Saying, name: str, lang: str) -> dict[str, Any]:
    """Return what was found as an item: where, how grave, what to write instead, and who says so."""
    from cmtool.words import said

    phrase = saying.phrase
    return {
        "file": name,
        "place": saying.place.said(lang),
        "code": phrase.code,
        "also": list(saying.also),
        "category": phrase.category,
        "category_words": said(lang, f"kind-{phrase.category}"),
        "severity": phrase.level,
        "severity_words": said(lang, f"severity-phrase-{phrase.level}"),
        "found": saying.found,
        "context": saying.context,
        "disguised": saying.disguised,
        "suggestion": phrase.suggestion.said(lang),
        "source": phrase.source.cited(),
        "confidence": phrase.source.confidence,
    }


def _unread(name: str, wrong: CmtoolError | OSError, lang: str) -> dict[str, Any]:
    """Return a file that could not be read as an item of the same fields."""
    from cmtool.errors import CmtoolError
    from cmtool.words import error, said

    if isinstance(wrong, CmtoolError):
        words = error(lang, wrong)
    else:
        words = said(lang, "file-trouble", path=name, wrong=wrong.strerror or wrong)
    fields = ("place", "code", "also", "category", "category_words", "found", "context", "disguised", "source", "confidence")
    kind = {"severity": "unreadable", "severity_words": said(lang, "severity-phrase-unreadable"), "suggestion": words}
    return {"file": name, **dict.fromkeys(fields), **kind}


def _skipped(office: Office, skip: tuple[str, ...]) -> set[str]:
    """Return the categories and codes to pass over.

    Raises:
        NotFound: one is neither.
    """
    from cmtool.errors import NotFound
    from cmtool.model import CATEGORIES
    from cmtool.rules.house import near

    codes = {phrase.code for pack in office.house.packs for phrase in pack.phrases}
    wanted = {word if word in CATEGORIES else word.upper() for word in skip}
    for word in sorted(wanted - codes - set(CATEGORIES)):
        raise NotFound("scan-skip-what", found=word, near=near(word.lower(), CATEGORIES) or list(CATEGORIES))
    return wanted


def _content(file: Path) -> bytes:
    """Return the bytes of a file, or of standard input."""
    return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
