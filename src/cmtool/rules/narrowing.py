"""What a condition implies that an index can answer, so that a list of some does not read the whole book.

A fact counts only on the days it is known for, which no index tells; but who is at a branch has that branch in his row.

>>> narrowed(("and", ("=", ("c", "branch"), ("lit", "城东")), ("=", ("c", "tier"), ("lit", "a"))), {"branch"})
"f_branch = '城东'"
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cmtool.model import Tree
from cmtool.rules.dialects import SQLITE


def narrowed(tree: Tree, indexed: Collection[str]) -> str:
    """Return the SQL that equalities of indexed facts with words imply, "" where there are none."""
    return " AND ".join(f"f_{name} = {SQLITE.quoted(value)}" for name, value in _equalities(tree) if name in indexed)


def _equalities(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield the facts that must equal words wherever the condition holds."""
    if tree[0] == "and":
        for part in tree[1:]:
            yield from _equalities(part)
    elif tree[0] == "=":
        left, right = sorted(tree[1:], key=lambda side: side[0])  # the fact, then the literal
        if left[0] == "c" and right[0] == "lit" and isinstance(right[1], str):
            yield left[1], right[1]
