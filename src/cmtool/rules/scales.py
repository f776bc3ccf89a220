"""Scales: what is read off each client once, however many conditions ask about it.

Products differ in a few limits, so most conditions measure the same thing of a client and only compare it with other marks. A
*scale* is one measured value with its marks; a client's *reading* on it is 0 where the value is unknown, else 1 and on. A
condition becomes tests of readings, and no engine ever sees a product.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from cmtool.model import Fact, Kind, Tree
from cmtool.rules.dialects import Dialect
from cmtool.rules.evaluate import COMPARE, HELD
from cmtool.rules.folding import MIRRORED
from cmtool.rules.marks import ends, turns
from cmtool.rules.sql import Writer

READINGS = "".join(chr(code) for code in range(38, 127) if chr(code) not in "\\'{}")  # one sign a reading, safe in any SQL
MOST_MARKS = len(READINGS) - 2
FAMILY = {Kind.SET: "set", Kind.CHOICE: "words", Kind.TEXT: "words"}
Mark = int | float | str


@dataclass(frozen=True, slots=True)
class Scale:
    """One measured value: ``steps`` between marks in order, among ``words``, a ``flag``, or a ``set`` read as it is."""

    family: str
    measured: Tree
    marks: tuple[Mark, ...] = ()

    def sql(self, writer: Writer) -> str:
        """Return the SQL of a client's reading as one sign of ``READINGS``; of a set, its text, empty where unknown."""
        unknown, no, yes = (f"'{READINGS[at]}'" for at in range(3))
        if self.family == "set":
            return f"coalesce({writer.value(self.measured)}, '')"
        if self.family == "flag":
            return f"CASE {writer.truth(self.measured)} WHEN TRUE THEN {yes} WHEN FALSE THEN {no} ELSE {unknown} END"
        value = writer.value(self.measured)
        if self.family == "words" and self.marks:
            cases = (f"WHEN {writer.dialect.quoted(str(word))} THEN '{READINGS[at]}'" for at, word in enumerate(self.marks, 2))
            found = f"CASE {value} {' '.join(cases)} ELSE {no} END"
        else:
            found = _place(value, self.marks, 1, writer.dialect)
        return f"CASE WHEN {value} IS NULL THEN {unknown} ELSE {found} END"


def _place(value: str, marks: tuple[Mark, ...], reading: int, dialect: Dialect) -> str:
    """Return the SQL that halves the marks until a value's place is found: seven comparisons for ninety marks."""
    if not marks:
        return f"'{READINGS[reading]}'"
    middle = len(marks) // 2
    mark = marks[middle]
    written = dialect.fraction(mark) if isinstance(mark, float) else str(mark)
    below = _place(value, marks[:middle], reading, dialect)
    above = _place(value, marks[middle + 1 :], reading + middle + 1, dialect)
    return f"CASE WHEN {value} < {written} THEN {below} ELSE {above} END"


