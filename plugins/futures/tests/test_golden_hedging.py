"""The worked examples of hedging, bonds, forwards and dates, each through the command line as a user would type it."""

from __future__ import annotations

import pytest


def joined(numbers):
    return ",".join(str(number) for number in numbers)


def value(answer, name):
    return answer["result"][name]["value"]


@pytest.fixture
def example(golden_example):
    """The inputs and exact answers of a worked example."""

    def found(code):
        item = golden_example(code)
        return item["inputs"], item["exact"]

    return found


def test_g009_a_conversion_factor_of_the_american_kind(example, calculated):
    given, exact = example("G009")
    # twenty years and a half-year to the next coupon; the two months over twenty years are dropped
    answer = calculated(
        "conversion-factor", coupon=given["coupon"], frequency=given["freq"], notional=given["yield_"],
        months_to_coupon=6, coupons_left=given["years"] * 2,
    )  # fmt: skip
    assert value(answer, "factor") == round(exact["CF"], 4)


def test_g011_the_cheapest_by_quoted_cost(example, calculated):
    given, exact = example("G011")
    answer = calculated("ctd", futures_price=given["settle"], quotes=joined(given["quotes"]), factors=joined(given["cf"]))
    assert value(answer, "cheapest") == str(exact["ctd"])
    rows = value(answer, "bonds_compared")
    assert [row["basis"] for row in rows] == pytest.approx([exact["b1"], exact["b2"], exact["b3"]])


def test_g013_the_duration_of_a_portfolio(example, calculated):
    given, exact = example("G013")
    answer = calculated("bond-portfolio", values=joined(given["mv"]), durations=joined(given["dur"]))
    assert value(answer, "duration") == exact["D"]


def test_g015_an_invoice(example, calculated):
    given, exact = example("G015")
    answer = calculated("bond-invoice", settlement=given["settle"], factor=given["cf"], accrued=given["accrued"])
    assert value(answer, "invoice") == pytest.approx(exact["invoice"], rel=1e-12)
    assert value(answer, "amount") == pytest.approx(exact["invoice"] * 10_000, rel=1e-12)


def test_g017_a_conversion_factor_of_the_chinese_kind(example, calculated):
    given, exact = example("G017")
    answer = calculated(
        "conversion-factor", coupon=given["c"], frequency=given["f"], notional=given["r"],
        months_to_coupon=given["x"], coupons_left=given["n"],
    )  # fmt: skip
    assert value(answer, "factor") == round(exact["CF"], 4)
    by_dates = calculated("conversion-factor", coupon=given["c"], delivery="2026-12", maturity="2033-07-15")
    assert value(by_dates, "factor") == value(answer, "factor")


def test_g019_a_bond_by_zero_rates(example, calculated):
    given, exact = example("G019")
    answer = calculated("zero-bond", zeros=joined(given["zeros_semi"]), coupon=given["coupon"])
    found = (value(answer, "price"), value(answer, "yield_found"), value(answer, "par_yield") * 100)
    assert found == pytest.approx((exact["P"], exact["y"], exact["par"]), rel=1e-9)


def test_g021_a_clean_price_by_thirty_360(example, calculated):
    given, exact = example("G021")
    terms = {"settle": given["settle"], "maturity": given["maturity"], "coupon": given["coupon"], "frequency": 2}
    answer = calculated("bond", **terms, basis="thirty", yield_rate=given["yld"])
    assert value(answer, "clean") == pytest.approx(exact["price"], rel=1e-10)
    back = calculated("bond", **terms, basis="thirty", price=value(answer, "clean"))
    assert value(back, "yield_found") == pytest.approx(given["yld"], rel=1e-9)


@pytest.mark.parametrize("code", ["G031", "G033", "G035"])
def test_last_trading_days(example, calculated, code):
    given, exact = example(code)
    assert value(calculated("contract", code=given["contract"]), "last_trading_day") == exact["ltd"]


def test_g037_a_forward_by_interest_parity(example, calculated):
    given, exact = example("G037")
    answer = calculated(
        "fx-forward", spot=given["S"], domestic_rate=given["r_usd"], foreign_rate=given["r_aud"], years=given["T"],
        compounding="continuous",
    )  # fmt: skip
    assert value(answer, "forward") == pytest.approx(exact["F"], rel=1e-12)


