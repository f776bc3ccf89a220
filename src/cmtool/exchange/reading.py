"""A client file read from its bytes to its records, with all there is to say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cmtool.exchange.columns import Names
from cmtool.exchange.grid import Grid
from cmtool.exchange.layout import Heading, Layout, heading_of, laid_out
from cmtool.exchange.mapping import FileMap, MappingMistakes, unknown_columns
from cmtool.exchange.opening import opened
from cmtool.exchange.records import RecordReader, check_identified
from cmtool.model import Fact, Fault, Finding, Record
from cmtool.words import text as worded


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFile:
    """A file's records, the faults of its rows, and remarks on the whole: what was passed over, what was not taken."""

    grid: Grid
    layout: Layout
    records: tuple[Record, ...]
    faults: tuple[Fault, ...]
    remarks: tuple[Finding, ...]

    @property
    def read(self) -> int:
        """How many rows there are."""
        return len(self.layout.rows)


def read(
    content: bytes, name: str, mapping: FileMap, facts: Mapping[str, Fact], key: str = "", mistakes: tuple[Finding, ...] = ()
) -> ClientFile:
    """Read a file with a mapping, whose ``mistakes`` so far are reported together with what only the file shows.

    Raises:
        InvalidData: the file as a whole cannot be taken.
    """
    grid = opened(content, name, mapping.reading)
    names = Names(facts)
    heading = heading_of(grid, names, mapping.reading, mapping.rename)
    found = [*mistakes, *unknown_columns(mapping, heading.names)]
    if found:
        raise MappingMistakes(mapping.place, found)
    layout = laid_out(grid, heading, names, mapping)
    check_identified(layout, mapping, name, key)
    reader = RecordReader(layout, mapping, facts, key)
    records = tuple(reader.read())
    remarks = tuple(_remarks(grid, heading, layout, names))
    return ClientFile(grid=grid, layout=layout, records=records, faults=tuple(reader.faults), remarks=remarks)


def _remarks(grid: Grid, heading: Heading, layout: Layout, names: Names) -> list[Finding]:
    remarks: list[Finding] = []
    if layout.above and not heading.repaired:
        remarks.append(Finding(key="import-rows-above", figures=(("line", heading.line), ("count", layout.above))))
    if grid.unread:
        remarks.append(Finding(key="import-sheets-unread", figures=(("sheets", grid.unread),)))
    if layout.ignored:
        remarks.append(Finding(key="import-columns-ignored", figures=(("columns", layout.ignored),)))
    for header, targets in layout.doubtful.items():
        titles = [worded("import-target", name=target, title=names.title(target)) for target in targets]
        remarks.append(Finding(key="import-column-doubtful", figures=(("column", header), ("titles", titles))))
    return remarks
