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

NUMERIC = frozenset({Kind.INT, Kind.MONEY, Kind.RATIO})
# kinds of a bare number, of a bare whole number in arithmetic, of bare quoted words, and of what is already wrong
NUMBER, WHOLE, PLAIN, NOTHING = "number", "whole", "plain", "nothing"
COMPARED = frozenset({"=", "<>", "<", "<=", ">", ">="})


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
            return ("null", _as_plain(*self._value(node[1])))
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
        if kind is other_kind is NUMBER:
            return _as_plain(one, kind), _as_plain(other, kind), Kind.INT
        if kind in {NUMBER, PLAIN} and other_kind not in {NUMBER, PLAIN}:
            other, one, met = self._met(other, other_kind, one, kind, piece)
            return one, other, met
        if other_kind is NUMBER and kind in NUMERIC:
            return one, ("lit", inner_number(kind, other[1])), kind
        if other_kind is PLAIN and kind in {Kind.TEXT, Kind.CHOICE}:
            self._declared(left or one, other[1], piece)
            return one, other, kind
        if kind == other_kind or {kind, other_kind} == {Kind.TEXT, Kind.CHOICE}:
            return one, other, kind
        if {kind, other_kind} == {Kind.INT, Kind.RATIO}:
            return one, other, Kind.RATIO
        self.wrong("predicate-kinds-differ", piece, f"{_named(kind)} / {_named(other_kind)}")
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
        if kind is other_kind is NUMBER:
            return ("lit", COMBINE[operator](one[1], other[1])), NUMBER
        result = _sum_kind(operator, _counted(one, kind), _counted(other, other_kind))
        if result is None:
            self.wrong("predicate-bad-arithmetic", _written(node), f"{_named(kind)} {operator} {_named(other_kind)}")
            return node, NOTHING
        if operator != "*" and result in NUMERIC:
            one, other = _as_kind(one, kind, result), _as_kind(other, other_kind, result)
        else:
            one, other = _as_plain(one, kind), _as_plain(other, other_kind)
        return (operator, one, other), result

    def _dated(self, node: Tree) -> tuple[Tree, object]:
        inner, kind = self._value(node[2])
        if kind not in {Kind.DATE, NOTHING} or len(node) != 3:
            self.wrong("predicate-needs-date", _written(node))
        return ("call", node[1], inner), Kind.INT

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


def inner_number(kind: object, value: Decimal) -> int | float:
    """Return a number as it is kept inside: money as whole fen, an int whole where it can be, a ratio as a float."""
    if kind is Kind.MONEY:
        return int((value * 100).to_integral_value())
    if kind is Kind.RATIO:
        return float(value)
    return int(value) if value == value.to_integral_value() else float(value)


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
    return node, NUMBER if isinstance(node[1], Decimal) else PLAIN


def _sum_kind(operator: str, kind: object, other: object) -> object | None:
    """Return the kind of ``kind operator other``, ``None`` where it makes no sense."""
    if NOTHING in {kind, other}:
        return NOTHING
    if operator == "*":
        return _product_kind(kind, other)
    if kind is Kind.DATE:
        return Kind.INT if other is Kind.DATE and operator == "-" else Kind.DATE if other in {Kind.INT, WHOLE} else None
    if kind == other and kind in NUMERIC:
        return kind
    bare = {NUMBER, WHOLE}
    if bare & {kind, other}:
        rest = other if kind in bare else kind
        return rest if rest in NUMERIC else None
    return Kind.RATIO if {kind, other} == {Kind.INT, Kind.RATIO} else None


def _counted(node: Tree, kind: object) -> object:
    """Return the kind of a side in arithmetic: a whole number counts as an int beside another int."""
    return WHOLE if kind is NUMBER and node[1] == node[1].to_integral_value() else kind


def _product_kind(kind: object, other: object) -> object | None:
    """Return the kind of a product: money times a share is money, a count times a whole number a count."""
    bare = {NUMBER, WHOLE}
    if {kind, other} - NUMERIC - bare or kind is other is Kind.MONEY:
        return None
    if Kind.MONEY in {kind, other}:
        return Kind.MONEY
    return Kind.INT if {kind, other} <= {Kind.INT, WHOLE} else Kind.RATIO


def _as_kind(node: Tree, kind: object, wanted: object) -> Tree:
    return ("lit", inner_number(wanted, node[1])) if kind is NUMBER else node


def _as_plain(node: Tree, kind: object) -> Tree:
    return ("lit", inner_number(Kind.INT, node[1])) if kind is NUMBER else node


def _named(kind: object) -> str:
    return kind.value if isinstance(kind, Kind) else str(kind)


def _written(node: Tree) -> str:
    """Write a tree back as text for a message."""
    head = node[0]
    if head in {"c", "p"}:
        return f"{head}.{node[1]}"
    if head in {"lit", "day"}:
        return f"'{node[1]}'" if isinstance(node[1], str) and head == "lit" else str(node[1])
    if head == "call":
        return f"{node[1]}({', '.join(_written(part) for part in node[2:])})"
    if head == "in":
        return f"{_written(node[1])} IN ({', '.join(_written(part) for part in node[2:])})"
    if head in {"not", "null"}:
        return f"NOT {_written(node[1])}" if head == "not" else f"{_written(node[1])} IS NULL"
    return f" {head} ".join(_written(part) for part in node[1:])
