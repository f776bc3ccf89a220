"""Terms: what a rank or an urgency is the sum of (分项)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmtool.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term of a rank or an urgency; the terms add up to the whole."""

    code: str
    points: int
    words: Text
