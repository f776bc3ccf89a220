"""A condition with everything worked out that does not hang on the client: what is left is what must be asked of the book.

Product values, days and sums of literals become literals; what is certain falls away; ages and counted days become comparisons
with a day. Truth on every client stays exactly what it was.

>>> folded(("and", (">", ("lit", 3), ("lit", 1)), (">=", ("c", "assets"), ("lit", 5))), 0)
('>=', ('c', 'assets'), ('lit', 5))
"""

from __future__ import annotations

from datetime import date

from cmtool.model import Scalar, Tree, day_number, day_of
from cmtool.rules.evaluate import COMPARE, HELD, is_real, members, truth, value

TRUE, FALSE, UNKNOWN = ("lit", 1), ("lit", 0), ("lit", None)
MIRRORED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
BELOW = {"<": "<", ">=": "<", "<=": "<=", ">": "<="}  # of an age: which of them is a NOT of the other


def folded(node: Tree, on: int) -> Tree:
    """Return ``node``, its product values bound, without what is certain on day number ``on``."""
    head = node[0]
    if head in {"and", "or"}:
        return _joined(head, [folded(part, on) for part in node[1:]])
    if head == "not":
        inner = folded(node[1], on)
        return _constant(None if inner[1] is None else not inner[1]) if inner[0] == "lit" else ("not", inner)
    if head == "sure":
        inner = folded(node[1], on)
        return _constant(bool(inner[1])) if inner[0] == "lit" else ("sure", inner)
    if not _asks(node):
        return _constant(truth(node, _nobody, on))
    if head in COMPARE:
        return _comparison(head, _value(node[1], on), _value(node[2], on), on)
    if head == "in":
        return _among(_value(node[1], on), [_value(item, on) for item in node[2:]])
    if head == "null":
        return ("null", _value(node[1], on))
    return _holding(node, on) if head == "call" and node[1] in HELD else node


def _joined(head: str, parts: list[Tree]) -> Tree:
    """Return an AND or OR of folded parts, each said once; one part that settles it is all."""
    settles, nothing = (FALSE, TRUE) if head == "and" else (TRUE, FALSE)
    flat = [inner for part in parts for inner in (part[1:] if part[0] == head else (part,))]
    kept = list(dict.fromkeys(part for part in flat if part != nothing))
    if settles in kept:
        return settles
    if len(kept) < 2:
        return kept[0] if kept else nothing
    return (head, *kept)


def _constant(answer: bool | None) -> Tree:
    return UNKNOWN if answer is None else TRUE if answer else FALSE


def _nobody(_: str) -> Scalar:
    return None


def _asks(node: Tree) -> bool:
    """Whether a client is asked about at all."""
    return node[0] == "c" or any(_asks(part) for part in node[1:] if isinstance(part, tuple))


def _value(node: Tree, on: int) -> Tree:
    """Return a value with its own constants worked out and days since or until written as differences."""
    if not _asks(node):
        return ("lit", value(node, _nobody, on))
    if node[0] == "call" and node[1] == "days_since":
        return ("-", ("lit", on), _value(node[2], on))
    if node[0] == "call" and node[1] == "days_until":
        return ("-", _value(node[2], on), ("lit", on))
    return (node[0], *(_value(part, on) if isinstance(part, tuple) else part for part in node[1:]))


def _comparison(sign: str, left: Tree, right: Tree, on: int) -> Tree:
    """Return a comparison, a literal standing on the right and alone where whole numbers allow it."""
    if UNKNOWN in (left, right):
        return UNKNOWN
    if left[0] == "lit":
        sign, left, right = MIRRORED[sign], right, left
    if right[0] != "lit" or isinstance(right[1], str):
        return (sign, left, right)
    if left[:2] == ("call", "age_years"):
        return _aged(sign, left, right[1], on)
    return _moved(sign, left, right)


def _moved(sign: str, left: Tree, right: Tree) -> Tree:
    """Move whole literals of a whole sum to the right: ``on - x >= 30`` is ``x <= on - 30``."""
    if left[0] in {"+", "-"} and not is_real(left) and isinstance(right[1], int):
        one, other = left[1], left[2]
        if other[0] == "lit":
            moved = right[1] - other[1] if left[0] == "+" else right[1] + other[1]
            return _moved(sign, one, ("lit", moved))
        if one[0] == "lit" and left[0] == "-":
            return _moved(MIRRORED[sign], other, ("lit", one[1] - right[1]))
        if one[0] == "lit":
            return _moved(sign, other, ("lit", right[1] - one[1]))
    return (sign, left, right)


def _aged(sign: str, left: Tree, years: int | float, on: int) -> Tree:
    """Return an age's comparison as one of the day of birth; who was born on a later day is not that old yet."""
    whole = sign in BELOW and isinstance(years, int)
    least = years + (BELOW.get(sign) == "<=") if whole else 0
    born = _latest_birth(least, on) if whole else None
    if born is None:
        return (sign, left, ("lit", years))
    return ("<=" if sign in {">=", ">"} else ">", left[2], ("lit", born))


def _latest_birth(age: int, on: int) -> int | None:
    """Return the last day number on which one of at least ``age`` years can be born, ``None`` outside the calendar."""
    today = day_of(on)
    year = today.year - age
    if not date.min.year < year < date.max.year:
        return None
    leap_day = (today.month, today.day) == (2, 29)
    try:
        return day_number(date(year, today.month, today.day))
    except ValueError:
        return day_number(date(year, 2, 28)) if leap_day else None


def _among(one: Tree, items: list[Tree]) -> Tree:
    """Return a membership; among unknown items a client is found or unknown, never outside."""
    if one == UNKNOWN:
        return UNKNOWN
    known = [item for item in items if item != UNKNOWN]
    found: Tree = ("in", one, *known) if known else FALSE
    if len(known) == len(items):
        return found
    return _joined("or", [found, UNKNOWN])


def _holding(node: Tree, on: int) -> Tree:
    """Return what a set must hold, member by member."""
    held, wanted = _value(node[2], on), [_value(item, on) for item in node[3:]]
    if UNKNOWN in wanted or held == UNKNOWN:
        return UNKNOWN
    names = sorted(frozenset().union(*(members(item[1]) for item in wanted)))
    if held[0] == "lit":
        return node
    every = [("call", "has", held, ("lit", name)) for name in names]
    known = ("not", ("null", held))
    if not every:  # nothing asked for: whoever is known holds it all, and none of it
        return ("or", known, UNKNOWN) if node[1] != "has_any" else ("and", ("null", held), UNKNOWN)
    return _joined("or" if node[1] == "has_any" else "and", every)
