"""Putting a product's values into a condition, and whole rules into one condition."""

from __future__ import annotations

from collections.abc import Mapping

from cmtool.model import Rule, Scalar, Tree


def bound(node: Tree, fields: Mapping[str, Scalar]) -> Tree:
    """Return the tree with every ``p.`` column replaced by the product's value; a missing one is unknown."""
    if node[0] == "p":
        return ("lit", fields.get(node[1]))
    return (node[0], *(bound(part, fields) if isinstance(part, tuple) else part for part in node[1:]))


def whole(rule: Rule) -> Tree:
    """Return the rule as one condition: kept where it does not apply, else what it requires.

    ``NOT when OR require`` says just that in three-valued logic: an unknown *when* matters only where *require* is not kept.
    """
    if rule.when is None:
        return rule.require.tree
    return ("or", ("not", rule.when.tree), rule.require.tree)


def values_read(rule: Rule, fields: Mapping[str, Scalar]) -> tuple[Scalar, ...]:
    """Return the product values that the rule reads: products alike in these share one verdict."""
    names = rule.require.fields + (rule.when.fields if rule.when else ())
    return tuple(fields.get(name) for name in names)
