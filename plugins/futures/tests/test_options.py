"""Options: QuantLib's Black formula, put-call parity, implied volatility and its reasons, collars from first principles."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import pytest
import QuantLib as ql
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cmtool.errors import InvalidData, Refusal
from cmtool.testing import Desk
from cmtool_futures import hooks
from cmtool_futures.calculators.black76 import Quote, greeks, implied, price

DESK = Desk(hooks)
quotes = st.builds(
    Quote,
    call=st.booleans(),
    futures=st.floats(50, 90_000),
    strike=st.floats(50, 90_000),
    rate=st.floats(-0.02, 0.1),
    years=st.floats(1 / 365, 3),
)
volatilities = st.floats(0.02, 1.5)


def calculator_of(quote, volatility):
    payoff = ql.PlainVanillaPayoff(ql.Option.Call if quote.call else ql.Option.Put, quote.strike)
    return ql.BlackCalculator(payoff, quote.futures, volatility * math.sqrt(quote.years), math.exp(-quote.rate * quote.years))


@given(quote=quotes, volatility=volatilities)
@settings(max_examples=200, deadline=None)
def test_price_and_greeks_are_those_of_quantlib(quote, volatility):
    other, found = calculator_of(quote, volatility), greeks(quote, volatility)
    near = {"rel": 1e-9, "abs": 1e-9 * quote.strike}
    assert price(quote, volatility) == pytest.approx(other.value(), **near)
    assert found.delta == pytest.approx(other.deltaForward(), rel=1e-9, abs=1e-12)
    assert found.gamma == pytest.approx(other.gammaForward(), rel=1e-8, abs=1e-12)
    assert found.vega == pytest.approx(other.vega(quote.years), **near)


@given(quote=quotes, volatility=volatilities)
@settings(max_examples=100, deadline=None)
def test_theta_and_rho_are_the_slopes_of_the_price(quote, volatility):
    assume(quote.years > 0.05)

    def bumped(**change):
        return price(replace(quote, **change), volatility)

    step = 1e-5
    found = greeks(quote, volatility)
    theta = -(bumped(years=quote.years + step) - bumped(years=quote.years - step)) / (2 * step)
    rho = (bumped(rate=quote.rate + step) - bumped(rate=quote.rate - step)) / (2 * step)
    assert found.theta == pytest.approx(theta, rel=1e-4, abs=1e-3 * max(quote.futures, quote.strike) * 1e-2)
    assert found.rho == pytest.approx(rho, rel=1e-4, abs=1e-5 * max(quote.futures, quote.strike))


@given(quote=quotes, volatility=volatilities)
@settings(max_examples=200, deadline=None)
def test_put_call_parity(quote, volatility):
    call, put = replace(quote, call=True), replace(quote, call=False)
    difference = quote.discount * (quote.futures - quote.strike)
    assert price(call, volatility) - price(put, volatility) == pytest.approx(
        difference, abs=1e-9 * max(quote.futures, quote.strike)
    )
    assert greeks(call, volatility).delta - greeks(put, volatility).delta == pytest.approx(quote.discount, abs=1e-12)


@given(quote=quotes, volatility=volatilities)
@settings(max_examples=300, deadline=None)
def test_the_implied_volatility_is_the_one_the_price_was_made_with(quote, volatility):
    paid = price(quote, volatility)
    assume(paid - quote.intrinsic > 1e-6 * quote.strike)  # below that a float holds no volatility
    assume(quote.most - paid > 1e-6 * quote.strike)
    found = implied(quote, paid)
    slope = greeks(quote, volatility).vega
    assert found == pytest.approx(volatility, abs=max(1e-9, 1e-13 * quote.strike / slope * 100))
    assert price(quote, found) == pytest.approx(paid, rel=1e-9)


@given(quote=quotes, volatility=volatilities)
@settings(max_examples=60, deadline=None)
def test_the_implied_volatility_is_that_of_quantlib(quote, volatility):
    paid = price(quote, volatility)
    assume(paid - quote.intrinsic > 1e-4 * quote.strike)
    assume(quote.most - paid > 1e-4 * quote.strike)
    kind = ql.Option.Call if quote.call else ql.Option.Put
    other = ql.blackFormulaImpliedStdDev(kind, quote.strike, quote.futures, paid, quote.discount, 0.0, volatility, 1e-12, 500)
    assert implied(quote, paid) == pytest.approx(other / math.sqrt(quote.years), rel=1e-6)


def test_the_greeks_of_a_position_are_in_yuan_a_lot():
    asked = {
        "kind": "call",
        "futures": "3100",
        "strike": "3200",
        "days": "90",
        "volatility": "18%",
        "multiplier": "10",
        "lots": "7",
    }
    rows = {row["greek"]: row for row in DESK.calc("option-price", **asked).values["greeks"]}
    base = DESK.calc("option-price", **asked).values["premium"]
    bumps = {
        "delta": {"futures": "3101"}, "vega": {"volatility": "19%"}, "theta": {"days": "89"}, "rho": {"rate": "3%"},
    }  # fmt: skip
    for greek, change in bumps.items():
        moved = DESK.calc("option-price", **{**asked, **change}).values["premium"] - base
        assert float(rows[greek]["all"]) == pytest.approx(float(moved), rel=0.03, abs=1), greek
        assert float(rows[greek]["lot"]) * 7 == pytest.approx(float(rows[greek]["all"]), abs=0.04)


def test_on_the_last_day_only_the_intrinsic_value_is_left(calculated):
    asked = {"kind": "put", "futures": 3000, "strike": 3100, "days": 0, "volatility": "20%", "multiplier": 10}
    found = calculated("option-price", **asked)["result"]
    assert (found["price"]["value"], found["time_value"]["value"], found["premium"]["value"]) == (100, 0, 1000)
    assert {row["greek"]: row["unit"] for row in found["greeks"]["value"]} == {
        "delta": -1, "gamma": 0, "vega": 0, "theta": 0, "rho": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("paid", "days", "chinese", "english"),
    [
        ("99.5", 60, "低于折现内在价值", "below the discounted intrinsic value"),
        ("3100", 60, "不低于上限", "not below the upper bound"),
        ("100", 0, "已到期", "last day"),
    ],
)
def test_where_there_is_no_implied_volatility_the_reason_is_said(calculated, paid, days, chinese, english):
    asked = {"kind": "call", "futures": 3100, "strike": 3000, "days": days, "paid": paid}
    for lang, words in (("zh", chinese), ("en", english)):
        found = calculated("implied-volatility", lang=lang, **asked)
        assert found["result"]["volatility"]["value"] is None
        assert any(words in note for note in found["notes"])


def test_a_price_without_time_value_implies_none():
    found = DESK.calc("implied-volatility", kind="call", futures="3100", strike="3000", days="60", rate="0", paid="100")
    assert found.values["volatility"] is None
    assert [note.key for note in found.notes] == ["no_time_value"]


def test_implied_volatility_through_the_command_line(calculated):
    asked = {"kind": "put", "futures": 71000, "strike": 70000, "days": 45, "rate": "1.5%"}
    priced = calculated("option-price", **asked, volatility="22.5%", multiplier=5)["result"]["price"]["value"]
    found = calculated("implied-volatility", **asked, paid=priced)["result"]["volatility"]["value"]
    assert found == pytest.approx(0.225, abs=1e-6)


COLLAR = {
    "side": "sell", "tonnes": "1005", "tonnes_per_lot": "10", "futures": "3100", "floor": "3000", "cap": "3200",
    "floor_premium": "60", "cap_premium": "45",
}  # fmt: skip
levels = st.integers(1500, 6000).map(Decimal)


@given(
    side=st.sampled_from(["sell", "buy"]), strikes=st.tuples(levels, levels).map(sorted), futures=levels,
    premiums=st.tuples(st.integers(0, 300), st.integers(0, 300)), tonnes=st.integers(10, 5000), share=st.integers(0, 100),
    move=st.integers(1, 60),
)  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_a_collar_pays_what_its_options_pay(side, strikes, futures, premiums, tonnes, share, move):
    low, high = strikes
    found = DESK.calc(
        "collar", side=side, tonnes=tonnes, tonnes_per_lot=10, futures=futures, floor=low, cap=high, floor_premium=premiums[0],
        cap_premium=premiums[1], sold_share=f"{share}%", moves=f"{move}%",
    ).values  # fmt: skip
    bought, sold = found["lots_bought"] * 10, found["lots_sold"] * 10
    assert (found["lots_bought"], found["lots_sold"]) == (tonnes // 10, tonnes // 10 * share // 100)
    for row in found["moves"]:
        end = futures * (1 + row["move"])
        put, call = max(low - end, 0), max(end - high, 0)
        gain = (put * bought - call * sold) if side == "sell" else (call * bought - put * sold)
        sign = 1 if side == "sell" else -1
        assert row["collar"] == pytest.approx(end * tonnes + sign * (gain - found["net_premium"]), abs=Decimal("1e-6"))
        best, worst = found["best_price"], found["worst_price"]
        assert sign * (row["collar_price"] - worst) > Decimal("-0.001")
        assert best is None or sign * (best - row["collar_price"]) > Decimal("-0.001")


@pytest.mark.parametrize("share", ["100%", "40%"])
@pytest.mark.parametrize(("put", "call"), [("60", "45"), ("45", "60")])
@pytest.mark.parametrize("side", ["sell", "buy"])
def test_at_the_break_even_a_collar_equals_no_hedge(side, put, call, share):
    asked = {**COLLAR, "side": side, "tonnes": "1000", "floor_premium": put, "cap_premium": call, "sold_share": share}
    even = DESK.calc("collar", **asked).values["break_even"]
    again = DESK.calc("collar", **{**asked, "futures": even})
    row = next(row for row in again.values["moves"] if not row["move"])
    assert row["collar"] == pytest.approx(row["unhedged"], abs=1)


def test_at_the_zero_cost_share_the_premiums_cancel():
    found = DESK.calc("collar", **{**COLLAR, "tonnes": "100000", "cap_premium": "75"}).values
    assert found["zero_cost_share"] == Decimal("0.8")
    sold = DESK.calc("collar", **{**COLLAR, "tonnes": "100000", "cap_premium": "75", "sold_share": "80%"})
    assert sold.values["net_premium"] == 0
    assert DESK.calc("collar", **COLLAR).values["zero_cost_share"] is None  # selling all does not pay for it


def test_a_collar_without_quotes_takes_the_models_premiums(calculated):
    found = calculated("collar", **{**COLLAR, "floor_premium": 60, "volatility": "20%"} | {"cap_premium": 45})["result"]
    assert found["put_premium"]["value"] == 60
    bare = {key: value for key, value in COLLAR.items() if "premium" not in key}
    model = calculated("collar", **bare, volatility="20%")["result"]
    option = calculated("option-price", kind="put", futures=3100, strike=3000, days=60, volatility="20%", multiplier=10)
    assert model["put_premium"]["value"] == option["result"]["price"]["value"]


def test_the_margin_of_what_is_sold_is_the_exchanges_formula():
    found = DESK.calc("collar", **COLLAR, margin_rate="9%").values
    of_future = 3100 * 10 * Decimal("0.09")
    assert found["margin_sold"] == 100 * (45 * 10 + max(of_future - 100 * 10 // 2, of_future / 2))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"floor": "3201"}, "floor_above_cap"),
        ({"tonnes": "9.9"}, "less_than_a_lot"),
        ({"moves": "100%"}, "move_not_a_share"),
        ({"floor_premium": None}, "no_premium"),
    ],
)
def test_a_collar_that_makes_no_sense_is_refused(change, key):
    with pytest.raises(Refusal) as refused:
        DESK.calc("collar", **{name: value for name, value in {**COLLAR, **change}.items() if value is not None})
    assert refused.value.key == key


@pytest.mark.parametrize("change", [{"volatility": "0"}, {"futures": "0"}, {"days": "-1"}, {"kind": "swap"}])
def test_options_outside_their_limits_are_not_priced(change):
    asked = {"kind": "call", "futures": "3100", "strike": "3200", "days": "90", "volatility": "18%", "multiplier": "10"}
    with pytest.raises(InvalidData):
        DESK.calc("option-price", **{**asked, **change})
