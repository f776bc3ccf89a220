"""Exchange treasury reverse repo (国债逆回购): days that bear interest, interest, fee, and when the money is back.

Dealt on T for n days: first settlement is the trading day after T; clearing at maturity is T + n calendar days, moved to the
next trading day if the exchange is closed; settlement at maturity is the trading day after that. Interest runs from first
settlement to settlement at maturity: amount × rate × days ÷ 365. Money can trade again on the clearing day and leave the
account on the day of settlement. Source: the exchanges' repo rule in force since 2017-05-22, now the 2022 bond trading rules.

>>> outcome = repo(amount=Decimal(100_000), rate=Decimal("0.02"), term=1, trade_date=date(2025, 9, 29), fee_share=Decimal(1))
>>> outcome.values["interest_days"], outcome.values["interest"], outcome.values["fee"]
(9, Decimal('49.32'), Decimal('1.00'))
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_securities.calculators.cents import to_cent, to_millionth
from cmtool_securities.calculators.trading_days import is_trading_day, next_trading_day, published, trading_day_from

IN_FORCE = date(2017, 5, 22)
LOT = 1000
YEAR = 365
USUAL_CAPS = {
    1: Decimal("0.00001"), 2: Decimal("0.00002"), 3: Decimal("0.00003"), 4: Decimal("0.00004"), 7: Decimal("0.00005"),
    14: Decimal("0.0001"), 28: Decimal("0.0002"), 91: Decimal("0.0003"), 182: Decimal("0.0003"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The days that decide a repo."""

    first_settlement: date
    clearing: date
    settlement: date

    @property
    def interest_days(self) -> int:
        """Calendar days that bear interest, the first counted and the last not."""
        return (self.settlement - self.first_settlement).days


def settlement(trade_date: date, term: int) -> Settlement:
    """Return when a repo of ``term`` calendar days dealt on ``trade_date`` settles.

    >>> settlement(date(2025, 9, 30), 1).interest_days  # one day, dealt on the eve of the holidays
    1
    """
    clearing = trading_day_from(trade_date + timedelta(days=term))
    return Settlement(first_settlement=next_trading_day(trade_date), clearing=clearing, settlement=next_trading_day(clearing))


def repo(*, amount: Decimal, rate: Decimal, term: int, trade_date: date, fee_share: Decimal) -> Outcome:
    """Return days, interest, fee and net yield of lending ``amount`` in the repo market.

    Args:
        amount: Money lent, in yuan, above zero.
        rate: Annual rate dealt, 0.02 for 2%.
        term: Calendar days: 1, 2, 3, 4, 7, 14, 28, 91 or 182.
        trade_date: The day it is dealt, a trading day since 2017-05-22.
        fee_share: Fee as a share of the usual cap for the term, 0 to 1.

    Raises:
        Refusal: no such term, a day before the rule, or a day the exchange is closed.
    """
    if term not in USUAL_CAPS:
        raise Refusal("no_such_term", found=term)
    if trade_date < IN_FORCE:
        raise Refusal("before_the_rule", found=trade_date)
    if not is_trading_day(trade_date):
        raise Refusal("exchange_closed", found=trade_date)
    days = settlement(trade_date, term)
    interest = to_cent(amount * rate * days.interest_days / YEAR)
    fee = to_cent(amount * USUAL_CAPS[term] * fee_share)
    values = {
        "first_settlement": days.first_settlement,
        "usable_on": days.clearing,
        "withdrawable_on": days.settlement,
        "interest_days": days.interest_days,
        "interest": interest,
        "fee": fee,
        "net_interest": interest - fee,
        "net_annual_yield": to_millionth((interest - fee) / amount * YEAR / days.interest_days),
    }
    return Outcome(values=values, notes=_notes(amount, term, trade_date, days))


def _notes(amount: Decimal, term: int, trade_date: date, days: Settlement) -> tuple[Note, ...]:
    notes = [Note("usual_caps")]
    if days.interest_days != term:
        notes.append(Note("days_differ", term=term, days=days.interest_days))
    if amount % LOT:
        notes.append(Note("not_whole_lots"))
    unknown = [year for year in range(trade_date.year, days.settlement.year + 1) if not published(year)]
    notes += [Note("calendar_not_published", year=str(year)) for year in unknown]
    return tuple(notes)
