"""A collar for an enterprise: a price it surely gets or pays, bought with a part of the good luck (领式期权与参与式领式).

A seller of goods buys puts (floor) and sells calls (cap); a buyer of goods buys calls (cap) and sells puts (floor). Options
on as many whole lots as the goods fill, rounded down; a participating collar sells fewer lots than it buys and keeps that
share of what lies beyond. At a last-day price P, spot taken to move with the futures, a seller gets for each tonne covered
P + max(floor − P, 0) − share·max(P − cap, 0) − net premium; a buyer pays P − max(P − cap, 0) + share·max(floor − P, 0) +
net premium. Premiums as quoted, or by Black's model where a volatility is given. Money in yuan; fees and the interest on
premiums left out.

>>> from decimal import Decimal as D
>>> found = collar(side="sell", tonnes=D(1005), tonnes_per_lot=D(10), futures=D(3100), floor=D(3000), cap=D(3200),
...     floor_premium=D(60), cap_premium=D(45), volatility=None, days=60, rate=D("0.02"), sold_share=D(1), margin_rate=None,
...     moves=(D("0.1"),))
>>> found.values["lots_bought"], found.values["net_premium"], found.values["worst_price"], found.values["best_price"]
(100, Decimal('15000'), Decimal('2985'), Decimal('3185'))
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import floor as whole

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.black76 import price as model_price
from cmtool_futures.calculators.option_price import quoted

Optional = Decimal | None
TENTH = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collar:
    """Options bought and sold against goods; premiums in yuan a tonne, ``share`` of the lots bought is sold."""

    side: str
    floor: Decimal
    cap: Decimal
    bought: Decimal
    sold: Decimal
    share: Decimal

    @property
    def net(self) -> Decimal:
        """Net premium paid a tonne covered; negative where more is received."""
        return self.bought - self.share * self.sold

    def price_at(self, price: Decimal) -> Decimal:
        """Return what a tonne covered brings (seller) or costs (buyer) at a last-day price, premiums included."""
        below, above = max(self.floor - price, Decimal(0)), max(price - self.cap, Decimal(0))
        if self.side == "sell":
            return price + below - self.share * above - self.net
        return price - above + self.share * below + self.net

    @property
    def assured(self) -> Decimal:
        """The worst price a tonne covered can come to."""
        return self.floor - self.net if self.side == "sell" else self.cap + self.net

    @property
    def limit(self) -> Decimal | None:
        """The best price it can come to; ``None`` where a share stays open."""
        if self.share < 1:
            return None
        return self.cap - self.net if self.side == "sell" else self.floor + self.net

    @property
    def even(self) -> Decimal | None:
        """The last-day price at which the collar comes out as if nothing had been done; ``None`` where it always does."""
        sign = 1 if self.side == "sell" else -1
        protects, caps = (self.floor, self.cap) if self.side == "sell" else (self.cap, self.floor)
        if self.net > 0:
            return protects - sign * self.net
        return caps - sign * self.net / self.share if self.net < 0 and self.share else None


def collar(
    *,
    side: str,
    tonnes: Decimal,
    tonnes_per_lot: Decimal,
    futures: Decimal,
    floor: Decimal,
    cap: Decimal,
    floor_premium: Optional,
    cap_premium: Optional,
    volatility: Optional,
    days: int,
    rate: Decimal,
    sold_share: Decimal,
    margin_rate: Optional,
    moves: tuple[Decimal, ...],
) -> Outcome:
    """Return lots, premiums, the prices assured and the break-evens of a collar, and what it comes to over price moves.

    Args:
        side: "sell" for goods to be sold, "buy" for goods to be bought.
        tonnes: Quantity of the goods.
        tonnes_per_lot: Tonnes a lot; one option is on one lot.
        futures: Futures price, yuan a tonne.
        floor: Strike of the puts.
        cap: Strike of the calls, at least the floor.
        floor_premium: Quoted premium of the put, yuan a tonne; ``None``: by the model.
        cap_premium: Quoted premium of the call.
        volatility: Volatility a year for premiums by the model.
        days: Calendar days to the last day of the options.
        rate: Riskless rate a year.
        sold_share: Share of the lots bought that is sold against them; 0 is insurance alone.
        margin_rate: Margin rate of the futures, for the margin of the options sold; ``None`` leaves it out.
        moves: Price moves to try, each up and down.
    """
    if floor > cap:
        raise Refusal("floor_above_cap", floor=floor, cap=cap)
    put = _premium("put", floor_premium, floor, futures, volatility, days, rate)
    call = _premium("call", cap_premium, cap, futures, volatility, days, rate)
    lots = whole(tonnes / tonnes_per_lot)
    if not lots:
        raise Refusal("less_than_a_lot", tonnes=tonnes, lot=tonnes_per_lot)
    sold = whole(lots * sold_share)
    premiums = (put, call) if side == "sell" else (call, put)
    plan = Collar(side=side, floor=floor, cap=cap, bought=premiums[0], sold=premiums[1], share=Decimal(sold) / lots)
    values = {
        "lots_bought": lots,
        "lots_sold": sold,
        "uncovered": tonnes - lots * tonnes_per_lot,
        "put_premium": put,
        "call_premium": call,
        **_money(plan, lots * tonnes_per_lot, sold * tonnes_per_lot),
        "margin_sold": _sold_margin(plan, futures, tonnes_per_lot, sold, margin_rate),
        "moves": tuple(_row(plan, futures, move, tonnes, lots * tonnes_per_lot) for move in _both_ways(moves)),
    }
    return Outcome(values=values, notes=_notes(plan, None in {floor_premium, cap_premium}, sold))


def _money(plan: Collar, bought: Decimal, sold: Decimal) -> dict[str, Decimal | None]:
    """Return premiums in yuan for the tonnes of both legs, and the prices that they assure."""
    paid, received = plan.bought * bought, plan.sold * sold
    return {
        "paid": paid,
        "received": received,
        "net_premium": paid - received,
        "worst_price": _short(plan.assured),
        "best_price": _maybe(plan.limit),
        "break_even": _maybe(plan.even),
        "zero_cost_share": round(plan.bought / plan.sold, 4) if 0 < plan.bought <= plan.sold else None,
    }


def margin_of_sold(*, premium: Decimal, out_of_money: Decimal, futures: Decimal, size: Decimal, rate: Decimal) -> Decimal:
    """Return the margin of one option sold, in yuan a lot.

    Premium × size + max(futures margin − ½ out-of-the-money amount, ½ futures margin):
    大连商品交易所期权交易管理办法 第四十五条.

    >>> D = Decimal
    >>> margin_of_sold(premium=D(45), out_of_money=D(100), futures=D(3100), size=D(10), rate=D("0.1"))
    Decimal('3050.0')
    """
    of_future = futures * size * rate
    return premium * size + max(of_future - out_of_money * size / 2, of_future / 2)


def _premium(
    kind: str, quoted_at: Optional, strike: Decimal, futures: Decimal, volatility: Optional, days: int, rate: Decimal
) -> Decimal:
    if quoted_at is not None:
        return quoted_at
    if volatility is None:
        raise Refusal("no_premium")
    quote = quoted(kind=kind, futures=futures, strike=strike, days=days, rate=rate)
    return Decimal(str(round(model_price(quote, float(volatility)), 4)))


def _sold_margin(plan: Collar, futures: Decimal, size: Decimal, lots: int, rate: Optional) -> Decimal | None:
    if rate is None:
        return None
    away = plan.cap - futures if plan.side == "sell" else futures - plan.floor
    return lots * margin_of_sold(premium=plan.sold, out_of_money=max(away, Decimal(0)), futures=futures, size=size, rate=rate)


def _both_ways(moves: tuple[Decimal, ...]) -> list[Decimal]:
    for move in moves:
        if not 0 < move < 1:
            raise Refusal("move_not_a_share", move=move)
    return sorted({sign * move for move in moves for sign in (1, -1)} | {Decimal(0)})


def _row(plan: Collar, futures: Decimal, move: Decimal, tonnes: Decimal, covered: Decimal) -> dict[str, object]:
    """Return what the goods come to after a move: unhedged, hedged with futures, with the options; yuan for all tonnes."""
    price = futures * (1 + move)
    rest = (tonnes - covered) * price
    return {
        "move": move,
        "price": _short(price),
        "unhedged": price * tonnes,
        "futures": futures * covered + rest,
        "collar": plan.price_at(price) * covered + rest,
        "collar_price": _short(plan.price_at(price)),
    }


def _notes(plan: Collar, modelled: bool, sold_lots: int) -> tuple[Note, ...]:
    notes = [Note("buy_puts_sell_calls" if plan.side == "sell" else "buy_calls_sell_puts")]
    notes += [Note("model_premiums")] if modelled else []
    notes += [Note("sold_need_margin")] if sold_lots else [Note("insurance_alone")]
    open_share = [Note("stays_open", share=_short((1 - plan.share) * 100))] if plan.share < 1 else []
    return (*notes, *open_share, Note("basis_stays"))


def _short(value: Decimal) -> Decimal:
    return value.quantize(TENTH).normalize() if value % 1 else value.quantize(Decimal(1))


def _maybe(value: Decimal | None) -> Decimal | None:
    return None if value is None else _short(value)
