"""A list as one self-contained page: for a wide screen, a phone, the dark and A4 paper; it loads nothing and runs nothing.

The look is in ``templates/list.html``; here each cell gets its kind: key, number, day, flag, bar, word or text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cmtool import __version__
from cmtool.report.folding import wide
from cmtool.report.sandbox import sandbox
from cmtool.words import said

if TYPE_CHECKING:
    from cmtool.report.listing import Listing

SHARES = ("progress", "elapsed")  # fields from 0 to 1, drawn as a part of the whole
POINTS = ("urgency", "rank")  # fields drawn as a part of the highest there is
DAYS = ("due", "next_touch")  # fields in which a day gone by is late
SHORT = 14  # columns up to which a text is not broken
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the page: its field, its heading and how its cells are drawn."""

    name: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: its words, and what is drawn beside or instead of them."""

    column: Column
    words: str
    parts: tuple[str, ...] = ()
    share: float | None = None
    flag: bool | None = None
    late: bool = False


def written(listing: Listing, names: Sequence[str], lang: str) -> bytes:
    """Return the page of a list."""
    from cmtool.report.listing import cell, title, value

    values = [[value(item, name) for name in names] for item in listing.items]
    columns = [
        Column(name, title(name, lang), _kind(name, place, [row[place] for row in values])) for place, name in enumerate(names)
    ]
    most = {name: max((abs(found) for found in _numbers(values, place)), default=0) for place, name in enumerate(names)}
    today = listing.as_of.isoformat()
    rows = [
        [_cell(column, found, most[column.name], today, lang) for column, found in zip(columns, row, strict=True)]
        for row in values
    ]
    text = (
        sandbox()
        .get_template("list.html")
        .render(
            lang=lang,
            name=listing.name(lang),
            as_of=today,
            schema=listing.schema,
            version=__version__,
            head=[(title(name, lang), cell(content, lang)) for name, content in listing.head.items() if content is not None],
            columns=columns,
            rows=rows,
            w=lambda key, **figures: said(lang, key, **figures),
        )
    )
    return text.encode()


def percent(share: float) -> str:
    """Return a part of the whole in percent.

    >>> percent(0.4567)
    '45.7%'
    """
    return f"{share * 100:.1f}%".replace(".0%", "%")


def _kind(name: str, place: int, found: Sequence[object]) -> str:
    known = [content for content in found if content is not None]
    if name in (*SHARES, *POINTS):
        return "bar"
    if place == 0:
        return "key"
    if known and all(isinstance(content, bool) for content in known):
        return "flag"
    if known and all(_number(content) for content in known):
        return "number"
    if known and all(isinstance(content, str) and ISO.fullmatch(content) for content in known):
        return "day"
    return "word" if all(isinstance(content, str) and wide(content) <= SHORT for content in known) else "text"


def _number(content: object) -> bool:
    return isinstance(content, int | float) and not isinstance(content, bool)


def _numbers(values: Sequence[Sequence[object]], place: int) -> list[float]:
    return [float(row[place]) for row in values if _number(row[place])]  # type: ignore[arg-type]


def _cell(column: Column, content: object, most: float, today: str, lang: str) -> Cell:
    from cmtool.report.listing import cell

    words = f"{content:,}" if column.kind == "number" and _number(content) else cell(content, lang)
    if column.kind == "bar" and _number(content):
        whole = 1.0 if column.name in SHARES else most or 1.0
        share = round(max(0.0, min(float(content) / whole, 1.0)) * 100, 1)  # type: ignore[arg-type]
        shown = percent(float(content)) if column.name in SHARES else words  # type: ignore[arg-type]
        return Cell(column=column, words=shown, share=share)
    return Cell(
        column=column,
        words=words,
        parts=tuple(cell(part, lang) for part in content) if isinstance(content, list | tuple) else (),
        flag=content if isinstance(content, bool) else None,
        late=column.name in DAYS and isinstance(content, str) and content < today,
    )
