"""The properties of a document's file (文件属性): who made it, as of which day, and every mark by its name.

The day is the document's own and not the clock's, so that the same document gives the same bytes.

>>> of(Document(title="T", lang="zh", blocks=(), marks=(("author", "王"), ("as_of", "2026-11-24")))).day
datetime.date(2026, 11, 24)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from cmtool.model import Document
from cmtool.report.press.characters import printable

AUTHORS = ("author", "manager")
DAYS = ("as_of", "on", "date", "day", "made")
NO_DAY = date(2000, 1, 1)  # of a document that says none
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """What a file's properties say."""

    title: str
    author: str
    day: date
    marks: tuple[tuple[str, str], ...]

    @property
    def moment(self) -> datetime:
        """The day's first moment."""
        return datetime.combine(self.day, time())


def of(document: Document) -> Properties:
    """Return the properties of a document; a mark without a value is left out."""
    marks = tuple((printable(name), printable(str(value))) for name, value in document.marks if str(value))
    known = dict(marks)
    return Properties(
        title=printable(document.title),
        author=next((known[name] for name in AUTHORS if known.get(name)), ""),
        day=next(filter(None, (_day(known.get(name, "")) for name in (*DAYS, *known))), NO_DAY),
        marks=marks,
    )


def _day(text: str) -> date | None:
    found = ISO.match(text)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:  # digits that are no day
        return None
