"""A report in words: as items that scripts read, as tables on the screen, and as what a template of a document is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cmtool.model import Head, Part, Report, Shown, Text
from cmtool.report.folding import folded as wrapped
from cmtool.report.page import percent
from cmtool.report.tables import simple
from cmtool.words import said

Item = dict[str, Any]
COLUMNS = ("figure", "part_words", "line_words", "column_words", "value")
DASH = "—"
NUMBERS = frozenset({"count", "number", "share", "days", "money"})
MOST_DRAWN = 24  # bars of one series that can still be told apart
WIDTH = 80
MOST_COLUMNS, FEW_LINES = 8, 4  # a table of more columns and so few lines stands upright


def report_items(report: Report, lang: str) -> list[Item]:
    """Return every figure as an item with its place; shares from 0 to 1, ``None`` what is not known."""
    return [
        {
            "figure": f"{part.code}.{line.code}.{head.code}",
            "part": part.code,
            "part_words": part.title.said(lang),
            "line": line.code,
            "line_words": line.title.said(lang),
            "column": head.code,
            "column_words": head.title.said(lang),
            "kind": head.kind,
            "value": figure.said(lang) if isinstance(figure, Text) else figure,
        }
        for part, line, head, figure in report.figures()
    ]


def shown(figure: Shown, kind: str, lang: str) -> str:
    """Return a figure as people read it.

    >>> shown(1234, "count", "en"), shown(0.456, "share", "zh"), shown(12.0, "days", "en"), shown(None, "count", "zh")
    ('1,234', '45.6%', '12', '—')
    """
    if figure is None:
        return DASH
    if isinstance(figure, Text):
        return figure.said(lang)
    if isinstance(figure, str):
        return figure
    if kind == "share":
        return percent(float(figure))
    return f"{figure:,}".removesuffix(".0")


def report_sheet(report: Report, lang: str, width: int | None) -> str:
    """Return a report as tables on the screen, folded to ``width`` columns."""
    from cmtool.report.listing import folded

    told = Told(report, lang)
    out = [told.title, told.about, *(line for note in told.notes for line in wrapped(note, width or WIDTH))]
    for part in told.parts:
        out += ["", part.title]
        if part.rows:
            widths = folded([part.titles, *part.rows], width) if width else None
            out.append(simple(part.titles, part.rows, widths, part.right))
        out += [line for note in part.notes for line in wrapped(note, width or WIDTH)]
    return "\n".join(out)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a chart of a part shows."""

    title: str
    labels: list[str]
    series: list[tuple[str, list[float]]]
    stacked: bool
    caption: str = ""


class Told:
    """A report in one language, as templates and the screen are given it."""

    def __init__(self, report: Report, lang: str) -> None:
        self.code = report.code
        self.title = report.title.said(lang)
        self.on = report.on.isoformat()
        self.period = report.period.code
        self.whose = report.whose
        key = "report-about-whose" if report.whose else "report-about-all"
        self.about = said(lang, key, on=self.on, period=self.period, whose=report.whose)
        self.notes = [note.said(lang) for note in report.notes]
        self.parts = [ToldPart(part, lang) for part in report.parts]
        self._report = report
        self._lang = lang

    def part(self, code: str) -> ToldPart | None:
        """Return a part by its code, ``None`` where the report has none."""
        return next((part for part in self.parts if part.code == code), None)

    def figure(self, part: str, line: str, column: str) -> str:
        """Return one figure as people read it; what the report has not is a dash."""
        found = self._report.part(part)
        head = found and next((one for one in found.heads if one.code == column), None)
        return shown(found.figure(line, column) if found else None, head.kind if head else "count", self._lang)


class ToldPart:
    """A part in one language: its table, its chart, its remarks; few lines of many columns stand upright."""

    def __init__(self, part: Part, lang: str) -> None:
        self.code = part.code
        self.title = part.title.said(lang)
        self.notes = [note.said(lang) for note in part.notes]
        self.notes += [said(lang, "report-none")] if not (part.lines or part.notes) else []
        upright = len(part.heads) > MOST_COLUMNS and 0 < len(part.lines) <= FEW_LINES
        across, down = (part.lines, part.heads) if upright else (part.heads, part.lines)
        self.titles = [part.lead.said(lang), *(one.title.said(lang) for one in across)]
        figures = (
            list(zip(*(line.figures for line in part.lines), strict=True)) if upright else [line.figures for line in part.lines]
        )
        kinds = [[head.kind for head in part.heads]] * len(part.lines)
        kinds = [[head.kind] * len(part.lines) for head in part.heads] if upright else kinds
        self.rows = [
            [one.title.said(lang), *(shown(figure, kind, lang) for figure, kind in zip(row, named, strict=True))]
            for one, row, named in zip(down, figures, kinds, strict=True)
        ]
        numeric = [True] * len(part.lines) if upright else [head.kind in NUMBERS for head in part.heads]
        self.right = [place for place, counts in enumerate(numeric, 1) if counts]
        values = [[None, *(None if isinstance(figure, Text | str) else figure for figure in row)] for row in figures]
        names = ["line", *(one.code for one in across)]
        heads = [
            {"name": name, "title": title, "right": place in self.right}
            for place, (name, title) in enumerate(zip(names, self.titles, strict=True))
        ]
        self.table: Mapping[str, Any] = {"heads": heads, "rows": self.rows, "values": values, "title": ""}
        self.chart = _drawing(part, lang)


def _drawing(part: Part, lang: str) -> Drawing | None:
    """Return the chart of a part, ``None`` where nothing is to be drawn: only lines of which every figure drawn is known."""
    places = [place for place, head in enumerate(part.heads) if head.code in part.drawn]
    lines = [line for line in part.lines if all(isinstance(line.figures[place], int | float) for place in places)]
    if not places or not lines or len(lines) > MOST_DRAWN or not any(line.figures[place] for line in lines for place in places):
        return None
    series = [
        (part.heads[place].title.said(lang), [_height(line.figures[place], part.heads[place]) for line in lines])
        for place in places
    ]
    shares = all(part.heads[place].kind == "share" for place in places)
    caption = said(lang, "report-in-percent") if shares else ""
    title = said(lang, "report-chart", series=[name for name, _ in series], lead=part.lead)
    return Drawing(title, [line.title.said(lang) for line in lines], series, part.stacked, caption)


def _height(figure: Shown, head: Head) -> float:
    return round(float(figure) * 100, 1) if head.kind == "share" else float(figure)  # type: ignore[arg-type]
