"""Sheets for the terminal: one client, one verdict, one piece of work, as plain lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cmtool.model import Answer, Client, Match, Verdict
from cmtool.report.items import finding, reason_line, requirement
from cmtool.report.listing import tabulated
from cmtool.words import catalogue, said

Item = dict[str, Any]
MARKS = {Answer.KEPT: "mark-kept", Answer.BROKEN: "mark-broken", Answer.UNKNOWN: "mark-unknown"}


def worded(lang: str, key: str) -> str:
    """Return the words for a key such as ``channel-visit``, with what follows a colon; one without words stands as it is."""
    name, colon, more = key.partition(":")
    words = catalogue(lang).get(name)
    return key.partition("-")[2] if words is None else f"{words}{colon and ' '}{more}"


def client_sheet(client: Client, items: Sequence[Item], contacts: Sequence[Item], lang: str) -> str:
    """Return what is known of a client, with days and sources, and the last contacts."""
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
    if contacts:
        logged = [{**contact, "channel": worded(lang, f"channel-{contact['channel']}")} for contact in contacts]
        parts += [said(lang, "sheet-contacts"), tabulated(logged, ("day", "channel", "result", "note", "promise"), lang)]
    return "\n\n".join(parts)


def why_sheet(match: Match, lang: str) -> str:
    """Return a product's verdicts as a tree: rule, law, what was required, what was found."""
    lines = [said(lang, f"why-{match.standing.value}", code=match.product.code, title=match.product.title)]
    for verdict in match.verdicts:
        rule = verdict.rule
        kind = said(lang, f"severity-{rule.severity if rule.severity != 'block' or rule.blocks else 'warn'}")
        lines.append(f"{said(lang, MARKS[verdict.answer])} {rule.code}  {rule.title.said(lang)}  [{kind}]")
        key = "reason-line-unknown" if verdict.answer is Answer.UNKNOWN else "reason-line"
        for reason in verdict.reasons:
            lines.append("     " + said(lang, key, required=requirement(reason), found=finding(reason)))
        if verdict.answer is not Answer.KEPT and rule.remedy:
            lines.append("     " + said(lang, "why-remedy", remedy=rule.remedy))
        if rule.source:
            lines.append("     " + said(lang, "why-source", source=rule.source.cited(), confidence=rule.source.confidence))
    if match.terms:
        terms = [f"{term.words.said(lang)} {term.points}" for term in match.terms]
        lines.append(said(lang, "why-rank", rank=match.rank, terms=terms))
    return "\n".join(lines)


def first_reason(match: Match, lang: str) -> str:
    """Return the one reason that a list has room for: why not, what to ask, or what speaks for it."""
    deciding = [verdict for verdict in match.verdicts if verdict.rule.blocks and verdict.answer is not Answer.KEPT]
    if deciding:
        return reason_line(deciding[0], lang, most=1)
    return said(lang, "list-comma").join(term.words.said(lang) for term in match.terms)


def onboard_sheet(client: Client, verdicts: Sequence[Verdict], items: Sequence[Item], lang: str, *, steps: bool) -> str:
    """Return the identity checks, then each kind of work with what is missing; one alone is shown with its steps."""
    lines = [said(lang, "sheet-onboard", code=client.code, name=client.shown_name)]
    for verdict in verdicts:
        kept = verdict.answer is Answer.KEPT
        words = verdict.rule.title.said(lang) if kept else reason_line(verdict, lang)
        lines.append(f"{said(lang, MARKS[verdict.answer])} {verdict.rule.code}  {words}")
        if not kept and verdict.rule.remedy:
            lines.append("     " + said(lang, "why-remedy", remedy=verdict.rule.remedy))
    for item in items:
        missing = said(lang, "list-comma").join(paper["name"] for paper in item["papers_missing"]) or said(
            lang, "value-nothing"
        )
        lines += ["", f"{item['case']}  {item['title']}", "     " + said(lang, "sheet-papers", missing=missing)]
        open_ones = [entry for entry in item["conditions"] if entry["verdict"] != "kept"]
        for entry in open_ones:
            mark = said(lang, f"mark-{entry['verdict']}")
            key = "reason-line-unknown" if entry["verdict"] == "unknown" else "reason-line"
            pieces = [
                said(lang, key, required=need, found=got) for need, got in zip(entry["required"], entry["found"], strict=True)
            ]
            lines.append(f"     {mark} {entry['code']}  {entry['words']}  {said(lang, 'list-semicolon').join(pieces)}".rstrip())
        if steps:
            lines += [
                f"     {number}. {step['name']}  ({step['owner']}, {said(lang, 'sheet-days', days=step['days'])})"
                for number, step in enumerate(item["steps"], 1)
            ]
    return "\n".join(lines)
