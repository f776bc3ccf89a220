"""``cmtool onboard CLIENT [--for CODE]``: identity checks, conditions, and which papers are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, option, told

if TYPE_CHECKING:
    from cmtool.jobs.onboard import Readiness
    from cmtool.model import Client, Verdict


@command()
@argument("code", "client")
@option("--for", "wanted")
@told
@click.pass_obj
def onboard(office: Office, code: str, wanted: str | None, form: str) -> None:
    """Check whether a client can be taken on, or is ready for one kind of work; exits with 6 when something bars."""
    from cmtool.jobs.onboard import bars, checks, concerning, readiness

    client = office.client(code)
    verdicts, findings = checks(client, office.house, office.plugins, office.on)
    office.report(findings)
    cases = [office.house.case(wanted)] if wanted else concerning(client, office.house, office.on)
    found = [readiness(client, office.house, case, office.on) for case in cases]
    _shown(office, client, verdicts, found, form, bool(wanted))
    if bars(verdicts) or (wanted and not found[0].ready):
        raise click.exceptions.Exit(6)


def _shown(office: Office, client: Client, verdicts: tuple[Verdict, ...], found: list[Readiness], form: str, one: bool) -> None:
    from cmtool.commands.console import show_object
    from cmtool.report.items import verdict_item
    from cmtool.report.sheets import onboard_sheet

    if form == "json":
        content: dict[str, Any] = {
            "client": client.code,
            "checks": [verdict_item(verdict, office.lang) for verdict in verdicts],
            "items": [_item(office, ready) for ready in found],
        }
        show_object("cmtool/onboard/1", office.on, content)
    else:
        click.echo(onboard_sheet(client, verdicts, [_item(office, ready) for ready in found], office.lang, steps=one))


def _item(office: Office, ready: Readiness) -> dict[str, Any]:
    from cmtool.report.items import verdict_item

    lang = office.lang
    return {
        "case": ready.case.code,
        "title": ready.case.title.said(lang),
        "ready": ready.ready,
        "conditions": [verdict_item(verdict, lang) for verdict in ready.verdicts],
        "papers_missing": [{"key": paper.key, "name": paper.name.said(lang)} for paper in ready.missing],
        "papers_held": [{"key": paper.key, "name": paper.name.said(lang)} for paper in ready.held],
        "steps": [
            {"name": step.name.said(lang), "owner": step.owner.said(lang), "days": step.days} for step in ready.case.steps
        ],
    }
