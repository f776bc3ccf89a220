"""What parts of reports are made of: columns by their codes, shares, and days as people count them."""

from __future__ import annotations

from collections.abc import Iterable

from cmtool.model import Head, Text, day_of
from cmtool.words import text as worded

KINDS = {"share": "share", "reached_share": "share", "progress": "share", "elapsed": "share", "forecast_share": "share"}


def head(code: str, kind: str = "", title: Text | None = None) -> Head:
    """Return a column; its words are those of lists under the same code."""
    return Head(code=code, title=title or worded(f"col-{code}"), kind=kind or KINDS.get(code, "count"))


def heads(*codes: str) -> tuple[Head, ...]:
    """Return columns of counts and shares."""
    return tuple(head(code) for code in codes)


def share(part: float | None, whole: float | None) -> float | None:
    """Return a part of the whole from 0 to 1; of nothing there is no share.

    >>> share(1, 3), share(1, 0), share(None, 3)
    (0.3333, None, None)
    """
    return None if part is None or not whole else round(part / whole, 4)


def plain(words: object) -> Text:
    """Return words that are the same in both languages: a code, a name, a day."""
    return Text(str(words), str(words))


def day(number: int | None) -> Text | None:
    """Return a day number as a date, ``None`` where it is not known."""
    return None if number is None else plain(day_of(number).isoformat())


def total(figures: Iterable[int | None]) -> int:
    """Return a sum in which what is not known counts nothing."""
    return sum(figure or 0 for figure in figures)
