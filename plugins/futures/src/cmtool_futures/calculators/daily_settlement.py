"""An account marked to market day by day, from a file of prices or a list of them (逐日盯市明细).

Each day as in ``marking``: the day's result, then equity, margin at the day's settlement price, risk degree, and the call
where equity is below the line. Calls are paid in before the next settlement where ``top_up`` says so. Two ways of charging:
a rate on the value (the Chinese way: line and margin are the same), or fixed sums a lot with an initial and a lower
maintenance margin. Money in yuan; fees are taken on each trade where a fee a lot is given.

>>> from decimal import Decimal as D
>>> found = daily_settlement(funds=D(100_000), side="buy", lots=20, price=D(4000), multiplier=D(10), rate=D("0.1"),
...     initial=None, maintenance=None, settlements=(D(3900), D(3800), D(3850)), prices=(), trades={}, fee=D(0), top_up="yes")
>>> [(row["result"], row["call"], row["paid_in"]) for row in found.values["days"]][1:]
[(Decimal('-20000'), Decimal('16000.0'), Decimal('0')), (Decimal('10000'), Decimal('0'), Decimal('16000.0'))]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.marking import Trade, mark_to_market

NOTHING = Decimal(0)
Series = Sequence[tuple[date, Decimal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """How margin is charged: a rate on the value, or sums a lot; the line below which money is called, and up to where."""

    rate: Decimal | None = None
    initial: Decimal | None = None
    maintenance: Decimal | None = None

    def margin(self, lots: int, price: Decimal, multiplier: Decimal) -> Decimal:
        """Return what a position ties up at a settlement price."""
        return abs(lots) * (self.initial if self.initial is not None else price * multiplier * (self.rate or NOTHING))

    def line(self, lots: int, price: Decimal, multiplier: Decimal) -> Decimal:
        """Return the equity below which money is called."""
        return abs(lots) * self.maintenance if self.maintenance is not None else self.margin(lots, price, multiplier)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDay:
    """The account after one day's settlement; ``call`` brings it back to its margin where it is below the line."""

    number: int
    day: date | None
    price: Decimal
    lots: int
    result: Decimal
    fees: Decimal
    paid_in: Decimal
    equity: Decimal
    margin: Decimal
    call: Decimal


def daily_settlement(
    *,
    funds: Decimal,
    side: str,
    lots: int,
    price: Decimal,
    multiplier: Decimal,
    rate: Decimal | None,
    initial: Decimal | None,
    maintenance: Decimal | None,
    settlements: tuple[Decimal, ...],
    prices: Series,
    trades: Mapping[str, Sequence[Mapping]],
    fee: Decimal,
    top_up: str,
) -> Outcome:
    """Return the account day by day, its calls, and the sum of it all.

    Args:
        funds: Equity before opening, in yuan.
        side: "buy" or "sell".
        lots: Contracts opened on the first day.
        price: Entry price.
        multiplier: Yuan a lot for a price move of 1.
        rate: Margin rate, 0 to 1; ``None`` where sums a lot are given.
        initial: Margin a lot in yuan; with ``maintenance``, the sum below which it is topped up.
        maintenance: Lowest margin a lot in yuan.
        settlements: Settlement price of each day, where no file is given.
        prices: Days and settlement prices.
        trades: Later trades under "trade" (day, lots bought positive, price), payments under "payment" (day, amount).
        fee: Fee a lot and trade, in yuan.
        top_up: "yes" pays each call in before the next settlement.
    """
    charge = Charge(rate=rate, initial=initial, maintenance=maintenance)
    _checked(charge, settlements, prices)
    series = [(None, level) for level in settlements] or [(day, level) for day, level in prices if level > 0]
    left_out = len(prices) - len(series) if prices else 0
    opening = Trade(day=1, lots=lots if side == "buy" else -lots, price=price)
    days = account_days(
        funds=funds,
        trades=[opening, *_later(trades, series)],
        series=series,
        paid=_paid(trades, series),
        multiplier=multiplier,
        charge=charge,
        fee=fee,
        top_up=top_up == "yes",
    )
    return Outcome(values=_values(days), notes=(*_notes(days), *((Note("left_out", count=left_out),) if left_out else ())))


