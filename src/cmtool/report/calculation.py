"""A calculation on the screen and for scripts: single results as one table, then each table of results with its units.

A table wider than the terminal goes on below, its first column repeated, so that no figure is folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cmtool.errors import NotFound
from cmtool.model import Calculator, Outcome, Quantity
from cmtool.report.figures import NUMERIC, notes, outer, shown
from cmtool.report.listing import PADDING, Listing, folded, tabulated, title
from cmtool.words import said

GAP = 2
FIGURES = 16  # columns kept for a figure beside words
HEADING = 12  # columns that a heading may take before it is folded
PIECE = re.compile(r"[\u2e80-\uffef][，。；：、）]*|[^\s\u2e80-\uffef]+\s*|\s+")


def item(calculator: Calculator, inputs: Mapping[str, object], outcome: Outcome, lang: str) -> dict[str, Any]:
    """Return a calculation as JSON holds it, whole: inputs, results and tables with their units, remarks."""
    return {
        "calculator": f"{calculator.desk}.{calculator.name}",
        "inputs": {
            quantity.name: {"value": outer(inputs[quantity.name]), "unit": unit_of(quantity, lang)}
            for quantity in calculator.inputs
        },
        "result": {name: _result(calculator, name, value, lang) for name, value in outcome.values.items()},
        "notes": notes(calculator, outcome, lang),
    }


def sheet(calculator: Calculator, outcome: Outcome, lang: str, width: int | None = None) -> str:
    """Return a calculation as a person reads it: title, single results, tables, remarks."""
    singles = [quantity for quantity in calculator.results if quantity.kind != "table"]
    rows = [row for quantity in singles if (row := _single(quantity, outcome.values.get(quantity.name), lang))]
    parts = [calculator.title.said(lang)]
    parts += [_singles(rows, lang, width)] if rows else []
    for quantity in calculator.results:
        if quantity.kind == "table" and outcome.values.get(quantity.name):
            parts.append(quantity.title.said(lang) + "\n\n" + table(quantity, outcome.values[quantity.name], lang, width))
    remarks = [_remark(said(lang, "calc-note", words=words), width) for words in notes(calculator, outcome, lang)]
    return "\n\n".join([*parts, *(["\n".join(remarks)] if remarks else [])])


def table(quantity: Quantity, rows: object, lang: str, width: int | None = None) -> str:
    """Return the rows of one result, numbers to the right, units under the headings; empty columns are left out."""
    columns = columns_of(quantity, rows)
    room = max(HEADING, width - FIGURES) if width else None
    cells = {column.name: [_cell(column, row.get(column.name), lang, room) for row in rows] for column in columns}
    return "\n\n".join(_block(block, cells, lang) for block in _blocks(columns, cells, lang, width))


def _cell(column: Quantity, value: object, lang: str, room: int | None) -> str:
    """Return one cell; words are folded so that a column of figures has room beside them."""
    words = shown(column, value, lang)
    return words if room is None or column.kind in NUMERIC else wrapped(words, room)


def columns_of(quantity: Quantity, rows: object) -> tuple[Quantity, ...]:
    """Return the columns of a table that hold anything."""
    return tuple(column for column in quantity.columns if any(row.get(column.name) is not None for row in rows))


def listing(calculator: Calculator, outcome: Outcome, on: date, lang: str, wanted: str = "") -> Listing:
    """Return the rows for a script: those of the table named, else of the only one, else the single results.

    Raises:
        NotFound: there is no such table.
    """
    tables = {quantity.name: quantity for quantity in calculator.results if quantity.kind == "table"}
    if wanted and wanted not in tables:
        raise NotFound("calc-no-table", calculator=calculator.name, found=wanted, known=list(tables))
    chosen = wanted or (next(iter(tables)) if len(tables) == 1 else "")
    if chosen:
        rows = outcome.values.get(chosen) or ()
        names = tuple(column.name for column in columns_of(tables[chosen], rows) or tables[chosen].columns)
        items = [{name: outer(row.get(name)) for name in names} for row in rows]  # type: ignore[union-attr]
        return Listing(schema="cmtool/calc-rows/1", as_of=on, items=items, columns=names)
    items = [
        {"name": quantity.name, "title": quantity.title.said(lang), "value": outer(value), "unit": unit_of(quantity, lang)}
        for quantity in calculator.results
        if quantity.kind != "table" and (value := outcome.values.get(quantity.name)) is not None
    ]
    return Listing(schema="cmtool/calc-rows/1", as_of=on, items=items, columns=("name", "title", "value", "unit"))


def unit_of(quantity: Quantity, lang: str) -> str:
    """Return the words of a unit, nothing where there is none."""
    return quantity.unit.said(lang) if quantity.unit else ""


def _result(calculator: Calculator, name: str, value: object, lang: str) -> dict[str, Any]:
    quantity = next((found for found in calculator.results if found.name == name), None)
    found: dict[str, Any] = {"value": outer(value), "unit": unit_of(quantity, lang) if quantity else ""}
    if quantity and quantity.kind == "table":
        found["units"] = {column.name: unit_of(column, lang) for column in quantity.columns}
    return found


def _single(quantity: Quantity, value: object, lang: str) -> dict[str, str] | None:
    if value is None:
        return None
    return {"title": quantity.title.said(lang), "value": shown(quantity, value, lang), "unit": unit_of(quantity, lang)}


def _remark(words: str, width: int | None) -> str:
    """Return a remark folded to the terminal, its further lines set in."""
    return wrapped(words, width - GAP).replace("\n", "\n  ") if width else words


def _singles(rows: Sequence[Mapping[str, str]], lang: str, width: int | None) -> str:
    """Return the single results as one table, long texts folded where it is wider than the terminal."""
    names = ("title", "value", "unit")
    if width:
        cells = [[title(name, lang) for name in names], *([row[name] for name in names] for row in rows)]
        sizes = dict(zip(names, folded(cells, width), strict=True))
        rows = [{name: wrapped(row[name], sizes[name]) for name in names} for row in rows]
    return tabulated(rows, names, lang)


def _heading(column: Quantity, lang: str) -> str:
    """Return a heading folded to a few columns, its unit on a line of its own."""
    unit = unit_of(column, lang)
    return wrapped(column.title.said(lang), HEADING) + (f"\n({unit})" if unit else "")


def wrapped(text: str, width: int) -> str:
    r"""Return a text in lines of at most ``width`` columns: words stay whole, wide characters may part anywhere.

    >>> wrapped("margin needed now", 8), wrapped("需要的保证金", 8)
    ('margin\nneeded\nnow', '需要的保\n证金')
    """
    from wcwidth import wcswidth

    lines = [""]
    for piece in PIECE.findall(text):
        if lines[-1] and wcswidth((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return "\n".join(line.rstrip() for line in lines)


def _blocks(
    columns: Sequence[Quantity], cells: Mapping[str, Sequence[str]], lang: str, width: int | None
) -> Iterator[list[Quantity]]:
    """Yield the columns that stand side by side; the first is repeated in each block."""
    from wcwidth import wcswidth

    def wide(column: Quantity) -> int:
        head = max(wcswidth(line) for line in _heading(column, lang).split("\n")) + PADDING
        return max(head, *(wcswidth(line) for text in cells[column.name] for line in text.split("\n"))) + GAP

    first = wide(columns[0])
    block, used = [columns[0]], first
    for column in columns[1:]:
        size = wide(column)
        if width and used + size - GAP > width and len(block) > 1:
            yield block
            block, used = [columns[0]], first
        block.append(column)
        used += size
    yield block


def _block(columns: Sequence[Quantity], cells: Mapping[str, Sequence[str]], lang: str) -> str:
    from tabulate import tabulate

    rows = list(zip(*(cells[column.name] for column in columns), strict=True))
    return tabulate(
        rows,
        headers=[_heading(column, lang) for column in columns],
        tablefmt="simple",
        disable_numparse=True,
        colalign=["right" if column.kind in NUMERIC else "left" for column in columns] if rows else None,
    )
