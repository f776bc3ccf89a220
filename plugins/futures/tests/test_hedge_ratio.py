"""Hedge ratios against numpy's least squares, on random and real prices, and what must hold whatever the prices."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal

import numpy
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cmtool.errors import InvalidData, Refusal
from cmtool.testing import Desk
from cmtool_futures import hooks
from cmtool_futures.calculators.prices import paired
from cmtool_futures.calculators.ratios import METHODS, changes, effectiveness, ratios
from cmtool_futures.calculators.regression import least_squares

DESK = Desk(hooks)
steps = st.lists(st.tuples(st.integers(-30, 30), st.integers(-30, 30)), min_size=12, max_size=60)


def walks(moves):
    """Two price series that share part of their moves."""
    futures = numpy.cumsum([10_000] + [move for move, _ in moves]) / 10
    spot = futures * 0.9 + numpy.cumsum([300] + [own for _, own in moves]) / 100
    return spot.tolist(), futures.tolist()


def daily(prices, start=date(2026, 1, 5)):
    return tuple((start + timedelta(days=day), Decimal(str(round(price, 4)))) for day, price in enumerate(prices))


def by_numpy(target, *columns):
    """Return slopes, their standard errors and R², the intercept last and left out."""
    matrix = numpy.column_stack([*columns, numpy.ones(len(target))])
    beta, *_ = numpy.linalg.lstsq(matrix, numpy.asarray(target), rcond=None)
    left = numpy.asarray(target) - matrix @ beta
    spread = left @ left / (len(target) - matrix.shape[1])
    errors = numpy.sqrt(numpy.diag(spread * numpy.linalg.inv(matrix.T @ matrix)))
    explained = 1 - left @ left / numpy.sum((target - numpy.mean(target)) ** 2)
    return beta[:-1], errors[:-1], explained


def found_by(method, spot, futures, **more):
    return next(each for each in ratios(spot, futures, methods=[method], **more))


def rows_of(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def keys(outcome):
    return [note.key for note in outcome.notes]


@given(rows=st.lists(st.tuples(*[st.floats(-100, 100).map(lambda x: round(x, 3))] * 4), min_size=8, max_size=40))
@settings(max_examples=60, deadline=None)
def test_least_squares_agrees_with_numpy(rows):
    target, *columns = map(list, zip(*rows, strict=True))
    assume(numpy.linalg.cond(numpy.column_stack([*columns, numpy.ones(len(target))])) < 1e4 and numpy.std(target) > 1e-3)
    fit, (slopes, errors, explained) = least_squares(target, columns), by_numpy(target, *columns)
    assert fit.slopes == pytest.approx(slopes.tolist(), rel=1e-6, abs=1e-8)
    assert fit.errors == pytest.approx(errors.tolist(), rel=1e-5, abs=1e-8)
    assert fit.r_squared == pytest.approx(explained, abs=1e-8)
    assert sum(fit.residuals) == pytest.approx(0, abs=1e-6)


def test_columns_that_do_not_tell_themselves_apart_give_no_slopes():
    assert least_squares([1.0, 2.0, 4.0, 3.0], [[1.0, 2.0, 3.0, 5.0], [2.0, 4.0, 6.0, 10.0]]) is None
    assert least_squares([1.0, 2.0, 4.0], [[5.0, 5.0, 5.0]]) is None
    assert least_squares([1.0, 2.0], [[1.0, 2.0]]) is None


@given(moves=steps)
@settings(max_examples=60, deadline=None)
def test_ols_on_changes_and_on_returns_agree_with_numpy(moves):
    spot, futures = walks(moves)
    assume(numpy.std(numpy.diff(futures)) > 0.1)
    (slope,), (error,), explained = by_numpy(numpy.diff(spot), numpy.diff(futures))
    found = found_by("ols_changes", spot, futures)
    assert (found.ratio, found.error, found.r_squared) == pytest.approx((slope, error, explained), rel=1e-6, abs=1e-9)
    assert found.effectiveness == pytest.approx(explained, abs=1e-9)
    of_spot, of_futures = numpy.diff(spot) / spot[:-1], numpy.diff(futures) / futures[:-1]
    (slope,), (error,), explained = by_numpy(of_spot, of_futures)
    found = found_by("ols_returns", spot, futures)
    times = spot[-1] / futures[-1]
    assert (found.ratio, found.error) == pytest.approx((slope * times, error * times), rel=1e-6, abs=1e-9)
    assert (found.coefficient, found.r_squared) == pytest.approx((slope, explained), rel=1e-6, abs=1e-9)


@given(moves=steps, lags=st.integers(0, 2))
@settings(max_examples=60, deadline=None)
def test_the_error_correction_agrees_with_numpy(moves, lags):
    spot, futures = (numpy.asarray(side) for side in walks(moves))
    assume(numpy.std(futures) > 0.1)
    (slope,), _, _ = by_numpy(spot, futures)
    apart = spot - slope * futures
    apart = apart - apart.mean()
    of_spot, of_futures = numpy.diff(spot), numpy.diff(futures)
    last = len(of_spot)
    columns = [of_futures[lags:], apart[lags:-1]]
    for back in range(1, lags + 1):
        columns += [of_spot[lags - back : last - back], of_futures[lags - back : last - back]]
    matrix = numpy.column_stack([*columns, numpy.ones(last - lags)])
    assume(last - lags > matrix.shape[1] and numpy.linalg.cond(matrix) < 1e4)
    slopes, errors, explained = by_numpy(of_spot[lags:], *columns)
    found = found_by("ecm", spot.tolist(), futures.tolist(), lags=lags)
    assert (found.ratio, found.error, found.pull) == pytest.approx((slopes[0], errors[0], slopes[1]), rel=1e-5, abs=1e-7)
    assert found.r_squared == pytest.approx(explained, abs=1e-7)
    assert found.pull_t == pytest.approx(slopes[1] / errors[1], rel=1e-4, abs=1e-5)


@given(moves=steps, decay=st.floats(0.5, 1))
@settings(max_examples=60, deadline=None)
def test_ewma_agrees_with_numpys_weighted_average(moves, decay):
    spot, futures = walks(moves)
    of_spot, of_futures = numpy.diff(spot), numpy.diff(futures)
    assume(numpy.abs(of_futures[-5:]).max() > 0.5)
    weights = decay ** numpy.arange(len(of_spot))[::-1]
    both = numpy.average(of_spot * of_futures, weights=weights)
    square = numpy.average(of_futures**2, weights=weights)
    assert found_by("ewma", spot, futures, decay=decay).ratio == pytest.approx(both / square, rel=1e-8)


@given(moves=steps, other=st.floats(-2, 3))
@settings(max_examples=80, deadline=None)
def test_no_ratio_removes_more_variance_than_the_least_squares_one(moves, other):
    spot, futures = walks(moves)
    one, two = changes(spot), changes(futures)
    assume(numpy.std(two) > 0.1 and numpy.std(one) > 0.01)
    best = found_by("ols_changes", spot, futures)
    assert -1e-9 <= best.effectiveness <= 1
    assert effectiveness(one, two, other) <= best.effectiveness + 1e-9
    for each in ratios(spot, futures):
        assert each.effectiveness <= best.effectiveness + 1e-9
        assert each.r_squared is None or 0 <= each.r_squared <= 1


@given(moves=steps, factor=st.integers(1, 1000))
@settings(max_examples=40, deadline=None)
def test_the_unit_of_the_spot_price_scales_the_ratio_and_nothing_else(moves, factor):
    spot, futures = walks(moves)
    assume(numpy.std(changes(futures)) > 0.1)
    for plain, scaled in zip(ratios(spot, futures), ratios([each * factor for each in spot], futures), strict=True):
        if plain.method != "one_to_one":
            assert scaled.ratio == pytest.approx(plain.ratio * factor, rel=1e-6, abs=1e-6)
            assert scaled.r_squared == pytest.approx(plain.r_squared, abs=1e-6)


def test_gold_in_london_against_gold_in_shanghai_agrees_with_numpy(shared, calculated):
    files = {"spot": shared / "data/spot_prices/XAU.csv", "futures": shared / "data/spot_prices/AU0.csv"}
    answer = calculated("hedge-ratio", **files, spot_factor="0.2", step=5)
    read = {side: {row["date"]: float(row["close"]) for row in rows_of(path)} for side, path in files.items()}
    days = sorted(read["spot"].keys() & read["futures"].keys(), key=float)
    days = days[(len(days) - 1) % 5 :: 5]
    spot, futures = ([read[side][day] for day in days] for side in ("spot", "futures"))
    (slope,), (error,), explained = by_numpy(numpy.diff(spot) * 0.2, numpy.diff(futures))
    result = {name: found["value"] for name, found in answer["result"].items()}
    assert (result["ratio"], result["error"], result["r_squared"]) == pytest.approx((slope, error, explained), rel=1e-9)
    assert (result["count"], result["first"], result["last"]) == (len(days) - 1, "2011-07-28", "2017-07-25")
    assert [row["method"] for row in result["methods"]] == list(METHODS)
    assert result["methods"][0]["ratio"] == 1
    assert any("0.7287" in note for note in answer["notes"])


@given(moves=st.lists(st.tuples(st.integers(-30, 30), st.integers(-30, 30)), min_size=30, max_size=60))
@settings(max_examples=40, deadline=None)
def test_the_ratio_of_the_first_seventy_in_a_hundred_is_tried_on_the_rest(moves):
    spot, futures = walks(moves)
    early = len(moves) * 70 // 100
    one, two = numpy.diff(spot), numpy.diff(futures)
    assume(min(numpy.std(two[:early]), numpy.std(one[early:]), numpy.std(two)) > 0.1)
    assume(found_by("ols_changes", spot, futures).ratio > 0)
    (slope,), _, _ = by_numpy(one[:early], two[:early])
    expected = 1 - numpy.var(one[early:] - slope * two[early:], ddof=1) / numpy.var(one[early:], ddof=1)
    inputs = {"spot": daily(spot), "futures": daily(futures)}
    assert DESK.calc("hedge-ratio", **inputs).values["effectiveness_later"] == pytest.approx(expected, rel=1e-6, abs=1e-6)
    by_changes = {"spot_changes": ",".join(map(str, one.round(6))), "futures_changes": ",".join(map(str, two.round(6)))}
    assert DESK.calc("hedge-ratio", **by_changes).values["effectiveness_later"] == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_fewer_than_thirty_changes_are_not_split():
    moves = ",".join(str(move % 7 - 3) for move in range(30))
    assert DESK.calc("hedge-ratio", spot_changes=moves, futures_changes=moves).values["effectiveness_later"] == pytest.approx(1)
    short = moves.rsplit(",", 1)[0]
    assert DESK.calc("hedge-ratio", spot_changes=short, futures_changes=short).values["effectiveness_later"] is None


def test_a_dirty_settlement_of_nothing_is_left_out_and_counted(shared, calculated):
    rubber = shared / "data/futures_prices/RU.csv"
    answer = calculated("hedge-ratio", spot=f"{rubber}#close", futures=rubber)
    rows = rows_of(rubber)
    empty = sum(float(row["settle"]) == 0 for row in rows)
    assert empty > 0
    assert answer["result"]["count"]["value"] == len(rows) - empty - 1
    assert any(f"有 {2 * empty} 个价格没有用上" in note for note in answer["notes"])  # those days of either side


def test_steps_are_counted_back_from_the_last_price():
    pairs = paired(daily(range(1, 12)), daily(range(1, 12))).every(3)
    assert [int(price) for price in pairs.spot] == [2, 5, 8, 11]
    assert [int(price) for price in pairs.last(2).spot] == [8, 11]


def test_a_window_looks_at_the_last_changes_only(desk):
    spot, futures = walks([(move % 17 - 8, move % 5 - 2) for move in range(60)])
    whole = desk.calc("hedge-ratio", spot=daily(spot), futures=daily(futures), window="20")
    part = desk.calc("hedge-ratio", spot=daily(spot)[-21:], futures=daily(futures)[-21:])
    assert whole.values == part.values
    assert whole.values["count"] == 20
    assert "few_observations" in keys(whole)


def test_the_first_of_the_days_that_only_one_side_has_are_named_when_none_is_shared(calculated, tmp_path):
    (tmp_path / "a.csv").write_text("date,close\n2026-01-05,10\n2026-01-06,11\n")
    (tmp_path / "b.csv").write_text("日期,结算价\n2026-02-05,10\n2026-02-06,11\n")
    said = calculated("hedge-ratio", expect=5, spot=tmp_path / "a.csv", futures=tmp_path / "b.csv")
    assert "没有共同的日期" in said
    assert "2026-01-05" in said
    assert "2026-02-06" in said


@pytest.mark.parametrize(
    ("inputs", "key"),
    [
        ({}, "too_few"),
        ({"spot_changes": "1,2,3"}, "series_differ"),
        ({"spot_changes": "1,2,3", "spot": daily([9, 10, 11])}, "given_twice"),
        ({"spot_changes": "1,2,3", "futures_changes": "1,1,1"}, "futures_flat"),
        ({"spot_changes": "1,2,3", "futures_changes": "3,2,1"}, "moves_apart"),
        ({"spot_changes": "1,2,4", "futures_changes": "1,2,3", "method": "ecm"}, "needs_prices"),
        ({"spot": daily([9, 10, 11, 13]), "futures": daily([9, 10, 11, 13]), "method": "ecm"}, "no_such_fit"),
        ({"spot": daily([9, 10]), "futures": daily([9, 10])}, "too_few"),
    ],
)
def test_what_gives_no_ratio_is_refused(inputs, key):
    with pytest.raises(Refusal) as refused:
        DESK.calc("hedge-ratio", **inputs)
    assert refused.value.key == key


def test_a_contract_that_would_have_added_risk_is_named():
    # spot barely moves with futures that swing widely: one to one would add variance
    inputs = {"spot_changes": "1,-1,1,-1,1,-1", "futures_changes": "20,-18,22,-19,21,-20"}
    found = DESK.calc("hedge-ratio", method="one_to_one", **inputs)
    assert keys(found) == ["past", "few_observations", "adds_risk", "no_error"]
    assert found.values["effectiveness"] < 0


def test_a_broken_file_is_told_line_by_line(calculated, tmp_path):
    (tmp_path / "a.csv").write_text("date,close\n2026-01-05,10\nyesterday,11\n2026-01-07,n/a\n")
    said = calculated("hedge-ratio", expect=5, spot=tmp_path / "a.csv", futures=tmp_path / "a.csv")
    assert "yesterday" in said
    assert "n/a" in said


@given(moves=steps, portfolio=st.integers(10**6, 10**9))
@settings(max_examples=30, deadline=None)
def test_a_beta_from_returns_agrees_with_numpy(moves, portfolio):
    index, own = [move / 1000 for move, _ in moves], [(move + extra) / 1000 for move, extra in moves]
    assume(numpy.std(index) > 1e-3)
    (slope,), (error,), explained = by_numpy(own, index)
    found = DESK.calc(
        "beta-hedge", portfolio=str(portfolio), portfolio_returns=",".join(map(str, own)),
        index_returns=",".join(map(str, index)), futures_price="4000", multiplier="300",
    )  # fmt: skip
    assert float(found.values["beta_used"]) == pytest.approx(slope, abs=1e-6)
    assert (found.values["beta_error"], found.values["r_squared"]) == pytest.approx((error, explained), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("inputs", "key"),
    [
        ({}, "beta_or_returns"),
        ({"beta": "1", "portfolio_returns": "1,2,3", "index_returns": "1,2,3"}, "beta_or_returns"),
        ({"portfolio_returns": "1,2,3", "index_returns": "1,2"}, "series_differ"),
        ({"portfolio_returns": "1,2", "index_returns": "1,2"}, "too_few"),
        ({"portfolio_returns": "1,2,3", "index_returns": "1,1,1"}, "index_flat"),
    ],
)
def test_a_beta_that_cannot_be_found_is_refused(inputs, key):
    with pytest.raises(Refusal) as refused:
        DESK.calc("beta-hedge", portfolio="100万", futures_price="4000", multiplier="300", **inputs)
    assert refused.value.key == key


def test_an_unknown_method_is_told_what_there_is():
    with pytest.raises(InvalidData):
        DESK.calc("hedge-ratio", method="garch", spot_changes="1,2,3", futures_changes="1,2,4")
