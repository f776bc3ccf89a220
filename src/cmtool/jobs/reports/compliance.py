"""What compliance looks at (合规): the gate, holdings, duties not yet answered, and what the book does not keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmtool.jobs.reports.columns import heads, share
from cmtool.model import FollowUp, Line, Part, Scalar, Text
from cmtool.words import text as worded

Row = tuple[Scalar, ...]
AT_LIBERTY = "coalesce({do_not_contact}, 0) = 0 AND coalesce({processing_restricted}, 0) = 0 AND coalesce({deceased}, 0) = 0"
GATE = {
    "may_market": "{marketing_consent} = 1 AND " + AT_LIBERTY,
    "marketing_refused": "{marketing_consent} = 0",
    "marketing_unknown": "{marketing_consent} IS NULL",
    "do_not_contact": "{do_not_contact} = 1",
    "service_refused": "{service_consent} = 0",
    "greeting_refused": "{greeting_consent} = 0",
    "processing_restricted": "{processing_restricted} = 1",
    "deceased": "{deceased} = 1",
    "no_full_capacity": "{civil_capacity} IN ('limited', 'none')",
}
GATED = (
    "marketing_consent",
    "do_not_contact",
    "service_consent",
    "greeting_consent",
    "processing_restricted",
    "deceased",
    "civil_capacity",
)


def gate(counted: Mapping[str, int]) -> Part:
    """Return how many clients the gate lets pass, and whom it holds back by what."""
    whole = counted[""]
    titles = {
        "may_market": worded("report-may-market"),
        "marketing_refused": worded("report-marketing-refused"),
        "marketing_unknown": worded("report-marketing-unknown"),
        "do_not_contact": worded("report-do-not-contact"),
        "service_refused": worded("report-service-refused"),
        "greeting_refused": worded("report-greeting-refused"),
        "processing_restricted": worded("report-restricted"),
        "deceased": worded("report-deceased"),
        "no_full_capacity": worded("report-no-full-capacity"),
    }
    lines = [Line("all", worded("report-all-clients"), (whole, share(whole, whole)))]
    lines += [Line(code, titles[code], (counted[code], share(counted[code], whole))) for code in GATE]
    return Part(
        code="gate",
        title=worded("report-gate"),
        lead=worded("report-state"),
        heads=heads("clients", "share"),
        lines=tuple(lines),
    )


def held(known: int, above: int, without: int) -> Part:
    """Return how many clients hold something above every level of theirs that is in date."""
    lines = (
        Line("known", worded("report-held-known"), (known, share(known, known))),
        Line("above", worded("report-held-above"), (above, share(above, known))),
        Line("without", worded("report-held-without"), (without, share(without, known))),
    )
    return Part(
        code="held",
        title=worded("report-held"),
        lead=worded("report-state"),
        heads=heads("clients", "share"),
        lines=lines,
        notes=() if known else (worded("report-held-not-known"),),
    )


def duties(counted: Mapping[str, int], triggers: Sequence[FollowUp]) -> Part:
    """Return the duties that wait for an answer, the most first, with those put off or done and not back yet."""
    figures = {one.code: (counted[f"{one.code}.open"], counted[f"{one.code}.away"]) for one in triggers}
    shown = sorted((one for one in triggers if any(figures[one.code])), key=lambda one: (-figures[one.code][0], one.code))
    lines = [
        Line(one.code, Text(f"{one.title.zh}（{one.code}）", f"{one.title.en} ({one.code})"), figures[one.code])
        for one in shown
    ]
    sums = tuple(sum(figures[one.code][place] for one in triggers) for place in (0, 1))
    lines.append(Line("all", worded("report-all"), sums))
    return Part(
        code="duties",
        title=worded("report-duties"),
        lead=worded("report-duty"),
        heads=heads("unanswered", "settled"),
        lines=tuple(lines),
        notes=(worded("report-duties-note"),),
    )


def not_kept() -> Part:
    """Return what is asked for and not in the book: documents that were refused leave nothing behind."""
    return Part(
        code="scan",
        title=worded("report-scan"),
        lead=worded("report-thing"),
        heads=heads("found"),
        lines=(),
        notes=(worded("report-scan-not-kept"),),
    )
