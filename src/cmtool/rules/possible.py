"""Whether a condition can hold at all, and whether it can fail: a small decision procedure by representative values.

Each measured thing (``atoms``) takes one value for each cell between the numbers it is compared with, and the unknown. What the
condition answers on all of them is all it can ever answer. Too many combinations are taken for possible: there is never a
false alarm.

>>> from cmtool.model import Fact, Kind, Text
>>> level = Fact(name="level", kind=Kind.INT, title=Text("等级", "level"), low=1, high=5)
>>> mistakes((">", ("c", "level"), ("lit", 5)), {"level": level}, {})
[('predicate-always-false', 'c.level > 5', '')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from itertools import product
from math import prod

from cmtool.model import Fact, Field, Kind, Tree
from cmtool.rules.atoms import Atoms, Key, States, Test
from cmtool.rules.values import shown_kind
from cmtool.rules.writing import COMPARED, written
from cmtool.words import text as worded

Answers = frozenset[bool | None]
Mistake = tuple[str, str, object]
MOST = 20_000  # combinations looked at; beyond, anything is taken for possible
ANY: Answers = frozenset({True, False, None})
JOINED = frozenset({"and", "or"})


def mistakes(tree: Tree, facts: Mapping[str, Fact], fields: Mapping[str, Field]) -> list[Mistake]:
    """Return what is impossible in a typed condition (key, piece, expected): the whole of it, else its parts."""
    kinds = {f"c.{name}": fact.kind for name, fact in facts.items()} | {f"p.{name}": one.kind for name, one in fields.items()}
    outside = [(key, written(node, kinds), limits) for key, node, limits in _outside(tree, Atoms(facts, fields))]
    if outside:
        return list({piece: found for found in outside for piece in [found[1]]}.values())
    if tree[0] == "lit":
        return [(f"predicate-always-{'true' if tree[1] else 'false'}", "TRUE" if tree[1] else "FALSE", "")]
    found = answers(tree, facts, fields)
    if True not in found:
        return [("predicate-always-false", written(tree, kinds), "")]
    if _always(tree, found):
        return [("predicate-always-true", written(tree, kinds), "")]
    return [(key, written(part, kinds), "") for key, part in _idle(tree, facts, fields)]


def never(tree: Tree, facts: Mapping[str, Fact], fields: Mapping[str, Field]) -> bool:
    """Return whether a condition can be shown never to hold."""
    return True not in answers(tree, facts, fields)


def answers(tree: Tree, facts: Mapping[str, Fact], fields: Mapping[str, Field]) -> Answers:
    """Return every answer that a condition can give: true, false, not known."""
    atoms = Atoms(facts, fields)
    tests: dict[Tree, tuple[Test, frozenset[Key]]] = {}
    for leaf in _leaves(tree):
        if leaf not in tests:
            tests[leaf] = atoms.test(leaf)
    return _answers(tree, atoms, tests)


def _answers(node: Tree, atoms: Atoms, tests: Mapping[Tree, tuple[Test, frozenset[Key]]]) -> Answers:
    """Return a node's answers: parts that measure different things are looked at apart."""
    if node[0] == "not":
        return frozenset(None if said is None else not said for said in _answers(node[1], atoms, tests))
    if node[0] == "sure":
        return frozenset(said is True for said in _answers(node[1], atoms, tests))
    if node[0] in JOINED:
        groups = _apart(node, tests)
        if len(groups) > 1 or len(groups[0]) == 1:
            every = (_answers(group[0] if len(group) == 1 else (node[0], *group), atoms, tests) for group in groups)
            return reduce(lambda one, other: frozenset(_joined(node[0], said) for said in product(one, other)), every)
    return _tried(node, atoms, tests)


def _apart(node: Tree, tests: Mapping[Tree, tuple[Test, frozenset[Key]]]) -> list[list[Tree]]:
    """Return the operands in groups that share nothing they measure."""
    groups: list[tuple[set[Key], list[Tree]]] = []
    for part in node[1:]:
        keys = {key for leaf in _leaves(part) for key in tests[leaf][1]}
        meeting = [group for group in groups if group[0] & keys]
        groups = [group for group in groups if not group[0] & keys]
        groups.append((keys.union(*(group[0] for group in meeting)), [*(one for group in meeting for one in group[1]), part]))
    return [parts for _, parts in groups]


