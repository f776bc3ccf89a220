"""The bill discount against published examples, another library's calendar and the laws of arithmetic."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
import QuantLib
from hypothesis import given, settings
from hypothesis import strategies as st

from cmtool.errors import Refusal
from cmtool_banking.calculators.bill_discount import bill_discount
from cmtool_banking.calculators.working_days import is_known, is_working_day, next_working_day

faces = st.decimals(1_000, 100_000_000, places=2)
rates = st.decimals("0.001", "0.12", places=4)
days = st.dates(date(2015, 1, 1), date(2025, 12, 31))


def test_g003_bill_of_91_days_at_8(desk):
    found = desk.calc("bill-discount", face="100万", annual_rate="8%", discounted_on="2026-06-01", due_on="2026-08-31")
    assert found.values["days"] == 91
    assert float(found.values["interest"]) / 10_000 == pytest.approx(2.022222222222222, abs=1e-6)
    assert float(found.values["effective_rate"]) * 91 / 360 == pytest.approx(0.020639600816511682, abs=5e-8)


def test_g005_discount_of_141_days(desk):
    """G005 quotes 5.2420213 % on 365 days; on 360 the same 2.025 per 100 is that rate × 360 / 365."""
    rate = str(round(0.0524202127659576 * 360 / 365, 12))
    found = desk.calc("bill-discount", face="1000万", annual_rate=rate, discounted_on="2007-01-25", due_on="2007-06-15")
    assert found.values["days"] == 141
    assert float(found.values["proceeds"]) / 100_000 == pytest.approx(97.975, abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(faces, rates, days, st.integers(1, 180), st.sampled_from(["electronic", "same_city", "other_city"]))
def test_discount_is_face_rate_days_over_360(face, rate, start, length, paper):
    found = bill_discount(
        face=face, annual_rate=rate, discounted_on=start, due_on=start + timedelta(days=length), paper=paper
    ).values
    waited = (found["paid_on"] - start).days + (3 if paper == "other_city" else 0)
    assert found["days"] == waited >= length
    assert found["interest"] + found["proceeds"] == face
    assert abs(Fraction(found["interest"]) - Fraction(face) * Fraction(rate) * waited / 360) <= Fraction(1, 200)
    assert is_working_day(found["paid_on"])


@settings(max_examples=60, deadline=None)
@given(faces, rates, days, st.integers(1, 180))
def test_more_days_and_another_city_never_cost_less(face, rate, start, length):
    given = {"face": face, "annual_rate": rate, "discounted_on": start}
    near = bill_discount(**given, due_on=start + timedelta(days=length)).values
    later = bill_discount(**given, due_on=start + timedelta(days=length + 1)).values
    away = bill_discount(**given, due_on=start + timedelta(days=length), paper="other_city").values
    written = bill_discount(**given, due_on=start + timedelta(days=length), postpone="as_written").values
    assert written["interest"] <= near["interest"] <= later["interest"]
    assert (away["days"], away["interest"] >= near["interest"]) == (near["days"] + 3, True)
    assert written["days"] == length


@settings(max_examples=300, deadline=None)
@given(days)
def test_working_days_agree_with_another_calendar(day):
    interbank = QuantLib.China(QuantLib.China.IB)
    assert is_working_day(day) == interbank.isBusinessDay(QuantLib.Date(day.day, day.month, day.year))


@pytest.mark.parametrize(
    ("due_on", "paid_on", "added"),
    [
        pytest.param("2026-09-30", date(2026, 9, 30), 0, id="before-the-holiday"),
        pytest.param("2026-10-01", date(2026, 10, 8), 7, id="national-day"),
        pytest.param("2026-11-28", date(2026, 11, 30), 2, id="saturday"),
        pytest.param("2026-10-10", date(2026, 10, 10), 0, id="make-up-saturday"),
        pytest.param("2026-09-20", date(2026, 9, 20), 0, id="make-up-sunday"),
    ],
)
def test_maturity_moves_over_holidays(desk, due_on, paid_on, added):
    found = desk.calc("bill-discount", face="10万", annual_rate="2%", discounted_on="2026-09-01", due_on=due_on)
    assert found.values["paid_on"] == paid_on
    assert [(note.key, note.figures["days"]) for note in found.notes] == ([("postponed", added)] if added else [])


def test_a_year_without_a_calendar_is_judged_by_weekends_and_says_so(desk):
    assert not is_known(date(2035, 1, 1))
    assert next_working_day(date(2035, 1, 6)) == date(2035, 1, 8)  # a Saturday
    found = desk.calc("bill-discount", face="10万", annual_rate="2%", discounted_on="2034-12-01", due_on="2035-01-06")
    assert (found.values["paid_on"], found.values["days"]) == (date(2035, 1, 8), 38)
    assert [(note.key, note.figures.get("year")) for note in found.notes] == [("postponed", None), ("calendar_missing", "2035")]


def test_a_bill_past_six_months_is_pointed_out(desk):
    given = {"face": "10万", "annual_rate": "2%", "discounted_on": "2025-07-01", "postpone": "as_written"}
    assert desk.calc("bill-discount", **given, due_on="2026-01-01").notes == ()
    (note,) = desk.calc("bill-discount", **given, due_on="2026-01-02").notes
    assert (note.key, note.figures) == ("over_six_months", {"days": 185})


@pytest.mark.parametrize(
    ("given", "key"),
    [
        pytest.param({"due_on": "2026-11-24"}, "due_not_later", id="due-today"),
        pytest.param({"due_on": "2027-11-19", "annual_rate": "100%"}, "nothing_left", id="discount-is-the-face"),  # 360 days
        pytest.param({"due_on": "2027-11-24", "annual_rate": "100%"}, "nothing_left", id="discount-eats-the-face"),
    ],
)
def test_what_cannot_be_discounted_is_refused(desk, given, key):
    with pytest.raises(Refusal) as refused:
        desk.calc("bill-discount", **{"face": "10万", "annual_rate": "2%", "discounted_on": "2026-11-24", **given})
    assert refused.value.key == key
    (calculator,) = [found for found in desk.pack.calculators if found.name == "bill-discount"]
    assert calculator.refusals[key].filled(**refused.value.figures).zh


def test_one_day_is_enough(desk):
    found = desk.calc("bill-discount", face="10万", annual_rate="3.6%", discounted_on="2026-11-24", due_on="2026-11-25")
    assert (found.values["interest"], found.values["proceeds"]) == (Decimal("10.00"), Decimal("99990.00"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_note_can_be_said(desk, lang):
    (calculator,) = [found for found in desk.pack.calculators if found.name == "bill-discount"]
    told = desk.calc(
        "bill-discount", face="10万", annual_rate="2%", discounted_on="2034-07-01", due_on="2035-01-06", paper="other_city"
    ).notes
    assert {note.key for note in told} == set(calculator.notes)
    assert [note.key for note in told if "{" in calculator.notes[note.key].filled(**note.figures).said(lang)] == []
