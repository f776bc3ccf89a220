"""The screen: any encoding, any width, a pipe that closes, a key that interrupts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from wcwidth import wcswidth

GBK = {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}


@pytest.fixture
def rare(ok, add):
    """A firm whose name has a character that GBK has not, and one that it has."""
    return add("䶮茶业有限公司", kind="organisation", tier="a", next_touch="2026-11-24")


def test_chinese_comes_through_a_gbk_console(process, rare):
    shown = process("today", environment=GBK)
    assert shown.returncode == 0, shown.stderr
    text = shown.stdout.decode("gbk")
    assert "?茶业有限公司" in text
    assert "约定的下次联系日到了" in text


def test_errors_come_through_a_gbk_console(process):
    refused = process("client", "show", "䶮", environment=GBK)
    assert refused.returncode == 3
    assert "没有客户“?”" in refused.stderr.decode("gbk")


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_json_is_whole_on_a_console_that_cannot_carry_it(process, rare, form):
    shown = process("client", "list", "--format", form, environment=GBK)
    found = json.loads(shown.stdout.decode("ascii"))
    assert (found["items"][0] if form == "json" else found)["name"] == "䶮茶业有限公司"
    one = process("client", "show", rare, "--format", "json", environment=GBK)
    assert json.loads(one.stdout.decode("ascii"))["name"] == "䶮茶业有限公司"


def test_json_is_readable_where_the_stream_can_carry_it(process, rare):
    shown = process("client", "list", "--format", "json", environment={"PYTHONIOENCODING": "utf-8"})
    assert "䶮茶业有限公司" in shown.stdout.decode("utf-8")


def test_a_file_is_utf_8_whatever_the_console(process, rare, tmp_path):
    assert process("client", "list", "-o", tmp_path / "list.csv", environment=GBK).returncode == 0
    assert "䶮茶业有限公司" in (tmp_path / "list.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GBK"])
def test_a_poor_locale_ends_no_command(process, rare, locale):
    shown = process("today", environment={"LC_ALL": locale, "LANG": locale})
    assert shown.returncode == 0
    assert b"C-00001" in shown.stdout


def test_wide_and_narrow_characters_stand_in_columns(ok, add):
    for name in ("龙井茶业", "Tea Ltd", "ＡＢ茶", "カフェ"):
        add(name, kind="organisation", tier="a")
    _, rule, *rows = ok("client", "list").out.splitlines()
    third = len(rule.split()[0]) + 2 + len(rule.split()[1]) + 2
    for row in rows:
        assert wcswidth(row[: row.index("机构")]) == third


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt_ends_with_130_and_one_sentence(office_arguments, book, tmp_path):
    fifo = tmp_path / "clients.csv"
    os.mkfifo(fifo)
    before = book.read_bytes()
    command = [sys.executable, "-m", "cmtool", *office_arguments, "import", str(fifo)]
    waiting = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with fifo.open("wb"):  # opens once the command reads
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=30)
    assert waiting.returncode == 130
    assert out == b""
    assert err.decode().split("\n") == ["", "已中断，未保存任何改动", ""]
    assert book.read_bytes() == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_fits_80_columns(process, golden, lang):
    shown = process("--help", "--lang", lang, environment={"COLUMNS": "80", "PYTHONIOENCODING": "utf-8"})
    text = shown.stdout.decode("utf-8")
    assert max(wcswidth(line) for line in text.splitlines()) <= 80
    golden(f"help_{lang}", text)


def test_python_m_cmtool_is_cmtool(process):
    assert process("--version").stdout.startswith(b"cmtool ")
