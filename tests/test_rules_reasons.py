"""The reasons for a verdict: what each comparison required, what was found and how far off, in both languages."""

from __future__ import annotations

import pytest

from cmtool.model import Fact, Kind, Text, day_number
from cmtool.rules.evaluate import truth
from cmtool.rules.literals import day
from cmtool.rules.reasons import leaves, missing, reason
from cmtool.rules.typing import understood

COLOURS = {"red": Text("红色", "red"), "blue": Text("蓝色", "blue")}
TITLES = {
    "yes": (Kind.BOOL, "同意", "consent"),
    "count": (Kind.INT, "经验", "experience"),
    "sum": (Kind.MONEY, "资产", "assets"),
    "rest": (Kind.MONEY, "余额", "balance"),
    "share": (Kind.RATIO, "占比", "share"),
    "born": (Kind.DATE, "生日", "birthday"),
    "till": (Kind.DATE, "到期日", "maturity"),
    "colour": (Kind.CHOICE, "颜色", "colour"),
    "liked": (Kind.SET, "喜好", "liked"),
    "job": (Kind.TEXT, "职业", "job"),
}
FACTS = {
    name: Fact(name=name, kind=kind, title=Text(zh, en), choices=COLOURS if kind in {Kind.CHOICE, Kind.SET} else {})
    for name, (kind, zh, en) in TITLES.items()
} | {
    name: Fact(name=name, kind=kind, title=Text("病情", "illness"), sensitive=True)
    for name, kind in (("ill", Kind.BOOL), ("bill", Kind.MONEY), ("fell", Kind.DATE))
}
ON = day_number(day("2026-11-24"))


def reasons(text, **known):
    predicate, mistakes = understood(text, FACTS, {})
    assert mistakes == []
    answer = truth(predicate.tree, known.get, ON)
    return [reason(leaf, FACTS, known.get, ON) for leaf in leaves(predicate.tree, known.get, ON, answer)]


def said(text, **known):
    (one,) = reasons(text, **known)
    gap = one.gap or Text("", "")
    return [(one.title.zh, one.required.zh, one.found.zh, gap.zh), (one.title.en, one.required.en, one.found.en, gap.en)]


