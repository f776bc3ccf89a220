"""``cmtool onboard CLIENT [--for CODE]``: identity checks, conditions, and which papers are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, option, told

if TYPE_CHECKING:
    from cmtool.model import Client, Readiness, Verdict


@command()
@argument("code", "client")
@option("--for", "wanted")
@option("--desk")
@told
@click.pass_obj
def onboard(office: Office, code: str, wanted: str | None, desk: str | None, form: str) -> None:
    """Check whether a client can be taken on, or is ready for one kind of work; exits with 6 when something bars."""
    from cmtool.jobs.onboard import bars, checks, concerning, readiness

    client, house = office.client(code), office.house
    case = house.case(wanted) if wanted else None
    named = case.desk if case else office.desk(desk)
    verdicts, findings = checks(client, house, office.plugins, office.on, named)
    office.report(findings)
    cases = [case] if case else concerning(client, house, office.on, named)
    found = [readiness(client, house, one, office.on) for one in cases]
    _shown(office, client, verdicts, found, form)
    if bars(verdicts) or (case and not found[0].ready):
        raise click.exceptions.Exit(6)


def _shown(office: Office, client: Client, verdicts: tuple[Verdict, ...], found: list[Readiness], form: str) -> None:
    from cmtool.commands.console import show_object
    from cmtool.commands.consulting import questions
    from cmtool.report.evidence import Evidence
    from cmtool.report.items import readiness_item
    from cmtool.report.sheets import onboard_sheet

    lang = office.lang
    if form == "json":
        evidence = Evidence(client, office.house, office.on, lang)
        content = {
            "client": client.code,
            "checks": [evidence.item(verdict) for verdict in verdicts],
            "items": [readiness_item(ready, lang, evidence.item) for ready in found],
        }
        show_object("cmtool/onboard/1", office.on, content)
    else:
        asks = questions(office, client, [*verdicts, *(verdict for ready in found for verdict in ready.verdicts)])
        click.echo(onboard_sheet(client, verdicts, found, asks, lang))
