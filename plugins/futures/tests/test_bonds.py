"""Bonds and treasury futures against QuantLib, published factors, and what must hold whatever the figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
import QuantLib as ql
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cmtool.errors import Refusal
from cmtool.testing import Desk
from cmtool_futures import hooks
from cmtool_futures.calculators.bond import Terms, accrued, valued, yield_of
from cmtool_futures.calculators.conversion_factor import conversion_factor, coupons_from
from cmtool_futures.calculators.coupon_days import coupons_after, days_between
from cmtool_futures.calculators.deliverable import delivered

DESK = Desk(hooks)
D = Decimal
coupons = st.integers(0, 900).map(lambda number: D(number) / 10_000)
yields = st.integers(1, 1200).map(lambda number: D(number) / 10_000)
maturities = st.dates(date(2027, 1, 1), date(2056, 12, 31))
settlements = st.dates(date(2025, 1, 2), date(2026, 12, 30))
frequencies = st.sampled_from([1, 2, 4])
ends_of_months = st.dates(date(2027, 1, 1), date(2056, 12, 31)).map(lambda day: day.replace(day=1) - timedelta(days=1))
bases = st.sampled_from(["act/act", "30/360"])


def there(day):
    return ql.Date(day.day, day.month, day.year)


def by_quantlib(terms, settle):
    """Return the bond, its day count and the compounding that stands for ours: simple in the last period."""
    days = coupons_after(terms.maturity, terms.frequency, settle)
    first = days[0] - timedelta(days=370)
    schedule = ql.Schedule(
        there(first), there(terms.maturity), ql.Period(12 // terms.frequency, ql.Months), ql.NullCalendar(), ql.Unadjusted,
        ql.Unadjusted, ql.DateGeneration.Backward, False,
    )  # fmt: skip
    count = ql.ActualActual(ql.ActualActual.ISMA, schedule)
    if terms.basis == "30/360":
        count = ql.Thirty360(ql.Thirty360.USA)
    bond = ql.FixedRateBond(0, 100.0, schedule, [float(terms.coupon)], count)
    return bond, count, ql.Compounded if len(days) > 2 else ql.SimpleThenCompounded


@given(coupon=coupons, rate=yields, maturity=maturities, settle=settlements, frequency=frequencies)
@settings(max_examples=120, deadline=None)
def test_prices_durations_and_dv01_agree_with_quantlib(coupon, rate, maturity, settle, frequency):
    assume(maturity.day <= 28)  # QuantLib clips later days month by month, ours from maturity
    terms = Terms(coupon=coupon, maturity=maturity, frequency=frequency)
    found = valued(terms, settle, rate)
    bond, count, compounding = by_quantlib(terms, settle)
    flat = ql.InterestRate(float(rate), count, compounding, frequency)
    ask = (bond, flat)
    assert float(found.clean) == pytest.approx(ql.BondFunctions.cleanPrice(*ask, there(settle)), abs=1e-8)
    assert float(found.accrued) == pytest.approx(bond.accruedAmount(there(settle)), abs=1e-9)
    modified = ql.BondFunctions.duration(*ask, ql.Duration.Modified, there(settle))
    assert float(found.modified) == pytest.approx(modified, rel=1e-8)
    assert float(found.convexity) == pytest.approx(ql.BondFunctions.convexity(*ask, there(settle)), rel=1e-7)
    if compounding == ql.Compounded:
        macaulay = ql.BondFunctions.duration(*ask, ql.Duration.Macaulay, there(settle))
        assert float(found.macaulay) == pytest.approx(macaulay, rel=1e-8)
    assert float(found.dv01) == pytest.approx(modified * float(found.dirty) / 10_000, rel=1e-8)


@given(coupon=coupons, rate=yields, maturity=maturities, settle=settlements, frequency=st.sampled_from([1, 2]))
@settings(max_examples=60, deadline=None)
def test_accrued_interest_by_thirty_360_agrees_with_quantlib(coupon, rate, maturity, settle, frequency):
    assume(maturity.day <= 28)
    terms = Terms(coupon=coupon, maturity=maturity, frequency=frequency, basis="30/360")
    bond, _, _ = by_quantlib(terms, settle)
    assert float(accrued(terms, settle)) == pytest.approx(bond.accruedAmount(there(settle)), abs=1e-9)


@given(first=st.one_of(settlements, ends_of_months), last=st.one_of(maturities, ends_of_months))
@settings(max_examples=300, deadline=None)
def test_thirty_360_days_agree_with_quantlib(first, last):
    assert days_between(first, last, "30/360") == ql.Thirty360(ql.Thirty360.USA).dayCount(there(first), there(last))


@given(coupon=coupons, rate=yields, maturity=maturities, settle=settlements, frequency=frequencies, basis=bases)
@settings(max_examples=80, deadline=None)
def test_the_yield_of_a_price_gives_that_price_again(coupon, rate, maturity, settle, frequency, basis):
    terms = Terms(coupon=coupon, maturity=maturity, frequency=frequency, basis=basis)
    price = valued(terms, settle, rate).clean
    assert yield_of(terms, settle, price) == pytest.approx(rate, abs=D("1e-12"))


@given(coupon=coupons, rate=yields, maturity=maturities, settle=settlements)
@settings(max_examples=60, deadline=None)
def test_a_basis_point_costs_the_dv01_and_more_yield_is_never_dearer(coupon, rate, maturity, settle):
    terms = Terms(coupon=coupon, maturity=maturity)
    here, up, down = (valued(terms, settle, rate + step) for step in (D(0), D("0.00005"), D("-0.00005")))
    assert up.dirty < here.dirty < down.dirty
    assert float(down.dirty - up.dirty) == pytest.approx(float(here.dv01), rel=1e-5)


@pytest.mark.parametrize(
    ("coupon", "frequency", "notional", "months", "left", "factor"),
    [
        ("0.08", 2, "0.06", 3, 37, "1.2199"),  # Hull: 18 years and 4 months, taken as 18 years and 3
        ("0.10", 2, "0.06", 6, 40, "1.4623"),  # Hull: 20 years and 2 months
        ("0.03", 1, "0.03", 12, 5, "1.0000"),  # the notional bond itself on a coupon day
        ("0.03", 2, "0.03", 6, 20, "1.0000"),
    ],
)
def test_published_conversion_factors(coupon, frequency, notional, months, left, factor):
    found = conversion_factor(
        coupon=D(coupon), frequency=frequency, months_to_coupon=months, coupons_left=left, notional=D(notional)
    )
    assert str(found) == factor


@pytest.mark.parametrize(
    ("days", "terms", "name", "figure"),
    [
        (("2018-07-01", "2048-01-01"), {"coupon": "8%", "yield_rate": "9%"}, "duration", 10.9191452815919),
        (("2008-01-01", "2016-01-01"), {"coupon": "8%", "yield_rate": "9%"}, "modified", 5.73566981391884),
        (("2008-02-15", "2016-11-15"), {"coupon": "5.75%", "price": "95.04287", "basis": "thirty"}, "yield_found", 0.065),
    ],
)
def test_figures_that_spreadsheets_publish(calculated, days, terms, name, figure):
    """The examples of DURATION, MDURATION and YIELD in Microsoft's own help."""
    answer = calculated("bond", settle=days[0], maturity=days[1], frequency=2, **terms)
    assert answer["result"][name]["value"] == pytest.approx(figure, rel=2e-7)


