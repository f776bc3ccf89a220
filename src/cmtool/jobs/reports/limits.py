"""What runs out (到期): assessments and identity documents that have, and those that will within 30, 60 and 90 days.

The last day on which something holds is not out yet; a day 30 days ahead is within 30 days.

>>> [within(days) for days in (-1, 0, 30, 31, 60, 61, 90, 91)]
['out', 'in_30', 'in_30', 'in_60', 'in_60', 'in_90', 'in_90', '']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from cmtool.jobs.reports.columns import head, heads, plain, total
from cmtool.model import Line, Part, Text, day_number, day_of
from cmtool.words import text as worded

FAR = 90
WINDOWS = {"in_30": (0, 30), "in_60": (31, 60), "in_90": (61, FAR)}


def within(days: int) -> str:
    """Return the window in which something lies that runs out in so many days, "" beyond them."""
    if days < 0:
        return "out"
    return next((code for code, (low, high) in WINDOWS.items() if low <= days <= high), "")


def months(on: int) -> list[tuple[str, int, int]]:
    """Return the months of the next 90 days as (2026-11, first day, last day), day numbers, cut at both ends.

    >>> [code for code, _, _ in months(20_781)]  # 24 November 2026
    ['2026-11', '2026-12', '2027-01', '2027-02']
    """
    found, day, last = [], day_of(on), day_of(on + FAR)
    while day <= last:
        following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        found.append((f"{day:%Y-%m}", day_number(day), min(day_number(following) - 1, on + FAR)))
        day = following
    return found


def tests(due: Mapping[str, str], on: int) -> Iterator[tuple[str, str]]:
    """Yield the conditions to count by, each with its code: ``due`` is the SQL of the last day of each thing."""
    for code, day in due.items():
        yield f"{code}.out", f"{day} < {on}"
        for window, (low, high) in WINDOWS.items():
            yield f"{code}.{window}", f"{day} BETWEEN {on + low} AND {on + high}"
        for month, first, last in months(on):
            yield f"{code}.{month}", f"{day} BETWEEN {first} AND {last}"


def running_out(counted: Mapping[str, int], titles: Mapping[str, Text]) -> Part:
    """Return what has run out and what will, thing by thing."""
    codes = ("out", *WINDOWS)
    lines = tuple(Line(code, title, tuple(counted[f"{code}.{one}"] for one in codes)) for code, title in titles.items())
    return Part(
        code="running_out",
        title=worded("report-running-out"),
        lead=worded("report-thing"),
        heads=heads(*codes),
        lines=lines,
        drawn=codes if len(lines) > 1 else (),
    )


def by_month(counted: Mapping[str, int], titles: Mapping[str, Text], on: int) -> Part:
    """Return what runs out in the next 90 days by month; the first and the last month are parts."""
    lines = []
    for month, _, _ in months(on):
        figures = tuple(counted[f"{code}.{month}"] for code in titles)
        lines.append(Line(month, plain(month), (total(figures), *figures)))
    columns = (head("in_all"), *(head(code, title=title) for code, title in titles.items()))
    return Part(
        code="months",
        title=worded("report-months"),
        lead=worded("col-month"),
        heads=columns,
        lines=tuple(lines),
        drawn=tuple(titles),
        stacked=True,
    )
