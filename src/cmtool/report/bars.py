"""Targets as items, and on the screen as bars: what is done, and a mark where the trading days stand.

>>> bar(0.45, 0.7, 20, plain=True)
'#########.....|.....'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cmtool.model import Kind, Measure
from cmtool.model.target import a_day, rounded
from cmtool.report.folding import folded, wide
from cmtool.rules import values
from cmtool.words import said

if TYPE_CHECKING:
    from cmtool.model import Progress

Item = dict[str, Any]
WIDTH = 80  # columns where the screen does not say
BAR = 40
DRAWN = ("█", "░", "│")
PLAIN = ("#", ".", "|")  # where the screen has not these, or draws them twice as wide
AMOUNTS = ("floor", "goal", "stretch", "done", "forecast", "needed", "needed_per_day")


def bar(share: float, elapsed: float, width: int = BAR, *, plain: bool = False) -> str:
    """Return a bar filled to ``share`` with a mark at ``elapsed``, both 0 to 1; more than all is all."""
    full, empty, mark = PLAIN if plain else DRAWN
    filled = int(max(0.0, min(share, 1.0)) * width)
    drawn = [full] * filled + [empty] * (width - filled)
    if 0 < elapsed < 1:
        drawn[min(int(elapsed * width), width - 1)] = mark
    return "".join(drawn)


def target_item(line: Progress, measure: Measure, lang: str) -> Item:
    """Return a target's progress as scripts read it: money in yuan, shares from 0 to 1, ``None`` what is not known."""
    aim = line.target
    return {
        "measure": measure.code,
        "title": measure.title.said(lang),
        "unit": measure.unit.said(lang),
        "manager": aim.manager,
        "team": aim.team,
        "period": aim.period,
        **{name: outer(measure, getattr(aim, name)) for name in ("floor", "goal", "stretch")},
        "done": outer(measure, line.done),
        "missing": list(line.missing),
        "progress": None if line.share is None else round(line.share, 4),
        "elapsed": round(line.elapsed, 4),
        "days": line.days,
        "days_left": line.days - line.gone,
        "forecast": outer(measure, rounded(measure, line.forecast)),
        "needed": outer(measure, line.needed),
        "needed_per_day": a_day(measure, line.needed_per_day),
        "reached": line.reached,
        "reached_words": None if line.done is None else said(lang, f"target-tier-{line.reached or 'none'}"),
        "heading_for": line.heading_for,
        "heading_for_words": None if line.forecast is None else said(lang, f"target-tier-{line.heading_for or 'none'}"),
    }


def outer(measure: Measure, amount: int | None) -> object:
    """Return an amount as JSON has it: money in yuan."""
    return values.outer(Kind.MONEY if measure.kind == "money" else Kind.INT, amount)


def target_sheet(
    lines: Sequence[Progress], measures: Mapping[str, Measure], lang: str, width: int | None, *, plain: bool = False
) -> str:
    """Return targets as bars, at most ``width`` columns wide, a heading for each measure."""
    most = min(width or WIDTH, WIDTH)
    out: list[str] = []
    for line in lines:
        measure = measures[line.target.measure]
        heading = said(lang, "target-heading", code=measure.code, title=measure.title, unit=measure.unit)
        if heading not in out:
            out += ["", heading] if out else [heading]
        out += ["", *_drawn(line, measure, lang, most, plain=plain)]
    return "\n".join(out)


def _drawn(line: Progress, measure: Measure, lang: str, width: int, *, plain: bool) -> list[str]:
    item = target_item(line, measure, lang)
    who = item["manager"] or said(lang, "target-team", team=item["team"] or said(lang, "target-everybody"))
    share = said(lang, "target-not-known") if line.share is None else _percent(line.share)
    numbers = {name: _number(item[name], lang) for name in AMOUNTS}
    room = min(BAR, width - 2 - 2 - wide(share))
    figures = {"days": line.days, "gone": line.gone, **item, **numbers, "elapsed": _percent(line.elapsed)}
    pace = [said(lang, key, **figures) for key in ("target-gone", _forecast(line), _needed(line)) if key]
    told = [said(lang, "target-line-unknown" if line.done is None else "target-line-done", **figures)]
    told.append(said(lang, "list-semicolon").join(pace))
    told += [said(lang, "target-line-missing", missing=line.missing)] if line.missing and line.done is not None else []
    return [
        f"  {item['period']}  {who}",
        f"  {bar(line.share or 0, line.elapsed, room, plain=plain)}  {share}",
        *(f"  {piece}" for text in told for piece in folded(text, width - 2)),
    ]


def _forecast(line: Progress) -> str:
    """Return what to say of the forecast: a period that is over needs none."""
    if line.gone == line.days:
        return ""
    return "target-no-forecast" if line.forecast is None else "target-forecast"


def _needed(line: Progress) -> str:
    """Return what to say of what is needed, nothing where it is not known."""
    if line.needed is None:
        return ""
    if not line.needed:
        return "target-done"
    return "target-short" if line.needed_per_day is None else "target-needed"


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"


def _number(amount: float | None, lang: str) -> str:
    return said(lang, "target-not-known") if amount is None else f"{amount:,}"
