"""Where a file's heading stands, whether it fits the rows, and which column is what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from cmtool.errors import InvalidData
from cmtool.exchange.cells import text_of
from cmtool.exchange.columns import Column, Names, is_data, plain, shown_names
from cmtool.exchange.grid import Grid, Line, Reading
from cmtool.exchange.mapping import FileMap
from cmtool.words import LANGUAGES, said
from cmtool.words import text as worded

SEARCHED = 30
Sorted = tuple[list[Column], list[str], dict[str, tuple[str, ...]]]


@cache
def reserved(column: str) -> frozenset[str]:
    """Return the headings of a column that is added to a file written for repair: ``reasons`` or ``number``."""
    return frozenset(plain(said(lang, f"heading-{column}")) for lang in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Heading:
    """The names of the columns, their line (0: the mapping gives them), and how many rows stand before the first client."""

    names: tuple[str, ...]
    line: int
    rows_before: int
    repaired: bool = False

    def fits(self, line: Line) -> bool:
        """Return whether a row has a cell for each column that has a name, and nothing beyond the last."""
        cells, most = len(line.cells), len(self.names)
        return cells == most or (self.width <= cells and not any(str(cell).strip() for cell in line.cells[most:]))

    @property
    def added(self) -> frozenset[str]:
        """The headings that were added when the file was written for repair."""
        return reserved("reasons") | reserved("number") if self.repaired else frozenset()

    @property
    def kept(self) -> list[int]:
        """The places of the file's own columns."""
        return [place for place in range(self.width) if plain(self.names[place]) not in self.added]

    @property
    def width(self) -> int:
        """How many columns there are up to the last that has a name."""
        return max((place for place, name in enumerate(self.names, 1) if name), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A file understood: its heading, its rows, and the columns that are taken.

    ``above`` counts the rows over the heading that were passed over; ``ignored`` and ``doubtful`` name the columns not taken;
    ``numbers`` is the place of the column in which a file written for repair keeps its rows' first numbers.
    """

    heading: Heading
    rows: Sequence[Line]
    columns: tuple[Column, ...]
    ignored: tuple[object, ...] = ()
    doubtful: Mapping[str, tuple[str, ...]]
    above: int = 0
    numbers: int | None = None

    def numbered(self) -> Iterator[tuple[int, Line]]:
        """Yield the rows with their numbers, from 1; in a file written for repair each keeps the number it first had."""
        for number, line in enumerate(self.rows, 1):
            held = "" if self.numbers is None or self.numbers >= len(line.cells) else text_of(line.cells[self.numbers])
            yield (int(held) if held.isdecimal() else number), line

    @property
    def targets(self) -> dict[str, str]:
        """The headings by what they are taken for."""
        return {column.target: column.header for column in self.columns}


def heading_of(grid: Grid, names: Names, reading: Reading, known: Iterable[str] = ()) -> Heading:
    """Return the heading: as the mapping says, else the row in which most columns are known.

    Raises:
        InvalidData: the line named is empty.
    """
    repaired = _repaired(grid)
    if repaired is not None:
        return repaired
    if reading.columns:
        return Heading(reading.columns, 0, sum(line.number <= reading.skip for line in grid.lines))
    if reading.header is not None:
        for place, line in enumerate(grid.lines):
            if line.number == reading.header:
                return _heading(grid, place)
        raise InvalidData("import-no-header-line", name=grid.name, line=reading.header)
    words = {plain(name) for name in known}
    scores = [_known(_heading(grid, place).names, names, words) for place in range(min(SEARCHED, len(grid.lines)))]
    best = max(range(len(scores)), key=scores.__getitem__)
    return _heading(grid, best if scores[best] > 1 else 0)


def laid_out(grid: Grid, heading: Heading, names: Names, mapping: FileMap) -> Layout:
    """Return the file understood.

    Raises:
        InvalidData: the heading does not fit the rows, two columns are for one fact, or nothing is recognised.
    """
    rows = grid.lines[heading.rows_before :]
    _fits(grid, heading, rows)
    passed = {plain(name) for name in mapping.reading.ignore} | heading.added
    columns, ignored, doubtful = _sorted_out(heading.names, names, mapping, passed)
    _one_each(columns, names, mapping)
    if not columns:
        key = "import-no-heading" if is_data(heading.names) else "import-nothing-known"
        raise InvalidData(key, name=grid.name, line=heading.line, found=shown_names(heading.names))
    numbers = [place for place, name in enumerate(heading.names) if heading.repaired and plain(name) in reserved("number")]
    return Layout(
        heading=heading,
        rows=rows,
        columns=tuple(columns),
        ignored=(*ignored, *_unnamed(heading.names, rows)),
        doubtful=doubtful,
        above=heading.rows_before - 1 if heading.line else 0,
        numbers=numbers[0] if numbers else None,
    )


def _heading(grid: Grid, place: int) -> Heading:
    """Return the heading on one row; where its cells reach further down, the lowest of these rows names the columns."""
    bottom = grid.tall.get(grid.lines[place].number, grid.lines[place].number)
    while place + 1 < len(grid.lines) and grid.lines[place + 1].number <= bottom:
        place += 1
    names = tuple(str(cell).strip() for cell in grid.lines[place].cells)
    return Heading(names, grid.lines[place].number, place + 1)


def _repaired(grid: Grid) -> Heading | None:
    """Return the heading of a file that was written for repair: it says itself what its columns are."""
    first = _heading(grid, 0)
    places = [place for place, name in enumerate(first.names) if plain(name) in reserved("reasons")]
    return Heading(first.names[: places[0] + 1], first.line, first.rows_before, repaired=True) if places else None


def _known(header: Iterable[str], names: Names, words: frozenset[str] | set[str]) -> int:
    found = {targets[0] for name in header if (targets := names.meant(name).targets)}
    return len(found) + sum(plain(name) in words for name in header if not names.meant(name).targets)


def _fits(grid: Grid, heading: Heading, rows: Sequence[Line]) -> None:
    misfits = [line for line in rows if not line.torn and not heading.fits(line)]
    if 2 * len(misfits) > len(rows):
        first = misfits[0]
        raise InvalidData(
            "import-header-misfit" if heading.line else "import-columns-misfit", name=grid.name, header=heading.line,
            names=heading.width, line=first.number, fields=len(first.cells), count=len(misfits), rows=len(rows),
        )  # fmt: skip


def _sorted_out(header: Sequence[str], names: Names, mapping: FileMap, passed: Collection[str]) -> Sorted:
    """Return the columns taken, the names of those ignored, and those that may mean several facts."""
    renamed = {plain(name): target for name, target in mapping.rename.items()}
    units = {plain(name): unit for name, unit in mapping.units.items()}
    filling = {name for template in mapping.computed.values() for name in template.columns}
    read = {plain(name) for name in (*mapping.translations, *filling)}
    columns: list[Column] = []
    ignored: list[str] = []
    doubtful: dict[str, tuple[str, ...]] = {}
    for place, name in enumerate(header):
        heading = plain(name)
        meaning = names.meant(name)
        targets = (renamed[heading],) if heading in renamed else meaning.targets
        if heading in passed or not name:
            continue
        if len(targets) == 1:
            columns.append(Column(place=place, header=name, target=targets[0], unit=units.get(heading, meaning.unit)))
        elif targets:
            doubtful[name] = targets
        elif heading not in read:
            ignored.append(name)
    return columns, ignored, doubtful


def _one_each(columns: Iterable[Column], names: Names, mapping: FileMap) -> None:
    """Refuse two columns for one fact, naming both; a fact that the mapping fills counts too."""
    filled: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        filled[column.target].append(column.header)
    for target in (*mapping.computed, *mapping.constants):
        filled[target].append(f"{mapping.place} -> {'compute' if target in mapping.computed else 'constant'}")
    twice = {target: sources for target, sources in filled.items() if len(sources) > 1}
    if twice:
        pairs = [worded("import-columns-for", title=names.title(target), columns=sources) for target, sources in twice.items()]
        raise InvalidData("import-two-columns", pairs=pairs)


def _unnamed(header: Sequence[str], rows: Sequence[Line]) -> list[object]:
    """Return words for the columns that hold something and have no name."""
    places = [place for place, name in enumerate(header) if not name]
    held = [place for place in places if any(str(line.cells[place]).strip() for line in rows if place < len(line.cells))]
    return [worded("import-column-number", number=place + 1) for place in held]
