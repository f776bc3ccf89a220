"""Types of conditions: what may be compared with what, and literals turned into the values kept inside.

Money literals become whole fen, days become day numbers, ratios floats; a choice must be one of the declared. Every mistake
of a condition is reported, not only the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cmtool.model import Fact, Field, Kind, Predicate, Scalar, Tree, day_number
from cmtool.rules import grammar
from cmtool.rules.evaluate import COMBINE
from cmtool.rules.kinds import (
    AMOUNT,
    BARE,
    FITS,
    LARGEST,
    NOTHING,
    NUMBER,
    NUMERIC,
    PLAIN,
    SHARE,
    combined,
    counted,
    factors,
    folded,
    inner_number,
    named,
)
from cmtool.rules.writing import COMPARED
from cmtool.rules.writing import written as _written

UNITS = {"": NUMBER, grammar.AMOUNT: AMOUNT, grammar.SHARE: SHARE}
MOST_FACTORS = 4  # a longer product over- or underflows, and engines differ in how


@dataclass
class Checker:
    """Types one condition; ``mistakes`` collects (key, piece, expected)."""

    facts: Mapping[str, Fact]
    fields: Mapping[str, Field]
    mistakes: list[tuple[str, str, str]] = field(default_factory=list)

    def wrong(self, key: str, piece: object, expected: object = "") -> None:
        """Note a mistake about ``piece``."""
        self.mistakes.append((key, str(piece), str(expected)))

    def truth(self, node: Tree) -> Tree:
        """Return the typed tree of something that is true, false or unknown."""
        head = node[0]
        if head in {"and", "or", "not"}:
            return (head, *(self.truth(part) for part in node[1:]))
        if head in COMPARED:
            return self._comparison(node)
        if head == "between":
            value, low, high = node[1:]
            return ("and", self._comparison((">=", value, low)), self._comparison(("<=", value, high)))
        if head == "in":
            return self._membership(node)
        if head == "null":
            return ("null", self._as_plain(*self._value(node[1])))
        if head == "call" and node[1].startswith("has"):
            return self._has(node)
        typed, kind = self._value(node)
        if kind not in {Kind.BOOL, NOTHING}:
            self.wrong("predicate-not-a-condition", _written(node))
        return typed

    def _comparison(self, node: Tree) -> Tree:
        operator, left, right = node
        (one, kind), (other, other_kind) = self._value(left), self._value(right)
        one, other, kind = self._met(one, kind, other, other_kind, _written(node))
        if kind is Kind.RATIO and operator in {"=", "<>"}:
            self.wrong("predicate-ratio-equality", _written(node))
        if kind in {Kind.CHOICE, Kind.TEXT, Kind.BOOL} and operator not in {"=", "<>"}:
            self.wrong("predicate-not-ordered", _written(node))
        if kind is Kind.SET:
            self.wrong("predicate-set-compared", _written(node))
        return (operator, one, other)

    def _membership(self, node: Tree) -> Tree:
        value, *items = node[1:]
        one, kind = self._value(value)
        typed = []
        for item in items:
            other, other_kind = self._value(item)
            one, other, met = self._met(one, kind, other, other_kind, _written(node), left=value)
            kind = kind if met is NOTHING else met
            typed.append(other)
        if kind is Kind.RATIO:
            self.wrong("predicate-ratio-equality", _written(node))
        if kind is Kind.SET:
            self.wrong("predicate-set-compared", _written(node))
        return ("in", one, *typed)

    def _met(
        self, one: Tree, kind: object, other: Tree, other_kind: object, piece: str, left: Tree | None = None
    ) -> tuple[Tree, Tree, object]:
        """Bring two sides to one kind, turning a literal into the other side's inner value."""
        if NOTHING in {kind, other_kind}:
            return one, other, NOTHING
        if {kind, other_kind} <= BARE:
            met = folded("+", kind, other_kind)
            if met is None:
                self.wrong("predicate-wrong-unit", piece, f"{named(kind)} / {named(other_kind)}")
            return self._as_plain(one, kind), self._as_plain(other, other_kind), Kind.INT
        if kind in {*BARE, PLAIN} and other_kind not in {*BARE, PLAIN}:
            other, one, met = self._met(other, other_kind, one, kind, piece)
            return one, other, met
        if other_kind in BARE and kind in NUMERIC:
            if kind not in FITS[other_kind]:
                self.wrong("predicate-wrong-unit", piece, f"{named(kind)} / {named(other_kind)}")
                return one, other, NOTHING
            return one, self._as_kind(other, other_kind, kind), kind
        if other_kind is PLAIN and kind in {Kind.TEXT, Kind.CHOICE}:
            self._declared(left or one, other[1], piece)
            return one, other, kind
        if kind == other_kind or {kind, other_kind} == {Kind.TEXT, Kind.CHOICE}:
            return one, other, kind
        if {kind, other_kind} == {Kind.INT, Kind.RATIO}:
            return one, other, Kind.RATIO
        self.wrong("predicate-kinds-differ", piece, f"{named(kind)} / {named(other_kind)}")
        return one, other, NOTHING

    def _declared(self, column: Tree, choice: Scalar, piece: str) -> None:
        known = self._declaration(column)
        if known is not None and known.kind is Kind.CHOICE and choice not in known.choices:
            self.wrong("predicate-no-such-choice", choice, ", ".join(known.choices) + f" ({piece})")

    def _declaration(self, column: Tree) -> Fact | Field | None:
        if column[0] == "c":
            return self.facts.get(column[1])
        return self.fields.get(column[1]) if column[0] == "p" else None

    def _value(self, node: Tree) -> tuple[Tree, object]:
        """Return the typed tree of a value and its kind."""
        head = node[0]
        if head == "lit":
            return _literal(node)
        if head == "day":
            return self._day(node)
        if head in {"c", "p"}:
            declared = self._declaration(node)
            if declared is None:
                self.wrong("predicate-unknown-fact" if head == "c" else "predicate-unknown-field", f"{head}.{node[1]}")
            return node, declared.kind if declared else NOTHING
        if head in {"+", "-", "*"}:
            return self._arithmetic(node)
        if head == "call" and not node[1].startswith("has"):
            return self._dated(node)
        self.wrong("predicate-not-a-value", _written(node))
        return node, NOTHING

    def _day(self, node: Tree) -> tuple[Tree, object]:
        try:
            return ("lit", day_number(date.fromisoformat(node[1]))), Kind.DATE
        except ValueError:
            self.wrong("predicate-no-such-day", node[1])
            return node, NOTHING

    def _arithmetic(self, node: Tree) -> tuple[Tree, object]:
        operator, left, right = node
        (one, kind), (other, other_kind) = self._value(left), self._value(right)
        if {kind, other_kind} <= BARE:
            result = folded(operator, kind, other_kind)
            if result is not None:
                return ("lit", COMBINE[operator](one[1], other[1])), result
        else:
            result = combined(operator, counted(one, kind), counted(other, other_kind))
        if result is None:
            self.wrong("predicate-bad-arithmetic", _written(node), f"{named(kind)} {operator} {named(other_kind)}")
            return node, NOTHING
        if operator != "*" and result in NUMERIC:
            one, other = self._as_kind(one, kind, result), self._as_kind(other, other_kind, result)
        else:
            one, other = self._as_plain(one, kind), self._as_plain(other, other_kind)
        self._not_too_long((operator, one, other), node)
        return (operator, one, other), result

    def _not_too_long(self, typed: Tree, node: Tree) -> None:
        """Note a product of too many factors once, where it gets too long."""
        if factors(typed) > MOST_FACTORS and all(factors(part) <= MOST_FACTORS for part in typed[1:]):
            self.wrong("predicate-too-many-factors", _written(node), MOST_FACTORS)

    def _dated(self, node: Tree) -> tuple[Tree, object]:
        inner, kind = self._value(node[2])
        if kind not in {Kind.DATE, NOTHING}:
            self.wrong("predicate-needs-date", _written(node))
        elif kind is Kind.DATE and node[2][0] not in {"c", "p", "day"}:
            self.wrong("predicate-plain-date", _written(node))
        return ("call", node[1], inner), Kind.INT

    def _as_kind(self, node: Tree, kind: object, wanted: object) -> Tree:
        """Return a side, a bare number as the value kept inside for the kind of the other side."""
        if kind not in BARE:
            return node
        value = node[1]
        if wanted is Kind.MONEY and value * 100 != (value * 100).to_integral_value():
            self.wrong("predicate-finer-than-fen", value)
        inner = inner_number(wanted, value)
        if not -LARGEST <= inner <= LARGEST:
            self.wrong("predicate-number-too-large", f"{value:f}")
        return ("lit", inner)

    def _as_plain(self, node: Tree, kind: object) -> Tree:
        """Return a side that meets no declared kind: an amount counts in fen, any other number as it is."""
        return self._as_kind(node, kind, Kind.MONEY if kind is AMOUNT else Kind.INT)

    def _has(self, node: Tree) -> Tree:
        _, name, held, *wanted = node
        column, kind = self._value(held)
        if kind not in {Kind.SET, NOTHING}:
            self.wrong("predicate-needs-set", _written(node))
        for item in wanted:
            if item[0] == "p":
                if self._value(item)[1] not in {Kind.SET, NOTHING} or name == "has":
                    self.wrong("predicate-needs-set", _written(node))
            elif item[0] != "lit" or not isinstance(item[1], str) or not item[1] or "|" in item[1]:
                self.wrong("predicate-needs-choice", _written(item))
            else:
                self._in_set(held, item[1], node)
        return ("call", name, column, *wanted)

    def _in_set(self, held: Tree, choice: str, node: Tree) -> None:
        declared = self._declaration(held)
        if declared is None or (isinstance(declared, Fact) and declared.open_choices):
            return
        if declared.kind is Kind.SET and choice not in declared.choices:
            self.wrong("predicate-no-such-choice", choice, ", ".join(declared.choices) + f" ({_written(node)})")