def account_days(
    *,
    funds: Decimal,
    trades: Sequence[Trade],
    series: Sequence[tuple[date | None, Decimal]],
    paid: Mapping[int, Decimal],
    multiplier: Decimal,
    charge: Charge,
    fee: Decimal = NOTHING,
    top_up: bool = False,
) -> list[AccountDay]:
    """Return the account after each day; ``paid`` are payments by the number of their day, from 1."""
    levels, zero = [level for _, level in series], (NOTHING,) * len(series)
    marked = mark_to_market(
        equity=funds, trades=trades, settlements=levels, cash=zero, multiplier=multiplier, rate=charge.rate or NOTHING
    )
    costs: dict[int, Decimal] = {}
    for trade in trades:
        costs[trade.day] = costs.get(trade.day, NOTHING) + fee * abs(trade.lots)
    days, equity, call = [], funds, NOTHING
    for number, ((day, level), found) in enumerate(zip(series, marked, strict=True), 1):
        paid_in = paid.get(number, NOTHING) + (call if top_up else NOTHING)
        fees = costs.get(number, NOTHING)
        equity += found.pnl + paid_in - fees
        margin = charge.margin(found.lots, level, multiplier)
        call = margin - equity if equity < charge.line(found.lots, level, multiplier) else NOTHING
        days.append(
            AccountDay(number=number, day=day, price=level, lots=found.lots, result=found.pnl, fees=fees, paid_in=paid_in,
                       equity=equity, margin=margin, call=call)
        )  # fmt: skip
    return days


def _checked(charge: Charge, settlements: Sequence[Decimal], prices: Series) -> None:
    if (charge.rate is None) == (charge.initial is None):
        raise Refusal("rate_or_sum")
    if charge.maintenance is not None and (charge.initial is None or charge.maintenance > charge.initial):
        raise Refusal("maintenance_above_initial")
    if bool(settlements) == any(level > 0 for _, level in prices):
        raise Refusal("one_source_of_prices")
    if any(level <= 0 for level in settlements):
        raise Refusal("prices_not_positive")


def _later(given: Mapping[str, Sequence[Mapping]], series: Sequence[tuple[date | None, Decimal]]) -> list[Trade]:
    rows = given.get("trade", ()) if given else ()
    return [Trade(day=_number(row["day"], series), lots=row["lots"], price=row["price"]) for row in rows]


def _paid(given: Mapping[str, Sequence[Mapping]], series: Sequence[tuple[date | None, Decimal]]) -> dict[int, Decimal]:
    paid: dict[int, Decimal] = {}
    for row in given.get("payment", ()) if given else ():
        number = _number(row["day"], series)
        paid[number] = paid.get(number, NOTHING) + row["amount"]
    return paid


def _number(written: str, series: Sequence[tuple[date | None, Decimal]]) -> int:
    """Return the number of a day given as a day of the prices or as its own number."""
    for number, (day, _) in enumerate(series, 1):
        if written in {str(number), str(day)}:
            return number
    raise Refusal("day_not_there", day=written, count=len(series))


def _values(days: Sequence[AccountDay]) -> dict[str, object]:
    last = days[-1]
    calls = [day.call for day in days if day.call]
    worst = min(days, key=lambda day: day.equity - day.margin)
    return {
        "result": sum((day.result for day in days), NOTHING),
        "fees": sum((day.fees for day in days), NOTHING),
        "paid_in": sum((day.paid_in for day in days), NOTHING),
        "equity": last.equity,
        "margin": last.margin,
        "call": last.call,
        "calls": len(calls),
        "largest_call": max(calls, default=NOTHING),
        "lowest_free": worst.equity - worst.margin,
        "days": tuple(_row(day) for day in days),
    }


def _row(day: AccountDay) -> dict[str, object]:
    return {
        "number": day.number, "day": day.day, "price": day.price, "lots": day.lots, "result": day.result,
        "fees": day.fees or None, "paid_in": day.paid_in, "equity": day.equity, "margin": day.margin,
        "risk_degree": day.margin / day.equity if day.equity > 0 else None, "free": day.equity - day.margin, "call": day.call,
    }  # fmt: skip


def _notes(days: Sequence[AccountDay]) -> tuple[Note, ...]:
    def named(chosen: list[AccountDay]) -> str:
        return ", ".join(str(day.day or day.number) for day in chosen[:5]) + (" …" if len(chosen) > 5 else "")

    short = [day for day in days if day.call]
    below = [day for day in days if day.equity < 0]
    notes = (Note("short_on", days=named(short), count=len(short)),) if short else ()
    return notes + ((Note("below_nothing", days=named(below)),) if below else ())
