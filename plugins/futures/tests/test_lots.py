"""Lots, basis, carry and currency forwards: tables with both sides of every limit, closed forms, and what must always hold."""

from __future__ import annotations

import math
import statistics
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmtool.errors import InvalidData, Refusal
from cmtool.testing import Desk
from cmtool_futures import hooks

DESK = Desk(hooks)
quantities = st.decimals("0.01", "1000000", places=2)
sizes = st.sampled_from(["1", "5", "10", "20", "0.5"])
ratios = st.decimals("0.05", "2.5", places=3)
shares = st.decimals("0", "1", places=2)
roundings = st.sampled_from(["down", "nearest", "up"])
multiples = st.sampled_from(["1", "2", "6", "30"])
rates = st.decimals("-0.05", "0.15", places=4)


def lots(**inputs):
    return DESK.calc("lots", **{"side": "sell", "per_lot": "10", **inputs})


def keys(outcome):
    return [note.key for note in outcome.notes]


@pytest.mark.parametrize(
    ("inputs", "count", "said"),
    [
        pytest.param({"quantity": "1050"}, 105, ["sell_futures"], id="whole"),
        pytest.param({"quantity": "1059.99"}, 105, ["sell_futures"], id="just-short-of-one-more"),
        pytest.param({"quantity": "9.99"}, 0, ["less_than_a_lot"], id="just-short-of-one"),
        pytest.param({"quantity": "1000", "side": "buy"}, 100, ["buy_futures"], id="bought"),
        pytest.param({"quantity": "1000", "share": "85.5%"}, 85, ["sell_futures", "partial"], id="partly"),
        pytest.param(
            {"quantity": "1000", "share": "85.5%", "rounding": "nearest"}, 86, ["sell_futures", "partial"], id="half-up"
        ),
        pytest.param({"quantity": "1000", "share": "85.1%", "rounding": "up"}, 86, ["sell_futures", "partial"], id="up"),
        pytest.param({"quantity": "1005", "rounding": "up"}, 100, ["sell_futures", "capped"], id="up-but-not-over"),
        pytest.param({"quantity": "1005", "rounding": "up", "exceed": "yes"}, 101, ["sell_futures", "over_hedged"], id="asked"),
        pytest.param({"quantity": "1000", "ratio": "1.2"}, 100, ["sell_futures", "capped"], id="ratio-above-one"),
        pytest.param({"quantity": "1000", "ratio": "1.2", "exceed": "yes"}, 120, ["sell_futures", "over_hedged"], id="cross"),
        pytest.param({"quantity": "1000", "multiple": "30"}, 90, ["sell_futures", "delivery_lots"], id="delivery-units"),
        pytest.param({"quantity": "290", "multiple": "30"}, 0, ["delivery_lots"], id="less-than-a-delivery-unit"),
        pytest.param({"quantity": "900", "multiple": "30"}, 90, ["sell_futures"], id="just-delivery-units"),
        pytest.param({"quantity": "1000", "conversion": "0.785"}, 78, ["sell_futures"], id="meal-out-of-beans"),
        pytest.param(
            {"quantity": "1000", "spot_price": "3000", "futures_price": "3200"}, 93, ["sell_futures", "tailed"], id="tailed"
        ),
    ],
)
def test_every_step_that_changes_the_number(inputs, count, said):
    found = lots(**inputs)
    assert (found.values["lots"], keys(found)) == (count, said)


def test_the_jet_fuel_of_the_textbook_before_and_after_tailing():
    airline = {"side": "buy", "quantity": "2000000", "per_lot": "42000", "rounding": "nearest"}
    plain = lots(**airline, ratio="0.7777")
    tailed = lots(**airline, ratio="0.7777", spot_price="1.94", futures_price="1.99")
    assert (plain.values["lots"], tailed.values["lots"]) == (37, 36)
    assert float(tailed.values["exact"]) == pytest.approx(0.7777 * 3_880_000 / 83_580)


@pytest.mark.parametrize("half", [{"spot_price": "3000"}, {"futures_price": "3000"}])
def test_tailing_needs_both_prices(half):
    with pytest.raises(Refusal) as refused:
        lots(quantity="100", **half)
    assert refused.value.key == "one_price"


@pytest.mark.parametrize("wrong", [{"quantity": "0"}, {"quantity": "5", "share": "101%"}, {"quantity": "5", "multiple": "0"}])
def test_figures_outside_their_limits_are_not_computed(wrong):
    with pytest.raises(InvalidData):
        lots(**wrong)


