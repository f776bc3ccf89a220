"""Doctor: everything looked at once, in words and as JSON."""

from __future__ import annotations

from pathlib import Path

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


@pytest.fixture
def configured(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda text: (tmp_path / "cmtool.toml").write_text(text, encoding="utf-8")


WHOLE = """
lang = "zh"
[urgency]
duty = 2
[gate]
quiet_from = 21
quiet_to = 8
[teams.east]
lead = "Wang"
[own]
anything = 1
"""


def test_the_tables_of_the_settings_are_looked_at(ok, configured):
    configured(WHOLE)
    assert "[urgency]、[gate]、[teams]" in ok("doctor").out


def test_the_example_is_in_order_and_has_every_table(ok, configured):
    from cmtool.commands.sections import READERS

    example = Path(__file__).parent.parent / "examples" / "settings" / "cmtool.toml"
    configured(example.read_text(encoding="utf-8"))
    said = ok("doctor").out
    assert [name for name in READERS if f"[{name}]" not in said] == []
    assert ok("today", "--escalated", "--format", "json").items == []


MISTAKES = [
    pytest.param("[urgency]\ndutty = 1\n", ["[urgency]", "dutty"], id="urgency"),
    pytest.param("[cadence]\ne = 1\n", ["[cadence]", "e"], id="cadence"),
    pytest.param("[gate]\nquiet_from = 21\n", ["[gate]", "quiet_to"], id="gate"),
    pytest.param("[festivals]\nahead = 99\n", ["[festivals]", "99"], id="festivals"),
    pytest.param("[occasions]\nharvest = 1\n", ["occasions.harvest"], id="occasions"),
    pytest.param("[handover]\ndays = 0\n", ["[handover]", "365"], id="handover"),
    pytest.param("[escalation]\ndays = 0\n", ["[escalation]", "250"], id="escalation"),
    pytest.param("[teams.east]\nmembers = []\n", ["[teams.east]", "lead"], id="teams"),
    pytest.param("teams = 1\n", ["[teams]"], id="no-table"),
    pytest.param("[escalations]\ndays = 3\n", ["escalations", "[escalation]"], id="mistyped"),
    pytest.param("[gate]\nquiet_from = 21\n[handover]\ndays = 0\n", ["quiet_to", "365"], id="two-of-them"),
]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("text", "named"), MISTAKES)
def test_a_mistake_in_the_settings_is_found_before_the_morning(cmtool, configured, lang, text, named):
    configured(text)
    found = cmtool("doctor", "--lang", lang)
    assert found.code == 1
    assert [word for word in ("cmtool.toml", *named) if word not in found.out] == []


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
