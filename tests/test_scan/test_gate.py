"""Before a proposal is written its language is scanned; and what the tool itself says and ships is clean."""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path

import pytest

from cmtool.report.documents import written
from cmtool.testing import Desk
from cmtool.testing.contract import _plan as plan

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("suffix", ["md", "html"])
@pytest.mark.parametrize("name", ["保本理财有限公司", "稳 赚 不 赔", "保.证*收益合作社"])
def test_a_name_that_promises_keeps_the_proposal_from_being_written(cmtool, add, tmp_path, book, suffix, name):
    code = add(name, kind="organisation", goal="preserve")
    before = book.read_bytes()
    refused = cmtool("propose", code, "-o", tmp_path / f"p.{suffix}", "--reveal", "name")
    assert refused.code == 6, refused
    assert "CMT-L0" in refused.err
    assert "广告法" in refused.err
    assert list(tmp_path.glob("p.*")) == []
    assert book.read_bytes() == before


def test_a_name_that_is_masked_says_nothing(cmtool, add, tmp_path):
    code = add("保本", kind="person", goal="preserve")
    assert cmtool("propose", code, "-o", tmp_path / "p.md").code == 0
    assert cmtool("propose", code, "-o", tmp_path / "q.md", "--reveal", "name").code == 6


def test_a_manager_who_calls_himself_so_is_refused_too(cmtool, add, tmp_path):
    code = add("李四", "--manager", "包赚王老师", goal="preserve")
    assert cmtool("propose", code, "-o", tmp_path / "p.md").code == 6


def test_a_name_that_only_denies_is_let_pass(cmtool, add, tmp_path):
    code = add("不保本理财研究会", kind="organisation", goal="preserve")
    assert cmtool("propose", code, "-o", tmp_path / "p.md", "--reveal", "name").code == 0


def test_a_product_whose_words_promise_is_refused(cmtool, add, tmp_path, office_arguments):
    shop = tmp_path / "shop"
    shutil.copytree(office_arguments[1], shop)
    products = shop / "pack" / "products.toml"
    text = products.read_text(encoding="utf-8")
    assert "随买随喝的散茶" in text
    products.write_text(text.replace("随买随喝的散茶", "随买随喝，保证收益的散茶"), encoding="utf-8")
    code = add("李四", goal="preserve")
    options = ["--plugin", shop, *office_arguments[2:]]
    refused = cmtool(*options, "propose", code, "-o", tmp_path / "p.md", "--product", "SHP-P001", plain=True)
    assert refused.code == 6, refused
    assert "CMT-L020" in refused.err


@pytest.fixture
def strict(cmtool, tmp_path, office_arguments):
    """The shop with a warning of its own that whoever speaks of shares must give; templates in a folder of the settings."""
    shop = tmp_path / "shop"
    shutil.copytree(office_arguments[1], shop)
    (shop / "pack" / "phrases.toml").write_text(WARNING, encoding="utf-8")

    def ran(*arguments):
        return cmtool("--plugin", shop, *office_arguments[2:], *arguments, plain=True)

    return ran


WARNING = """
[[phrase]]
code = "SHP-L001"
category = "missing_warning"
severity = "medium"
pattern = '茶份额'
requires = '收成没有定数'
fires = "新茶份额"
silent = "新茶份额，收成没有定数"
suggestion = { zh = "加“收成没有定数”", en = "add that harvests are not certain" }
source = { title = "茶铺规约", confidence = "V", as_of = 2026-11-24 }
"""


def test_a_proposal_without_a_warning_that_its_words_call_for_is_refused(strict, regular, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cmtool.toml").write_text('[templates]\nfolder = "own"\n', encoding="utf-8")
    (tmp_path / "own").mkdir()
    refused = strict("propose", regular, "-o", tmp_path / "p.md")
    assert (refused.code, "SHP-L001" in refused.err, "收成没有定数" in refused.err) == (6, True, True), refused
    assert not (tmp_path / "p.md").exists()
    over = "{% extends 'core:proposal.md' %}{% block warning %}\n> 收成没有定数。\n{% endblock %}"
    (tmp_path / "own" / "proposal.md").write_text(over, encoding="utf-8")
    assert strict("propose", regular, "-o", tmp_path / "p.md").code == 0


def test_a_letter_without_such_a_warning_is_written_and_that_is_told(strict, regular, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cmtool.toml").write_text('[templates]\nfolder = "."\n', encoding="utf-8")
    (tmp_path / "letter.md").write_text("{# zh: 信 | en: L | products: no #}\n# 新茶份额的事\n", encoding="utf-8")
    told = strict("propose", regular, "--template", "letter", "--desk", "shop", "-o", tmp_path / "l.md")
    assert (told.code, "SHP-L001" in told.err) == (0, True), told


def shipped() -> list[Path]:
    found = [path for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md") for path in [ROOT / name]]
    found += [path for kind in ("md", "html") for path in (ROOT / "templates").rglob(f"*.{kind}")]
    found += sorted((ROOT / "docs").rglob("*.md")) + sorted((ROOT / "src" / "cmtool" / "words").glob("*.json"))
    found += sorted((ROOT / "examples").rglob("*.toml")) + sorted((ROOT / "src" / "cmtool" / "pack").rglob("*.toml"))
    found += [path for kind in ("md", "toml") for path in sorted((ROOT / "plugins").rglob(f"*.{kind}"))]
    return [path for path in found if path.name != "phrases.toml"]  # which is the list of what may not be said


def test_what_the_tool_ships_says_nothing_that_may_not_be_said(cmtool):
    """Warnings belong into a client's document, not into a catalogue; the number in the help's example is nobody's."""
    files = shipped()
    assert len(files) > 70
    found = cmtool("scan", *files, "--level", "low", "--skip", "missing_warning", "--skip", "CMT-L221", plain=True)
    assert found.code == 0, found


def test_the_proposals_of_all_desks_say_nothing_that_may_not_be_said(cmtool, tmp_path):
    files = []
    for name in ("futures", "securities", "banking", "insurance"):
        desk = Desk(import_module(f"cmtool_{name}.hooks"))
        for product in desk.pack.products:
            for suffix in (".md", ".html"):
                path = tmp_path / f"{product.code}{suffix}"
                path.write_text(written(plan(desk, product), suffix, "zh", desk.house.facts), encoding="utf-8")
                files.append(path)
    assert len(files) > 100
    found = cmtool("scan", *files, "--level", "low", plain=True)
    assert found.code == 0, found
