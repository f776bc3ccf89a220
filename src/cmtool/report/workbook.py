"""A list as an Excel workbook (.xlsx): headings that stay in sight, filters, fitting widths, every value as what it is.

Texts are written as texts whatever they begin with, so no name is ever computed as a formula or opened as a link; days are
Excel's dates. The time of making is the day asked about: the same question gives the same bytes. A second sheet says what the
list is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from cmtool.errors import InvalidData
from cmtool.report.folding import wide
from cmtool.words import said

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from cmtool.report.listing import Listing

ROWS = 1_048_575  # what a sheet holds below its headings
CHARACTERS = 32_767  # what a cell holds
EXACT = 10**15  # Excel keeps fifteen digits of a number
NARROWEST, WIDEST = 8, 60  # of a column, in characters
FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
PLAIN = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
HEADING = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#24476B", "valign": "vcenter"}
BODY = {"valign": "top", "text_wrap": True, "bottom": 1, "bottom_color": "#D9DEE6"}


def written(listing: Listing, names: Sequence[str], lang: str) -> bytes:
    """Return the workbook of a list.

    Raises:
        InvalidData: there are more items than a sheet holds.
    """
    from xlsxwriter import Workbook

    if len(listing.items) > ROWS:
        raise InvalidData("workbook-too-long", count=len(listing.items), most=ROWS)
    out = io.BytesIO()
    with Workbook(out, PLAIN) as book:
        book.set_properties({"title": listing.name(lang), "created": datetime.combine(listing.as_of, time())})
        _items(book, listing, names, lang)
        _about(book, listing, lang)
    return out.getvalue()


def _items(book: Workbook, listing: Listing, names: Sequence[str], lang: str) -> None:
    from cmtool.report.listing import title

    sheet = book.add_worksheet(said(lang, "workbook-list"))
    heading, body = book.add_format(HEADING), book.add_format(BODY)
    day = book.add_format({**BODY, "num_format": "yyyy-mm-dd", "align": "left"})
    rows = [[_content(item, name, lang) for name in names] for item in listing.items]
    headings = [title(name, lang) for name in names]
    for column, words in enumerate(headings):
        sheet.write_string(0, column, words, heading)
        sheet.set_column(column, column, _width(words, [row[column] for row in rows]))
    for number, row in enumerate(rows, 1):
        for column, content in enumerate(row):
            _write(sheet, number, column, content, body, day)
    sheet.autofilter(0, 0, len(rows), len(names) - 1)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")


def _about(book: Workbook, listing: Listing, lang: str) -> None:
    """Add the sheet that says what the list is, of which day, and what stands above its items."""
    from cmtool.report.listing import cell, title

    sheet = book.add_worksheet(said(lang, "workbook-about"))
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, WIDEST)
    bold, body = book.add_format({"bold": True, "valign": "top"}), book.add_format({"valign": "top", "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    head = [(title(name, lang), content if _number(content) else cell(content, lang)) for name, content in listing.head.items()]
    rows = [
        (title("title", lang), listing.name(lang)),
        (title("as_of", lang), listing.as_of),
        (title("count", lang), len(listing.items)),
        *head,
    ]
    for number, (words, content) in enumerate(rows):
        sheet.write_string(number, 0, words, bold)
        _write(sheet, number, 1, content, body, day)


def _content(item: object, name: str, lang: str) -> object:
    """Return what a cell holds: a number, a day, or a text."""
    from cmtool.report.listing import cell, value

    found = value(item, name)  # type: ignore[arg-type]
    if _number(found):
        return found
    if isinstance(found, str) and ISO.fullmatch(found):
        try:
            return day if (day := date.fromisoformat(found)) >= FIRST_DAY else found
        except ValueError:  # a text that only looks like a day
            return found
    return cell(found, lang)


def _number(content: object) -> bool:
    """Whether Excel would keep a value as it is, as a number."""
    return isinstance(content, int | float) and not isinstance(content, bool) and abs(content) < EXACT


def _write(sheet: Worksheet, row: int, column: int, content: object, body: Format, day: Format) -> None:
    if isinstance(content, date):
        sheet.write_datetime(row, column, content, day)
    elif isinstance(content, int | float):
        sheet.write_number(row, column, content, body)
    elif not content:
        sheet.write_blank(row, column, None, body)
    else:
        text = str(content)
        sheet.write_string(row, column, text if len(text) <= CHARACTERS else f"{text[: CHARACTERS - 1]}…", body)


def _width(heading: str, column: Sequence[object]) -> int:
    """Return a column's width: its widest line and the arrow of the filter, within reason."""
    lines = [line for content in column for line in str(content).splitlines()]
    return min(max([NARROWEST, wide(heading) + 4, *(wide(line) + 2 for line in lines)]), WIDEST)
