"""Doctor: everything looked at once, in words and as JSON."""

from __future__ import annotations

import pytest


def test_doctor_as_json(ok, book):
    found = ok("doctor", "--format", "json").json
    assert list(found) == ["schema", "as_of", "settings", "items"]
    assert found["schema"] == "cmtool/doctor/1"
    assert found["settings"]["book"] == {"value": str(book), "origin": "flag"}
    assert found["settings"]["as_of"] == {"value": "2026-11-24", "origin": "flag"}
    assert all(sorted(item) == ["ok", "words"] for item in found["items"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_of_doctor(ok, add, golden, book, lang):
    add()
    golden(f"doctor_{lang}", ok("doctor", "--lang", lang).out.replace(str(book), "<book>"))


def test_a_faulty_plugin_is_said_and_counts_as_wrong(cmtool, tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "plugin.toml").write_text('name = "broken"\n', encoding="utf-8")
    checked = cmtool("doctor", "--plugin", tmp_path / "broken", "--format", "json")
    assert checked.code == 1
    assert any("broken" in item["words"] for item in checked.items if not item["ok"])
    assert any("shop" in item["words"] and item["ok"] for item in checked.items)


def test_a_chain_that_is_broken_is_said_in_both_languages(cmtool, add, sql):
    add()
    sql("UPDATE journal SET hash = 'x'")
    assert "第 1 条断开" in cmtool("doctor").out
    assert "journal 1" in cmtool("doctor", "--lang", "en").out
