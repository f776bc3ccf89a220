"""The screen: every encoding, aligned columns, quiet pipes, and help in two languages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from unicodedata import combining, east_asian_width

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wcwidth import wcswidth

from cmtool.cli import root, run
from cmtool.commands.layout import NO_LINE_START, folded, wide

LISTS = [
    ("today",), ("match", "C-00001"), ("client", "list"), ("needs", "show", "C-00001"), ("needs", "next", "C-00001"),
    ("case", "list"), ("case", "show", "1"), ("product", "list"), ("product", "show", "SHP-P002"), ("rule", "list"),
    ("journal",), ("plugin", "list"),
]  # fmt: skip


@pytest.fixture(scope="session")
def sample(tmp_path_factory, cache):
    """The demo's book with all installed desks, made once."""
    folder = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CMTOOL_CACHE", str(cache))
        assert run(["demo", "--clients", "60", "--as-of", "2026-11-24", str(folder)]) == 0
    return folder / "book.db"


@pytest.fixture
def desks(cmtool, sample):
    """Run a command on the demo's book with all installed desks."""

    def ran(*arguments):
        found = cmtool("--book", sample, "--as-of", "2026-11-24", *arguments, plain=True)
        assert found.code == 0, found
        return found

    return ran


class TestEncodings:
    def test_a_gbk_console_shows_chinese_and_a_mark_for_what_it_cannot(self, regular, ok, process):
        ok("client", "edit", regular, "--set", "occupation=䶮记茶商")
        found = process("client", "show", regular, environment={"PYTHONIOENCODING": "gbk"})
        assert found.returncode == 0, found
        shown = found.stdout.decode("gbk")
        assert "?记茶商" in shown
        assert "手机号" in shown or "手机" in shown

    @pytest.mark.parametrize("form", ["json", "ndjson"])
    def test_scripts_lose_nothing_on_a_gbk_console(self, add, ok, process, form):
        add("䶮三𠮷")
        found = process("client", "list", "--format", form, "--reveal", "name", environment={"PYTHONIOENCODING": "gbk"})
        assert found.returncode == 0, found
        assert found.stdout.isascii()
        assert b"\\u4dae" in found.stdout
        read = json.loads(found.stdout)
        assert (read["items"][0] if form == "json" else read)["name"] == "䶮三𠮷"

    def test_one_thing_as_json_loses_nothing_either(self, regular, ok, process):
        ok("client", "edit", regular, "--set", "occupation=䶮记")
        found = process("client", "show", regular, "--format", "json", environment={"PYTHONIOENCODING": "gbk"})
        assert found.stdout.isascii()
        assert {item["fact"]: item["value"] for item in json.loads(found.stdout)["items"]}["occupation"] == "䶮记"

    def test_a_file_keeps_what_the_console_cannot_show(self, add, process, tmp_path):
        add("䶮三")
        path = tmp_path / "list.json"
        process("client", "list", "--reveal", "name", "-o", path, environment={"PYTHONIOENCODING": "gbk"})
        assert "䶮三" in path.read_text(encoding="utf-8")

    def test_an_error_reaches_a_gbk_console(self, process):
        found = process("client", "show", "䶮", environment={"PYTHONIOENCODING": "gbk"})
        assert found.returncode == 3
        assert found.stdout == b""
        assert "？" in found.stderr.decode("gbk") or "?" in found.stderr.decode("gbk")
        assert "错误" in found.stderr.decode("gbk")

    def test_a_latin_console_does_not_stop_the_program(self, regular, process):
        found = process("client", "show", regular, environment={"PYTHONIOENCODING": "latin-1"})
        assert found.returncode == 0, found
        assert b"1980-02-29" in found.stdout

    @pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv", "tsv", "md"])
    def test_a_utf_8_pipe_keeps_everything(self, add, process, form):
        add("䶮三𠮷")
        found = process("client", "list", "--format", form, "--reveal", "name", environment={"PYTHONIOENCODING": "utf-8"})
        assert "䶮三𠮷" in found.stdout.decode("utf-8")


def starts(rule: str) -> list[int]:
    return [found.start() for found in re.finditer(r"-+", rule)]