def test_g039_the_minimum_variance_ratio_of_fifteen_months(example, calculated):
    given, exact = example("G039")
    answer = calculated("hedge-ratio", spot_changes=joined(given["dS"]), futures_changes=joined(given["dF"]))
    found = {name: value(answer, name) for name in ("futures_deviation", "spot_deviation", "correlation", "ratio", "r_squared")}
    expected = (exact["sd_F"], exact["sd_S"], exact["rho"], exact["slope"], exact["R2"])
    assert tuple(found.values()) == pytest.approx(expected, rel=1e-12)
    assert value(answer, "effectiveness") == pytest.approx(exact["R2"], rel=1e-12)


def test_g041_a_beta_lowered_and_raised(example, calculated):
    given, exact = example("G041")
    portfolio = {"portfolio": given["VA"], "beta": given["beta"], "futures_price": given["VF"] / 250, "multiplier": 250}
    low = calculated("beta-hedge", target_beta=given["target_low"], **portfolio)
    high = calculated("beta-hedge", target_beta=given["target_high"], **portfolio)
    assert (value(low, "lots"), value(high, "lots")) == (exact["short"], exact["long"])
    assert low["notes"] == ["卖出 15 手，降低贝塔"]


def test_g043_a_buyer_who_hedges_all(example, calculated):
    given, exact = example("G043")
    lots = calculated("lots", side="buy", quantity=given["tonnes"], per_lot=given["lot"])
    assert (value(lots, "lots"), value(lots, "uncovered")) == (exact["lots"], 0)
    result = calculated(
        "hedge-result", side="buy", tonnes=given["tonnes"], lots=value(lots, "lots"), tonnes_per_lot=given["lot"],
        spot_start=given["spot0"], futures_start=given["fut0"], spot_end=given["spot1"], futures_end=given["fut1"],
    )  # fmt: skip
    assert value(result, "net_price") == exact["net_price"]


def test_g045_a_bond_portfolio_by_duration(example, calculated):
    given, exact = example("G045")
    answer = calculated(
        "bond-hedge", method="duration", portfolio=given["P"], portfolio_duration=given["Dp"], futures_value=given["F"],
        futures_duration=given["Df"],
    )  # fmt: skip
    assert value(answer, "lots") == exact["N"]
    assert value(answer, "exact") == pytest.approx(exact["N_raw"], rel=1e-12)


def test_g047_futures_for_a_hundred_of_face_by_dv01(example, calculated):
    given, exact = example("G047")
    answer = calculated(
        "bond-hedge", method="dv01", portfolio_dv01=given["dv01_bond"], ctd_dv01=given["dv01_ctd"], factor=given["cf"],
        lot_face=100,
    )  # fmt: skip
    assert value(answer, "exact") == pytest.approx(exact["N"], rel=1e-12)


def test_g065_an_index_future_by_simple_interest(example, calculated):
    given, exact = example("G065")
    answer = calculated("carry", spot=given["S"], rate=given["r"], income_yield=given["d"], months=given["months"])
    assert value(answer, "fair") == exact["F"]


def test_g067_an_index_future_by_continuous_interest(example, calculated):
    given, exact = example("G067")
    answer = calculated(
        "carry", spot=given["S"], rate=given["r"], income_yield=given["q"], years=given["T"], compounding="continuous"
    )
    assert value(answer, "fair") == pytest.approx(exact["F"], rel=1e-12)


def test_g069_a_forward_on_a_bond_that_pays_a_coupon(example, calculated):
    given, exact = example("G069")
    answer = calculated(
        "carry", spot=given["S"], rate=given["r9"], months=given["T_months"], compounding="continuous",
        income=given["coupon"], income_months=given["t_coupon_months"], income_rates=given["r4"],
    )  # fmt: skip
    assert value(answer, "income_worth") == pytest.approx(exact["I"], rel=1e-12)
    assert value(answer, "fair") == pytest.approx(exact["F"], rel=1e-12)