@given(quantity=quantities, size=sizes, ratio=ratios, share=shares, rounding=roundings, multiple=multiples)
@settings(max_examples=100, deadline=None)
def test_a_hedge_never_exceeds_the_exposure_unless_asked(quantity, size, ratio, share, rounding, multiple):
    inputs = {"quantity": str(quantity), "per_lot": size, "ratio": str(ratio), "share": str(share), "multiple": multiple}
    found = lots(**inputs, rounding=rounding).values
    assert found["lots"] * Fraction(size) <= Fraction(quantity)
    assert found["lots"] % int(multiple) == 0
    asked = lots(**inputs, rounding=rounding, exceed="yes").values
    assert asked["lots"] >= found["lots"]
    if rounding == "down":
        assert found["lots"] * Fraction(size) <= Fraction(quantity) * Fraction(ratio) * Fraction(share)


@given(quantity=quantities, more=quantities, size=sizes, ratio=ratios, rounding=roundings, multiple=multiples)
@settings(max_examples=100, deadline=None)
def test_more_exposure_never_needs_fewer_lots(quantity, more, size, ratio, rounding, multiple):
    inputs = {"per_lot": size, "ratio": str(ratio), "rounding": rounding, "multiple": multiple}
    less, larger = (lots(quantity=str(each), **inputs).values["lots"] for each in (quantity, quantity + more))
    assert less <= larger


def daily(prices):
    return tuple((date(2026, 1, 1) + timedelta(days=day), Decimal(price)) for day, price in enumerate(prices))


@given(prices=st.lists(st.tuples(st.integers(500, 5000), st.integers(500, 5000)), min_size=2, max_size=80))
@settings(max_examples=60, deadline=None)
def test_the_basis_and_its_past_agree_with_the_standard_library(prices):
    spot, futures = ([each[side] for each in prices] for side in (0, 1))
    found = DESK.calc("basis", spot=daily(spot), futures=daily(futures), recent="0").values
    seen = [one - other for one, other in prices]
    assert [row["basis"] for row in found["history"]] == seen
    assert float(found["mean"]) == pytest.approx(statistics.mean(seen))
    assert found["deviation"] == pytest.approx(statistics.stdev(seen), abs=1e-9)
    assert (found["low"], found["high"], found["count"]) == (min(seen), max(seen), len(seen))
    assert found["place"] == Decimal(sum(each <= seen[-1] for each in seen)) / len(seen)
    assert 0 < found["place"] <= 1
    assert sum(row["days"] for row in found["months"]) == len(seen)
    assert found["low"] <= found["basis"] <= found["high"]


@pytest.mark.parametrize(
    ("last", "key"),
    [
        pytest.param(1000, "rare_high", id="top"),
        pytest.param(50, None, id="middle"),
        pytest.param(-1000, "rare_low", id="bottom"),
    ],
)
def test_a_rare_basis_is_said_to_be_rare_and_no_more(last, key):
    spot = [3000 + day for day in range(100)] + [3000 + last]
    found = DESK.calc("basis", spot=daily(spot), futures=daily([3000] * 101))
    assert [each for each in keys(found) if each.startswith("rare")] == ([key] if key else [])
    assert keys(found)[-1] == "past"


def test_a_short_past_has_no_rare_days():
    found = DESK.calc("basis", spot=daily([10, 11, 99]), futures=daily([10, 10, 10]))
    assert keys(found) == ["spot_above", "few_days", "past"]


def test_dollars_an_ounce_become_yuan_a_gram():
    ounce = Decimal("31.1034768")
    spot, rates = daily([2000, 2010, 2020]), daily(["7.1", "7.2", "7.3"])
    found = DESK.calc("basis", spot=spot, futures=daily([460, 465, 470]), fx=rates, spot_factor=str(1 / ounce), premium="2")
    assert float(found.values["basis"]) == pytest.approx(2020 * 7.3 / 31.1034768 + 2 - 470)
    without = DESK.calc("basis", spot=spot, futures=daily([460, 465, 470]), fx=rates[:2], spot_factor=str(1 / ounce))
    assert (without.values["count"], without.values["day"]) == (2, date(2026, 1, 2))


@pytest.mark.parametrize(
    ("inputs", "key"),
    [
        ({}, "prices_missing"),
        ({"spot_price": "10"}, "prices_missing"),
        ({"spot_price": "10", "spot": daily([1, 2]), "futures": daily([1, 2])}, "given_twice"),
        ({"spot": daily([1, 2]), "futures": ((date(2030, 1, 1), Decimal(3)),)}, "no_common_days"),
        ({"spot_price": "10", "futures_price": "10", "premium": "-11"}, "spot_not_positive"),
    ],
)
def test_a_basis_of_nothing_is_refused(inputs, key):
    with pytest.raises(Refusal) as refused:
        DESK.calc("basis", **inputs)
    assert refused.value.key == key


