"""Calculators through the command line: inputs checked all at once, results with units, refusals with reasons."""

from __future__ import annotations

import shutil
import sys

import pytest


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """Install a hooks module as a plugin: a folder on the search path that holds its distribution's entry point."""

    def install(package, name, folder):
        site = tmp_path / f"site-{package}"
        (site / f"{package}-1.0.dist-info").mkdir(parents=True)
        (site / f"{package}-1.0.dist-info" / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (site / f"{package}-1.0.dist-info" / "entry_points.txt").write_text(f"[cmtool]\n{name} = {package}.hooks\n")
        for path in (site, folder):
            monkeypatch.syspath_prepend(str(path))

    yield install
    for module in [module for module in sys.modules if module.startswith(("shopcounter", "shopcellar"))]:
        del sys.modules[module]


@pytest.fixture
def counter(installed, request):
    folder = request.path.parent / "plugins" / "counter"
    installed("shopcounter", "counter", folder)
    return folder


@pytest.fixture
def calc(cmtool, counter, book):
    def ran(*arguments: object):
        return cmtool("--book", book, "--as-of", "2026-11-24", "calc", *arguments, plain=True)

    return ran


def test_a_calculation_as_json_is_in_the_shape_others_read(calc):
    found = calc("brew", "--cups", "10", "--price", "2元", "--remark", "春茶", "--tastings", "3，1;2", "--format", "json")
    assert found.code == 0, found
    assert found.json == {
        "schema": "cmtool/calc/1",
        "as_of": "2026-11-24",
        "calculator": "counter.brew",
        "inputs": {
            "cups": {"value": 10, "unit": "杯"},
            "grams": {"value": 3, "unit": "克"},
            "price": {"value": 2, "unit": "元"},
            "rebate": {"value": 0, "unit": ""},
            "day": {"value": "2026-11-24", "unit": ""},
            "leaf": {"value": "green", "unit": ""},
            "remark": {"value": "春茶", "unit": ""},
            "tastings": {"value": [3, 1, 2], "unit": ""},
        },
        "result": {
            "needed": {"value": 30, "unit": "克"},
            "packets": {"value": 1, "unit": ""},
            "cost": {"value": 60, "unit": "元"},
            "share": {"value": 0.125, "unit": ""},
            "best": {"value": 3, "unit": ""},
            "sorted": {"value": [1, 2, 3], "unit": ""},
            "ready": {"value": "2026-11-24", "unit": ""},
            "leaf": {"value": "green", "unit": ""},
        },
        "notes": ["共需 30 克", "备注：春茶"],
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_of_a_calculation(calc, golden, lang):
    golden(
        f"calc_{lang}", calc("brew", "--cups", "1000", "--price", "1.5", "--rebate", "10%", "--remark", "x", "--lang", lang).out
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_help_of_a_calculator_is_its_declaration(calc, golden, lang):
    golden(f"calc_help_{lang}", calc("brew", "--help", "--lang", lang).out)


def test_inputs_may_be_given_by_option_or_by_name(calc, tmp_path):
    (tmp_path / "price").write_text("2\n")
    by_option = calc("brew", "--cups", "10", "--price", f"@{tmp_path / 'price'}", "--format", "json")
    by_name = calc("brew", "--input", "cups=10", "--input", "price=2", "--format", "json")
    assert by_option.code == by_name.code == 0
    assert by_option.json["result"] == by_name.json["result"]


def test_all_that_is_wrong_with_the_inputs_is_said_at_once(calc):
    refused = calc(
        "brew",
        "--cups",
        "1.5",
        "--grams",
        "0",
        "--rebate",
        "120%",
        "--day",
        "someday",
        "--leaf",
        "purple",
        "--tastings",
        "1,x",
        "--lang",
        "en",
    )
    assert refused.code == 5
    for name in ("cups", "grams", "price", "rebate", "day", "leaf", "tastings"):
        assert name in refused.err
    assert "remark" not in refused.err
    assert refused.err.count("; ") >= 6


@pytest.mark.parametrize("option", ["--cups", "--grams", "--price"])
def test_what_is_counted_or_measured_is_no_percentage(calc, option):
    given = {"--cups": "10", "--grams": "3", "--price": "2"}
    assert calc("brew", *(part for pair in given.items() for part in pair)).code == 0
    refused = calc("brew", *(part for pair in {**given, option: "200%"}.items() for part in pair))
    assert refused.code == 5
    assert "“200%”" in refused.err


def test_a_limit_is_written_with_grouped_digits(calc):
    assert "不小于 1，不大于 1,000" in calc("brew", "--cups", "1001", "--price", "2").err


@pytest.mark.parametrize(
    ("option", "good", "bad"),
    [
        pytest.param("--cups", "1", "0", id="lowest"),
        pytest.param("--cups", "1000", "1001", id="highest"),
        pytest.param("--grams", "0.001", "0", id="more-than"),
        pytest.param("--rebate", "100%", "100.1%", id="ratio"),
    ],
)
def test_each_limit_has_both_sides(calc, option, good, bad):
    given = {"--cups": "10", "--price": "2"}
    for value, code in ((good, 0), (bad, 5)):
        arguments = [part for pair in {**given, option: value}.items() for part in pair]
        assert calc("brew", *arguments).code == code


def test_what_no_limit_can_catch_is_refused_in_the_calculators_own_words(calc):
    refused = calc("brew", "--cups", "1", "--price", "1", "--leaf", "白茶", "--lang", "en")
    assert refused.code == 5
    assert "white is sold out" in refused.err


def test_an_input_it_does_not_take_is_not_found(calc):
    refused = calc("brew", "--cups", "1", "--price", "1", "--input", "sugar=2")
    assert refused.code == 3
    assert "sugar" in refused.err
    assert calc("brew", "--sugar", "2").code == 2


def test_a_calculator_that_is_declared_and_not_there_is_said(calc):
    refused = calc("guess")
    assert refused.code == 3
    assert "guess" in refused.err


def test_an_unknown_calculator_is_a_usage_error_with_near_names(calc):
    refused = calc("brw")
    assert refused.code == 2
    assert "brew" in refused.err


def test_all_calculators_are_listed_with_their_titles(calc):
    listed = calc("--help").out
    assert "brew" in listed
    assert "泡茶用量" in listed


def test_without_calculators_the_list_says_so(cmtool):
    listed = cmtool("calc", "--help")
    assert listed.code == 0
    assert "无" in listed.out


def test_a_name_that_two_desks_share_stands_with_its_desk(calc, counter, installed, tmp_path):
    shutil.copytree(counter / "shopcounter", tmp_path / "cellar" / "shopcellar", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (tmp_path / "cellar" / "shopcellar").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("shopcounter", "shopcellar").replace('"counter"', '"cellar"').replace("CNT", "CLR"), encoding="utf-8"
        )
    installed("shopcellar", "cellar", tmp_path / "cellar")
    listed = calc("--help").out
    assert "counter.brew" in listed
    assert "cellar.brew" in listed
    found = calc("cellar.brew", "--cups", "1", "--price", "1", "--format", "json")
    assert found.code == 0, found
    assert found.json["calculator"] == "cellar.brew"
    assert calc("counter.brew", "--cups", "1", "--price", "1", "--format", "json").json["calculator"] == "counter.brew"


def test_one_that_shares_no_name_can_be_called_with_its_desk_too(calc):
    assert calc("counter.brew", "--cups", "1", "--price", "1").code == 0