@pytest.mark.parametrize(
    ("text", "known", "zh", "en"),
    [
        (
            "c.sum >= 50万",
            {"sum": 30_000_000},
            ("资产", "需 50万元 以上", "30万元", "差 20万元"),
            ("assets", "at least CNY 500,000", "CNY 300,000", "short by CNY 200,000"),
        ),
        (
            "c.sum > 50万",
            {"sum": 50_000_000},
            ("资产", "需超过 50万元", "50万元", ""),
            ("assets", "more than CNY 500,000", "CNY 500,000", ""),
        ),
        (
            "50万 <= c.sum",
            {"sum": 30_000_000},
            ("资产", "需 50万元 以上", "30万元", "差 20万元"),
            ("assets", "at least CNY 500,000", "CNY 300,000", "short by CNY 200,000"),
        ),
        (
            "c.sum <= 50万",
            {"sum": 60_000_000},
            ("资产", "需 50万元 以下", "60万元", "超出 10万元"),
            ("assets", "at most CNY 500,000", "CNY 600,000", "over by CNY 100,000"),
        ),
        ("c.count < 5", {"count": 9}, ("经验", "需低于 5", "9", "超出 4"), ("experience", "less than 5", "9", "over by 4")),
        ("c.count = 5", {"count": 9}, ("经验", "应为 5", "9", ""), ("experience", "must be 5", "9", "")),
        ("c.count <> 9", {"count": 9}, ("经验", "不能是 9", "9", ""), ("experience", "must not be 9", "9", "")),
        (
            "c.share <= 30%",
            {"share": 0.45},
            ("占比", "需 30% 以下", "45%", "超出 15%"),
            ("share", "at most 30%", "45%", "over by 15%"),
        ),
        (
            "c.sum >= c.rest",
            {"sum": 100, "rest": 300},
            ("资产", "需 3元（余额） 以上", "1元", "差 2元"),
            ("assets", "at least CNY 3 (balance)", "CNY 1", "short by CNY 2"),
        ),
        (
            "c.sum - c.rest >= 1",
            {"sum": 100, "rest": 300},
            ("资产-余额", "需 1元 以上", "-2元", "差 3元"),
            ("assets - balance", "at least CNY 1", "CNY -2", "short by CNY 3"),
        ),
        (
            "c.sum * 30% >= 1",
            {"sum": 100},
            ("资产×0.3", "需 1元 以上", "0.30元", "差 0.70元"),
            ("assets × 0.3", "at least CNY 1", "CNY 0.30", "short by CNY 0.70"),
        ),
        ("c.yes", {"yes": 0}, ("同意", "需为“是”", "否", ""), ("consent", "must be yes", "no", "")),
        ("NOT c.yes", {"yes": 1}, ("同意", "需为“否”", "是", ""), ("consent", "must be no", "yes", "")),
        ("c.yes = TRUE", {"yes": 0}, ("同意", "应为 是", "否", ""), ("consent", "must be yes", "no", "")),
        (
            "NOT c.sum < 2",
            {"sum": 100},
            ("资产", "需 2元 以上", "1元", "差 1元"),
            ("assets", "at least CNY 2", "CNY 1", "short by CNY 1"),
        ),
        (
            "c.count BETWEEN 1 AND 3",
            {"count": 7},
            ("经验", "需 3 以下", "7", "超出 4"),
            ("experience", "at most 3", "7", "over by 4"),
        ),
        (
            "c.count BETWEEN 1 AND 3",
            {"count": 0},
            ("经验", "需 1 以上", "0", "差 1"),
            ("experience", "at least 1", "0", "short by 1"),
        ),
        (
            "age_years(c.born) >= 18",
            {"born": ON - 3000},
            ("生日起的周岁", "需 18 以上", "8", "差 10"),
            ("whole years since birthday", "at least 18", "8", "short by 10"),
        ),
        (
            "days_until(c.till) <= 30",
            {"till": ON + 40},
            ("距到期日的天数", "需 30 以下", "40", "超出 10"),
            ("days until maturity", "at most 30", "40", "over by 10"),
        ),
        (
            "days_since(c.till) >= 30",
            {"till": ON},
            ("到期日距今天数", "需 30 以上", "0", "差 30"),
            ("days since maturity", "at least 30", "0", "short by 30"),
        ),
        (
            "c.till - c.born > 10",
            {"till": 5, "born": 4},
            ("到期日-生日", "需超过 10", "1", "差 9"),
            ("maturity - birthday", "more than 10", "1", "short by 9"),
        ),
        (
            "c.born < 2000-01-01",
            {"born": ON},
            ("生日", "需早于 2000-01-01", "2026-11-24", ""),
            ("birthday", "before 2000-01-01", "2026-11-24", ""),
        ),
        (
            "c.born <= 2000-01-01",
            {"born": ON},
            ("生日", "需不晚于 2000-01-01", "2026-11-24", ""),
            ("birthday", "not after 2000-01-01", "2026-11-24", ""),
        ),
        (
            "c.born > 2030-01-01",
            {"born": ON},
            ("生日", "需晚于 2030-01-01", "2026-11-24", ""),
            ("birthday", "after 2030-01-01", "2026-11-24", ""),
        ),
        (
            "c.born >= 2030-01-01",
            {"born": ON},
            ("生日", "需不早于 2030-01-01", "2026-11-24", ""),
            ("birthday", "not before 2030-01-01", "2026-11-24", ""),
        ),
        ("c.colour = 'red'", {"colour": "blue"}, ("颜色", "应为 红色", "蓝色", ""), ("colour", "must be red", "blue", "")),
        ("c.colour <> 'red'", {"colour": "red"}, ("颜色", "不能是 红色", "红色", ""), ("colour", "must not be red", "red", "")),
        (
            "c.colour IN ('red')",
            {"colour": "blue"},
            ("颜色", "应为其中之一：红色", "蓝色", ""),
            ("colour", "one of: red", "blue", ""),
        ),
        (
            "c.colour NOT IN ('red', 'blue')",
            {"colour": "blue"},
            ("颜色", "不能是：红色、蓝色", "蓝色", ""),
            ("colour", "none of: red, blue", "blue", ""),
        ),
        (
            "has(c.liked, 'red')",
            {"liked": "|blue|"},
            ("喜好", "需包含：红色", "蓝色", ""),
            ("liked", "must include: red", "blue", ""),
        ),
        (
            "NOT has(c.liked, 'red')",
            {"liked": "|red|"},
            ("喜好", "不能包含：红色", "红色", ""),
            ("liked", "must not include: red", "red", ""),
        ),
        (
            "has_any(c.liked, 'red', 'blue')",
            {"liked": "|"},
            ("喜好", "需至少包含一项：红色、蓝色", "无", ""),
            ("liked", "must include one of: red, blue", "none", ""),
        ),
        (
            "NOT has_any(c.liked, 'red')",
            {"liked": "|red|"},
            ("喜好", "不能包含任何一项：红色", "红色", ""),
            ("liked", "must include none of: red", "red", ""),
        ),
        (
            "has_all(c.liked, 'red', 'blue')",
            {"liked": "|red|"},
            ("喜好", "需全部包含：红色、蓝色", "红色", ""),
            ("liked", "must include all of: red, blue", "red", ""),
        ),
        (
            "NOT has_all(c.liked, 'red')",
            {"liked": "|red|"},
            ("喜好", "不能全部包含：红色", "红色", ""),
            ("liked", "must not include all of: red", "red", ""),
        ),
        (
            "NOT c.count * 31 >= 365",
            {"count": 42},
            ("经验×31", "需低于 365", "1302", "超出 937"),
            ("experience × 31", "less than 365", "1302", "over by 937"),
        ),
        ("c.job IS NOT NULL", {}, ("职业", "需已登记", "未知", ""), ("job", "must be on file", "not known", "")),
        ("c.job = '农民'", {"job": "教师"}, ("职业", "应为 农民", "教师", ""), ("job", "must be 农民", "教师", "")),
        ("c.job <> ''", {}, ("职业", "需已登记", "未知", ""), ("job", "must be on file", "not known", "")),
    ],
)
def test_every_comparison_in_both_languages(text, known, zh, en):
    assert said(text, **known) == [zh, en]


