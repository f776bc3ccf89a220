"""The desk's manual says what is there: its counts, its files, its example."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cmtool_futures import hooks
from cmtool_futures.contracts import all_products, contract, notional

DESK = Path(hooks.__file__).parent
PLUGIN = DESK.parent.parent
MANUAL = (PLUGIN / "README.md").read_text(encoding="utf-8")


def counted(words):
    """Return the number that the manual's table gives beside these words."""
    return re.search(rf"^\| {words}[^|]*\| ([\d +]+) \|", MANUAL, re.MULTILINE)[1]


def test_the_counts_are_those_of_the_pack(desk):
    pack = desk.pack
    ranking = sum(rule.severity == "prefer" for rule in pack.rules)
    found = {
        "futures products": str(len(all_products())),
        "facts": str(len(pack.facts)),
        "offers": str(len(pack.products)),
        "rules": f"{len(pack.rules) - ranking} + {ranking}",
        "questions": str(len(pack.questions)),
        "pieces of work": str(len(pack.cases)),
        "triggers": str(len(pack.follow_ups)),
        "objections": str(len(pack.talks)),
        "terms": str(len(pack.terms)),
    }
    assert {words: counted(words) for words in found} == found


def test_every_product_stands_under_its_exchange():
    for exchange in {each.exchange for each in all_products()}:
        listed = re.search(rf"^\| {exchange} \| ([\w :;()]+) \|$", MANUAL, re.MULTILINE)[1].replace(";", " ").split()
        assert {each.code for each in all_products() if each.exchange == exchange} <= set(listed), exchange


def test_every_case_and_trigger_stands_in_the_manual(desk):
    for case in desk.pack.cases:
        assert case.code.removeprefix("FUT-") in MANUAL, case.code
    for trigger in desk.pack.follow_ups:
        assert trigger.code.removeprefix("FUT-") in MANUAL, trigger.code


def test_every_file_of_the_map_is_there():
    drawn = MANUAL.split("```")[3]
    assert drawn.lstrip().startswith("plugins/futures/")
    for name in re.findall(r"(\w+\.(?:toml|py|md))\b", drawn):
        assert list(PLUGIN.rglob(name)), name
    for name in re.findall(r"\b(test_\w+)\b", drawn):
        assert (PLUGIN / "tests" / f"{name}.py").is_file(), name


def test_the_example_of_a_contract_holds():
    rebar = contract("rb2701", on=date(2026, 11, 24))
    said = f"{rebar.last_trading_day}, {rebar.person_out_by}"
    assert said in MANUAL
    assert f"{rebar.delivery_lots}, {rebar.margin_tightens_on}" in MANUAL
    assert f"{rebar.provisional}: the calendar" in MANUAL
    assert f"{notional(rebar, Decimal(3200)):,} yuan" in MANUAL


@pytest.mark.parametrize(
    ("gate", "kind", "product", "rule"),
    [
        ("financial", "person", "FUT-P004", "FUT-R030"),
        ("financial", "person", "FUT-P017", "FUT-R030"),
        ("crude", "person", "FUT-P003", "FUT-R033"),
        ("crude", "organisation", "FUT-P003", "FUT-R064"),
        ("specified", "person", "FUT-P002", "FUT-R036"),
        ("specified", "person", "FUT-P016", "FUT-R036"),
        ("specified", "organisation", "FUT-P018", "FUT-R036"),
    ],
)
def test_the_thresholds_of_the_contracts_are_those_of_the_rules(desk, gate, kind, product, rule):
    gates = [each.gate for each in all_products() if each.gate.kind == gate]
    funds = {each.person_funds if kind == "person" else each.firm_funds for each in gates}
    (needed,) = funds
    ordinary = {"kind": kind, "futures_professional": "否", "futures_trading_days_1y": 0, "futures_permissions": "commodity"}
    assert desk.outcome(rule, {**ordinary, "futures_funds_5d": str(needed)}, product) == "kept"
    assert desk.outcome(rule, {**ordinary, "futures_funds_5d": str(needed - Decimal("0.01"))}, product) == "broken"
