"""Margin, leverage and the account day by day for one position (保证金与逐日盯市).

Margin = lots × multiplier × price × rate; risk degree = margin ÷ equity, as client statements in China count it; leverage =
contract value ÷ equity. The price at which equity just equals margin solves, for a long position, funds + (P − P0)·m·L =
P·m·L·r, and for a short one funds + (P0 − P)·m·L = P·m·L·r. Days are marked to market as in ``marking``. Money in yuan, fees
left out, no forced closing assumed.

>>> from decimal import Decimal as D
>>> found = margin(funds=D(100_000), side="buy", lots=20, price=D(4000), multiplier=D(10), rate=D("0.1"))
>>> found.values["margin"], found.values["risk_degree"], found.values["leverage"]
(Decimal('80000.0'), Decimal('0.8'), Decimal('8.0000'))
"""

from __future__ import annotations

from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.marking import Day, Trade, mark_to_market

Series = tuple[Decimal, ...]


def margin(
    *,
    funds: Decimal,
    side: str,
    lots: int,
    price: Decimal,
    multiplier: Decimal,
    rate: Decimal,
    settlements: Series = (),
    trade_days: Series = (),
    trade_lots: Series = (),
    trade_prices: Series = (),
    cash: Series = (),
) -> Outcome:
    """Return what the position ties up, where it runs short, and how the account goes through the given days.

    Args:
        funds: Equity before opening, in yuan.
        side: "buy" or "sell".
        lots: Contracts opened on day 1.
        price: Entry price.
        multiplier: Yuan a lot for a price move of 1.
        rate: Margin rate, 0 to 1.
        settlements: Settlement price of each day from day 1; empty for no path.
        trade_days: Day of each later trade.
        trade_lots: Lots of each later trade, bought positive, sold negative.
        trade_prices: Price of each later trade.
        cash: Money paid in on each day (out: negative); empty for none.
    """
    value = lots * price * multiplier
    entry = _at_entry(funds, value, rate)
    opening = Trade(day=1, lots=lots if side == "buy" else -lots, price=price)
    trades = [opening, *_later(trade_days, trade_lots, trade_prices, settlements)]
    paid = _paid(cash, len(settlements))
    days = mark_to_market(equity=funds, trades=trades, settlements=settlements, cash=paid, multiplier=multiplier, rate=rate)
    line = call_price(funds=funds, side=side, value=value, size=lots * multiplier, rate=rate)
    return Outcome(values={**entry, "call_price": line, **_path(days)}, notes=(_line(side, line), *_shortages(days)))


def call_price(*, funds: Decimal, side: str, value: Decimal, size: Decimal, rate: Decimal) -> Decimal:
    """Return the price at which equity equals margin, to four places; 0 where no positive price does.

    >>> call_price(funds=Decimal(100_000), side="buy", value=Decimal(800_000), size=Decimal(200), rate=Decimal("0.1"))
    Decimal('3888.8889')
    """
    if side == "sell":
        return round((funds + value) / (size * (1 + rate)), 4)
    return round((value - funds) / (size * (1 - rate)), 4) if funds < value else Decimal(0)


def _at_entry(funds: Decimal, value: Decimal, rate: Decimal) -> dict[str, Decimal]:
    """Return what the opening ties up, or refuse funds that cannot open the position."""
    needed = value * rate
    if needed > funds:
        raise Refusal("funds_below_margin", funds=funds, margin=needed)
    return {"margin": needed, "value": value, "leverage": round(value / funds, 4), "risk_degree": needed / funds}


def _later(days: Series, lots: Series, prices: Series, settlements: Series) -> list[Trade]:
    """Return the later trades, each on one of the days given."""
    last = len(settlements)
    if any(price <= 0 for price in (*settlements, *prices)):
        raise Refusal("prices_not_positive")
    if not len(days) == len(lots) == len(prices):
        raise Refusal("trades_differ", days=len(days), lots=len(lots), prices=len(prices))
    for day in days:
        if day % 1 or not 1 <= day <= last:
            raise Refusal("trade_not_in_days", day=day, last=last)
    for traded in lots:
        if traded % 1:
            raise Refusal("lots_not_whole", lots=traded)
    return [Trade(day=int(day), lots=int(traded), price=price) for day, traded, price in zip(days, lots, prices, strict=True)]


def _paid(cash: Series, days: int) -> Series:
    if cash and len(cash) != days:
        raise Refusal("cash_differs", cash=len(cash), days=days)
    return cash or (Decimal(0),) * days


def _path(days: list[Day]) -> dict[str, object]:
    """Return the days as series, and what the last one asks for; nothing where no days are given."""
    if not days:
        return {}
    return {
        "pnl": tuple(day.pnl for day in days),
        "equity": tuple(day.equity for day in days),
        "margin_used": tuple(day.margin for day in days),
        "available": tuple(day.available for day in days),
        "call": days[-1].call,
        "lots_to_close": days[-1].lots_to_close,
    }


def _line(side: str, line: Decimal) -> Note:
    if not line:
        return Note("fully_funded")
    return Note("short_rises" if side == "sell" else "long_falls", price=round(line, 2))


def _shortages(days: list[Day]) -> list[Note]:
    """Name the days on which margin was short or equity below nothing."""
    short = [str(number) for number, day in enumerate(days, 1) if day.call]
    negative = [str(number) for number, day in enumerate(days, 1) if day.equity < 0]
    notes = [Note("short_on_days", days=", ".join(short))] if short else []
    return notes + ([Note("below_nothing", days=", ".join(negative))] if negative else [])
