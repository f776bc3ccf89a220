"""The loan calculator against published examples, independent libraries and the laws of arithmetic."""

from __future__ import annotations

from decimal import Decimal

import numpy_financial
import pytest
import pyxirr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cmtool.errors import InvalidData, Refusal
from cmtool_banking.calculators.cost import monthly_rate
from cmtool_banking.calculators.loan import loan
from cmtool_banking.calculators.schedule import Terms, level_payment, schedule

METHODS = ("equal_instalment", "equal_principal", "interest_only")
HAIR = Decimal("1E-15")  # a unit so small that nothing is rounded that matters
principals = st.decimals(1_000, 20_000_000, places=2)
rates = st.decimals("0.001", "0.24", places=4)
terms_in_months = st.integers(2, 360)
methods = st.sampled_from(METHODS)


def test_g051_equal_instalment(desk):
    found = desk.calc("loan", principal="10000", annual_rate="8%", months="10")
    assert found.values["first_payment"] == Decimal("1037.03")
    assert float(level_payment(Terms("equal_instalment", Decimal(10_000), Decimal("0.08"), 10))) == pytest.approx(
        1037.0320893591625, rel=1e-12
    )


def test_g053_second_year_of_a_mortgage():
    year = schedule(Terms("equal_instalment", Decimal(125_000), Decimal("0.09"), 360), HAIR)[12:24]
    assert float(sum(part.interest for part in year)) == pytest.approx(11135.232130750846, abs=1e-6)
    assert float(sum(part.principal for part in year)) == pytest.approx(934.1071234208758, abs=1e-6)


def test_g053_to_the_fen_differs_by_no_more_than_rounding():
    year = schedule(Terms("equal_instalment", Decimal(125_000), Decimal("0.09"), 360))[12:24]
    assert float(sum(part.interest for part in year)) == pytest.approx(11135.23, abs=0.06)
    assert float(sum(part.principal for part in year)) == pytest.approx(934.1071, abs=0.06)


def test_g055_rate_of_48_payments(desk):
    assert monthly_rate(Decimal(8_000), [Decimal(200)] * 48) == pytest.approx(0.0077014724882025105, rel=1e-9)
    found = desk.calc("loan", principal="8000", annual_rate="0", months="48", monthly_fee="33.33")
    assert float(found.values["annual_cost_simple"]) == pytest.approx(0.09241766985843013, abs=5e-5)


def test_g057_equal_principal(desk):
    found = desk.calc("loan", principal="100万", annual_rate="3.5%", months="240", method="等额本金")
    assert found.values["first_payment"] == Decimal("7083.33")
    assert float(found.values["total_interest"]) == pytest.approx(351458.3333333333, rel=1e-6)
    exact = schedule(Terms("equal_principal", Decimal(1_000_000), Decimal("0.035"), 240), HAIR)
    assert float(sum(part.interest for part in exact)) == pytest.approx(351458.3333333333, abs=1e-6)


def test_g059_credit_card_instalments(desk):
    found = desk.calc("loan", principal="12000", annual_rate="0", months="12", method="equal_principal", monthly_fee="72")
    assert float(found.values["annual_cost_simple"]) == pytest.approx(0.13034224281136247, rel=1e-6)
    assert float(found.values["annual_cost_compound"]) == pytest.approx(0.13841785066421863, rel=1e-6)
    assert (found.values["total_fees"], found.values["total_interest"]) == (Decimal(864), Decimal(0))
    assert [note.key for note in found.notes] == ["fees_raise_the_cost", "sheet_decides"]


