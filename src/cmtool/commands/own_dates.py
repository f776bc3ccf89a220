"""The dates of a client's own trade, and those of a tag, as triggers of the morning list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from cmtool.book import anniversaries
from cmtool.model import Errand, Text
from cmtool.rules.sql import Column
from cmtool.words import text as worded

if TYPE_CHECKING:
    from cmtool.jobs.yearly import Occasion

Trigger = tuple[str, tuple[str, str], Callable[[int], Errand]]
POINTS = 15
CODES = {"fiscal_year_end": "CMT-F95", "founded_on": "CMT-F96", "season_starts": "CMT-F97", "trade_fair": "CMT-F98"}
OF_A_TAG = "CMT-F99"
SAY = {
    "fiscal_year_end": "fiscal-year-say",
    "founded_on": "founded-on-say",
    "season_starts": "season-starts-say",
    "trade_fair": "trade-fair-say",
}


def own_dates(column: Column, day: date) -> Iterator[Trigger]:
    """Yield the triggers of the dates that are near on a day: those that clients have as facts, and those of their tags."""
    from cmtool.commands.settings import section
    from cmtool.jobs.yearly import ahead_of, occasions

    kept = occasions(*section("occasions"))
    for fact, ahead in kept.own.items():
        if f"f_{fact}" in column.held:
            dated = column.facts[fact].kind == "date"
            condition = anniversaries.anniversary_condition if dated else anniversaries.month_day_condition
            yield CODES[fact], condition(column, fact, ahead_of(day, ahead)), lambda due, fact=fact: _own(fact, due)
    for occasion in kept.tagged if "f_tags" in column.held else ():
        near = ahead_of(day, occasion.ahead)
        due = min((near[one] for one in occasion.days if one in near), default=None)
        if due is not None:
            code = f"{OF_A_TAG}-{occasion.name.upper()}"
            condition = f"({anniversaries.tagged(column, [occasion.tag])})", str(due)
            yield code, condition, lambda due, code=code, occasion=occasion: _of_a_tag(code, occasion, due)


def _own(fact: str, due: int) -> Errand:
    purpose = "greeting" if fact == "founded_on" else "service"
    return _errand(CODES[fact], due, worded(f"{fact.replace('_', '-')}-title"), worded(SAY[fact]), purpose)


def _of_a_tag(code: str, occasion: Occasion, due: int) -> Errand:
    return _errand(code, due, occasion.title, worded("occasion-say"), "greeting")


def _errand(code: str, due: int, title: Text, say: Text, purpose: str) -> Errand:
    return Errand(code=code, kind="relationship", points=POINTS, title=title, due=due, say=say,
                  not_say=worded("occasion-not-say"), purpose=purpose)  # fmt: skip
