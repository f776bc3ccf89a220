"""What a bank pays for a commercial draft not yet due (票据贴现).

Discount = face × yearly rate × days / 360. Days run from the day of discount (counted) to maturity (not counted). Maturity on a
holiday moves to the next working day, with interest for the delay; a paper bill accepted in another city takes 3 days more.
Source: 支付结算办法 (M); how periods are counted 票据法 第一百零七条 (V); six months at most: the order on acceptance, discount
and rediscount of commercial drafts, 第二十五条 (V).

>>> found = bill_discount(
...     face=Decimal(1_000_000), annual_rate=Decimal("0.08"), discounted_on=date(2026, 6, 1), due_on=date(2026, 8, 31)
... )
>>> found.values["days"], found.values["interest"], found.values["proceeds"]
(91, Decimal('20222.22'), Decimal('979777.78'))
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_banking.calculators.schedule import rounded
from cmtool_banking.calculators.working_days import is_known, next_working_day

DAYS_A_YEAR = 360
OTHER_CITY_DAYS = 3
SIX_MONTHS_AT_MOST = 184
PLACES = Decimal("0.00000001")


def bill_discount(
    *,
    face: Decimal,
    annual_rate: Decimal,
    discounted_on: date,
    due_on: date,
    paper: str = "electronic",
    postpone: str = "next_working_day",
) -> Outcome:
    """Return the discount on a bill and what is paid out.

    Args:
        face: Face amount, in yuan.
        annual_rate: Yearly discount rate, such as 0.018, on a year of 360 days.
        discounted_on: Day of discount; it counts.
        due_on: Maturity as written on the bill; it does not count.
        paper: ``electronic``, ``same_city`` or ``other_city`` (3 days more).
        postpone: ``next_working_day``, or ``as_written`` to leave a maturity on a holiday where it is.

    Raises:
        Refusal: the bill is already due, or the discount leaves nothing of it.
    """
    if due_on <= discounted_on:
        raise Refusal("due_not_later", due_on=due_on, discounted_on=discounted_on)
    paid_on = next_working_day(due_on) if postpone == "next_working_day" else due_on
    days = (paid_on - discounted_on).days + (OTHER_CITY_DAYS if paper == "other_city" else 0)
    interest = rounded(face * annual_rate * days / DAYS_A_YEAR)
    proceeds = face - interest
    if proceeds <= 0:
        raise Refusal("nothing_left", interest=interest)
    values = {
        "days": days,
        "paid_on": paid_on,
        "interest": interest,
        "proceeds": proceeds,
        "effective_rate": (interest / proceeds * DAYS_A_YEAR / days).quantize(PLACES),
    }
    return Outcome(values=values, notes=tuple(_notes(discounted_on, due_on, paid_on, paper, postpone)))


def _notes(discounted_on: date, due_on: date, paid_on: date, paper: str, postpone: str) -> Iterator[Note]:
    """Yield what must be said about the days."""
    if paid_on != due_on:
        yield Note("postponed", due_on=due_on, paid_on=paid_on, days=(paid_on - due_on).days)
    if postpone == "next_working_day" and not is_known(paid_on):
        yield Note("calendar_missing", year=str(paid_on.year))
    if paper == "other_city":
        yield Note("other_city", days=OTHER_CITY_DAYS)
    if (due_on - discounted_on).days > SIX_MONTHS_AT_MOST:
        yield Note("over_six_months", days=(due_on - discounted_on).days)
