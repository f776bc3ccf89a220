"""``cmtool case step|drop``: a case moves on only when its step's conditions hold, goes back, or is given up, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Misused, argument, command, option, writes

if TYPE_CHECKING:
    from cmtool.book.casework import Row
    from cmtool.model import CaseKind, Readiness


@command("step")
@argument("number", "number", type=int)
@option("--back", is_flag=True)
@option("--reason", default="")
@writes
@click.pass_obj
def step_case(office: Office, number: int, back: bool, reason: str, dry_run: bool) -> None:
    """Finish the current step of a case; the next one's deadline starts today. With --back return to the step before."""
    from cmtool.commands.casework import open_case
    from cmtool.commands.console import tell

    if back != bool(reason.strip()):
        raise Misused("case-back-reason")
    row = open_case(office, number)
    kind = office.house.case(row["code"])
    if back:
        _back(office, row, kind, reason.strip(), dry_run)
    else:
        _on(office, row, kind, dry_run)
    if dry_run:
        tell(office.lang, "dry-run")


@command("drop")
@argument("number", "number", type=int)
@option("--reason", required=True)
@writes
@click.pass_obj
def drop_case(office: Office, number: int, reason: str, dry_run: bool) -> None:
    """Give a case up, with a reason; what was done stays on record."""
    from cmtool.commands.casework import event, open_case
    from cmtool.commands.console import tell

    row = open_case(office, number)
    with office.book.writing(office.entry("case drop", str(number)), dry_run=dry_run) as pen:
        pen.update("work", number, {"status": "dropped"})
        pen.insert("work_event", event(office, row, "drop", reason))
    if dry_run:
        tell(office.lang, "dry-run")
    tell(office.lang, "case-dropped", number=number)


def _on(office: Office, row: Row, kind: CaseKind, dry_run: bool) -> None:
    """Finish the present step, where nothing stands in its way."""
    from cmtool.commands.casework import event, no_later
    from cmtool.commands.console import tell
    from cmtool.jobs.deadlines import working_day
    from cmtool.model import day_of

    number, last = row["id"], row["step"] >= len(kind.steps)
    _may_move(office, row, kind, last=last)
    following = kind.steps[min(row["step"], len(kind.steps) - 1)]
    due = no_later(office, row, working_day(office.on, following.days))
    changes = {"status": "done"} if last else {"step": row["step"] + 1, "due": due}
    with office.book.writing(office.entry("case step", str(number)), dry_run=dry_run) as pen:
        pen.update("work", number, changes)
        pen.insert("work_event", event(office, row, "step"))
    if last:
        tell(office.lang, "case-done", number=number, title=kind.title)
    else:
        tell(office.lang, "case-moved", number=number, step=following.name, owner=following.owner, due=day_of(due))


def _back(office: Office, row: Row, kind: CaseKind, reason: str, dry_run: bool) -> None:
    """Return to the step before; its deadline starts anew.

    Raises:
        NotPermitted: the case is at its first step.
    """
    from cmtool.commands.casework import event, no_later
    from cmtool.commands.console import tell
    from cmtool.errors import NotPermitted
    from cmtool.jobs.deadlines import working_day
    from cmtool.model import day_of

    number = row["id"]
    if row["step"] <= 1:
        raise NotPermitted("case-at-first", number=number)
    before = kind.steps[min(row["step"], len(kind.steps)) - 2]
    due = no_later(office, row, working_day(office.on, before.days))
    with office.book.writing(office.entry("case step", str(number)), dry_run=dry_run) as pen:
        pen.update("work", number, {"step": row["step"] - 1, "due": due})
        pen.insert("work_event", event(office, row, "back", reason))
    tell(office.lang, "case-moved-back", number=number, step=before.name, owner=before.owner, due=day_of(due))


def _may_move(office: Office, row: Row, kind: CaseKind, *, last: bool) -> None:
    """Make sure that the present step may be finished: nobody is waited for, and nothing is missing.

    Raises:
        NotPermitted: somebody is waited for.
        Refused: papers, conditions or the first answer of a ticket are missing; each is said before, with what to do.
    """
    from cmtool.commands.casework import lacks, who
    from cmtool.errors import NotPermitted, Refused

    number = row["id"]
    if row["waits_for"]:
        raise NotPermitted("case-waits", number=number, who=who(office, row["waits_for"]))
    ready = lacks(office, row, kind)
    unanswered = last and bool(row["severity"]) and row["answered"] is None
    _say_lacking(office, row, ready, unanswered=unanswered)
    if unanswered or not ready.ready:
        step = kind.steps[min(row["step"], len(kind.steps)) - 1]
        barring = sum(verdict.rule.blocks for verdict in ready.open_conditions) + unanswered
        raise Refused("case-not-yet", number=number, step=step.name, papers=len(ready.missing), conditions=barring)


def _say_lacking(office: Office, row: Row, ready: Readiness, *, unanswered: bool) -> None:
    from cmtool.commands.console import note, tell
    from cmtool.commands.consulting import questions
    from cmtool.report.case_sheet import lacking_lines

    asks = questions(office, office.client(row["client_code"]), ready.verdicts)
    for line in lacking_lines(row["id"], ready, asks, office.lang):
        note(line)
    if unanswered:
        tell(office.lang, "ticket-unanswered", number=row["id"])
