"""What reaches a terminal and a pipe: columns on a book with all desks, readers that go away, keys that interrupt."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time

import pytest
from wcwidth import wcswidth

from cmtool.cli import run

LISTS = [
    ("today",), ("match", "C-00001"), ("client", "list"), ("needs", "show", "C-00001"), ("needs", "next", "C-00002"),
    ("case", "list"), ("case", "show", "1"), ("product", "list"), ("product", "show", "SHP-P002"), ("rule", "list"),
    ("journal",), ("plugin", "list"),
]  # fmt: skip
TERMINAL = pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")


@pytest.fixture(scope="module")
def sample(tmp_path_factory, cache):
    """A demo's book with all installed desks, made once."""
    folder = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CMTOOL_CACHE", str(cache))
        assert run(["demo", "--clients", "150", "--as-of", "2026-11-24", str(folder)]) == 0
    return folder / "book.db"


@pytest.fixture
def desks(cmtool, sample):
    """Run a command on the demo's book."""

    def ran(*arguments):
        found = cmtool("--book", sample, "--as-of", "2026-11-24", *arguments, plain=True)
        assert found.code == 0, found
        return found

    return ran


def starts(rule):
    return [found.start() for found in re.finditer(r"-+", rule)]


def cells(line, columns):
    """Cut a line at display columns; a character that lies across one is a fault."""
    ends = {wcswidth(line[:place]): place for place in range(len(line) + 1)}
    places = [ends[column] if column <= wcswidth(line) else len(line) for column in columns]
    return [line[place:end] for place, end in zip(places, [*places[1:], len(line)], strict=True)]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("today",), ("client", "list"), ("match", "C-00001"), ("match", "C-00001", "--full"), ("needs", "next", "C-00001"),
        ("product", "list"), ("rule", "list"), ("case", "list", "--all"), ("plugin", "list"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_columns_begin_under_their_headings_and_fit_80(desks, monkeypatch, lang, arguments):
    monkeypatch.setenv("COLUMNS", "80")
    heading, rule, *rows = desks("--lang", lang, *arguments).out.splitlines()
    columns = starts(rule)
    assert rows
    for line in (heading, rule, *rows):
        assert wcswidth(line) <= 80, line
        *before, _ = cells(line, columns)
        assert all(part.endswith("  ") or part == "" or line.endswith(part) for part in before), line
    assert all(title.strip() for title in cells(heading, columns))


@pytest.mark.parametrize("arguments", [("today",), ("client", "list"), ("match", "C-00001", "--full")], ids=" ".join)
def test_without_a_width_an_item_is_a_line(desks, arguments):
    items = desks(*arguments, "--format", "json").items
    _, rule, *rows = desks(*arguments).out.splitlines()
    first = "product" if arguments[0] == "match" else "client"
    assert [cells(row, starts(rule))[0].strip() for row in rows] == [item[first] for item in items]


def test_folding_keeps_codes_and_days_whole(desks, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    shown = desks("--lang", "en", "today").out
    items = desks("today", "--format", "json").items
    assert all(item["client"] in shown and item["due"] in shown for item in items)


@pytest.mark.parametrize("lines", [0, 1], ids=["at-once", "after-a-line"])
@pytest.mark.parametrize("arguments", [("match", "C-00001", "--format", "json"), ("client", "list"), ("--help",)], ids=" ".join)
def test_a_reader_that_goes_away_is_no_failure(sample, lines, arguments):
    command = [sys.executable, "-m", "cmtool", "--book", str(sample), "--as-of", "2026-11-24", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        if lines:
            assert program.stdout.readline()
        program.stdout.close()
        said = program.stderr.read().decode()
        ended(program, 0)
    assert [line for line in said.splitlines() if not line.startswith(("客户需求", "下一个该问"))] == []


@pytest.mark.parametrize("arguments", LISTS, ids=" ".join)
def test_data_alone_is_on_standard_output(regular, add, ok, arguments):
    add("李四", goal="grow")
    ok("case", "open", regular, "SHP-C01")
    found = ok(*arguments, "--format", "json")
    assert found.items
    assert found.out.startswith("{")
    assert found.out.endswith("}\n")
    assert set(ok(*arguments, "--format", "table").out.splitlines()[1]) == {"-", " "}


def test_remarks_are_on_standard_error(regular, ok):
    found = ok("match", regular)
    assert "客户需求" in found.err
    assert "客户需求" not in found.out
    nobody = ok("today", "--manager", "没有这个人", "--format", "ids")
    assert nobody.out == ""
    assert nobody.err != ""
    assert ok("client", "list").err == ""


def test_no_colour_is_ever_sent(desks, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    for arguments in (("today",), ("--help",), ("doctor",), ("match", "C-00001")):
        found = desks(*arguments)
        assert "\x1b" not in found.out + found.err


@TERMINAL
def test_a_terminal_shows_twenty_of_the_morning_list_and_says_so(sample):
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "cmtool", "--book", str(sample), "--as-of", "2026-11-24", "today", "--lang", "en"]
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.PIPE) as program:
        os.close(theirs)
        shown = spoken(ours, b"no such words")  # to the end
        said = ended(program, 0).stderr.read()
    os.close(ours)
    assert re.search(rb"20 of \d+ shown", said)
    assert len(set(re.findall(rb"C-\d{5}", shown))) == 20


def spoken(stream, wanted):
    """Read from a terminal until something was said, or nobody is there any more."""
    found, end = b"", time.monotonic() + 20
    while wanted not in found and time.monotonic() < end:
        if select.select([stream], [], [], 0.2)[0]:
            try:
                more = os.read(stream, 4096)
            except OSError:  # the other end is gone
                break
            if not more:
                break
            found += more
    return found


def ended(program, code):
    """Wait for a program; one that does not end is stopped, and the test fails."""
    try:
        assert program.wait(20) == code
    finally:
        program.kill()
    return program


def interruptible() -> None:
    """Let the child be interrupted, also where whoever started these tests had interrupts switched off."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@TERMINAL
@pytest.mark.parametrize("end", ["interrupt", "end-of-input"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_breaking_off_at_a_question_is_130_and_keeps_nothing(add, book, office_arguments, lang, end):
    code = add("张三丰", kind="person")
    before = book.read_bytes()
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "cmtool", *office_arguments, "--lang", lang, "needs", "ask", code, "--desk", "shop"]
    more = {"start_new_session": True, "preexec_fn": interruptible}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, **more) as program:
        os.close(theirs)
        spoken(ours, ("您打算花多少钱买茶？" if lang == "zh" else "How much would you spend on tea?").encode())
        time.sleep(0.5)  # nobody breaks off before the question is read
        if end == "interrupt":
            program.send_signal(signal.SIGINT)
        else:
            os.write(ours, b"\x04")
        said = spoken(ours, ("已中断" if lang == "zh" else "Interrupted").encode())
        ended(program, 130)
    os.close(ours)
    assert ("已中断" if lang == "zh" else "Interrupted") in said.decode()
    assert b"Traceback" not in said
    assert book.read_bytes() == before


def test_objections_expected_before_a_visit_are_of_the_desks_whose_products_fit(desks):
    seen = 0
    for number in range(1, 9):
        found = desks("brief", f"C-{number:05}", "--format", "json").json
        fitting = {one["product"][:3] for one in found["fits"]}
        assert {one["code"][:3] for one in found["objections"]} == fitting
        seen += bool(fitting)
    assert seen > 2
