"""Long answers written as they come: lines to a pipe, a file that appears whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from cmtool.commands.office import Office
from cmtool.errors import InvalidData
from cmtool.report.listing import SUFFIXES
from cmtool.report.pairs import Lines

STREAMS = ("ndjson", "csv", "tsv", "ids", "parquet")
Texts = Iterable[tuple[str, int]]


def form_of(form: str | None, output: Path | None, *, summary: bool) -> str:
    """Return the format: as named, else by the file's suffix, else lines for a pipe and a table for a person.

    Raises:
        InvalidData: the suffix names no format.
    """
    if form or _on_screen(output):
        return form or ("table" if summary or sys.stdout.isatty() else "ndjson")
    suffix = output.suffix.lower()  # type: ignore[union-attr]
    if suffix == ".parquet":
        return "parquet"
    if suffix not in SUFFIXES:
        raise InvalidData("unknown-suffix", path=output, known=sorted([*SUFFIXES, ".parquet"]))
    return SUFFIXES[suffix]


def named(fields: str | None, known: Sequence[str]) -> tuple[str, ...]:
    """Return the fields asked for, all where none are.

    Raises:
        InvalidData: there is no such field; all there are are named.
    """
    wanted = tuple(name.strip() for name in (fields or "").split(",") if name.strip())
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise InvalidData("unknown-field", found=unknown, known=known)
    return wanted or tuple(known)


def stream(office: Office, form: str, fields: tuple[str, ...], output: Path | None, texts: Callable[[Lines], Texts]) -> None:
    """Write lines in one format as ``texts`` gives them, and say how many there were."""
    from cmtool.commands.console import carries_unicode, tell

    on_screen = _on_screen(output)
    writer = Lines(form, fields, ascii_only=on_screen and not carries_unicode(sys.stdout))
    count = 0
    with _opened(output) as write:
        write(writer.head())
        for text, several in texts(writer):
            write(text)
            count += several
    tell(office.lang, "lines-written" if on_screen else "written", path=output, count=count)


def save_rows(office: Office, fields: tuple[str, ...], output: Path | None, blocks: Iterable[Sequence[object]]) -> None:
    """Write a Parquet file and say how many rows it has.

    Raises:
        InvalidData: no file is named.
    """
    from cmtool.commands.console import tell
    from cmtool.exchange.parquet import writing

    if output is None or str(output) == "-":
        raise InvalidData("parquet-needs-file")
    count = 0
    with _taking_the_place_of(output) as draft, writing(draft, fields) as add:
        for rows in blocks:
            add(rows)
            count += len(rows)
    tell(office.lang, "written", path=output, count=count)


def _on_screen(output: Path | None) -> bool:
    return output is None or str(output) == "-"


@contextlib.contextmanager
def _opened(output: Path | None) -> Iterator[Callable[[str], object]]:
    """Give the function that writes to standard output or to a file."""
    if output is None or str(output) == "-":
        yield sys.stdout.write
        return
    mark = "utf-8-sig" if output.suffix.lower() in {".csv", ".tsv"} else "utf-8"  # Excel reads a CSV without the mark as GBK
    with _taking_the_place_of(output) as draft, draft.open("w", encoding=mark, newline="\n") as file:
        yield file.write


@contextlib.contextmanager
def _taking_the_place_of(output: Path) -> Iterator[Path]:
    """Give a private file beside the one that is wanted, which it becomes once it is whole; a device is written as it is."""
    if output.exists() and not output.is_file():
        yield output
        return
    draft = output.with_name(f"{output.name}.{os.getpid()}.draft")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as wrong:  # said of the file that is wanted
        raise type(wrong)(wrong.errno, wrong.strerror, str(output)) from None
    try:
        yield draft
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)
