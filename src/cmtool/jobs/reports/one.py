"""One client in figures (单个客户): where he stands, whether he may be contacted, what runs out; masked, by his code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmtool.jobs.gate import LOOKED_UP, PURPOSES, SCANNED, may, wishes
from cmtool.jobs.reports.columns import day, head, heads
from cmtool.model import Client, Fact, Institution, Line, Part, Scalar, Text
from cmtool.rules import values
from cmtool.words import text as worded

ABOUT = ("kind", "tier", "stage", "source", "client_since", "last_contact", "next_touch", "id_expires_on")
ANY_CHANNEL = "branch"  # what neither disturbs nor is electronic: the purpose alone is asked about


def about(client: Client, facts: Mapping[str, Fact]) -> Part:
    """Return where the client stands: each fact with the day it is of."""
    lines = []
    for name in ABOUT:
        fact, known = facts.get(name), client.facts.get(name)
        if fact is not None:
            shown = values.shown(fact, known.value) if known else None
            lines.append(Line(name, fact.title, (shown, day(known.as_of) if known else None)))
    return Part(
        code="about",
        title=worded("report-about"),
        lead=worded("report-thing"),
        lines=tuple(lines),
        heads=(head("words", "words"), head("as_of", "words")),
    )


def permissions(client: Client) -> Part:
    """Return for each purpose whether the client may be contacted, and why not."""
    held = wishes(*(tuple(client.value(name) for name in names) for names in (SCANNED, LOOKED_UP)))
    lines = []
    for purpose in PURPOSES:
        found = may(held, purpose, ANY_CHANNEL)
        why = Text(*(joint.join(reason.said(lang) for reason in found.reasons) for lang, joint in (("zh", "；"), ("en", "; "))))
        answer = worded("value-yes" if found.allowed else "value-no")
        lines.append(Line(purpose, worded(f"purpose-{purpose}"), (answer, why)))
    return Part(
        code="permissions",
        title=worded("report-permissions"),
        lead=worded("col-purpose"),
        lines=tuple(lines),
        heads=(head("may_contact", "words"), head("reason", "words")),
    )


def levels(client: Client, cards: Sequence[Institution], facts: Mapping[str, Fact], on: int) -> Part:
    """Return the assessed level of each institution, its day, its last day, and whether it is in date."""
    lines = []
    for card in cards:
        fact = facts.get(card.risk_fact)
        known = fact and (client.facts.get(fact.name) or client.stale.get(fact.name))
        if fact and known:
            last = known.as_of + fact.valid_days if fact.valid_days else None
            state = worded("report-in-date" if last is None or last >= on else "report-out-of-date")
            lines.append(Line(card.name, card.title, (int(known.value or 0), day(known.as_of), day(last), state)))
    return Part(
        code="levels",
        title=worded("report-levels"),
        lead=worded("report-institution"),
        lines=tuple(lines),
        heads=(head("level"), *(head(code, "words") for code in ("as_of", "last_day", "state_found"))),
        notes=() if lines else (worded("report-no-level"),),
    )


def cases(found: Sequence[tuple[Scalar, Text, Text, Text, int]], on: int) -> Part:
    """Return the open cases: number, kind, step, department, due day and days late."""
    lines = [
        Line(str(number), Text(f"{number} {title.zh}", f"{number} {title.en}"), (step, owner, day(due), max(on - due, 0)))
        for number, title, step, owner, due in found
    ]
    columns = (head("step", "words"), head("owner", "words"), head("due", "words"), *heads("days_late"))
    return Part(code="cases", title=worded("report-cases"), lead=worded("col-case"), heads=columns, lines=tuple(lines))
