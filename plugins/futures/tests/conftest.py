"""The futures desk on the bench, read once a module, and its calculators through the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cmtool.cli import run
from cmtool.testing import Desk
from cmtool_futures import hooks

SHARED = Path(__file__).parents[4] / "shared"


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)


@pytest.fixture
def shared():
    """The folder of given data beside the project; a test that reads it is skipped, saying so, where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"there is no {SHARED}")
    return SHARED


@pytest.fixture
def golden_example(shared):
    """Return a worked example of the given set by its id."""

    def example(code):
        text = (shared / "golden" / "golden.md").read_text(encoding="utf-8")
        return json.loads(text.split(f"## {code} ·")[1].split("```json")[1].split("```")[0])

    return example


@pytest.fixture
def calculated(capsys, tmp_path_factory, monkeypatch):
    """Run ``calc NAME`` through the command line; options as keywords, ``expect`` the exit code.

    Returns the JSON of a calculation, or what was said where it was refused.
    """
    monkeypatch.setenv("CMTOOL_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))

    def ran(name, expect=0, lang="zh", as_of="2026-11-24", **options):
        given = [part for key, value in options.items() for part in (f"--{key.replace('_', '-')}={value}",)]
        capsys.readouterr()
        code = run(["--as-of", as_of, "--lang", lang, "calc", f"futures.{name}", *given, "--format", "json"])
        said = capsys.readouterr()
        assert code == expect, said.err
        return said.err if expect else json.loads(said.out)

    return ran
