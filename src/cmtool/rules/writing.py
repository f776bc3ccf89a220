"""A condition's tree written back as text, for messages: money in yuan and days as days where the kind is known.

>>> written((">=", ("c", "sum"), ("lit", 50_000_000)), {"c.sum": Kind.MONEY})
'c.sum >= 50万'
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cmtool.model import Kind, Tree, day_of

COMPARED = frozenset({"=", "<>", "<", "<=", ">", ">="})
Kinds = Mapping[str, Kind]


def written(node: Tree, kinds: Kinds | None = None, around: Kind | None = None) -> str:
    """Return ``node`` as text; ``kinds`` says what each column is, so that inner values read as people write them."""
    head = node[0]
    if head in {"c", "p"}:
        return f"{head}.{node[1]}"
    if head in {"lit", "day"}:
        return _literal(node, around)
    if head == "call":
        return f"{node[1]}({', '.join(written(part, kinds) for part in node[2:])})"
    if head in COMPARED or head in {"in", "between"}:
        around = _kind(node, kinds or {})
    if head == "in":
        return f"{written(node[1], kinds, around)} IN ({', '.join(written(part, kinds, around) for part in node[2:])})"
    if head == "null":
        return f"{written(node[1], kinds)} IS NULL"
    if head in {"not", "sure"}:
        return ("NOT " if head == "not" else "") + _bracketed(node[1], kinds)
    if head in {"and", "or"}:
        return f" {head.upper()} ".join(_bracketed(part, kinds) for part in node[1:])
    return f" {head} ".join(written(part, kinds, around) for part in node[1:])


def _bracketed(node: Tree, kinds: Kinds | None) -> str:
    if node[0] == "lit":
        return "TRUE" if node[1] else "FALSE"
    text = written(node, kinds)
    return f"({text})" if node[0] in {"and", "or"} else text


def _literal(node: Tree, around: Kind | None) -> str:
    value = node[1]
    if node[0] == "day":
        return str(value)
    if isinstance(value, str):
        return f"'{value}'"
    if node[2:] or (around is Kind.RATIO and isinstance(value, float)):  # a number with a unit: 50万, 3%
        return _amount(value) if "amount" in node[2:] else f"{(Decimal(str(value)) * 100).normalize():f}%"
    if around is Kind.BOOL:
        return "TRUE" if value else "FALSE"
    if around is Kind.DATE and isinstance(value, int):
        return day_of(value).isoformat()
    return _amount(Decimal(value) / 100) if around is Kind.MONEY and not isinstance(value, Decimal) else str(value)


def _amount(yuan: Decimal) -> str:
    for unit, size in (("亿", 100_000_000), ("万", 10_000)):
        short = yuan / size
        if abs(short) >= 1 and short == round(short, 2):
            return f"{short.normalize():f}{unit}"
    return f"{yuan:f}"


def _kind(node: Tree, kinds: Kinds) -> Kind | None:
    """Return what a comparison is about: the kind of its first column; days put apart are a count."""
    if node[0] in {"c", "p"}:
        return kinds.get(f"{node[0]}.{node[1]}")
    if node[0] == "call" or (node[0] == "-" and _kind(node[1], kinds) is _kind(node[2], kinds) is Kind.DATE):
        return Kind.INT
    return next((kind for part in node[1:] if isinstance(part, tuple) and (kind := _kind(part, kinds))), None)