def boundaries(line: str) -> set[int]:
    """The display columns where a character of the line begins."""
    return {wcswidth(line[:place]) for place in range(len(line) + 1)}


def at(line: str, column: int) -> str:
    """The line from a display column on."""
    place = next((place for place in range(len(line) + 1) if wcswidth(line[:place]) >= column), len(line))
    return line[place:]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("arguments", [("today",), ("client", "list"), ("match", "C-00001"), ("match", "C-00001", "--full")])
class TestColumns:
    def test_columns_begin_under_their_headings_and_fit_80(self, desks, monkeypatch, lang, arguments):
        monkeypatch.setenv("COLUMNS", "80")
        heading, rule, *rows = desks("--lang", lang, *arguments).out.splitlines()
        assert len(rows) > 10
        for line in (heading, rule, *rows):
            assert wcswidth(line) <= 80, line
        for start in starts(rule)[1:]:
            for line in (heading, *rows):
                if wcswidth(line) > start:
                    assert start in boundaries(line), line  # no wide character lies across the gap
                    assert wcswidth(line.rstrip()) <= start or at(line, start - 2)[:2] == "  ", line
        assert all(at(heading, start)[0] != " " for start in starts(rule))

    def test_without_a_width_a_row_is_a_line(self, desks, lang, arguments):
        found = desks("--lang", lang, *arguments)
        items = desks("--lang", lang, *arguments, "--format", "json").items
        shown = [item for item in items if arguments[0] != "match" or "--full" in arguments or item["rank"]]
        assert len(found.out.splitlines()) == 2 + len(shown)


