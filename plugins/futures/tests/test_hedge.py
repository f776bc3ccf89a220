"""Hedge sizes, results and betas: published examples, an independent fit, and what must hold whatever the figures."""

from __future__ import annotations

import statistics
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cmtool.errors import InvalidData, Refusal
from cmtool.testing import Desk
from cmtool_futures import hooks

DESK = Desk(hooks)
D_FUTURES = "0.021,0.035,-0.046,0.001,0.044,-0.029,-0.026,-0.029,0.048,-0.006,-0.036,-0.011,0.019,-0.027,0.029"
D_SPOT = "0.029,0.02,-0.044,0.008,0.026,-0.019,-0.01,-0.007,0.043,0.011,-0.036,-0.018,0.009,-0.032,0.023"
tonnages = st.decimals("0.01", "1000000", places=2)
sizes = st.sampled_from(["1", "5", "10", "20", "30", "1000", "0.5"])
ratios = st.decimals("0", "1", places=3)
moves = st.decimals("-500", "500", places=1)


def hedge(**inputs):
    return DESK.calc("hedge", **{"side": "sell", "tonnes_per_lot": "10", **inputs})


def keys(outcome):
    return [note.key for note in outcome.notes]


def test_g039_the_minimum_variance_ratio_of_fifteen_months():
    found = hedge(tonnes="1000", spot_changes=D_SPOT, futures_changes=D_FUTURES)
    assert float(found.values["best_ratio"]) == pytest.approx(0.7776506742411762, rel=1e-12)
    assert float(found.values["r_squared"]) == pytest.approx(0.8618752125729411, rel=1e-12)
    assert found.values["lots"] == 77
    assert keys(found) == ["sell_futures", "rounded_down"]


def test_g043_a_buyer_of_600_tonnes_at_5_a_lot():
    found = hedge(side="buy", tonnes="600", tonnes_per_lot="5")
    assert (found.values["lots"], found.values["uncovered"]) == (120, 0)
    assert keys(found) == ["buy_futures"]
    prices = {"spot_start": "16430", "futures_start": "16310", "spot_end": "17030", "futures_end": "16910"}
    result = DESK.calc("hedge-result", side="buy", tonnes="600", lots="120", tonnes_per_lot="5", **prices)
    assert result.values["net_price"] == 16430
    assert (result.values["futures_pnl"], result.values["spot_pnl"], result.values["total"]) == (360_000, -360_000, 0)
    assert keys(result) == ["basis_unchanged"]


def test_g041_a_beta_of_one_and_a_half_lowered_and_raised():
    portfolio = {"portfolio": "505万", "beta": "1.5", "futures_price": "1010", "multiplier": "250"}
    low = DESK.calc("beta-hedge", target_beta="0.75", **portfolio)
    high = DESK.calc("beta-hedge", target_beta="2.0", **portfolio)
    assert (low.values["lots"], keys(low)) == (15, ["sell_to_lower"])
    assert (high.values["lots"], keys(high)) == (10, ["buy_to_raise"])
    assert (low.values["beta_after"], high.values["beta_after"]) == (Decimal("0.75"), 2)


@pytest.mark.parametrize(
    ("tonnes", "ratio", "lots", "uncovered"),
    [
        ("1050", "80%", 84, "210"),
        ("1059.99", "1", 105, "9.99"),
        ("9.99", "1", 0, "9.99"),
        ("10", "1", 1, "0"),
        ("1000", "0", 0, "1000"),
    ],
)
def test_whole_lots_are_never_more_than_asked(tonnes, ratio, lots, uncovered):
    found = hedge(tonnes=tonnes, ratio=ratio)
    assert (found.values["lots"], found.values["uncovered"]) == (lots, Decimal(uncovered))
    assert ("less_than_a_lot" in keys(found)) is (lots == 0)


def test_the_clients_own_ratio_is_never_exceeded():
    found = hedge(tonnes="1000", ratio="50%", spot_changes="1,2,4", futures_changes="1,2,4")
    assert (found.values["best_ratio"], found.values["ratio_used"], found.values["lots"]) == (1, Decimal("0.5"), 50)
    assert keys(found) == ["sell_futures", "capped", "few_observations"]


def test_a_loose_fit_is_said_aloud():
    found = hedge(tonnes="1000", spot_changes="1,3,2", futures_changes="1,2,3")
    assert (found.values["best_ratio"], found.values["r_squared"]) == (Decimal("0.5"), Decimal("0.25"))
    assert "loose_fit" in keys(found)


def test_a_ratio_that_decimals_cannot_hold_loses_no_lot():
    found = hedge(tonnes="1200", tonnes_per_lot="10", spot_changes="0,0,1", futures_changes="0,0,3")
    assert found.values["lots"] == 40


@pytest.mark.parametrize(
    ("series", "key"),
    [
        ({"spot_changes": "1,2,3"}, "series_differ"),
        ({"spot_changes": "1,2,3", "futures_changes": "1,2"}, "series_differ"),
        ({"spot_changes": "1,2", "futures_changes": "1,2"}, "too_few"),
        ({"spot_changes": "1,2,3", "futures_changes": "2,2,2"}, "futures_flat"),
        ({"spot_changes": "3,2,1", "futures_changes": "1,2,3"}, "moves_apart"),
        ({"spot_changes": "5,5,5", "futures_changes": "1,2,3"}, "moves_apart"),
    ],
)
def test_series_that_give_no_ratio_are_refused(series, key):
    with pytest.raises(Refusal) as refused:
        hedge(tonnes="1000", **series)
    assert refused.value.key == key


