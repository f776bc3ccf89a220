"""A mapping file: how the columns of someone else's file become ours, in TOML; all mistakes at once, each with its place.

- ``[read]`` how to read it: ``encoding``, ``delimiter``, ``sheet``; where its heading is, ``header = 3``, or what it should be,
  ``columns = [...]`` with ``skip = 1``; which texts mean ``unknown = ["NULL"]``; which columns to ``ignore = [...]``
- ``[rename]`` ``"their column" = "our fact"``, or ``code``, ``name``, ``manager``
- ``[values."column"]`` ``"their value" = "our value"``; ``""`` is not known
- ``[compute]`` ``our_fact = "text with {their column} and {line}"``
- ``[unit]`` ``"their column" = "万"``
- ``[constant]`` ``our_fact = "value"``
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cmtool.errors import CmtoolError, InvalidData, NotFound
from cmtool.exchange.columns import OWN, plain, shown_names
from cmtool.exchange.grid import Reading
from cmtool.exchange.template import Template
from cmtool.model import Fact, Finding
from cmtool.packs.entry import Entry, Wrong, a_table, a_text, texts, whole
from cmtool.rules import values
from cmtool.rules.house import near
from cmtool.rules.literals import TIMES

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

TABLES = ("read", "rename", "values", "compute", "unit", "constant")
FURTHEST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMap:
    """A mapping file read; columns are named as the mapping names them."""

    place: str = ""
    reading: Reading = field(default_factory=Reading)
    rename: Mapping[str, str] = field(default_factory=dict)
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    computed: Mapping[str, Template] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether a computed text uses the row's number."""
        return any(template.counts for template in self.computed.values())


class MappingMistakes(InvalidData):
    """A mapping file that cannot be used; ``findings`` names every mistake with its place."""

    def __init__(self, place: str, findings: list[Finding]) -> None:
        super().__init__("mapping-mistakes", place=place, count=len(findings))
        self.findings = findings


def read_map(path: Path, facts: Mapping[str, Fact]) -> tuple[FileMap, list[Finding]]:
    """Read a mapping file; return it with its mistakes, so that those which only the client file shows can join them.

    Raises:
        NotFound: there is no such file.
        MappingMistakes: it does not say how to read a file at all.
    """
    mistakes: list[Finding] = []
    tables = _tables(path)
    root = Entry(tables, path.name, mistakes)
    parts: dict[str, Any] = {name: root.take(name, a_table, {}) for name in TABLES}
    root.close()
    target = _target_of(facts)
    found = FileMap(
        place=path.name,
        reading=_reading(Entry(parts["read"], f"{path.name} -> read", mistakes)),
        rename=_each(root, parts, "rename", lambda _, value: target(value)),
        translations=_each(root, parts, "values", lambda _, value: _translation(value)),
        computed=_each(root, parts, "compute", _computed(target)),
        units=_each(root, parts, "unit", lambda _, value: _unit(value)),
        constants=_each(root, parts, "constant", _constant(facts)),
    )
    _once_each(found, mistakes)
    if any(mistake.place.startswith(f"{path.name} -> read") for mistake in mistakes):
        raise MappingMistakes(path.name, mistakes)
    return found, mistakes


def unknown_columns(found: FileMap, header: tuple[str, ...]) -> list[Finding]:
    """Return a mistake for each column that the mapping speaks of and the file does not have."""
    known = {plain(name) for name in header}
    spoken = [
        *(("rename", name) for name in found.rename),
        *(("values", name) for name in found.translations),
        *(("unit", name) for name in found.units),
        *((f"compute -> {target}", name) for target, template in found.computed.items() for name in template.columns),
        *(("read -> ignore", name) for name in found.reading.ignore),
    ]
    figures = (("known", shown_names(header)),)
    return [
        Finding(key="mapping-no-column", place=f"{found.place} -> {table}", figures=(("found", name), *figures))
        for table, name in spoken
        if plain(name) not in known
    ]


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound("import-no-file", path=path) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        finding = Finding(key="pack-not-toml", place=path.name, figures=(("wrong", str(wrong)),))
        raise MappingMistakes(path.name, [finding]) from None


def _reading(entry: Entry) -> Reading:
    reading = Reading(
        encoding=entry.take("encoding", a_text, ""),
        delimiter=entry.take("delimiter", _delimiter, ""),
        sheet=entry.take("sheet", a_text, ""),
        header=entry.take("header", whole(1, FURTHEST)),
        columns=entry.take("columns", texts, ()),
        skip=entry.take("skip", whole(0, FURTHEST), 0),
        unknown=entry.take("unknown", texts, ()),
        ignore=entry.take("ignore", texts, ()),
    )
    entry.close()
    if reading.header is not None and reading.columns:
        entry.wrong("columns", "mapping-header-twice")
    if reading.skip and not reading.columns:
        entry.wrong("skip", "mapping-skip-alone")
    doubled = sorted({name for name in reading.columns if [plain(other) for other in reading.columns].count(plain(name)) > 1})
    if doubled:
        entry.wrong("columns", "pack-twice", found=doubled[0])
    return reading


def _each(root: Entry, parts: Mapping[str, Any], table: str, reader: Callable[[str, Any], Any]) -> dict[str, Any]:
    """Read every pair of a table whose keys are the file's columns or our facts."""
    entry = Entry(parts[table], f"{root.place} -> {table}", root.mistakes)
    read = {name: entry.take(name, lambda value, name=name: reader(name, value)) for name in entry.data}
    return {name: value for name, value in read.items() if value is not None}


def _target_of(facts: Mapping[str, Fact]) -> Callable[[object], str]:
    def read(value: object) -> str:
        name = a_text(value)
        if name not in facts and name not in OWN:
            raise Wrong("mapping-no-fact", found=name, near=near(name, (*OWN, *facts)))
        return name

    return read


def _computed(target: Callable[[object], str]) -> Callable[[str, object], Template]:
    def read(name: str, value: object) -> Template:
        target(name)
        try:
            return Template(a_text(value))
        except ValueError:
            raise Wrong("mapping-not-template", found=value) from None

    return read


def _constant(facts: Mapping[str, Fact]) -> Callable[[str, object], str]:
    def read(name: str, value: object) -> str:
        if name == "manager":
            return a_text(value)
        if name not in facts:
            raise Wrong("mapping-no-fact", found=name, near=near(name, ("manager", *facts)))
        try:
            values.read(facts[name], value)
        except CmtoolError as wrong:
            raise Wrong("mapping-wrong-value", wrong=wrong) from None
        return str(value)

    return read


def _translation(value: object) -> dict[str, str]:
    table = a_table(value)
    wrong = [name for name, into in table.items() if not isinstance(into, str)]
    if wrong:
        raise Wrong("pack-not-text", found={name: table[name] for name in wrong})
    return table


def _unit(value: object) -> str:
    unit = a_text(value).removesuffix("元")
    if unit not in TIMES and unit not in {"%", "‰"}:
        raise Wrong("pack-not-one-of", found=value, choices=[*(name for name in TIMES if name), "%", "‰"])
    return unit


def _delimiter(value: object) -> str:
    from cmtool.exchange.delimited import spelt

    try:
        return spelt(str(value))
    except CmtoolError as wrong:
        raise Wrong(wrong.key, **wrong.figures) from None


def _once_each(found: FileMap, mistakes: list[Finding]) -> None:
    """Note every fact that more than one entry of the mapping would fill."""
    filled = [*found.rename.values(), *found.computed, *found.constants]
    for name in sorted({name for name in filled if filled.count(name) > 1}):
        mistakes.append(Finding(key="mapping-twice", place=found.place, figures=(("found", name),)))
