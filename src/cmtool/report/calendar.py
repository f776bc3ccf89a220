"""A calendar file (iCalendar, RFC 5545): one all-day event for each item of a list that has a due day.

Lines end with CRLF and are folded at 75 octets (§3.1), texts are escaped (§3.3.11). An event's UID (§3.8.4.7) is made of the
list, the client and the code of what is due (a morning's line has none: it is one a client), so that tomorrow's file replaces
today's event instead of adding a second one. The time stamp is the day asked about: the same question gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cmtool.errors import InvalidData
from cmtool.words import said

if TYPE_CHECKING:
    from cmtool.report.listing import Item, Listing

DAYS = ("due", "next_touch")  # fields that hold the day on which something is to be done
MATTERS = ("reason", "title", "words")  # fields that say what is to be done, the first that an item has
LINE = 75  # octets
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
ZONE = (  # a calendar must hold something; China has kept one time since 1991
    "BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


def written(listing: Listing, names: Sequence[str], lang: str) -> bytes:
    """Return the calendar of a list; an item without a day is left out.

    Raises:
        InvalidData: nothing in this list has a day on which it is due.
    """
    day = day_field(listing)
    if day is None:
        raise InvalidData("calendar-no-days", list=listing.name(lang))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cmtool//cmtool//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{escaped(listing.name(lang))}")
    due = [item for item in listing.items if ISO.fullmatch(str(item.get(day)))]
    for number, item in zip(_numbers(listing, due), due, strict=True):
        lines += _event(listing, item, day, number, names, lang)
    lines += [*(() if due else ZONE), "END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def day_field(listing: Listing) -> str | None:
    """Return the field of a list that holds the day on which something is due, ``None`` where there is none."""
    known = {*listing.columns, *(listing.items[0] if listing.items else ())}
    return next((name for name in DAYS if name in known), None)


def escaped(text: str) -> str:
    r"""Return a text as a calendar holds it.

    >>> print(escaped("要点：a, b; c"))
    要点：a\, b\; c
    """
    plain = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    r"""Return a line in pieces of at most 75 octets, no character torn apart.

    >>> [len(piece.encode()) for piece in folded("SUMMARY:" + "茶" * 30).split("\r\n")]
    [74, 25]
    """
    pieces, size = [""], 0
    for char in line:
        octets = len(char.encode())
        if size + octets > LINE:
            pieces.append(" ")
            size = 1
        pieces[-1] += char
        size += octets
    return "\r\n".join(pieces)


def _event(listing: Listing, item: Item, field: str, number: str, names: Sequence[str], lang: str) -> list[str]:
    from cmtool.report.listing import cell, title, value

    day = date.fromisoformat(str(item[field]))
    told = [(title(name, lang), cell(value(item, name), lang)) for name in names]
    about = "\n".join(said(lang, "calendar-line", title=heading, words=words) for heading, words in told if words)
    return [
        "BEGIN:VEVENT",
        f"UID:{number}",
        f"DTSTAMP:{listing.as_of:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(_summary(item, lang))}",
        f"DESCRIPTION:{escaped(about)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _summary(item: Item, lang: str) -> str:
    from cmtool.report.listing import cell

    who = item.get("name") or item.get("client")
    matter = next((item[name] for name in MATTERS if item.get(name)), None)
    parts = [cell(part, lang) for part in (who, matter) if part]
    return said(lang, "calendar-summary", who=parts[0], matter=parts[1]) if len(parts) > 1 else (parts or [""])[0]


def _numbers(listing: Listing, items: Sequence[Item]) -> Iterator[str]:
    """Yield each event's UID; what has the same client and code twice is counted."""
    seen: Counter[str] = Counter()
    for item in items:
        named = (listing.schema.split("/")[1], *(item.get(name, "") for name in ("client", "code", "case")))
        key = "\n".join(map(str, named))
        seen[key] += 1
        digest = hashlib.sha256(f"{key}\n{seen[key]}".encode()).hexdigest()[:24]
        yield f"{digest}@cmtool"
