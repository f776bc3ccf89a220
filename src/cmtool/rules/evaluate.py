"""One client at a time: whether a condition is true, false or unknown, by SQL's three-valued logic."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cmtool.model import Scalar, Tree, day_of

Facts = Callable[[str], Scalar]


def truth(node: Tree, fact: Facts, on: int) -> bool | None:
    """Return whether ``node`` holds on day number ``on``; ``None`` is "not known"."""
    head = node[0]
    if head == "and":
        return _all(node[1:], fact, on)
    if head == "or":
        answer = _all(tuple(("not", part) for part in node[1:]), fact, on)
        return None if answer is None else not answer
    if head == "not":
        answer = truth(node[1], fact, on)
        return None if answer is None else not answer
    if head == "sure":
        return truth(node[1], fact, on) is True
    if head == "null":
        return value(node[1], fact, on) is None
    if head == "in":
        return _in(node, fact, on)
    if head in COMPARE:
        left, right = value(node[1], fact, on), value(node[2], fact, on)
        return None if left is None or right is None else COMPARE[head](*alike(left, right))
    if head == "call" and node[1] in HELD:
        return _holds(node, fact, on)
    answer = value(node, fact, on)
    return None if answer is None else bool(answer)


def value(node: Tree, fact: Facts, on: int) -> Scalar:
    """Return the value of ``node``; anything made from an unknown value is unknown."""
    head = node[0]
    if head == "lit":
        return node[1]
    if head == "c":
        return fact(node[1])
    if head == "call":
        inner = value(node[2], fact, on)
        return None if inner is None else DATED[node[1]](int(inner), on)
    left, right = value(node[1], fact, on), value(node[2], fact, on)
    if left is None or right is None:
        return None
    return COMBINE[head](float(left), float(right)) if is_real(node) else COMBINE[head](left, right)


def is_real(node: Tree) -> bool:
    """Whether a value is worked out in binary fractions, as every engine has them: a product, a share, a sum with one."""
    if node[0] == "lit":
        return isinstance(node[1], float)
    return node[0] == "*" or (node[0] in {"+", "-"} and (is_real(node[1]) or is_real(node[2])))


def alike(left: Scalar, right: Scalar) -> tuple[Scalar, Scalar]:
    """Return two values to compare: beside a fraction a whole number is one too, as in every engine."""
    if isinstance(left, float) or isinstance(right, float):
        return float(left or 0), float(right or 0)
    return left, right


def age_years(born: int, on: int) -> int:
    """Return whole years from one day number to another; below 0 for one yet unborn.

    One born on 29 February grows older on 1 March.

    >>> age_years(-25568, 20781)          # 1899-12-31 to 2026-11-24
    126
    """
    return (int(f"{day_of(on):%Y%m%d}") - int(f"{day_of(born):%Y%m%d}")) // 10_000


def members(held: Scalar) -> frozenset[str]:
    """Return the members of a set written ``|a|b|``.

    >>> sorted(members("|star|margin|"))
    ['margin', 'star']
    """
    return frozenset(str(held).strip("|").split("|")) - {""}


def _all(parts: tuple[Tree, ...], fact: Facts, on: int) -> bool | None:
    unknown = False
    for part in parts:
        answer = truth(part, fact, on)
        if answer is False:
            return False
        unknown = unknown or answer is None
    return None if unknown else True


def _in(node: Tree, fact: Facts, on: int) -> bool | None:
    found = value(node[1], fact, on)
    items = [value(item, fact, on) for item in node[2:]]
    if found is None:
        return None
    if found in items:
        return True
    return None if None in items else False


def _holds(node: Tree, fact: Facts, on: int) -> bool | None:
    held, wanted = value(node[2], fact, on), [value(item, fact, on) for item in node[3:]]
    if held is None or None in wanted:
        return None
    asked = frozenset().union(*(members(item) for item in wanted))
    return HELD[node[1]](members(held), asked)


COMPARE: Mapping[str, Callable[..., bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
COMBINE: Mapping[str, Callable[..., Scalar]] = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}
DATED: Mapping[str, Callable[[int, int], int]] = {
    "age_years": age_years,
    "days_since": lambda day, on: on - day,
    "days_until": lambda day, on: day - on,
}
HELD: Mapping[str, Callable[[frozenset[str], frozenset[str]], bool]] = {
    "has": lambda held, asked: asked <= held,
    "has_all": lambda held, asked: asked <= held,
    "has_any": lambda held, asked: bool(held & asked),
}
