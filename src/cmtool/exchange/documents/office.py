"""Word, Excel and PowerPoint files as passages: paragraphs, cells, slides, and all that stands around them.

Cells are read one by one as they are written: a sheet whose last cell stands at the far corner costs nothing, where a reader
of whole ranges would take the machine's memory.
"""

from __future__ import annotations

import re

from cmtool.errors import InvalidData
from cmtool.exchange.documents.parts import Parts
from cmtool.model import Passage

AROUND = (  # part, and the place to name
    (re.compile(r"word/header\d*\.xml"), "scan-at-header"),
    (re.compile(r"word/footer\d*\.xml"), "scan-at-footer"),
    (re.compile(r"word/(?:footnotes|endnotes)\.xml"), "scan-at-note"),
    (re.compile(r"(?:word|xl)/(?:threadedC|c)omments\w*(?:/\w+)?\.xml|ppt/comments/.+\.xml"), "scan-at-comment"),
    (re.compile(r"(?:word|xl|ppt)/(?:charts|diagrams|drawings)/(?:chart|data|drawing)\w*\.xml"), "scan-at-drawing"),
    (re.compile(r"ppt/notesSlides/notesSlide\d+\.xml"), "scan-at-speaker-note"),
    (re.compile(r"ppt/slide(?:Layouts|Masters)/\w+\.xml"), "scan-at-master"),
)
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n"}


def passages(content: bytes, name: str) -> list[Passage]:
    """Return the passages of an Office file.

    Raises:
        InvalidData: it is broken, too large, or a zip of something else.
    """
    parts = Parts(content, name)
    if "word/document.xml" in parts.names:
        found = _paragraphs(parts, "word/document.xml", "scan-at-paragraph")
    elif "ppt/presentation.xml" in parts.names:
        slides = enumerate(parts.listed("ppt/presentation.xml", "sldId"), 1)
        found = [passage for number, (_, part) in slides for passage in _paragraphs(parts, part, "scan-at-slide", slide=number)]
    elif "xl/workbook.xml" in parts.names:
        found = _cells(parts)
    else:
        raise InvalidData("scan-not-office", name=name)
    for part in sorted(parts.names):
        key = next((key for shape, key in AROUND if shape.fullmatch(part)), "")
        found += _paragraphs(parts, part, key) if key else []
    return found


def _paragraphs(parts: Parts, part: str, key: str, **figures: object) -> list[Passage]:
    walk = _Paragraphs(key, figures)
    parts.walk(part, walk.start, walk.end, walk.text)
    return walk.found


class _Paragraphs:
    """Gathers paragraphs of a part; one within another, as in a text box, is a passage of its own."""

    def __init__(self, key: str, figures: dict[str, object]) -> None:
        self.found: list[Passage] = []
        self._key = key
        self._figures = figures
        self._open: list[list[str]] = []
        self._tables: list[list[int]] = []  # of each open table its number, row and column
        self._count = {"p": 0, "tbl": 0}
        self._texts = 0
        self._fallback = 0

    def start(self, tag: str, _: dict[str, str]) -> None:
        """Open a paragraph, a table, a row, a cell."""
        if tag == "Fallback":  # what older programs show in the place of what was said already
            self._fallback += 1
        elif tag in {"p", "text", "comment", "threadedComment"}:
            self._open.append([])
            self._count["p"] += tag == "p" and not self._tables and len(self._open) == 1
        elif tag == "tbl":
            self._count["tbl"] += 1
            self._tables.append([self._count["tbl"], 0, 0])
        elif tag == "tr" and self._tables:
            self._tables[-1][1:] = [self._tables[-1][1] + 1, 0]
        elif tag == "tc" and self._tables:
            self._tables[-1][2] += 1
        elif tag == "t":
            self._texts += 1
        elif tag in BREAKS and self._open:
            self._open[-1].append(BREAKS[tag])

    def end(self, tag: str) -> None:
        """Close what was opened."""
        if tag == "Fallback":
            self._fallback -= 1
        elif tag == "t":
            self._texts -= 1
        elif tag == "tbl" and self._tables:
            self._tables.pop()
        elif tag in {"p", "text", "comment", "threadedComment"} and self._open:
            words = "".join(self._open.pop())
            if words.strip() and not self._fallback:
                self.found.append(Passage(words, *self._place()))

    def text(self, words: str) -> None:
        """Take up text."""
        if self._open and (self._texts or self._key == "scan-at-comment"):
            self._open[-1].append(words)

    def _place(self) -> tuple[str, tuple[tuple[str, object], ...]]:
        if self._tables and self._key == "scan-at-paragraph":
            table, row, column = self._tables[-1]
            return "scan-at-table", (("table", table), ("row", row), ("column", column))
        return self._key, (*self._figures.items(), ("number", self._count["p"]))


def _cells(parts: Parts) -> list[Passage]:
    """Return the texts and numbers of all sheets, hidden ones too, the sheets' names and their headers and footers."""
    shared = _shared(parts)
    found = []
    for title, part in parts.listed("xl/workbook.xml", "sheet"):
        sheet = _Sheet(title, shared)
        parts.walk(part, sheet.start, sheet.end, sheet.text)
        found += [Passage(title, "scan-at-sheet-name", (("sheet", title),)), *sheet.found]
    return found


def _shared(parts: Parts) -> list[str]:
    """Return the texts that cells refer to by number; how a text is read aloud is not one."""
    found: list[list[str]] = []
    inside: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            found.append([])
        inside.append(tag)

    def text(words: str) -> None:
        if inside and inside[-1] == "t" and "rPh" not in inside[-3:] and found:
            found[-1].append(words)

    if "xl/sharedStrings.xml" in parts.names:
        parts.walk("xl/sharedStrings.xml", start, lambda _: inside.pop() and None, text)
    return ["".join(pieces) for pieces in found]


class _Sheet:
    """Gathers the cells of one sheet."""

    def __init__(self, title: str, shared: list[str]) -> None:
        self.found: list[Passage] = []
        self._title = title
        self._shared = shared
        self._cell = self._kind = ""
        self._pieces: list[str] = []
        self._reading = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open a cell, or what stands above and below the pages."""
        if tag == "c":
            self._cell, self._kind = attributes.get("r", ""), attributes.get("t", "n")
        if tag in {"v", "t"} or tag.endswith(("Header", "Footer")):
            self._reading = True

    def text(self, words: str) -> None:
        """Take up a value."""
        if self._reading:
            self._pieces.append(words)

    def end(self, tag: str) -> None:
        """Close a cell."""
        if tag in {"v", "t"}:
            self._reading = False
        elif tag == "c" or (tag.endswith(("Header", "Footer")) and tag != "headerFooter"):
            self._reading = False
            words, self._pieces = "".join(self._pieces), []
            if tag == "c" and self._kind == "s":
                words = self._shared[int(words)] if words.isdecimal() and int(words) < len(self._shared) else ""
            if words.strip():
                place = ("cell", self._cell) if tag == "c" else ("cell", tag)
                self.found.append(Passage(words, "scan-at-cell", (("sheet", self._title), place)))
