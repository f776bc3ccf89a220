"""Duration of a bond portfolio (债券组合久期).

D = Σ market value × duration ÷ Σ market value; DV01 = value × modified duration × 0.0001, in the money of the values.

>>> from decimal import Decimal as D
>>> bond_portfolio(values=(D(100), D(350), D(200)), durations=(D(3), D(5), D(6))).values["duration"]
Decimal('5')
"""

from __future__ import annotations

from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome


def bond_portfolio(*, values: tuple[Decimal, ...], durations: tuple[Decimal, ...]) -> Outcome:
    """Return the value, duration and DV01 of the whole.

    Args:
        values: Market value of each bond, in yuan.
        durations: Modified duration of each, in years, in the same order.

    Raises:
        Refusal: the counts differ, there is none, or they are worth nothing together.
    """
    if len(values) != len(durations):
        raise Refusal("series_differ", values=len(values), durations=len(durations))
    total = sum(values, Decimal(0))
    if any(value < 0 for value in values) or total == 0:
        raise Refusal("worth_nothing")
    weighed = sum((value * years for value, years in zip(values, durations, strict=True)), Decimal(0))
    found = {"total": total, "duration": weighed / total, "dv01": weighed * Decimal("0.0001")}
    return Outcome(values=found, notes=(Note("parallel"),))
