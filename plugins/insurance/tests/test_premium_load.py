"""What a premium weighs, its lines held against the desk's own rules on the same four."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmtool_insurance.calculators.premium_load import premium_load

ON = date(2026, 11, 24)
SIDES = [
    # premium, pay_years, budget, age, line, met
    (60_000, 10, None, None, "yearly", "no"),
    (60_001, 10, None, None, "yearly", "yes"),
    (1_200_000, 1, None, None, "single", "no"),
    (1_200_001, 1, None, None, "single", "yes"),
    (10_000, 10, None, 64, "age", "no"),
    (10_000, 10, None, 65, "age", "yes"),
    (10_000, 10, None, None, "age", "unknown"),
    (14_999, 10, 10_000, None, "budget", "no"),
    (15_000, 10, 10_000, None, "budget", "yes"),
    (15_000, 10, None, None, "budget", "unknown"),
]
UNCERTAIN = {"benefit_kind": "participating", "single_premium": False}


def lines(found):
    return {row["what"]: row["met"] for row in found.values["lines"]}


def load(premium, pay_years, budget=None, age=None, income=300_000, **more):
    return premium_load(
        household_income=Decimal(income), premium=Decimal(premium), pay_years=pay_years,
        budget=None if budget is None else Decimal(budget), age=age, **more,
    )  # fmt: skip


@pytest.mark.parametrize(("premium", "pay_years", "budget", "age", "line", "met"), SIDES)
def test_both_sides_of_every_line(premium, pay_years, budget, age, line, met):
    assert lines(load(premium, pay_years, budget, age))[line] == met


@pytest.mark.parametrize(
    ("premium", "pay_years", "budget", "age", "line", "met"), [row for row in SIDES if row[5] != "unknown"]
)
def test_the_lines_are_those_of_the_desks_rules(desk, premium, pay_years, budget, age, line, met):
    rule = next(rule for rule in desk.house.rules.values() if rule.desk == "insurance" and _speaks(rule, line))
    facts = {"premium_planned": premium, "household_income": 300_000, "premium_pay_years": pay_years, "papers": "id_card"}
    facts |= {"premium_budget": budget} if budget else {}
    facts |= {"birth_date": f"{ON.year - age}-01-01"} if age else {}
    product = UNCERTAIN | {"single_premium": pay_years == 1}
    assert desk.outcome(rule.code, facts, product, on=ON) == {"yes": "broken", "no": "kept"}[met]


def _speaks(rule, line):
    """Whether a rule is the one on a line: told by the numbers of its condition, written by another hand."""
    number = {
        "single": "4 * c.household_income",
        "yearly": "5 * c.premium_planned",
        "age": "< 75",
        "budget": "3 * c.premium_budget",
    }
    return number[line] in rule.require.text


@given(
    premium=st.integers(100, 10_000_000),
    years=st.integers(1, 60),
    income=st.integers(1_000, 5_000_000),
    other=st.integers(0, 50_000),
)
def test_shares_and_sums(premium, years, income, other):
    found = load(premium, years, income=income, other_premiums=Decimal(other)).values
    assert float(found["share"]) == pytest.approx(premium / income, abs=1e-6)
    assert found["left"] == income - other - premium
    assert found["paid_in_all"] == premium * years
    yearly = 0 if years == 1 else premium
    assert float(found["share_all"]) == pytest.approx((yearly + other) / income, abs=1e-6)


def test_what_is_not_known_is_said_and_a_line_met_asks_for_the_declaration(desk):
    found = desk.calc("premium-load", household_income="30万", premium="8万", pay_years="20", age="60")
    assert [note.key for note in found.notes] == ["declaration_first", "tenth_is_a_rule_of_thumb", "not_all_known"]
    found = desk.calc("premium-load", household_income="30万", premium="8000", pay_years="20", age="40", budget="1万")
    assert [note.key for note in found.notes] == ["no_line_met", "tenth_is_a_rule_of_thumb"]