@settings(max_examples=60, deadline=None)
@given(principals, rates, terms_in_months)
def test_level_payment_agrees_with_numpy_financial(principal, rate, months):
    expected = -numpy_financial.pmt(float(rate) / 12, months, float(principal))
    assert float(level_payment(Terms("equal_instalment", principal, rate, months))) == pytest.approx(expected, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(principals, rates, terms_in_months)
def test_interest_to_the_fen_stays_close_to_numpy_financial(principal, rate, months):
    plan = schedule(Terms("equal_instalment", principal, rate, months))
    expected = -numpy_financial.ipmt(float(rate) / 12, range(1, months + 1), months, float(principal)).sum()
    drift = 0.01 * numpy_financial.fv(float(rate) / 12, months, -1, 0)  # a fen a month, with interest on it
    assert float(sum(part.interest for part in plan)) == pytest.approx(expected, abs=drift)


@settings(max_examples=60, deadline=None)
@given(principals, rates, terms_in_months, methods, st.decimals(0, 500, places=2), st.decimals(0, "0.05", places=3))
def test_yearly_cost_agrees_with_pyxirr_and_numpy_financial(principal, rate, months, method, monthly_fee, upfront):
    fee = (principal * upfront).quantize(Decimal("0.01"))
    found = loan(principal=principal, annual_rate=rate, months=months, method=method, upfront_fee=fee, monthly_fee=monthly_fee)
    plan = schedule(Terms(method, principal, rate, months))
    flows = [-float(principal - fee), *(float(part.payment + monthly_fee) for part in plan)]
    expected = pyxirr.irr(flows)
    assume(expected is not None)
    assert float(found.values["annual_cost_simple"]) == pytest.approx(12 * expected, abs=2e-8, rel=1e-6)
    assert float(found.values["annual_cost_compound"]) == pytest.approx((1 + expected) ** 12 - 1, abs=2e-8, rel=1e-6)
    if months <= 60:
        assert 12 * numpy_financial.irr(flows) == pytest.approx(float(found.values["annual_cost_simple"]), abs=1e-6, rel=1e-5)


@settings(max_examples=80, deadline=None)
@given(principals, rates, terms_in_months, methods)
def test_principal_parts_sum_to_the_loan_exactly(principal, rate, months, method):
    plan = schedule(Terms(method, principal, rate, months))
    assert sum(part.principal for part in plan) == principal
    assert plan[-1].balance == 0
    assert [part.month for part in plan] == list(range(1, len(plan) + 1))
    assert len(plan) <= months
    assert all(
        part.principal >= 0 and part.interest >= 0 and part.payment == part.payment.quantize(Decimal("0.01")) for part in plan
    )
    balances = [principal, *(part.balance for part in plan)]
    assert all(before - part.principal == part.balance for before, part in zip(balances, plan, strict=False))


def test_a_payment_rounded_up_can_end_a_long_dear_loan_early():
    plan = schedule(Terms("equal_instalment", Decimal(1_000), Decimal("0.24"), 360))
    assert (plan[0].payment, len(plan) < 360, sum(part.principal for part in plan)) == (Decimal("20.02"), True, Decimal(1_000))


@settings(max_examples=60, deadline=None)
@given(principals, rates, terms_in_months)
def test_the_slower_the_repayment_the_more_interest(principal, rate, months):
    interest = {
        method: loan(principal=principal, annual_rate=rate, months=months, method=method).values["total_interest"]
        for method in METHODS
    }
    rounding = Decimal("0.01") * months
    assert interest["equal_principal"] <= interest["equal_instalment"] + rounding
    assert interest["equal_instalment"] <= interest["interest_only"] + rounding


@settings(max_examples=60, deadline=None)
@given(principals, rates, terms_in_months, methods)
def test_without_fees_the_yearly_cost_is_the_rate(principal, rate, months, method):
    found = loan(principal=principal, annual_rate=rate, months=months, method=method)
    assert float(found.values["annual_cost_simple"]) == pytest.approx(float(rate), abs=2e-4)
    assert found.values["total_cost"] == found.values["total_interest"]


@settings(max_examples=60, deadline=None)
@given(principals, rates, st.integers(12, 360), methods, st.data())
def test_prepaying_saves_and_a_shorter_term_saves_no_less(principal, rate, months, method, data):
    month = data.draw(st.integers(1, months - 2))
    terms = {"principal": principal, "annual_rate": rate, "months": months, "method": method}
    planned = schedule(Terms(method, principal, rate, months))
    assume(len(planned) > month + 1)
    share = data.draw(st.decimals("0.05", "0.95", places=2))
    amount = (planned[month - 1].balance * share).quantize(Decimal("0.01"))
    assume(amount > 0)
    before = loan(**terms)
    found = {
        effect: loan(**terms, prepay_month=month, prepay_amount=amount, prepay_effect=effect) for effect in ("shorter", "lower")
    }
    rounding = Decimal("0.02") * months
    for after in found.values():
        assert after.values["total_interest"] + after.values["interest_saved"] == before.values["total_interest"]
        assert after.values["interest_saved"] >= -rounding
    assert found["shorter"].values["interest_saved"] >= found["lower"].values["interest_saved"] - rounding
    assert found["shorter"].values["months_paid"] <= found["lower"].values["months_paid"] <= months


def test_prepaying_shortens_by_hand(desk):
    """1,200 yuan free of interest in 12 months: 300 prepaid with the third payment leaves 600, six months at 100."""
    given = {"principal": "1200", "annual_rate": "0", "months": "12", "prepay_month": "3", "prepay_amount": "300"}
    shorter = desk.calc("loan", **given)
    lower = desk.calc("loan", **given, prepay_effect="lower")
    assert (shorter.values["months_paid"], shorter.values["last_payment"]) == (9, Decimal(100))
    assert (lower.values["months_paid"], lower.values["last_payment"]) == (12, Decimal("66.64"))
    assert shorter.values["annual_cost_simple"] == lower.values["annual_cost_simple"] == 0
    assert [(note.key, note.figures.get("balance")) for note in shorter.notes] == [
        ("prepaid", Decimal(600)),
        ("sheet_decides", None),
    ]


@pytest.mark.parametrize(
    ("amount", "months", "last"),
    [
        pytest.param("299.60", 9, "100.40", id="forty-fen-join-the-last-payment"),
        pytest.param("299.00", 10, "1.00", id="a-hundredth-of-a-payment-stands-alone"),
    ],
)
def test_a_few_fen_are_not_billed_alone(desk, amount, months, last):
    found = desk.calc("loan", principal="1200", annual_rate="0", months="12", prepay_month="3", prepay_amount=amount)
    assert (found.values["months_paid"], found.values["last_payment"]) == (months, Decimal(last))


def test_a_prepaid_loan_costs_its_rate_and_speaks_of_prepaying(desk):
    found = desk.calc("loan", principal="12万", annual_rate="3.6%", months="24", prepay_month="12", prepay_amount="3万")
    assert float(found.values["annual_cost_simple"]) == pytest.approx(0.036, abs=1e-5)
    assert [note.key for note in found.notes] == ["prepaid", "sheet_decides"]


def test_paying_all_off_ends_the_loan(desk):
    found = desk.calc("loan", principal="1200", annual_rate="0", months="12", prepay_month="3", prepay_amount="900")
    assert (found.values["months_paid"], found.values["annual_cost_simple"]) == (3, Decimal(0))


def test_interest_only_pays_the_principal_at_the_end(desk):
    found = desk.calc("loan", principal="10万", annual_rate="6%", months="12", method="interest_only")
    assert (found.values["first_payment"], found.values["last_payment"]) == (Decimal(500), Decimal(100_500))
    assert found.values["total_interest"] == Decimal(6_000)
    assert [note.key for note in found.notes] == ["balloon", "sheet_decides"]


def test_an_upfront_fee_is_taken_from_the_money_received(desk):
    found = desk.calc("loan", principal="10万", annual_rate="6%", months="12", method="interest_only", upfront_fee="2000")
    assert float(found.values["annual_cost_simple"]) == pytest.approx(
        12 * pyxirr.irr([-98_000, *[500] * 11, 100_500]), abs=1e-7
    )
    assert found.values["total_cost"] == Decimal(8_000)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        pytest.param({"upfront_fee": "10000"}, "fee_eats_loan", id="fee"),
        pytest.param({"prepay_month": "3"}, "prepay_needs_both", id="month-alone"),
        pytest.param({"prepay_amount": "100"}, "prepay_needs_both", id="amount-alone"),
        pytest.param({"prepay_month": "10", "prepay_amount": "1"}, "prepay_too_late", id="at-maturity"),
        pytest.param({"prepay_month": "9", "prepay_amount": "1030.21"}, "prepay_over_balance", id="too-much"),
    ],
)
def test_what_cannot_be_reckoned_is_refused(desk, given, key):
    with pytest.raises(Refusal) as refused:
        desk.calc("loan", principal="10000", annual_rate="8%", months="10", **given)
    assert refused.value.key == key
    (calculator,) = [found for found in desk.pack.calculators if found.name == "loan"]
    assert calculator.refusals[key].filled(**refused.value.figures).zh


