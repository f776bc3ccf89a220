"""Until when a contract is to be held by someone who means neither to deliver nor to take delivery (持有截止日).

By default the last trading day of the month before the delivery month, or the last trading day where that comes first;
contracts that end in cash may be held to their last day.

>>> on = date(2026, 11, 24)
>>> stay_until("rb2705", on), stay_until("IF2612", on), stay_until("sc2703", on, early=8)
(datetime.date(2027, 4, 30), datetime.date(2026, 12, 18), datetime.date(2027, 2, 16))
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cmtool.errors import Refusal
from cmtool_futures.calculators.rolling import Contract
from cmtool_futures.calendar import built_in
from cmtool_futures.contracts import contract


def stay_until(code: str, on: date, leave: str = "before_month", early: int = 0) -> date:
    """Return the last day on which to hold a contract.

    Args:
        code: The contract.
        on: The day asked about.
        leave: "before_month", "last_day", or "person": the day by which a natural person must be out.
        early: Trading days earlier than that.

    Raises:
        Refusal: there is no such contract, or its last trading day is not known.
    """
    found, calendar = contract(code, on), built_in()
    if found.last_trading_day is None:
        raise Refusal("no_last_day", code=found.code)
    day = found.last_trading_day
    if leave == "person":
        day = min(day, found.person_out_by or day)
    elif leave == "before_month" and found.product.delivery.kind == "physical":
        day = min(day, calendar.of_month(found.year, found.month - 1)[-1])
    return calendar.shifted(day, -early) if early else day


def unannounced(contracts: Iterable[Contract]) -> bool:
    """Return whether a day lies in a year whose trading days are not announced yet."""
    return not all(built_in().is_published(each.leave_by.year) for each in contracts)
