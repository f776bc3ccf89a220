"""The rows that have a fault, written out for repair: their cells as they were, and the reasons beside them.

A row that did not fit the heading stands to the right of the reasons, so that it can't be taken for repaired before its cells
are moved into their columns. Clients that were given a code keep it in a column, so that ``--update-by code`` finds them.
"""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cmtool.exchange.cells import FORMULA, text_of
from cmtool.exchange.layout import Layout
from cmtool.exchange.mapping import FileMap
from cmtool.exchange.reading import ClientFile
from cmtool.model import Fault
from cmtool.words import said

SUFFIXES = (".csv", ".xlsx")
NUMBER = re.compile(r"[-+]?[\d.,]{1,16}%?")
Row = list[object]


def save(path: Path, file: ClientFile, mapping: FileMap, faults: Sequence[Fault], codes: Mapping[int, str], lang: str) -> int:
    """Write the faulty rows to ``path``, readable for its owner only; return how many there are."""
    rows = list(_rows(file.layout, mapping, faults, codes, lang))
    content = _workbook(rows) if path.suffix.lower() == ".xlsx" else _text(rows, file.grid.delimiter or ",")
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    Path(name).replace(path)
    return len(rows) - 1


def _rows(layout: Layout, mapping: FileMap, faults: Sequence[Fault], codes: Mapping[int, str], lang: str) -> Iterator[Row]:
    heading = layout.heading
    coded = "code" not in layout.targets and "code" not in mapping.computed
    added = [said(lang, f"heading-{name}") for name, wanted in (("code", coded), ("number", mapping.counts)) if wanted]
    yield [*(heading.names[place] for place in heading.kept), *added, said(lang, "heading-reasons")]
    reasons: dict[int, list[str]] = {}
    for fault in faults:
        reasons.setdefault(fault.line, []).append(said(lang, fault.key, **fault.figures))
    for number, line in layout.numbered():
        if line.number not in reasons:
            continue
        given = [*([codes.get(line.number, "")] if coded else []), *([str(number)] if mapping.counts else [])]
        beside = [*given, said(lang, "list-semicolon").join(reasons[line.number])]
        if not line.torn and heading.fits(line):
            yield [*(line.cells[place] for place in heading.kept), *beside]
        else:
            beyond = line.cells[len(heading.names) :] if heading.repaired else line.cells
            yield [*[""] * len(heading.kept), *beside, *beyond]


def _text(rows: Sequence[Row], delimiter: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([_guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _guarded(cell: object) -> str:
    """Keep a spreadsheet from calculating a text; the reader takes the mark off again."""
    text = cell if isinstance(cell, str) else text_of(cell)
    return f"'{text}" if text.startswith(FORMULA) and not NUMBER.fullmatch(text) else text


def _workbook(rows: Sequence[Row]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                _write(sheet, number, place, cell, moment if isinstance(cell, datetime) else day)
    return out.getvalue()


def _write(sheet: Any, number: int, place: int, cell: object, form: object) -> None:  # noqa: ANN401
    if isinstance(cell, date):
        sheet.write_datetime(number, place, cell, form)
    elif isinstance(cell, int | float):
        sheet.write_number(number, place, cell)
    elif cell != "":
        sheet.write_string(number, place, text_of(cell) if not isinstance(cell, str) else cell)
