"""The rows of a client file as records, and all that is wrong in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cmtool.errors import InvalidData
from cmtool.exchange.cells import CellReader, Unread, line_of, shown_of, text_of
from cmtool.exchange.columns import OWN, plain, shown_names
from cmtool.exchange.grid import Line
from cmtool.exchange.identities import derive, other_number
from cmtool.exchange.layout import Layout
from cmtool.exchange.mapping import FileMap
from cmtool.model import Fact, Fault, Record, Scalar


@dataclass(frozen=True, slots=True)
class Source:
    """Where one fact comes from: a column's place, else a computed text; and how its cells are read."""

    target: str
    header: str
    cells: CellReader
    place: int | None = None


class RecordReader:
    """Reads rows as records; ``faults`` collects what is wrong, row by row."""

    def __init__(self, layout: Layout, mapping: FileMap, facts: Mapping[str, Fact], key: str = "") -> None:
        self.faults: list[Fault] = []
        self._layout = layout
        self._facts = dict(facts)
        self._key = key
        places = {plain(name): place for place, name in enumerate(layout.heading.names)}
        own = {column.target: column.place for column in layout.columns if column.target in OWN}
        self._own = [(target, own.get(target)) for target in OWN]
        self._unknown = frozenset(mapping.reading.unknown)
        self._templates = mapping.computed
        self._filling = {name: places[plain(name)] for one in mapping.computed.values() for name in one.columns}
        self._sources = list(_sources(layout, mapping, facts))
        self._columns = [(one, one.target, one.place, one.cells) for one in self._sources if one.place is not None]
        self._computed = [source for source in self._sources if source.place is None]
        self._constants = {name: value for name, value in mapping.constants.items() if name != "manager"}
        self._constant_facts = {name: CellReader(facts[name])[value] for name, value in self._constants.items()}
        self._manager = mapping.constants.get("manager", "")

    def read(self) -> list[Record]:
        """Return the records of all rows that can be taken."""
        fits = self._layout.heading.fits
        records: list[Record] = []
        for number, line in self._layout.numbered():
            if line.torn or not fits(line):
                self._misfit(line)
            elif (record := self._record(line, number)) is not None:
                records.append(record)
        return records

    def _record(self, line: Line, number: int) -> Record | None:
        cells = line.cells
        facts: dict[str, Scalar] = dict(self._constant_facts)
        unread: list[tuple[Source, Unread]] = []
        for source, target, place, reader in self._columns:
            value = reader[cells[place]]
            if value.__class__ is Unread:
                unread.append((source, value))
            elif value is not None:
                facts[target] = value
        texts = self._filled(cells, number) if self._templates else {}
        for source in self._computed:
            value = source.cells[texts[source.target]]
            if value.__class__ is Unread:
                unread.append((source, value))
            elif value is not None:
                facts[source.target] = value
        code, name, manager = [line_of(texts.get(target, "") if place is None else cells[place]) for target, place in self._own]
        if not name and not code and (not self._key or facts.get(self._key) is None):
            self._refuse(line, "import-row-nobody")
            return None
        if unread:
            self._note(line, facts, unread)
        derived = self._derived(line, facts) if "id_number" in facts else ()
        return Record(line.number, code, name, manager or self._manager, facts, derived)

    def _filled(self, cells: Sequence[object], number: int) -> dict[str, str]:
        """Return the computed texts of one row."""
        texts = {name: text_of(cells[place]) for name, place in self._filling.items()}
        filling = {name: "" if text in self._unknown else text for name, text in texts.items()}
        return {target: template.filled(filling, number) for target, template in self._templates.items()}

    def _note(self, line: Line, facts: dict[str, Scalar], unread: list[tuple[Source, Unread]]) -> None:
        for source, wrong in unread:
            if source.target == "id_number" and source.place is not None:
                number = other_number(facts, text_of(line.cells[source.place]))
                if number:
                    facts["id_number"] = number
                    continue
            self._fault(line, source.header, wrong.shown, wrong.key, wrong.figures)

    def _derived(self, line: Line, facts: dict[str, Scalar]) -> tuple[str, ...]:
        derived, differing = derive(facts, self._facts)
        for name, expected in differing:
            fact = self._facts[name]
            source = next((source for source in self._sources if source.target == name), Source(name, name, CellReader(fact)))
            written = self._constants.get(name, "") if source.place is None else text_of(line.cells[source.place])
            figures = {"title": fact.title, "value": shown_of(fact, written), "expected": expected}
            self._fault(line, source.header, shown_of(fact, written), "import-identity-differs", figures)
        return derived

    def _fault(self, line: Line, column: str, shown: str, key: str, figures: Mapping[str, object]) -> None:
        self.faults.append(Fault(line=line.number, column=column, shown=shown, key=key, figures=figures))

    def _misfit(self, line: Line) -> None:
        if line.torn:
            self._refuse(line, "import-row-torn")
        elif self._layout.heading.repaired:
            self._refuse(line, "import-row-unrepaired")
        else:
            self._refuse(line, "import-row-width", found=len(line.cells), expected=self._layout.heading.width)

    def _refuse(self, line: Line, key: str, **figures: object) -> None:
        self.faults.append(Fault(line=line.number, column="", shown="", key=key, figures=figures, refused=True))


def check_identified(layout: Layout, mapping: FileMap, name: str, key: str) -> None:
    """Make sure that the file says who its clients are.

    Raises:
        InvalidData: no column holds a code or a name, or the one to update by is missing.
    """
    held = {*layout.targets, *mapping.computed, *mapping.constants}
    if key and key not in held:
        raise InvalidData("import-no-key", name=name, by=key, found=list(layout.targets.values()))
    if not key and not held & {"code", "name"}:
        raise InvalidData("import-nobody", name=name, found=shown_names(layout.heading.names))


def _sources(layout: Layout, mapping: FileMap, facts: Mapping[str, Fact]) -> Iterator[Source]:
    translations = {plain(name): table for name, table in mapping.translations.items()}
    unknown = mapping.reading.unknown
    for column in layout.columns:
        if column.target in facts:
            table = translations.get(plain(column.header))
            reader = CellReader(facts[column.target], translation=table, unit=column.unit, unknown=unknown)
            yield Source(column.target, column.header, reader, column.place)
    for target in mapping.computed:
        if target in facts:
            yield Source(target, target, CellReader(facts[target], unknown=unknown))