@given(spot=st.integers(100, 10_000), rate=rates, held=rates, days=st.integers(1, 720), storage=st.integers(0, 20))
@settings(max_examples=80, deadline=None)
def test_the_implied_repo_rate_of_the_fair_price_is_the_rate_itself(spot, rate, held, days, storage):
    for compounding in ("simple", "continuous"):
        inputs = {"spot": str(spot), "rate": str(rate), "income_yield": str(held), "days": str(days),
                  "compounding": compounding, "storage": str(Decimal(storage) / 100)}  # fmt: skip
        fair = DESK.calc("carry", **inputs).values["fair"]
        time = days / 365
        grown = math.exp(float(rate - held) * time) if compounding == "continuous" else 1 + float(rate - held) * time
        assert float(fair) == pytest.approx(spot * grown + storage / 100 * days)
        again = DESK.calc("carry", **inputs, futures_price=str(fair)).values
        assert float(again["implied_repo"]) == pytest.approx(float(rate), abs=1e-12)
        assert float(again["gap"]) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("price", "key"), [("103.01", "above"), ("103", "within_costs"), ("99", "within_costs"), ("98.99", "below")]
)
def test_the_band_of_trading_costs_includes_its_edges(price, key):
    found = DESK.calc("carry", spot="100", rate="4%", months="3", futures_price=price, trading_cost="2")
    assert keys(found) == [key, "not_a_forecast"]
    assert (found.values["fair_low"], found.values["fair_high"]) == (99, 103)


@pytest.mark.parametrize(
    ("name", "inputs", "key"),
    [
        ("carry", {}, "no_time"),
        ("carry", {"days": "90", "income": "3", "income_months": "1,2"}, "series_differ"),
        ("carry", {"days": "90", "income": "100", "income_months": "0"}, "income_too_large"),
        ("carry", {"years": "100", "income_yield": "50%"}, "rate_too_low"),
        ("fx-forward", {}, "no_time"),
        ("fx-forward", {"years": "2", "foreign_rate": "-60%"}, "rate_too_low"),
    ],
)
def test_what_has_no_price_is_refused(name, inputs, key):
    assumed = {"spot": "100", "rate": "2%"} if name == "carry" else {"spot": "7.1", "domestic_rate": "2%", "foreign_rate": "4%"}
    with pytest.raises(Refusal) as refused:
        DESK.calc(name, **assumed | inputs)
    assert refused.value.key == key


@given(spot=st.decimals("0.01", "200", places=4), home=rates, abroad=rates, days=st.integers(1, 1000))
@settings(max_examples=60, deadline=None)
def test_the_forward_there_and_back_is_the_spot_rate(spot, home, abroad, days):
    there = DESK.calc("fx-forward", spot=str(spot), domestic_rate=str(home), foreign_rate=str(abroad), days=str(days),
                      domestic_year="365", foreign_year="360").values  # fmt: skip
    expected = float(spot) * (1 + float(home) * days / 365) / (1 + float(abroad) * days / 360)
    assert float(there["forward"]) == pytest.approx(expected, rel=1e-12)
    assert float(there["points"]) == pytest.approx((expected - float(spot)) * 10_000, abs=1e-6)
    back = DESK.calc("fx-forward", spot=f"{1 / spot:f}", domestic_rate=str(abroad), foreign_rate=str(home), days=str(days),
                     domestic_year="360", foreign_year="365").values  # fmt: skip
    assert float(back["forward"] * there["forward"]) == pytest.approx(1, rel=1e-12)


def test_compounding_by_the_year_and_for_ever():
    inputs = {"spot": "7", "domestic_rate": "3%", "foreign_rate": "5%", "years": "2", "amount": "100"}
    yearly = DESK.calc("fx-forward", **inputs, compounding="yearly").values
    assert float(yearly["forward"]) == pytest.approx(7 * (1.03 / 1.05) ** 2)
    assert yearly["amount_then"] == 100 * yearly["forward"]
    assert keys(DESK.calc("fx-forward", **inputs, compounding="continuous")) == ["cheaper", "mid_rate"]
    assert keys(DESK.calc("fx-forward", **inputs | {"foreign_rate": "3%"}))[0] == "level"
    assert keys(DESK.calc("fx-forward", **inputs | {"foreign_rate": "2%"}))[0] == "dearer"
