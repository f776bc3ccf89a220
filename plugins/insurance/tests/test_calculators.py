"""The desk's calculators against published figures, an independent library, and laws that hold for all inputs."""

from __future__ import annotations

from decimal import Decimal

import numpy_financial as npf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmtool.errors import InvalidData, Refusal
from cmtool_insurance.calculators.compulsory_motor import CLEAN, compulsory_motor
from cmtool_insurance.calculators.cover_gap import annuity, cover_gap
from cmtool_insurance.calculators.policy_irr import policy_irr, single_rate, yearly_flows

FEN = Decimal("0.01")
money = st.integers(0, 5_000_000).map(Decimal)
rates = st.integers(1, 200).map(lambda permille: Decimal(permille) / 1000)
few = settings(max_examples=60, deadline=None)

AMOUNTS = ("income", "other_income", "debts", "education", "spouse_retirement", "last_expenses", "assets", "cover")
NOBODY = {**dict.fromkeys(AMOUNTS, Decimal(0)), "own_share": Decimal(0), "years": 1, "rate": Decimal(0), "timing": "begin"}

# --- cover-gap -------------------------------------------------------------------------------------------------------


def test_annuity_of_a_published_example():
    """G083: 500 a month for 20 years at 8 %, at the end of each month, is worth 59,777.15."""
    worth = 500 * annuity(rate=Decimal("0.08") / 12, years=240, timing="end")
    assert float(worth) == pytest.approx(59777.14585118777, rel=1e-9)


@few
@given(rate=rates, years=st.integers(1, 60), timing=st.sampled_from(["begin", "end"]))
def test_annuity_agrees_with_numpy_financial(rate, years, timing):
    assert float(annuity(rate=rate, years=years, timing=timing)) == pytest.approx(
        -npf.pv(float(rate), years, 1, 0, timing), rel=1e-9
    )


@few
@given(income=money, other=money, share=st.integers(0, 100), years=st.integers(1, 60), rate=rates)
def test_living_agrees_with_numpy_financial(income, other, share, years, rate):
    own_share = Decimal(share) / 100
    found = cover_gap(
        **{**NOBODY, "income": income, "other_income": other, "own_share": own_share, "years": years, "rate": rate}
    ).values
    lacking = max(float(income) * (1 - share / 100) - float(other), 0)
    assert float(found["living"]) == pytest.approx(-npf.pv(float(rate), years, lacking, 0, "begin"), abs=0.006, rel=1e-9)


@few
@given(given=st.fixed_dictionaries(dict.fromkeys(("income", "other_income", "debts", "education", "assets", "cover"), money)))
def test_need_is_the_sum_of_its_parts_and_gap_what_is_missing(given):
    found = cover_gap(**{**NOBODY, **given, "years": 20, "rate": Decimal("0.025")}).values
    assert found["need"] == found["living"] + given["debts"] + given["education"]
    assert found["gap"] == max(found["need"] - given["assets"] - given["cover"], 0)
    assert found["rule_of_thumb"] == 10 * given["income"]


@few
@given(cover=money, more=money)
def test_more_cover_never_widens_the_gap_and_never_narrows_it_by_more_than_itself(cover, more):
    family = {**NOBODY, "income": Decimal(200_000), "own_share": Decimal("0.3"), "years": 20, "rate": Decimal("0.025")}
    before = cover_gap(**{**family, "cover": cover}).values["gap"]
    after = cover_gap(**{**family, "cover": cover + more}).values["gap"]
    assert 0 <= before - after <= more


def test_money_needed_at_years_end_is_worth_one_discount_less():
    family = {**NOBODY, "income": Decimal(103_000), "years": 10, "rate": Decimal("0.03")}
    begin, end = (cover_gap(**{**family, "timing": timing}).values["living"] for timing in ("begin", "end"))
    assert end == (begin / Decimal("1.03")).quantize(FEN)
    assert begin > end


def test_cover_gap_as_typed(desk):
    found = desk.calc(
        "cover-gap", income="20万", own_share="30%", years="20", rate="2.5%", debts="80万", assets="40万", cover="50万"
    )
    assert found.values["living"] == Decimal("2237044.79")  # 140,000 a year for 20 years from now at 2.5 %
    assert found.values["need"] == Decimal("3037044.79")
    assert found.values["gap"] == Decimal("2137044.79")
    assert found.values["rule_of_thumb"] == Decimal("2000000.00")
    assert [note.key for note in found.notes] == ["practice_not_law"]


