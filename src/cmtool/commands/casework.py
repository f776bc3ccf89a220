"""What the commands on cases share: the case meant, its place in the list, what happened to it, and what it still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cmtool.commands.office import Office
from cmtool.errors import NotFound, NotPermitted
from cmtool.words import said

if TYPE_CHECKING:
    from datetime import date

    from cmtool.book.casework import Row
    from cmtool.model import CaseKind, Readiness

Item = dict[str, Any]


def the_case(office: Office, number: int) -> Row:
    """Return a case by its number.

    Raises:
        NotFound: there is none.
    """
    from cmtool.book.casework import one

    row = one(office.book.db, number)
    if row is None:
        raise NotFound("case-number-not-found", number=number)
    return row


def open_case(office: Office, number: int) -> Row:
    """Return a case that is still open.

    Raises:
        NotFound: there is none.
        NotPermitted: it is finished or was dropped.
    """
    row = the_case(office, number)
    if row["status"] != "open":
        raise NotPermitted("case-closed" if row["status"] == "done" else "case-dropped-already", number=number)
    return row


def event(office: Office, row: Mapping[str, Any], what: str, words: str = "") -> dict[str, Any]:
    """Return the row of something that happens to a case today."""
    from cmtool.model import day_number

    about = {"client": row["client"], "work": row["id"], "step": row["step"]}
    return {**about, "day": day_number(office.on), "what": what, "words": words, "who": office.who}


def hour_of(office: Office, at: int | None) -> int:
    """Return the hour it is: the one given, else that of the clock, else of another day than today its first working hour."""
    from datetime import datetime

    from cmtool.jobs.casework import OPENS

    if at is not None:
        return at
    return OPENS if office.settings["as_of"].value else datetime.now().astimezone().hour


def no_later(office: Office, row: Mapping[str, Any], due: date) -> int:
    """Return the day number of a step's deadline: never after a ticket's own end, which no waiting and no step moves."""
    from cmtool.model import day_number

    day = day_number(due)
    return day if row.get("resolve") is None else min(day, row["resolve"])


def lacks(office: Office, row: Mapping[str, Any], kind: CaseKind) -> Readiness:
    """Return where the client stands with the present step of a case."""
    from cmtool.jobs.casework import lacking

    return lacking(office.client(row["client_code"]), office.house, kind, row["step"], office.on)


def case_item(office: Office, row: Mapping[str, Any]) -> Item:
    """Return a case as a line of the list: where it stands, whom it waits for, and the times of a ticket."""
    from cmtool.model import day_number, day_of
    from cmtool.rules.identity import scrubbed

    kind = office.house.cases.get(row["code"])
    step = kind.steps[min(row["step"], len(kind.steps)) - 1] if kind else None
    return {
        "case": row["id"],
        "client": row["client_code"],
        "code": row["code"],
        "title": kind.title.said(office.lang) if kind else row["code"],
        "step": step.name.said(office.lang) if step else str(row["step"]),
        "owner": step.owner.said(office.lang) if step else "",
        "due": day_of(row["due"]).isoformat(),
        "status": row["status"],
        "status_words": _status(office, row),
        "late": row["status"] == "open" and row["due"] < day_number(office.on),
        "about": scrubbed(row["about"]),
        "waiting": _waiting(office, row),
        "ticket": _ticket(row, office.lang) if row["severity"] else None,
    }


def _status(office: Office, row: Mapping[str, Any]) -> str:
    from cmtool.model import day_number

    if row["status"] == "open" and row["waits_for"]:
        return said(office.lang, "state-waits-for", who=who(office, row["waits_for"]))
    if row["severity"] and row["status"] == "open" and row["answered"] is None:
        return said(office.lang, "state-unanswered")
    late = row["status"] == "open" and row["due"] < day_number(office.on)
    return said(office.lang, "state-late" if late else f"state-{row['status']}")


def who(office: Office, waits_for: str) -> str:
    """Return who is waited for, in words: a department as it was written, or the client."""
    from cmtool.jobs.casework import ON_CLIENT
    from cmtool.rules.identity import scrubbed

    return said(office.lang, "waits-for-client") if waits_for == ON_CLIENT else scrubbed(waits_for)


def _waiting(office: Office, row: Mapping[str, Any]) -> Item | None:
    from cmtool.model import day_of
    from cmtool.rules.identity import scrubbed

    if not row["waits_for"]:
        return None
    until = row["waits_until"]
    return {
        "for": who(office, row["waits_for"]),
        "since": day_of(row["waits_since"]).isoformat(),
        "until": None if until is None else day_of(until).isoformat(),
        "reason": scrubbed(row["waits_reason"]),
    }


def _ticket(row: Mapping[str, Any], lang: str) -> Item:
    return {
        "severity": row["severity"],
        "severity_words": said(lang, f"ticket-{row['severity']}"),
        "respond_by": moment(row["respond"], row["respond_hour"]),
        "answered": None if row["answered"] is None else moment(row["answered"], row["answered_hour"]),
        "resolve_by": moment(row["resolve"], None),
    }


def moment(day: int, hour: int | None) -> str:
    """Return a day, with its hour where there is one.

    >>> moment(20781, 14), moment(20781, None)
    ('2026-11-24 14:00', '2026-11-24')
    """
    from cmtool.model import day_of

    return day_of(day).isoformat() + ("" if hour is None else f" {hour:02d}:00")
