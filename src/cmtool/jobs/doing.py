"""What is done, put off or left out, and when it comes back: counted from that day, never created in advance."""

from __future__ import annotations

from collections.abc import Iterable

from cmtool.errors import Refused
from cmtool.model import Errand

STATES = ("done", "snooze", "skip")
AGAIN = {"duty": 7, "money": 14, "promise": 14, "opportunity": 30, "relationship": 30}  # days until what still holds comes back
DUTY_WAITS = 7  # days that a duty without a deadline ahead may be put off


def back_on(errand: Errand, on: int) -> int:
    """Return the day number on which an errand done or skipped today may be listed again: never before its own day is over."""
    return on + errand.again if errand.again else max(on + AGAIN[errand.kind], errand.due + 1)


def put_off(errands: Iterable[Errand], on: int, until: int) -> None:
    """Make sure that nothing here is put off that may not be.

    Raises:
        Refused: a duty would be put off past its deadline, or for more than a week where it has none ahead.
    """
    for errand in errands:
        last = errand.due if errand.due > on else on + (errand.again or DUTY_WAITS)
        if errand.purpose == "duty" and until > last:
            raise Refused("task-duty-waits", code=errand.code, title=errand.title, days=last - on)


def left_out(errands: Iterable[Errand]) -> None:
    """Make sure that nothing here is left out that may not be.

    Raises:
        Refused: a duty would be skipped.
    """
    for errand in errands:
        if errand.purpose == "duty":
            raise Refused("task-duty-skipped", code=errand.code, title=errand.title)
