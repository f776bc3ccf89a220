"""The charts of a document as SVG."""

from __future__ import annotations

from cmtool.model.document import LINES, Chart
from cmtool.report import charts


def drawn(chart: Chart, lang: str) -> str:
    """Return a chart as SVG; its alternative text names every figure."""
    if chart.kind == LINES:
        return charts.lines(chart.title, chart.labels, chart.series, lang)
    return charts.bars(chart.title, chart.labels, chart.series, lang, stacked=chart.stacked)