def _tried(node: Tree, atoms: Atoms, tests: Mapping[Tree, tuple[Test, frozenset[Key]]]) -> Answers:
    """Return a node's answers on every combination of what it measures."""
    keys = sorted({key for leaf in _leaves(node) for key in tests[leaf][1]}, key=repr)
    every = [atoms.measured[key].values() for key in keys]
    if prod(map(len, every)) > MOST:
        return ANY
    found: set[bool | None] = set()
    for states in product(*every):
        found.add(_truth(node, dict(zip(keys, states, strict=True)), tests))
        if len(found) == len(ANY):
            break
    return frozenset(found)


def _truth(node: Tree, states: States, tests: Mapping[Tree, tuple[Test, frozenset[Key]]]) -> bool | None:
    if node[0] in JOINED:
        return _joined(node[0], [_truth(part, states, tests) for part in node[1:]])
    if node[0] == "not":
        said = _truth(node[1], states, tests)
        return None if said is None else not said
    if node[0] == "sure":
        return _truth(node[1], states, tests) is True
    return tests[node][0](states)


def _joined(head: str, said: Iterable[bool | None]) -> bool | None:
    settles = head == "or"
    every = set(said)
    return settles if settles in every else None if None in every else not settles


def _leaves(node: Tree) -> Iterator[Tree]:
    if node[0] in JOINED or node[0] in {"not", "sure"}:
        for part in node[1:]:
            yield from _leaves(part)
    else:
        yield node


def _always(node: Tree, found: Answers) -> bool:
    """Whether a condition says nothing: it always holds, or holds for whatever is known without being a single comparison.

    A single comparison that every value satisfies is how a rule demands that a fact be known.
    """
    return False not in found and (None not in found or not _demands(node))


def _demands(node: Tree) -> bool:
    """Whether a condition is one comparison, or the two of a BETWEEN."""
    return node[0] in COMPARED or node[0] == "in" or (node[0] == "and" and all(part[0] in COMPARED for part in node[1:]))


def _idle(node: Tree, facts: Mapping[str, Fact], fields: Mapping[str, Field]) -> Iterator[tuple[str, Tree]]:
    """Yield the parts that change nothing: what always holds within AND, what never does within OR."""
    for part in node[1:] if node[0] in JOINED or node[0] in {"not", "sure"} else ():
        found = answers(part, facts, fields) if node[0] in JOINED else ANY
        if node[0] == "and" and _always(part, found):
            yield "predicate-idle-part", part
        elif node[0] == "or" and True not in found:
            yield "predicate-dead-part", part
        else:
            yield from _idle(part, facts, fields)


def _outside(node: Tree, atoms: Atoms) -> Iterator[tuple[str, Tree, object]]:
    """Yield the comparisons of a plain column with a number that it can never be, with its limits in words."""
    if node[0] in COMPARED or node[0] == "in":
        sides = node[1:] if node[1][0] in {"c", "p"} else node[:0:-1]
        column, *others = sides
        low, high = atoms.limits(column) if column[0] in {"c", "p"} else (None, None)
        kind = atoms.kind(column)
        numbers = [side[1] for side in others if side[0] == "lit" and isinstance(side[1], int | float)]
        if kind not in {None, Kind.BOOL} and any(
            (low is not None and number < low) or (high is not None and number > high) for number in numbers
        ):
            ends = [shown_kind(kind, end) if end is not None else worded("value-no-limit") for end in (low, high)]
            key = "predicate-outside-limits" if column[0] == "c" else "predicate-no-such-product-value"
            yield key, node, worded("value-limits", low=ends[0], high=ends[1])
        return
    for part in node[1:]:
        if isinstance(part, tuple):
            yield from _outside(part, atoms)
