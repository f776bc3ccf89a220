"""``rule impact``: whom a change touches is the difference between the book before and after it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

SHOP = Path(__file__).parent / "plugins" / "shop"
RULE = """
[[rule]]
code = "{code}"
title = {{ zh = "预算", en = "budget" }}
require = "{require}"
severity = "block"
remedy = {{ zh = "等", en = "wait" }}
source = {{ title = "茶铺规约", article = "第九条", confidence = "V", as_of = 2026-11-24 }}
since = 2020-01-01
"""


@pytest.fixture
def people(add):
    """Clients on both sides of what the changes below ask for, and one of whom nothing is known."""
    known = {"kind": "person", "birth_date": "1980-01-01", "goal": "grow", "shop_risk_level": 4, "shop_garden": "是"}
    for budget in ("5万", "30万", "59万", "60万", "200万"):
        add("客户", shop_budget=budget, experience_months=24, **known)
    return [add("未知", kind="person")]


@pytest.fixture
def pairs(ok):
    """Return the verdict of every pair that is not barred."""

    def found(*arguments):
        lines = ok(*arguments, "match", "--all", "--format", "ndjson").out.splitlines()
        return {(one["client"], one["product"]): one["verdict"] for one in map(json.loads, lines)}

    return found


def moved(before, after):
    keys = sorted({*before, *after})
    told = [(*key, before.get(key, "ineligible"), after.get(key, "ineligible")) for key in keys]
    return [move for move in told if move[2] != move[3]]


def impact(ok, *arguments):
    lines = ok("rule", "impact", *arguments, "--format", "ndjson").out.splitlines()
    return [tuple(json.loads(line).values()) for line in lines]


@pytest.mark.parametrize(
    ("code", "require"),
    [
        pytest.param("SHP-R001", "c.shop_budget >= 60万", id="a-rule-changed"),
        pytest.param("SHP-R901", "c.shop_budget >= 30万 AND c.shop_garden", id="a-rule-added"),
    ],
)
def test_a_files_changes_touch_whom_the_changed_pack_would(people, ok, pairs, tmp_path, office_arguments, code, require):
    change = tmp_path / "change.toml"
    change.write_text(RULE.format(code=code, require=require), encoding="utf-8")
    found = impact(ok, change)
    before = pairs()
    rules = SHOP / "pack" / "rules.toml"
    changed = tmp_path / "shop"
    shutil.copytree(SHOP, changed)
    whole = rules.read_text(encoding="utf-8")
    kept = [part for part in whole.split("[[rule]]") if f'code = "{code}"' not in part]
    (changed / "pack" / "rules.toml").write_text("[[rule]]".join(kept) + change.read_text(encoding="utf-8"), encoding="utf-8")
    office_arguments[1] = str(changed)
    assert found == moved(before, pairs())
    assert {move[3] for move in found} >= {"ineligible"}
    assert found


def test_a_code_is_compared_with_its_absence(people, ok):
    found = impact(ok, "SHP-R001")
    assert {move[2:] for move in found} == {("eligible", "ineligible"), ("eligible", "ask"), ("ask", "ineligible")} & {
        move[2:] for move in found
    }
    assert found


def test_a_product_withdrawn_or_narrowed_is_a_change_too(people, ok, tmp_path):
    text = (SHOP / "pack" / "products.toml").read_text(encoding="utf-8")
    tables = {part.split('code = "')[1][:8]: part for part in text.split("[[product]]")[1:]}
    change = tmp_path / "products.toml"
    change.write_text(
        "[[product]]" + tables["SHP-P002"].replace("risk_level = 2", "risk_level = 2\nuntil = 2026-01-01"), encoding="utf-8"
    )
    found = impact(ok, change)
    assert {(move[1], move[3]) for move in found} == {("SHP-P002", "not_offered")}
    assert {move[0] for move in found} >= set(people)


def test_a_plugin_that_tightens_is_tried_before_it_is_installed(people, ok, tmp_path):
    over = tmp_path / "over"
    (over / "pack").mkdir(parents=True)
    card = 'name = "over"\nprefix = "OVR"\napi = 1\ntitle = { zh = "分号", en = "branch" }\nextends = ["shop"]\n'
    (over / "plugin.toml").write_text(card, encoding="utf-8")
    rule = RULE.format(code="OVR-R001", require="c.shop_budget >= 100万").replace("severity", 'tightens = "SHP-R001"\nseverity')
    (over / "pack" / "rules.toml").write_text(rule, encoding="utf-8")
    found = impact(ok, over)
    assert found
    assert all(
        (before, after) in {("eligible", "ineligible"), ("eligible", "ask"), ("ask", "ineligible")}
        for *_, before, after in found
    )


def test_the_summary_counts_the_changes(people, ok, tmp_path):
    change = tmp_path / "change.toml"
    change.write_text(RULE.format(code="SHP-R901", require="c.shop_budget >= 30万"), encoding="utf-8")
    lines = impact(ok, change)
    found = json.loads(ok("rule", "impact", change, "--summary", "--format", "json").out)
    counted = {(item["product"], item["before"], item["after"]): item["clients"] for item in found["items"]}
    assert counted == {key: sum(line[1:] == key for line in lines) for key in {line[1:] for line in lines}}
    assert found["clients"] == len({line[0] for line in lines})


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        pytest.param("x = 1", "没有这一项", id="no-tables"),
        pytest.param(RULE.format(code="ZZZ-R001", require="TRUE"), "不属于任何机构", id="nobodys-code"),
        pytest.param(RULE.format(code="SHP-R901", require="c.nothing > 1"), "c.nothing", id="unknown-fact"),
        pytest.param("[[rule]", "TOML", id="torn"),
        pytest.param("", "没有写任何", id="empty"),
    ],
)
def test_a_faulty_file_is_refused_with_every_mistake(cmtool, tmp_path, written, sentence):
    change = tmp_path / "change.toml"
    change.write_text(written, encoding="utf-8")
    found = cmtool("rule", "impact", change)
    assert found.code == 5
    assert sentence in found.err


@pytest.mark.parametrize("code", ["SHP-G001", "shp-g001"])
def test_a_guard_is_never_absent_and_the_sentence_says_so(cmtool, code):
    found = cmtool("rule", "impact", code)
    assert found.code == 5
    assert "SHP-G001" in found.err
    assert "始终有效" in found.err


def test_what_is_no_rule_no_product_and_no_file_is_not_found(cmtool):
    found = cmtool("rule", "impact", "SHP-R00X")
    assert found.code == 3
    assert "SHP-R00" in found.err.partition("相近")[2]
