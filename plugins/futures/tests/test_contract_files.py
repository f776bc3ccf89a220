"""The products' files: marks and days everywhere, and a file with mistakes tells all of them with their places."""

from __future__ import annotations

from datetime import date

import pytest

from cmtool.errors import Refusal
from cmtool_futures.calendar import built_in
from cmtool_futures.contracts import all_products
from cmtool_futures.contracts.day_rules import day_rule
from cmtool_futures.contracts.reading import read

GOOD = """
[[product]]
code = "zz"
title = { zh = "某", en = "some" }
listed_on = "2026-01-05"
months = [1, 5]
[product.terms]
multiplier = "10"
unit = { zh = "吨", en = "t" }
quote = { zh = "元/吨", en = "CNY/t" }
tick = "1"
currency = "CNY"
confidence = "V"
as_of = 2026-11-24
[product.days]
last_trading = "TD:10"
confidence = "V"
as_of = 2026-11-24
[product.delivery]
kind = "physical"
lots = 1
confidence = "V"
as_of = 2026-11-24
[product.margin]
floor = "5%"
confidence = "U"
as_of = 2026-11-24
[product.hours]
day = "09:00-15:00"
confidence = "V"
as_of = 2026-11-24
[product.gate]
kind = "none"
confidence = "V"
as_of = 2026-11-24
"""


def written(tmp_path, text):
    path = tmp_path / "zz.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_that_is_right_is_read(tmp_path):
    (found,) = read(written(tmp_path, GOOD), "DCE")
    assert (found.code, found.months, found.terms.multiplier, found.margin.rate) == ("zz", (1, 5), 10, None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([('tick = "1"', "tick = 1")], ["DCE.zz.terms：tick 应为"]),
        ([('tick = "1"', 'tick = "0"')], ["DCE.zz.terms：tick 应为"]),
        ([('tick = "1"\n', "")], ["DCE.zz.terms：缺少 tick"]),
        ([('last_trading = "TD:10"', 'last_trading = "TD:0"')], ["DCE.zz.days：last_trading 应为"]),
        ([('last_trading = "TD:10"', 'last_trading = "十五日"')], ["DCE.zz.days：last_trading 应为"]),
        ([("months = [1, 5]", "months = [5, 1]")], ["DCE.zz：months 应为"]),
        ([("months = [1, 5]", "months = [0, 13]")], ["DCE.zz：months 应为"]),
        ([("lots = 1", "lots = 0")], ["DCE.zz.delivery：lots 应为"]),
        ([('confidence = "U"', 'confidence = "X"')], ["DCE.zz.margin：confidence 应为"]),
        ([('floor = "5%"', 'floor = "5%"\nrate = "8%"')], ["DCE.zz.margin：缺少 seen_on"]),
        ([('kind = "none"', 'kind = "none"\nfunds = "1"')], ["DCE.zz.gate：不认识“funds”"]),
        ([('title = { zh = "某", en = "some" }', 'title = { zh = "某" }')], ["DCE.zz：title 应为"]),
        ([('tick = "1"', "tick = 1"), ("lots = 1", 'lots = "1"'), ('code = "zz"', 'code = "zz"\ncolour = 1')], ["3 处"]),
        ([(GOOD, GOOD + GOOD)], ["品种 zz 写了两次"]),
    ],
)
def test_every_mistake_of_a_file_is_told_with_its_place(tmp_path, changes, words):
    text = GOOD
    for before, after in changes:
        text = text.replace(before, after)
    with pytest.raises(Refusal) as refused:
        read(written(tmp_path, text), "DCE")
    assert [each for each in words if each not in refused.value.figures["zh"]] == []


@pytest.mark.parametrize("each", all_products(), ids=lambda each: each.code)
def test_every_block_carries_its_mark_its_day_and_where_it_is_from(each):
    blocks = [each.terms, each.days, each.delivery, each.margin, each.hours, each.gate, *each.steps]
    for mark in (block.mark for block in [*blocks, *([each.fee] if each.fee else [])]):
        assert mark.confidence in {"V", "V2", "M", "M-", "U"}
        assert mark.as_of == date(2026, 11, 24)
    unsourced = [type(block).__name__ for block in blocks[1:] if not block.mark.source]
    assert unsourced == []


@pytest.mark.parametrize("each", all_products(), ids=lambda each: each.code)
def test_words_of_a_product_are_in_both_languages(each):
    words = [each.title, each.terms.unit, each.terms.quote, *each.notes, *(step.note for step in each.steps)]
    for text in filter(None, [*words, each.delivery.goods, each.delivery.note]):
        assert text.zh
        assert text.en
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in text.en), text.en


def test_goods_are_lots_times_the_size_of_a_lot():
    """A delivery unit of 25 t is five lots of 5 t: the table of units and that of lots come from different notices."""
    for each in all_products():
        goods = each.delivery.goods
        if each.delivery.kind != "physical" or each.exchange == "CFFEX" or each.code in {"jd"}:
            continue
        size = int("".join(letter for letter in goods.en.split()[0] if letter.isdigit()))
        assert size == each.delivery.lots * each.terms.multiplier, each.code


@pytest.mark.parametrize(
    ("rule", "year", "month", "day"),
    [
        ("DAY:15", 2026, 11, "2026-11-16"),
        ("DAY:15", 2026, 10, "2026-10-15"),
        ("TD:10", 2026, 10, "2026-10-21"),
        ("TD:-4", 2026, 11, "2026-11-25"),
        ("TD:-1@-1", 2027, 1, "2026-12-31"),
        ("TD:15@-1", 2027, 1, "2026-12-21"),
        ("TD:15@-1", 2026, 3, "2026-02-27"),  # February 2026 has 14 trading days
        ("FRI:3", 2026, 6, "2026-06-22"),  # the third Friday is the Dragon Boat festival
        ("FRI:2", 2026, 12, "2026-12-11"),
        ("MON:-1", 2026, 2, "2026-02-09"),  # the 16th and 23rd are closed
    ],
)
def test_the_days_that_exchanges_name(rule, year, month, day):
    assert str(day_rule(rule).day(year, month, built_in())) == day


def test_days_counted_from_the_last_trading_day():
    last = date(2025, 10, 15)
    assert str(day_rule("LTD-5").day(2025, 10, built_in(), last)) == "2025-09-30"
    assert day_rule("LTD").day(2025, 10, built_in(), last) == last
