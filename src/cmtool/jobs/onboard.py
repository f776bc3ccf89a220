"""Onboarding: identity checks, what a piece of work needs, and which papers are missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cmtool.model import Answer, CaseKind, Client, Finding, Paper, Verdict
from cmtool.plugins import Plugins
from cmtool.rules.evaluate import members
from cmtool.rules.house import House
from cmtool.rules.verdicts import Judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Where a client stands with one kind of work: its conditions, and the papers held and missing."""

    case: CaseKind
    verdicts: tuple[Verdict, ...]
    missing: tuple[Paper, ...]
    held: tuple[Paper, ...]

    @property
    def ready(self) -> bool:
        """Whether every condition is kept and every paper is there."""
        return not self.missing and not bars(self.verdicts)


def checks(client: Client, house: House, plugins: Plugins, on: date) -> tuple[tuple[Verdict, ...], list[Finding]]:
    """Return what all rules on clients and all plugins say of taking this client on, the decisive first."""
    verdicts = list(Judge(client, house.facts, on).verdicts(house.client_rules()))
    findings: list[Finding] = []
    for answer in plugins.ask("cmtool_check_client", client=client, on=on):
        verdicts += [verdict for verdict in answer.items if verdict.answer is not Answer.KEPT]
        findings += [answer.finding] if answer.finding else []
    return tuple(verdicts), findings


def readiness(client: Client, house: House, case: CaseKind, on: date) -> Readiness:
    """Return where the client stands with one kind of work."""
    judge = Judge(client, house.facts, on)
    verdicts = judge.verdicts(house.rules[code] for code in case.conditions if code in house.rules)
    papers = [paper for paper in case.papers if paper.when is None or judge.holds(paper.when.tree) is not False]
    held = members(client.value("papers") or "|")
    return Readiness(
        case=case,
        verdicts=verdicts,
        missing=tuple(paper for paper in papers if paper.key not in held),
        held=tuple(paper for paper in papers if paper.key in held),
    )


def concerning(client: Client, house: House, on: date) -> list[CaseKind]:
    """Return the kinds of work that may concern this client."""
    judge = Judge(client, house.facts, on)
    return [case for case in house.cases.values() if case.when is None or judge.holds(case.when.tree) is not False]


def bars(verdicts: Iterable[Verdict]) -> bool:
    """Return whether a verdict stands in the way: a blocking rule that is broken or unknown."""
    return any(verdict.rule.blocks and verdict.answer is not Answer.KEPT for verdict in verdicts)
