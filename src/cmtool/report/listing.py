"""Lists in every format: a table for people, the rest for scripts, always in the order given.

``json`` is one envelope, ``{"schema": "cmtool/today/1", "as_of": …, "items": […]}``; ``ndjson`` one item a line;
``ids`` the first field alone. What is a file of its own, and not lines of text, is made by a module of its own, loaded when
it is asked for: ``ics`` a calendar, ``xlsx`` a workbook, ``html`` a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cmtool.errors import InvalidData
from cmtool.report.folding import wide
from cmtool.report.tables import PADDING, simple
from cmtool.words import catalogue, said

FILES = {"ics": "calendar", "xlsx": "workbook", "html": "page"}  # formats that are bytes, with the modules that make them
FORMATS = ("table", "json", "ndjson", "csv", "tsv", "md", "ids", *FILES)
SUFFIXES = {
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".tsv": "tsv",
    ".md": "md",
    ".txt": "table",
    ".ics": "ics",
    ".xlsx": "xlsx",
    ".html": "html",
    ".htm": "html",
}
BESIDE = ("say", "not_about")  # fields that a file has room for beside the columns of a table
FEW = 50  # items that a person may read as JSON
LEAST = 8  # columns of a terminal: narrower and a folded cell can no longer be read
FORMULA = ("=", "+", "-", "@", "\t", "\n")

Item = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Items of one schema, with the fields a person wants to see in a table."""

    schema: str
    as_of: date
    items: Sequence[Item]
    columns: tuple[str, ...]
    head: Mapping[str, object] = field(default_factory=dict)

    def name(self, lang: str) -> str:
        """Return what the list is called, in words."""
        return catalogue(lang).get(f"listing-{self.schema.split('/')[1]}") or said(lang, "listing-other")


def render(
    listing: Listing,
    form: str,
    fields: Sequence[str] = (),
    lang: str = "zh",
    *,
    ascii_only: bool = False,
    width: int | None = None,
) -> str:
    """Return the listing as text in one format; a table is folded to ``width`` columns where it is wider.

    Raises:
        InvalidData: a field is asked for that the items do not have; the valid names are in the message.
    """
    chosen = _chosen(listing, fields)
    if form == "table":
        return tabulated(listing.items, chosen or listing.columns, lang, width=width)
    return WRITERS[form](listing, chosen, lang, ascii_only)


def filed(listing: Listing, form: str, fields: Sequence[str] = (), lang: str = "zh") -> bytes:
    """Return the listing as a file of one of the formats in ``FILES``: the columns of a table, and a little more.

    Raises:
        InvalidData: the items do not have a field asked for, have no day for a calendar, or are too many for a sheet.
    """
    from importlib import import_module

    held = listing.items[0] if listing.items else {}
    beside = (name for name in BESIDE if name in held and name not in listing.columns)
    names = _chosen(listing, fields) or (*listing.columns, *beside)
    return import_module(f"cmtool.report.{FILES[form]}").written(listing, names, lang)


def _chosen(listing: Listing, fields: Sequence[str]) -> tuple[str, ...]:
    if not fields:
        return ()
    known = list(dict.fromkeys(name for item in listing.items for name in item))
    unknown = [name for name in fields if name.split(".")[0] not in known]
    if unknown and known:  # where there is nothing to list, a script that asks for fields must not fail
        raise InvalidData("unknown-field", found=unknown, known=known)
    return tuple(fields)


def value(item: Item, path: str) -> object:
    """Return what an item holds at a path such as ``terms.points``."""
    found: object = item
    for part in path.split("."):
        if isinstance(found, list | tuple):
            found = [inner.get(part) for inner in found if isinstance(inner, Mapping)]
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
    return found


def cell(content: object, lang: str) -> str:
    """Return a value as one line of text."""
    if content is None:
        return ""
    if isinstance(content, bool):
        return said(lang, "value-yes" if content else "value-no")
    if isinstance(content, Mapping):
        named = content.get("words") or content.get("title") or content.get("code")
        return str(named or json.dumps(content, ensure_ascii=False))
    if isinstance(content, list | tuple):
        return said(lang, "list-semicolon").join(cell(part, lang) for part in content)
    return str(content)


def dumped(content: object, *, ascii_only: bool = False, indent: int | None = None) -> str:
    """Return JSON; ASCII alone where the stream could not carry the characters."""
    return json.dumps(content, ensure_ascii=ascii_only, indent=indent, default=str)


