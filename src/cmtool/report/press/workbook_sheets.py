"""The sheets of a workbook, their names, and the look of what stands on them.

>>> name_of("费用[明细]: a/b", 1, set())
'费用 明细 a b'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cmtool.report.press.characters import printable
from cmtool.report.press.sums import Pattern

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FORBIDDEN = re.compile(r"[\[\]:*?/\\\s'＇]+")
LONGEST = 31  # of a sheet's name
RESERVED = "history"
A4 = 9
INK, SOFT, ACCENT, LINE, TINT = "#1D2430", "#5B6675", "#24476B", "#D9DEE6", "#F2F4F7"
CELL = {"valign": "top", "text_wrap": True, "bottom": 1, "bottom_color": LINE}
HEAD = {"bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "valign": "vcenter", "text_wrap": True}
LOOKS: dict[str, dict[str, object]] = {
    "heading-1": {"bold": True, "font_size": 18, "font_color": INK, "valign": "vcenter", "text_wrap": True},
    "heading-2": {
        "bold": True, "font_size": 14, "font_color": ACCENT, "valign": "bottom", "text_wrap": True, "bottom": 2,
        "bottom_color": ACCENT,
    },
    "heading-3": {"bold": True, "font_size": 12, "font_color": INK, "valign": "vcenter"},
    "text": {"valign": "top", "text_wrap": True},
    "soft": {"valign": "top", "text_wrap": True, "font_color": SOFT, "font_size": 10},
    "notice": {"bold": True, "valign": "vcenter", "text_wrap": True, "bg_color": TINT, "border": 1, "left": 5, "indent": 1},
    "lead": {"valign": "top", "align": "right"},
    "link": {"font_color": ACCENT, "underline": 1, "valign": "top"},
    "signature": {"valign": "bottom", "bottom": 1},
    "head": HEAD,
    "head-right": {**HEAD, "align": "right"},
    "cell": CELL,
    "cell-right": {**CELL, "align": "right"},
    "total": {**CELL, "top": 2, "top_color": ACCENT},
    "total-right": {**CELL, "top": 2, "top_color": ACCENT, "align": "right"},
}  # fmt: skip


class Sheets:
    """A workbook's sheets; each has a name of its own, and prints on A4."""

    def __init__(self, book: Workbook, lang: str) -> None:
        self.book = book
        self.lang = lang
        self._taken = {RESERVED}
        self._looks: dict[tuple[str, str, bool], Format] = {}

    def added(self, title: str) -> Worksheet:
        """Return a new sheet, named after a title as far as Excel lets it."""
        sheet = self.book.add_worksheet(name_of(title, len(self.book.worksheets()), self._taken))
        self._taken.add(sheet.get_name().lower())
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&R&P / &N")
        return sheet

    def look(self, name: str, number_format: str = "", *, strong: bool = False) -> Format:
        """Return a look; each is made once."""
        key = (name, number_format, strong)
        if key not in self._looks:
            more: dict[str, object] = {"num_format": number_format} if number_format else {}
            self._looks[key] = self.book.add_format({**LOOKS[name], **more, **({"bold": True} if strong else {})})
        return self._looks[key]

    @staticmethod
    def number_format(way: Pattern) -> str:
        """Return Excel's format for a writing of figures.

        >>> Sheets.number_format(Pattern("¥", 2, True, "", 1)), Sheets.number_format(Pattern("", 1, False, "%", 100))
        ('"¥"#,##0.00;"¥"-#,##0.00', '0.0%')
        """
        digits = ("#,##0" if way.grouped else "0") + ("." + "0" * way.decimals if way.decimals else "")
        before, after = _quoted(way.before), _quoted(way.after)
        if way.scale == 100:
            after = "%" + _quoted(way.after.removeprefix("%"))
        if way.signed:
            return f"{before}+{digits}{after};{before}-{digits}{after};{before}{digits}{after}"
        return f"{before}{digits}{after};{before}-{digits}{after}" if before else f"{digits}{after}"

    @staticmethod
    def cell(row: int, column: int) -> str:
        """Return a cell's name, as formulas write it.

        >>> Sheets.cell(2, 27)
        'AB3'
        """
        letters = ""
        column += 1
        while column:
            column, rest = divmod(column - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{letters}{row + 1}"


def name_of(title: str, number: int, taken: set[str]) -> str:
    """Return a sheet's name that Excel takes and no other sheet has."""
    plain = FORBIDDEN.sub(" ", printable(title)).strip()[:LONGEST].strip() or str(number + 1)
    found, count = plain, 1
    while found.lower() in taken:
        count += 1
        end = f" {count}"
        found = plain[: LONGEST - len(end)].rstrip() + end
    return found


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""
