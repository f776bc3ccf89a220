"""Many clients at once: a condition as SQL text over a table of clients, the same for every engine but for its dialect."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from cmtool.model import Fact, Kind, Scalar, Tree, day_of
from cmtool.rules.dialects import SQLITE, Dialect
from cmtool.rules.evaluate import COMPARE, HELD, members

NEXT_AGES = 10_000  # keeps the difference of two calendar numbers above nought, where every engine divides alike
REAL_KINDS = frozenset({Kind.RATIO})


@dataclass(frozen=True, slots=True)
class Column:
    """How facts read in SQL on a day: unknown before they were true, and once they have gone stale.

    ``held`` are the columns there are; a fact without one is unknown of everybody.
    """

    facts: Mapping[str, Fact]
    held: Collection[str]
    on: int

    def __call__(self, name: str) -> str:
        """Return the SQL of a fact."""
        if f"f_{name}" not in self.held:
            return "NULL"
        days = self.facts[name].valid_days if name in self.facts else None
        since = f"at_{name} <= {self.on}" if days is None else f"at_{name} BETWEEN {self.on - days} AND {self.on}"
        return f"CASE WHEN {since} THEN f_{name} END"

    def is_real(self, name: str) -> bool:
        """Return whether a fact is a binary fraction."""
        return name in self.facts and self.facts[name].kind in REAL_KINDS


def condition(node: Tree, column: Column, on: int, dialect: Dialect = SQLITE) -> str:
    """Return ``node`` as SQL, true, false or NULL for a client on day number ``on``."""
    return Writer(column, column.is_real, on, dialect).truth(node)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes conditions and values; ``column`` gives the SQL of a fact, ``ratio`` says which facts are fractions."""

    column: Callable[[str], str]
    ratio: Callable[[str], bool]
    on: int
    dialect: Dialect = SQLITE

    def truth(self, node: Tree) -> str:
        """Return the SQL of something true, false or unknown."""
        head = node[0]
        if head in {"and", "or"}:
            return "(" + f" {head.upper()} ".join(self.truth(part) for part in node[1:]) + ")"
        if head == "not":
            return f"(NOT {self.truth(node[1])})"
        if head == "sure":
            return f"coalesce({self.truth(node[1])}, FALSE)"
        if head == "null":
            return f"({self.value(node[1])} IS NULL)"
        if head == "in":
            return f"({self.value(node[1])} IN ({', '.join(self.value(item) for item in node[2:])}))"
        if head in COMPARE:
            left, right = self._alike(node[1], node[2])
            return f"({left} {head} {right})"
        if head == "call" and node[1] in HELD:
            return self._holds(node)
        if head == "lit":
            return "CAST(NULL AS BOOLEAN)" if node[1] is None else "(1 = 1)" if node[1] else "(1 = 0)"
        return f"({self.value(node)} <> 0)"

    def value(self, node: Tree) -> str:
        """Return the SQL of a value."""
        head = node[0]
        if head == "lit":
            return self._literal(node[1])
        if head == "c":
            return self.column(node[1])
        if head == "call":
            return self._dated(node)
        if head == "*":
            return f"({self._real(node[1])} * {self._real(node[2])})"
        left, right = self._alike(node[1], node[2])
        return f"({left} {head} {right})"

    def is_real(self, node: Tree) -> bool:
        """Return whether a value is a binary fraction in SQL."""
        if node[0] == "c":
            return self.ratio(node[1])
        if node[0] == "lit":
            return isinstance(node[1], float)
        return node[0] == "*" or (node[0] in {"+", "-"} and (self.is_real(node[1]) or self.is_real(node[2])))

    def _alike(self, left: Tree, right: Tree) -> tuple[str, str]:
        """Return two sides; beside a fraction a whole number is written as one too, for engines do not agree on mixing them."""
        if self.is_real(left) or self.is_real(right):
            return self._real(left), self._real(right)
        return self.value(left), self.value(right)

    def _real(self, node: Tree) -> str:
        if node[0] == "lit" and node[1] is not None:
            return self.dialect.fraction(float(node[1]))
        return self.value(node) if self.is_real(node) and node[0] != "c" else self.dialect.as_real(self.value(node))

    def _literal(self, value: Scalar) -> str:
        if isinstance(value, str):
            return self.dialect.quoted(value)
        return "NULL" if value is None else self.dialect.fraction(value) if isinstance(value, float) else str(value)

    def _dated(self, node: Tree) -> str:
        inner = self.value(node[2])
        if node[1] == "days_since":
            return f"({self.on} - {inner})"
        if node[1] == "days_until":
            return f"({inner} - {self.on})"
        ahead = int(f"{day_of(self.on):%Y%m%d}") + NEXT_AGES * NEXT_AGES
        return f"(({ahead} - {self.dialect.calendar.format(inner)}) {self.dialect.divide} {NEXT_AGES} - {NEXT_AGES})"

    def _holds(self, node: Tree) -> str:
        _, name, first, *rest = node
        inner = self.value(first)
        if any(item == ("lit", None) for item in rest):
            return "CAST(NULL AS BOOLEAN)"
        wanted = sorted(frozenset().union(*(members(item[1]) for item in rest)))
        tests = [f"({self.dialect.inside.format(inner, self.dialect.quoted(f'|{member}|'))})" for member in wanted]
        if not tests:  # nothing asked for: whoever is known holds it all, and none of it
            none = "CAST(NULL AS BOOLEAN)"
            return f"({inner} IS NOT NULL OR {none})" if name != "has_any" else f"({inner} IS NULL AND {none})"
        return "(" + (" OR " if name == "has_any" else " AND ").join(tests) + ")"