def _json(listing: Listing, chosen: tuple[str, ...], lang: str, ascii_only: bool) -> str:
    items = [{name: value(item, name) for name in chosen} if chosen else dict(item) for item in listing.items]
    envelope = {"schema": listing.schema, "as_of": listing.as_of.isoformat(), **listing.head}
    if len(items) <= FEW:
        return dumped({**envelope, "items": items}, ascii_only=ascii_only, indent=2)
    lines = ",\n".join(dumped(item, ascii_only=ascii_only) for item in items)  # one a line: ten times faster than indented
    return f'{dumped(envelope, ascii_only=ascii_only)[:-1]}, "items": [\n{lines}\n]}}'


def _ndjson(listing: Listing, chosen: tuple[str, ...], lang: str, ascii_only: bool) -> str:
    items = ({name: value(item, name) for name in chosen} if chosen else item for item in listing.items)
    return "\n".join(dumped(item, ascii_only=ascii_only) for item in items)


def _separated(delimiter: str) -> Callable[..., str]:
    def write(listing: Listing, chosen: tuple[str, ...], lang: str, ascii_only: bool) -> str:
        import csv
        import io

        names = chosen or listing.columns
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_guarded(value(item, name), lang) for name in names] for item in listing.items)
        return out.getvalue().rstrip("\n")

    return write


def _guarded(content: object, lang: str) -> object:
    """Keep a spreadsheet from reading a text as a formula; numbers stay numbers."""
    if isinstance(content, int | float) and not isinstance(content, bool):
        return content
    text = cell(content, lang).replace("\r\n", "\n").replace("\r", "\n")  # a lone return would end the row
    return f"'{text}" if text.startswith(FORMULA) else text


def _markdown(listing: Listing, chosen: tuple[str, ...], lang: str, ascii_only: bool) -> str:
    return tabulated(listing.items, chosen or listing.columns, lang, style="pipe")


def tabulated(
    items: Sequence[Item], names: Sequence[str], lang: str, *, style: str = "simple", width: int | None = None
) -> str:
    """Return a table with wide characters aligned, folded to ``width`` columns where it is wider."""
    headers = [title(name, lang) for name in names]
    rows = [[_lined(cell(value(item, name), lang), style) for name in names] for item in items]
    if style == "simple":
        return simple(headers, rows, folded([headers, *rows], width) if width and rows else None)
    from tabulate import tabulate

    return tabulate(rows, headers=headers, tablefmt=style, disable_numparse=True)


def folded(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return the width of each column so that a line fits: the widest give way first, then the room beside the headings.

    The first row holds the headings. Words break last of all; a column below a readable least would help nobody, even
    where a line is then too wide.
    """
    columns = list(zip(*rows, strict=True))
    heads = [wide(column[0]) for column in columns]
    needed = [max(map(wide, column)) for column in columns]
    words = [max(map(_longest_word, column)) for column in columns]
    broken = [min(need, max(LEAST, head)) for need, head in zip(needed, heads, strict=True)]
    whole = [max(pair) for pair in zip(broken, words, strict=True)]
    roomy = [max(least, head + PADDING) for least, head in zip(whole, heads, strict=True)]
    widths = [max(need, head + PADDING) for need, head in zip(needed, heads, strict=True)]
    for least in (roomy, whole, broken):
        while sum(widths) + 2 * (len(widths) - 1) > width:
            giving = [number for number, wide in enumerate(widths) if wide > least[number]]
            if not giving:
                break
            widths[max(giving, key=widths.__getitem__)] -= 1
    return widths


def _longest_word(text: str) -> int:
    """Return the longest run that reads badly when broken: a code, a moment, a word of letters."""
    return max(map(wide, re.findall(r"（?[\w.:/+-]+）?", text, re.ASCII)), default=0)


def _lined(text: str, style: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ") if style == "pipe" else text


def title(name: str, lang: str) -> str:
    """Return the heading of a field: its words, or its own name."""
    try:
        return said(lang, f"col-{name}")
    except KeyError:
        return name


def _ids(listing: Listing, chosen: tuple[str, ...], lang: str, ascii_only: bool) -> str:
    name = chosen[0] if chosen else listing.columns[0]
    return "\n".join(cell(value(item, name), lang) for item in listing.items)


WRITERS: Mapping[str, Callable[..., str]] = {
    "json": _json, "ndjson": _ndjson, "csv": _separated(","), "tsv": _separated("\t"), "md": _markdown, "ids": _ids,
}  # fmt: skip