class Scales:
    """Collects what conditions measure, and says on which scale and mark each of their tests is read."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts
        self._marks: dict[tuple[str, Tree], set[Mark]] = {}
        self._places: dict[tuple[str, Tree], list[tuple[Mark | None, int]]] = {}

    def tests(self, node: Tree) -> Tree:
        """Return a folded condition as tests of readings; AND, OR, NOT and literals stay as they are.

        A test is ``("below", measured, mark)``, ``("word", measured, word)``, ``("member", set, name)``, ``("flag",
        condition)``, or ``("known", measured)``, which is true or false and never unknown.
        """
        head = node[0]
        if head in {"and", "or", "not", "sure"}:
            return (head, *(self.tests(part) for part in node[1:]))
        if head == "lit":
            return node
        if head == "null":
            return ("not", self.known(node[1]))
        if head == "c":
            return ("not", self._below(node, 1))
        if head in COMPARE and node[2][0] == "lit":
            return self._compared(head, node[1], node[2][1])
        if head == "in" and all(item[0] == "lit" for item in node[2:]):
            return ("or", *(self._compared("=", node[1], item[1]) for item in node[2:]))
        if head == "call" and node[1] in HELD and node[2][0] == "c":
            return self._noted("set", node[2], None, ("member", node[2], node[3][1]))
        return self._noted("flag", node, None, ("flag", node))

    def known(self, measured: Tree) -> Tree:
        """Return the test of whether a value is known."""
        return self._noted(self._family(measured), measured, None, ("known", measured))

    def drawn(self) -> tuple[Scale, ...]:
        """Return the scales; one with more marks than there are signs becomes several."""
        scales: list[Scale] = []
        for (family, measured), marks in self._marks.items():
            ordered = sorted(marks)  # type: ignore[type-var]
            chunks = [tuple(ordered[start : start + MOST_MARKS]) for start in range(0, len(ordered), MOST_MARKS)] or [()]
            ends = [chunk[-1] if chunk else None for chunk in chunks]
            self._places[family, measured] = list(zip(ends, range(len(scales), len(scales) + len(chunks)), strict=True))
            scales += [Scale(family, measured, chunk) for chunk in chunks]
        return tuple(scales)

    def place(self, measured: Tree, mark: Mark | None, family: str = "") -> int:
        """Return the number of the scale that holds a mark (any of the measured value's where none is named)."""
        places = self._places[family or self._family(measured), measured]
        return places[0 if mark is None else bisect_left([last for last, _ in places], mark)][1]  # type: ignore[type-var]

    def _compared(self, sign: str, measured: Tree, value: Mark) -> Tree:
        if self._family(measured) == "words":
            test = self._noted("words", measured, value, ("word", measured, value))
            return ("not", test) if sign == "<>" else test
        measured, low, above, falls = self._turns(measured, value)
        sign = MIRRORED[sign] if falls else sign
        if sign in {"<", ">="}:
            return self._negated(self._below(measured, low), sign == ">=")
        if sign in {"<=", ">"}:
            return self._negated(self._below(measured, above), sign == ">")
        return self._negated(("and", self._below(measured, above), ("not", self._below(measured, low))), sign == "<>")

    def _turns(self, measured: Tree, value: Mark) -> tuple[Tree, Mark, Mark, bool]:
        """Return what is measured, its least values not below and above ``value``, and whether it falls where that rises."""
        if measured[0] == "*" and "lit" in (measured[1][0], measured[2][0]):
            share, inner = (measured[1], measured[2]) if measured[1][0] == "lit" else (measured[2], measured[1])
            if share[1] and not self._real(inner):
                falls = share[1] < 0
                limit = -value if falls else value  # type: ignore[operator]
                return (inner, *turns(limit, share=abs(float(share[1]))), falls)
        return (measured, *ends(value, real=self._real(measured)), False)  # type: ignore[arg-type]

    def _below(self, measured: Tree, mark: Mark) -> Tree:
        return self._noted("steps", measured, mark, ("below", measured, mark))

    def _noted(self, family: str, measured: Tree, mark: Mark | None, test: Tree) -> Tree:
        facts = facts_of(measured)
        if len(facts) > 1:  # which of them is unknown must be told apart
            for name in facts:
                self.known(("c", name))
        self._marks.setdefault((family, measured), set()).update(() if mark is None else (mark,))
        return test

    def _negated(self, test: Tree, negative: bool) -> Tree:
        return ("not", test) if negative else test

    def _family(self, measured: Tree) -> str:
        return FAMILY.get(self._facts[measured[1]].kind, "steps") if measured[0] == "c" else "steps"

    def _real(self, measured: Tree) -> bool:
        return Writer(str, self.ratio, 0).is_real(measured)

    def ratio(self, name: str) -> bool:
        """Return whether a fact is a binary fraction."""
        return self._facts[name].kind is Kind.RATIO


def facts_of(tree: Tree) -> dict[str, None]:
    """Return the names of the facts under a tree."""
    if tree[0] == "c":
        return {tree[1]: None}
    return {name: None for part in tree[1:] if isinstance(part, tuple) for name in facts_of(part)}
