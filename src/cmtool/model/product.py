"""Products: what can be offered (产品). What one earns for the house is nowhere in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cmtool.model.fact import Scalar
from cmtool.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A thing that can be offered, in the client's terms: what it is, its worst case, its costs.

    ``values`` holds every field that a predicate may read as ``p.name``, money in fen.
    """

    code: str
    desk: str
    title: Text
    about: Text
    worst_case: Text
    costs: Text
    serves: tuple[str, ...] = ()
    disclosures: tuple[Text, ...] = ()
    sample: bool = False
    since: date | None = None
    until: date | None = None
    values: Mapping[str, Scalar] = field(default_factory=dict)

    @property
    def risk_level(self) -> int | None:
        """The product's grade, 1 to 5."""
        level = self.values.get("risk_level")
        return int(level) if level is not None else None

    def offered(self, on: date) -> bool:
        """Return whether it can be offered on the day ``on``."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)
