"""What waits for a client by itself, without a trigger: promises made to him, his cases and his tickets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cmtool.book import watch
from cmtool.book.casework import calling
from cmtool.commands.office import Office
from cmtool.model import Errand, day_of
from cmtool.rules.identity import scrubbed
from cmtool.words import text as worded

if TYPE_CHECKING:
    from cmtool.model import CaseKind, Text

PROMISE = "CMT-F91"
CASES_AHEAD = 2
POINTS = {PROMISE: 60, "case": 50, "case-late": 65, "on-client": 45, "urgent": 80, "high": 70, "normal": 60}
LATE = 15  # points more where the first answer is late
UNTIL_ANSWERED = 1  # days after which a ticket is back where something was done but nothing answered
LONGEST_ABOUT = 40

Row = Mapping[str, Any]


def promised_and_open(office: Office, on: int, asked: watch.Asked = watch.EVERYBODY) -> dict[int, list[Errand]]:
    """Return the promises, and the steps and answers owed, due on day number ``on`` for those asked about, by client."""
    found: dict[int, list[Errand]] = {}
    source = office.book.source(on)
    for promise in watch.promises(office.book.db, on, asked, source):
        title = worded("promise-title", words=scrubbed(promise.words))
        errand = Errand(
            code=PROMISE, kind="promise", points=POINTS[PROMISE], title=title, due=promise.day, say=worded("promise-say")
        )
        found.setdefault(promise.client, []).append(errand)
    for row in calling(office.book.db, on + CASES_AHEAD, asked.theirs(source)):
        kind = office.house.case_kinds.get(row["code"])
        if kind is not None:
            found.setdefault(row["client"], []).append(_errand(row, kind, on))
    return found


def _errand(row: Row, kind: CaseKind, on: int) -> Errand:
    """Return what a case calls for: the first answer of a ticket before all, then whom it waits for, else its step."""
    if row["respond"] is not None and row["answered"] is None:
        return _unanswered(row, kind, on)
    return _waiting(row, kind, on) if row["waits_for"] else _step(row, kind, on)


def _unanswered(row: Row, kind: CaseKind, on: int) -> Errand:
    from cmtool.commands.casework import moment

    late = row["respond"] < on
    title = worded(
        "ticket-late-title" if late else "ticket-title",
        case=kind.title,
        about=scrubbed(row["about"])[:LONGEST_ABOUT],
        severity=worded(f"ticket-{row['severity']}"),
        by=moment(row["respond"], row["respond_hour"]),
    )
    points = POINTS[row["severity"]] + (LATE if late else 0)
    return Errand(
        code=row["code"],
        kind="duty",
        points=points,
        title=title,
        due=row["respond"],
        say=worded("ticket-say", number=row["id"]),
        again=UNTIL_ANSWERED,
    )


def _waiting(row: Row, kind: CaseKind, on: int) -> Errand:
    """Return what to do about a case that waits: a department is urged, which is our duty; the client is helped, a service."""
    from cmtool.jobs.casework import ON_CLIENT

    by = row["due"] if row["waits_until"] is None else row["waits_until"]
    on_client, late = row["waits_for"] == ON_CLIENT, by < on
    who = worded("waits-for-client") if on_client else scrubbed(row["waits_for"])
    key = f"case-waits{'-late' if late else ''}-title"
    figures = {"since": str(day_of(row["waits_since"])), "by": str(day_of(by)), "reason": scrubbed(row["waits_reason"])}
    title = worded(key, case=kind.title, step=_present(row, kind).name, who=who, **figures)
    if on_client:
        say = worded("case-on-client-say")
        return Errand(code=row["code"], kind="promise", points=POINTS["on-client"], title=title, due=by, say=say)
    points = POINTS["case-late" if late else "case"]
    return Errand(code=row["code"], kind="duty", points=points, title=title, due=by, say=worded("case-waits-say", who=who))


def _step(row: Row, kind: CaseKind, on: int) -> Errand:
    key = "case-late" if row["due"] < on else "case"
    step = _present(row, kind)
    title: Text = worded(f"{key}-title", case=kind.title, step=step.name, owner=step.owner)
    own = step.owner == worded("owner-manager")
    say = worded("case-own-say", number=row["id"]) if own else worded("case-say", owner=step.owner)
    return Errand(code=row["code"], kind="duty", points=POINTS[key], title=title, due=row["due"], say=say)


def _present(row: Row, kind: CaseKind):  # noqa: ANN202  # the step a case is at
    return kind.steps[min(row["step"], len(kind.steps)) - 1]
