"""Cases and tickets: what a step still lacks, and by when something is due (业务与工单的条件和时限).

A step is finished only when its own papers are held and its own conditions kept. Times run in working hours (a working day has
eight, from nine to five: a house's habit), working days or calendar days; a calendar day that is no working day is not put off.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from cmtool.jobs.deadlines import is_working, working_day
from cmtool.jobs.onboard import readiness
from cmtool.model import Allowance, CaseKind, Client, Readiness, Rule
from cmtool.rules.house import House
from cmtool.rules.verdicts import Judge

OPENS, CLOSES = 9, 17
ON_CLIENT = "client"  # who is waited for, where it is the client himself
OUR_CLIENT = frozenset({ON_CLIENT, "客户"})


def lacking(client: Client, house: House, kind: CaseKind, position: int, on: date) -> Readiness:
    """Return where the client stands with step ``position`` of a case, counted from 1: its papers and conditions alone."""
    step = kind.steps[min(position, len(kind.steps)) - 1]
    papers = tuple(paper for paper in kind.papers if paper.key in step.papers)
    found = readiness(client, house, replace(kind, papers=papers, conditions=step.conditions), on)
    if step.require is None:
        return found
    own = Rule(
        code=f"{kind.code}-{position}", desk=kind.desk, title=step.name, require=step.require, remedy=step.remedy, about="case"
    )
    return replace(found, verdicts=(*Judge(client, house.facts, on).verdicts([own]), *found.verdicts))


def by_when(day: date, hour: int, allowed: Allowance) -> tuple[date, int | None]:
    """Return the day by which a time allowed from ``hour`` of ``day`` ends, and the hour where it runs in hours.

    >>> by_when(date(2026, 11, 27), 15, Allowance(amount=4, unit="hours"))    # a Friday; two hours are left of it
    (datetime.date(2026, 11, 30), 11)
    >>> by_when(date(2026, 11, 27), 15, Allowance(amount=1, unit="days"))
    (datetime.date(2026, 11, 30), None)
    """
    if allowed.unit == "calendar_days":
        return day + timedelta(days=allowed.amount), None
    if allowed.unit == "days":
        return working_day(day, allowed.amount), None
    at = working_day(day, 1 if hour >= CLOSES else 0)
    start = max(hour, OPENS) if at == day else OPENS
    whole, rest = divmod(start - OPENS + allowed.amount, CLOSES - OPENS)
    if not rest:  # the end of a day, not the beginning of the next
        whole, rest = whole - 1, CLOSES - OPENS
    return working_day(at, whole) if whole else at, OPENS + rest


def is_past(due: int, due_hour: int | None, day: int, hour: int) -> bool:
    """Return whether ``hour`` of a day is past what was due; what has no hour is due until the day ends.

    >>> is_past(10, 14, 10, 14), is_past(10, 14, 10, 15), is_past(10, None, 10, 23), is_past(10, None, 11, 0)
    (False, True, False, True)
    """
    return day > due or (day == due and due_hour is not None and hour > due_hour)


def working_days_since(start: date, end: date) -> int:
    """Return how many working days lie after ``start``, up to and with ``end``.

    >>> working_days_since(date(2026, 11, 26), date(2026, 12, 1))
    3
    """
    return sum(is_working(start + timedelta(days=days)) for days in range(1, (end - start).days + 1))


def waiter(written: str) -> str:
    """Return who is waited for as the book keeps it: a department as written, "client" for the client himself.

    >>> waiter("客户"), waiter("Client"), waiter(" 清算部 ")
    ('client', 'client', '清算部')
    """
    name = " ".join(written.split())
    return ON_CLIENT if name.lower() in OUR_CLIENT else name