@pytest.mark.parametrize(
    "text",
    [
        "c.sum >= 50万",
        "NOT c.sum < 50万",
        "age_years(c.born) >= 18",
        "c.yes",
        "NOT c.yes",
        "c.colour IN ('red')",
        "has(c.liked, 'red')",
    ],
)
def test_what_is_not_known_is_found_as_not_known_and_has_no_gap(text):
    (one,) = reasons(text)
    assert one.found == Text("未知", "not known")
    assert one.gap is None


def test_only_the_comparisons_that_decided_are_reasons():
    assert [one.fact for one in reasons("c.sum >= 1 AND c.count >= 5 AND c.yes", sum=500, count=1, yes=0)] == ["count", "yes"]
    assert [one.fact for one in reasons("c.sum >= 1 AND c.count >= 5 AND c.yes", sum=500, count=9)] == ["yes"]
    assert [one.fact for one in reasons("(c.sum >= 9 AND c.yes) OR c.count >= 5", sum=100, yes=1, count=9)] == ["count"]
    assert [one.fact for one in reasons("NOT (c.sum >= 9 OR c.yes)", sum=100, yes=1)] == ["yes"]


def test_where_several_ways_would_do_each_is_numbered():
    def ways(text):
        return [(one.fact, one.way) for one in reasons(text, sum=100, count=1, yes=0)]

    assert ways("c.sum >= 9 OR c.count >= 5") == [("sum", 1), ("count", 2)]
    assert ways("c.sum >= 9 AND c.count >= 5") == [("sum", 0), ("count", 0)]
    assert ways("NOT (c.sum < 9 AND c.count < 5)") == [("sum", 1), ("count", 2)]
    assert ways("(c.sum >= 9 AND c.count >= 5) OR c.yes") == [("sum", 1), ("count", 1), ("yes", 2)]


@pytest.mark.parametrize(
    ("text", "known", "asked"),
    [
        pytest.param("c.sum >= 1 AND c.count >= 5", {}, ("sum", "count"), id="both"),
        pytest.param("c.sum >= 1 AND c.count >= 5", {"sum": 500}, ("count",), id="only-the-open-one"),
        pytest.param("c.sum >= 1 AND c.count >= 5", {"sum": 0}, (), id="settled-already"),
        pytest.param(
            "(c.sum >= 1 AND c.yes) OR c.count >= 5", {"sum": 0}, ("count",), id="a-way-that-is-closed-is-not-asked-about"
        ),
        pytest.param("NOT (c.sum >= 1 OR c.yes)", {"yes": 0}, ("sum",), id="under-a-not"),
        pytest.param("c.sum >= c.rest", {"sum": 1}, ("rest",), id="the-other-side"),
        pytest.param("c.job IS NULL OR c.yes", {"job": "x"}, ("yes",), id="is-null-is-never-unknown"),
    ],
)
def test_the_facts_that_would_settle_it(text, known, asked):
    predicate, _ = understood(text, FACTS, {})
    assert missing(predicate.tree, known.get, ON) == asked


@pytest.mark.parametrize(
    ("text", "known", "secret"),
    [
        ("NOT c.ill", {"ill": 1}, "是"),
        ("c.bill <= 1", {"bill": 77_700}, "777"),
        ("c.bill * 2 <= 1", {"bill": 77_700}, "1,554"),
        ("days_since(c.fell) > 300", {"fell": ON - 123}, "123"),
        ("c.sum >= c.bill", {"sum": 100, "bill": 77_700}, "777"),
        ("c.bill - c.sum <= 0", {"sum": 100, "bill": 77_700}, "776"),
    ],
)
def test_a_sensitive_value_is_never_shown_on_either_side_nor_as_a_gap(text, known, secret):
    (one,) = reasons(text, **known)
    assert secret not in one.required.zh + one.found.zh
    assert one.gap is None
    assert "未显示" in one.found.zh + one.required.zh


def test_that_a_sensitive_fact_is_unknown_is_no_secret():
    (one,) = reasons("NOT c.ill")
    assert one.found.zh == "未知"
