"""What a client may have and should have: verdicts with reasons, ranks that add up, the question that would settle most."""

from __future__ import annotations

import pytest

ITEM = {
    "product": str, "title": str, "desk": str, "verdict": str, "rank": int, "terms": list, "rules": list, "ask": list,
    "verdict_words": str, "reason": str,
}  # fmt: skip
RULE = {
    "code": str, "verdict": str, "blocks": bool, "words": str, "required": list, "found": list, "remedy": (str, type(None)),
    "source": (str, type(None)), "confidence": (str, type(None)), "title": str, "severity": str, "when": (str, type(None)),
    "require": str, "since": (str, type(None)), "until": (str, type(None)), "inputs": list, "gap": list, "missing": list,
}  # fmt: skip


def shaped(item, shape):
    assert list(item) == list(shape)
    for name, kind in shape.items():
        assert isinstance(item[name], kind), (name, item[name])


def matched(ok, code, *more):
    return {item["product"]: item for item in ok("match", code, "--format", "json", *more).items}


def test_a_match_is_an_envelope_of_items_in_the_shape_others_read(ok, regular):
    found = ok("match", regular, "--format", "json").json
    assert list(found) == ["schema", "as_of", "client", "name", "items"]
    assert (found["schema"], found["as_of"]) == ("cmtool/match/1", "2026-11-24")
    assert {item["verdict"] for item in found["items"]} == {"eligible", "ineligible"}
    for item in found["items"]:
        shaped(item, ITEM)
        assert [sorted(term) for term in item["terms"]] == [["code", "points", "words"]] * len(item["terms"])
        for rule in item["rules"]:
            shaped(rule, RULE)
            assert rule["verdict"] in {"kept", "broken", "unknown"}
            assert len(rule["required"]) == len(rule["found"])


def test_every_rank_is_the_sum_of_its_terms(ok, regular):
    for item in matched(ok, regular).values():
        assert item["rank"] == sum(term["points"] for term in item["terms"])


def test_needs_and_preferences_of_the_client_rank_and_nothing_else(ok, regular):
    terms = {code: [(term["code"], term["points"]) for term in item["terms"]] for code, item in matched(ok, regular).items()}
    assert terms == {
        "SHP-P001": [],  # liked for its leaf, but it serves no need of his
        "SHP-P002": [],
        "SHP-P003": [("grow", 20), ("SHP-R006", 10)],
        "SHP-P004": [("grow", 20)],
        "SHP-P005": [("grow", 20), ("SHP-R007", 5)],
    }


def test_the_eligible_come_first_then_by_rank_then_by_code(ok, regular):
    assert list(matched(ok, regular)) == ["SHP-P003", "SHP-P001", "SHP-P002", "SHP-P005", "SHP-P004"]


LEVELS = [
    pytest.param(None, ["SHP-P001"], ["SHP-P002", "SHP-P003", "SHP-P004", "SHP-P005"], id="never-assessed"),
    pytest.param(1, ["SHP-P001"], [], id="C1"),
    pytest.param(2, ["SHP-P001", "SHP-P002"], [], id="C2"),
    pytest.param(3, ["SHP-P001", "SHP-P002", "SHP-P003"], [], id="C3"),
    pytest.param(5, ["SHP-P001", "SHP-P002", "SHP-P003", "SHP-P004", "SHP-P005"], [], id="C5"),
]


@pytest.mark.parametrize(("level", "eligible", "ask"), LEVELS)
def test_no_product_is_above_the_clients_level(ok, regular, level, eligible, ask):
    ok("client", "edit", regular, "--source", "paper", "--set", f"shop_risk_level={level or ''}", "--set", "shop_budget=100万")
    found = matched(ok, regular)
    assert sorted(code for code, item in found.items() if item["verdict"] == "eligible") == eligible
    assert sorted(code for code, item in found.items() if item["verdict"] == "ask") == ask
    for code in ask:
        assert {"fact": "shop_risk_level", "question": "请客户完成《茶铺风险测评》（SHP-A01），不得代答"} in found[code]["ask"]


def test_an_expert_is_set_free_of_the_level_and_an_unknown_one_is_not(ok, regular):
    ok("client", "edit", regular, "--source", "paper", "--set", "shop_risk_level=1", "--set", "shop_budget=100万")
    assert matched(ok, regular)["SHP-P005"]["verdict"] == "ineligible"
    ok("client", "edit", regular, "--source", "paper", "--set", "shop_expert=是")
    assert matched(ok, regular)["SHP-P005"]["verdict"] == "eligible"
    ok("client", "edit", regular, "--source", "paper", "--set", "shop_expert=否")
    assert matched(ok, regular)["SHP-P005"]["verdict"] == "ineligible"


