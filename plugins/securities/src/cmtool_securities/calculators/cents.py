"""Money to the cent: half a cent goes up in a bill, a limit goes down, a need goes up.

>>> to_cent(Decimal("0.125")), down_to_cent(Decimal("0.129")), up_to_cent(Decimal("0.121"))
(Decimal('0.13'), Decimal('0.12'), Decimal('0.13'))
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
MILLIONTH = Decimal("0.000001")


def to_cent(yuan: Decimal) -> Decimal:
    """Return the amount in yuan, half a cent rounded away from zero, as exchanges and clearing houses bill."""
    return yuan.quantize(CENT, ROUND_HALF_UP)


def down_to_cent(yuan: Decimal) -> Decimal:
    """Return the amount in yuan, never more than given: for what may be borrowed or taken out."""
    return yuan.quantize(CENT, ROUND_FLOOR)


def up_to_cent(yuan: Decimal) -> Decimal:
    """Return the amount in yuan, never less than given: for what must be added or repaid."""
    return yuan.quantize(CENT, ROUND_CEILING)


def to_millionth(ratio: Decimal) -> Decimal:
    """Return a ratio to six places, half up: a ten-thousandth of a percent."""
    return ratio.quantize(MILLIONTH, ROUND_HALF_UP)
