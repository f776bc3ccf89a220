"""Sheets for the terminal: one client, one verdict, one piece of work, as plain lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cmtool.model import Answer, Client, Match, Readiness, Verdict
from cmtool.report.items import reason_line
from cmtool.report.listing import tabulated
from cmtool.words import catalogue, said

Item = dict[str, Any]
MARKS = {Answer.KEPT: "mark-kept", Answer.BROKEN: "mark-broken", Answer.UNKNOWN: "mark-unknown"}


def worded(lang: str, key: str) -> str:
    """Return the words for a key such as ``channel-visit``, with what follows a colon; one without words stands as it is."""
    name, colon, more = key.partition(":")
    words = catalogue(lang).get(name)
    return key.partition("-")[2] if words is None else f"{words}{colon and ' '}{more}"


def client_sheet(
    client: Client, items: Sequence[Item], contacts: Sequence[Item], lang: str, handovers: Sequence[Item] = ()
) -> str:
    """Return what is known of a client, with days and sources, who had him before, and the last contacts.

    Where he has changed hands, each contact says who made it.
    """
    head = said(
        lang, "sheet-client", code=client.code, name=client.shown_name, manager=client.manager or said(lang, "value-nothing")
    )
    shown = [
        {
            **item,
            "as_of": item["as_of"] + (said(lang, "sheet-stale") if item["stale"] else ""),
            "source": worded(lang, f"source-{item['source']}"),
        }
        for item in items
    ]
    parts = [head, tabulated(shown, ("title", "words", "as_of", "source"), lang)]
    if handovers:
        parts += [said(lang, "sheet-handovers"), tabulated(handovers, ("day", "from", "to", "reason"), lang)]
    if contacts:
        who = ("by",) if handovers else ()
        logged = [{**contact, "channel": worded(lang, f"channel-{contact['channel']}")} for contact in contacts]
        parts += [said(lang, "sheet-contacts"), tabulated(logged, ("day", "channel", "result", "note", "promise", *who), lang)]
    return "\n\n".join(parts)


def next_lines(verdict: Verdict, asks: Mapping[str, str], lang: str) -> list[str]:
    """Return what to do about a verdict: the remedy of a broken rule, the questions of an unknown one."""
    if verdict.answer is Answer.UNKNOWN:
        return [
            said(lang, "ask-line", question=words)
            for words in dict.fromkeys(asks[fact] for fact in verdict.missing if fact in asks)
        ]
    broken = verdict.answer is Answer.BROKEN and verdict.rule.remedy is not None
    return [said(lang, "why-remedy", remedy=verdict.rule.remedy)] if broken else []


def first_reason(match: Match, lang: str) -> str:
    """Return the one reason that a list has room for: why not, what to ask, or what speaks for it."""
    deciding = [verdict for verdict in match.verdicts if verdict.rule.blocks and verdict.answer is not Answer.KEPT]
    if deciding:
        return reason_line(deciding[0], lang, most=1)
    return said(lang, "list-comma").join(term.words.said(lang) for term in match.terms)


def onboard_sheet(
    client: Client, verdicts: Sequence[Verdict], found: Sequence[Readiness], asks: Mapping[str, str], lang: str
) -> str:
    """Return the identity checks, then the kinds of work in a line each; one alone is shown with all its conditions."""
    lines = [said(lang, "sheet-onboard", code=client.code, name=client.shown_name)]
    for verdict in verdicts:
        lines += _checked(verdict, asks, lang)
    if len(found) == 1:
        return "\n".join([*lines, "", *_work(found[0], asks, lang)])
    brief = [
        said(
            lang,
            "sheet-work",
            code=ready.case.code,
            title=ready.case.title,
            papers=len(ready.missing),
            conditions=len(ready.open_conditions),
        )
        for ready in found
    ]
    return "\n".join([*lines, *([""] if brief else []), *brief])


def _checked(verdict: Verdict, asks: Mapping[str, str], lang: str) -> list[str]:
    """Return one rule's answer in a line, with what to do about it and who says so where it is not kept."""
    rule = verdict.rule
    if verdict.answer is Answer.KEPT:
        return [f"{said(lang, MARKS[verdict.answer])} {rule.code}  {rule.title.said(lang)}"]
    further = next_lines(verdict, asks, lang)
    if rule.source:
        further.append(said(lang, "why-source", source=rule.source.cited(), confidence=rule.source.confidence))
    return [
        f"{said(lang, MARKS[verdict.answer])} {rule.code}  {reason_line(verdict, lang)}",
        *(f"     {line}" for line in further),
    ]


def _work(ready: Readiness, asks: Mapping[str, str], lang: str) -> list[str]:
    """Return one kind of work: its conditions, the papers missing, and its steps."""
    missing = said(lang, "list-comma").join(paper.name.said(lang) for paper in ready.missing) or said(lang, "value-nothing")
    conditions = [line for verdict in ready.verdicts for line in _checked(verdict, asks, lang)]
    steps = [
        f"     {number}. {step.name.said(lang)}  ({step.owner.said(lang)}, {said(lang, 'sheet-days', days=step.days)})"
        for number, step in enumerate(ready.case.steps, 1)
    ]
    return [
        f"{ready.case.code}  {ready.case.title.said(lang)}",
        *conditions,
        "     " + said(lang, "sheet-papers", missing=missing),
        *steps,
    ]