def test_the_textbooks_bond_at_twelve_per_cent_continuous(calculated):
    """Hull, ch. 4: three years, 10 % coupon; price 94.213, duration 2.653."""
    result = calculated("zero-bond", zeros=",".join(["0.12"] * 6), coupon="10%")["result"]
    assert (round(result["price"]["value"], 3), round(result["duration"]["value"], 3)) == (94.213, 2.653)


@given(coupon=coupons, frequency=st.sampled_from([1, 2]), months=st.integers(1, 400))
@settings(max_examples=80, deadline=None)
def test_a_factor_is_the_clean_price_at_the_notional_yield_in_whole_months(coupon, frequency, months):
    """The exchange's formula, held against discounting every coupon by itself."""
    period = 12 // frequency
    first, left = months % period or period, -(-months // period)
    step = Fraction(103, 100) if frequency == 1 else Fraction(1015, 1000)
    paid = Fraction(coupon) / frequency
    dirty = sum(
        float(paid + (number == left - 1)) / float(step) ** (first / period + number) for number in range(left)
    )
    expected = dirty - float(paid) * (1 - first / period)
    found = conversion_factor(coupon=coupon, frequency=frequency, months_to_coupon=first, coupons_left=left)
    assert abs(float(found) - expected) <= 0.5e-4 + 1e-9


def test_a_coupon_in_the_delivery_month_makes_no_difference_to_the_factor():
    terms = {"coupon": D("0.0346"), "frequency": 1}
    after = conversion_factor(months_to_coupon=12, coupons_left=6, **terms)
    assert conversion_factor(months_to_coupon=0, coupons_left=7, **terms) == after
    assert coupons_from(date(2026, 7, 1), date(2032, 7, 15), 1) == (12, 6)


def test_coupon_days_of_the_last_of_a_month_come_back_to_it():
    days = coupons_after(date(2028, 8, 31), 2, date(2027, 2, 27))
    assert days == [date(2026, 8, 31), date(2027, 2, 28), date(2027, 8, 31), date(2028, 2, 29), date(2028, 8, 31)]
    assert coupons_after(date(2028, 8, 31), 2, date(2027, 2, 28))[0] == date(2027, 2, 28)


@given(
    coupon=coupons, price=st.integers(8000, 13_000), futures=st.integers(9000, 11_500), factor=st.integers(8500, 12_500),
    buy=st.dates(date(2026, 1, 5), date(2026, 11, 30)), days=st.integers(1, 300),
    maturity=st.dates(date(2031, 1, 1), date(2036, 12, 28)),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_borrowing_at_the_implied_repo_rate_earns_nothing(coupon, price, futures, factor, buy, days, maturity):
    """Pay the bond with borrowed money, put the coupons to it as they come, deliver: what is owed is just the invoice."""
    terms, deliver = Terms(coupon=coupon, maturity=maturity), buy + timedelta(days=days)
    trade = delivered(
        terms, clean=D(price) / 100, factor=D(factor) / 10_000, futures=D(futures) / 100, buy=buy, deliver=deliver
    )
    rate = trade.implied_repo
    owed = trade.dirty * (1 + rate * days / 365)
    for day in coupons_after(maturity, 1, buy)[1:]:
        if day <= deliver:
            owed -= terms.payment * (1 + rate * (deliver - day).days / 365)
    assert float(owed) == pytest.approx(float(trade.invoice), rel=1e-12)
    financed = delivered(
        terms, clean=D(price) / 100, factor=D(factor) / 10_000, futures=D(futures) / 100, buy=buy, deliver=deliver, rate=rate
    )
    assert float(financed.net_basis) == pytest.approx(0, abs=1e-12)


def test_the_cheapest_of_a_file_of_bonds(calculated, tmp_path):
    (tmp_path / "bonds.toml").write_text(
        """
[[bond]]
name = "短券"
coupon = "2.5%"
maturity = 2032-03-15
price = "98.50"

[[bond]]
name = "长券"
coupon = "3.46%"
maturity = 2033-07-15
price = "104.90"
factor = 1.0270
""",
        encoding="utf-8",
    )
    answer = calculated(
        "ctd", futures_price="101.2", bonds=tmp_path / "bonds.toml", buy="2026-11-24", deliver="2026-12-14", rate="1.8%"
    )
    result = answer["result"]
    rows = {row["name"]: row for row in result["bonds_compared"]["value"]}
    by_formula = conversion_factor(coupon=D("0.025"), frequency=1, months_to_coupon=3, coupons_left=6)
    assert rows["短券"]["factor"] == float(by_formula)
    assert rows["长券"]["basis"] == pytest.approx(104.9 - 101.2 * 1.027)
    assert result["cheapest"]["value"] == max(rows, key=lambda name: rows[name]["implied_repo"])
    assert next(iter(rows)) == result["cheapest"]["value"]


def test_mistakes_in_a_file_of_bonds_are_told_with_their_places(calculated, tmp_path):
    (tmp_path / "bonds.toml").write_text('[[bond]]\nname = "A"\ncoupon = "2.5%"\nmaturity = "soon"\nprice = -1\n')
    said = calculated("ctd", expect=5, futures_price="101.2", bonds=tmp_path / "bonds.toml")
    assert "soon" in said
    assert "4" in said
    assert "-1" in said


BOND = {"name": "A", "coupon": "3%", "maturity": "2033-07-15", "price": "101"}
DAYS = {"buy": "2026-11-24", "deliver": "2026-12-14"}


@pytest.mark.parametrize(
    ("name", "inputs", "key"),
    [
        ("bond", {}, "yield_or_price"),
        ("bond", {"price": "100", "yield_rate": "3%"}, "yield_or_price"),
        ("bond", {"price": "120", "maturity": "2026-12-24"}, "no_yield"),
        ("bond", {"yield_rate": "3%", "settle": "2033-07-15"}, "already_due"),
        ("bond", {"yield_rate": "3%", "frequency": "3"}, "no_such_period"),
        ("conversion-factor", {"coupon": "3%"}, "months_or_dates"),
        ("conversion-factor", {"coupon": "3%", "delivery": "2026-12"}, "months_or_dates"),
        ("conversion-factor", {"coupon": "3%", "delivery": "2026-12", "maturity": "2026-12-31"}, "already_due"),
        ("conversion-factor", {"coupon": "3%", "frequency": "2", "months_to_coupon": "7", "coupons_left": "3"},
         "beyond_a_period"),
        ("conversion-factor", {"coupon": "3%", "frequency": "5"}, "no_such_period"),
        ("conversion-factor", {"coupon": "3%", "delivery": "2026-12", "maturity": "2033-07-15", "coupons_left": "3"},
         "given_twice"),
        ("ctd", {"quotes": "100", "factors": "1", "bonds": {"bond": [BOND]}, **DAYS}, "given_twice"),
        ("ctd", {}, "nothing_given"),
        ("ctd", {"quotes": "100,101", "factors": "1"}, "series_differ"),
        ("ctd", {"bonds": {"bond": [BOND]}}, "days_missing"),
        ("ctd", {"bonds": {"bond": [BOND]}, "buy": "2026-12-14", "deliver": "2026-12-14"}, "days_out_of_order"),
        ("ctd", {"bonds": {"bond": [BOND | {"maturity": "2026-12-31"}]}, **DAYS}, "already_due"),
        ("ctd", {"bonds": {"bond": [BOND | {"frequency": "3"}]}, **DAYS}, "no_such_period"),
        ("bond-hedge", {"method": "dv01", "portfolio_dv01": "500"}, "missing"),
        ("bond-hedge", {"method": "duration", "portfolio": "1亿"}, "missing"),
        ("bond-portfolio", {"values": "1,2", "durations": "1"}, "series_differ"),
        ("bond-portfolio", {"values": "0,0", "durations": "1,2"}, "worth_nothing"),
        ("bond-portfolio", {"values": "3,-1", "durations": "1,2"}, "worth_nothing"),
        ("zero-bond", {"coupon": "3%", "zeros": ""}, "no_rates"),
        ("zero-bond", {"coupon": "3%", "zeros": "2.5"}, "rate_not_sensible"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(name, inputs, key):
    assumed = {
        "bond": {"settle": "2026-11-24", "maturity": "2033-07-15", "coupon": "3%"},
        "ctd": {"futures_price": "100"},
    }.get(name, {})
    with pytest.raises(Refusal) as refused:
        DESK.calc(name, **assumed | inputs)
    assert refused.value.key == key


def test_what_a_method_lacks_is_named_as_it_is_typed(calculated):
    said = calculated("bond-hedge", expect=5, method="dv01", portfolio_dv01=500)
    assert "--ctd-dv01, --factor" in said


@given(
    risk=st.integers(1, 10**7), target=st.integers(0, 10**7), dv01=st.integers(1, 2000), factor=st.integers(8000, 13_000),
    rounding=st.sampled_from(["down", "nearest", "up"]),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_a_bond_hedge_never_overshoots_unless_asked(risk, target, dv01, factor, rounding):
    inputs = {"ctd_dv01": str(D(dv01) / 10_000), "factor": str(D(factor) / 10_000), "target_dv01": str(target)}
    found = DESK.calc("bond-hedge", method="dv01", portfolio_dv01=str(risk), rounding=rounding, **inputs).values
    before, after, lot = (Fraction(found[name]) for name in ("dv01_before", "dv01_after", "dv01_per_lot"))
    slip = lot / 10**12
    if rounding == "down":
        assert min(before, target) - slip <= after <= max(before, target) + slip
        assert abs(after - target) < lot + slip
    else:
        assert abs(after - target) <= (lot / 2 if rounding == "nearest" else lot) + slip
    larger = str(max(risk, target) + 1000)
    more = DESK.calc("bond-hedge", method="dv01", portfolio_dv01=larger, rounding=rounding, **inputs).values
    assert risk < target or more["lots"] >= found["lots"]


@given(amounts=st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 3000)), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_a_portfolios_duration_lies_among_its_bonds_and_its_dv01_is_their_sum(amounts):
    values, years = ([str(D(each[side]) / (100 if side else 1)) for each in amounts] for side in (0, 1))
    found = DESK.calc("bond-portfolio", values=",".join(values), durations=",".join(years)).values
    assert min(map(D, years)) - D("1e-20") <= found["duration"] <= max(map(D, years)) + D("1e-20")
    apart = [DESK.calc("bond-portfolio", values=one, durations=year).values for one, year in zip(values, years, strict=True)]
    assert found["dv01"] == sum(each["dv01"] for each in apart)


@given(zeros=st.lists(st.integers(1, 900).map(lambda n: n / 10_000), min_size=1, max_size=20), coupon=coupons)
@settings(max_examples=40, deadline=None)
def test_zero_rates_agree_with_quantlib(zeros, coupon):
    settle = ql.Date(15, 5, 2026)
    days = [settle + ql.Period(6 * number, ql.Months) for number in range(len(zeros) + 1)]
    curve = ql.ZeroCurve(days, [zeros[0], *zeros], ql.Thirty360(ql.Thirty360.BondBasis))
    curve.enableExtrapolation()
    ql.Settings.instance().evaluationDate = settle
    schedule = ql.Schedule(settle, days[-1], ql.Period(6, ql.Months), ql.NullCalendar(), ql.Unadjusted, ql.Unadjusted,
                           ql.DateGeneration.Backward, False)  # fmt: skip
    count = ql.Thirty360(ql.Thirty360.BondBasis)
    bond = ql.FixedRateBond(0, 100.0, schedule, [float(coupon)], count)
    found = DESK.calc("zero-bond", zeros=",".join(map(str, zeros)), coupon=str(coupon)).values
    price = ql.BondFunctions.cleanPrice(bond, curve, settle)
    assert float(found["price"]) == pytest.approx(price, abs=1e-8)
    flat = ql.InterestRate(float(found["yield_found"]), count, ql.Continuous, ql.Annual)
    assert ql.BondFunctions.cleanPrice(bond, flat, settle) == pytest.approx(price, abs=1e-8)
    duration = ql.BondFunctions.duration(bond, flat, ql.Duration.Modified, settle)  # the same thing at a continuous rate
    assert float(found["duration"]) == pytest.approx(duration, rel=1e-8)
    at_par = DESK.calc("zero-bond", zeros=",".join(map(str, zeros)), coupon=f"{found['par_yield']:.15f}").values
    assert float(at_par["price"]) == pytest.approx(100, abs=1e-9)
