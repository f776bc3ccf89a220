"""The grammar of conditions: a small part of SQL, and nothing that engines answer differently.

sqlglot reads the text; what comes out is our own tree of plain tuples (``cmtool.model.predicate``). Anything outside the
list is refused with the piece that is wrong.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from cmtool.model.predicate import Tree
from cmtool.rules import literals

if TYPE_CHECKING:
    from sqlglot import exp

FUNCTIONS = {"age_years": 1, "days_since": 1, "days_until": 1, "has": 2, "has_any": 2, "has_all": 2}
COMPARISONS = {"EQ": "=", "NEQ": "<>", "LT": "<", "LTE": "<=", "GT": ">", "GTE": ">="}
ARITHMETIC = {"Add": "+", "Sub": "-", "Mul": "*"}
THE_DAY = "the_day"  # how a bare date travels through the SQL parser
LONGEST, DEEPEST = (
    4000,
    40,
)  # characters, and levels of brackets and NOTs: every engine and every reader of the tree copes with less
PLAIN_NUMBER = re.compile(r"\d{1,18}(?:\.\d{0,12})?|\.\d{1,12}")
QUOTED_OR_LITERAL = re.compile(
    r"'(?:[^']|'')*'"
    r"|(?P<ours>\bthe_day\b)"
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
    """Return the tree of a condition, its literals as written: ``("lit", Decimal | str | bool)`` or ``("day", "2026-11-24")``.

    Raises:
        OutsideGrammar: it is not SQL, or uses what the grammar leaves out.
    """
    import sqlglot
    from sqlglot.errors import SqlglotError

    if len(text) > LONGEST:
        raise OutsideGrammar("predicate-too-long", f"{text[:40]}…")
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
    """Write 50万 and 3.5% as numbers and a bare day as a call, leaving quoted words alone."""

    def rewrite(found: re.Match[str]) -> str:
        if found["ours"]:
            raise OutsideGrammar("predicate-no-function", found["ours"])
        if found["day"]:
            return f"{THE_DAY}('{found['day']}')"
        if found["number"]:
            return f"{literals.number(found['number']):f}"
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
        raise OutsideGrammar("predicate-not-allowed", node.sql())
    return reader(node)


def _joined(head: str, left: Tree, right: Tree) -> Tree:
    """Return a chain of AND or OR as one node, so that a long list is not a deep tree."""
    return (head, *(left[1:] if left[0] == head else (left,)), *(right[1:] if right[0] == head else (right,)))


def _between(node: exp.Expression) -> Tree:
    if node.args.get("symmetric"):
        raise OutsideGrammar("predicate-not-allowed", node.sql())
    return ("between", _tree(node.this), _tree(node.args["low"]), _tree(node.args["high"]))


def _in(node: exp.Expression) -> Tree:
    if not node.expressions:
        raise OutsideGrammar("predicate-not-allowed", node.sql())
    return ("in", _tree(node.this), *(_tree(item) for item in node.expressions))


def _is(node: exp.Expression) -> Tree:
    if type(node.expression).__name__ != "Null":
        raise OutsideGrammar("predicate-not-allowed", node.sql())
    return ("null", _tree(node.this))


def _column(node: exp.Expression) -> Tree:
    if node.table not in {"c", "p"} or len(node.parts) != 2:
        raise OutsideGrammar("predicate-no-prefix", node.sql())
    return (node.table, node.name)


def _literal(node: exp.Expression) -> Tree:
    if type(node).__name__ == "Boolean":
        return ("lit", bool(node.this))
    if not node.is_string and not PLAIN_NUMBER.fullmatch(node.this):
        raise OutsideGrammar("predicate-not-allowed", node.sql())
    return ("lit", str(node.this) if node.is_string else Decimal(node.this))


def _negative(node: exp.Expression) -> Tree:
    inner = _tree(node.this)
    if inner[0] != "lit" or not isinstance(inner[1], Decimal):
        raise OutsideGrammar("predicate-not-allowed", node.sql())
    return ("lit", -inner[1])


def _call(node: exp.Expression) -> Tree:
    name = str(node.this).lower()
    inputs = [_tree(item) for item in node.expressions]
    if name == THE_DAY:
        return ("day", inputs[0][1])
    if name not in FUNCTIONS or len(inputs) < FUNCTIONS[name]:
        raise OutsideGrammar("predicate-no-function", node.sql())
    return ("call", name, *inputs)
