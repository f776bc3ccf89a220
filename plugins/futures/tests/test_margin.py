"""Margin and daily settlement: published examples, the exchange's own leg-by-leg formula, and what must always hold."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmtool.errors import InvalidData, Refusal
from cmtool.testing import Desk
from cmtool_futures import hooks

DESK = Desk(hooks)
BASE = {"funds": "10万", "side": "buy", "lots": "20", "price": "4000", "multiplier": "10", "rate": "10%"}


def margin(**inputs):
    return DESK.calc("margin", **{**BASE, **inputs})


def keys(outcome):
    return [note.key for note in outcome.notes]


def written(series):
    return ",".join(map(str, series))


def test_g061_three_days_of_soybeans():
    found = margin(
        lots="40",
        rate="5%",
        settlements="4040,4060,4050",
        trade_days="1,2,3",
        trade_lots="-20,8,-28",
        trade_prices="4030,4030,4070",
    ).values
    assert found["pnl"] == (14_000, 6_400, 2_800)
    assert found["equity"] == (114_000, 120_400, 123_200)
    assert found["margin_used"] == (40_400, 56_840, 0)
    assert found["available"] == (73_600, 63_560, 123_200)


def test_g063_the_balances_of_two_gold_contracts_with_the_two_calls_paid_in():
    settlements = (
        "1241.0,1238.3,1244.6,1241.3,1240.1,1236.2,1229.9,1230.8,1225.4,1228.1,1211.0,1211.0,1214.3,1216.1,1223.0,1226.9"
    )
    paid = [0] * 16
    paid[7], paid[11] = 4020, 3780
    found = margin(
        funds="12000", lots="2", price="1250", multiplier="100", rate="4.5%", settlements=settlements, cash=written(paid)
    )
    balances = [10200, 9660, 10920, 10260, 10020, 9240, 7980, 12180, 11100, 11640, 8220, 12000, 12660, 13020, 14400, 15180]
    assert list(found.values["equity"]) == balances
    initial = 12000
    assert [initial - balance for balance in balances if balance < 9000] == [4020, 3780]


def test_one_position_at_its_opening():
    found = margin()
    assert found.values["margin"] == 80_000
    assert found.values["value"] == 800_000
    assert found.values["leverage"] == 8
    assert found.values["risk_degree"] == Decimal("0.8")
    assert found.values["call_price"] == pytest.approx(Decimal("3888.888889"), abs=Decimal("1e-4"))
    assert [(note.key, note.figures["price"]) for note in found.notes] == [("long_falls", Decimal("3888.89"))]
    assert set(found.values) == {"margin", "value", "leverage", "risk_degree", "call_price"}


def test_a_short_position_runs_short_when_prices_rise():
    found = margin(side="sell")
    assert found.values["call_price"] == pytest.approx(Decimal("4090.909091"), abs=Decimal("1e-4"))
    assert keys(found) == ["short_rises"]


@pytest.mark.parametrize(("funds", "opens"), [("80000", True), ("79999.99", False)])
def test_funds_just_enough_and_just_short(funds, opens):
    if opens:
        assert margin(funds=funds).values["call_price"] == 4000
        return
    with pytest.raises(Refusal) as refused:
        margin(funds=funds)
    assert refused.value.key == "funds_below_margin"


@pytest.mark.parametrize(("funds", "key"), [("799999.99", "long_falls"), ("80万", "fully_funded")])
def test_a_long_position_paid_in_full_is_never_called(funds, key):
    assert keys(margin(funds=funds)) == [key]


def test_a_call_is_what_brings_available_funds_back_to_nothing():
    found = margin(settlements="3900,3800")
    assert found.values["available"] == (2_000, -16_000)
    assert found.values["call"] == 16_000
    assert found.values["lots_to_close"] == 5
    assert keys(found) == ["long_falls", "short_on_days"]
    closed = margin(settlements="3900,3800", trade_days="2", trade_lots="-5", trade_prices="3800")
    assert closed.values["available"][-1] >= 0
    one_fewer = margin(settlements="3900,3800", trade_days="2", trade_lots="-4", trade_prices="3800")
    assert one_fewer.values["available"][-1] < 0
    paid = margin(settlements="3900,3800", cash="0,16000")
    assert (paid.values["available"][-1], paid.values["call"]) == (0, 0)


def test_equity_below_nothing_is_named_and_at_most_all_lots_are_closed():
    found = margin(settlements="3400")
    assert found.values["equity"] == (-20_000,)
    assert found.values["lots_to_close"] == 20
    assert keys(found) == ["long_falls", "short_on_days", "below_nothing"]


@pytest.mark.parametrize(
    ("inputs", "key"),
    [
        ({"trade_days": "1", "trade_lots": "1", "trade_prices": "4000"}, "trade_not_in_days"),
        ({"settlements": "4000", "trade_days": "2", "trade_lots": "1", "trade_prices": "4000"}, "trade_not_in_days"),
        ({"settlements": "4000", "trade_days": "0", "trade_lots": "1", "trade_prices": "4000"}, "trade_not_in_days"),
        ({"settlements": "4000", "trade_days": "0.5", "trade_lots": "1", "trade_prices": "4000"}, "trade_not_in_days"),
        ({"settlements": "4000", "trade_days": "1", "trade_lots": "1.5", "trade_prices": "4000"}, "lots_not_whole"),
        ({"settlements": "4000", "trade_days": "1", "trade_lots": "1"}, "trades_differ"),
        ({"settlements": "4000,0"}, "prices_not_positive"),
        ({"settlements": "4000", "trade_days": "1", "trade_lots": "1", "trade_prices": "-1"}, "prices_not_positive"),
        ({"settlements": "4000,4000", "cash": "1"}, "cash_differs"),
        ({"cash": "1"}, "cash_differs"),
    ],
)
def test_a_path_that_does_not_fit_together_is_refused(inputs, key):
    with pytest.raises(Refusal) as refused:
        margin(**inputs)
    assert refused.value.key == key


@pytest.mark.parametrize(
    "wrong", [{"funds": "0"}, {"lots": "0"}, {"lots": "1.5"}, {"price": "0"}, {"rate": "0"}, {"rate": "101%"}]
)
def test_figures_outside_their_limits_are_not_computed(wrong):
    with pytest.raises(InvalidData):
        margin(**wrong)


def legs_result(opening, trades, settlements, multiplier):
    """The exchange's formula leg by leg: closed from before, closed of today, held from before, opened today (第四十一条)."""
    open_legs, before, results = [], None, []
    for day, settlement in enumerate(settlements, 1):
        result = Fraction(0)
        for lots, price in ([opening] if day == 1 else []) + [(lots, price) for on, lots, price in trades if on == day]:
            left = lots
            while left and open_legs and open_legs[0][0] * left < 0:
                held, cost, opened = open_legs.pop(0)
                closed = min(abs(held), abs(left))
                sign = 1 if held > 0 else -1
                result += sign * closed * (price - (cost if opened == day else before))
                left += sign * closed
                if abs(held) > closed:
                    open_legs.insert(0, (held - sign * closed, cost, opened))
            if left:
                open_legs.append((left, price, day))
        result += sum(held * (settlement - (cost if opened == day else before)) for held, cost, opened in open_legs)
        before = settlement
        results.append(result * multiplier)
    return results, sum(held for held, _, _ in open_legs)