def test_nothing_is_offered_where_nothing_is_missing(desk):
    found = desk.calc("cover-gap", income="10万", own_share="50%", other_income="8万", years="10", rate="0", assets="100万")
    assert found.values["gap"] == 0
    assert {note.key: note.figures for note in found.notes} == {
        "practice_not_law": {}, "other_income_enough": {}, "no_gap": {"spare": Decimal("1000000.00")},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [("own_share", "101%"), ("own_share", "-1%"), ("years", "0"), ("years", "61"), ("rate", "21%"), ("income", "-1")],
)
def test_figures_outside_their_limits_are_refused(desk, name, value):
    with pytest.raises(InvalidData):
        desk.calc("cover-gap", **{"income": "20万", "own_share": "30%", "years": "20", "rate": "2.5%", name: value})


# --- policy-irr ------------------------------------------------------------------------------------------------------


def test_money_weighted_return_of_a_published_example():
    """G077: -200, -220, +480 returns 9.39 % a year."""
    flows = [Decimal(-200), Decimal(-220), Decimal(480)]
    assert single_rate(flows, paid=Decimal(420), received=Decimal(480)) == Decimal("0.093928")


def test_policy_irr_as_typed(desk):
    found = desk.calc("policy-irr", premium="1万", pay_years="3", surrender_values="4000, 12000, 23000, 29000, 31500")
    amounts = {"paid": Decimal(30_000), "received": Decimal(31_500), "gain": Decimal(1_500)}
    assert found.values == {**amounts, "rate": Decimal("0.012260"), "breakeven_year": 5}
    assert [note.key for note in found.notes] == ["not_a_promise"]


def test_giving_up_early_loses_money(desk):
    found = desk.calc(
        "policy-irr", premium="1万", pay_years="3", surrender_values="4000,12000,23000,29000,31500", held_years="2"
    )
    assert found.values["paid"] == 20_000
    assert found.values["gain"] == -8_000
    assert found.values["rate"] == Decimal(npf.irr([-10_000, -10_000, 12_000])).quantize(Decimal("0.000001"))
    assert found.values["rate"] < 0


def test_a_table_that_never_breaks_even_says_so(desk):
    found = desk.calc("policy-irr", premium="1万", pay_years="2", surrender_values="3000,12000,15000")
    assert found.values["breakeven_year"] == 0
    assert {note.key: note.figures for note in found.notes}["not_even"] == {"years": 3}


@pytest.mark.parametrize(
    ("values", "year"), [((9_999, 20_000), 2), ((10_000, 20_000), 1), ((9_999, 19_999), 0)], ids=["second", "first", "never"]
)
def test_breaking_even_includes_the_exact_amount(values, year):
    found = policy_irr(
        premium=Decimal(10_000), pay_years=2, surrender_values=tuple(map(Decimal, values)), benefits=(), held_years=0
    )
    assert found.values["breakeven_year"] == year


@few
@given(
    premium=st.integers(100, 100_000),
    pay_years=st.integers(1, 20),
    extra=st.integers(0, 30),
    permille=st.integers(-40, 80),
)
def test_a_surrender_value_grown_at_a_rate_gives_that_rate_back(premium, pay_years, extra, permille):
    rate, held = Decimal(permille) / 1000, pay_years + extra
    grown = sum(premium * (1 + rate) ** (held - year) for year in range(pay_years))
    values = (Decimal(1),) * (held - 1) + (grown,)
    found = policy_irr(premium=Decimal(premium), pay_years=pay_years, surrender_values=values, benefits=(), held_years=0)
    assert abs(found.values["rate"] - rate) <= Decimal("0.000002")


@few
@given(
    premium=st.integers(1_000, 50_000),
    pay_years=st.integers(1, 10),
    back=st.integers(40, 250),
    benefits=st.lists(st.integers(0, 900), min_size=12, max_size=12),
)
def test_rate_agrees_with_numpy_financial_and_with_the_gain(premium, pay_years, back, benefits):
    values = (Decimal(0),) * 11 + (Decimal(premium * pay_years * back) / 100,)
    paid_out = tuple(map(Decimal, benefits))
    found = policy_irr(
        premium=Decimal(premium), pay_years=pay_years, surrender_values=values, benefits=paid_out, held_years=0
    ).values
    flows = yearly_flows(premium=Decimal(premium), pay_years=pay_years, ends=(*paid_out[:-1], paid_out[-1] + values[-1]))
    assert sum(flows) == found["gain"] == found["received"] - found["paid"]
    assert float(found["rate"]) == pytest.approx(float(npf.irr([float(flow) for flow in flows])), abs=2e-6)
    assert (found["rate"] > 0) == (found["gain"] > 0) or abs(found["gain"]) < found["paid"] / 10_000


@few
@given(times=st.integers(2, 1000))
def test_size_does_not_move_the_rate(times):
    values = tuple(map(Decimal, (4_000, 12_000, 23_000, 29_000, 31_500)))
    one = policy_irr(premium=Decimal(10_000), pay_years=3, surrender_values=values, benefits=(), held_years=0)
    many = policy_irr(
        premium=Decimal(10_000) * times,
        pay_years=3,
        surrender_values=tuple(value * times for value in values),
        benefits=(),
        held_years=0,
    )
    assert many.values["rate"] == one.values["rate"]


