"""Formulas of a column in a workbook (公式): of the same row, other columns in braces; arithmetic and nothing else.

A formula is written only where its result is shown as the cell's own words are, so that a workbook that works itself out
again says what the paper says.

>>> Formula("{amount} * {rate} / 100").computed({"amount": 20000.0, "rate": 1.5})
300.0
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from functools import cached_property

NAME = re.compile(r"\{(\w+)\}")
WAYS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class Formula:
    """A formula as a template writes it."""

    def __init__(self, written: str) -> None:
        self._written = written.removeprefix("=").strip()
        self.names = tuple(dict.fromkeys(NAME.findall(written)))

    @cached_property
    def _tree(self) -> ast.expr | None:
        numbers = {name: f"_{place}" for place, name in enumerate(self.names)}
        try:
            return ast.parse(NAME.sub(lambda found: numbers[found[1]], self._written), mode="eval").body
        except (SyntaxError, ValueError):
            return None

    def computed(self, row: Mapping[str, float | None]) -> float | None:
        """Return what the formula gives for a row; nothing where it is no arithmetic, or lacks a figure."""
        figures = [row.get(name) for name in self.names]
        if self._tree is None or any(figure is None for figure in figures):
            return None
        try:
            return _value(self._tree, {f"_{place}": figure for place, figure in enumerate(figures) if figure is not None})
        except (ArithmeticError, TypeError):
            return None

    def written(self, cells: Mapping[str, str]) -> str:
        """Return the formula as Excel reads it, names as cells."""
        return "=" + NAME.sub(lambda found: cells[found[1]], self._written)


def _value(tree: ast.expr, figures: Mapping[str, float]) -> float:
    if isinstance(tree, ast.Constant) and isinstance(tree.value, int | float):
        return float(tree.value)
    if isinstance(tree, ast.Name):
        return float(figures[tree.id]) if tree.id in figures else _no()
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        return -_value(tree.operand, figures)
    if isinstance(tree, ast.BinOp) and type(tree.op) in WAYS:
        return WAYS[type(tree.op)](_value(tree.left, figures), _value(tree.right, figures))
    return _no()


def _no() -> float:
    raise TypeError("no arithmetic")
