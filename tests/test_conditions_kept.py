"""A condition typed again is taken from the cache: the same, never older than what it speaks of, and nothing private in it."""

from __future__ import annotations

import pickle
import sys
from dataclasses import replace

import pytest

from cmtool.packs import asked
from cmtool.plugins import Plugins
from cmtool.rules.house import House
from cmtool.rules.typing import understood as anew


@pytest.fixture
def facts(tmp_path, monkeypatch):
    """What the core knows of clients, and an empty cache."""
    monkeypatch.setenv("CMTOOL_CACHE", str(tmp_path / "cache"))
    return House(Plugins(installed=False).packs).facts


@pytest.fixture
def kept(tmp_path):
    return lambda: (tmp_path / "cache" / "conditions").read_bytes()


def without_reading(text, facts, monkeypatch):
    """Return what is understood while reading anew is impossible."""
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "cmtool.rules.typing", None)
        return asked.understood(text, facts)


def test_a_condition_typed_again_is_the_same(facts, monkeypatch):
    text = "c.tier = 'a' AND days_since(c.last_contact) > 60 OR has(c.tags, 'vip')"
    first = asked.understood(text, facts)
    assert without_reading(text, facts, monkeypatch) == first == anew(text, facts, {})


def test_one_with_a_mistake_is_read_each_time(facts, monkeypatch):
    for _ in range(2):
        assert asked.understood("c.teir = 'a'", facts)[1]
    with pytest.raises(ImportError):
        without_reading("c.teir = 'a'", facts, monkeypatch)


def test_it_is_read_again_where_a_fact_it_speaks_of_is_declared_otherwise(facts):
    assert asked.understood("c.tier = 'd'", facts)[1] == []
    tier = facts["tier"]
    fewer = {**facts, "tier": replace(tier, choices={name: words for name, words in tier.choices.items() if name != "d"})}
    assert asked.understood("c.tier = 'd'", fewer)[1]
    without = {name: fact for name, fact in facts.items() if name != "tier"}
    assert asked.understood("c.tier = 'd'", without)[1]
    assert asked.understood("c.tier = 'd'", facts)[1] == []


def test_what_speaks_of_a_sensitive_fact_is_not_kept(facts, kept):
    asked.understood("c.tier = 'a'", facts)
    asked.understood("c.tier = 'a' AND c.phone = '13812345678'", facts)
    assert b"13812345678" not in kept()
    assert b"tier" in kept()


@pytest.mark.parametrize("content", [b"", b"damaged", *map(pickle.dumps, (5, {"c.tier = 'a'": ("", "")}, print))])
def test_a_damaged_cache_is_no_harm(facts, kept, tmp_path, content):
    first = asked.understood("c.tier = 'a'", facts)
    (tmp_path / "cache" / "conditions").write_bytes(content)
    assert asked.understood("c.tier = 'a'", facts) == first
    assert kept() != content


def test_the_newest_are_kept(facts, monkeypatch):
    for number in range(asked.MOST + 1):
        asked.understood(f"c.dependants = {number}", facts)
    assert without_reading("c.dependants = 1", facts, monkeypatch)[1] == []
    with pytest.raises(ImportError):
        without_reading("c.dependants = 0", facts, monkeypatch)