def understood(
    text: str, facts: Mapping[str, Fact], fields: Mapping[str, Field]
) -> tuple[Predicate, list[tuple[str, str, str]]]:
    """Read and type a condition; return it with its mistakes (key, piece, expected)."""
    try:
        tree = grammar.parse(text)
    except grammar.OutsideGrammar as wrong:
        return Predicate(text, ("lit", None)), [(wrong.key, wrong.piece, "")]
    checker = Checker(facts, fields)
    typed = checker.truth(tree)
    predicate = Predicate(text, typed, tuple(_columns(typed, "c")), tuple(_columns(typed, "p")))
    return predicate, list(dict.fromkeys(checker.mistakes))


def _columns(node: Tree, head: str) -> dict[str, None]:
    """Return the names of the columns under ``node``, in order of first mention."""
    if node[0] == head:
        return {node[1]: None}
    found: dict[str, None] = {}
    for part in node[1:]:
        if isinstance(part, tuple):
            found |= _columns(part, head)
    return found


def _literal(node: Tree) -> tuple[Tree, object]:
    if isinstance(node[1], bool):
        return ("lit", int(node[1])), Kind.BOOL
    return node[:2], UNITS[node[2] if len(node) > 2 else ""] if isinstance(node[1], Decimal) else PLAIN
