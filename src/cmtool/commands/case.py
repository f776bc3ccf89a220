"""``cmtool case``: open a piece of work for a client, move it on, list and show it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Group, argument, command, listed, option, writes

if TYPE_CHECKING:
    from collections.abc import Mapping


WITH_CLIENT = "SELECT work.*, client.code AS client_code FROM work JOIN client ON client.id = work.client"


@click.group(cls=Group, lazy={name: f"{__name__}:{name}_case" for name in ("open", "step", "list", "show")})
def case() -> None:
    """Cases: work with steps, papers and deadlines."""


@command("open")
@argument("code", "client")
@argument("kind", "kind")
@writes
@click.pass_obj
def open_case(office: Office, code: str, kind: str, dry_run: bool) -> None:
    """Open a case of KIND for CLIENT; its first step's deadline starts today."""
    from cmtool.commands.console import tell
    from cmtool.errors import NotPermitted
    from cmtool.jobs.deadlines import working_day
    from cmtool.model import day_number
    from cmtool.rules.verdicts import Judge

    client, wanted = office.client(code), office.house.case(kind)
    if wanted.when is not None and Judge(client, office.house.facts, office.on).holds(wanted.when.tree) is False:
        raise NotPermitted("case-not-for", title=wanted.title, code=wanted.code, client=client.code, condition=wanted.when.text)
    first = wanted.steps[0]
    due = working_day(office.on, first.days)
    row = {"client": client.id, "code": wanted.code, "opened": day_number(office.on), "step": 1, "due": day_number(due)}
    with office.book.writing(office.entry("case open", f"{client.code}: {wanted.code}"), dry_run=dry_run) as pen:
        number = pen.insert("work", row)
    if dry_run:
        tell(office.lang, "dry-run")
    from cmtool.jobs.onboard import readiness

    ready = readiness(client, office.house, wanted, office.on)
    if not ready.ready:
        figures = {"papers": len(ready.missing), "conditions": len(ready.open_conditions)}
        tell(office.lang, "case-not-ready", code=wanted.code, client=client.code, **figures)
    tell(office.lang, "case-opened", number=number, title=wanted.title, step=first.name, owner=first.owner, due=due)


@command("step")
@argument("number", "number", type=int)
@writes
@click.pass_obj
def step_case(office: Office, number: int, dry_run: bool) -> None:
    """Finish the current step of a case; the next one's deadline starts today."""
    from cmtool.commands.console import tell
    from cmtool.errors import NotPermitted
    from cmtool.jobs.deadlines import working_day
    from cmtool.model import day_number

    row = _row(office, number)
    if row["status"] != "open":
        raise NotPermitted("case-closed", number=number)
    kind = office.house.case(row["code"])
    last = row["step"] >= len(kind.steps)
    following = kind.steps[min(row["step"], len(kind.steps) - 1)]
    due = working_day(office.on, following.days)
    changes = {"status": "done"} if last else {"step": row["step"] + 1, "due": day_number(due)}
    with office.book.writing(office.entry("case step", str(number)), dry_run=dry_run) as pen:
        pen.update("work", number, changes)
    if dry_run:
        tell(office.lang, "dry-run")
    if last:
        tell(office.lang, "case-done", number=number, title=kind.title)
    else:
        tell(office.lang, "case-moved", number=number, step=following.name, owner=following.owner, due=due)


@command("list")
@option("--all", "all_", is_flag=True)
@listed
@click.pass_obj
def list_case(office: Office, all_: bool, form: str | None, fields: str | None, output: Path | None) -> None:
    """List open cases, the earliest deadline first."""
    from cmtool.commands.console import show
    from cmtool.report.listing import Listing

    status = "" if all_ else "AND status = 'open'"
    sql = f"{WITH_CLIENT} WHERE (? = '' OR manager = ?) {status} ORDER BY due, work.id"
    items = [_item(office, row) for row in office.book.rows(sql, (office.manager, office.manager))]
    columns = ("case", "client", "title", "step", "owner", "due", "status_words")
    show(office.lang, Listing(schema="cmtool/cases/1", as_of=office.on, items=items, columns=columns), form, fields, output)


@command("show")
@argument("number", "number", type=int)
@listed
@click.pass_obj
def show_case(office: Office, number: int, form: str | None, fields: str | None, output: Path | None) -> None:
    """Show one case with all its steps."""
    from cmtool.commands.console import show
    from cmtool.report.listing import Listing
    from cmtool.words import said

    row = _row(office, number)
    kind = office.house.case(row["code"])
    items = []
    for position, step in enumerate(kind.steps, 1):
        state = "done" if position < row["step"] or row["status"] == "done" else "now" if position == row["step"] else "later"
        items.append(
            {
                "step": position,
                "title": step.name.said(office.lang),
                "owner": step.owner.said(office.lang),
                "days": step.days,
                "state": state,
                "state_words": said(office.lang, f"state-{state}"),
            }
        )
    columns = ("step", "title", "owner", "days", "state_words")
    listing = Listing(schema="cmtool/case/1", as_of=office.on, items=items, columns=columns, head=_item(office, row))
    show(office.lang, listing, form, fields, output)


def _row(office: Office, number: int) -> Mapping[str, Any]:
    from cmtool.errors import NotFound

    rows = office.book.rows(f"{WITH_CLIENT} WHERE work.id = ?", (number,))
    if not rows:
        raise NotFound("case-number-not-found", number=number)
    return rows[0]


def _item(office: Office, row: Mapping[str, Any]) -> dict[str, Any]:
    from cmtool.model import day_of
    from cmtool.words import said

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
        "status_words": said(office.lang, f"state-{row['status']}"),
    }
