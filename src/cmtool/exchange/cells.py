"""Cells of a file read as values of a fact, the same cell only once; what cannot be read is shown masked, with the reason.

>>> text_of(13800138000.0), text_of('="0571"'), text_of("'+86 571")
('13800138000', '0571', '+86 571')
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from cmtool.errors import InvalidData
from cmtool.model import Fact, Kind, Scalar
from cmtool.rules import identity, values

FORMULA = ("=", "+", "-", "@", "\t", "\r")
AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
SHORTENED = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{1,3}")
BARE = re.compile(r"[-+]?[\d,，.]*\d")
EXACT = 10**15
LARGEST = 2**63 - 1
SHOWN, LEAST_MASKED = 40, 11


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that could not be read: how it may be shown, and the sentence that says why."""

    shown: str
    key: str
    figures: Mapping[str, object] = field(default_factory=dict)


class CellReader(dict):
    """Reads the cells of one column as one fact: ``reader[cell]`` is the value inside, ``None`` or an ``Unread``."""

    def __init__(
        self, fact: Fact, *, translation: Mapping[str, str] | None = None, unit: str = "", unknown: Collection[str] = ()
    ) -> None:
        super().__init__()
        self._fact = fact
        self._translation = translation or {}
        self._unit = unit
        self._unknown = frozenset(unknown)

    def __missing__(self, cell: object) -> Scalar | Unread:
        value = self[cell] = self._read(cell)
        return value

    def _read(self, cell: object) -> Scalar | Unread:
        text = text_of(cell)
        if text in self._unknown:
            return None
        text = self._translation.get(text, text)
        if not text:
            return None
        if self._unit and BARE.fullmatch(text):
            text += self._unit
        if self._digits_lost(cell, text):
            return self._unread(text, "import-digits-lost", title=self._fact.title)
        try:
            value = values.read(self._fact, text)
        except InvalidData as wrong:
            return self._unread(text, wrong.key, **wrong.figures)
        return value if _keepable(value) else self._unread(text, "import-too-large", title=self._fact.title)

    def _digits_lost(self, cell: object, text: str) -> bool:
        """Whether a spreadsheet has rounded a long number: it keeps fifteen digits."""
        if self._fact.kind is not Kind.TEXT:
            return False
        if isinstance(cell, int | float):
            return abs(cell) >= EXACT
        return bool((self._fact.form or self._fact.sensitive) and SHORTENED.fullmatch(text))

    def _unread(self, text: str, key: str, **figures: object) -> Unread:
        shown = shown_of(self._fact, text)
        return Unread(shown, key, {**figures, "value": shown})


def text_of(cell: object) -> str:
    """Return a cell as the text a person sees; marks that only keep a spreadsheet from calculating are taken off."""
    if isinstance(cell, str):
        text = cell.strip().lstrip("\ufeff")
        if text.startswith("'") and text[1:].startswith(FORMULA):
            text = text[1:].strip()
        wrapped = AS_TEXT.fullmatch(text)
        return wrapped[1].strip() if wrapped else text
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell)


def line_of(cell: object) -> str:
    """Return a cell as one line of text, for codes and names."""
    return " ".join(text_of(cell).split())


def shown_of(fact: Fact, text: str) -> str:
    """Return a text as a finding may show it: personal data hidden, whatever column it was typed in."""
    if fact.form and fact.form != "email" and len(text) < LEAST_MASKED:
        return text[:1] + "***"
    if fact.form:
        return identity.masked(fact.form, text)
    if fact.sensitive:
        return "***"
    plain = identity.scrubbed(text)
    return plain if len(plain) <= SHOWN else plain[:SHOWN] + "…"


def _keepable(value: Scalar) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or abs(value) <= LARGEST
