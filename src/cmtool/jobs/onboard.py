"""Onboarding: identity checks, what a piece of work needs, and which papers are missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cmtool.model import Answer, CaseKind, Client, Finding, Readiness, Verdict
from cmtool.plugins import Plugins
from cmtool.rules.evaluate import members
from cmtool.rules.house import House
from cmtool.rules.verdicts import Judge


def checks(
    client: Client, house: House, plugins: Plugins, on: date, desk: str = ""
) -> tuple[tuple[Verdict, ...], list[Finding]]:
    """Return what the rules on clients say of taking this client on: those of all institutions, and those of one ``desk``."""
    verdicts = list(Judge(client, house.facts, on, house.bindings).verdicts(house.client_rules(desk)))
    findings: list[Finding] = []
    for answer in plugins.ask("cmtool_check_client", client=client, on=on):
        verdicts += [verdict for verdict in answer.items if verdict.answer is not Answer.KEPT]
        findings += [answer.finding] if answer.finding else []
    return tuple(verdicts), findings


def readiness(client: Client, house: House, case: CaseKind, on: date) -> Readiness:
    """Return where the client stands with one kind of work."""
    judge = Judge(client, house.facts, on, house.bindings)
    verdicts = judge.verdicts(house.rules[code] for code in case.conditions if code in house.rules)
    papers = [paper for paper in case.papers if paper.when is None or judge.holds(paper.when.tree) is not False]
    held = members(client.value("papers") or "|")
    return Readiness(
        case=case,
        verdicts=verdicts,
        missing=tuple(paper for paper in papers if paper.key not in held),
        held=tuple(paper for paper in papers if paper.key in held),
    )


def concerning(client: Client, house: House, on: date, desk: str = "") -> list[CaseKind]:
    """Return the kinds of work that may concern this client, of one ``desk`` where it is named; a ticket is his to bring."""
    judge = Judge(client, house.facts, on, house.bindings)
    cases = [case for case in house.cases.values() if not case.ticket and (not desk or case.desk == desk)]
    return [case for case in cases if case.when is None or judge.holds(case.when.tree) is not False]


def bars(verdicts: Iterable[Verdict]) -> bool:
    """Return whether a verdict stands in the way: a blocking rule that is broken or unknown."""
    return any(verdict.rule.blocks and verdict.answer is not Answer.KEPT for verdict in verdicts)
