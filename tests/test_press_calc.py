"""Templates that calculate: inputs handed over on the command line, files opened by the counter alone, the figures the same."""

from __future__ import annotations

import sys

import pytest

HEAD = "{# zh: 茶库 | en: Stock | products: no | calculators: stock #}\n# 茶库\n\n"
TEMPLATE = (
    HEAD
    + """\
{% set found = calc('stock') %}
{{ t('茶钱', 'cost') }}{{ found.single('cost') }}

{{ table(found.table('months'), 'of', 'cost') }}

{{ bars(t('每月', 'each month'), found.words('months', 'of'),
        [(t('茶钱', 'cost'), found.column('months', 'cost'))], caption='克') }}
"""
)
PLAN = 'keeper = "李掌柜"\n\n[[month]]\nof = "2027-01"\ncups = 1000\ngrams = 2\n\n'
PLAN += '[[month]]\nof = "2027-02"\ncups = 20\ngrams = 2.5\n'
PRICES = "日期,收盘价\n2026-11-24,2\n"


@pytest.fixture
def stock(cmtool, tmp_path, monkeypatch, request, book):
    """The counter installed beside the shop, a folder of templates; returns what writes a document for a client."""
    site = tmp_path / "site" / "shopcounter-1.0.dist-info"
    site.mkdir(parents=True)
    (site / "METADATA").write_text("Metadata-Version: 2.1\nName: shopcounter\nVersion: 1.0\n")
    (site / "entry_points.txt").write_text("[cmtool]\ncounter = shopcounter.hooks\n")
    for path in (site.parent, request.path.parent / "plugins" / "counter"):
        monkeypatch.syspath_prepend(str(path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    for name, text in (
        ("cmtool.toml", '[templates]\nfolder = "own"\n'), ("plan.toml", PLAN), ("prices.csv", PRICES),
        ("own/stock.md", TEMPLATE),
    ):  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
    options = ["--plugin", request.path.parent / "plugins" / "shop", "--book", book, "--as-of", "2026-11-24"]
    assert cmtool(*options, "client", "add", "张三", "--set", "kind=person", plain=True).code == 0

    def ran(*arguments, name="stock"):
        return cmtool(*options, "propose", "C-00001", "--template", name, "-o", tmp_path / "d.md", *arguments, plain=True)

    yield ran
    for module in [module for module in sys.modules if module.startswith("shopcounter")]:
        del sys.modules[module]


def test_files_and_values_are_handed_to_the_calculator(stock, tmp_path):
    assert stock("--input", "plan=plan.toml", "--input", "prices=prices.csv").code == 0
    text = (tmp_path / "d.md").read_text(encoding="utf-8")
    assert "茶钱4,100.00元" in text
    assert "| 月份 | 茶钱 (元) |\n|---|---:|\n| 2027-01 | 4,000.00 |\n| 2027-02 | 100.00 |" in text
    assert "![每月](data:image/svg+xml;base64," in text


def test_what_the_calculator_lacks_is_the_users_to_give(stock, tmp_path):
    refused = stock()
    assert (refused.code, "plan" in refused.err) == (5, True), refused
    refused = stock("--input", "plan=gone.toml")
    assert (refused.code, "gone.toml" in refused.err) == (3, True), refused
    refused = stock("--input", "plan=plan.toml", "--input", "plans=x")
    assert (refused.code, "plans" in refused.err, "prices" in refused.err) == (5, True, True), refused
    assert not (tmp_path / "d.md").exists()


def test_a_template_itself_opens_no_file(stock, tmp_path):
    (tmp_path / "own" / "sly.md").write_text(HEAD + "{{ calc('stock', plan='plan.toml').single('cost') }}", encoding="utf-8")
    refused = stock(name="sly")
    assert (refused.code, "李掌柜" in refused.err) == (5, False), refused


def test_a_column_that_is_not_there_is_named(stock, tmp_path):
    text = HEAD + "{{ table(calc('stock').table('months'), 'of', 'costs') }}"
    (tmp_path / "own" / "wrong.md").write_text(text, encoding="utf-8")
    refused = stock("--input", "plan=plan.toml", "--input", "prices=prices.csv", name="wrong")
    assert (refused.code, "costs" in refused.err, "cost、" in refused.err) == (10, True, True), refused
