"""Managers side by side (客户经理对照): clients, contacts, what waits. In the order of their names: it is no ranking."""

from __future__ import annotations

from collections.abc import Mapping

from cmtool.jobs.reports.columns import heads, plain
from cmtool.model import Line, Part
from cmtool.words import text as worded

SHOWN = ("contacts", "contacted", "promises_late", "open", "overdue", "proposals")


def managers(clients: Mapping[str, Mapping[str, int]], done: Mapping[str, Mapping[str, int]]) -> Part:
    """Return a line for each manager and one for all; ``clients`` counts his clients and those whose assessment has run out."""
    lines = []
    for name in sorted({*clients, *done}):
        own, worked = clients.get(name, {}), done.get(name, {})
        figures = (own.get("", 0), own.get("out", 0), *(worked.get(code, 0) for code in SHOWN))
        lines.append(Line(name or "nobody", plain(name) if name else worded("report-nobody"), figures))
    sums = tuple(sum(figures) for figures in zip(*(line.figures for line in lines), strict=True)) or (0,) * (2 + len(SHOWN))
    lines.append(Line("all", worded("report-all"), sums))
    return Part(
        code="managers",
        title=worded("report-managers"),
        lead=worded("col-manager"),
        heads=heads("clients", "levels_out", *SHOWN),
        lines=tuple(lines),
    )
