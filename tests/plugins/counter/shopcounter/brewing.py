"""How much tea for how many cups."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome


def brew(
    *,
    cups: int,
    grams: Decimal,
    price: Decimal,
    rebate: Decimal,
    day: date,
    leaf: str,
    remark: str,
    tastings: tuple[Decimal, ...],
) -> Outcome:
    """Return the leaf needed and what it costs."""
    if leaf == "white":
        raise Refusal("sold_out", leaf=leaf)
    needed = grams * cups
    notes = (Note("rounded", grams=needed), Note("remark", remark=remark)) if remark else ()
    values = {
        "needed": needed,
        "packets": int(needed // 100) + 1,
        "cost": needed * price * (1 - rebate),
        "share": Decimal("0.125"),
        "best": max(tastings),
        "sorted": tuple(sorted(tastings)),
        "ready": day,
        "leaf": leaf,
    }
    return Outcome(values=values, notes=notes)
