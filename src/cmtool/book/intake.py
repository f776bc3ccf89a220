"""Records going into the book: who is new, who is known, what may not go in; one pen, few queries.

A fact of the file never overwrites one that the book knows of a later day, and an empty cell never erases anything.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cmtool.book.ledger import Pen
from cmtool.model import Fault, Record, Scalar, Taken
from cmtool.rules.identity import masked, scrubbed

Held = dict[str, Scalar]
DERIVED = "derived:id_number"
LONGEST_OWN = 12
TAKEN_BY = {
    "code": ("import-code-in-book", "import-code-in-file"),
    "id_number": ("import-id-number-in-book", "import-id-number-in-file"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How records are taken: as of which day, from where, for whom by default, and by what key known clients are found.

    ``dated`` names for an assessed level the fact that holds the day of its assessment.
    """

    on: int
    source: str
    manager: str = ""
    key: str = ""
    dated: Mapping[str, str] = field(default_factory=dict)

    def day(self, record: Record, name: str) -> int:
        """Return the day a fact was true: an assessed level is as old as its assessment, the rest of the day asked about."""
        dated = record.facts.get(self.dated.get(name, ""))
        return min(int(dated), self.on) if isinstance(dated, int) else self.on


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has a code or a number already: a client of the book, or one taken from an earlier line."""

    code: str
    client: int | None = None
    line: int = 0


class Barred(Exception):
    """A record that stays out."""

    def __init__(self, column: str, shown: str, key: str, **figures: object) -> None:
        super().__init__(key)
        self.column, self.shown, self.key, self.figures = column, shown, key, figures


def take(db: sqlite3.Connection, pen: Pen, records: Sequence[Record], terms: Terms) -> Taken:
    """Write the records and return what became of each."""
    return _Intake(db, pen, records, terms).taken()


class _Intake:
    """One file going in."""

    def __init__(self, db: sqlite3.Connection, pen: Pen, records: Sequence[Record], terms: Terms) -> None:
        self._db, self._pen, self._records, self._terms = db, pen, records, terms
        self._columns = {row[1] for row in db.execute("PRAGMA table_info(client)")}
        self._new: list[tuple[Record, str]] = []
        self._faults: list[Fault] = []
        self._codes: dict[int, str] = {}
        self._lines: dict[int, int] = {}
        self._updated = self._unchanged = 0
        coded = self._owners("code", (record.code for record in records))
        self._by_code = {code.upper(): Owner(code, client) for client, code, _ in coded}
        numbered = self._owners("f_id_number", (record.facts.get("id_number") for record in records))
        self._by_number = {number: Owner(code, client) for client, code, number in numbered}
        self._known = self._found() if terms.key else {}
        self._number = self._last_number()

    def taken(self) -> Taken:
        """Take every record and return the counts."""
        for record in self._records:
            try:
                held = self._held(record) if self._terms.key else None
                self._collide(record, held)
                if held is None:
                    self._add(record)
                else:
                    self._update(record, held)
            except Barred as wrong:
                self._note(record, wrong, refused=True)
        self._write()
        faults = tuple(self._faults)
        return Taken(added=len(self._new), updated=self._updated, unchanged=self._unchanged, faults=faults, codes=self._codes)

    def _owners(self, column: str, wanted: Iterable[Scalar]) -> list[tuple]:
        """Return id, code and the column's value of the clients who have one of the values: one query."""
        found = [value for value in wanted if value not in {None, ""}]
        if not found:
            return []
        sql = f"SELECT id, code, {column} FROM client WHERE {_among(column)}"
        return self._db.execute(sql, (json.dumps(found),)).fetchall()

    def _found(self) -> dict[Scalar, list[Held]]:
        """Return the clients of the book by the key, with what the file may change of them: one query."""
        column = "code" if self._terms.key == "code" else f"f_{self._terms.key}"
        wanted = [value for record in self._records if (value := self._key(record)) is not None]
        if column not in self._columns or not wanted:
            return {}
        facts = dict.fromkeys(name for record in self._records for name in record.facts)
        names = ["id", "code", "name", "manager", "sources"]
        names += [part for fact in facts for part in (f"f_{fact}", f"at_{fact}") if part in self._columns]
        sql = f"SELECT {column}, {', '.join(names)} FROM client WHERE {_among(column)} ORDER BY id"
        found: dict[Scalar, list[Held]] = {}
        for key, *row in self._db.execute(sql, (json.dumps(wanted),)):
            found.setdefault(key.upper() if column == "code" else key, []).append(dict(zip(names, row, strict=True)))
        return found

    def _key(self, record: Record) -> Scalar:
        if self._terms.key == "code":
            return record.code.upper() or None
        return record.facts.get(self._terms.key)

    def _held(self, record: Record) -> Held | None:
        """Return the client a record is about, ``None`` for a new one."""
        key = self._key(record)
        if key is None:
            if self._terms.key == "code":
                return None
            raise Barred(self._terms.key, "", "import-key-missing", by=self._terms.key)
        clients = self._known.get(key, [])
        if len(clients) > 1:
            codes = [client["code"] for client in clients[:5]]
            raise Barred(self._terms.key, "", "import-key-many", by=self._terms.key, codes=codes)
        held = clients[0] if clients else None
        if held is not None and held["id"] in self._lines:
            raise Barred(self._terms.key, "", "import-key-twice", code=held["code"], line=self._lines[held["id"]])
        return held

    def _collide(self, record: Record, held: Held | None) -> None:
        """Refuse a code or an identity number that another client has."""
        itself = held["id"] if held else 0
        number = record.facts.get("id_number")
        for column, owner in (("code", self._by_code.get(record.code.upper())), ("id_number", self._by_number.get(number))):
            if owner is not None and owner.client != itself:
                shown = scrubbed(record.code) if column == "code" else masked("identity", str(number))
                in_book, in_file = TAKEN_BY[column]
                raise Barred(column, shown, in_book if owner.client else in_file, code=scrubbed(owner.code), line=owner.line)

    def _add(self, record: Record) -> None:
        if not record.code and not record.name:
            raise Barred("", "", "import-row-nobody-new")
        code = record.code or self._fresh_code()
        self._new.append((record, code))
        self._codes[record.line] = code
        owner = Owner(code, None, record.line)
        self._by_code[code.upper()] = owner
        if record.facts.get("id_number") is not None:
            self._by_number[record.facts["id_number"]] = owner
        key = self._key(record) if self._terms.key else None
        if key is not None:
            self._known.setdefault(key, []).append({"id": -record.line, "code": code})
            self._lines[-record.line] = record.line

    def _update(self, record: Record, held: Held) -> None:
        self._lines[held["id"]] = record.line  # type: ignore[index]
        self._codes[record.line] = str(held["code"])
        if record.code and record.code.upper() != str(held["code"]).upper():
            differs = Barred("code", record.code, "import-code-differs", code=held["code"], found=record.code)
            self._note(record, differs, refused=False)
        number = record.facts.get("id_number")
        if number is not None:
            self._by_number[number] = Owner(str(held["code"]), held["id"], record.line)  # type: ignore[arg-type]
        changes = self._changes(record, held)
        if changes and self._pen.update("client", held["id"], changes):  # type: ignore[arg-type]
            self._updated += 1
        else:
            self._unchanged += 1

    def _changes(self, record: Record, held: Held) -> Held:
        """Return the columns that the record makes different."""
        changes, sources = {}, json.loads(str(held["sources"] or "{}"))
        for name, value in record.facts.items():
            on = self._terms.day(record, name)
            known, day = held.get(f"f_{name}"), held.get(f"at_{name}")
            if known is not None and (name in record.derived or (day is not None and int(day) > on)):
                continue
            if known != value or day != on:
                changes |= {f"f_{name}": value, f"at_{name}": on}
                sources[name] = DERIVED if name in record.derived else self._terms.source
        if changes:
            changes["sources"] = json.dumps(sources, ensure_ascii=False, sort_keys=True)
        manager = record.manager or ("" if held["manager"] else self._terms.manager)
        own = {"name": record.name, "manager": manager}
        return changes | {column: value for column, value in own.items() if value and value != held[column]}

    def _write(self) -> None:
        """Write all new clients at once, in columns for every fact that any of them has."""
        if not self._new:
            return
        facts = list(dict.fromkeys(name for record, _ in self._new for name in record.facts))
        columns = ["code", "name", "manager", "sources", *(part for name in facts for part in (f"f_{name}", f"at_{name}"))]
        self._pen.insert_many("client", columns, self._rows(facts))

    def _rows(self, facts: Sequence[str]) -> Iterator[list[Scalar]]:
        terms, source, manager = self._terms, self._terms.source, self._terms.manager
        notes: dict[tuple[str, ...], str] = {}
        for record, code in self._new:
            if record.derived not in notes:
                notes[record.derived] = json.dumps({"": source, **dict.fromkeys(record.derived, DERIVED)}, ensure_ascii=False)
            row: list[Scalar] = [code, record.name, record.manager or manager, notes[record.derived]]
            for name in facts:
                value = record.facts.get(name)
                row += (value, None if value is None else terms.day(record, name) if name in terms.dated else terms.on)
            yield row

    def _fresh_code(self) -> str:
        self._number += 1
        return f"C-{self._number:05d}"

    def _last_number(self) -> int:
        """Return the highest number among the codes C-00001 and on, in the book and in the file."""
        sql = "SELECT max(CAST(substr(code, 3) AS INTEGER)) FROM client WHERE code GLOB '[Cc]-[0-9]*' AND length(code) <= ?"
        held = self._db.execute(sql, (LONGEST_OWN,)).fetchone()[0] or 0
        coming = (record.code[2:] for record in self._records if record.code[:2] in {"C-", "c-"})
        return max([held, *(int(digits) for digits in coming if digits.isdecimal() and len(digits) <= LONGEST_OWN - 2)])

    def _note(self, record: Record, wrong: Barred, *, refused: bool) -> None:
        where = {"line": record.line, "column": wrong.column, "shown": wrong.shown}
        self._faults.append(Fault(**where, key=wrong.key, figures=wrong.figures, refused=refused))


def _among(column: str) -> str:
    case = " COLLATE NOCASE" if column == "code" else ""
    return f"{column}{case} IN (SELECT value FROM json_each(?))"
