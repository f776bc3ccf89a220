"""What borrowing costs in a year, fees included (年化综合融资成本).

The monthly internal rate m makes the money received worth the same as all payments; in a year that is 12 m (simple) or
(1 + m)^12 − 1 (compound). Money comes first and only payments follow, so there is exactly one such rate.
Source: 中国人民银行公告〔2021〕第3号 (M).

>>> simple, compound = yearly(monthly_rate(Decimal(12_000), [Decimal(1_072)] * 12))
>>> f"{simple:.4f} {compound:.4f}"
'0.1303 0.1384'
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

HALVINGS = 100


def monthly_rate(received: Decimal, payments: Sequence[Decimal]) -> float:
    """Return the monthly internal rate of ``received`` yuan now against a payment at the end of each month.

    Returns 0 where the payments only give back what was received. ``received`` must be above 0, and no more than all payments.
    """
    money, flows = float(received), [float(payment) for payment in payments]
    if sum(payments) <= received:
        return 0.0
    low, high = 0.0, 1.0
    while _worth(flows, high) > money:
        low, high = high, high * 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _worth(flows, middle) > money else (low, middle)
    return (low + high) / 2


def yearly(monthly: float) -> tuple[Decimal, Decimal]:
    """Return the yearly cost of a monthly rate, simple (12 m) and compound ((1 + m)^12 − 1), to eight places."""
    return Decimal(f"{12 * monthly:.8f}"), Decimal(f"{(1 + monthly) ** 12 - 1:.8f}")


def _worth(flows: Sequence[float], rate: float) -> float:
    """Return what the monthly ``flows`` are worth today at a monthly ``rate``."""
    worth = 0.0
    for flow in reversed(flows):
        worth = (worth + flow) / (1 + rate)
    return worth
