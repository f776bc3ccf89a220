"""``cmtool case``: work with steps, papers, departments and deadlines, and the tickets that clients bring: list and show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Group, argument, command, listed, option

if TYPE_CHECKING:
    from cmtool.book.casework import Row
    from cmtool.model import CaseKind

ROOMS = {
    "open": "case_open", "step": "case_step", "paper": "case_paper", "answer": "case_paper", "wait": "case_wait",
    "resume": "case_wait", "drop": "case_step", "list": "case", "show": "case",
}  # fmt: skip
COLUMNS = ("case", "client", "title", "step", "owner", "due", "status_words")


@click.group(cls=Group, lazy={name: f"cmtool.commands.{room}:{name}_case" for name, room in ROOMS.items()})
def case() -> None:
    """Cases and tickets: work with steps, papers and deadlines."""


@command("list")
@option("--all", "all_", is_flag=True)
@option("--tickets", is_flag=True)
@option("--waiting", is_flag=True)
@listed
@click.pass_obj
def list_case(
    office: Office, all_: bool, tickets: bool, waiting: bool, form: str | None, fields: str | None, output: Path | None
) -> None:
    """List open cases, the earliest deadline first."""
    from cmtool.book.casework import listed as rows
    from cmtool.commands.casework import case_item
    from cmtool.commands.console import show
    from cmtool.report.listing import Listing

    found = [
        row
        for row in rows(office.book.db, office.manager, closed=all_)
        if (row["severity"] or not tickets) and (row["waits_for"] or not waiting)
    ]
    items = [case_item(office, row) for row in found]
    show(office.lang, Listing(schema="cmtool/cases/1", as_of=office.on, items=items, columns=COLUMNS), form, fields, output)


@command("show")
@argument("number", "number", type=int)
@listed
@click.pass_obj
def show_case(office: Office, number: int, form: str | None, fields: str | None, output: Path | None) -> None:
    """Show one case: its steps, papers, what it waits for and what happened to it."""
    from cmtool.commands.casework import case_item, the_case
    from cmtool.commands.console import columns, show
    from cmtool.report.case_sheet import case_sheet
    from cmtool.report.listing import Listing

    row = the_case(office, number)
    kind = office.house.case(row["code"])
    steps = _steps(office, row, kind)
    head = {**case_item(office, row), **_whole(office, row, kind)}
    if form is None and output is None and not fields:
        click.echo(case_sheet(head, steps, office.lang, columns()))
        return
    names = ("step", "title", "owner", "days", "state_words")
    show(
        office.lang,
        Listing(schema="cmtool/case/1", as_of=office.on, items=steps, columns=names, head=head),
        form,
        fields,
        output,
    )


def _steps(office: Office, row: Row, kind: CaseKind) -> list[dict[str, Any]]:
    from cmtool.words import said

    items = []
    for position, step in enumerate(kind.steps, 1):
        state = "done" if position < row["step"] or row["status"] == "done" else "now" if position == row["step"] else "later"
        state = "dropped" if row["status"] == "dropped" and state == "now" else state
        items.append(
            {
                "step": position,
                "title": step.name.said(office.lang),
                "owner": step.owner.said(office.lang),
                "days": step.days,
                "state": state,
                "state_words": said(office.lang, f"state-{state}"),
                "papers": list(step.papers),
                "conditions": list(step.conditions),
            }
        )
    return items


def _whole(office: Office, row: Row, kind: CaseKind) -> dict[str, Any]:
    """Return the papers of a case, what its present step lacks, and its history."""
    from cmtool.book.casework import history
    from cmtool.commands.casework import lacks
    from cmtool.jobs.onboard import readiness
    from cmtool.report.case_sheet import event_item, paper_items
    from cmtool.report.items import verdict_item

    whole = readiness(office.client(row["client_code"]), office.house, kind, office.on)
    now = lacks(office, row, kind) if row["status"] == "open" else None
    return {
        "opened": _day(row["opened"]),
        "papers": paper_items(whole, now, office.lang),
        "lacking": [verdict_item(verdict, office.lang) for verdict in now.open_conditions] if now else [],
        "history": [event_item(found, kind, office.lang) for found in history(office.book.db, row["id"])],
    }


def _day(number: int) -> str:
    from cmtool.model import day_of

    return day_of(number).isoformat()
