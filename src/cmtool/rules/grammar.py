"""The grammar of conditions: a small part of SQL, and nothing that engines answer differently.

sqlglot reads the text; what comes out is our own tree of plain tuples (``cmtool.model.predicate``). Anything outside the
list is refused with the piece that is wrong and, in words of its own, what to write instead (``refusals``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from cmtool.model.predicate import Tree
from cmtool.rules import literals, refusals

if TYPE_CHECKING:
    from sqlglot import exp

FUNCTIONS = {"age_years": 1, "days_since": 1, "days_until": 1, "has": 2, "has_any": 2, "has_all": 2}
COMPARISONS = {"EQ": "=", "NEQ": "<>", "LT": "<", "LTE": "<=", "GT": ">", "GTE": ">="}
ARITHMETIC = {"Add": "+", "Sub": "-", "Mul": "*"}
THE_DAY, THE_NUMBER = "the_day", "the_number"  # how a bare date and a number with a unit travel through the SQL parser
AMOUNT, SHARE = "amount", "share"  # units that a number is written with
LONGEST, DEEPEST = (
    4000,
    40,
)  # characters, and levels of brackets and NOTs: every engine and every reader of the tree copes with less
PLAIN_NUMBER = re.compile(r"(?P<whole>\d*)(?:\.(?P<part>\d*))?")
MOST_DIGITS, MOST_DECIMALS = 18, 12
TRAVELLED = re.compile(r"the_(?:day|number)\('([^']*)'\)", re.IGNORECASE)
QUOTED_OR_LITERAL = re.compile(
    r"'(?:[^']|'')*'"
    r"|(?P<ours>(?i:\bthe_(?:day|number)\b))"
    r"|(?P<day>\d{4}-\d{2}-\d{2})"
    r"|(?<![\w.])(?P<number>\d+(?:\.\d+)?(?:[%％‰]|(?:百万|千万|千|万|萬|亿|億)?元?))(?![\w.])"
)


class OutsideGrammar(Exception):
    """The text is not a condition of ours: ``key`` names the sentence, ``piece`` is the part that is wrong."""

    def __init__(self, key: str, piece: str) -> None:
        super().__init__(key, piece)
        self.key = key
        self.piece = piece


def parse(text: str) -> Tree:
    """Return the tree of a condition, its literals as written.

    A literal is ``("lit", Decimal | str | bool)`` or ``("day", "2026-11-24")``; a number with a unit says which:
    ``("lit", Decimal(500000), "amount")`` for 50万, ``("lit", Decimal("0.03"), "share")`` for 3%.

    Raises:
        OutsideGrammar: it is not SQL, or uses what the grammar leaves out.
    """
    import logging

    import sqlglot
    from sqlglot.errors import SqlglotError

    if len(text) > LONGEST:
        raise OutsideGrammar("predicate-too-long", f"{text[:40]}…")
    if wrong := refusals.in_the_text(text):
        raise OutsideGrammar(*wrong)
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # what it cannot read is our sentence to say
    try:
        parsed = sqlglot.parse(_plain(text), dialect="duckdb")
        if len(parsed) != 1 or parsed[0] is None:
            raise OutsideGrammar("predicate-not-sql", text)
        tree = _tree(parsed[0])
        if _depth(tree) > DEEPEST:
            raise RecursionError
    except SqlglotError:
        raise OutsideGrammar("predicate-not-sql", text) from None
    except RecursionError:
        raise OutsideGrammar("predicate-too-deep", f"{text[:40]}…") from None
    return tree


def _depth(node: Tree) -> int:
    return 1 + max((_depth(part) for part in node[1:] if isinstance(part, tuple)), default=0)


def _plain(text: str) -> str:
    """Write 50万, 3.5% and a bare day as calls, leaving quoted words alone."""

    def rewrite(found: re.Match[str]) -> str:
        if found["ours"]:
            raise OutsideGrammar("predicate-no-function", found["ours"])
        if found["day"]:
            return f"{THE_DAY}('{found['day']}')"
        if found["number"]:
            return found[0] if found[0].isascii() and found[0][-1].isdigit() else f"{THE_NUMBER}('{found['number']}')"
        return found[0]

    return QUOTED_OR_LITERAL.sub(rewrite, text)


def _tree(node: exp.Expression) -> Tree:
    """Turn a parsed node into ours, or refuse it."""
    name = type(node).__name__
    if name == "Paren":
        return _tree(node.this)
    if name in {"And", "Or"}:
        return _joined(name.lower(), _tree(node.left), _tree(node.right))
    if name == "Not":
        return ("not", _tree(node.this))
    if name in COMPARISONS:
        return (COMPARISONS[name], _tree(node.left), _tree(node.right))
    if name in ARITHMETIC:
        return (ARITHMETIC[name], _tree(node.left), _tree(node.right))
    reader = {"Between": _between, "In": _in, "Is": _is, "Column": _column, "Literal": _literal, "Boolean": _literal,
              "Neg": _negative, "Anonymous": _call}.get(name)  # fmt: skip
    if reader is None:
        raise _refused(node)
    return reader(node)


def _refused(node: exp.Expression, key: str = "") -> OutsideGrammar:
    """Return the refusal of a node: by the key given, by its kind, as a function, else in general."""
    from sqlglot import exp

    known = key or refusals.BY_NODE.get(type(node).__name__)
    general = "predicate-no-function" if isinstance(node, exp.Func) else "predicate-not-allowed"
    return OutsideGrammar(known or general, TRAVELLED.sub(r"\1", node.sql()))


def _joined(head: str, left: Tree, right: Tree) -> Tree:
    """Return a chain of AND or OR as one node, so that a long list is not a deep tree."""
    return (head, *(left[1:] if left[0] == head else (left,)), *(right[1:] if right[0] == head else (right,)))


def _between(node: exp.Expression) -> Tree:
    if node.args.get("symmetric"):
        raise _refused(node, "predicate-symmetric")
    return ("between", _tree(node.this), _tree(node.args["low"]), _tree(node.args["high"]))


def _in(node: exp.Expression) -> Tree:
    if not node.expressions:
        raise _refused(node, "predicate-no-subquery" if node.args.get("query") else "predicate-in-a-list")
    return ("in", _tree(node.this), *(_tree(item) for item in node.expressions))


def _is(node: exp.Expression) -> Tree:
    if type(node.expression).__name__ != "Null":
        raise _refused(node, "predicate-is-truth")
    return ("null", _tree(node.this))


def _column(node: exp.Expression) -> Tree:
    if node.table not in {"c", "p"} or len(node.parts) != 2:
        raise _refused(node, "predicate-no-prefix")
    return (node.table, node.name)


def _literal(node: exp.Expression) -> Tree:
    if type(node).__name__ == "Boolean":
        return ("lit", bool(node.this))
    return ("lit", str(node.this)) if node.is_string else ("lit", _decimal(node))


def _decimal(node: exp.Expression) -> Decimal:
    """Return a plain number: digits and at most one point."""
    found = PLAIN_NUMBER.fullmatch(node.this)
    if not found or not (found["whole"] or found["part"]):
        raise _refused(node, "predicate-number-shape")
    if len(found["whole"]) > MOST_DIGITS:
        raise _refused(node, "predicate-number-too-large")
    if len(found["part"] or "") > MOST_DECIMALS:
        raise _refused(node, "predicate-number-too-fine")
    return Decimal(node.this)


def _negative(node: exp.Expression) -> Tree:
    inner = _tree(node.this)
    if inner[0] != "lit" or not isinstance(inner[1], Decimal):
        raise _refused(node, "predicate-negated")
    return ("lit", -inner[1], *inner[2:])


def _call(node: exp.Expression) -> Tree:
    name = str(node.this).lower()
    if name == THE_NUMBER:
        return _with_unit(node)
    if name == THE_DAY:
        return ("day", str(node.expressions[0].this))
    if name not in FUNCTIONS:
        raise _refused(node, "predicate-no-clock" if name in refusals.CLOCKS else "")
    inputs = [_tree(item) for item in node.expressions]
    if len(inputs) < FUNCTIONS[name] or (FUNCTIONS[name] == 1 and len(inputs) > 1):
        raise _refused(node, "predicate-wrong-inputs")
    return ("call", name, *inputs)


def _with_unit(node: exp.Expression) -> Tree:
    """Return a number written with a unit: 50万 is an amount, 3% a share."""
    written = str(node.expressions[0].this)
    value = literals.number(written)
    if len(f"{abs(value):f}".partition(".")[0]) > MOST_DIGITS:
        raise _refused(node, "predicate-number-too-large")
    if -value.as_tuple().exponent > MOST_DECIMALS:
        raise _refused(node, "predicate-number-too-fine")
    unit = SHARE if written[-1] in "%％‰" else AMOUNT if not written[-1].isdigit() else ""
    return ("lit", value, unit) if unit else ("lit", value)
