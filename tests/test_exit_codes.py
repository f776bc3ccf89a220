"""Every exit code of the table, each by a command line that gives it; usage errors in both languages with near names."""

from __future__ import annotations

import pytest

CODES = [
    pytest.param(0, ("client", "list"), "", id="0-ok"),
    pytest.param(0, ("today", "--help"), "", id="0-help"),
    pytest.param(1, ("doctor",), "", id="1-something-is-wrong"),
    pytest.param(2, ("clint", "list"), "client", id="2-no-such-command"),
    pytest.param(2, ("client", "lst"), "list", id="2-no-such-subcommand"),
    pytest.param(2, ("today", "--formt", "json"), "--format", id="2-no-such-option"),
    pytest.param(2, ("today", "--format", "xml"), "ndjson", id="2-no-such-choice"),
    pytest.param(2, ("client", "show"), "cmtool client show --help", id="2-argument-missing"),
    pytest.param(2, ("propose", "C-00001"), "--output", id="2-option-missing"),
    pytest.param(2, ("client", "add", "a", "b"), "b", id="2-a-word-too-many"),
    pytest.param(2, ("client", "add", "a", "--set", "tier"), "tier", id="2-no-pair"),
    pytest.param(2, ("today", "--top", "0"), "--top", id="2-below-the-range"),
    pytest.param(2, ("propose", "C-00001", "-o", "x.md", "--top", "11"), "10", id="2-above-the-range"),
    pytest.param(2, ("undo", "x"), "cmtool undo --help", id="2-no-number"),
    pytest.param(2, ("client", "list", "--wait", "x"), "--wait", id="2-no-fraction"),
    pytest.param(2, ("client", "list", "--where"), "--where", id="2-value-missing"),
    pytest.param(2, ("client", "log", "C-00001", "--promise", "2026-12-01"), "2", id="2-second-value-missing"),
    pytest.param(2, ("client", "add", "a", "--dry-run=1"), "--dry-run", id="2-takes-no-value"),
    pytest.param(2, ("client", "list", "-o", "{tmp}"), "--output", id="2-a-folder-is-no-file"),
    pytest.param(2, ("case",), "open", id="2-group-without-command"),
    pytest.param(2, (), "--help", id="2-nothing-asked"),
    pytest.param(3, ("client", "show", "C-9"), "C-9", id="3-no-such-client"),
    pytest.param(3, ("client", "list", "--book", "{tmp}/none.db"), "none.db", id="3-no-such-book"),
    pytest.param(3, ("needs", "ask", "C-00001", "--answers", "{tmp}/none.toml"), "none.toml", id="3-no-such-file"),
    pytest.param(3, ("match", "C-00001", "--desk", "shp"), "shop", id="3-no-such-desk"),
    pytest.param(3, ("needs", "next", "C-00001", "--desk", "shp"), "shop", id="3-no-such-desk-to-ask-for"),
    pytest.param(3, ("propose", "C-00001", "-o", "-", "--desk", "shp"), "shop", id="3-no-such-desk-to-propose-from"),
    pytest.param(3, ("product", "list", "--desk", "shp"), "shop", id="3-no-such-desk-to-list"),
    pytest.param(3, ("onboard", "C-00001", "--desk", "shp"), "shop", id="3-no-such-desk-to-join"),
    pytest.param(4, ("init",), "book.db", id="4-there-already"),
    pytest.param(4, ("client", "add", "a", "--code", "C-00001"), "C-00001", id="4-code-taken"),
    pytest.param(5, ("client", "edit", "C-00001", "--set", "tier=z"), "z", id="5-no-such-value"),
    pytest.param(5, ("today", "--as-of", "someday"), "someday", id="5-no-such-day"),
    pytest.param(5, ("client", "list", "--fields", "nonsense"), "client", id="5-no-such-field"),
    pytest.param(6, ("propose", "C-00001", "-o", "{tmp}/p.md", "--product", "SHP-P005"), "SHP-G001", id="6-unsuitable"),
    pytest.param(6, ("onboard", "C-00001"), "", id="6-something-bars"),
    pytest.param(8, ("import", "{tmp}/partly.csv"), "", id="8-partly"),
    pytest.param(10, ("client", "list", "--book", "{tmp}/partly.csv"), "partly.csv", id="10-not-a-book"),
    pytest.param(10, ("client", "list", "--book", "mysql://x/y"), "mysql://x/y", id="10-a-server"),
]  # 130 is in test_console.py and test_needs.py: it takes a signal


@pytest.mark.parametrize(("code", "command", "piece"), CODES)
def test_every_exit_code_has_a_command_line(cmtool, add, tmp_path, code, command, piece):
    add()
    if code == 1:
        (tmp_path / "book.db").chmod(0o644)
    (tmp_path / "partly.csv").write_text("姓名,客户等级\n张三,A\n李四,Z\n", encoding="utf-8")
    for lang in ("zh", "en"):
        found = cmtool(*(word.format(tmp=tmp_path) for word in command), "--lang", lang)
        assert found.code == code, found
        assert piece in found.err
        if code not in (0, 1, 8) and piece:
            assert found.out == ""


def test_usage_errors_speak_one_language_at_a_time(cmtool):
    for command in (
        ("clint",),
        ("today", "--format", "xml"),
        ("today", "--top", "x"),
        ("client", "add"),
        ("client", "list", "-o", "/"),
    ):
        english = cmtool(*command, "--lang", "en").err
        assert english.isascii(), english
        chinese = cmtool(*command, "--lang", "zh").err
        assert "用法见" in chinese
        assert not any(word in chinese for word in ("is not", "Invalid", "valid", "does not", "Got")), chinese


def test_nothing_at_all_is_help(cmtool):
    shown = cmtool(plain=True)
    assert shown.code == 2
    assert "cmtool today" in shown.err


def test_a_fault_of_our_own_ends_in_a_sentence_and_loses_nothing(cmtool, book, add, sql, monkeypatch):
    add()
    sql("UPDATE client SET sources = 'no json'")
    before = book.read_bytes()
    failed = cmtool("client", "show", "C-00001")
    assert failed.code == 1
    assert "CMTOOL_DEBUG" in failed.err
    assert "Traceback" not in failed.err
    assert book.read_bytes() == before
    monkeypatch.setenv("CMTOOL_DEBUG", "1")
    with pytest.raises(ValueError):
        cmtool("client", "show", "C-00001")
