"""Texts made of other columns: ``"{省}{市}"``, ``"UCI-{line:05d}"``.

Between braces stands a column of the file, or ``line``: the row's number among the clients, from 1. Nothing else is understood, so
that a mapping file can compute nothing but text.

>>> Template("UCI-{line:05d}").filled({}, 7)
'UCI-00007'
>>> Template("{省}{市}").filled({"省": "浙江", "市": "杭州"}, 7)
'浙江杭州'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

NUMBER = "line"
WIDTH = re.compile(r"(?:0?\d{1,2})?d?")


class Template:
    """A text with places for columns.

    Raises:
        ValueError: a brace does not close, or asks for more than a column or the row's number.
    """

    def __init__(self, written: str) -> None:
        self._pieces = [(literal, field or "", spec or "") for literal, field, spec, _ in _parsed(written)]
        self.columns = tuple(dict.fromkeys(field for _, field, _ in self._pieces if field and field != NUMBER))
        self.counts = any(field == NUMBER for _, field, _ in self._pieces)

    def filled(self, cells: Mapping[str, str], number: int) -> str:
        """Return the text for one row; empty where every column it is made of is empty."""
        if self.columns and not self.counts and not any(cells[name] for name in self.columns):
            return ""
        return "".join(literal + self._value(field, spec, cells, number) for literal, field, spec in self._pieces)

    @staticmethod
    def _value(field: str, spec: str, cells: Mapping[str, str], number: int) -> str:
        if not field:
            return ""
        return format(number, spec) if field == NUMBER else cells[field]


def _parsed(written: str) -> list[tuple[str, str | None, str | None, str | None]]:
    pieces = list(Formatter().parse(written))
    for _, field, spec, conversion in pieces:
        if field is None:
            continue
        if not field or conversion or (spec and field != NUMBER) or not WIDTH.fullmatch(spec or ""):
            raise ValueError(written)
    return pieces
