"""What delivery comes to: the invoice, its VAT, storage and the rest (交割成本).

Invoice = (delivery settlement price + premium or discount of grade and warehouse) × quantity, VAT included: net = gross ÷
(1 + rate). The seller bears storage up to the day of delivery and the costs of making a receipt, the buyer storage
afterwards and loading out; both pay the exchange's delivery fee and the interest on money that lies still. The result of
the futures carries no VAT while the invoice is at the delivery settlement price: where that differs from the entry price,
the VAT on the difference falls on one side, (settlement − entry) × rate ÷ (1 + rate) × quantity, against the seller where
the price has risen. Money in yuan; fees and rates are inputs, for they are the exchange's and change.

>>> from decimal import Decimal as D
>>> found = delivery_cost(side="sell", lots=30, tonnes_per_lot=D(10), settlement=D(3200), entry=D(3100), premium=D(0),
...     vat=D("0.13"), delivery_fee=D(1), storage_per_day=D("0.15"), days=40, handling=D(25), interest=D("0.04"),
...     interest_days=40, goods=D(3000))
>>> found.values["invoice"], found.values["vat"], found.values["vat_effect"]
(Decimal('960000.00'), Decimal('110442.48'), Decimal('-3451.33'))
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome

FEN = Decimal("0.01")
DAYS_A_YEAR = 360


def delivery_cost(
    *,
    side: str,
    lots: int,
    tonnes_per_lot: Decimal,
    settlement: Decimal,
    entry: Decimal | None,
    premium: Decimal,
    vat: Decimal,
    delivery_fee: Decimal,
    storage_per_day: Decimal,
    days: int,
    handling: Decimal,
    interest: Decimal,
    interest_days: int,
    goods: Decimal | None,
) -> Outcome:
    """Return the invoice and all that delivery costs, for the quantity and a tonne.

    Args:
        side: "sell" (delivers goods) or "buy" (takes them).
        lots: Contracts delivered.
        tonnes_per_lot: Tonnes a lot.
        settlement: Delivery settlement price, VAT included, yuan a tonne.
        entry: Price at which the futures were opened; ``None`` leaves the futures' result and the VAT effect out.
        premium: Premium (discount negative) of grade and warehouse, yuan a tonne.
        vat: VAT rate of the goods.
        delivery_fee: Exchange's delivery fee, yuan a tonne.
        storage_per_day: Storage, yuan a tonne and day.
        days: Days of storage that this side bears.
        handling: Inspection, loading, transport and making or taking out the receipt, yuan a tonne.
        interest: Interest a year on the money tied up.
        interest_days: Days it is tied up, of 360.
        goods: Seller: what the goods cost; buyer: their spot price today; yuan a tonne, VAT included.
    """
    if settlement + premium <= 0:
        raise Refusal("invoice_not_positive", price=settlement + premium)
    tonnes, price = lots * tonnes_per_lot, settlement + premium
    invoice = _fen(price * tonnes)
    net = _fen(invoice / (1 + vat))
    costs = {
        "delivery_fees": _fen(delivery_fee * tonnes),
        "storage": _fen(storage_per_day * days * tonnes),
        "handling": _fen(handling * tonnes),
        "interest_cost": _fen((goods or price) * tonnes * interest * interest_days / DAYS_A_YEAR),
    }
    total = sum(costs.values(), Decimal(0))
    values = {"tonnes": tonnes, "invoice": invoice, "vat": invoice - net, "net": net, **costs, "costs": total}
    values["costs_per_tonne"] = round(total / tonnes, 4)
    sign = 1 if side == "sell" else -1
    gain = sign * (entry - settlement) * tonnes if entry is not None else Decimal(0)
    effect = _fen(-sign * (settlement - entry) * vat / (1 + vat) * tonnes) if entry is not None else Decimal(0)
    values |= {"futures_result": _fen(gain), "vat_effect": effect} if entry is not None else {}
    real = (sign * invoice + gain + effect - total) * sign / tonnes
    values["real_price"] = round(real, 4)
    if goods is not None:
        values["against_spot"] = _fen(sign * (real - goods) * tonnes)
    return Outcome(values=values, notes=_notes(side, effect, entry))


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def _notes(side: str, effect: Decimal, entry: Decimal | None) -> tuple[Note, ...]:
    notes = [Note("seller_delivers" if side == "sell" else "buyer_takes")]
    if entry is not None and effect:
        notes.append(Note("vat_against" if effect < 0 else "vat_in_favour", amount=abs(effect)))
    return (*notes, Note("persons_do_not_deliver"))
