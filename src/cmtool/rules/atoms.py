"""What a condition measures: each comparison as a measured thing, and the few states of it that matter.

``c.risk + 1 >= p.level`` and ``c.risk >= p.level`` measure the same, ``c.risk - p.level``; between the numbers they are
compared with, one value of it stands for all. What is not plain (a product of facts, a product's set) may be anything: so a
claim that a condition always or never holds is never made in error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from cmtool.model import Fact, Field, Kind, Scalar, Tree
from cmtool.rules.evaluate import COMPARE, HELD, members
from cmtool.rules.writing import COMPARED

Key = tuple[object, ...]
States = Mapping[Key, object]
Test = Callable[[States], bool | None]
Linear = dict[Tree, Fraction]
# what every product says: a level, the least to put in and the days it runs
EVERY_PRODUCT: Mapping[str, tuple[int, int | None]] = {"risk_level": (1, 5), "min_amount": (0, None), "term_days": (0, 36_500)}
ALWAYS_GIVEN = frozenset({*EVERY_PRODUCT, "currency", "code"})
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}
WHOLE_KINDS = frozenset({Kind.INT, Kind.MONEY, Kind.DATE, Kind.BOOL})
UNKNOWN = None


@dataclass
class Measured:
    """One measured thing: where it is cut, and whether it may be unknown."""

    cuts: set[object] = field(default_factory=set)
    states: Callable[[set[object]], list[object]] = lambda cuts: [True, False]
    known: bool = False

    def values(self) -> list[object]:
        """Return a value for each state that matters, the unknown last."""
        return self.states(self.cuts) + ([] if self.known else [UNKNOWN])


class Atoms:
    """The measured things of one or more conditions, met one by one; ``test`` tells how a comparison reads their states."""

    def __init__(self, facts: Mapping[str, Fact], fields: Mapping[str, Field]) -> None:
        self.facts = facts
        self.fields = fields
        self.measured: dict[Key, Measured] = {}

    def test(self, node: Tree) -> tuple[Test, frozenset[Key]]:
        """Return how a condition without AND, OR and NOT is answered, and what it measures."""
        head = node[0]
        if head in COMPARED:
            return self._comparison(*node)
        if head == "in":
            return self._any([self._comparison("=", node[1], item) for item in node[2:]])
        if head == "null" and node[1][0] == "lit":
            return (lambda _: node[1][1] is None), frozenset()
        if head == "null":
            key = self._key_of(node[1])
            return (lambda states: states[key] is UNKNOWN), frozenset({key})
        if head == "lit":
            value = None if node[1] is None else bool(node[1])
            return (lambda _: value), frozenset()
        if head == "call" and all(part[0] == "lit" and part[1] is not None for part in node[3:]):
            return self._held(node)
        if head in {"c", "p"}:
            return self._comparison("=", node, ("lit", 1))
        return self._free(node)

    def limits(self, column: Tree) -> tuple[float | None, float | None]:
        """Return the least and the most that a fact, or a field that every product has, can be."""
        if self.kind(column) is Kind.BOOL:
            return 0, 1
        if column[0] == "p":
            return EVERY_PRODUCT.get(column[1], (None, None))
        fact = self.facts.get(column[1]) if column[0] == "c" else None
        return (fact.low, fact.high) if fact else (None, None)

    def kind(self, column: Tree) -> Kind | None:
        """Return the kind of a column, ``None`` where it is none that is declared."""
        declared = {"c": self.facts, "p": self.fields}.get(column[0], {}).get(column[1])
        return declared.kind if declared else None

    def _comparison(self, operator: str, left: Tree, right: Tree) -> tuple[Test, frozenset[Key]]:
        if left[0] == right[0] == "lit":
            answer = None if None in {left[1], right[1]} else COMPARE[operator](left[1], right[1])
            return (lambda _: answer), frozenset()
        if left[0] == "lit":
            operator, left, right = MIRRORED[operator], right, left
        if right[0] == "lit" and isinstance(right[1], str) and left[0] in {"c", "p"}:
            return self._word(operator, left, right[1])
        if right == ("lit", None):
            return (lambda _: None), frozenset()
        if self.kind(left) in {Kind.CHOICE, Kind.TEXT}:
            return self._free((operator, left, right))
        return self._number(operator, left, right)

    def _number(self, operator: str, left: Tree, right: Tree) -> tuple[Test, frozenset[Key]]:
        terms, rest = _put_together(left, right)
        if not terms or ("lit", None) in terms:
            answer = None if terms else COMPARE[operator](rest, 0)
            return (lambda _: answer), frozenset()
        first = next((by for by in terms.values() if by), Fraction(1))
        if first < 0:
            operator = MIRRORED[operator]
        scaled = {term: by / first for term, by in terms.items()}
        cut, key = -rest / first, ("number", *sorted(scaled.items(), key=repr))
        self._measure(key, lambda cuts: self._cells(scaled, cuts), scaled).cuts.add(cut)
        compare = COMPARE[operator]
        return (lambda states: None if states[key] is UNKNOWN else compare(states[key], cut)), frozenset({key})

    def _cells(self, terms: Linear, cuts: set[object]) -> list[object]:
        """Return a number for each cell between the cuts that the limits leave."""
        (only, by), *others = terms.items()
        if not any(terms.values()):
            return [Fraction(0)]
        low, high = self.limits(only) if not others and by == 1 else (None, None)
        whole = all(by.denominator == 1 and self._is_whole(term) for term, by in terms.items())
        points = sorted(Fraction(cut) for cut in cuts)
        if whole:
            found = {Fraction(near + step) for cut in points for near in (floor(cut), ceil(cut)) for step in (-1, 0, 1)}
        else:
            found = {*points, *((a + b) / 2 for a, b in pairwise(points)), points[0] - 1, points[-1] + 1}
        ends = [Fraction(str(end)) for end in (low, high) if end is not None]
        least, most = (Fraction(str(low)) if low is not None else None), (Fraction(str(high)) if high is not None else None)
        return sorted(
            point for point in {*found, *ends} if (least is None or point >= least) and (most is None or point <= most)
        )

    def _is_whole(self, term: Tree) -> bool:
        return self.kind(term) in WHOLE_KINDS or (term[0] == "call" and not term[1].startswith("has"))

    def _word(self, operator: str, column: Tree, word: str) -> tuple[Test, frozenset[Key]]:
        declared = self.facts.get(column[1]) if column[0] == "c" else self.fields.get(column[1])
        choices = list(declared.choices) if declared and declared.kind is Kind.CHOICE else []
        key = ("word", column)
        self._measure(key, lambda cuts: choices or [*sorted(map(str, cuts)), object()], {column: Fraction(1)}).cuts.add(word)
        compare = COMPARE[operator]
        return (lambda states: None if states[key] is UNKNOWN else compare(states[key], word)), frozenset({key})

    def _held(self, node: Tree) -> tuple[Test, frozenset[Key]]:
        """Measure a set by which of the words asked for it holds."""
        _, name, column, *words = node
        asked, key = frozenset().union(*(members(word[1]) for word in words)), ("set", column)
        self._measure(key, _subsets, {column: Fraction(1)}).cuts.update(asked)
        answer = HELD[name]
        return (lambda states: None if states[key] is UNKNOWN else answer(states[key], asked)), frozenset({key})

    def _free(self, node: Tree) -> tuple[Test, frozenset[Key]]:
        key = ("free", node)
        self._measure(key, lambda _: [True, False], {})
        return (lambda states: states[key]), frozenset({key})

    def _any(self, tests: list[tuple[Test, frozenset[Key]]]) -> tuple[Test, frozenset[Key]]:
        def answer(states: States) -> bool | None:
            said = [test(states) for test, _ in tests]
            return True if True in said else None if None in said else False

        return answer, frozenset().union(*(keys for _, keys in tests))

    def _key_of(self, value: Tree) -> Key:
        """Return the thing measured whose being unknown is asked."""
        kind = self.kind(value)
        if kind in {Kind.CHOICE, Kind.TEXT}:
            (key,) = self._word("=", value, "")[1]
        elif kind is Kind.SET:
            (key,) = self._held(("call", "has_all", value))[1]
        else:
            (key,) = self._number("=", value, ("lit", 0))[1]
        return key

    def _measure(self, key: Key, states: Callable[[set[object]], list[object]], terms: Linear) -> Measured:
        known = bool(terms) and all(self._always_known(term) for term in terms)
        return self.measured.setdefault(key, Measured(states=states, known=known))

    def _always_known(self, term: Tree) -> bool:
        """Whether nothing is ever unknown here: a product says it always, or what it does not say is no, or nothing."""
        if term[0] == "lit":
            return True
        return term[0] == "p" and (term[1] in ALWAYS_GIVEN or self.kind(term) in {Kind.BOOL, Kind.SET})


def _subsets(words: set[object]) -> list[object]:
    found: list[object] = [frozenset()]
    for word in sorted(map(str, words)):
        found += [held | {word} for held in found]
    return found


def _put_together(left: Tree, right: Tree) -> tuple[Linear, Fraction]:
    """Return ``left - right`` as terms with their factors, and the number that is left."""
    terms: Linear = {}
    rest = Fraction(0)
    for term, by in (*_terms(left, Fraction(1)), *_terms(right, Fraction(-1))):
        if term[0] == "lit" and term[1] is not None:
            rest += by * _exact(term[1])
        else:
            terms[term] = terms.get(term, Fraction(0)) + by
    return dict(sorted(terms.items(), key=repr)), rest


def _terms(node: Tree, by: Fraction) -> Iterator[tuple[Tree, Fraction]]:
    head = node[0]
    if head in {"+", "-"}:
        yield from _terms(node[1], by)
        yield from _terms(node[2], by if head == "+" else -by)
    elif head == "*" and "lit" in {node[1][0], node[2][0]} and ("lit", None) not in node:
        number, other = (node[1], node[2]) if node[1][0] == "lit" else (node[2], node[1])
        yield from _terms(other, by * _exact(number[1]))
    else:
        yield node, by


def _exact(value: Scalar) -> Fraction:
    return Fraction(str(value))
