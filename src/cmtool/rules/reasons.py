"""The reasons for a verdict, read off the condition itself: which comparison failed, what it required, what was found.

A reason states facts; it never says how to answer a question so that the verdict would change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cmtool.model import Fact, Kind, Reason, Scalar, Text, Tree
from cmtool.rules import values
from cmtool.rules.evaluate import truth, value
from cmtool.words import text as worded

Facts = Callable[[str], Scalar]
OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRRORED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
NEVER_CHANGES = {"kind"}
DAYS = frozenset({"<", "<=", ">", ">="})  # of a day one says earlier and later, not less and more
MEASURED = frozenset({Kind.MONEY, Kind.INT, Kind.RATIO})


def leaves(node: Tree, fact: Facts, on: int, wanted: bool | None, *, denied: bool = False) -> list[Tree]:
    """Return the comparisons under ``node`` whose own answer is ``wanted``: False those that broke it, None the unknown.

    A comparison under a NOT comes back turned round, so that it always reads as what was required; one of several
    alternatives comes wrapped as ``("way", n, comparison)``, n counting the ways.
    """
    head = node[0]
    if head == "not":
        return leaves(node[1], fact, on, wanted, denied=not denied)
    if head in {"and", "or"}:
        own = wanted if wanted is None or not denied else not wanted
        deciding = [part for part in _spread(node) if truth(part, fact, on) is own]
        found = [group for part in deciding if (group := leaves(part, fact, on, wanted, denied=denied))]
        return _alternatives(found, wanted) if (head == "or") is not denied else [leaf for group in found for leaf in group]
    if head == "sure":  # an exemption that does not apply is not a reason
        return leaves(node[1], fact, on, wanted) if wanted is True and not denied else []
    if not _facts(node):
        return []  # the product's own value decided; there is nothing about the client to say
    said = turned(node) if denied else node
    return [said] if truth(said, fact, on) is wanted else []


def _spread(node: Tree) -> Iterator[Tree]:
    """Yield the parts of an AND or an OR, those of the same kind inside it spread out: A OR (B OR C) has three."""
    for part in node[1:]:
        yield from _spread(part) if part[0] == node[0] else (part,)


def _alternatives(groups: list[list[Tree]], wanted: bool | None) -> list[Tree]:
    """Return the comparisons of an OR: any one way would do, and what cannot come about is no way.

    Where one way is open, that one suffices as a reason.
    """
    open_ones = [group for group in groups if not any(_never(leaf) for leaf in group)] or groups
    if wanted is True or len(open_ones) < 2:
        return [leaf for group in open_ones[:1] for leaf in group]
    ways = [[leaf[2] if leaf[0] == "way" else leaf for leaf in group] for group in open_ones]
    return [("way", number, leaf) for number, group in enumerate(ways, 1) for leaf in group]


def _never(leaf: Tree) -> bool:
    """Whether a comparison cannot come out otherwise: it asks for another kind of client, or for a known fact to be unknown."""
    return leaf[0] == "null" or bool(NEVER_CHANGES & facts_in(leaf).keys())


def missing(node: Tree, fact: Facts, on: int) -> tuple[str, ...]:
    """Return the unknown facts that keep ``node`` from being true or false."""
    if truth(node, fact, on) is not None:
        return ()
    found = {name: None for leaf in leaves(node, fact, on, None) for name in _facts(leaf) if fact(name) is None}
    return tuple(found)


def reason(leaf: Tree, facts: Mapping[str, Fact], fact: Facts, on: int) -> Reason:
    """Word one comparison: the fact's title, what was required, what was found, and the shortfall where it can be measured."""
    way, leaf = (leaf[1], leaf[2]) if leaf[0] == "way" else (0, leaf)
    negative = leaf[0] == "not"
    inner = leaf[1] if negative else leaf
    name = next(iter(_facts(inner)), "")
    title = _title(inner, facts)
    found = _found(inner, facts, fact, on)
    required = _required(inner, facts, fact, on, negative=negative)
    kind = _kind(_subject(inner), facts)
    away = _away(inner, facts, fact, on, kind)
    gap = None if away is None else _gap(away, kind)
    return Reason(
        fact=name, title=title, required=required, found=found, gap=gap, way=way, away=away, kind=None if gap is None else kind
    )


def facts_in(*nodes: Tree) -> dict[str, None]:
    """Return the names of the facts under the nodes, in order of first mention."""
    return {name: None for node in nodes for name in _facts(node)}


def turned(node: Tree) -> Tree:
    """Return a comparison turned round, so that under a NOT it still reads as what is required."""
    return (OPPOSITE[node[0]], node[1], node[2]) if node[0] in OPPOSITE else ("not", node)


def _facts(node: Tree) -> dict[str, None]:
    if node[0] == "c":
        return {node[1]: None}
    return {name: None for part in node[1:] if isinstance(part, tuple) for name in _facts(part)}


def _subject(node: Tree) -> Tree:
    """Return the side of a comparison that holds the fact."""
    if node[0] == "call" and node[1].startswith("has"):
        return node[2]
    if node[0] in OPPOSITE and not _facts(node[1]):
        return node[2]
    return node[1] if node[0] in OPPOSITE or node[0] in {"in", "null"} else node


def _title(node: Tree, facts: Mapping[str, Fact]) -> Text:
    """Return the words for the measured side: the fact's title, or how it is counted."""
    return _phrase(_subject(node), facts)


