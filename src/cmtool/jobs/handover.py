"""A manager's clients change hands (客户交接): what the new manager still owes each of them is an introduction.

>>> introduction("Li", 20_000).title.en
'taken over from Li on 2024-10-04: introduce yourself'
"""

from __future__ import annotations

from collections.abc import Mapping

from cmtool.errors import Misconfigured
from cmtool.model import Errand, day_of
from cmtool.words import text as worded

TAKEN_OVER = "CMT-F94"
POINTS = 25
USUAL_DAYS, MOST_DAYS = 30, 365


def introduction(given: str, day: int) -> Errand:
    """Return the errand of a client taken over from ``given``, somebody where empty, on day number ``day``."""
    key = "taken-over-title" if given else "taken-over-that-day-title"
    return Errand(code=TAKEN_OVER, kind="relationship", points=POINTS, due=day,
                  title=worded(key, given=given, day=day_of(day).isoformat()),
                  say=worded("taken-over-say"), not_say=worded("taken-over-not-say"))  # fmt: skip


def days_to_introduce(written: Mapping[str, object], place: object = "") -> int:
    """Return for how many days an introduction stays on the list, as ``[handover]`` gives it.

    Raises:
        Misconfigured: a name is unknown, or the days are no whole number from 1 to 365.
    """
    if unknown := sorted(written.keys() - {"days"}):
        raise Misconfigured("handover-setting-unknown", path=place, found=unknown, known=["days"])
    days = written.get("days", USUAL_DAYS)
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
        raise Misconfigured("handover-no-days", path=place, found=days, most=MOST_DAYS)
    return days
