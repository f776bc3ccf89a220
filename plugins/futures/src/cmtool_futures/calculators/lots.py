"""From an exposure to whole lots, with every step that changes the number (套保手数).

Target = quantity × conversion × share × ratio, and with tailing × spot ÷ futures, as gains of the futures come in at once:
N = h × (spot value) ÷ (value of a lot). Lots = target ÷ size of a lot, rounded down, to the nearest, or up. They never
exceed the exposure unless ``exceed`` asks for it (期货和衍生品法 第四条: a hedge broadly matches what it protects), and
come in whole delivery lots where ``multiple`` says so. Quantities in one unit, prices in yuan per unit.

>>> D = Decimal
>>> found = lots(side="buy", quantity=D(2_000_000), per_lot=D(42_000), ratio=D("0.7777"), rounding="nearest")
>>> found.values["lots"], round(found.values["exact"], 2)
(37, Decimal('37.03'))
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome

ROUNDED = {"down": floor, "nearest": lambda exact: floor(exact + Fraction(1, 2)), "up": ceil}


def lots(
    *,
    side: str,
    quantity: Decimal,
    per_lot: Decimal,
    ratio: Decimal = Decimal(1),
    share: Decimal = Decimal(1),
    conversion: Decimal = Decimal(1),
    spot_price: Decimal | None = None,
    futures_price: Decimal | None = None,
    rounding: str = "down",
    multiple: int = 1,
    exceed: str = "no",
) -> Outcome:
    """Return the lots to trade and what they leave open.

    Args:
        side: "buy" for goods still to be bought, "sell" for goods held or to be sold.
        quantity: Exposure, in its own unit.
        per_lot: Size of a lot, in the unit of the futures.
        ratio: Hedge ratio, futures quantity per exposed quantity.
        share: Part of the exposure the client wants to cover, 0 to 1.
        conversion: Futures units that one unit of the exposure stands for (meal out of beans, metal in ore).
        spot_price: With ``futures_price``: tail the hedge.
        futures_price: Price of the contract used.
        rounding: "down", "nearest" or "up".
        multiple: Lots of one delivery; 1 where there is none or nothing will be delivered.
        exceed: "yes" lets the futures be more than the exposure.

    Raises:
        Refusal: only one of the two prices is given.
    """
    exposed = Fraction(quantity) * Fraction(conversion)
    exact = exposed * Fraction(share) * Fraction(ratio) * _tail(spot_price, futures_price) / Fraction(per_lot)
    whole = ROUNDED[rounding](exact)
    most = floor(exposed / Fraction(per_lot))
    kept = whole if exceed == "yes" else min(whole, most)
    traded = kept - kept % multiple
    covered = traded * Fraction(per_lot)
    values: dict[str, object] = {
        "lots": traded,
        "exact": _decimal(exact),
        "covered": _decimal(covered),
        "covered_share": _decimal(covered / exposed),
        "uncovered": _decimal(exposed - covered),
    }
    if futures_price is not None:
        values["value"] = _decimal(covered) * futures_price
    notes = _notes(side, traded, whole, kept, exact)
    return Outcome(values=values, notes=tuple(notes) + _assumed(share, spot_price, covered, exposed))


def _tail(spot: Decimal | None, futures: Decimal | None) -> Fraction:
    if (spot is None) != (futures is None):
        raise Refusal("one_price")
    return Fraction(spot) / Fraction(futures) if spot is not None and futures is not None else Fraction(1)


def _notes(side: str, traded: int, whole: int, kept: int, exact: Fraction) -> list[Note]:
    notes = [Note("buy_futures" if side == "buy" else "sell_futures", lots=traded)] if traded else []
    if whole > kept:
        notes.append(Note("capped", asked=whole, lots=kept))
    if kept > traded:
        notes.append(Note("delivery_lots", asked=kept, lots=traded))
    if not traded and not kept:
        notes.append(Note("less_than_a_lot", exact=round(_decimal(exact), 4)))
    return notes


def _assumed(share: Decimal, spot: Decimal | None, covered: Fraction, exposed: Fraction) -> tuple[Note, ...]:
    notes = [Note("partial", share=share * 100)] if share < 1 else []
    notes += [Note("tailed")] if spot is not None else []
    return tuple(notes) + ((Note("over_hedged", excess=_decimal(covered - exposed)),) if covered > exposed else ())


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / Decimal(share.denominator)
