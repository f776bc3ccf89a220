"""The formats that a document can be written in, by suffix; each writer is loaded when it is first used."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from cmtool.errors import InvalidData, Misconfigured
from cmtool.model.document import Document

Writer = Callable[[Document, Path | None], bytes]
WRITERS = {
    "": "markdown", ".md": "markdown", ".html": "page", ".htm": "page",
    ".docx": "word", ".pdf": "portable", ".xlsx": "workbook",
}  # fmt: skip
NEEDS = {"word": {"docx": "docxtpl"}, "portable": {"pdf": "typst"}}  # of each writer its extra, and a part of it
HERE = __name__.rpartition(".")[0]


def writer(suffix: str) -> Writer:
    """Return what writes documents in the format of ``suffix``.

    Raises:
        InvalidData: there is no such format.
        Misconfigured: it needs an optional part that is not installed; the message names it.
    """
    name = WRITERS.get(suffix.lower())
    if name is None or find_spec(f"{HERE}.{name}") is None:
        raise InvalidData("document-format", found=suffix, known=suffixes())
    for extra, part in NEEDS.get(name, {}).items():
        if find_spec(part) is None:
            raise Misconfigured("document-extra", found=suffix, extra=extra, wrong=part)
    return import_module(f"{HERE}.{name}").written


def suffixes() -> list[str]:
    """Return the suffixes that there are writers for."""
    return sorted(suffix for suffix, name in WRITERS.items() if suffix and find_spec(f"{HERE}.{name}"))
