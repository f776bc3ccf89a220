"""Charts as inline SVG: bars and lines that can be read in black and white, on paper and on a phone, with words in their place.

Each series has a tone and a pattern of its own (full, hatched, dotted, outlined; lines differ in dashes and marks). Text
takes the colour of the page around it, sizes follow its width. The alternative text names every figure drawn.

>>> drawn = bars("Result", ["-10%", "10%"], [("unhedged", [-10000, 10000]), ("hedged", [-500, 500])], "en")
>>> drawn.count("<rect"), "hedged -500, 500" in drawn
(10, True)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, floor, log10

from cmtool.words import said

Series = Sequence[tuple[str, Sequence[float]]]
WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 74, 12, 34, 34
TICKS = 5
TONES = ("#1f3a5f", "#b4531f", "#4b7f52", "#7a6a9e", "#8a8a8a")
DASHES = ("", "7 4", "2 3", "10 3 2 3", "1 5")
LARGE = {
    "zh": ((100_000_000, "chart-larger"), (10_000, "chart-large")),
    "en": ((1_000_000, "chart-larger"), (1_000, "chart-large")),
}
SOME = 10  # an axis that reaches so many times a unit is written in it
LINE, GLYPH = 18, 7.2
MOST_MARKS = 24
APART = 14
THICKEST = 60


def bars(title: str, labels: Sequence[str], series: Series, lang: str, *, stacked: bool = False) -> str:
    """Return a chart of bars, side by side or stacked; ``series`` are names with one figure for each label."""
    sums = _stacked(series) if stacked else [figure for _, figures in series for figure in figures]
    scale = Scale([0.0, *sums], lang, _rows([name for name, _ in series]))
    room = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    parts = [*_frame(scale, labels, room), *_legend(series, scale, fill=True)]
    base_up, base_down = [0.0] * len(labels), [0.0] * len(labels)
    side_by_side = 1 if stacked else max(len(series), 1)
    thick = min(room * 0.72 / side_by_side, THICKEST)
    for number, (_, figures) in enumerate(series):
        for place, figure in enumerate(figures):
            left = LEFT + room * (place + 0.5) - thick * side_by_side / 2 + (0 if stacked else thick * number)
            base = base_up if figure >= 0 else base_down
            start = base[place] if stacked else 0.0
            base[place] = start + figure
            parts.append(_bar(left, thick, scale.y(start), scale.y(start + figure), number))
    return _whole(title, labels, series, scale, parts)


def lines(title: str, labels: Sequence[str], series: Series, lang: str) -> str:
    """Return a chart of lines, one for each name; figures stand above their labels."""
    figures = [figure for _, figures in series for figure in figures]
    scale = Scale([0.0, *figures], lang, _rows([name for name, _ in series]))
    room = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    parts = [*_frame(scale, labels, room), *_legend(series, scale, fill=False)]
    for number, (_, figures) in enumerate(series):
        points = [(LEFT + room * (place + 0.5), scale.y(figure)) for place, figure in enumerate(figures)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        tone, dash = TONES[number % len(TONES)], DASHES[number % len(DASHES)]
        parts.append(f'<polyline points="{path}" fill="none" stroke="{tone}" stroke-width="2.2" stroke-dasharray="{dash}"/>')
        if len(points) <= MOST_MARKS:
            parts += [_mark(x, y, number) for x, y in points]
    return _whole(title, labels, series, scale, parts)


class Scale:
    """A vertical axis with round steps that holds all figures and nothing, below a legend of some rows."""

    def __init__(self, figures: Sequence[float], lang: str, rows: int = 1) -> None:
        low, high = min(figures), max(figures)
        raw = (high - low or 1.0) / TICKS
        size = 10 ** floor(log10(raw))
        self.step = next(size * times for times in (1, 2, 2.5, 5, 10) if size * times >= raw * 0.999)
        if self.step < 1 and all(float(figure).is_integer() for figure in figures):
            self.step = 1.0  # things are counted whole
        self.low, self.high = floor(low / self.step) * self.step, ceil(high / self.step) * self.step
        self.high += self.step if self.high == self.low else 0
        self.lang = lang
        self.top = TOP + LINE * (rows - 1)

    @property
    def height(self) -> float:
        """How tall the whole chart is."""
        return HEIGHT + self.top - TOP

    def y(self, figure: float) -> float:
        """Return how far down a figure is drawn."""
        return self.top + (HEIGHT - TOP - BOTTOM) * (self.high - figure) / (self.high - self.low)

    def steps(self) -> Iterator[tuple[float, str]]:
        """Yield each round figure with its words."""
        most = max(abs(self.low), abs(self.high))
        for number in range(round((self.high - self.low) / self.step) + 1):
            figure = self.low + number * self.step
            yield figure, short(0.0 if abs(figure) < self.step / 1000 else figure, self.lang, most)


def short(figure: float, lang: str, most: float = 0.0) -> str:
    """Return a figure as an axis shows it: in the unit that suits the largest figure on it.

    >>> short(-1500000, "zh"), short(-1500000, "en"), short(500000, "en", 20000000), short(12.5, "en"), short(0, "zh")
    ('-150万', '-1,500k', '0.5m', '12.5', '0')
    """
    for size, key in LARGE[lang]:
        if figure and max(abs(figure), most) >= size * SOME:
            return said(lang, key, value=f"{figure / size:,.6g}")
    return f"{figure:,.6g}"


def full(figure: float) -> str:
    """Return a figure as it is read aloud: thousands to the fen and without powers of ten, else six digits.

    >>> full(2169634.83), full(-1872000.0), full(0.035), full(12.5)
    ('2,169,634.83', '-1,872,000', '0.035', '12.5')
    """
    return f"{round(figure, 2):,.15g}" if abs(figure) >= 1000 else f"{figure:,.6g}"


def _frame(scale: Scale, labels: Sequence[str], room: float) -> Iterator[str]:
    """Yield the lines across, the axis of nothing, and the labels; where they would touch, only some are written."""
    from wcwidth import wcswidth

    for figure, words in scale.steps():
        y, heavy = scale.y(figure), abs(figure) < scale.step / 1000
        width, opacity = ("1.3", "0.8") if heavy else ("0.6", "0.25")
        yield _stroke(LEFT, WIDTH - RIGHT, y, "currentColor", width, opacity=opacity)
        yield f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{escape(words)}</text>'
    each = ceil(sum(GLYPH * wcswidth(label) + APART for label in labels) / (WIDTH - LEFT - RIGHT)) or 1
    for place, label in enumerate(labels):
        if place % each == 0:
            x, y = LEFT + room * (place + 0.5), scale.height - 12
            yield f'<text x="{x:.1f}" y="{y:.0f}" text-anchor="middle">{escape(label)}</text>'


def _bar(left: float, thick: float, one: float, other: float, number: int) -> str:
    tone = TONES[number % len(TONES)]
    fill = tone if number == 0 else f"url(#pattern-{number % len(TONES)})"
    top, tall = min(one, other), abs(one - other)
    place = f'x="{left:.1f}" y="{top:.1f}" width="{thick:.1f}" height="{tall:.1f}"'
    return f'<rect {place} fill="{fill}" stroke="{tone}" stroke-width="0.9"/>'


def _mark(x: float, y: float, number: int) -> str:
    tone = TONES[number % len(TONES)]
    if number % 3 == 1:
        return (
            f'<rect x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7" fill="none" stroke="{tone}" stroke-width="1.6"/>'
        )
    fill = tone if number % 3 == 0 else "none"
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" fill="{fill}" stroke="{tone}" stroke-width="1.6"/>'


def _rows(names: Sequence[str]) -> int:
    """Return how many rows a legend takes."""
    return max((row for _, row in _places(names)), default=0) + 1


def _places(names: Sequence[str]) -> list[tuple[float, int]]:
    """Return where each name of a legend begins, and in which row."""
    from wcwidth import wcswidth

    places, x, row = [], float(LEFT), 0
    for name in names:
        wide = 32 + wcswidth(name) * GLYPH
        if x + wide > WIDTH - RIGHT and x > LEFT:
            x, row = float(LEFT), row + 1
        places.append((x, row))
        x += wide + 22
    return places


def _legend(series: Series, scale: Scale, *, fill: bool) -> Iterator[str]:
    for number, ((name, _), (x, row)) in enumerate(zip(series, _places([name for name, _ in series]), strict=True)):
        y, tone = 14 + LINE * row, TONES[number % len(TONES)]
        if fill:
            yield _bar(x + 10, 16, y - 6, y + 6, number)
        else:
            dash = DASHES[number % len(DASHES)]
            yield _stroke(x, x + 26, y, tone, "2.2", dash)
            yield _mark(x + 13, y, number)
        yield f'<text x="{x + 32:.1f}" y="{y + 4}">{escape(name)}</text>'


def _stroke(left: float, right: float, y: float, tone: str, width: str, dash: str = "", opacity: str = "1") -> str:
    place = f'x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}"'
    return f'<line {place} stroke="{tone}" stroke-width="{width}" stroke-dasharray="{dash}" opacity="{opacity}"/>'


def _patterns() -> str:
    """Return what fills the bars of the second series on: hatched, dotted, hatched the other way, empty."""
    inner = (
        '<path d="M0 6 L6 0" stroke="{tone}" stroke-width="1.6"/>',
        '<circle cx="3" cy="3" r="1.4" fill="{tone}"/>',
        '<path d="M0 0 L6 6" stroke="{tone}" stroke-width="1.6"/>',
        "",
    )
    return "".join(
        f'<pattern id="pattern-{number}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="#ffffff"/>{part.format(tone=TONES[number])}</pattern>'
        for number, part in enumerate(inner, 1)
    )


def _whole(title: str, labels: Sequence[str], series: Series, scale: Scale, parts: Sequence[str]) -> str:
    lang = scale.lang
    told = said(lang, "list-semicolon").join(
        f"{name} {said(lang, 'list-comma').join(map(full, figures))}" for name, figures in series
    )
    words = said(lang, "chart-told", labels=said(lang, "list-comma").join(labels), figures=told)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {scale.height:.0f}" role="img" width="100%" '
        f'font-family="inherit" font-size="13" fill="currentColor"><title>{escape(title)}</title><desc>{escape(words)}</desc>'
        f"<defs>{_patterns()}</defs>{''.join(parts)}</svg>"
    )


def _stacked(series: Series) -> list[float]:
    """Return the tops and bottoms that stacked figures reach."""
    columns = list(zip(*(figures for _, figures in series), strict=True))
    return [sum(f for f in column if (f >= 0) == up) for column in columns for up in (True, False)]