def test_just_inside_what_is_refused(desk):
    assert (
        desk.calc("loan", principal="10000", annual_rate="8%", months="10", upfront_fee="9999.99").values["annual_cost_simple"]
        > 12
    )
    owed = schedule(Terms("equal_instalment", Decimal(10_000), Decimal("0.08"), 10))[8].balance
    found = desk.calc("loan", principal="10000", annual_rate="8%", months="10", prepay_month="9", prepay_amount=str(owed))
    assert found.values["months_paid"] == 9


@pytest.mark.parametrize(
    "given", [{"principal": "0"}, {"months": "0"}, {"months": "601"}, {"annual_rate": "-1%"}, {"method": "等额本"}]
)
def test_inputs_have_limits(desk, given):
    with pytest.raises(InvalidData):
        desk.calc("loan", **{"principal": "10000", "annual_rate": "8%", "months": "10", **given})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_note_can_be_said(desk, lang):
    (calculator,) = [found for found in desk.pack.calculators if found.name == "loan"]
    told = [
        *desk.calc("loan", principal="10000", annual_rate="8%", months="10", monthly_fee="5").notes,
        *desk.calc("loan", principal="10000", annual_rate="8%", months="9").notes,
        *desk.calc(
            "loan",
            principal="10000",
            annual_rate="8%",
            months="10",
            method="interest_only",
            prepay_month="2",
            prepay_amount="100",
        ).notes,
    ]
    assert {note.key for note in told} == set(calculator.notes)
    assert [note.key for note in told if "{" in calculator.notes[note.key].filled(**note.figures).said(lang)] == []


@pytest.mark.parametrize(
    ("months", "key", "words"),
    [("10", "last_is_more", "末期比平常多还 0.04 元"), ("9", "last_is_less", "末期比平常少还 0.03 元")],
)
def test_the_last_payment_is_said_to_be_more_or_less_and_never_minus(desk, months, key, words):
    (calculator,) = [found for found in desk.pack.calculators if found.name == "loan"]
    (note,) = [
        note
        for note in desk.calc("loan", principal="10000", annual_rate="8%", months=months).notes
        if note.key.startswith("last_is")
    ]
    assert note.key == key
    assert words in calculator.notes[key].filled(**note.figures).zh
