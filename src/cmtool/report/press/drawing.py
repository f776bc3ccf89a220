"""A document's charts as drawings: SVG in a font that is at hand, the words that stand in for one, and its picture.

Every figure drawn is in the alternative text, so that a chart says the same to those who hear it.
"""

from __future__ import annotations

import re
from html import unescape

from cmtool.model import Chart
from cmtool.model.document import BARS
from cmtool.report import charts
from cmtool.report.press.characters import printable

FAMILY = "Noto Sans SC"
DESCRIPTION = re.compile("<desc>(.*?)</desc>", re.DOTALL)
SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


def svg(chart: Chart, lang: str, family: str = FAMILY) -> str:
    """Return a chart as SVG that stands alone, its words in a family of fonts."""
    series = [(printable(name), figures) for name, figures in chart.series]
    labels, title = [printable(label).replace("\n", " ") for label in chart.labels], printable(chart.title)
    if chart.kind == BARS:
        drawn = charts.bars(title, labels, series, lang, stacked=chart.stacked)
    else:
        drawn = charts.lines(title, labels, series, lang)
    return drawn.replace('font-family="inherit"', f'font-family="{family}"')


def alternative(chart: Chart, drawn: str) -> str:
    """Return what is said in a chart's place: its title and its figures."""
    found = DESCRIPTION.search(drawn)
    return ". ".join(filter(None, (printable(chart.title), unescape(found[1]) if found else "")))


def size(drawn: str) -> tuple[int, int]:
    """Return a drawing's width and height, in its own units."""
    found = SIZE.search(drawn)
    if found is None:
        raise ValueError("a drawing without a size")
    return int(found[1]), int(found[2])
