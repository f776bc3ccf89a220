"""A firm's margin table: what stands in for what, and every mistake of a file at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cmtool.errors import Refusal
from cmtool_futures.contracts import Margins, card, contract, margin_per_lot, margins

ON = date(2026, 11, 24)
FIRM = """
as_of = 2026-11-20
add_on = "2%"
[[rate]]
product = "rb"
exchange = "8%"
[[rate]]
contract = "RB2701"
add_on = "5%"
[[rate]]
contract = "rr2701"
exchange = "7%"
add_on = "0%"
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "firm.toml"
    path.write_text(FIRM, encoding="utf-8")
    return margins(path)


@pytest.mark.parametrize(
    ("code", "exchange", "add_on", "seen_on", "confidence"),
    [
        ("rb2705", "0.08", "0.02", "2026-11-20", "firm"),
        ("rb2701", "0.08", "0.05", "2026-11-20", "firm"),  # its own add-on, its product's rate
        ("rr2701", "0.07", "0", "2026-11-20", "firm"),  # the desk has no rate of its own for it
        ("cu2701", "0.11", "0.02", "2026-07-02", "V"),  # not in the table: the setting seen, with its day
    ],
)
def test_the_nearest_line_stands(table, code, exchange, add_on, seen_on, confidence):
    found = table.rate(contract(code, ON))
    assert (found.exchange, found.add_on) == (Decimal(exchange), Decimal(add_on))
    assert (found.seen_on, found.confidence) == (seen_on, confidence)


def test_the_table_reaches_the_card_and_a_given_add_on_stands_before_it(table):
    assert card("rb2701", ON, price=Decimal(3000), margins=table)["margin_per_lot"] == Decimal(3900)
    assert margin_per_lot(contract("rb2701", ON), Decimal(3000), Decimal("0.01"), table) == Decimal(2700)
    assert margin_per_lot(contract("rb2701", ON), Decimal(3000)) == Decimal(2100)


def test_without_any_rate_it_says_what_to_do():
    with pytest.raises(Refusal) as refused:
        margin_per_lot(contract("rr2701", ON), Decimal(3000))
    assert "--margins" in refused.value.figures["zh"]
    assert card("rr2701", ON, price=Decimal(3000))["margin_per_lot"] is None


def test_an_add_on_is_a_share():
    for wrong in (Decimal("-0.01"), Decimal("1.01")):
        with pytest.raises(Refusal):
            margin_per_lot(contract("rb2701", ON), Decimal(3000), wrong)
    assert margin_per_lot(contract("rb2701", ON), Decimal(3000), Decimal(1)) == Decimal(32100)
    assert Margins().rate(contract("rb2701", ON)).whole == Decimal("0.07")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("as_of = 2026-11-20", ["没有 add_on"]),
        ('add_on = "2%"', ["缺少 as_of"]),
        ('as_of = 2026-11-20\nadd_on = 0.02\nfloor = "1%"', ["2 处", "add_on 应写成 \"8%\"", "不认识“floor”"]),
        ('as_of = 2026-11-20\n[[rate]]\nproduct = "rb"', ["[[rate]] 1：exchange 和 add_on 至少写一个"]),
        ('as_of = 2026-11-20\n[[rate]]\nexchange = "8%"', ["[[rate]] 1：product 和 contract 要写一个"]),
        ('as_of = 2026-11-20\n[[rate]]\nproduct = "rb"\ncontract = "rb2701"\nexchange = "8%"', ["只写一个"]),
        (
            'as_of = 2026-11-20\n[[rate]]\nproduct = "rbx"\nexchange = "0%"\n[[rate]]\ncontract = "rb2713"\nadd_on = "x%"',
            ["4 处", "[[rate]] 1：没有品种“rbx”", "“0%”", "[[rate]] 2：rb 没有 13 月合约", "“x%”"],
        ),
        (
            'as_of = 2026-11-20\n[[rate]]\nproduct = "rb"\nexchange = "8%"\n[[rate]]\nproduct = "RB"\nexchange = "9%"',
            ["[[rate]] 2：rb 写了两次"],
        ),
        ('as_of = 2026-11-20\nadd_on = "101%"', ["“101%”"]),
        ('as_of = 2026-11-20\nadd_on = "NaN%"', ["“NaN%”"]),
        ("as_of = 2026-11-20\nrate = 3", ["[[rate]]"]),
    ],
)
def test_mistakes_of_a_table_are_told_all_at_once(tmp_path, text, words):
    path = tmp_path / "firm.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        margins(path)
    assert [each for each in words if each not in refused.value.figures["zh"]] == []
    assert refused.value.figures["en"]
