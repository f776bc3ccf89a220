"""A calculation as a document of its own, in every format of the press, from a template of the desk or the shared one.

A calculator that names its ``document`` finds ``NAME.md`` in the desk's templates or the shared ones; any other is written by
``calculation``. A template is given the results in words (``single``, ``table``, ``remarks``) and the values themselves
(``values``), from which it draws charts; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmtool.errors import NotFound
from cmtool.model import Calculator, GlossaryTerm, Outcome, Quantity
from cmtool.report.calculation import columns_of, unit_of
from cmtool.report.figures import NUMERIC, notes, shown

PLAIN = "calculation"
SINGLE = (int, float, Decimal, str, date)
OF_A_CLIENT = ("client", "ask")  # a template that also serves a client asks whether there is a calculation first
Other = Callable[[str, Mapping[str, object]], tuple[Calculator, Outcome]]


class Paper:
    """What a template asks of a calculation; words in one language."""

    def __init__(
        self, calculator: Calculator, outcome: Outcome, lang: str, other: Other | None = None,
        inputs: Mapping[str, object] | None = None,
    ) -> None:  # fmt: skip
        self._other = other
        self._inputs = inputs or {}
        self.calculator = calculator
        self.values = outcome.values
        self.lang = lang
        self.remarks = notes(calculator, outcome, lang)
        self._results = {quantity.name: quantity for quantity in calculator.results}

    def calc(self, name: str, **inputs: object) -> Paper:
        """Return another calculation, its inputs read and checked as on the command line; files as plain values.

        Raises:
            NotFound: there is no such calculator.
        """
        if self._other is None:
            raise NotFound("calc-no-such-name", found=name)
        return Paper(*self._other(name, inputs), self.lang, self._other)

    def asked(self) -> list[tuple[str, str]]:
        """Return what it started from: the title of each single input, and its value with the unit."""
        given = [one for one in self.calculator.inputs if isinstance(self._inputs.get(one.name), SINGLE)]
        return [(one.title.said(self.lang), self._with_unit(one, self._inputs[one.name])) for one in given]

    def single(self, name: str) -> str:
        """Return one result in words, with its unit."""
        return self._with_unit(self._results[name], self.values.get(name))

    def singles(self) -> list[tuple[str, str]]:
        """Return every single result that there is: its title, and its value with the unit."""
        known = [
            name for name, quantity in self._results.items() if quantity.kind != "table" and self.values.get(name) is not None
        ]
        return [(self._results[name].title.said(self.lang), self.single(name)) for name in known]

    def tables(self) -> list[dict[str, Any]]:
        """Return every table that has rows."""
        named = [name for name, quantity in self._results.items() if quantity.kind == "table" and self.values.get(name)]
        return [self.table(name) for name in named]

    def table(self, name: str, *names: str) -> dict[str, Any]:
        """Return a table in words: its title, its heads and rows; of the columns named, where some are."""
        quantity = self._results[name]
        rows = self.values.get(name) or ()
        columns = [column for column in columns_of(quantity, rows) if not names or column.name in names]
        return {
            "title": quantity.title.said(self.lang),
            "heads": [
                {
                    "name": column.name,
                    "title": column.title.said(self.lang),
                    "unit": unit_of(column, self.lang),
                    "right": column.kind in NUMERIC,
                }
                for column in columns
            ],
            "values": [[row.get(column.name) for column in columns] for row in rows],  # type: ignore[union-attr]
            "rows": [[shown(column, row.get(column.name), self.lang) for column in columns] for row in rows],  # type: ignore[union-attr]
        }

    def column(self, name: str, column: str, **where: object) -> list[object]:
        """Return the figures of one column, of the rows whose other columns are as asked."""
        rows: Sequence[Mapping[str, object]] = self.values.get(name) or ()  # type: ignore[assignment]
        return [row.get(column) for row in rows if all(row.get(key) == value for key, value in where.items())]

    def words(self, name: str, column: str, **where: object) -> list[str]:
        """Return one column in words."""
        quantity = self._column(name, column)
        return [shown(quantity, value, self.lang) for value in self.column(name, column, **where)]

    def distinct(self, name: str, column: str) -> list[object]:
        """Return the different figures of one column, in the order in which they come."""
        return list(dict.fromkeys(self.column(name, column)))

    def head(self, name: str, column: str) -> str:
        """Return the heading of a table's column."""
        return self._column(name, column).title.said(self.lang)

    def _with_unit(self, quantity: Quantity, value: object) -> str:
        gap = "" if self.lang == "zh" else " "
        return gap.join(filter(None, (shown(quantity, value, self.lang), unit_of(quantity, self.lang))))

    def _column(self, name: str, column: str) -> Quantity:
        return next(found for found in self._results[name].columns if found.name == column)


def paper(
    calculator: Calculator,
    inputs: Mapping[str, object],
    outcome: Outcome,
    suffix: str,
    lang: str,
    on: date,
    own: Path | None = None,
    other: Other | None = None,
    terms: Iterable[GlossaryTerm] = (),
) -> bytes:
    """Return a calculation as a document in the format of ``suffix``; ``other`` runs what a template calculates besides.

    Raises:
        InvalidData: there is no such format.
        Misconfigured: the template cannot be filled, or the format needs a part that is not installed.
    """
    from cmtool.report.press.glossary import Glossary
    from cmtool.report.press.lookup import Folder, Shelf
    from cmtool.report.press.printing import Order, document, printed

    found = Paper(calculator, outcome, lang, other, inputs)
    makers: dict[str, Callable[[], object]] = {
        "calculation": lambda: found,
        "inputs": lambda: inputs,
        "on": lambda: on,
        "calc": lambda: found.calc,
        **{name: lambda: None for name in OF_A_CLIENT},
    }
    shelf = Shelf([Folder(calculator.desk, own)] if own else [])
    template = shelf.find(calculator.document or PLAIN)
    order = Order(template=template, shelf=shelf, lang=lang, makers=makers, glossary=Glossary(terms))
    return printed(order, document(order), suffix)
