"""A document's charts as drawings: SVG in a font that is at hand, the words that stand in for one, and its picture.

Every figure drawn is in the alternative text, so that a chart says the same to those who hear it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from cmtool.model import Chart
from cmtool.model.document import LINES
from cmtool.report import charts
from cmtool.report.press.characters import printable

FAMILY = "Noto Sans SC"
DESCRIPTION = re.compile("<desc>(.*?)</desc>", re.DOTALL)
SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


def drawn(chart: Chart, lang: str) -> str:
    """Return a chart as SVG in the font of the page around it; its alternative text names every figure."""
    if chart.kind == LINES:
        return charts.lines(chart.title, chart.labels, chart.series, lang)
    return charts.bars(chart.title, chart.labels, chart.series, lang, stacked=chart.stacked)


def svg(chart: Chart, lang: str, family: str = FAMILY) -> str:
    """Return a chart as SVG that stands alone, its words in a family of fonts."""
    clean = replace(
        chart,
        title=printable(chart.title),
        labels=tuple(printable(label).replace("\n", " ") for label in chart.labels),
        series=tuple((printable(name), figures) for name, figures in chart.series),
    )
    return drawn(clean, lang).replace('font-family="inherit"', f'font-family="{family}"')


def alternative(chart: Chart, picture: str) -> str:
    """Return what is said in a chart's place: its title and its figures."""
    found = DESCRIPTION.search(picture)
    return ". ".join(filter(None, (printable(chart.title), unescape(found[1]) if found else "")))


def size(picture: str) -> tuple[int, int]:
    """Return a drawing's width and height, in its own units."""
    found = SIZE.search(picture)
    if found is None:
        raise ValueError("a drawing without a size")
    return int(found[1]), int(found[2])
