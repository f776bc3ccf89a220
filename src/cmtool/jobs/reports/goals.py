"""Targets in a report (目标): how far the month, the quarter and the year are against the trading days, and actual by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cmtool.jobs.reports.columns import head, heads, plain, share
from cmtool.jobs.targets import summed
from cmtool.model import TIERS, Line, Measure, Part, Progress, Shown
from cmtool.model.target import a_day, rounded
from cmtool.words import text as worded

FEN = 100
STANDING = (*TIERS, "done", "progress", "elapsed", "forecast_share", "forecast", "needed_per_day")


def everyone(lines: Sequence[Progress]) -> Progress:
    """Return the sum of managers' lines of one measure and period; where a figure is missing, what is done is a part."""
    first = lines[0]
    known = [line.done for line in lines if line.done is not None]
    missing = tuple(f"{line.target.manager} {month}" for line in lines for month in line.missing)
    target = summed([line.target for line in lines], first.period.code, manager="", team="")
    done = sum(known) if known else None
    return Progress(target=target, period=first.period, done=done, days=first.days, gone=first.gone, missing=missing)


def standing(lines: Iterable[Progress], measure: Measure) -> Part:
    """Return how far targets of one measure are: tiers, what is done, the days gone by, the forecast, what is needed a day."""
    found = list(lines)
    columns = (*(head(code, "share" if code in SHARES else "number") for code in STANDING), *(_words(code) for code in REACHED))
    missing = sorted({month for line in found for month in line.missing})
    return Part(
        code=f"target.{measure.code}",
        title=worded("report-target", title=measure.title, unit=measure.unit),
        lead=worded("col-period"),
        heads=columns,
        lines=tuple(Line(_code(line), _named(line), _figures(line, measure)) for line in found),
        notes=(worded("target-line-missing", missing=missing),) if missing else (),
        drawn=("progress", "elapsed", "forecast_share"),
    )


def months(lines: Iterable[Progress], measure: Measure) -> Part:
    """Return actual against the tiers month by month; a month of which nothing was reported is not drawn."""
    codes = ("done", *TIERS)
    rows = []
    for line in lines:
        amounts = (line.done, *(getattr(line.target, tier) for tier in TIERS))
        figures = tuple(_outer(measure, amount) for amount in amounts)
        rows.append(
            Line(
                line.period.code,
                plain(line.period.code),
                (*figures, line.share if line.share is None else round(line.share, 4)),
            )
        )
    return Part(
        code=f"months.{measure.code}",
        title=worded("report-target-months", title=measure.title, unit=measure.unit),
        lead=worded("col-month"),
        heads=(*(head(code, "number") for code in codes), head("progress")),
        lines=tuple(rows),
        notes=(worded("report-target-added"),),
        drawn=codes,
    )


def by_whom(lines: Iterable[Progress], measure: Measure) -> Part:
    """Return each manager's line of one measure and period."""
    codes = ("goal", "done", "forecast", "needed_per_day")
    rows = []
    for line in lines:
        outer = dict(zip(STANDING, _figures(line, measure), strict=False))
        figures = (outer["goal"], outer["done"], outer["progress"], outer["forecast"], outer["needed_per_day"])
        rows.append(Line(line.target.manager, plain(line.target.manager), figures))
    numbers = {code: head(code, "number") for code in codes}
    return Part(
        code=f"by_manager.{measure.code}",
        title=worded("report-target-managers", title=measure.title, unit=measure.unit),
        lead=worded("col-manager"),
        heads=(numbers["goal"], numbers["done"], *heads("progress"), numbers["forecast"], numbers["needed_per_day"]),
        lines=tuple(rows),
        drawn=("progress",),
    )


SHARES = frozenset({"progress", "elapsed", "forecast_share"})
REACHED = ("reached_words", "heading_for_words")


def _words(code: str):  # noqa: ANN202  # a Head, by its code alone
    return head(code, "words")


def _code(line: Progress) -> str:
    return ".".join(filter(None, (line.period.code, line.target.manager or line.target.team)))


def _named(line: Progress):  # noqa: ANN202  # Text: the period, and whose it is where it is not one manager's report
    whose = line.target.manager or line.target.team
    return plain(f"{line.period.code} {whose}".strip())


def _figures(line: Progress, measure: Measure) -> tuple[Shown, ...]:
    forecast = rounded(measure, line.forecast)
    tiers = tuple(_outer(measure, getattr(line.target, tier)) for tier in TIERS)
    reached = None if line.done is None else worded(f"target-tier-{line.reached or 'none'}")
    heading = None if line.forecast is None else worded(f"target-tier-{line.heading_for or 'none'}")
    progress = None if line.share is None else round(line.share, 4)
    shares = (progress, round(line.elapsed, 4), share(line.forecast, line.target.goal))
    amounts = (_outer(measure, forecast), a_day(measure, line.needed_per_day))
    return (*tiers, _outer(measure, line.done), *shares, *amounts, reached, heading)


def _outer(measure: Measure, amount: int | None) -> float | int | None:
    """Return an amount as people have it: money in yuan."""
    if amount is None or measure.kind != "money":
        return amount
    return amount // FEN if amount % FEN == 0 else amount / FEN
