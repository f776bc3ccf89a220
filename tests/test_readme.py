"""README's commands are run, and print what it says: in both languages, in an empty folder, on the day it names."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from cmtool.cli import run

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
CUT = "…"


def said_by(command: str) -> str:
    """Return all that one command line prints, data and remarks in the order they come."""
    words = shlex.split(command)
    assert words[0] == "cmtool", command
    both = io.StringIO()
    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        run(words[1:])
    return both.getvalue()


def lines_of(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def shortened(shown: list[str], printed: list[str]) -> list[str]:
    """Return what a README shows of new output: as many lines as before where it was cut."""
    if CUT not in shown:
        return printed
    cut = shown.index(CUT)
    rest = len(shown) - cut - 1
    return [*printed[:cut], CUT, *(printed[-rest:] if rest else [])]


@pytest.mark.parametrize(("name", "lang"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
def test_the_readme_shows_what_the_commands_print(name, lang, tmp_path, monkeypatch, request):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("CMTOOL_LANG", lang)
    monkeypatch.setenv("CMTOOL_AS_OF", "2026-11-24")
    monkeypatch.setenv("CMTOOL_BOOK", "cmtool-demo/book.db")
    text = (ROOT / name).read_text(encoding="utf-8")
    renewed = text
    for block in BLOCK.findall(text):
        pieces = []
        for part in re.split(r"(?m)^\$ ", block)[1:]:
            command, _, output = part.partition("\n")
            shown, printed = lines_of(output), lines_of(said_by(command))
            expected = shortened(shown, printed)
            pieces.append("\n".join([f"$ {command}", *expected]))
            if not request.config.getoption("--update-golden"):
                assert shown == expected, command
        renewed = renewed.replace(block, "\n\n".join(pieces) + "\n")
    if request.config.getoption("--update-golden"):
        (ROOT / name).write_text(renewed, encoding="utf-8")
