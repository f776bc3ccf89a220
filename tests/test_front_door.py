"""The front door: where options may stand, whose help an error names, and what a fault of the program itself leaves."""

from __future__ import annotations

import pytest

from cmtool.jobs import follow_up

BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
FRONT = ("--book={book}", "--as-of", "2026-01-02", "--lang=en", "--safe-mode")


@pytest.mark.parametrize(
    "order",
    [
        (*FRONT, "client", "list", "--format", "json"), ("client", *FRONT, "list", "--format", "json"),
        ("client", "list", "--format", "json", *FRONT),
    ],
    ids=["before", "between", "after"],
)  # fmt: skip
def test_global_options_stand_anywhere(cmtool, book, order):
    found = cmtool(*(word.format(book=book) for word in order), plain=True)
    assert found.code == 0, found
    assert found.json["as_of"] == "2026-01-02"


def test_a_double_dash_ends_the_options(ok, cmtool):
    ok("client", "add", "--", "--lang")
    assert ok("client", "show", "C-00001", "--reveal", "name", "--format", "json").json["name"] == "--lang"
    assert cmtool("client", "add", "--", "甲", "--as-of", "2026-01-01").code == 2  # words too many, no options


def test_a_global_option_without_its_value_does_nothing(cmtool, book):
    before = book.read_bytes()
    for command in (("today", "--book"), ("client", "add", "甲", "--manager"), ("init", "--lang")):
        found = cmtool(*command)
        assert found.code == 2, found
        assert found.out == ""
    assert book.read_bytes() == before


@BOTH
@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "24.11.2026", "2026"])
def test_a_day_that_is_none_is_named_wherever_it_comes_from(cmtool, book, monkeypatch, day, lang):
    front = ("--safe-mode", "--book", book, "--lang", lang)
    by_flag = cmtool(*front, "--as-of", day, "today", plain=True)
    monkeypatch.setenv("CMTOOL_AS_OF", day)
    by_environment = cmtool(*front, "today", plain=True)
    assert (by_flag.code, by_environment.code) == (5, 5)
    assert day in by_flag.err
    assert by_flag.err == by_environment.err
    assert cmtool(*front, "--as-of", "2026-02-28", "today", plain=True).code == 0  # the flag goes first


@pytest.mark.parametrize(
    ("lang", "origins"), [("zh", ("命令行", "环境变量", "默认")), ("en", ("command line", "environment", "default"))]
)
def test_doctor_says_the_origins_in_words(cmtool, monkeypatch, book, lang, origins):
    monkeypatch.setenv("CMTOOL_MANAGER", "王经理")
    said = cmtool("--safe-mode", "--book", book, "--lang", lang, "doctor", plain=True).out.splitlines()
    lines = {line.split(" = ")[0]: line for line in said if " = " in line}
    for name, origin in zip(("book", "manager", "as_of"), origins, strict=True):
        assert origin in lines[name]
    assert str(book) in lines["book"]


@pytest.mark.parametrize("where", ["project", "user"])
@BOTH
def test_a_broken_settings_file_is_named_with_its_line(cmtool, tmp_path, home, monkeypatch, where, lang):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "cmtool.toml" if where == "project" else home / ".config" / "cmtool" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('book = "a.db"\nmanager = \n')
    wrong = cmtool("--lang", lang, "today", plain=True)
    assert wrong.code == 10
    assert wrong.err.startswith("错误：" if lang == "zh" else "Error: ")
    assert str(path) in wrong.err
    assert "line 2" in wrong.err


USAGE = [
    pytest.param(["clinet"], "client", "cmtool --help", id="command-near"),
    pytest.param(["client", "shwo"], "show", "cmtool client --help", id="subcommand-near"),
    pytest.param(["client", "list", "--formt", "json"], "--format", "cmtool client list --help", id="option-near"),
    pytest.param(["why", "C-00001"], ("产品代码", "PRODUCT"), "cmtool why --help", id="argument-missing"),
    pytest.param(["propose", "C-00001"], "--output", "cmtool propose --help", id="option-missing"),
    pytest.param(["client", "list", "--format", "xml"], "ndjson", "cmtool client list --help", id="choice"),
    pytest.param(["today", "--top", "0"], "1", "cmtool today --help", id="number-too-small"),
    pytest.param(["case", "step", "one"], ("编号", "NUMBER"), "cmtool case step --help", id="no-number"),
    pytest.param(["client", "add", "a", "b", "c"], "b c", "cmtool client add --help", id="words-too-many"),
    pytest.param(["client", "add", "a", "--set", "=x"], "=x", "cmtool client add --help", id="pair-without-name"),
    pytest.param(["client", "log", "C-1", "--promise", "2026-12-01"], "2", "cmtool client log --help", id="two-values"),
    pytest.param(["today", "--format"], "--format", "cmtool today --help", id="value-missing"),
    pytest.param(["client", "add", "a", "--dry-run=1"], "--dry-run", "cmtool client add --help", id="value-for-a-flag"),
    pytest.param(["rule", "check", "nowhere"], "nowhere", "cmtool rule check --help", id="folder"),
]


@BOTH
@pytest.mark.parametrize(("arguments", "names", "hint"), USAGE)
def test_a_usage_error_says_what_is_wrong_and_names_the_help_of_that_command(cmtool, lang, arguments, names, hint):
    found = cmtool("--lang", lang, *arguments)
    assert found.code == 2, found
    assert found.out == ""
    words, where = found.err.splitlines()
    assert words.startswith("错误：" if lang == "zh" else "Error: ")
    assert (names if isinstance(names, str) else names[lang == "en"]) in words
    assert where.endswith(hint)


def broken(*_):
    raise RuntimeError("call 13812345678")


@BOTH
def test_a_fault_of_the_program_is_one_sentence_without_a_persons_number(cmtool, monkeypatch, lang):
    monkeypatch.setattr(follow_up, "tasks", broken)
    found = cmtool("--lang", lang, "today")
    assert found.code == 1
    assert found.err.startswith("错误：" if lang == "zh" else "Error: ")
    assert len(found.err.splitlines()) == 1
    assert "138****5678" in found.err
    assert "13812345678" not in found.err
    monkeypatch.setenv("CMTOOL_DEBUG", "1")
    with pytest.raises(RuntimeError):
        cmtool("today")


def test_a_fault_while_writing_keeps_nothing(cmtool, book, monkeypatch):
    before = book.read_bytes()
    monkeypatch.setattr("cmtool.book.records.fresh_code", broken)
    assert cmtool("client", "add", "张三").code == 1
    assert book.read_bytes() == before
