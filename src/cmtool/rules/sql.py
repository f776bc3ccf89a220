"""Many clients at once: a condition as SQLite text over the book's client table."""

from __future__ import annotations

from collections.abc import Callable

from cmtool.model import Scalar, Tree, day_of

Column = Callable[[str], str]


def condition(node: Tree, column: Column, on: int) -> str:
    """Return ``node`` as SQL; ``column`` gives the SQL of a fact as it reads on day number ``on``."""
    head = node[0]
    if head in {"and", "or"}:
        return "(" + f" {head.upper()} ".join(condition(part, column, on) for part in node[1:]) + ")"
    if head == "not":
        return f"(NOT {condition(node[1], column, on)})"
    if head == "sure":
        return f"coalesce({condition(node[1], column, on)}, 0)"
    if head == "null":
        return f"({condition(node[1], column, on)} IS NULL)"
    if head == "in":
        items = ", ".join(condition(item, column, on) for item in node[2:])
        return f"({condition(node[1], column, on)} IN ({items}))"
    if head == "call":
        return _call(node, column, on)
    if head == "lit":
        return quoted(node[1])
    if head == "c":
        return column(node[1])
    return f"({condition(node[1], column, on)} {head} {condition(node[2], column, on)})"


def quoted(value: Scalar) -> str:
    """Return a value as an SQL literal.

    >>> quoted("O'Hara"), quoted(None), quoted(5)
    ("'O''Hara'", 'NULL', '5')
    """
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def _call(node: Tree, column: Column, on: int) -> str:
    _, name, first, *rest = node
    inner = condition(first, column, on)
    if name == "days_since":
        return f"({on} - {inner})"
    if name == "days_until":
        return f"({inner} - {on})"
    if name == "age_years":
        today = f"{day_of(on):%Y%m%d}"
        return f"(({today} - CAST(strftime('%Y%m%d', {inner} * 86400, 'unixepoch') AS INTEGER)) / 10000)"
    wanted = [member for item in rest for member in str(item[1] or "").strip("|").split("|") if member]
    if any(item[0] == "lit" and item[1] is None for item in rest):
        return "NULL"
    tests = [f"instr({inner}, {quoted(f'|{member}|')}) > 0" for member in wanted]
    if not tests:
        return f"({inner} IS NOT NULL OR NULL)" if name != "has_any" else f"({inner} IS NULL AND NULL)"
    return "(" + (" OR " if name == "has_any" else " AND ").join(tests) + ")"
