"""Position limits that an exchange's own text gives in full (已核对的持仓限额).

碳酸锂 (广期所 碳酸锂期货、期权业务细则, 2025-12-12, 第十四条): 3,000 lots while the open interest N of the contract is up
to 30,000 lots one-sided, N × 10 % above; 1,000 from the 10th trading day of the month before delivery; 300 in the delivery
month. A stage binds from the settlement of the trading day before it begins (广期所 风险管理办法 第二十六条). The tables of
other products are missing from the texts that were read.

>>> lithium = contract("lc2612", date(2026, 10, 20))
>>> [known_limit(lithium, day, 40_000) for day in (date(2026, 11, 11), date(2026, 11, 12), date(2026, 11, 30))]
[4000, 1000, 300]
"""

from __future__ import annotations

from datetime import date

from cmtool.errors import Refusal
from cmtool_futures.contracts import Contract, contract

__all__ = ["contract", "known_limit"]

LATER = {"lc": (1000, 300)}
"""Limits of the stages near delivery, in lots, in the order of the days on which they begin."""
ORDINARY, SMALL = {"lc": 3000}, {"lc": 30_000}


def known_limit(found: Contract, on: date, open_interest: int | None) -> int | None:
    """Return the limit of a client that is no natural person, in lots; None where the text was not read in full.

    Args:
        found: The contract.
        on: The day; a stage counts from the day at whose settlement it binds.
        open_interest: One-sided open interest of the contract at the settlement before.

    Raises:
        Refusal: the limit depends on the open interest, which is not given.
    """
    code = found.product.code.lower()
    if code not in LATER:
        return None
    begun = sum(step.what == "limit" and step.bites_on <= on for step in found.steps)
    if begun:
        return LATER[code][begun - 1]
    if open_interest is None:
        raise Refusal("open_interest_missing", code=found.code)
    return ORDINARY[code] if open_interest <= SMALL[code] else open_interest // 10
