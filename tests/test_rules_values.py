"""Values as people write and read them: numbers, money to the fen, shares, days, choices, sets; and what is refused, why."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmtool.errors import InvalidData
from cmtool.model import Fact, Kind, Text, day_number
from cmtool.rules import literals, values
from cmtool.words import error

COLOURS = {"red": Text("红色", "red"), "blue": Text("蓝色", "blue")}
DAY = day_number(date(2026, 11, 24))


def fact(kind, **more):
    choices = COLOURS if kind in {Kind.CHOICE, Kind.SET} else {}
    return Fact(**{"name": "it", "kind": kind, "title": Text("某项", "something"), "choices": choices, **more})


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", "12"),
        ("-12", "-12"),
        ("+5", "5"),
        ("- 5", "-5"),
        ("0.5", "0.5"),
        (".5", "0.5"),
        ("1,234", "1234"),
        ("1,234,567.89", "1234567.89"),
        ("1，234", "1234"),
        ("1 234", "1234"),
        ("1\u3000234", "1234"),
        ("50万", "500000"),
        ("50 万 元", "500000"),
        ("1.2亿", "120000000"),
        ("2億", "200000000"),
        ("3萬", "30000"),
        ("3百万", "3000000"),
        ("2千万", "20000000"),
        ("5千", "5000"),
        ("8元", "8"),
        ("8圆", "8"),
        ("8人民币", "8"),
        ("¥50万", "500000"),
        ("￥1,200.5元", "1200.5"),
        ("3.5%", "0.035"),
        ("3.5％", "0.035"),
        ("5‰", "0.005"),
        ("５０万", "500000"),
        ("１．５亿", "150000000"),
        ("－３", "-3"),
    ],
)
def test_numbers_as_people_write_them(written, number):
    assert literals.number(written) == Decimal(number)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "万",
        "五十万",
        "1,2",
        "12,34",
        "1,23,456",
        "1,234,56",
        "1234,567",
        "1,234 567",
        "1 2",
        "1\n234",
        "1.2.3",
        "1.",
        "1e3",
        "0x1F",
        "5万%",
        "5%万",
        "inf",
        "nan",
        "--5",
        "1_000",
        "$5",
    ],
)
def test_what_is_no_number_is_not_guessed(written):
    with pytest.raises(ValueError):
        literals.number(written)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-24",
        "2026/11/24",
        "2026.11.24",
        "2026年11月24日",
        "2026 年 11 月 24 日",
        "20261124",
        "2026-11-24 08:30",
        "2026-11-24T08:30:15.5",
        " 2026-11-24 ",
    ],
)
def test_days_as_people_write_them(written):
    assert literals.day(written) == date(2026, 11, 24)


@pytest.mark.parametrize(
    "written",
    ["", "2026-02-29", "2026-13-01", "2026-00-01", "24-11-2026", "26-11-24", "2026-11", "2026112", "tomorrow", "0000-01-01"],
)
def test_what_is_no_day_is_refused(written):
    with pytest.raises(ValueError):
        literals.day(written)


@pytest.mark.parametrize(
    ("kind", "written", "inside"),
    [
        (Kind.BOOL, "是", 1),
        (Kind.BOOL, "Yes", 1),
        (Kind.BOOL, True, 1),
        (Kind.BOOL, "1", 1),
        (Kind.BOOL, "否", 0),
        (Kind.BOOL, "no", 0),
        (Kind.BOOL, False, 0),
        (Kind.INT, "18", 18),
        (Kind.INT, "18.0", 18),
        (Kind.INT, 18, 18),
        (Kind.INT, 18.0, 18),
        (Kind.INT, "1,200", 1200),
        (Kind.INT, "-1", -1),
        (Kind.MONEY, "50万", 50_000_000),
        (Kind.MONEY, "0.01", 1),
        (Kind.MONEY, "12.34元", 1234),
        (Kind.MONEY, 12.5, 1250),
        (Kind.MONEY, "-3", -300),
        (Kind.RATIO, "3.5%", 0.035),
        (Kind.RATIO, "0.035", 0.035),
        (Kind.RATIO, 0.5, 0.5),
        (Kind.RATIO, "0.1234567890125", 0.123456789012),
        (Kind.RATIO, 0.1 + 0.2, 0.3),
        (Kind.DATE, "2026-11-24", DAY),
        (Kind.DATE, date(2026, 11, 24), DAY),
        (Kind.DATE, datetime.fromisoformat("2026-11-24T23:59"), DAY),
        (Kind.CHOICE, "red", "red"),
        (Kind.CHOICE, "RED", "red"),
        (Kind.CHOICE, "红色", "red"),
        (Kind.CHOICE, " 红色 ", "red"),
        (Kind.SET, "red", "|red|"),
        (Kind.SET, "蓝色、红色", "|blue|red|"),
        (Kind.SET, "red，blue,red", "|blue|red|"),
        (Kind.SET, ["red"], "|red|"),
        (Kind.SET, "|red|", "|red|"),
        (Kind.TEXT, " 农民 ", "农民"),
        (Kind.TEXT, "北京\n朝阳\\x", "北京\n朝阳\\x"),
    ],
)
def test_what_is_written_is_kept_inside_as(kind, written, inside):
    found = values.read(fact(kind), written)
    assert found == inside
    assert type(found) is type(inside)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("written", [None, "", "  "], ids=["nothing", "empty", "blank"])
def test_nothing_written_is_not_known(kind, written):
    assert values.read(fact(kind), written) is None


def test_an_open_set_keeps_new_words_and_knows_its_own_by_title():
    assert values.read(fact(Kind.SET, open_choices=True), "红色, 新词") == "|red|新词|"
    assert values.read(fact(Kind.SET, open_choices=True, choices={}), "b,a") == "|a|b|"


@pytest.mark.parametrize(
    ("kind", "written", "key"),
    [
        (Kind.BOOL, "maybe", "value-not-bool"),
        (Kind.BOOL, "2", "value-not-bool"),
        (Kind.INT, "1.5", "value-not-whole"),
        (Kind.INT, "many", "value-not-number"),
        (Kind.INT, True, "value-not-number"),
        (Kind.MONEY, "lots", "value-not-number"),
        (Kind.MONEY, "1,5", "value-not-number"),
        (Kind.RATIO, "half", "value-not-number"),
        (Kind.DATE, "2026-02-29", "value-not-date"),
        (Kind.DATE, "46000", "value-not-date"),
        (Kind.CHOICE, "green", "value-not-choice"),
        (Kind.SET, "red,green", "value-not-choice"),
        (Kind.MONEY, "99999999999亿", "value-too-large"),
        (Kind.INT, "9223372036854775808", "value-too-large"),
        (Kind.RATIO, "1" + "0" * 400, "value-too-large"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_value_that_cannot_be_read_says_what_it_is_not(kind, written, key, lang):
    with pytest.raises(InvalidData) as refused:
        values.read(fact(kind), written)
    assert refused.value.key == key
    said = error(lang, refused.value)
    assert str(written).split(",")[-1] in said
    assert {"zh": "某项", "en": "something"}[lang] in said


def test_the_largest_number_that_a_book_can_hold_is_taken():
    assert values.read(fact(Kind.INT), "9007199254740991") == 2**53 - 1
    with pytest.raises(InvalidData, match="value-too-large"):
        values.read(fact(Kind.INT), "9007199254740992")


@pytest.mark.parametrize(
    ("kind", "low", "high", "inside", "outside"),
    [
        (Kind.INT, 0, 100, ("0", "100"), ("-1", "101")),
        (Kind.MONEY, 0, 100_000_000, ("0", "100万"), ("-0.01", "1000000.01")),
        (Kind.RATIO, 0.0, 1.0, ("0%", "100%"), ("-0.1%", "100.1%")),
        (Kind.DATE, DAY, DAY + 1, ("2026-11-24", "2026-11-25"), ("2026-11-23", "2026-11-26")),
        (Kind.INT, None, 5, ("-99", "5"), ("6",)),
        (Kind.INT, 5, None, ("5", "99"), ("4",)),
    ],
)
def test_limits_take_their_own_value_and_nothing_beyond(kind, low, high, inside, outside):
    limited = fact(kind, low=low, high=high)
    for written in inside:
        assert values.read(limited, written) is not None
    for written in outside:
        with pytest.raises(InvalidData) as refused:
            values.read(limited, written)
        assert refused.value.key == "value-outside"
        assert written in error("zh", refused.value)


def test_limits_are_said_as_people_read_them():
    with pytest.raises(InvalidData) as refused:
        values.read(fact(Kind.MONEY, low=0, high=100_000_000), "-1")
    assert "0元" in error("zh", refused.value)
    assert "100万元" in error("zh", refused.value)
    with pytest.raises(InvalidData) as refused:
        values.read(fact(Kind.INT, low=5), "4")
    assert "不限" in error("zh", refused.value)


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (0, "0元", "CNY 0"),
        (1, "0.01元", "CNY 0.01"),
        (-1, "-0.01元", "CNY -0.01"),
        (150, "1.50元", "CNY 1.50"),
        (999_999, "9,999.99元", "CNY 9,999.99"),
        (1_000_000, "1万元", "CNY 10,000"),
        (1_000_100, "10,001元", "CNY 10,001"),
        (50_000_000, "50万元", "CNY 500,000"),
        (50_500_000, "505,000元", "CNY 505,000"),
        (-50_000_000, "-50万元", "CNY -500,000"),
        (9_999_000_000, "9999万元", "CNY 99,990,000"),
        (10_000_000_000, "1亿元", "CNY 100,000,000"),
        (12_000_000_000, "1.2亿元", "CNY 120,000,000"),
        (12_345_000_000, "1.2345亿元", "CNY 123,450,000"),
        (12_345_678_901, "123,456,789.01元", "CNY 123,456,789.01"),
    ],
)
def test_money_is_said_exactly_to_the_fen(fen, zh, en):
    assert values.money(fen) == Text(zh, en)


@given(st.integers(-(2**53 - 1), 2**53 - 1))
def test_money_said_is_money_read_again(fen):
    said = values.money(fen)
    money = fact(Kind.MONEY)
    assert values.read(money, said.zh) == fen
    assert values.read(money, said.en.removeprefix("CNY ")) == fen


@given(st.integers(-10_000, 10_000))
def test_a_share_said_is_the_share_read_again(points):
    share = points / 10_000
    assert values.read(fact(Kind.RATIO), values.shown(fact(Kind.RATIO), share).zh) == share


@pytest.mark.parametrize(
    ("kind", "value", "zh", "en"),
    [
        (Kind.BOOL, 1, "是", "yes"),
        (Kind.BOOL, 0, "否", "no"),
        (Kind.INT, 18, "18", "18"),
        (Kind.MONEY, 50_000_000, "50万元", "CNY 500,000"),
        (Kind.RATIO, 0.035, "3.5%", "3.5%"),
        (Kind.RATIO, 0.0, "0%", "0%"),
        (Kind.RATIO, 1.0, "100%", "100%"),
        (Kind.RATIO, 1e-05, "0.001%", "0.001%"),
        (Kind.DATE, DAY, "2026-11-24", "2026-11-24"),
        (Kind.DATE, 0, "1970-01-01", "1970-01-01"),
        (Kind.CHOICE, "red", "红色", "red"),
        (Kind.CHOICE, "gone", "gone", "gone"),
        (Kind.SET, "|blue|red|", "蓝色、红色", "blue, red"),
        (Kind.SET, "|", "无", "none"),
        (Kind.TEXT, "农民", "农民", "农民"),
        (Kind.INT, None, "未知", "not known"),
    ],
)
def test_values_in_words(kind, value, zh, en):
    assert values.shown(fact(kind), value) == Text(zh, en)


@pytest.mark.parametrize(
    ("kind", "value", "outer"),
    [
        (Kind.BOOL, 1, True),
        (Kind.BOOL, 0, False),
        (Kind.INT, 5, 5),
        (Kind.MONEY, 150, 1.5),
        (Kind.MONEY, 50_000_000, 500_000),
        (Kind.RATIO, 0.035, 0.035),
        (Kind.DATE, DAY, "2026-11-24"),
        (Kind.CHOICE, "red", "red"),
        (Kind.SET, "|blue|red|", ["blue", "red"]),
        (Kind.SET, "|", []),
        (Kind.TEXT, "农民", "农民"),
        (Kind.MONEY, None, None),
    ],
)
def test_values_as_scripts_read_them(kind, value, outer):
    found = values.outer(kind, value)
    assert found == outer
    assert type(found) is type(outer)


@pytest.mark.parametrize("odd", ["\x00", "\x1b", "\x7f", "\x85"])
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.INT, Kind.CHOICE, Kind.SET])
def test_what_cannot_be_seen_is_refused_and_shown_as_a_question_mark(kind, odd):
    with pytest.raises(InvalidData) as refused:
        values.read(fact(kind, open_choices=True), f"a{odd}b")
    assert refused.value.key == "value-unseen"
    assert "“a?b”" in error("zh", refused.value)


@pytest.mark.parametrize("written", ["a\\b", "a\tb", ["a\x00b"], ["red", "a\nb"]])
def test_a_member_of_a_set_is_a_word_that_every_engine_writes_alike(written):
    with pytest.raises(InvalidData, match="value-unspeakable"):
        values.read(fact(Kind.SET, open_choices=True), written)
