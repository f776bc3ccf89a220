"""Clients taken over and not yet spoken to, as errands of the morning list."""

from __future__ import annotations

from cmtool.commands.office import Office
from cmtool.model import Errand


def introductions(office: Office, on: int) -> dict[int, Errand]:
    """Return for each client taken over of late the errand to introduce oneself, until somebody has spoken to him."""
    from cmtool.commands.settings import section

    book, (written, place) = office.book, section("handover")
    if not written and not book.rows("SELECT 1 FROM handover LIMIT 1"):
        return {}
    from cmtool.book.handovers import unmet
    from cmtool.jobs.handover import days_to_introduce, introduction

    first = on - days_to_introduce(written, place)
    rows = unmet(book.db, book.column(on), book.source(on), first, on, office.manager)
    return {client: introduction(given, day) for client, given, day in rows}
