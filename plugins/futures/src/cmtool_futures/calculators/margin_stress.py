"""What an account bears before money must be added (压力测试：离追加保证金和强平有多远).

At a price P: equity = E + s·(P − P0)·m·L, margin = L·m·P·r, s = 1 long, −1 short. Risk degree = margin ÷ equity; a call
follows when equity is below the margin at the house's rate, a forced closing may follow at once when it is below that at
the exchange's rate (which is market practice and set by the contract). Days: the price moves against the position by the
same share each day. Money in yuan; no fees, no other positions.

>>> from decimal import Decimal as D
>>> found = margin_stress(equity=D(100_000), side="buy", lots=20, price=D(4000), multiplier=D(10), rate=D("0.1"),
...                       exchange_rate=D("0.07"), moves=(D("0.05"),), daily_moves=(D("0.01"),))
>>> found.values["call_price"], found.values["forced_price"], found.values["days"][0]["call"]
(Decimal('3888.8889'), Decimal('3763.4409'), 3)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.margin import call_price

MOST_DAYS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One position and the equity behind it; ``size`` is yuan for a price move of 1, all lots together."""

    equity: Decimal
    side: str
    lots: int
    price: Decimal
    multiplier: Decimal
    rate: Decimal

    @property
    def size(self) -> Decimal:
        """Yuan that a price move of 1 makes."""
        return self.lots * self.multiplier

    def equity_at(self, price: Decimal) -> Decimal:
        """Return the equity at a settlement price."""
        return self.equity + (price - self.price) * self.size * (1 if self.side == "buy" else -1)

    def margin_at(self, price: Decimal, rate: Decimal | None = None) -> Decimal:
        """Return the margin at a settlement price."""
        return price * self.size * (self.rate if rate is None else rate)

    def call_at(self, price: Decimal) -> Decimal:
        """Return what must be paid in at a settlement price."""
        return max(Decimal(0), self.margin_at(price) - self.equity_at(price))

    def line(self, rate: Decimal) -> Decimal:
        """Return the price at which equity equals the margin at ``rate``; 0 where no positive price does."""
        if rate == 1 and self.side == "buy":  # what the price adds to equity it adds to the margin
            return Decimal(0)
        return call_price(funds=self.equity, side=self.side, value=self.price * self.size, size=self.size, rate=rate)


def margin_stress(
    *,
    equity: Decimal,
    side: str,
    lots: int,
    price: Decimal,
    multiplier: Decimal,
    rate: Decimal,
    exchange_rate: Decimal | None,
    moves: tuple[Decimal, ...],
    daily_moves: tuple[Decimal, ...],
) -> Outcome:
    """Return the lines of an account, what price moves make of it, and the days it lasts.

    Args:
        equity: Client's equity at ``price``, in yuan.
        side: "buy" (long) or "sell" (short).
        lots: Contracts held.
        price: Latest settlement price.
        multiplier: Yuan a lot for a price move of 1.
        rate: The house's margin rate.
        exchange_rate: The exchange's rate, at most the house's; the same where it is not known.
        moves: Price moves to try, each up and down, as shares.
        daily_moves: Moves against the position each day, as shares.
    """
    lower = rate if exchange_rate is None else exchange_rate
    _checked(rate, lower, moves, daily_moves)
    account = Account(equity=equity, side=side, lots=lots, price=price, multiplier=multiplier, rate=rate)
    margin = account.margin_at(price)
    values = {
        "margin": margin,
        "risk_degree": margin / equity,
        "leverage": round(price * account.size / equity, 4),
        "available": equity - margin,
        "call_price": account.line(rate),
        "forced_price": account.line(lower),
        "nothing_price": max(Decimal(0), round(price - (1 if side == "buy" else -1) * equity / account.size, 4)),
        "moves": tuple(_stressed(account, move) for move in _both_ways(moves)),
        "days": tuple(_lasting(account, lower, move) for move in daily_moves),
    }
    return Outcome(values=values, notes=_notes(account, margin, lower))


def days_until(account: Account, move: Decimal, rate: Decimal) -> int | None:
    """Return the day on which equity falls below the margin at ``rate``; rate 0 asks when equity is below nothing.

    ``None`` where it does not happen in a thousand days.
    """
    price, step = account.price, 1 - move if account.side == "buy" else 1 + move
    for day in range(MOST_DAYS):
        if account.equity_at(price) < account.margin_at(price, rate):
            return day
        price = round(price * step, 8)
    return None


def _checked(rate: Decimal, lower: Decimal, moves: tuple[Decimal, ...], daily: tuple[Decimal, ...]) -> None:
    if lower > rate:
        raise Refusal("house_below_exchange", house=_percent(rate), exchange=_percent(lower))
    for move in (*moves, *daily):
        if not 0 < move < 1:
            raise Refusal("move_not_a_share", move=move)


def _both_ways(moves: tuple[Decimal, ...]) -> Iterator[Decimal]:
    yield from sorted({sign * move for move in moves for sign in (1, -1)})


def _stressed(account: Account, move: Decimal) -> dict[str, object]:
    """Return the account after one move of the price, settled at once."""
    price = account.price * (1 + move)
    equity, margin, call = account.equity_at(price), account.margin_at(price), account.call_at(price)
    per_lot = Fraction(margin / account.lots)
    return {
        "move": move,
        "price": price,
        "result": equity - account.equity,
        "equity": equity,
        "margin": margin,
        "risk_degree": margin / equity if equity > 0 else None,
        "call": call,
        "lots_to_close": min(account.lots, ceil(Fraction(call) / per_lot)),
    }


def _lasting(account: Account, lower: Decimal, move: Decimal) -> dict[str, object]:
    return {
        "move": move,
        "call": days_until(account, move, account.rate),
        "forced": days_until(account, move, lower),
        "nothing": days_until(account, move, Decimal(0)),
    }


def _notes(account: Account, margin: Decimal, lower: Decimal) -> tuple[Note, ...]:
    if account.equity < margin:
        return (Note("short_already", call=margin - account.equity), Note("contract_decides"))
    line, falls = account.line(account.rate), account.side == "buy"
    figures = {"price": round(line, 2), "share": _percent(abs(line / account.price - 1))}
    reached = Note("call_when_it_falls" if falls else "call_when_it_rises", **figures) if line else Note("fully_funded")
    return (reached, *((Note("one_line"),) if lower == account.rate else ()), Note("contract_decides"))


def _percent(share: Decimal) -> str:
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"
