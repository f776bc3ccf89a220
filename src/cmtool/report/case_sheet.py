"""One case on the screen: its steps, the papers held and missing, whom it waits for, and what happened to it (办理单)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cmtool.model import Answer, CaseKind, Readiness, day_of
from cmtool.report.folding import folded
from cmtool.report.items import reason_line
from cmtool.report.listing import tabulated
from cmtool.report.sheets import MARKS, next_lines
from cmtool.rules.identity import scrubbed
from cmtool.words import said

Item = dict[str, Any]
USUAL_WIDTH = 80
HANG = "     "


def paper_items(whole: Readiness, now: Readiness | None, lang: str) -> list[Item]:
    """Return the papers of a case that concern its client: whether each is held, and whether the present step needs it."""
    needed = {paper.key for paper in now.missing} if now else set()
    pairs = [*((paper, True) for paper in whole.held), *((paper, False) for paper in whole.missing)]
    return [
        {"key": paper.key, "name": paper.name.said(lang), "held": held, "needed_now": paper.key in needed}
        for paper, held in pairs
    ]


def event_item(event: Mapping[str, Any], kind: CaseKind, lang: str) -> Item:
    """Return something that happened to a case, with its day and who did it."""
    step = kind.steps[min(event["step"], len(kind.steps)) - 1].name.said(lang)
    words = scrubbed(event["words"])
    if event["what"] == "paper":
        words = next((paper.name.said(lang) for paper in kind.papers if paper.key == words), words)
    told = said(lang, f"case-event-{event['what']}", number=event["step"], step=step, words=words)
    return {
        "day": day_of(event["day"]).isoformat(),
        "who": event["who"],
        "what": event["what"],
        "step": event["step"],
        "words": told,
    }


def lacking_lines(number: int, ready: Readiness, asks: Mapping[str, str], lang: str) -> list[str]:
    """Return what a step lacks, a line for each paper and each condition, with what to do about it."""
    lines = [said(lang, "case-lacks-paper", name=paper.name, number=number, paper=paper.key) for paper in ready.missing]
    for verdict in ready.open_conditions:
        mark = MARKS[verdict.answer] if verdict.rule.blocks else "mark-mind"
        lines.append(f"{said(lang, mark)} {verdict.rule.code}  {reason_line(verdict, lang)}")
        further = next_lines(verdict, asks, lang)
        if verdict.answer is Answer.UNKNOWN and not further and verdict.rule.remedy:
            further = [said(lang, "why-remedy", remedy=verdict.rule.remedy)]
        lines += [f"{HANG}{line}" for line in further]
    return lines


def case_sheet(head: Item, steps: Sequence[Item], lang: str, width: int | None = None) -> str:
    """Return one case as a sheet at most ``width`` columns wide, eighty where none is given."""
    across = width or USUAL_WIDTH
    parts = [
        _lines(_top(head, lang), across),
        tabulated(steps, ("step", "title", "owner", "days", "state_words"), lang, width=across),
        _lines(_papers(head, lang), across),
    ]
    if head["history"]:
        history = tabulated(head["history"], ("day", "who", "words"), lang, width=across)
        parts.append(f"{said(lang, 'case-sheet-history')}\n{history}")
    return "\n\n".join(part for part in parts if part)


def _top(head: Item, lang: str) -> list[str]:
    lines = [said(lang, "case-sheet", **{name: head[name] for name in ("case", "code", "title", "client", "status_words")})]
    lines.append(said(lang, "case-sheet-days", opened=head["opened"], due=head["due"]))
    if head["about"]:
        lines.append(said(lang, "case-sheet-about", about=head["about"]))
    if ticket := head["ticket"]:
        answered = (
            said(lang, "case-sheet-answered", at=ticket["answered"]) if ticket["answered"] else said(lang, "state-unanswered")
        )
        lines.append(said(lang, "case-sheet-ticket", **{**ticket, "answered": answered}))
    if wait := head["waiting"]:
        key = "case-sheet-waits" if wait["until"] is None else "case-sheet-waits-until"
        lines.append(said(lang, key, who=wait["for"], since=wait["since"], until=wait["until"], reason=wait["reason"]))
    return lines


def _papers(head: Item, lang: str) -> list[str]:
    """Return a line for each paper, those that the present step needs marked, then the conditions that are open."""
    lines = [said(lang, "case-sheet-papers")] if head["papers"] else []
    for paper in head["papers"]:
        key = "held" if paper["held"] else "needed" if paper["needed_now"] else "later"
        lines.append(said(lang, f"case-paper-{key}", name=paper["name"], paper=paper["key"], number=head["case"]))
    if head["lacking"]:
        lines += [said(lang, "case-sheet-conditions"), *(_condition(item, lang) for item in head["lacking"])]
    return lines


def _condition(item: Item, lang: str) -> str:
    mark = said(lang, MARKS[Answer(item["verdict"])] if item["blocks"] else "mark-mind")
    remedy = said(lang, "why-remedy", remedy=item["remedy"]) if item["remedy"] else ""
    return f"{mark} {item['code']}  {item['words']}" + (f"{said(lang, 'list-semicolon')}{remedy}" if remedy else "")


def _lines(lines: Sequence[str], width: int) -> str:
    """Return lines folded to a width; what is folded hangs under its beginning."""
    found = []
    for line in lines:
        first, *rest = folded(line, width - len(HANG))
        found += [first, *(f"{HANG}{more}" for more in rest)]
    return "\n".join(found)