@pytest.mark.parametrize(
    "wrong", [{"tonnes": "0"}, {"tonnes": "-1"}, {"tonnes": "5", "ratio": "100.1%"}, {"tonnes": "5", "tonnes_per_lot": "0"}]
)
def test_figures_outside_their_limits_are_not_computed(wrong):
    with pytest.raises(InvalidData):
        hedge(**wrong)


@given(tonnes=tonnages, size=sizes, ratio=ratios)
@settings(max_examples=60, deadline=None)
def test_one_lot_more_would_be_over_the_target(tonnes, size, ratio):
    found = hedge(tonnes=str(tonnes), tonnes_per_lot=size, ratio=str(ratio))
    lots, target = found.values["lots"], Fraction(tonnes) * Fraction(ratio)
    assert lots * Fraction(size) <= target < (lots + 1) * Fraction(size)
    assert found.values["covered"] + found.values["uncovered"] == tonnes


@given(tonnes=tonnages, more=tonnages, size=sizes, ratio=ratios)
@settings(max_examples=40, deadline=None)
def test_more_exposure_never_needs_fewer_lots(tonnes, more, size, ratio):
    inputs = {"tonnes_per_lot": size, "ratio": str(ratio)}
    assert hedge(tonnes=str(tonnes), **inputs).values["lots"] <= hedge(tonnes=str(tonnes + more), **inputs).values["lots"]


@given(pairs=st.lists(st.tuples(moves, moves), min_size=3, max_size=20))
@settings(max_examples=80, deadline=None)
def test_the_fit_agrees_with_an_independent_one(pairs):
    spot, futures = [float(one) for one, _ in pairs], [float(other) for _, other in pairs]
    assume(len(set(futures)) > 1 and len(set(spot)) > 1)
    slope = statistics.linear_regression(futures, spot).slope
    assume(slope > 1e-6)
    of_spot, of_futures = (",".join(str(pair[side]) for pair in pairs) for side in (0, 1))
    found = hedge(tonnes="1000", spot_changes=of_spot, futures_changes=of_futures)
    assert float(found.values["best_ratio"]) == pytest.approx(slope, rel=1e-6, abs=1e-9)
    assert float(found.values["r_squared"]) == pytest.approx(statistics.correlation(futures, spot) ** 2, rel=1e-6, abs=1e-9)
    assert found.values["lots"] <= 100


@given(series=st.lists(moves, min_size=3, max_size=20))
@settings(max_examples=40, deadline=None)
def test_a_series_against_itself_fits_perfectly(series):
    assume(len(set(series)) > 1)
    text = ",".join(map(str, series))
    found = hedge(tonnes="1000", spot_changes=text, futures_changes=text)
    assert (found.values["best_ratio"], found.values["r_squared"], found.values["lots"]) == (1, 1, 100)


prices = st.decimals("1", "100000", places=1)


@given(side=st.sampled_from(["buy", "sell"]), lots=st.integers(1, 500), paid=st.tuples(prices, prices, prices, prices))
@settings(max_examples=60, deadline=None)
def test_a_full_hedge_earns_the_change_in_the_basis_and_no_more(side, lots, paid):
    spot, futures, later_spot, later_futures = paid
    found = DESK.calc(
        "hedge-result", side=side, tonnes=str(lots * 5), lots=str(lots), tonnes_per_lot="5", spot_start=str(spot),
        futures_start=str(futures), spot_end=str(later_spot), futures_end=str(later_futures),
    )  # fmt: skip
    change = (later_spot - later_futures) - (spot - futures)
    assert found.values["total"] == (change if side == "sell" else -change) * lots * 5
    assert found.values["net_price"] == later_spot - (later_futures - futures)
    good = change > 0 if side == "sell" else change < 0
    assert keys(found) == ["basis_unchanged" if not change else "basis_helped" if good else "basis_hurt"]


def test_futures_beyond_the_goods_are_named():
    prices = {"spot_start": "100", "futures_start": "90", "spot_end": "80", "futures_end": "75"}
    found = DESK.calc("hedge-result", side="sell", tonnes="100", lots="11", tonnes_per_lot="10", **prices)
    assert [(note.key, note.figures) for note in found.notes] == [
        ("basis_hurt", {"change": -5}),
        ("over_hedged", {"excess": 10}),
    ]
    assert found.values["futures_pnl"] == 15 * 110
    assert found.values["net_price"] == Decimal("96.5")


@given(
    value=st.integers(100_000, 10**9), beta=st.decimals("-2", "3", places=2), target=st.decimals("-1", "3", places=2),
    points=st.integers(500, 9000), multiplier=st.sampled_from([200, 300]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_the_beta_left_is_within_half_a_contract_of_the_target(value, beta, target, points, multiplier):
    found = DESK.calc(
        "beta-hedge",
        portfolio=str(value),
        beta=str(beta),
        target_beta=str(target),
        futures_price=str(points),
        multiplier=str(multiplier),
    )
    half = Fraction(points * multiplier, 2 * value)
    assert abs(Fraction(found.values["beta_after"]) - Fraction(target)) <= half + Fraction(1, 10**6)


def test_less_than_half_a_contract_is_not_traded():
    portfolio = {"portfolio": "100万", "beta": "1", "futures_price": "4000", "multiplier": "300"}
    assert keys(DESK.calc("beta-hedge", target_beta="0.41", **portfolio)) == ["nothing_to_do"]
    assert DESK.calc("beta-hedge", target_beta="0.4", **portfolio).values["lots"] == 1
