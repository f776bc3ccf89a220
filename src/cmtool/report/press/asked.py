"""Figures that a template asked for and got, each with what it is and where it comes from.

>>> Asked({"months": "240"}, [["期数", "240", "本次提供"]]).number("months")
Decimal('240')
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cmtool.errors import InvalidData
from cmtool.rules import literals

NO_NUMBER = "press-not-number"


class Asked:
    """The figures asked for, by name; ``rows`` say what each is, its value, and where it comes from."""

    def __init__(self, found: Mapping[str, object], rows: list[list[str]]) -> None:
        self._found = found
        self.rows = rows

    def number(self, name: str) -> Decimal | None:
        """Return a figure as a number, ``20万`` and ``3.5%`` read as on the command line; ``None`` where it is not known.

        Raises:
            InvalidData: it is none.
        """
        found = getattr(self, name)
        try:
            return None if found is None else literals.number(str(found))
        except ValueError:
            raise InvalidData(NO_NUMBER, name=name, found=found) from None

    def __getattr__(self, name: str) -> object:
        """Return a figure by its name."""
        if name.startswith("_") or name not in self._found:
            raise AttributeError(name)
        return self._found[name]
