"""The manual's commands on accounts, options, delivery and the hedge plan, run as they stand."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from cmtool.cli import run

ROOT = Path(__file__).parents[3]
MANUAL = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SECTION = MANUAL.split("## Accounts, options, delivery and the hedge plan\n")[1].split("\n## ")[0]
COMMANDS = [line for line in SECTION.splitlines() if line.startswith("cmtool calc ")]


@pytest.fixture
def files(tmp_path, blank, monkeypatch):
    """Lay the files that the commands name into the folder where they are run."""
    monkeypatch.setenv("CMTOOL_CACHE", str(blank / "cache"))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "MARGINS.toml").write_text('as_of = 2026-11-24\nadd_on = "2%"\n')
    rows = "".join(f"2026-{month:02}-{day:02},{3400 + month * day % 37}\n" for month in range(1, 11) for day in range(1, 29))
    (tmp_path / "PRICES.csv").write_text("date,settle\n" + rows)
    return tmp_path


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_manuals_commands_run(capsys, command, lang):
    assert run(["--as-of", "2026-11-24", "--lang", lang, *shlex.split(command)[1:]]) == 0, capsys.readouterr().err


def test_the_manual_names_every_calculator_of_the_desk(desk):
    assert [
        found.name for found in desk.pack.calculators if f"`{found.name}`" not in MANUAL and f"**{found.name}**" not in MANUAL
    ] == []