def test_one_rate_is_given_where_signs_change_often_but_only_one_fits(desk):
    found = desk.calc("policy-irr", premium="1000", pay_years="3", surrender_values="0,0,3000", benefits="1200,0,0")
    assert float(found.values["rate"]) == pytest.approx(float(npf.irr([-1000, 200, -1000, 3000])), abs=1e-6)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        pytest.param({"surrender_values": "0,0,0"}, "all_lost", id="nothing-comes-back"),
        pytest.param({"surrender_values": "0,0,0.01"}, "all_lost", id="next-to-nothing-comes-back"),
        pytest.param({"surrender_values": "0,0,0", "benefits": "3300"}, "several_rates", id="two-rates"),
        pytest.param({"surrender_values": "0,0,0", "benefits": "2500"}, "no_rate", id="no-rate"),
        pytest.param({"surrender_values": "900,1900", "held_years": "3"}, "beyond_table", id="beyond-the-table"),
        pytest.param({"surrender_values": "900,-1"}, "negative_value", id="below-zero"),
        pytest.param({"surrender_values": "900,1900", "benefits": "-1"}, "negative_value", id="benefit-below-zero"),
    ],
)
def test_why_there_is_no_rate(desk, given, key):
    with pytest.raises(Refusal) as refusal:
        desk.calc("policy-irr", premium="1000", pay_years="3", **given)
    assert refusal.value.key == key


def test_two_rates_are_counted_and_the_amounts_still_told(desk):
    """-1000, +2300, -1000 is worth nothing at -41.8 % and at 71.8 % a year."""
    with pytest.raises(Refusal) as refusal:
        desk.calc("policy-irr", premium="1000", pay_years="3", surrender_values="0,0,0", benefits="3300")
    assert refusal.value.figures == {"paid": Decimal(3000), "received": Decimal(3300), "count": 2}


# --- compulsory-motor ------------------------------------------------------------------------------------------------


def test_compulsory_motor_of_a_published_example(desk):
    """G049: zone A, three clean years, 950 × (1 − 50 %) = 475."""
    found = desk.calc("compulsory-motor", vehicle="private_under_6", zone="a", clean_years="3")
    assert found.values == {"base": Decimal(950), "float": Decimal("-0.5"), "premium": Decimal("475.00")}


@pytest.mark.parametrize(
    ("vehicle", "zone", "years", "fault", "premium"),
    [
        ("private_6_up", "e", 0, "none", "1100.00"),
        ("private_under_6", "e", 1, "none", "855.00"),
        ("private_under_6", "e", 2, "none", "760.00"),
        ("private_under_6", "e", 3, "none", "665.00"),
        ("private_under_6", "e", 9, "none", "665.00"),
        ("company_under_6", "b", 1, "none", "750.00"),
        ("private_under_6", "e", 0, "one", "950.00"),
        ("private_under_6", "e", 0, "several", "1045.00"),
        ("private_under_6", "e", 0, "death", "1235.00"),
        ("hire_under_6", "d", 0, "none", "1800.00"),
    ],
)
def test_compulsory_motor_by_zone_and_record(vehicle, zone, years, fault, premium):
    found = compulsory_motor(vehicle=vehicle, zone=zone, clean_years=years, fault=fault)
    assert found.values["premium"] == Decimal(premium)


def test_clean_years_and_an_accident_contradict_each_other(desk):
    with pytest.raises(Refusal) as refusal:
        desk.calc("compulsory-motor", vehicle="private_under_6", zone="a", clean_years="1", fault="one")
    assert refusal.value.key == "clean_and_at_fault"


@pytest.mark.parametrize("zone", CLEAN)
def test_another_clean_year_never_costs_more(zone):
    premiums = [
        compulsory_motor(vehicle="private_under_6", zone=zone, clean_years=years, fault="none").values["premium"]
        for years in range(5)
    ]
    assert premiums == sorted(premiums, reverse=True)


def test_every_class_in_the_pack_has_a_premium(desk):
    (declared,) = [calculator for calculator in desk.pack.calculators if calculator.name == "compulsory-motor"]
    (vehicle,) = [quantity for quantity in declared.inputs if quantity.name == "vehicle"]
    for name in vehicle.choices:
        assert desk.calc("compulsory-motor", vehicle=name, zone="e").values["premium"] >= 950


def test_every_remark_and_refusal_has_its_words(desk):
    """The figures that a remark brings are those its sentence names."""
    for calculator in desk.pack.calculators:
        for text in (*calculator.notes.values(), *calculator.refusals.values()):
            names = {"spare": 1, "years": 1, "held": 1, "found": 1, "paid": 1, "received": 1, "count": 1}
            assert "{" not in text.filled(**names).zh + text.filled(**names).en
