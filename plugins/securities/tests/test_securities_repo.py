"""Treasury repo against the golden example, an internal rate of return, and its own laws."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from cmtool.errors import InvalidData, Refusal
from cmtool.testing import Desk
from cmtool_securities import hooks
from cmtool_securities.calculators.repo import USUAL_CAPS, repo
from cmtool_securities.calculators.trading_days import is_trading_day

CENT = Decimal("0.01")
quick = settings(max_examples=60, deadline=None)
money = st.decimals(min_value=1, max_value=50_000_000, places=2)
small_rates = st.decimals(min_value=Decimal("0.001"), max_value=Decimal("0.2"), places=5)


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)


def test_g075_one_day_repo_before_the_2025_national_holidays_bears_nine_days(desk):
    outcome = desk.calc("repo", amount="10万", rate="2%", term="1", trade_date="2025-09-29")
    assert outcome.values["interest_days"] == 9
    assert outcome.values["first_settlement"] == date(2025, 9, 30)
    assert outcome.values["usable_on"] == date(2025, 9, 30)
    assert outcome.values["withdrawable_on"] == date(2025, 10, 9)
    assert outcome.values["interest"] == Decimal("49.32")  # 100,000 × 2% × 9 ÷ 365
    assert outcome.values["net_annual_yield"] == Decimal("0.019596")  # (49.32 - 1) ÷ 100,000 × 365 ÷ 9
    assert "days_differ" in {note.key for note in outcome.notes}


@pytest.mark.parametrize(
    ("trade_date", "term", "days"),
    [
        pytest.param("2025-09-30", 1, 1, id="dealt-on-the-eve-bears-one-day"),
        pytest.param("2026-11-23", 1, 1, id="monday"),
        pytest.param("2026-11-26", 1, 3, id="thursday-over-the-weekend"),
        pytest.param("2026-11-27", 1, 1, id="friday"),
        pytest.param("2026-11-23", 7, 7, id="a-week"),
        pytest.param("2026-02-12", 1, 11, id="over-spring-festival"),
        pytest.param("2026-02-13", 14, 6, id="a-fortnight-over-spring-festival"),
    ],
)
def test_days_that_bear_interest(desk, trade_date, term, days):
    found = desk.calc("repo", amount="100000", rate="1.5%", term=term, trade_date=trade_date).values["interest_days"]
    assert found == days


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"term": 5}, "no_such_term"),
        ({"trade_date": "2017-05-19"}, "before_the_rule"),
        ({"trade_date": "2026-10-01"}, "exchange_closed"),
        ({"trade_date": "2026-10-10"}, "exchange_closed"),
    ],
)
def test_what_cannot_be_dealt_is_refused(desk, given, key):
    with pytest.raises(Refusal) as refused:
        desk.calc("repo", **({"amount": "1万", "rate": "2%", "term": 1, "trade_date": "2026-11-24"} | given))
    assert refused.value.key == key


def test_the_first_day_of_the_rule_is_computed(desk):
    assert desk.calc("repo", amount="1万", rate="2%", term=1, trade_date="2017-05-22").values["interest_days"] == 1


@pytest.mark.parametrize("wrong", [{"amount": "0"}, {"rate": "0"}, {"term": 0}, {"fee_share": "101%"}])
def test_inputs_outside_their_limits_are_refused(desk, wrong):
    with pytest.raises(InvalidData):
        desk.calc("repo", **({"amount": "1万", "rate": "2%", "term": 1, "trade_date": "2026-11-24"} | wrong))


@pytest.mark.parametrize(("term", "fee"), [(1, 1), (2, 2), (3, 3), (4, 4), (7, 5), (14, 10), (28, 20), (91, 30), (182, 30)])
def test_the_usual_cap_of_each_term_on_100_000_yuan(desk, term, fee):
    found = {
        share: desk.calc("repo", amount="10万", rate="2%", term=term, trade_date="2026-06-01", fee_share=share).values["fee"]
        for share in ("100%", "20%", "0")
    }
    assert found == {"100%": fee, "20%": Decimal(fee) / 5, "0": 0}


def test_a_year_not_published_is_said(desk):
    late = desk.calc("repo", amount="1500", rate="2%", term=182, trade_date="2026-11-24")
    assert [note.figures for note in late.notes if note.key == "calendar_not_published"] == [{"year": "2027"}]
    assert "not_whole_lots" in {note.key for note in late.notes}
    soon = desk.calc("repo", amount="1万", rate="2%", term=1, trade_date="2026-11-24")
    assert {note.key for note in soon.notes} == {"usual_caps"}


open_days = st.dates(min_value=date(2017, 5, 22), max_value=date(2026, 12, 20)).filter(is_trading_day)


@quick
@given(amount=money, rate=small_rates, term=st.sampled_from(sorted(USUAL_CAPS)), trade_date=open_days)
def test_repo_keeps_its_laws_and_agrees_with_an_internal_rate_of_return(amount, rate, term, trade_date):
    amount += 100_000
    found = repo(amount=amount, rate=rate, term=term, trade_date=trade_date, fee_share=Decimal(0)).values
    days = found["interest_days"]
    assert trade_date < found["first_settlement"] <= found["usable_on"] < found["withdrawable_on"]
    assert found["usable_on"] >= trade_date + timedelta(days=term)
    assert all(is_trading_day(found[name]) for name in ("first_settlement", "usable_on", "withdrawable_on"))
    flows = [-float(amount), float(amount + found["net_interest"])]
    compound = pyxirr.xirr([found["first_settlement"], found["withdrawable_on"]], flows)
    simple = ((1 + compound) ** (days / 365) - 1) * 365 / days
    assert float(found["net_annual_yield"]) == pytest.approx(simple, abs=2e-6)
    assert float(found["net_annual_yield"]) == pytest.approx(float(rate), abs=0.005 * 365 / float(amount) + 1e-6)


@quick
@given(amount=money, term=st.sampled_from(sorted(USUAL_CAPS)), trade_date=open_days)
def test_a_fee_is_never_above_the_cap_and_comes_off_the_interest(amount, term, trade_date):
    full, half = (
        repo(amount=amount, rate=Decimal("0.02"), term=term, trade_date=trade_date, fee_share=share).values
        for share in (Decimal(1), Decimal("0.5"))
    )
    assert full["fee"] <= amount * USUAL_CAPS[term] + CENT / 2
    assert half["fee"] <= full["fee"]
    assert full["net_interest"] == full["interest"] - full["fee"]
