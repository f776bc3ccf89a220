"""A report in words: as items that scripts read, as tables on the screen, and as what a template of a document is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cmtool.model import Head, Line, Part, Report, Shown, Text
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
            rows = part.lined_up()
            out.append(simple(part.titles, rows, folded([part.titles, *rows], width) if width else None))
        out += [line for note in part.notes for line in wrapped(note, width or WIDTH)]
    return "\n".join(out)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a chart of a part shows."""

    title: str
    labels: list[str]
    series: list[tuple[str, list[float]]]
    stacked: bool


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
    """A part in one language: its table, its charts, its remarks."""

    def __init__(self, part: Part, lang: str) -> None:
        self.code = part.code
        self.title = part.title.said(lang)
        self.notes = [note.said(lang) for note in part.notes]
        self.notes += [said(lang, "report-none")] if not (part.lines or part.notes) else []
        self.titles = [part.lead.said(lang), *(head.title.said(lang) for head in part.heads)]
        self.rows = [
            [line.title.said(lang), *(shown(figure, head.kind, lang) for head, figure in _pairs(part, line))]
            for line in part.lines
        ]
        self._numeric = [False, *(head.kind in NUMBERS for head in part.heads)]
        self.table = self._table(part)
        self.chart = _drawing(part, lang)

    def lined_up(self) -> list[list[str]]:
        """Return the rows with the figures of each column ending under one another."""
        widths = [
            max(map(len, column)) if numeric else 0
            for column, numeric in zip(zip(*self.rows, strict=True), self._numeric, strict=True)
        ]
        return [[cell.rjust(width) for cell, width in zip(row, widths, strict=True)] for row in self.rows]

    def _table(self, part: Part) -> Mapping[str, Any]:
        """Return the table as documents take it: heads, rows in words, and the numbers behind them."""
        names = ["line", *(head.code for head in part.heads)]
        heads = [
            {"name": name, "title": title, "right": right}
            for name, title, right in zip(names, self.titles, self._numeric, strict=True)
        ]
        values = [
            [None, *(None if isinstance(figure, Text | str) else figure for figure in line.figures)] for line in part.lines
        ]
        return {"heads": heads, "rows": self.rows, "values": values, "title": ""}


def _pairs(part: Part, line: Line) -> list[tuple[Head, Shown]]:
    return list(zip(part.heads, line.figures, strict=True))


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
    title = part.title.said(lang)
    title = said(lang, "report-in-percent", title=title) if shares else title
    return Drawing(title, [line.title.said(lang) for line in lines], series, part.stacked)


def _height(figure: Shown, head: Head) -> float:
    return round(float(figure) * 100, 1) if head.kind == "share" else float(figure)  # type: ignore[arg-type]
