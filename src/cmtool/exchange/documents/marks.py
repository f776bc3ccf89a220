"""The mark that a document carries of the book it came from (文书标记): in a page's head, a file's properties, a last remark.

A mark says which book and which record, and holds nothing personal. It is found wherever a format keeps it, so that a file
that was opened and saved again is still known.

>>> mark = marked("0a1b2c3d", "5e" * 16)
>>> mark
'cmtool:akblcmdn:fofofofofofofofofofofofofofofofo'
>>> found_in(f'<meta name="generator" content="{mark}">'.encode(), "a.html") == (mark,)
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from cmtool.errors import CmtoolError, InvalidData
from cmtool.exchange.documents.parts import Parts
from cmtool.model import Passage

NAME = "cmtool-mark"
SHAPE = re.compile(r"cmtool:[a-p]{8}:[a-p]{32}")
PUT = re.compile(rf"\[//\]: # \({SHAPE.pattern}\)|{SHAPE.pattern}")
LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")  # no digits: a mark is never taken for somebody's number


def marked(book: str, digest: str) -> str:
    """Return the mark of a record: the book's public mark and the first 32 digits of the record's digest."""
    return f"cmtool:{book.translate(LETTERS)}:{digest[:32].translate(LETTERS)}"


def is_of(mark: str, book: str) -> bool:
    """Return whether a mark names the book with this public mark."""
    return mark.startswith(f"cmtool:{book.translate(LETTERS)}:")


def found_in(content: bytes, name: str) -> tuple[str, ...]:
    """Return the marks in a document, each once; a file that cannot be read has none."""
    if content.startswith(b"PK\x03\x04"):
        text = _properties(content, name)
    elif b"%PDF-" in content[:1024]:
        text = content.decode("latin-1")
        text = text if SHAPE.search(text) else _about(content, name)
    else:
        text = content.decode("utf-8", "replace")
    return tuple(dict.fromkeys(found[0] for found in SHAPE.finditer(text)))


def unmarked(passages: Iterable[Passage]) -> list[Passage]:
    """Return the passages of a document without its mark: what a reader reads."""
    return [replace(passage, text=PUT.sub("", passage.text)) for passage in passages if not PUT.fullmatch(passage.text)]


def _properties(content: bytes, name: str) -> str:
    """Return what the properties of an Office file say."""
    pieces: list[str] = []
    try:
        parts = Parts(content, name)
        for part in [part for part in parts.names if part.startswith("docProps/")]:
            parts.walk(part, lambda _, held: pieces.extend(held.values()), lambda _: pieces.append("\n"), pieces.append)
    except InvalidData:
        return ""
    return "".join(pieces)


def _about(content: bytes, name: str) -> str:
    """Return what a PDF says of itself; nothing where it cannot be read."""
    from cmtool.exchange.documents.portable import about

    try:
        return about(content, name)
    except CmtoolError:
        return ""
