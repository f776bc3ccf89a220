"""A bench for importing: a fresh book, files to import, the command run as a user runs it."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from cmtool.cli import run

PROJECT = Path(__file__).resolve().parents[2]
AS_OF = "2026-11-24"
PERSON = "110105199003070017"
WOMAN = "330102198811230020"


@dataclass(frozen=True)
class Ran:
    """One run of the command: its exit code and what it said."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict:
        return json.loads(self.out)

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(self.report[name] for name in ("read", "added", "updated", "unchanged", "refused"))

    @property
    def findings(self) -> list[tuple[int, str]]:
        return [(finding["line"], finding["column"]) for finding in self.report["findings"]]


class Bench:
    """A folder with a book in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.plugins = ["--safe-mode"]

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    def workbook(
        self, name: str, rows: list[list[object]], *, merged: tuple[str, ...] = (), sheets: dict[str, list] | None = None
    ) -> Path:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
            for title, content in {"客户": rows, **(sheets or {})}.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(content):
                    for place, cell in enumerate(row):
                        if isinstance(cell, date):
                            sheet.write_datetime(number, place, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
                        elif cell is not None:
                            sheet.write(number, place, cell)
            for area in merged:
                first = area.split(":")[0]
                row, column = int(first[1:]) - 1, ord(first[0]) - ord("A")
                book.worksheets()[0].merge_range(area, rows[row][column])
        return self.file(name, out.getvalue())

    def run(self, *arguments: object) -> Ran:
        code = run([*self.plugins, "--as-of", AS_OF, *(str(argument) for argument in arguments)])
        said = self._capsys.readouterr()
        return Ran(code, said.out, said.err)

    def take(self, file: Path, *arguments: object) -> Ran:
        """Import a file and return its report."""
        return self.run("import", file, "--format", "json", *arguments)

    def rows(self, sql: str) -> list[dict]:
        db = sqlite3.connect(self.folder / "book.db")
        db.row_factory = sqlite3.Row
        found = [dict(row) for row in db.execute(sql)]
        db.close()
        return found

    def client(self, code: str) -> dict:
        """Return what the book holds of a client: name, manager and the known facts."""
        (row,) = self.rows(f"SELECT * FROM client WHERE code = '{code}'")
        facts = {name[2:]: value for name, value in row.items() if name.startswith("f_") and value is not None}
        return {"name": row["name"], "manager": row["manager"], **facts}

    def codes(self) -> list[str]:
        return [row["code"] for row in self.rows("SELECT code FROM client ORDER BY id")]

    def faults(self) -> list:
        from cmtool.book import Book

        book = Book.open(self.folder / "book.db", {})
        found = list(book.faults())
        book.close()
        return found


@pytest.fixture
def bench(tmp_path, monkeypatch, capsys):
    for name in ("CMTOOL_AS_OF", "CMTOOL_MANAGER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CMTOOL_BOOK", str(tmp_path / "book.db"))
    monkeypatch.setenv("CMTOOL_CONFIG", str(tmp_path / "no-settings"))
    monkeypatch.setenv("CMTOOL_LANG", "zh")
    monkeypatch.chdir(tmp_path)
    bench = Bench(tmp_path, capsys)
    assert bench.run("init").code == 0
    return bench


@pytest.fixture
def shared():
    folder = PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the shared data folder ../shared/data is not here")
    return folder


@pytest.fixture
def mappings():
    return PROJECT / "examples" / "mappings"


def xls(rows: list[list[object]]) -> bytes:
    """Return an Excel 97 workbook of one sheet: a compound file around the records that hold texts, numbers and dates."""
    globals_ = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 1996, 0, 6)) + _record(0x0042, struct.pack("<H", 1200))
    globals_ += b"".join(_record(0x00E0, struct.pack("<HH16x", 0, form)) for form in (0, 14))
    title = "客户".encode("utf-16-le")
    at = len(globals_) + 4 + 8 + len(title) + 4
    globals_ += _record(0x0085, struct.pack("<IBBBB", at, 0, 0, 2, 1) + title) + _record(0x000A, b"")
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0x0DBB, 1996, 0, 6))
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet += _cell(number, place, cell)
    return _compound(globals_ + sheet + _record(0x000A, b""))


def _cell(row: int, column: int, cell: object) -> bytes:
    if isinstance(cell, str):
        text = cell.encode("utf-16-le")
        return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)
    if isinstance(cell, date):
        serial = (cell - date(1899, 12, 30)).days
        return _record(0x0203, struct.pack("<HHHd", row, column, 1, serial))
    return _record(0x0203, struct.pack("<HHHd", row, column, 0, cell))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(stream: bytes) -> bytes:
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    sectors = max(8, -(-len(stream) // 512))
    table = [fat_mark, end, *range(3, 2 + sectors), end]
    fat = struct.pack("<128I", *table, *[free] * (128 - len(table)))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0
    )
    header += struct.pack("<109I", 0, *[free] * 108)
    entries = _entry("Root Entry", 5, 1, end, 0) + _entry("Workbook", 2, free, 2, sectors * 512) + bytes(256)
    return header + fat + entries + stream.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    free = 0xFFFFFFFF
    return struct.pack("<64sHBBIII16xI16xIQ", text, len(text) + 2, kind, 1, free, free, child, 0, start, size)


@pytest.fixture
def old_workbook():
    return xls


@pytest.fixture
def person():
    return PERSON


@pytest.fixture
def woman():
    return WOMAN
