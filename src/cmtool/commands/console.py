"""The screen: data to standard output, everything else to standard error, in any encoding the stream can carry."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

import click

from cmtool.errors import InvalidData
from cmtool.words import said

PLAINER = "cmtool-plainer"
UNREADABLE = ("xlsx", "docx", "pdf")  # formats that a screen cannot show
LIKE = {"−": "-", "–": "-", "²": "^2", "³": "^3", "≤": "<=", "≥": ">=", "ᵐ": "^m", "•": "·", "│": "|", "├": "|", "└": "`"}

if TYPE_CHECKING:
    from cmtool.model import Finding
    from cmtool.report.listing import Listing


def ready_streams() -> None:
    """Let no character end the program: a stream that cannot carry one shows its plain likeness, else ``?``."""
    codecs.register_error(PLAINER, _plainer)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=PLAINER)


def _plainer(wrong: UnicodeError) -> tuple[str, int]:
    """Return what stands for characters that the stream cannot carry, so that a formula stays a formula."""
    if not isinstance(wrong, UnicodeEncodeError):
        raise wrong
    return "".join(LIKE.get(char, "?") for char in wrong.object[wrong.start : wrong.end]), wrong.end


def carries_unicode(stream: TextIO) -> bool:
    """Return whether a stream can carry every character."""
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "").startswith("utf")


def note(text: str) -> None:
    """Say something that is not data."""
    click.echo(text, err=True)


def tell(lang: str, key: str, **figures: object) -> None:
    """Say one sentence of the catalogue that is not data."""
    note(said(lang, key, **figures))


def warn(lang: str, key: str, **figures: object) -> None:
    """Say a warning."""
    note(said(lang, "warning", words=said(lang, key, **figures)))


def finding_line(lang: str, finding: Finding) -> str:
    """Return a finding as one line: its place, then what is to be known."""
    words = said(lang, finding.key, **dict(finding.figures))
    return f"{finding.place}: {words}" if finding.place else words


def show(lang: str, listing: Listing, form: str | None, fields: str | None, output: Path | None) -> None:
    """Show a listing on standard output or in a file, whose suffix names the format."""
    from cmtool.report.listing import FILES, SUFFIXES, filed, render

    on_screen = output is None or str(output) == "-"
    chosen = form or ("table" if on_screen else SUFFIXES.get(output.suffix.lower(), ""))  # type: ignore[union-attr]
    if not chosen:
        raise InvalidData("unknown-suffix", path=output, known=sorted(SUFFIXES))
    names = [name.strip() for name in (fields or "").split(",") if name.strip()]
    if chosen in FILES:
        deliver(lang, filed(listing, chosen, names, lang), chosen, None if on_screen else output, len(listing.items))
        return
    ascii_only = on_screen and not carries_unicode(sys.stdout)
    text = render(listing, chosen, names, lang, ascii_only=ascii_only, width=columns() if on_screen else None)
    if on_screen:
        if text:
            click.echo(text)
        return
    save(output, text + "\n", "utf-8-sig" if chosen in {"csv", "tsv"} else "utf-8")  # Excel reads a CSV without the mark as GBK
    tell(lang, "written", path=output, count=len(listing.items))


def deliver(lang: str, content: bytes, form: str, output: Path | None, count: int) -> None:
    """Write a file's bytes where they are wanted: as they are to a file or a pipe, whatever the screen's encoding.

    Raises:
        Misused: a file that nobody can read would be poured on a screen.
    """
    if output is None:
        if form in UNREADABLE and sys.stdout.isatty():
            from cmtool.commands.parts import Misused

            raise Misused("workbook-on-screen")
        click.echo(content, nl=False)
        return
    with private(output) as file:
        file.write(content)
    tell(lang, "written", path=output, count=count)


def columns() -> int | None:
    """Return how wide a table may be: as COLUMNS says, else the terminal; a pipe sets no limit."""
    if os.environ.get("COLUMNS", "").isdigit():
        return int(os.environ["COLUMNS"])
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):  # not a terminal
        return None


def save(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a text in a file that only its owner can read."""
    with private(path) as file:
        file.write(text.encode(encoding))


@contextlib.contextmanager
def private(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that only its owner can read."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        path.chmod(0o600)  # also where the file was there before
        yield file


def show_object(schema: str, as_of: date, content: dict[str, object], output: Path | None = None) -> None:
    """Show one thing as JSON in the common envelope, or write it to a file."""
    from cmtool.report.listing import dumped

    envelope = {"schema": schema, "as_of": as_of.isoformat(), **content}
    if output is None or str(output) == "-":
        click.echo(dumped(envelope, ascii_only=not carries_unicode(sys.stdout), indent=2))
    else:
        save(output, dumped(envelope, indent=2) + "\n")
