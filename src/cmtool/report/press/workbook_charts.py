"""Charts of a workbook: Excel's own, beside the figures that they are drawn from; told apart without colour as on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmtool.model import Chart
from cmtool.model.document import BARS
from cmtool.report.charts import TONES
from cmtool.report.folding import wide
from cmtool.report.press import drawing
from cmtool.report.press.characters import printable
from cmtool.report.press.workbook_sheets import Sheets
from cmtool.words import said

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

PATTERNS = ("", "wide_upward_diagonal", "percent_25", "wide_downward_diagonal", "percent_5")
DASHES = ("solid", "dash", "round_dot", "dash_dot", "long_dash")
MARKS = ("circle", "square", "diamond", "triangle", "x")
TITLE, HEAD = 0, 1
CELL_TEXT = 32_767
WIDTH, HEIGHT = 720, 340


def drawn(sheets: Sheets, chart: Chart) -> Worksheet:
    """Write a chart and its figures on a sheet of their own."""
    sheet = sheets.added(chart.title or said(sheets.lang, "paper-chart"))
    labels = [printable(label)[:CELL_TEXT] for label in chart.labels]
    sheet.write_string(TITLE, 0, printable(chart.title)[:CELL_TEXT], sheets.look("heading-3"))
    sheet.set_column(0, 0, min(max([10, *(wide(label) + 2 for label in labels)]), 40))
    sheet.write_blank(HEAD, 0, None, sheets.look("head"))
    for row, label in enumerate(labels, HEAD + 1):
        sheet.write_string(row, 0, label, sheets.look("cell"))
    for column, (name, figures) in enumerate(chart.series, 1):
        sheet.write_string(HEAD, column, printable(name)[:CELL_TEXT], sheets.look("head-right"))
        sheet.set_column(column, column, min(max(12, wide(name) + 2), 30))
        for row, figure in enumerate(figures, HEAD + 1):
            sheet.write_number(row, column, figure, sheets.look("cell-right"))
    if chart.caption:
        sheet.write_string(HEAD + 2 + len(labels), 0, printable(chart.caption)[:CELL_TEXT])
    sheet.freeze_panes(HEAD + 1, 1)
    if chart.labels and chart.series:
        _chart(sheets, sheet, chart)
    return sheet


def _chart(sheets: Sheets, sheet: Worksheet, chart: Chart) -> None:
    kind = {"type": "column" if chart.kind == BARS else "line", **({"subtype": "stacked"} if chart.stacked else {})}
    made = sheets.book.add_chart(kind)
    name, last = sheet.get_name(), HEAD + len(chart.labels)
    for number in range(len(chart.series)):
        column = number + 1
        made.add_series(
            {
                "name": [name, HEAD, column],
                "categories": [name, HEAD + 1, 0, last, 0],
                "values": [name, HEAD + 1, column, last, column],
                **(_bar(number) if chart.kind == BARS else _line(number)),
            }
        )
    if chart.title:
        made.set_title({"name": [name, TITLE, 0], "name_font": {"size": 12}})
    else:
        made.set_title({"none": True})
    made.set_x_axis({"label_position": "low"})
    made.set_y_axis(
        {"major_gridlines": {"visible": True, "line": {"color": "#D9DEE6"}}, "num_format": "#,##0.######;-#,##0.######"}
    )
    made.set_legend({"position": "bottom"})
    made.set_size({"width": WIDTH, "height": HEIGHT})
    told = drawing.alternative(chart, drawing.svg(chart, sheets.lang))
    sheet.insert_chart(HEAD, len(chart.series) + 2, made, {"description": told})


def _bar(number: int) -> dict[str, object]:
    tone, pattern = TONES[number % len(TONES)], PATTERNS[number % len(PATTERNS)]
    border = {"border": {"color": tone}}
    if not pattern:
        return {"fill": {"color": tone}, **border}
    return {"pattern": {"pattern": pattern, "fg_color": tone, "bg_color": "#FFFFFF"}, **border}


def _line(number: int) -> dict[str, object]:
    tone = TONES[number % len(TONES)]
    return {
        "line": {"color": tone, "width": 2, "dash_type": DASHES[number % len(DASHES)]},
        "marker": {"type": MARKS[number % len(MARKS)], "size": 7, "border": {"color": tone}, "fill": {"color": "#FFFFFF"}},
    }
