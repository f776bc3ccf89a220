"""What waits for a client by itself, without a trigger: promises made to him, and the steps of his cases."""

from __future__ import annotations

from cmtool.book import watch
from cmtool.commands.office import Office
from cmtool.model import Errand
from cmtool.rules.identity import scrubbed
from cmtool.words import text as worded

PROMISE = "CMT-F91"
CASES_AHEAD = 2
POINTS = {PROMISE: 60, "case": 50, "case-late": 65}


def promised_and_open(office: Office, on: int, asked: watch.Asked = watch.EVERYBODY) -> dict[int, list[Errand]]:
    """Return promises and case steps that are due on day number ``on`` for those asked about, by client."""
    found: dict[int, list[Errand]] = {}
    source = office.book.source(on)
    for promise in watch.promises(office.book.db, on, asked, source):
        title = worded("promise-title", words=scrubbed(promise.words))
        errand = Errand(
            code=PROMISE, kind="promise", points=POINTS[PROMISE], title=title, due=promise.day, say=worded("promise-say")
        )
        found.setdefault(promise.client, []).append(errand)
    for work in watch.steps_due(office.book.db, on + CASES_AHEAD, asked, source):
        case = office.house.case_kinds.get(work.code)
        if case is not None:
            step = case.steps[min(work.step, len(case.steps)) - 1]
            late = "case-late" if work.day < on else "case"
            title = worded(f"{late}-title", case=case.title, step=step.name, owner=step.owner)
            errand = Errand(
                code=work.code,
                kind="duty",
                points=POINTS[late],
                title=title,
                due=work.day,
                say=worded("case-say", owner=step.owner),
            )
            found.setdefault(work.client, []).append(errand)
    return found
