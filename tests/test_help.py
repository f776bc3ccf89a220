"""Help of every command, in two languages, on a terminal of 80 columns."""

from __future__ import annotations

import re

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cmtool.cli import root
from cmtool.report.folding import NO_LINE_END, NO_LINE_START, folded, wide


def every_command() -> list[tuple[str, ...]]:
    """All command lines of the core that have a help of their own."""

    def below(group: click.Group, path: tuple[str, ...]) -> list[tuple[str, ...]]:
        found = [path]
        for name in group.lazy:
            inner = group.get_command(click.Context(group), name)
            found += below(inner, (*path, name)) if getattr(inner, "lazy", None) else [(*path, name)]
        return found

    return below(root, ())


def named(path: tuple[str, ...]) -> str:
    return " ".join(path) or "cmtool"


HELPS = every_command()
CALCULATORS = [
    "beta-hedge", "bill-discount", "compulsory-motor", "cover-gap", "hedge", "hedge-result", "loan", "margin", "margin-ratio",
    "policy-irr", "repo", "trade-cost",
]  # fmt: skip
ENGLISH = re.compile(
    r"\b(Usage|Options|Commands|Show|this message|TEXT|INTEGER|FLOAT|PATH|FILE|DIR|DIRECTORY|RANGE|COMMAND|ARGS|OPTIONS|"
    r"CLIENT|NAME|DAY|CHOICE|NUMBER|required|default)\b"
)
EXAMPLE = re.compile(r" {4,}(cmtool|echo) ")


def test_no_command_is_missed():
    assert {("client", "add"), ("needs", "next"), ("import",), ("plugin", "list"), ("calc",)} <= set(HELPS)
    assert len(HELPS) > 30


@pytest.mark.parametrize("path", [*HELPS, *(("calc", name) for name in CALCULATORS)], ids=named)
def test_it_fits_80_columns_and_speaks_one_language(cmtool, monkeypatch, path):
    monkeypatch.setenv("COLUMNS", "80")
    for lang in ("zh", "en"):
        found = cmtool("--lang", lang, *path, "--help", plain=True)
        assert found.code == 0, found
        assert found.err == ""
        assert [line for line in found.out.splitlines() if wide(line) > 80 and not EXAMPLE.match(line)] == []
        assert found.out.startswith("用法：" if lang == "zh" else "Usage:")
        assert lang == "en" or not ENGLISH.search(found.out), ENGLISH.search(found.out)


@pytest.mark.parametrize("path", [path for path in HELPS if path], ids=named)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_of_commands_says_what_the_command_itself_says(cmtool, path, lang):
    listed = cmtool("--lang", lang, *path[:-1], "--help", plain=True).out.splitlines()
    line = next(line for line in listed if line.split()[:1] == [path[-1]])
    opening = cmtool("--lang", lang, *path, "--help", plain=True).out.splitlines()[2].strip()
    assert line.split(None, 1)[1][:20] == opening[:20]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_must_be_given_what_stands_otherwise_and_the_limits_are_worded(cmtool, lang):
    def line(option, *path):
        lines = cmtool("--lang", lang, *path, "--help", plain=True).out.splitlines()
        at = next(number for number, line in enumerate(lines) if option in line)
        return lines[at] + lines[at + 1]  # its words may run on

    assert ("必填" if lang == "zh" else "required") in line("--output", "propose")
    assert ("不小于 1、不大于 10" if lang == "zh" else "at least 1, at most 10") in line("--top", "propose")
    assert ("默认 200" if lang == "zh" else "default 200") in cmtool("--lang", lang, "demo", "--help", plain=True).out
    page = cmtool("--lang", lang, "client", "log", "--help", plain=True).out
    assert ("--promise 日期 内容" if lang == "zh" else "--promise DAY TEXT") in page


@pytest.mark.parametrize("width", ["60", "100"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_fits_other_terminals_too(cmtool, monkeypatch, width, lang):
    monkeypatch.setenv("COLUMNS", width)
    for path in HELPS:
        text = cmtool("--lang", lang, *path, "--help", plain=True).out
        long = [line for line in text.splitlines() if wide(line) > int(width)]
        assert [line for line in long if not EXAMPLE.match(line) and not re.match(r" +(cmtool|-o|--)\S* ?", line)] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", [("client", "log"), ("import",)], ids=named)
def test_the_page_of_a_command(cmtool, golden, monkeypatch, lang, path):
    monkeypatch.setenv("COLUMNS", "80")
    golden(f"help_{'_'.join(path)}_{lang}", cmtool("--lang", lang, *path, "--help", plain=True).out)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("group", [(), ("client",), ("needs",), ("case",), ("rule",)], ids=named)
def test_a_group_alone_shows_its_help_as_a_usage_error(cmtool, monkeypatch, lang, group):
    monkeypatch.setenv("CMTOOL_LANG", lang)
    found = cmtool(*group, plain=True)
    assert found.code == 2
    assert found.out == ""
    assert found.err.startswith("用法：" if lang == "zh" else "Usage:")


WORDS = st.text(alphabet=st.sampled_from("ab1 -中文客户。，、：（）《》!?…é"), max_size=60)
WIDTHS = st.integers(min_value=1, max_value=30)


def may_break(before: str, after: str) -> bool:
    return after not in NO_LINE_START and before not in NO_LINE_END and (before == " " or wide(before) == 2 or wide(after) == 2)


@given(WORDS, WIDTHS)
@example("table，json，csv，tsv", 10)
@example("，，，，", 2)
def test_a_line_is_too_wide_only_where_it_cannot_be_broken(text, width):
    for line in folded(text, width):
        assert wide(line) <= width or not any(map(may_break, line, line[1:])), line


@given(WORDS, WIDTHS)
def test_folding_loses_nothing_but_blanks(text, width):
    assert "".join("".join(folded(text, width)).split()) == "".join(text.split())


@given(WORDS.map(lambda text: text.replace(" ", "")), WIDTHS)
def test_no_line_begins_with_a_closing_mark(text, width):
    assert [line for line in folded(text, width)[1:] if line[0] in NO_LINE_START] == []


@given(WORDS)
def test_a_text_that_fits_stays_as_it_is(text):
    assert folded(text, max(1, wide(text))) == [text.rstrip()]
