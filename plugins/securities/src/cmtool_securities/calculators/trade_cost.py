"""What buying or selling A shares costs (交易费用): commission, stamp duty, transfer fee, exchange and regulatory fees.

Stamp duty falls on the seller: 0.05% since 2023-08-28, 0.1% before. Transfer fee 0.001% on both sides since 2022-04-29.
Handling fee 0.00341% since 2023-08-28 (0.00487% before) and regulatory fee 0.002%, both on both sides; most firms quote a
commission that includes them. Each item is rounded to the cent. Sources: 财政部 税务总局公告2023年第39号; the fee tables of the
clearing house and the exchanges.

>>> order = {"amount": Decimal(100_000), "side": "sell", "trade_date": date(2026, 11, 24)}
>>> trade_cost(**order, commission_rate=Decimal("0.00025"), minimum=Decimal(5), charges="included").values["total"]
Decimal('76.00')
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_securities.calculators.cents import to_cent, to_millionth

HALVED = date(2023, 8, 28)
ONE_TRANSFER_FEE = date(2022, 4, 29)
TRANSFER = Decimal("0.00001")
REGULATORY = Decimal("0.00002")
COMMISSION_CAP = Decimal("0.003")
NOTHING = Decimal("0.00")


def stamp_duty_rate(side: str, trade_date: date) -> Decimal:
    """Return the stamp duty on a trade: sellers only, halved on 2023-08-28.

    >>> stamp_duty_rate("sell", date(2023, 8, 27)), stamp_duty_rate("buy", date(2026, 11, 24))
    (Decimal('0.001'), Decimal('0'))
    """
    if side == "buy":
        return Decimal(0)
    return Decimal("0.0005") if trade_date >= HALVED else Decimal("0.001")


def handling_rate(trade_date: date) -> Decimal:
    """Return the exchanges' handling fee on A shares, cut on 2023-08-28."""
    return Decimal("0.0000341") if trade_date >= HALVED else Decimal("0.0000487")


def trade_cost(
    *, amount: Decimal, side: str, commission_rate: Decimal, minimum: Decimal, charges: str, trade_date: date
) -> Outcome:
    """Return each charge on one order, their total and its share of the amount.

    Args:
        amount: Money dealt in the order, in yuan, above zero.
        side: "buy" or "sell".
        commission_rate: Commission agreed, 0.00025 for 0.025%.
        minimum: Least commission an order, in yuan.
        charges: "included" if the commission contains handling and regulatory fees, "added" if they come on top.
        trade_date: The day of the trade, since 2022-04-29.

    Raises:
        Refusal: the day lies before the transfer fee in force now.
    """
    if trade_date < ONE_TRANSFER_FEE:
        raise Refusal("before_the_fee", found=trade_date)
    on_top = charges == "added"
    values = {
        "commission": to_cent(max(amount * commission_rate, minimum)),
        "stamp_duty": to_cent(amount * stamp_duty_rate(side, trade_date)),
        "transfer_fee": to_cent(amount * TRANSFER),
        "handling_fee": to_cent(amount * handling_rate(trade_date)) if on_top else NOTHING,
        "regulatory_fee": to_cent(amount * REGULATORY) if on_top else NOTHING,
    }
    total = sum(values.values(), NOTHING)
    notes = [Note("charges_included" if not on_top else "charges_added")]
    if commission_rate > COMMISSION_CAP:
        notes.append(Note("above_cap"))
    return Outcome(values={**values, "total": total, "share": to_millionth(total / amount)}, notes=tuple(notes))
