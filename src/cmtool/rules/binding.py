"""Putting a product's values into a condition, and whole rules into one condition."""

from __future__ import annotations

from collections.abc import Mapping

from cmtool.model import Rule, Scalar, Tree
from cmtool.rules.folding import FALSE, TRUE, UNKNOWN, folded


def bound(node: Tree, fields: Mapping[str, Scalar]) -> Tree:
    """Return the tree with every ``p.`` column replaced by the product's value; a missing one is unknown."""
    if node[0] == "p":
        return ("lit", fields.get(node[1]))
    return (node[0], *(bound(part, fields) if isinstance(part, tuple) else part for part in node[1:]))


class Bindings:
    """Rules with products' values put in, kept for all the clients of a run: binding costs more than judging."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], tuple[Tree | None, Tree]] = {}

    def of(self, rule: Rule, fields: Mapping[str, Scalar]) -> tuple[Tree | None, Tree]:
        """Return when a rule speaks and what it requires, of a product whose values are ``fields``."""
        key = (rule.code, values_read(rule, fields))
        if key not in self._made:
            when = None if rule.when is None else bound(rule.when.tree, fields)
            self._made[key] = when, bound(rule.require.tree, fields)
        return self._made[key]


def whole(rule: Rule) -> Tree:
    """Return the rule as one condition: kept where it does not apply, else what it requires.

    ``NOT when OR require`` says just that in three-valued logic: an unknown *when* matters only where *require* is not kept.
    """
    if rule.when is None:
        return rule.require.tree
    return ("or", ("not", rule.when.tree), rule.require.tree)


def speaking(rule: Rule, fields: Mapping[str, Scalar], on: int) -> Tree:
    """Return of which clients a rule speaks where a product's values are ``fields``, folded; ``FALSE``: of none.

    What hangs on a field that the product has not is never so: the rule is silent about that product.
    """
    return TRUE if rule.when is None else folded(_settled(folded(bound(rule.when.tree, fields), on), FALSE), on)


def asked(rule: Rule, fields: Mapping[str, Scalar], on: int) -> Tree | None:
    """Return what a rule asks of a client for a product as one folded condition; ``None`` where it is silent."""
    when = speaking(rule, fields, on)
    return None if when == FALSE else folded(("or", ("not", when), bound(rule.require.tree, fields)), on)


def _settled(node: Tree, settled: Tree) -> Tree:
    """Return the tree with what is unknown for good taken as ``settled``, its opposite under a NOT."""
    if node == UNKNOWN:
        return settled
    if node[0] == "not":
        return ("not", _settled(node[1], FALSE if settled == TRUE else TRUE))
    return (node[0], *(_settled(part, settled) for part in node[1:])) if node[0] in {"and", "or"} else node


def values_read(rule: Rule, fields: Mapping[str, Scalar]) -> tuple[Scalar, ...]:
    """Return the product values that the rule reads: products alike in these share one verdict."""
    names = rule.require.fields + (rule.when.fields if rule.when else ())
    return tuple(fields.get(name) for name in names)
