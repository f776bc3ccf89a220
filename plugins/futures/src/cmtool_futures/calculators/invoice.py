"""What the buyer of a treasury future pays at delivery (国债期货发票价格).

Invoice price of 100 face = delivery settlement price × conversion factor + accrued interest; of a contract × its face ÷ 100.
Source: 中金所国债期货交割细则.

>>> from decimal import Decimal as D
>>> invoice(settlement=D("95.335"), factor=D("1.0167"), accrued=D("1.5481")).values["invoice"]
Decimal('98.4751945')
"""

from __future__ import annotations

from decimal import Decimal

from cmtool.model import Note, Outcome


def invoice(
    *, settlement: Decimal, factor: Decimal, accrued: Decimal, lots: int = 1, lot_face: Decimal = Decimal(1_000_000)
) -> Outcome:
    """Return the invoice per 100 face and for all lots.

    Args:
        settlement: Delivery settlement price, per 100 face.
        factor: Conversion factor of the bond delivered.
        accrued: Accrued interest of the second delivery day, per 100 face.
        lots: Contracts delivered.
        lot_face: Face value a lot: CNY 1,000,000, two-year contracts CNY 2,000,000.
    """
    price = settlement * factor + accrued
    return Outcome(values={"invoice": price, "amount": price * lots * lot_face / 100}, notes=(Note("before_fees"),))
