"""What a code or a word means, who says so, since when; and the lists of what the house knows."""

from __future__ import annotations

import pytest

EXPLAINED = [
    pytest.param(
        "SHP-R001",
        ["预算够起点", "c.shop_budget >= p.min_amount", "p.min_amount > 0", "茶规〔2020〕1号", "2020-01-01"],
        id="rule",
    ),
    pytest.param("shp-r010", ["旧规", "2025-12-31"], id="rule-no-longer-in-force"),
    pytest.param("SHP-R005", ["提醒", "坊间说法"], id="rule-that-only-warns"),
    pytest.param("SHP-G001", ["产品风险不高于客户等级", "茶铺规约"], id="guard"),
    pytest.param("SHP-P002", ["茶票", "兑不到茶", "保管费", "R2"], id="product"),
    pytest.param("SHP-Q01", ["您打算花多少钱买茶？", "shop_budget", "SPIN"], id="question"),
    pytest.param(
        "SHP-A01",
        ["茶铺风险测评", "shop_risk_level", "3 分起 C2", "每天 2 次", "12个月 8 次", "茶价跌一半"],
        id="questionnaire",
    ),
    pytest.param("SHP-C01", ["存茶", "身份证原件", "1. 验茶", "3 个工作日"], id="case"),
    pytest.param("SHP-F02", ["新茶上市", "c.shop_garden", "30", "品茶", "不催着买"], id="trigger"),
    pytest.param("SHP-T01", ["越放越亏", "先问", "如实回答"], id="objection"),
    pytest.param("shop_thirst", ["有茶喝", "has_any"], id="need"),
    pytest.param("shop_budget", ["买茶预算", "30 天"], id="fact"),
    pytest.param("shop_ailment", ["敏感"], id="secret-fact"),
    pytest.param("shop_colours", ["green 绿茶"], id="fact-with-choices"),
    pytest.param("茶票", ["到期换茶的纸"], id="term"),
    pytest.param("兑茶券", ["到期换茶的纸"], id="term-by-another-name"),
    pytest.param("Tea Note", ["到期换茶的纸"], id="term-in-the-other-language"),
    pytest.param(
        "CMT-L001",
        ["保证本金", "禁用", "保本(保|包|付)?", "结构性存款", "这款产品保本，放心买", "本产品不保本", "不保证本金和收益"],
        id="phrase",
    ),
    pytest.param("cmt-l303", ["Guaranteed returns of 8% a year", "There is no guarantee of profit"], id="english-phrase"),
    pytest.param("exit-codes", ["130", "8 部分完成"], id="exit-codes"),
    pytest.param("formats", ["ndjson"], id="formats"),
    pytest.param("environment", ["CMTOOL_BOOK"], id="environment"),
    pytest.param("facts", ["marketing_consent"], id="facts"),
]


@pytest.mark.parametrize(("word", "pieces"), EXPLAINED)
def test_everything_with_a_code_or_a_name_is_explained(ok, word, pieces):
    told = ok("explain", word).out
    for piece in pieces:
        assert piece in told
    items = ok("explain", word, "--format", "json").items
    assert all(sorted(item) == ["lines", "title"] for item in items)


def test_a_level_is_explained_by_fact_and_questionnaire(ok):
    titles = [item["title"] for item in ok("explain", "shop_risk_level", "--format", "json").items]
    assert len(titles) == 2
    assert any("SHP-A01" in title for title in titles)


def test_an_unknown_word_is_not_found_and_near_ones_are_named(cmtool):
    refused = cmtool("explain", "SHP-R0O1")
    assert refused.code == 3
    assert "shp-r001" in refused.err.lower()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_explanations(ok, golden, lang):
    words = ("SHP-R001", "SHP-P002", "SHP-A01", "SHP-C01", "SHP-F01", "SHP-T01", "shop_risk_level", "tea note", "exit-codes")
    golden(f"explain_{lang}", "\n".join(ok("explain", word, "--lang", lang).out for word in words))


def test_products_as_json(ok):
    listed = ok("product", "list", "--format", "json").json
    assert listed["schema"] == "cmtool/products/1"
    assert [item["product"] for item in listed["items"]] == [f"SHP-P00{number}" for number in range(1, 6)]
    assert listed["items"][1] == {
        "product": "SHP-P002",
        "title": "（示例）茶票",
        "desk": "shop",
        "risk_level": 2,
        "minimum": "1万元",
        "about": "一年后兑茶的票据",
        "worst_case": "铺子关门，兑不到茶",
        "costs": "保管费每年1%",
        "serves": ["steady", "preserve"],
        "sample": True,
        "disclosures": ["茶票不是存款。"],
    }
    assert ok("product", "list", "--desk", "shop", "--format", "json").json == listed


def test_one_product_in_the_clients_terms(ok, cmtool):
    shown = ok("product", "show", "shp-p003").out
    for piece in ("（示例）新茶份额", "歉收", "管理费", "5万元", "收成有好有坏"):
        assert piece in shown
    assert ok("product", "show", "SHP-P003", "--format", "json").items[0]["risk_level"] == 3
    assert cmtool("product", "show", "SHP-P099").code == 3


def test_rules_as_json(ok):
    rules = {rule["code"]: rule for rule in ok("rule", "list", "--format", "json").items}
    assert rules["SHP-R005"]["severity"] == "warn"  # hearsay
    assert rules["SHP-R006"]["severity"] == "prefer"
    assert rules["SHP-G001"]["require"] == "c.shop_expert IS TRUE OR c.shop_risk_level >= p.risk_level"
    assert rules["SHP-R001"] == {
        "code": "SHP-R001",
        "title": "预算够起点",
        "about": "product",
        "severity": "block",
        "severity_words": "必须",
        "require": "c.shop_budget >= p.min_amount",
        "when": "p.min_amount > 0",
        "remedy": "等预算够了再谈",
        "source": "茶铺规约（茶规〔2020〕1号）第五条",
        "confidence": "V",
        "since": "2020-01-01",
        "until": None,
        "tightens": None,
    }


def test_plugins_as_json(ok):
    (shop,) = ok("plugin", "list", "--format", "json").items
    assert shop == {
        "plugin": "shop",
        "title": "茶铺",
        "version": "",
        "status": "正常",
        "works": True,
        "products": 7,
        "rules": 11,
        "calculators": [],
        "hooks": ["cmtool_institution", "cmtool_pack"],
        "findings": [],
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_lists_of_the_house(ok, golden, lang):
    lists = [ok(what, "list", "--lang", lang).out for what in ("plugin", "product")]
    golden(f"lists_{lang}", "\n".join(lists))