def rules(ok, code, product):
    return {rule["code"]: rule for rule in ok("why", code, product, "--format", "json").items[0]["rules"]}


def test_a_broken_rule_says_what_it_required_what_it_found_and_who_says_so(ok, regular):
    told = rules(ok, regular, "SHP-P004")["SHP-R001"]
    brief = {key: told[key] for key in [*RULE][:9]}
    assert brief == {
        "code": "SHP-R001",
        "verdict": "broken",
        "blocks": True,
        "words": "预算够起点",
        "required": ["买茶预算需 100万元 以上"],
        "found": ["50万元，差 50万元"],
        "remedy": "等预算够了再谈",
        "source": "茶铺规约（茶规〔2020〕1号）第五条",
        "confidence": "V",
    }


def test_an_article_known_by_heart_with_a_doubt_is_not_cited(ok, regular):
    assert rules(ok, regular, "SHP-P004")["SHP-R002"]["source"] == "茶铺规约"


@pytest.mark.parametrize(
    ("facts", "rule", "verdict", "standing"),
    [
        pytest.param({"shop_budget": "5万"}, "SHP-R001", "kept", "eligible", id="exactly-the-minimum"),
        pytest.param({"shop_budget": "49999.99"}, "SHP-R001", "broken", "ineligible", id="a-fen-short"),
        pytest.param({"experience_months": "11"}, "SHP-R003", "broken", "eligible", id="a-warning-does-not-bar"),
        pytest.param({"experience_months": "12"}, "SHP-R003", "kept", "eligible", id="no-warning"),
        pytest.param({"birth_date": "1956-11-25"}, "SHP-R004", "kept", "eligible", id="seventy-tomorrow"),
        pytest.param({"birth_date": "1956-11-24"}, "SHP-R004", "broken", "ineligible", id="seventy-today"),
        pytest.param({"shop_colours": "black"}, "SHP-R005", "broken", "eligible", id="hearsay-never-bars"),
        pytest.param({"shop_colours": ""}, "SHP-R005", "unknown", "eligible", id="unknown-hearsay-does-not-ask"),
    ],
)
def test_each_rule_has_both_sides(ok, regular, facts, rule, verdict, standing):
    ok("client", "edit", regular, *(part for fact, value in facts.items() for part in ("--set", f"{fact}={value}")))
    (item,) = ok("why", regular, "SHP-P003", "--format", "json").items
    assert {entry["code"]: entry["verdict"] for entry in item["rules"]}[rule] == verdict
    assert item["verdict"] == standing


def test_the_table_leaves_out_what_serves_no_need_and_says_how_much(ok, regular):
    table = ok("match", regular)
    assert "SHP-P001" not in table.out
    assert "另有 2 个产品" in table.err
    assert "SHP-P001" in ok("match", regular, "--full").out
    assert ok("match", regular, "--verdict", "eligible", "--format", "ids").out.split() == ["SHP-P003", "SHP-P001", "SHP-P002"]
    assert ok("match", regular, "--desk", "shop", "--format", "ids").out.split() == list(matched(ok, regular))


def test_match_names_the_needs_and_the_next_question(ok, add):
    told = ok("match", add(goal="grow", shop_risk_level=5, birth_date="1980-01-01"))
    assert "积极增值" in told.err
    assert "您打算花多少钱买茶？" in told.err
    assert "cmtool needs ask" in ok("match", add("李四")).err


def test_why_explains_a_product_that_is_not_on_offer_too(ok, regular):
    assert ok("why", regular, "shp-p007", "--format", "json").items[0]["product"] == "SHP-P007"


def test_an_unknown_product_is_not_found_and_near_ones_are_named(cmtool, regular):
    refused = cmtool("why", regular, "SHP-P030")
    assert refused.code == 3
    assert "SHP-P00" in refused.err


def test_a_secret_that_decides_is_not_told(ok, regular):
    assert rules(ok, regular, "SHP-P002")["SHP-R011"]["found"] == ["已登记（未显示）"]
    assert "胃寒" not in ok("match", regular, "--format", "json", "--full").out
    assert "胃寒" not in ok("why", regular, "SHP-P002").out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_matches(ok, regular, golden, lang):
    found = ok("match", regular, "--full", "--lang", lang)
    golden(f"match_{lang}", found.out + found.err)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_reasons(ok, regular, golden, lang):
    ok("client", "edit", regular, "--unset", "shop_garden")
    golden(f"why_{lang}", ok("why", regular, "SHP-P004", "--lang", lang).out)
