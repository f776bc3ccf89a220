"""The journal in figures (日志统计): entries by command and by person, those undone, and whether the chain is whole."""

from __future__ import annotations

from collections.abc import Sequence

from cmtool.jobs.reports.columns import head, heads, plain
from cmtool.model import Line, Part, Scalar, Text
from cmtool.words import text as worded

Row = tuple[Scalar, ...]


def journal(found: Sequence[Row]) -> list[Part]:
    """Return the journal's entries by command and by who made them; ``found`` is (command, who, entries, undone)."""
    return [
        _journal("commands", worded("report-commands"), worded("col-command"), [(row[0], *row[2:]) for row in found]),
        _journal("by_who", worded("report-by-who"), worded("col-who"), [(row[1], *row[2:]) for row in found]),
    ]


def _journal(code: str, title: Text, lead: Text, rows: Sequence[Row]) -> Part:
    counted: dict[str, list[int]] = {}
    for name, entries, undone in rows:
        figures = counted.setdefault(str(name), [0, 0])
        figures[0] += int(entries or 0)
        figures[1] += int(undone or 0)
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1][0], pair[0]))
    lines = [Line(name, plain(name), tuple(figures)) for name, figures in ordered]
    sums = tuple(sum(figures[place] for figures in counted.values()) for place in (0, 1))
    lines.append(Line("all", worded("report-all"), sums))
    return Part(code=code, title=title, lead=lead, heads=heads("entries", "undone"), lines=tuple(lines))


def chain(entries: int, broken: Sequence[int]) -> Part:
    """Return whether the journal's chain is whole; ``broken`` are the entries where it is not."""
    state = worded("report-chain-broken", entries=list(broken)) if broken else worded("report-chain-whole")
    lines = (Line("chain", worded("report-chain-state"), (entries, len(broken), state)),)
    columns = (*heads("entries", "broken_links"), head("state_found", "words"))
    return Part(
        code="chain",
        title=worded("report-chain"),
        lead=worded("report-thing"),
        heads=columns,
        lines=lines,
        notes=(worded("report-chain-note"),),
    )