class TestPipes:
    @pytest.mark.parametrize("lines", [0, 1], ids=["at-once", "after-a-line"])
    @pytest.mark.parametrize("arguments", [("match", "C-00001", "--format", "json"), ("client", "list"), ("--help",)], ids=" ".join)
    def test_a_reader_that_goes_away_ends_it_quietly(self, sample, lines, arguments):
        command = [sys.executable, "-m", "cmtool", "--book", str(sample), "--as-of", "2026-11-24", *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
            if lines:
                assert program.stdout.readline()
            program.stdout.close()
            said = program.stderr.read().decode()
            assert program.wait(60) == 0
        remarks = [line for line in said.splitlines() if not line.startswith(("客户需求", "另有", "下一个该问"))]
        assert remarks == []

    @pytest.mark.parametrize("arguments", LISTS, ids=" ".join)
    def test_data_alone_is_on_standard_output(self, regular, ok, arguments):
        ok("case", "open", regular, "SHP-C01")
        found = ok(*arguments, "--format", "json")
        assert found.items
        assert "\n" not in (found.out[:1], found.out[-2:-1])
        shown = ok(*arguments, "--format", "table").out
        assert set(shown.splitlines()[1]) == {"-", " "}

    def test_remarks_are_on_standard_error(self, regular, ok):
        found = ok("match", regular)
        assert "客户需求" in found.err
        assert "客户需求" not in found.out
        assert "今天" in ok("today", "--manager", "没有这个人").err
        assert ok("client", "list").err == ""

    def test_a_file_leaves_standard_output_empty(self, regular, ok, tmp_path):
        found = ok("client", "list", "-o", tmp_path / "list.csv")
        assert found.out == ""
        assert str(tmp_path / "list.csv") in found.err


def every_command() -> list[tuple[str, ...]]:
    """All command lines of the core that have a help of their own."""

    def below(group: click.Group, path: tuple[str, ...]) -> list[tuple[str, ...]]:
        context = click.Context(group)
        found = [path]
        for name in group.lazy:
            inner = group.get_command(context, name)
            found += below(inner, (*path, name)) if getattr(inner, "lazy", None) else [(*path, name)]
        return found

    return below(root, ())


HELPS = every_command()
CALCULATORS = ["bill-discount", "compulsory-motor", "cover-gap", "hedge", "loan", "margin", "margin-ratio", "policy-irr", "repo", "trade-cost"]
ENGLISH = re.compile(r"\b(Usage|Options|Commands|Show|this message|TEXT|INTEGER|FLOAT|PATH|FILE|DIRECTORY|RANGE|COMMAND|ARGS|OPTIONS|required|default)\b")


class TestHelp:
    def test_there_is_help_for_more_than_thirty_commands(self):
        assert len(HELPS) > 30
        assert ("client", "add") in HELPS

    @pytest.mark.parametrize("path", [*HELPS, *(("calc", name) for name in CALCULATORS)], ids=lambda path: " ".join(path) or "cmtool")
    def test_it_fits_80_columns_and_speaks_one_language(self, cmtool, monkeypatch, path):
        monkeypatch.setenv("COLUMNS", "80")
        for lang in ("zh", "en"):
            found = cmtool("--lang", lang, *path, "--help", plain=True)
            assert found.code == 0, found
            assert found.err == ""
            for line in found.out.splitlines():
                example_line = re.match(r" {4,}(cmtool|echo|\$) ?", line)
                assert example_line or wide(line) <= 80, line
            if lang == "zh":
                assert not ENGLISH.search(found.out), ENGLISH.search(found.out)
                assert found.out.startswith("用法：")
            else:
                assert found.out.startswith("Usage:")

    @pytest.mark.parametrize("path", HELPS, ids=lambda path: " ".join(path) or "cmtool")
    def test_every_word_of_the_short_help_is_there_in_the_list(self, cmtool, path):
        if not path:
            return
        listed = cmtool("--lang", "en", *path[:-1], "--help", plain=True).out
        line = next(line for line in listed.splitlines() if line.split()[:1] == [path[-1]])
        opening = cmtool("--lang", "en", *path, "--help", plain=True).out.splitlines()[2].strip()
        assert line.split(None, 1)[1][:25] == opening[:25]

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_the_front_page(self, cmtool, golden, monkeypatch, lang):
        monkeypatch.setenv("COLUMNS", "80")
        golden(f"help_{lang}", cmtool("--lang", lang, "--help", plain=True).out)

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_one_command(self, cmtool, golden, monkeypatch, lang):
        monkeypatch.setenv("COLUMNS", "80")
        golden(f"help_client_log_{lang}", cmtool("--lang", lang, "client", "log", "--help", plain=True).out)


WORDS = st.text(alphabet=st.sampled_from("ab1 -中文客户。，、：（）《》!?…é"), max_size=60)


def may_break(before: str, after: str) -> bool:
    return after not in NO_LINE_START and (before == " " or wide(before) == 2 or wide(after) == 2)


class TestFolding:
    @given(WORDS, st.integers(min_value=1, max_value=30))
    @example("table，json，csv，tsv", 10)
    @example("，，，，", 2)
    def test_a_line_is_wider_only_where_it_cannot_be_broken(self, text, width):
        for line in folded(text, width):
            if wide(line) > width:
                assert not [i for i in range(1, len(line)) if may_break(line[i - 1], line[i])], line

    @given(WORDS, st.integers(min_value=1, max_value=30))
    def test_nothing_is_lost_but_blanks(self, text, width):
        assert "".join("".join(folded(text, width)).split()) == "".join(text.split())

    @given(WORDS, st.integers(min_value=1, max_value=30))
    def test_no_line_begins_with_a_closing_mark(self, text, width):
        assert not [line for line in folded(text, width)[1:] if line[:1] and line[0] in NO_LINE_START]

    @given(WORDS)
    def test_a_text_with_room_stays_as_it_is(self, text):
        assert folded(text, max(1, wide(text))) == [text.rstrip()]

    @given(st.text(max_size=20))
    def test_the_width_is_the_terminals(self, text):
        assert wide(text) == sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def test_no_colour_is_ever_sent(desks, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    for arguments in (("today",), ("--help",), ("doctor",)):
        assert "\x1b" not in desks(*arguments).out


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
def test_a_terminal_shows_twenty_of_the_morning_list_and_says_so(sample):
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "cmtool", "--book", str(sample), "--as-of", "2026-11-24", "today", "--lang", "en"]
    found = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(theirs)
    os.close(ours)
    assert found.returncode == 0
    assert re.search(rb"20 of \d+ shown", found.stderr)
