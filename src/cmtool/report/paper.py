"""A calculation as a document of its own, Markdown or self-contained HTML, from a template of the desk or the shared one.

A calculator that names its ``document`` finds ``NAME.html`` and ``NAME.md`` in the desk's templates or the shared ones; any
other is written by ``calculation``. A template is given the results in words (``single``, ``table``, ``remarks``), the
values themselves (``values``), and charts (``bars``, ``lines``) drawn from them; it computes nothing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmtool import __version__
from cmtool.errors import InvalidData, Misconfigured, NotFound
from cmtool.model import Calculator, Outcome, Quantity
from cmtool.report import charts
from cmtool.report.calculation import columns_of, unit_of
from cmtool.report.documents import FORMATS
from cmtool.report.figures import NUMERIC, notes, shown
from cmtool.report.sandbox import sandbox
from cmtool.words import said

if TYPE_CHECKING:
    pass

PLAIN = "calculation"
Other = Callable[[str, Mapping[str, object]], tuple[Calculator, Outcome]]


class Drawing(str):
    """A chart or a table in the words of a document's format: it is not escaped again."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the chart as it stands."""
        return str(self)


class Paper:
    """What a template asks of a calculation; words in one language."""

    def __init__(self, calculator: Calculator, outcome: Outcome, lang: str, form: str, other: Other | None = None) -> None:
        self._other = other
        self.calculator = calculator
        self.values = outcome.values
        self.lang = lang
        self.form = form
        self.remarks = notes(calculator, outcome, lang)
        self._results = {quantity.name: quantity for quantity in calculator.results}

    def calc(self, name: str, **inputs: object) -> Paper:
        """Return another calculation, its inputs read and checked as on the command line; files as plain values.

        Raises:
            NotFound: there is no such calculator.
        """
        if self._other is None:
            raise NotFound("calc-no-such-name", found=name)
        return Paper(*self._other(name, inputs), self.lang, self.form, self._other)

    def single(self, name: str) -> str:
        """Return one result in words, with its unit."""
        quantity = self._results[name]
        gap = "" if self.lang == "zh" else " "
        return gap.join(filter(None, (shown(quantity, self.values.get(name), self.lang), unit_of(quantity, self.lang))))

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

    def bars(
        self, title: str, labels: Sequence[object], series: Sequence[tuple[str, Sequence[object]]], *, stacked: bool = False
    ) -> Drawing:
        """Return a chart of bars for the document's format."""
        return self._drawn(title, charts.bars(title, [*map(str, labels)], _floats(series), self.lang, stacked=stacked))

    def lines(self, title: str, labels: Sequence[object], series: Sequence[tuple[str, Sequence[object]]]) -> Drawing:
        """Return a chart of lines for the document's format."""
        return self._drawn(title, charts.lines(title, [*map(str, labels)], _floats(series), self.lang))

    def _column(self, name: str, column: str) -> Quantity:
        return next(found for found in self._results[name].columns if found.name == column)

    def _drawn(self, title: str, svg: str) -> Drawing:
        if self.form == "html":
            return Drawing(svg)
        svg = svg.replace('font-family="inherit"', 'font-family="sans-serif" style="background:#ffffff"')  # it stands alone
        return Drawing(f"![{title}](data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})")


def paper(
    calculator: Calculator,
    inputs: Mapping[str, object],
    outcome: Outcome,
    suffix: str,
    lang: str,
    on: date,
    own: Path | None = None,
    other: Other | None = None,
) -> str:
    """Return a calculation as a document in the format of ``suffix``; ``other`` runs what a template calculates besides.

    Raises:
        InvalidData: there is no such format.
        Misconfigured: the template cannot be filled.
    """
    from jinja2 import TemplateError

    form = FORMATS.get(suffix.lower())
    if form is None:
        raise InvalidData("document-format", found=suffix, known=sorted(filter(None, FORMATS)))
    name = f"{calculator.document or PLAIN}.{form}"
    context = {
        "paper": Paper(calculator, outcome, lang, form, other),
        "calculator": calculator,
        "inputs": inputs,
        "lang": lang,
        "on": on,
    }
    try:
        return sandbox(form, own, (Drawing,)).get_template(name).render(**context, **_spoken(lang))
    except TemplateError as wrong:
        raise Misconfigured("template-failed", path=name, wrong=wrong) from None


def _spoken(lang: str) -> dict[str, object]:
    """Return what a template says words with: of the catalogue, of a pack, and its own in two languages."""
    return {
        "version": __version__,
        "w": lambda key, **figures: said(lang, key, **figures),
        "say": lambda text: text.said(lang),
        "t": lambda zh, en: en if lang == "en" else zh,
        "raw": Drawing,
    }


def _floats(series: Sequence[tuple[str, Sequence[object]]]) -> list[tuple[str, list[float]]]:
    return [(name, [float(figure or 0) for figure in figures]) for name, figures in series]  # type: ignore[arg-type]
