"""The manual's commands of the hedging section, run as they stand, on files of the shapes that it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from cmtool.cli import run

MANUAL = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SECTION = MANUAL.split("## Hedging, bonds and forwards")[1].split("\n## ")[0]
COMMANDS = re.findall(r"^cmtool (calc .*)$", SECTION, re.MULTILINE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NAMED = re.findall(r"`([a-z-]+)`", "".join(re.findall(r"^\|.*?\|(.*?)\|", SECTION, re.MULTILINE)))


@pytest.fixture
def files(tmp_path, tmp_path_factory, monkeypatch):
    """The files that the commands name."""
    for name, body in re.findall(r"`(\w+\.toml)` .*?```toml\n(.*?)```", SECTION, re.DOTALL):
        (tmp_path / name).write_text(body, encoding="utf-8")
    days = [f"2026-{month:02}-{day:02}" for month in range(1, 11) for day in range(1, 29)]
    for side, wave in (("SPOT", 7), ("FUTURES", 5)):
        rows = [f"{day},{3000 + number % 11 * 9 + number * wave % 13}" for number, day in enumerate(days)]
        (tmp_path / f"{side}.csv").write_text("\n".join(["date,close", *rows]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CMTOOL_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("files")
def test_the_manuals_commands_run_in_both_languages(capsys, command):
    said = {}
    for lang in ("zh", "en"):
        assert run(["--as-of", "2026-11-24", "--lang", lang, *shlex.split(command)]) == 0, capsys.readouterr().err
        said[lang] = capsys.readouterr().out
    assert not CHINESE.search(said["en"])
    assert CHINESE.search(said["zh"]) or "--format" in command
    assert not re.search(r"[{}]|None|Decimal", said["en"] + said["zh"])


def test_the_manual_names_every_calculator_it_speaks_of(desk):
    known = {calculator.name for calculator in desk.pack.calculators}
    assert set(NAMED) <= known
    assert {command.split()[1] for command in COMMANDS} <= set(NAMED)
    assert len(COMMANDS) >= 15
