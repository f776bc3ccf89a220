"""What a hedge came to, goods and futures together (套保结果与实际价格).

Real price = final spot − (final − initial futures) × hedged tonnes ÷ physical tonnes: a buyer pays the spot price less what
the long futures gained; a seller gets it less what the short futures lost. Basis = spot − futures; with equal quantities the
two sides together gain or lose exactly the change in the basis times the tonnes. Fees and tax are left out.

>>> from decimal import Decimal as D
>>> hedge_result(side="buy", tonnes=D(600), lots=120, tonnes_per_lot=D(5), spot_start=D(16430), futures_start=D(16310),
...              spot_end=D(17030), futures_end=D(16910)).values["net_price"]
Decimal('16430.0000')
"""

from __future__ import annotations

from decimal import Decimal

from cmtool.model import Note, Outcome


def hedge_result(
    *,
    side: str,
    tonnes: Decimal,
    lots: int,
    tonnes_per_lot: Decimal,
    spot_start: Decimal,
    futures_start: Decimal,
    spot_end: Decimal,
    futures_end: Decimal,
) -> Outcome:
    """Return the real price of the goods and the result of both sides.

    Args:
        side: "buy" (long futures against goods to be bought) or "sell" (short futures against goods to be sold).
        tonnes: Physical quantity, in tonnes.
        lots: Futures held from start to end.
        tonnes_per_lot: Contract size, in tonnes a lot.
        spot_start: Spot price when the hedge was opened, yuan a tonne.
        futures_start: Futures price then.
        spot_end: Spot price when the goods changed hands.
        futures_end: Futures price when the hedge was closed.
    """
    hedged, sign = lots * tonnes_per_lot, 1 if side == "buy" else -1
    futures_move = futures_end - futures_start
    futures_pnl, spot_pnl = sign * futures_move * hedged, -sign * (spot_end - spot_start) * tonnes
    basis_start, basis_end = spot_start - futures_start, spot_end - futures_end
    values = {
        "net_price": round(spot_end - futures_move * hedged / tonnes, 4),
        "futures_pnl": futures_pnl,
        "spot_pnl": spot_pnl,
        "total": futures_pnl + spot_pnl,
        "basis_start": basis_start,
        "basis_end": basis_end,
    }
    return Outcome(values=values, notes=_notes(-sign * (basis_end - basis_start), basis_end - basis_start, hedged - tonnes))


def _notes(gain: Decimal, change: Decimal, excess: Decimal) -> tuple[Note, ...]:
    """Say whether the basis moved for this hedge (``gain`` above 0) or against it."""
    basis = Note("basis_unchanged") if not change else Note("basis_helped" if gain > 0 else "basis_hurt", change=change)
    return (basis, Note("over_hedged", excess=excess)) if excess > 0 else (basis,)
