"""What trading costs, with the rules for closing what was opened the same day (手续费与平今).

Fees are so many yuan a lot, or a share of the value, for opening, for closing, and for closing on the day of opening (平今),
which some products charge more for and some not at all. Which lots count as opened today depends on the order of closing:
where orders say so (上期所, 上期能源: 平今 and 平仓 are different orders) it is the client's choice; elsewhere the exchange or
the firm matches, usually yesterday's or today's first, so it is an input here. Money in yuan, to the fen for each kind of
trade.

>>> from decimal import Decimal as D
>>> found = trading_fees(lots_opened=10, lots_closed=6, held_before=2, open_price=D(3100), close_price=D(3120),
...     multiplier=D(10), tick=D(1), open_fee="1bp", close_fee="1bp", today_fee="0.5bp", surcharge=D("0.5"),
...     order="today_first")
>>> found.values["closed_today"], found.values["total"]
(6, Decimal('60.54'))
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome

BASIS_POINT = Decimal("0.0001")
FEN = Decimal("0.01")
SUM = re.compile(r"(\d+(?:\.\d+)?)\s*(?:L|元(?:/手)?)?", re.IGNORECASE)
SHARE = re.compile(r"(?:万(?:分之)?\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*(?:bp|‱))", re.IGNORECASE)


def trading_fees(
    *,
    lots_opened: int,
    lots_closed: int,
    held_before: int,
    open_price: Decimal,
    close_price: Decimal,
    multiplier: Decimal,
    tick: Decimal,
    open_fee: str,
    close_fee: str,
    today_fee: str,
    surcharge: Decimal,
    order: str,
) -> Outcome:
    """Return the fees of a day's opening and closing, and the move that pays for them.

    Args:
        lots_opened: Contracts opened today.
        lots_closed: Contracts closed today.
        held_before: Contracts of the same side held from earlier days.
        open_price: Price at which they were opened.
        close_price: Price at which they were closed.
        multiplier: Yuan a lot for a price move of 1.
        tick: Smallest price move.
        open_fee: "3元" a lot, "0.5bp" or "万0.5" of the value.
        close_fee: The same for closing; "" for the same as opening.
        today_fee: The same for closing what was opened today; "" for the same as closing.
        surcharge: What the house adds, as a share of the exchange's fee.
        order: "today_first" or "old_first".
    """
    if lots_closed > lots_opened + held_before:
        raise Refusal("closes_too_many", closed=lots_closed, held=lots_opened + held_before)
    today = min(lots_closed, lots_opened) if order == "today_first" else max(0, lots_closed - held_before)
    opened = charged(open_fee, lots_opened, open_price, multiplier, surcharge)
    closed = charged(close_fee or open_fee, lots_closed - today, close_price, multiplier, surcharge)
    closed_today = charged(today_fee or close_fee or open_fee, today, close_price, multiplier, surcharge)
    round_trip = charged(open_fee, 1, open_price, multiplier, surcharge) + charged(
        today_fee or close_fee or open_fee, 1, close_price, multiplier, surcharge
    )
    values = {
        "closed_today": today,
        "closed_old": lots_closed - today,
        "opening": opened,
        "closing_old": closed,
        "closing_today": closed_today,
        "total": opened + closed + closed_today,
        "round_trip": round_trip,
        "break_even": round_trip / multiplier,
        "break_even_ticks": ceil(round_trip / (multiplier * tick)),
    }
    return Outcome(values=values, notes=_notes(today, today_fee, close_fee or open_fee, order))


def charged(fee: str, lots: int, price: Decimal, multiplier: Decimal, surcharge: Decimal) -> Decimal:
    """Return the fee of some lots, to the fen.

    Raises:
        Refusal: the fee is not understood, or a lot's fee is more than the lot is worth.

    >>> charged("3元", 2, Decimal(3100), Decimal(10), Decimal(0)), charged("万0.5", 1, Decimal(3100), Decimal(10), Decimal(0))
    (Decimal('6.00'), Decimal('1.55'))
    """
    a_lot, share = fee_of(fee)
    if a_lot > price * multiplier or share > 1:
        raise Refusal("fee_above_value", fee=fee, value=f"{price * multiplier:,f}")
    exact = lots * (a_lot + share * price * multiplier) * (1 + surcharge)
    return exact.quantize(FEN, rounding=ROUND_HALF_UP)


def fee_of(written: str) -> tuple[Decimal, Decimal]:
    """Return a fee as yuan a lot and as a share of the value; one of them is 0.

    >>> fee_of("3.0L"), fee_of("0.5bp"), fee_of("万分之1")
    ((Decimal('3.0'), Decimal('0')), (Decimal('0'), Decimal('0.00005')), (Decimal('0'), Decimal('0.0001')))
    """
    text = written.strip()
    if share := SHARE.fullmatch(text):
        return Decimal(0), Decimal(share[1] or share[2]) * BASIS_POINT
    if a_lot := SUM.fullmatch(text):
        return Decimal(a_lot[1]), Decimal(0)
    raise Refusal("fee_not_read", fee=written)


def _notes(today: int, today_fee: str, close_fee: str, order: str) -> tuple[Note, ...]:
    notes = (Note("today_first" if order == "today_first" else "old_first", lots=today),) if today else ()
    if today_fee and fee_of(today_fee) == (0, 0):
        return (*notes, Note("today_free"))
    return (*notes, Note("today_differs")) if today_fee and fee_of(today_fee) != fee_of(close_fee) else notes
