"""Until when a hedge quota must be asked for, contract by contract (套保额度申请截止日).

大商所 套期保值管理办法（〔2022〕98号）第十四条: increase for ordinary months by the 5th-last trading day of the month
before the delivery month; 广期所 套期保值管理办法（2025-02-11）第十四条: by its last trading day. For the delivery month
both: by the last trading day of the month before; such requests are looked at from the first trading day of that month
(第十六条). Other exchanges' texts were not read: no days.

>>> [(row["what"], str(row["day"])) for row in deadlines("m2609", date(2026, 5, 11)).rows]
[('general', '2026-08-25'), ('delivery', '2026-08-31'), ('reviewed_from', '2026-08-03')]
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cmtool.errors import Refusal
from cmtool_futures.calculators.known_limits import known_limit
from cmtool_futures.calendar import built_in
from cmtool_futures.contracts import contract

GENERAL = {"DCE": -5, "GFEX": -1}
"""Which trading day, counted from the end of the month before the delivery month."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The exchange of a contract, the period of the day, the limit where it is known, and the last days for requests.

    ``provisional`` says that the days rest on a year whose closures are not announced yet.
    """

    exchange: str
    period: str
    limit: int | None
    rows: tuple[dict[str, object], ...]
    provisional: bool


def deadlines(code: str, on: date, open_interest: int | None = 0) -> Deadlines:
    """Return the last days for requests, with how many days remain on ``on``; none for exchanges whose text was not read.

    Raises:
        Refusal: there is no such contract, it has ended, or its limit depends on an open interest that is not given.
    """
    found, calendar = contract(code, on), built_in()
    if found.ended(on):
        raise Refusal("contract_ended", code=found.code, day=found.last_trading_day)
    period = "delivery" if (on.year, on.month) >= (found.year, found.month) else "general"
    limit = known_limit(found, on, open_interest)
    if found.exchange not in GENERAL:
        return Deadlines(found.exchange.lower(), period, limit, (), found.provisional)
    before = calendar.of_month(found.year, found.month - 1)
    days = {"general": before[GENERAL[found.exchange]], "delivery": before[-1], "reviewed_from": before[0]}
    rows = tuple({"what": what, "day": day, "days_left": (day - on).days} for what, day in days.items())
    return Deadlines(found.exchange.lower(), period, limit, rows, not calendar.is_published(before[0].year))
