"""What a plugin's author tests with: an examination that finds each planted fault, and a bench that answers in words."""

from __future__ import annotations

import shutil
import sys
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest

from cmtool.errors import CmtoolError, InvalidData, NotFound
from cmtool.model import Note
from cmtool.testing import Desk, PluginContract, someone

PLUGINS = Path(__file__).parent / "plugins"
SHOP, MILL = PLUGINS / "shop", PLUGINS / "mill"
ON = date(2026, 11, 24)


class TestTheMill(PluginContract):
    """A plugin with hooks."""

    @pytest.fixture(autouse=True)
    def _installed(self, monkeypatch):
        monkeypatch.syspath_prepend(MILL)
        self.hooks = import_module("mill_hooks")
        yield
        for name in ("mill_hooks", "mill_work"):
            sys.modules.pop(name, None)


@pytest.fixture
def mill(tmp_path, monkeypatch):
    """A copy of the mill, to plant a fault in; its modules are read anew."""
    folder = tmp_path / "mill"
    shutil.copytree(MILL, folder)
    monkeypatch.syspath_prepend(folder)
    yield folder
    for name in ("mill_hooks", "mill_work"):
        sys.modules.pop(name, None)


def examined(test):
    """Sit one test of the examination with the mill as it now stands."""

    class Sitting(PluginContract):
        hooks = import_module("mill_hooks")

    getattr(Sitting(), test)()


RULE = """
[[rule]]
code = "MIL-R001"
title = {{ zh = "某规", en = "some rule" }}
require = "{}"
severity = "block"
remedy = {{ zh = "改", en = "mend" }}
source = {{ title = "磨坊规约", confidence = "V", as_of = 2026-11-24 }}
since = 2020-01-01
"""
UNASKED = '[[fact]]\nname = "mill_secret"\ntype = "int"\ntitle = { zh = "密", en = "secret" }\n'


@pytest.mark.parametrize(
    ("test", "file", "old", "new"),
    [
        ("test_the_pack_has_no_mistakes", "pack/products.toml", "risk_level = 1", "risk_level = 9"),
        ("test_every_calculator_is_declared_and_there", "mill_hooks.py", '{"bags": bags}', '{"sacks": bags}'),
        ("test_every_product_can_be_judged", "pack/rules.toml", "", RULE.format("c.mill_bags >= 1 AND p.floor > 5")),
        ("test_every_question_that_decides_can_be_asked", "pack/rules.toml", "", RULE.format("c.mill_secret >= 1")),
        ("test_every_default_lies_within_its_own_limits", "pack/calculators.toml", "default = 25", "default = 0"),
        ("test_every_default_lies_within_its_own_limits", "pack/calculators.toml", "default = 25", 'default = "a sack"'),
        (
            "test_every_hook_answers_and_nothing_fails",
            "mill_hooks.py",
            '"""Take no client',
            'client.nothing\n    """Take no client',
        ),
        ("test_every_hook_answers_and_nothing_fails", "mill_hooks.py", 'return HERE / "templates"', 'return "templates"'),
        (
            "test_every_hook_answers_quickly_and_the_same_twice",
            "mill_hooks.py",
            "return [Section(",
            "PLANNED.append(1)\n    return [Section(",
        ),
        ("test_every_template_of_its_own_can_be_filled", "templates/proposal.md", "{{ say(sentence) }}", ""),
        ("test_every_template_of_its_own_can_be_filled", "templates/proposal.md", "proposal.chosen", "proposal.picked"),
    ],
)
def test_the_examination_finds_a_planted_fault(mill, test, file, old, new):
    (mill / "pack" / "rules.toml").touch()
    path = mill / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    examined(test)
    sys.modules.pop("mill_hooks")
    path.write_text(text.replace(old, new) if old else new, encoding="utf-8")
    if "mill_secret" in new:
        (mill / "pack" / "facts.toml").write_text(
            (mill / "pack" / "facts.toml").read_text(encoding="utf-8") + UNASKED, encoding="utf-8"
        )
    if "p.floor" in new:
        field = '[[field]]\nname = "floor"\ntype = "int"\ntitle = { zh = "层", en = "floor" }\n'
        products = mill / "pack" / "products.toml"
        products.write_text(field + products.read_text(encoding="utf-8"), encoding="utf-8")
    if "PLANNED" in new:
        path.write_text(
            path.read_text(encoding="utf-8")
            .replace("proposal.chosen)}", "PLANNED)}")
            .replace("HERE =", "PLANNED = []\nHERE ="),
            encoding="utf-8",
        )
    with pytest.raises((AssertionError, CmtoolError)):
        examined(test)


