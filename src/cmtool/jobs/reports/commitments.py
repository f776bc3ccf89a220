"""What was promised and proposed to clients (承诺、建议书): kept and not, made and sent."""

from __future__ import annotations

from collections.abc import Sequence

from cmtool.jobs.reports.columns import heads, plain, share
from cmtool.model import Line, Part, Scalar
from cmtool.words import text as worded

Row = tuple[Scalar, ...]


def promises(kept: int, broken: int, late: int, ahead: int) -> Part:
    """Return the promises that fell due in the period, kept and not, and those that are late or to come."""
    figures = (("kept", kept), ("broken", broken), ("late", late), ("ahead", ahead))
    titles = {
        "kept": worded("report-promise-kept"),
        "broken": worded("report-promise-broken"),
        "late": worded("report-promise-late"),
        "ahead": worded("report-promise-ahead"),
    }
    due = kept + broken
    shares = {"kept": share(kept, due), "broken": share(broken, due)}
    lines = tuple(Line(code, titles[code], (number, shares.get(code))) for code, number in figures)
    return Part(
        code="promises",
        title=worded("report-promises"),
        lead=worded("col-promise"),
        heads=heads("promises", "share"),
        lines=lines,
        notes=(worded("report-promises-note"),),
    )


def proposals(found: Sequence[Row]) -> Part:
    """Return the proposals of the period by who made and sent them; ``found`` is (who, made, clients, sent)."""
    lines = [Line(str(who), plain(who), tuple(figures)) for who, *figures in found]
    made, sent = (sum(int(row[place] or 0) for row in found) for place in (1, 3))
    lines.append(Line("all", worded("report-all"), (made, None, sent)))
    return Part(
        code="proposals",
        title=worded("report-proposals"),
        lead=worded("col-who"),
        heads=heads("proposals", "for_clients", "sent_out"),
        lines=tuple(lines),
    )
