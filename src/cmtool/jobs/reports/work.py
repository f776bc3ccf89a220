"""Cases that wait (在办业务): by department, by kind of work, what is overdue and by how long."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cmtool.jobs.reports.columns import heads, plain
from cmtool.model import CaseKind, Line, Part, Scalar, Text
from cmtool.words import text as worded

Row = tuple[Scalar, ...]


def departments(found: Sequence[Row], kinds: Mapping[str, CaseKind]) -> Part:
    """Return open and overdue cases by the department whose step it is; ``found`` is (kind, step, open, overdue, days late)."""

    def owner(kind: str, step: int) -> Text:
        steps = kinds[kind].steps if kind in kinds else ()
        return steps[min(step, len(steps)) - 1].owner if steps else worded("report-unknown")

    return Part(
        code="departments",
        title=worded("report-departments"),
        lead=worded("col-owner"),
        heads=heads("open", "overdue", "latest"),
        lines=_lines(found, owner),
    )


def kinds_of_work(found: Sequence[Row], kinds: Mapping[str, CaseKind]) -> Part:
    """Return open and overdue cases by kind of work."""

    def title(kind: str, step: int) -> Text:
        return kinds[kind].title if kind in kinds else plain(kind)

    return Part(
        code="cases",
        title=worded("report-cases"),
        lead=worded("report-kind-of-work"),
        heads=heads("open", "overdue", "latest"),
        lines=_lines(found, title),
    )


def _lines(found: Sequence[Row], named: Callable[[str, int], Text]) -> tuple[Line, ...]:
    """Return a line for each name, the most overdue first, and one for all; the days are those of the latest."""
    counted: dict[Text, list[int]] = {}
    for kind, step, number, overdue, late in found:
        figures = counted.setdefault(named(str(kind), int(step or 1)), [0, 0, 0])
        figures[0] += int(number or 0)
        figures[1] += int(overdue or 0)
        figures[2] = max(figures[2], int(late or 0))
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1][1], -pair[1][0], pair[0].zh))
    lines = [Line(title.en, title, (*figures[:2], figures[2] or None)) for title, figures in ordered]
    sums = [sum(figures[place] for figures in counted.values()) for place in (0, 1)]
    latest = max((figures[2] for figures in counted.values()), default=0)
    return (*lines, Line("all", worded("report-all"), (*sums, latest or None)))