@pytest.fixture(scope="module")
def shop(cache):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CMTOOL_CACHE", str(cache))
        return Desk(SHOP)


@pytest.mark.parametrize(
    ("code", "facts", "product", "on", "said"),
    [
        ("SHP-R001", {"shop_budget": "1万"}, "SHP-P002", ON, "kept"),
        ("SHP-R001", {"shop_budget": "9999.99"}, "SHP-P002", ON, "broken"),
        ("SHP-R001", {}, "SHP-P002", ON, "unknown"),
        ("SHP-R001", {}, "SHP-P001", ON, "not concerned"),
        ("SHP-R001", {"shop_budget": "5"}, {"min_amount": "5"}, ON, "kept"),
        ("SHP-R001", {"shop_budget": "4"}, {"min_amount": "5"}, ON, "broken"),
        ("SHP-R004", {"birth_date": "1956-11-25"}, {"risk_level": 3}, ON, "kept"),
        ("SHP-R004", {"birth_date": "1956-11-24"}, {"risk_level": 3}, ON, "broken"),
        ("SHP-R004", {"birth_date": "1956-11-24"}, {"risk_level": 3}, date(2026, 5, 31), "not in force"),
        ("SHP-R010", {}, "SHP-P001", ON, "not in force"),
        ("SHP-R008", {"shop_banned": "是"}, None, ON, "broken"),
    ],
)
def test_the_bench_says_what_a_rule_says(shop, code, facts, product, on, said):
    assert shop.outcome(code, facts, product, on) == said


@pytest.mark.parametrize(("days", "fires"), [(-1, False), (0, True), (30, True), (31, False)])
def test_the_bench_says_whether_a_trigger_fires(shop, days, fires):
    ripe = ON + timedelta(days=days)
    assert shop.triggers("SHP-F01", {"shop_ripe_on": ripe}) is fires
    assert shop.triggers("SHP-F01", {}) is False


def test_the_bench_scores_a_questionnaire(shop):
    assert shop.assess("SHP-A01", {"SHP-A01-01": "d", "SHP-A01-02": "c"}) == (12, 5, False)
    assert shop.assess("SHP-A01", {"SHP-A01-01": "a", "SHP-A01-02": "c"}) == (6, 1, True)


def test_the_bench_reads_inputs_as_on_the_command_line(mill):
    desk = Desk(import_module("mill_hooks"))
    assert desk.calc("bags", grain="１００", bag="30").values == {"bags": 3}
    (note,) = desk.calc("bags", grain="60").notes
    assert note == Note("left_over", rest=Decimal(10)) != Note("left_over", rest=Decimal(5))
    assert repr(note) == "Note('left_over', {'rest': Decimal('10')})"
    assert len({note, Note("left_over", rest=Decimal(10))}) == 1
    with pytest.raises(InvalidData):
        desk.calc("bags", grain="-1")
    with pytest.raises(NotFound):
        desk.calc("bags", corn="1")


def test_someone_is_known_by_just_what_is_said(shop):
    client = someone(shop.house, {"shop_budget": "50万", "goal": "稳健增值"})
    assert (client.value("shop_budget"), client.value("goal"), client.value("kind")) == (50_000_000, "steady", None)


def test_a_faulty_plugin_never_reaches_the_bench(tmp_path):
    with pytest.raises(AssertionError, match="pack-no-file"):
        Desk(tmp_path)
