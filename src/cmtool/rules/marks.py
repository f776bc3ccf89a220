"""Where on a measured value a comparison turns: the least value that is not below a limit, and the least above it.

Marks are exact. Of a whole number times a share they are whole numbers too, so that a hundred shares of one amount need one
scale: a product of fractions never falls as the whole number rises, so there is one turning point; it is looked for and not
divided out, since it must fall where the engines' multiplication has it.

>>> turns(10_000.0, share=0.2), 0.2 * 50_000 >= 10_000, 0.2 * 49_999 >= 10_000
((50000, 50001), True, False)
"""

from __future__ import annotations

import math
from collections.abc import Callable

FARTHEST = 2**62  # beyond any whole number of a book
Number = int | float


def ends(limit: Number, *, real: bool) -> tuple[Number, Number]:
    """Return the least value not below ``limit`` and the least above it, among fractions or among whole numbers.

    >>> ends(2.5, real=False), ends(3, real=False)
    ((3, 3), (3, 4))
    """
    if real:
        return float(limit), math.nextafter(float(limit), math.inf)
    return math.ceil(limit), math.floor(limit) + 1


def turns(limit: Number, *, share: float) -> tuple[int, int]:
    """Return the least whole numbers whose product with a positive ``share`` is not below ``limit``, and is above it."""
    guess = limit / share
    return _least(guess, lambda x: x * share >= limit), _least(guess, lambda x: x * share > limit)


def _least(guess: float, reached: Callable[[float], bool]) -> int:
    """Return the least whole number at which ``reached`` becomes true, which is near ``guess``."""
    middle = int(max(-FARTHEST, min(FARTHEST, guess)))
    step = 1
    while not reached(float(middle + step)) and step < FARTHEST:
        step *= 2
    high, step = middle + step, 1
    while reached(float(middle - step)) and step < FARTHEST:
        step *= 2
    low = middle - step
    while high - low > 1:
        half = (low + high) // 2
        low, high = (low, half) if reached(float(half)) else (half, high)
    return high
