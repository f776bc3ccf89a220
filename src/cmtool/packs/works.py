"""Pieces of work as a pack writes them: cases and service tickets with their papers, steps and times (业务、工单)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from cmtool.model import SEVERITIES, UNITS, Allowance, CaseKind, Fact, Field, Paper, Rule, Step
from cmtool.packs import advice
from cmtool.packs.entry import Entry, Wrong, a_flag, a_table, one_of, texts, whole
from cmtool.packs.laws import WORD

LONGEST = 3650
TIMES = ("respond", "resolve")


def case(entry: Entry, desk: str, code: object, facts: Mapping[str, Fact], fields: Mapping[str, Field]) -> CaseKind:
    """Read one kind of work with its papers and steps; a ticket with its times; a written path with the products it opens."""
    ticket = entry.take("ticket", a_flag, default=False)
    papers = tuple(paper(part, facts) for part in entry.entries("paper"))
    found = CaseKind(
        code=entry.take("code", code, "", needed=True),
        desk=desk,
        title=entry.words("title"),
        about=entry.words("about"),
        when=entry.condition("when", facts, {}),
        conditions=entry.take("conditions", texts, ()),
        papers=papers,
        steps=tuple(_step(part, facts, {each.key for each in papers}) for part in entry.entries("step", needed=True)),
        source=entry.source(),
        ticket=ticket,
        severity=entry.take("severity", one_of(SEVERITIES), SEVERITIES[-1] if ticket else ""),
        respond=entry.take("respond", _time, needed=ticket),
        resolve=entry.take("resolve", _time, needed=ticket),
        opens=entry.condition("opens", facts, fields),
    )
    _opened(entry, found)
    _twice(entry, "paper", [each.key for each in papers])
    _times(entry, found)
    entry.close()
    return found


def paper(entry: Entry, facts: Mapping[str, Fact]) -> Paper:
    """Read a paper: of a case, or one that rules alone speak of."""
    found = Paper(
        key=entry.take("key", WORD, "", needed=True), name=entry.words("name"), when=entry.condition("when", facts, {})
    )
    entry.close()
    return found


def unknown_rules(entry: Entry, found: CaseKind, rules: Mapping[str, Rule]) -> None:
    """Note every condition of a case or of its steps that is no rule, and of a step also one that needs a product."""
    for missing in [code for code in found.conditions if code not in rules]:
        entry.wrong("conditions", "pack-no-such-rule", found=missing)
    for number, step in enumerate(found.steps, 1):
        for code in step.conditions:
            if code not in rules:
                entry.wrong(f"step {number} -> conditions", "pack-no-such-rule", found=code)
            elif rules[code].about == "product":
                entry.wrong(f"step {number} -> conditions", "pack-step-product-rule", found=code)


def _step(entry: Entry, facts: Mapping[str, Fact], papers: Collection[str]) -> Step:
    require = entry.condition("require", facts, {})
    step = Step(
        name=entry.words("name"),
        owner=entry.words("owner"),
        days=entry.take("days", whole(0, LONGEST), 0, needed=True),
        papers=entry.take("papers", texts, ()),
        conditions=entry.take("conditions", texts, ()),
        require=require,
        remedy=entry.words("remedy", needed="require" in entry.data),
    )
    for key in step.papers:
        if key not in papers:
            entry.wrong("papers", "pack-no-such-paper", found=key, known=sorted(papers))
    for field in ("papers", "conditions"):
        _twice(entry, field, getattr(step, field))
    if step.remedy and "require" not in entry.data:
        entry.wrong("remedy", "pack-remedy-alone")
    for phrase in advice.coached(step.remedy) if step.remedy else ():
        entry.wrong("remedy", "pack-remedy-coaches", found=phrase)
    entry.close()
    return step


def _twice(entry: Entry, field: str, names: Collection[str]) -> None:
    seen = list(names)
    for name in sorted({name for name in seen if name and seen.count(name) > 1}):
        entry.wrong(field, "pack-twice", found=name)


def _opened(entry: Entry, found: CaseKind) -> None:
    """Note a written path without papers to be signed, conditions that are checked each time, or a law that opens it."""
    if found.opens is None:
        return
    for field in [name for name in ("conditions", "papers", "source") if not getattr(found, name)]:
        entry.wrong("opens", "pack-opens-bare", lacking="paper" if field == "papers" else field)


def _time(value: object) -> Allowance:
    """Read a time such as ``{ hours = 4 }``: one unit, and how many of it."""
    table: dict[str, Any] = a_table(value)
    if len(table) != 1 or not set(table) <= set(UNITS):
        raise Wrong("pack-not-a-time", found=value, units=list(UNITS))
    [(unit, amount)] = table.items()
    return Allowance(amount=whole(1, LONGEST)(amount), unit=unit)


def _times(entry: Entry, found: CaseKind) -> None:
    """Note times of what is no ticket, and an end that is sooner than the first answer."""
    if not found.ticket:
        for field in ("severity", *TIMES):
            if field in entry.data:
                entry.wrong(field, "pack-tickets-only")
    first, end = found.respond, found.resolve
    if first and end and first.unit == end.unit and end.amount < first.amount:
        entry.wrong("resolve", "pack-resolve-first", respond=first.amount, resolve=end.amount)
