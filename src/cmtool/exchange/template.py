"""Texts made of other columns: ``"{省}{市}"``, ``"UCI-{line:05d}"``.

Between braces stands a column of the file, or ``line``: the row's number among the clients, from 1. Nothing else is understood,
so that a mapping file can compute nothing but text.

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
        fields = _fields(written)
        self._written = written
        self.columns = tuple(dict.fromkeys(field for field in fields if field != NUMBER))
        self.counts = NUMBER in fields

    def filled(self, cells: Mapping[str, str], number: int) -> str:
        """Return the text for one row; empty where every column it is made of is empty."""
        if self.columns and not self.counts and not any(cells[name] for name in self.columns):
            return ""
        return self._written.format_map({**cells, NUMBER: number})


def _fields(written: str) -> list[str]:
    """Return what stands between braces; names with a dot or a bracket would reach into values and are not columns."""
    found = []
    for _, field, spec, conversion in Formatter().parse(written):
        if field is None:
            continue
        if not field or conversion or (spec and field != NUMBER) or not WIDTH.fullmatch(spec or "") or set(field) & set(".[]!"):
            raise ValueError(written)
        found.append(field)
    return found
