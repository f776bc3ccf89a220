"""The futures desk on the bench, read once a module; the data that nobody here wrote; the desk's own command line."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from cmtool.cli import run
from cmtool.testing import Desk
from cmtool_futures import hooks

SHARED = Path(__file__).parents[4] / "shared"
DESK = Path(hooks.__file__).parent


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)


@pytest.fixture(scope="session")
def shared():
    """The folder of given data beside the project; its tests say so where it is not there."""
    if not SHARED.is_dir():
        pytest.skip("the shared data folder ../shared is not here")
    return SHARED


@pytest.fixture(scope="session")
def specs(shared):
    """The public contract tables: ``specs("contracts")``."""
    return lambda name: json.loads((shared / "data" / "futures_specs" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def rows(shared):
    """The rulebook's table of products, by code."""
    with (shared / "rulebook" / "contracts.csv").open(encoding="utf-8-sig", newline="") as table:
        return {row["code"]: row for row in csv.DictReader(table)}


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    """An empty book, made once by ``init``, with a cache of its own beside it."""
    folder = tmp_path_factory.mktemp("futures-desk")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CMTOOL_CACHE", str(folder / "cache"))
        assert run(["--safe-mode", "--book", str(folder / "book.db"), "init"]) == 0
    return folder


@pytest.fixture
def cli(tmp_path, blank, monkeypatch, capsys):
    """Run a command of the desk on a fresh book and return (exit code, output, errors)."""
    monkeypatch.setenv("CMTOOL_CACHE", str(blank / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("CMTOOL_LANG", raising=False)
    book = tmp_path / "book.db"
    shutil.copy2(blank / "book.db", book)
    book.chmod(0o600)

    def ran(*arguments: object, on: str = "2026-11-24") -> tuple[int, str, str]:
        capsys.readouterr()
        before = ["--safe-mode", "--plugin", str(DESK), "--book", str(book), "--lang", "zh", "--as-of", on]
        code = run([*before, *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return ran


@pytest.fixture
def golden_example(shared):
    """Return a worked example of the given set by its id."""

    def example(code):
        text = (shared / "golden" / "golden.md").read_text(encoding="utf-8")
        return json.loads(text.split(f"## {code} ·")[1].split("```json")[1].split("```")[0])

    return example


@pytest.fixture
def calculated(capsys, blank, monkeypatch):
    """Run ``calc NAME`` of the installed desk; options as keywords, ``expect`` the exit code.

    Returns the JSON of a calculation, or what was said where it was refused.
    """
    monkeypatch.setenv("CMTOOL_CACHE", str(blank / "cache"))
    monkeypatch.delenv("CMTOOL_LANG", raising=False)

    def ran(name, expect=0, lang="zh", as_of="2026-11-24", **options):
        given = [f"--{key.replace('_', '-')}={value}" for key, value in options.items()]
        capsys.readouterr()
        code = run(["--as-of", as_of, "--lang", lang, "calc", f"futures.{name}", *given, "--format", "json"])
        said = capsys.readouterr()
        assert code == expect, said.err
        return said.err if expect else json.loads(said.out)

    return ran