def _phrase(node: Tree, facts: Mapping[str, Fact], kind: Kind = Kind.TEXT) -> Text:
    """Return the words for a value; a literal is worded as the ``kind`` of the sum it stands in."""
    head = node[0]
    if head == "c":
        return facts[node[1]].title if node[1] in facts else Text(node[1], node[1])
    if head == "call":
        return worded(f"reason-{node[1]}", title=_phrase(node[2], facts))
    if head in {"+", "-", "*"}:
        sign = {"*": "×"}.get(head, head)
        inner = Kind.TEXT if head == "*" or _kind(node, facts) is Kind.DATE else _kind(node, facts)
        left, right = _phrase(node[1], facts, inner), _phrase(node[2], facts, inner)
        return Text(f"{left.zh}{sign}{right.zh}", f"{left.en} {sign} {right.en}")
    return _literal(node[1], kind)


def _kind(node: Tree, facts: Mapping[str, Fact]) -> Kind:
    """Return the kind of a value, as far as its words need it."""
    if node[0] == "c":
        return facts[node[1]].kind if node[1] in facts else Kind.TEXT
    if node[0] == "call":
        return Kind.BOOL if node[1].startswith("has") else Kind.INT
    kinds = [_kind(part, facts) for part in node[1:] if isinstance(part, tuple) and _facts(part)]
    if node[0] == "-" and kinds == [Kind.DATE, Kind.DATE]:
        return Kind.INT
    return next((kind for kind in (Kind.MONEY, Kind.DATE, Kind.RATIO) if kind in kinds), Kind.INT if kinds else Kind.TEXT)


def _literal(item: Scalar, kind: Kind, declared: Fact | None = None) -> Text:
    if declared is not None and isinstance(item, str):
        return values.shown(declared, item) if declared.kind is not Kind.SET else declared.choices.get(item, Text(item, item))
    if item is None:
        return worded("value-unknown")
    return values.shown_kind(Kind.TEXT if isinstance(item, str) else kind, item)


def _declared(node: Tree, facts: Mapping[str, Fact]) -> Fact | None:
    subject = _subject(node)
    return facts.get(subject[1]) if subject[0] == "c" else None


def _hidden(node: Tree, facts: Mapping[str, Fact]) -> bool:
    """Whether a value rests on something sensitive, and is not to be shown."""
    return any(name in facts and facts[name].sensitive for name in _facts(node))


def _found(node: Tree, facts: Mapping[str, Fact], fact: Facts, on: int) -> Text:
    subject = _subject(node)
    declared = _declared(node, facts)
    if _hidden(subject, facts) and all(fact(name) is not None for name in _facts(subject)):
        return worded("value-hidden")
    item = value(subject, fact, on) if subject[0] != "call" or not subject[1].startswith("has") else None
    if declared is not None:
        return values.shown(declared, item)
    return _literal(item, _kind(subject, facts))


def _required(node: Tree, facts: Mapping[str, Fact], fact: Facts, on: int, *, negative: bool) -> Text:
    head = node[0]
    declared = _declared(node, facts)
    if head in OPPOSITE:
        subject = _subject(node)
        other = node[2] if subject is node[1] else node[1]
        sign = head if subject is node[1] else MIRRORED[head]
        if sign == "<>" and other == ("lit", ""):
            return worded("reason-known")  # every text differs from the empty one: what is asked is that it be known
        kind = _kind(subject, facts)
        limit = _limit(other, facts, fact, on, kind, declared)
        if _facts(other):
            limit = worded("reason-other-fact", value=limit, title=_phrase(other, facts))
        return worded(f"reason-day{sign}" if kind is Kind.DATE and sign in DAYS else f"reason{sign}", limit=limit)
    if head == "in":
        items = [_literal(value(item, fact, on), _kind(_subject(node), facts), declared) for item in node[2:]]
        return worded("reason-not-in" if negative else "reason-in", items=items)
    if head == "null":
        return worded("reason-known" if negative else "reason-unknown")
    if head == "call":
        wanted = [member for item in node[3:] for member in str(value(item, fact, on) or "").split("|") if member]
        items = [_literal(member, Kind.TEXT, declared) for member in wanted]
        return worded(f"reason-{'not-' if negative else ''}{node[1]}", items=items)
    return worded("reason-no" if negative else "reason-yes")


def _limit(other: Tree, facts: Mapping[str, Fact], fact: Facts, on: int, kind: Kind, declared: Fact | None) -> Text:
    """Return the words for the other side; a sensitive fact stays hidden on either side."""
    if _hidden(other, facts) and value(other, fact, on) is not None:
        return worded("value-hidden")
    return _literal(value(other, fact, on), kind, declared)


def _away(node: Tree, facts: Mapping[str, Fact], fact: Facts, on: int, kind: Kind) -> int | float | None:
    """Return found less required, for sums of money, counts and shares that fall short or go over."""
    if node[0] not in OPPOSITE or node[0] in {"=", "<>"} or kind not in MEASURED or _hidden(node, facts):
        return None
    subject = _subject(node)
    other = node[2] if subject is node[1] else node[1]
    found, limit = value(subject, fact, on), value(other, fact, on)
    if truth(node, fact, on) is not False or not isinstance(found, int | float) or not isinstance(limit, int | float):
        return None
    return (round(found - limit, 6) if kind is Kind.RATIO else found - limit) or None


def _gap(away: int | float, kind: Kind) -> Text:
    return worded("reason-short" if away < 0 else "reason-over", gap=_literal(abs(away), kind))
