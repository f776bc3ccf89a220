"""Kinds of numbers: what may be added, multiplied and compared, and which unit a bare number was written with.

A number as written has no kind yet: 12 may be a count, an amount of yuan or a share; 50万 is an amount and 3% a share, and
neither is compared with anything else.
"""

from __future__ import annotations

from decimal import Decimal

from cmtool.model import Kind, Tree

NUMERIC = frozenset({Kind.INT, Kind.MONEY, Kind.RATIO})
# kinds of a bare number, of one with a unit, of a bare whole number in arithmetic, of quoted words, of what is already wrong
NUMBER, AMOUNT, SHARE, WHOLE, PLAIN, NOTHING = "number", "amount", "share", "whole", "plain", "nothing"
BARE = frozenset({NUMBER, AMOUNT, SHARE})
LARGEST = 2**53 - 1  # beyond it engines, which meet whole numbers as doubles, compare differently
RATIO_DECIMALS = 12
FITS = {NUMBER: NUMERIC, AMOUNT: frozenset({Kind.MONEY}), SHARE: frozenset({Kind.RATIO})}
AS_KIND = {AMOUNT: Kind.MONEY, SHARE: Kind.RATIO, NUMBER: Kind.INT}


def inner_number(kind: object, value: Decimal) -> int | float:
    """Return a number as it is kept inside: money as whole fen, an int whole where it can be, a ratio as a float.

    >>> inner_number(Kind.MONEY, Decimal("0.01")), inner_number(Kind.INT, Decimal("2.0"))
    (1, 2)
    """
    if kind is Kind.MONEY:
        return int((value * 100).to_integral_value())
    if kind is Kind.RATIO:
        return round(float(value), RATIO_DECIMALS)
    return int(value) if value == value.to_integral_value() else float(value)


def counted(node: Tree, kind: object) -> object:
    """Return the kind of a side in arithmetic: a whole number counts as an int beside another int."""
    return WHOLE if kind is NUMBER and node[1] == node[1].to_integral_value() else kind


def folded(operator: str, one: object, other: object) -> object | None:
    """Return the kind of two bare numbers put together, ``None`` where their units do not go together."""
    if one == other:
        return None if operator == "*" and one is AMOUNT else one
    if NUMBER in {one, other}:
        return other if one is NUMBER else one
    return AMOUNT if operator == "*" else None


def combined(operator: str, kind: object, other: object) -> object | None:
    """Return the kind of ``kind operator other``, ``None`` where it makes no sense."""
    if NOTHING in {kind, other}:
        return NOTHING
    if operator == "*":
        return _product(kind, other)
    if kind is Kind.DATE:
        return Kind.INT if other is Kind.DATE and operator == "-" else Kind.DATE if other in {Kind.INT, WHOLE} else None
    if kind == other and kind in NUMERIC:
        return kind
    bare = {NUMBER, WHOLE, AMOUNT, SHARE}
    if bare & {kind, other}:
        rest, written = (other, kind) if kind in bare else (kind, other)
        return rest if rest in FITS.get(written, NUMERIC) else None
    return Kind.RATIO if {kind, other} == {Kind.INT, Kind.RATIO} else None


def _product(kind: object, other: object) -> object | None:
    """Return the kind of a product: money times a share is money, a count times a whole number a count."""
    sides = {AS_KIND.get(side, side) if side is not NUMBER else NUMBER for side in (kind, other)}
    if sides - NUMERIC - {NUMBER, WHOLE} or (sides == {Kind.MONEY}):
        return None
    if Kind.MONEY in sides:
        return Kind.MONEY
    return Kind.INT if sides <= {Kind.INT, WHOLE} else Kind.RATIO


def factors(node: Tree) -> int:
    """Return how many factors the largest product under ``node`` has.

    >>> factors(("*", ("c", "a"), ("+", ("c", "b"), ("*", ("c", "a"), ("lit", 2)))))
    3
    """
    if node[0] == "*":
        return factors(node[1]) + factors(node[2])
    return max((factors(part) for part in node[1:] if isinstance(part, tuple)), default=1)


def named(kind: object) -> str:
    """Return a kind's name for a message."""
    return kind.value if isinstance(kind, Kind) else str(kind)
