"""A condition over client facts and product fields, as written and as a tree.

The tree is made of plain tuples, so that a checked pack can be kept as JSON: ``("and", a, b)``, ``("or", a, b)``, ``("not",
a)``, ``("<=", x, y)`` and the other comparisons, ``("between", x, low, high)``, ``("in", x, 1, 2)``, ``("null", x)``,
``("sure", a)`` (true, else false), ``("+", x, y)``, ``("call", "age_years", x)``, and for leaves ``("c", fact)``, ``("p",
field)``, ``("lit", value)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Tree = tuple[Any, ...]

ALWAYS: Tree = ("lit", 1)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A three-valued condition: true, false, or unknown when a fact it needs is unknown."""

    text: str
    tree: Tree
    facts: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
