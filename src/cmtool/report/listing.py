"""Lists in every format: a table for people, the rest for scripts, always in the order given.

``json`` is one envelope, ``{"schema": "cmtool/today/1", "as_of": …, "items": […]}``; ``ndjson`` one item a line; ``ids`` the first field alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cmtool.errors import InvalidData
from cmtool.words import said

FORMATS = ("table", "json", "ndjson", "csv", "tsv", "md", "ids")
SUFFIXES = {".json": "json", ".ndjson": "ndjson", ".jsonl": "ndjson", ".csv": "csv", ".tsv": "tsv", ".md": "md", ".txt": "table"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Item = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Items of one schema, with the fields a person wants to see in a table."""

    schema: str
    as_of: date
    items: Sequence[Item]
    columns: tuple[str, ...]
    head: Mapping[str, object] = field(default_factory=dict)


def render(listing: Listing, form: str, fields: Sequence[str] = (), lang: str = "zh", *, ascii_only: bool = False) -> str:
    """Return the listing as text in one format.

    Raises:
        InvalidData: a field is asked for that the items do not have; the valid names are in the message.
    """
    chosen = _chosen(listing, fields)
    return WRITERS[form](listing, chosen, lang, ascii_only)


def _chosen(listing: Listing, fields: Sequence[str]) -> tuple[str, ...]:
    if not fields:
        return ()
    known = list(dict.fromkeys(name for item in listing.items for name in item)) or list(listing.columns)
    unknown = [name for name in fields if name.split(".")[0] not in known]
    if unknown:
        raise InvalidData("unknown-field", found=unknown, known=known)
    return tuple(fields)


def _value(item: Item, path: str) -> object:
    found: object = item
    for part in path.split("."):
        if isinstance(found, list | tuple):
            found = [inner.get(part) for inner in found if isinstance(inner, Mapping)]
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
    return found


def cell(value: object, lang: str) -> str:
    """Return a value as one line of text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return said(lang, "value-yes" if value else "value-no")
    if isinstance(value, Mapping):
        return str(value.get("words") or value.get("title") or value.get("code") or json.dumps(value, ensure_ascii=False))
    if isinstance(value, list | tuple):
        return said(lang, "list-semicolon").join(cell(part, lang) for part in value)
    return str(value)


def dumped(value: object, *, ascii_only: bool = False, indent: int | None = None) -> str:
    """Return JSON; ASCII alone where the stream could not carry the characters."""
    return json.dumps(value, ensure_ascii=ascii_only, indent=indent, default=str)


def _json(listing: Listing, chosen: tuple[str, ...], lang: str, ascii_only: bool) -> str:  # noqa: ARG001, FBT001
    items = [{name: _value(item, name) for name in chosen} if chosen else dict(item) for item in listing.items]
    envelope = {"schema": listing.schema, "as_of": listing.as_of.isoformat(), **listing.head, "items": items}
    return dumped(envelope, ascii_only=ascii_only, indent=2)


def _ndjson(listing: Listing, chosen: tuple[str, ...], lang: str, ascii_only: bool) -> str:  # noqa: ARG001, FBT001
    items = ({name: _value(item, name) for name in chosen} if chosen else item for item in listing.items)
    return "\n".join(dumped(item, ascii_only=ascii_only) for item in items)


def _separated(delimiter: str) -> Callable[..., str]:
    def write(listing: Listing, chosen: tuple[str, ...], lang: str, ascii_only: bool) -> str:  # noqa: ARG001, FBT001
        import csv
        import io

        names = chosen or listing.columns
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_guarded(_value(item, name), lang) for name in names] for item in listing.items)
        return out.getvalue().rstrip("\n")

    return write


def _guarded(value: object, lang: str) -> object:
    """Keep a spreadsheet from reading a text as a formula; numbers stay numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = cell(value, lang)
    return f"'{text}" if text.startswith(FORMULA) else text


def _markdown(listing: Listing, chosen: tuple[str, ...], lang: str, ascii_only: bool) -> str:  # noqa: ARG001, FBT001
    return _tabulated(listing, chosen or listing.columns, lang, "pipe")


def _table(listing: Listing, chosen: tuple[str, ...], lang: str, ascii_only: bool) -> str:  # noqa: ARG001, FBT001
    return _tabulated(listing, chosen or listing.columns, lang, "simple")


def _tabulated(listing: Listing, names: Sequence[str], lang: str, style: str) -> str:
    from tabulate import tabulate

    rows = [[_lined(cell(_value(item, name), lang), style) for name in names] for item in listing.items]
    return tabulate(rows, headers=[title(name, lang) for name in names], tablefmt=style, disable_numparse=True)


def _lined(text: str, style: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ") if style == "pipe" else text


def title(name: str, lang: str) -> str:
    """Return the heading of a field: its words, or its own name."""
    try:
        return said(lang, f"col-{name}")
    except KeyError:
        return name


def _ids(listing: Listing, chosen: tuple[str, ...], lang: str, ascii_only: bool) -> str:  # noqa: ARG001, FBT001
    name = chosen[0] if chosen else listing.columns[0]
    return "\n".join(cell(_value(item, name), lang) for item in listing.items)


WRITERS: Mapping[str, Callable[..., str]] = {
    "table": _table, "json": _json, "ndjson": _ndjson, "csv": _separated(","), "tsv": _separated("\t"), "md": _markdown, "ids": _ids,
}  # fmt: skip
