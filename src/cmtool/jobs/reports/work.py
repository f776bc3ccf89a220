"""Cases that wait (在办业务): by department, by kind of work, what is overdue and by how long."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cmtool.jobs.reports.columns import heads, plain
from cmtool.model import CaseKind, Line, Part, Scalar, Text
from cmtool.words import text as worded

Row = tuple[Scalar, ...]


def departments(found: Sequence[Row], kinds: Mapping[str, CaseKind]) -> Part:
    """Return cases by the department whose step it is; ``found`` is (kind, step, open, waiting, overdue, days late)."""

    def owner(kind: str, step: int) -> tuple[str, Text]:
        steps = kinds[kind].steps if kind in kinds else ()
        title = steps[min(step, len(steps)) - 1].owner if steps else worded("report-unknown")
        return title.en, title

    return Part(
        code="departments",
        title=worded("report-departments"),
        lead=worded("col-owner"),
        heads=heads("open", "waiting", "overdue", "latest"),
        lines=_lines(found, owner),
    )


def kinds_of_work(found: Sequence[Row], kinds: Mapping[str, CaseKind]) -> Part:
    """Return open and overdue cases by kind of work."""

    def title(kind: str, step: int) -> tuple[str, Text]:
        return kind, kinds[kind].title if kind in kinds else plain(kind)

    return Part(
        code="cases",
        title=worded("report-cases"),
        lead=worded("report-kind-of-work"),
        heads=heads("open", "waiting", "overdue", "latest"),
        lines=_lines(found, title),
    )


def _lines(found: Sequence[Row], named: Callable[[str, int], tuple[str, Text]]) -> tuple[Line, ...]:
    """Return a line for each name, the most overdue first, and one for all; the days are those of the latest."""
    counted: dict[str, list[int]] = {}
    titles: dict[str, Text] = {}
    for kind, step, *numbers, late in found:
        code, title = named(str(kind), int(step or 1))
        figures = counted.setdefault(code, [0, 0, 0, 0])
        titles.setdefault(code, title)
        for place, number in enumerate(numbers):
            figures[place] += int(number or 0)
        figures[3] = max(figures[3], int(late or 0))
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1][2], -pair[1][0], pair[0]))
    lines = [Line(code, titles[code], (*figures[:3], figures[3] or None)) for code, figures in ordered]
    sums = [sum(figures[place] for figures in counted.values()) for place in range(3)]
    latest = max((figures[3] for figures in counted.values()), default=0)
    return (*lines, Line("all", worded("report-all"), (*sums, latest or None)))
