"""The repayment plan against numpy-financial, against the loan calculator, and against the laws of arithmetic."""

from __future__ import annotations

from decimal import Decimal

import numpy_financial
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmtool.errors import Refusal
from cmtool_banking.calculators.loan import loan
from cmtool_banking.calculators.repayment_plan import repayment_plan

METHODS = ("equal_instalment", "equal_principal", "interest_only")
terms = {
    "principal": st.decimals(10_000, 5_000_000, places=2),
    "annual_rate": st.decimals("0.001", "0.2", places=4),
    "months": st.integers(2, 360),
    "method": st.sampled_from(METHODS),
}


def test_each_year_of_a_mortgage_agrees_with_numpy_financial():
    years = repayment_plan(principal=Decimal(1_000_000), annual_rate=Decimal("0.035"), months=240).values["years"]
    assert len(years) == 20
    for row in years:
        months = range(12 * row["year"] - 11, 12 * row["year"] + 1)
        assert float(row["interest"]) == pytest.approx(-numpy_financial.ipmt(0.035 / 12, months, 240, 1e6).sum(), abs=0.5)
        owed = numpy_financial.fv(0.035 / 12, 12 * row["year"], -numpy_financial.pmt(0.035 / 12, 240, -1e6), 1e6)
        assert float(row["balance"]) == pytest.approx(-owed, abs=1.5)


@settings(max_examples=60, deadline=None)
@given(**terms)
def test_a_plan_pays_back_the_loan_to_the_fen_and_its_years_are_its_months(principal, annual_rate, months, method):
    found = repayment_plan(principal=principal, annual_rate=annual_rate, months=months, method=method, by="month").values
    assert sum(row["principal"] for row in found["months"]) == principal
    assert found["months"][-1]["balance"] == found["years"][-1]["balance"] == 0
    assert all(row["paid"] == row["interest"] + row["principal"] for row in (*found["months"], *found["years"]))
    for name in ("paid", "interest"):
        assert sum(row[name] for row in found["years"]) == sum(row[name] for row in found["months"])
    assert found["total_paid"] == principal + found["total_interest"]
    assert found["highest"] == found["months"][found["highest_month"] - 1]["paid"]


@settings(max_examples=40, deadline=None)
@given(**terms, effect=st.sampled_from(("shorter", "lower")), share=st.decimals("0.1", "0.9", places=2))
def test_it_tells_what_the_loan_calculator_tells(principal, annual_rate, months, method, effect, share):
    owed = repayment_plan(principal=principal, annual_rate=annual_rate, months=months, method=method, by="month").values[
        "months"
    ]
    early = (
        {} if len(owed) < 3 else {"prepay_month": 1, "prepay_amount": (owed[0]["balance"] * share).quantize(Decimal("0.01"))}
    )
    asked = {"principal": principal, "annual_rate": annual_rate, "months": months, "method": method, "prepay_effect": effect}
    plan, whole = repayment_plan(**asked, **early).values, loan(**asked, **early).values
    assert (plan["total_interest"], plan["months_paid"]) == (whole["total_interest"], whole["months_paid"])


def test_without_asking_only_years_are_listed(desk):
    found = desk.calc("repayment-plan", principal="100万", annual_rate="3.5%", months="240")
    assert (len(found.values["years"]), found.values["months"]) == (20, ())
    every = desk.calc("repayment-plan", principal="100万", annual_rate="3.5%", months="240", by="按月")
    assert len(every.values["months"]) == 240


def test_what_falls_due_at_the_end_is_said(desk):
    found = desk.calc("repayment-plan", principal="100万", annual_rate="3.5%", months="36", method="先息后本")
    assert (found.values["highest_month"], found.notes[0].key) == (36, "last_is_large")
    assert found.notes[0].figures["amount"] == found.values["highest"] == Decimal("1002916.67")


@pytest.mark.parametrize(
    ("month", "amount", "key"),
    [(0, 1, "prepay_needs_both"), (6, 0, "prepay_needs_both"), (24, 1, "prepay_too_late"), (12, 99_999, "prepay_over_balance")],
)
def test_a_prepayment_that_does_not_fit_is_refused(month, amount, key):
    with pytest.raises(Refusal) as refused:
        repayment_plan(
            principal=Decimal(100_000),
            annual_rate=Decimal("0.04"),
            months=24,
            prepay_month=month,
            prepay_amount=Decimal(amount),
        )
    assert refused.value.key == key
