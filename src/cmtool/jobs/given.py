"""What a file or a table gives a calculator: every piece typed and checked as declared, all mistakes at once with their places.

A series of prices becomes a tuple of (day, Decimal) in the order of days; a table becomes a mapping of its declared keys, rows
inside it tuples of such mappings. Python code may give the same plain values itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from cmtool.errors import CmtoolError, InvalidData
from cmtool.jobs.calculate import Opener, value_of, within
from cmtool.model import File, Quantity, Text
from cmtool.rules import literals
from cmtool.words import text as worded

MOST = 20  # mistakes that are spelt out
Way = tuple[object, ...]
Mistake = tuple[Way, CmtoolError]


def held(quantity: Quantity, written: object, files: Opener | None, beside: str = "") -> object:
    """Return what a file or table holds; nothing given is an empty one, where it may be.

    Raises:
        NotFound: there is no such file.
        InvalidData: it is missing or holds mistakes; all are named.
    """
    tabled = "table" in {quantity.kind, quantity.holds}
    if written is None or written == "":
        if not quantity.optional:
            raise InvalidData("calc-missing-input", name=quantity.name, title=quantity.title)
        return {} if quantity.kind == "file" and tabled else ()
    file = _file(quantity, written, files, beside)
    mistakes: list[Mistake] = []
    value = _content(quantity, file, files, mistakes)
    if mistakes:
        lines = [_line(file, mistake) for mistake in sorted(mistakes, key=lambda one: file.place(one[0]) or (0, 0))]
        more = [worded("calc-file-more", count=len(lines) - MOST)] if len(lines) > MOST else []
        words = _joined([*lines[:MOST], *more])
        raise InvalidData(
            "calc-file-wrong", name=quantity.name, title=quantity.title, path=file.name, count=len(lines), wrong=words
        )
    return value


def _file(quantity: Quantity, written: object, files: Opener | None, beside: str) -> File:
    if isinstance(written, File):
        return written
    if quantity.kind == "table" or files is None or isinstance(written, Mapping | list | tuple):
        return File(name="", content=written)
    return files(quantity, written, beside)


def _content(quantity: Quantity, file: File, files: Opener | None, mistakes: list[Mistake]) -> object:
    if quantity.holds == "prices":
        return _series(quantity, file.content, mistakes)
    if quantity.kind == "table":
        return _rows(quantity, file.content, (), file, files, mistakes)
    return _table(quantity.columns, file.content, (), file, files, mistakes)


def _series(quantity: Quantity, content: object, mistakes: list[Mistake]) -> tuple[tuple[date, Decimal], ...]:
    """Return days and numbers in the order of days; a day twice is a mistake."""
    if not isinstance(content, list | tuple):
        mistakes.append(((), InvalidData("calc-not-file", name=quantity.name, title=quantity.title, value=content)))
        return ()
    found: dict[date, Decimal] = {}
    for index, (day, price) in enumerate(content):
        try:
            when = day if isinstance(day, date) else literals.day(str(day))
        except ValueError:
            mistakes.append(((index, 0), InvalidData("calc-cell-not-date", value=day)))
            continue
        if when in found:
            mistakes.append(((index, 0), InvalidData("calc-cell-twice", value=when)))
        try:
            found[when] = price if isinstance(price, Decimal) else literals.number(str(price))
            within(quantity, found[when], price)
        except ValueError:
            mistakes.append(((index, 1), InvalidData("calc-cell-not-number", value=price)))
        except InvalidData as wrong:
            mistakes.append(((index, 1), wrong))
    return tuple(sorted(found.items()))


def _table(
    columns: Iterable[Quantity], content: object, way: Way, file: File, files: Opener | None, mistakes: list[Mistake]
) -> dict[str, object]:
    """Return the declared keys of one table, typed; keys that nobody declared are mistakes."""
    declared = {column.name: column for column in columns}
    if not isinstance(content, Mapping):
        mistakes.append((way, InvalidData("calc-not-table", value=content, known=list(declared))))
        return {}
    for key in content:
        if key not in declared:
            mistakes.append(((*way, key), InvalidData("calc-unknown-key", found=key, known=list(declared))))
    found: dict[str, object] = {}
    for name, column in declared.items():
        given = content.get(name)
        if column.kind == "table":
            found[name] = _rows(column, given, (*way, name), file, files, mistakes)
            continue
        try:
            found[name] = value_of(column, given, files, file.name)
        except CmtoolError as wrong:
            mistakes.append(((*way, name) if name in content else way, wrong))
    return found


def _rows(
    column: Quantity, content: object, way: Way, file: File, files: Opener | None, mistakes: list[Mistake]
) -> tuple[dict[str, object], ...]:
    """Return the rows of an array of tables."""
    if content is None and column.optional:
        return ()
    if content is None:
        mistakes.append((way[:-1], InvalidData("calc-missing-input", name=column.name, title=column.title)))
        return ()
    if not isinstance(content, list | tuple):
        mistakes.append((way, InvalidData("calc-not-rows", name=column.name, title=column.title, value=content)))
        return ()
    return tuple(_table(column.columns, row, (*way, number), file, files, mistakes) for number, row in enumerate(content))


def _line(file: File, mistake: Mistake) -> Text:
    """Return one mistake as a line that begins with its place."""
    way, wrong = mistake
    words, place = worded(wrong.key, **wrong.figures), file.place(way)
    if place:
        return worded("calc-file-place", line=place[0], column=place[1], words=words)
    path = " -> ".join(str(part + 1) if isinstance(part, int) else str(part) for part in way)
    return worded("calc-file-path", path=path, words=words) if path else words


def _joined(lines: list[Text]) -> Text:
    return Text(*("".join(f"\n  {line.said(lang)}" for line in lines) for lang in ("zh", "en")))