levels = st.integers(2000, 6000)
paths = st.integers(1, 6).flatmap(
    lambda days: st.tuples(
        st.lists(levels, min_size=days, max_size=days),
        st.lists(st.tuples(st.integers(1, days), st.integers(-30, 30).filter(bool), levels), max_size=8),
        st.lists(st.integers(-5000, 20000), min_size=days, max_size=days),
    )
)


@given(path=paths, side=st.sampled_from(["buy", "sell"]), lots=st.integers(1, 20), price=st.integers(2000, 4500))
@settings(max_examples=80, deadline=None)
def test_the_path_agrees_with_the_exchanges_formula_leg_by_leg(path, side, lots, price):
    settlements, trades, cash = path
    trades = sorted(trades, key=lambda trade: trade[0])
    found = margin(
        side=side, lots=str(lots), price=str(price), settlements=written(settlements), cash=written(cash),
        trade_days=written(day for day, _, _ in trades), trade_lots=written(traded for _, traded, _ in trades),
        trade_prices=written(paid for _, _, paid in trades),
    ).values  # fmt: skip
    opening = (lots if side == "buy" else -lots, price)
    results, held = legs_result(opening, trades, settlements, 10)
    assert list(found["pnl"]) == results
    assert found["equity"][-1] == 100_000 + sum(results) + sum(cash)
    assert found["margin_used"][-1] == abs(held) * settlements[-1]
    for equity, used, free in zip(found["equity"], found["margin_used"], found["available"], strict=True):
        assert equity - used == free
    assert found["call"] == max(0, -found["available"][-1])
    assert found["lots_to_close"] == min(abs(held), -(-int(found["call"]) // settlements[-1]))


def shortfall(price, *, funds, side, lots, entry, multiplier, rate):
    """Equity less margin at a price, from first principles."""
    move = (price - entry) if side == "buy" else (entry - price)
    return funds + move * lots * multiplier - price * lots * multiplier * rate


@given(
    side=st.sampled_from(["buy", "sell"]), lots=st.integers(1, 50), entry=st.integers(100, 90_000),
    multiplier=st.sampled_from([1, 5, 10, 300]), rate=st.sampled_from(["5%", "7%", "12%", "20%"]),
    room=st.decimals("1", "3", places=2),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_the_call_price_is_where_bisection_finds_it(side, lots, entry, multiplier, rate, room):
    share = Fraction(rate.rstrip("%")) / 100
    funds = Decimal(lots * entry * multiplier) * Decimal(rate.rstrip("%")) / 100 * room
    terms = {"side": side, "lots": lots, "entry": entry, "multiplier": multiplier, "rate": share, "funds": Fraction(funds)}
    low, high = (Fraction(0), Fraction(entry)) if side == "buy" else (Fraction(entry), Fraction(entry * 3))
    for _ in range(80):
        middle = (low + high) / 2
        enough = shortfall(middle, **terms) >= 0
        low, high = (low, middle) if enough is (side == "buy") else (middle, high)
    found = margin(funds=str(funds), side=side, lots=str(lots), price=str(entry), multiplier=str(multiplier), rate=rate)
    assert float(found.values["call_price"]) == pytest.approx(float(high), abs=6e-5)
