"""Clients taken over and not yet spoken to, as triggers of the morning list."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cmtool.commands.office import Office
from cmtool.model import Errand
from cmtool.rules.sql import Column

MOST_NAMED = 30  # former managers and days by name on one list: each is a test of every client


def introductions(office: Office, column: Column, on: int) -> Iterator[tuple[str, tuple[str, str], Callable[[int], Errand]]]:
    """Yield a trigger for each former manager and day of late: introduce yourself, until somebody has spoken to the client."""
    from cmtool.commands.settings import section

    book, (written, place) = office.book, section("handover")
    if not written and not book.rows("SELECT 1 FROM handover LIMIT 1"):
        return
    from cmtool.book.handovers import lately, unmet_condition
    from cmtool.jobs.handover import TAKEN_OVER, days_to_introduce, introduction

    first = on - days_to_introduce(written, place)
    groups = lately(book.db, first, on, office.manager)
    if len(groups) > MOST_NAMED:
        groups = [("", day) for day in sorted({day for _, day in groups})]
    for number, (given, day) in enumerate(groups):
        condition = unmet_condition(column, given, day, on)
        yield f"{TAKEN_OVER}-{number}", condition, lambda due, given=given: introduction(given, due)
