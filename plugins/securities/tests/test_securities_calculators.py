"""The securities calculators against the golden examples, an independent oracle and the laws they must obey."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from cmtool.errors import InvalidData, Refusal
from cmtool.testing import Desk
from cmtool_securities import hooks
from cmtool_securities.calculators.margin_ratio import margin_ratio
from cmtool_securities.calculators.repo import USUAL_CAPS, repo
from cmtool_securities.calculators.trade_cost import trade_cost
from cmtool_securities.calculators.trading_days import is_trading_day, next_trading_day, published

CENT = Decimal("0.01")
quick = settings(max_examples=60, deadline=None)
money = st.decimals(min_value=1, max_value=50_000_000, places=2)
small_rates = st.decimals(min_value=Decimal("0.001"), max_value=Decimal("0.2"), places=5)


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)


# --- trading days

CLOSED_2026 = [  # the State Council's notice for 2026
    ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"), ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"), ("2026-10-01", "2026-10-07"),
]  # fmt: skip


def test_2026_is_open_on_weekdays_outside_the_notice_and_on_no_other_day():
    closed = set()
    for first, last in CLOSED_2026:
        day, end = date.fromisoformat(first), date.fromisoformat(last)
        while day <= end:
            closed.add(day)
            day += timedelta(days=1)
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in days if is_trading_day(day) is not (day.weekday() < 5 and day not in closed)] == []


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_make_up_working_days_stay_closed(day):
    assert not is_trading_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2025-12-31", "2026-01-05"),
        ("2026-02-13", "2026-02-24"),
        ("2026-04-30", "2026-05-06"),
        ("2026-09-30", "2026-10-08"),
        ("2024-02-08", "2024-02-19"),
    ],
)
def test_trading_resumes_after_the_holidays(day, following):
    assert next_trading_day(date.fromisoformat(day)) == date.fromisoformat(following)


def test_a_year_not_published_falls_back_to_weekdays_and_fixed_holidays():
    assert not published(2099)
    assert is_trading_day(date(2099, 3, 2))
    assert not is_trading_day(date(2099, 1, 1))
    assert not is_trading_day(date(2099, 10, 1))


# --- treasury repo


def test_g075_one_day_repo_before_the_2025_national_holidays_bears_nine_days(desk):
    outcome = desk.calc("repo", amount="10万", rate="2%", term="1", trade_date="2025-09-29")
    assert outcome.values["interest_days"] == 9
    assert outcome.values["first_settlement"] == date(2025, 9, 30)
    assert outcome.values["usable_on"] == date(2025, 9, 30)
    assert outcome.values["withdrawable_on"] == date(2025, 10, 9)
    assert outcome.values["interest"] == Decimal("49.32")  # 100,000 × 2% × 9 ÷ 365
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


# --- margin trading


def test_g027_margin_after_haircuts(desk):
    assert desk.calc("margin-ratio", cash="100", securities="100", haircut="0.7").values["available_margin"] == 170


@pytest.mark.parametrize(
    ("ratio", "headroom"), [pytest.param("100%", 1_000_000, id="new"), pytest.param("80%", 1_250_000, id="old")]
)
def test_g029_headroom_under_the_new_and_the_old_ratio(desk, ratio, headroom):
    outcome = desk.calc("margin-ratio", cash="100万", new_ratio=ratio)
    assert outcome.values["headroom"] == headroom
    assert ("below_minimum_ratio" in {note.key for note in outcome.notes}) is (ratio == "80%")


def test_g029_holds_within_an_account_with_debts_too(desk):
    found = desk.calc("margin-ratio", cash="1000100", interest="100").values
    assert (found["available_margin"], found["headroom"]) == (1_000_000, 1_000_000)


def test_an_account_by_hand(desk):
    """20 in cash, 100 of own shares at 70%, 1,000 shares bought for 60 now worth 50, interest 1; in ten thousands of yuan."""
    own = {"cash": "20万", "securities": "100万", "haircut": "70%"}
    bought = {"shares": "1000", "price": "500", "financed": "60万", "interest": "1万"}
    found = desk.calc("margin-ratio", **own, **bought, target="300%").values
    assert found["assets"] == 1_700_000
    assert found["debt"] == 610_000
    assert found["maintenance_ratio"] == Decimal("2.786885")
    assert found["add_collateral"] == 130_000  # 3 × 61 - 170
    assert found["repay"] == Decimal("43333.34")  # 61 - 170 ÷ 3
    assert found["sell_and_repay"] == 65_000  # (3 × 61 - 170) ÷ 2
    assert found["available_margin"] == 190_000  # 20 + 70 - 10 (loss in full) - 60 - 1
    assert found["withdrawable"] == 0
    assert found["price_at_line"] == 0  # own assets alone are worth more than 1.3 × 61


@pytest.mark.parametrize(
    ("gain", "available"),
    [
        pytest.param("70万", 165_000, id="a-gain-counts-at-the-haircut"),  # 70 + 10 × 65% - 60
        pytest.param("50万", 0, id="a-loss-counts-in-full"),  # 70 - 10 - 60
    ],
)
def test_gains_and_losses_of_a_financed_position(desk, gain, available):
    found = desk.calc("margin-ratio", securities="100万", haircut="70%", price=gain, financed="60万").values
    assert found["available_margin"] == available


def test_a_short_sale_ties_its_proceeds_and_margin(desk):
    found = desk.calc("margin-ratio", cash="150万", short_value="80万", short_proceeds="100万").values
    assert found["maintenance_ratio"] == Decimal("1.875")
    assert found["available_margin"] == -170_000  # 150 + 20 × 65% - 100 - 80
    assert found["headroom"] == 0


def test_b5_9_the_price_at_which_the_ratio_meets_the_line(desk):
    found = desk.calc("margin-ratio", shares="10000", price="16", financed="10万", line="130%").values
    assert found["price_at_line"] == 13  # 1.3 × 100,000 ÷ 10,000
    assert found["fall_to_line"] == Decimal("0.1875")


@pytest.mark.parametrize(
    ("inputs", "keys"),
    [
        ({"price": "129", "financed": "100"}, {"below_line"}),
        ({"price": "130", "financed": "100"}, set()),
        ({"price": "100", "financed": "100"}, {"below_line", "selling_not_enough"}),
        ({"cash": "130", "price": "1", "financed": "100"}, {"line_not_reached"}),
        ({"price": "200", "financed": "100", "new_ratio": "99%"}, {"below_minimum_ratio"}),
    ],
)
def test_what_the_result_does_not_show_is_said(desk, inputs, keys):
    always = {"lines_by_contract", "haircuts_by_house", "credit_limit"}
    assert {note.key for note in desk.calc("margin-ratio", **inputs).notes} - always == keys


def test_an_account_without_debts_has_margin_but_no_ratio(desk):
    outcome = desk.calc("margin-ratio", cash="100万", securities="100万", haircut="70%")
    assert outcome.values == {"assets": 2_000_000, "debt": 0, "available_margin": 1_700_000, "headroom": 1_700_000}
    assert {note.key for note in outcome.notes} == {"no_debt", "haircuts_by_house", "credit_limit"}


def account(**known):
    nothing = dict.fromkeys(
        ("cash", "securities", "price", "financed", "short_value", "short_proceeds", "interest"), Decimal(0)
    )
    ratios = dict.fromkeys(("held_ratio", "short_ratio", "new_ratio", "shares"), Decimal(1))
    rest = {"haircut": Decimal("0.65"), "position_haircut": Decimal("0.65"), "line": Decimal("1.3"), "target": Decimal("1.5")}
    return nothing | ratios | rest | known


@quick
@given(
    cash=money,
    securities=money,
    price=money,
    financed=money,
    short_value=money,
    target=st.decimals(Decimal("1.05"), 4, places=2),
)
def test_each_way_reaches_the_target_and_repaying_from_outside_needs_least(
    cash, securities, price, financed, short_value, target
):
    found = margin_ratio(
        **account(cash=cash, securities=securities, price=price, financed=financed, short_value=short_value, target=target)
    ).values
    assets, debt = cash + securities + price, financed + short_value
    add, repay, sell = (found[name] for name in ("add_collateral", "repay", "sell_and_repay"))
    if assets >= target * debt:
        assert (add, repay, sell) == (0, 0, 0)
        return
    assert Fraction(assets + add) >= Fraction(target) * Fraction(debt)
    assert Fraction(assets + add - CENT) < Fraction(target) * Fraction(debt)
    assert Fraction(assets) >= Fraction(target) * Fraction(debt - repay)
    assert repay <= add
    if assets > debt:
        assert repay <= sell
        assert Fraction(assets - sell) >= Fraction(target) * Fraction(debt - sell)
        assert Fraction(assets - sell + CENT) < Fraction(target) * Fraction(debt - sell + CENT)
    else:
        assert sell == assets


@quick
@given(cash=money, securities=money, price=money, financed=money, line=st.decimals(Decimal("1.05"), 3, places=2))
def test_at_the_fall_and_at_the_price_shown_the_ratio_is_the_line(cash, securities, price, financed, line):
    found = margin_ratio(**account(cash=cash, securities=securities, price=price, financed=financed, line=line)).values
    fall, at_line = found["fall_to_line"], found["price_at_line"]
    if 0 < fall < 1:
        assert (cash + (securities + price) * (1 - fall)) / financed == pytest.approx(
            line, abs=Decimal("1e-6") * (securities + price) / financed
        )
    elif fall == 0:
        assert found["maintenance_ratio"] <= line + Decimal("1e-6")
    else:
        assert cash + (securities + price) * Decimal("1e-6") >= line * financed
    if at_line:
        assert (cash + securities + at_line) / financed == pytest.approx(line, abs=Decimal("1e-5"))


@quick
@given(cash=money, securities=money, price=money, financed=money)
def test_a_higher_price_never_lowers_ratio_margin_or_headroom(cash, securities, price, financed):
    low, high = (
        margin_ratio(**account(cash=cash, securities=securities, price=value, financed=financed)).values
        for value in (price, price * 2)
    )
    assert all(
        high[name] >= low[name]
        for name in ("maintenance_ratio", "available_margin", "headroom", "fall_to_line", "withdrawable")
    )


# --- cost of a trade


def test_g025_selling_100_000_costs_76(desk):
    found = desk.calc("trade-cost", amount="10万", side="sell", commission_rate="0.025%", trade_date="2026-11-24").values
    assert (found["total"], found["stamp_duty"], found["transfer_fee"], found["commission"]) == (76, 50, 1, 25)
    assert found["share"] == Decimal("0.00076")


@pytest.mark.parametrize(
    ("given", "total"),
    [
        pytest.param({"side": "buy"}, "26.00", id="a-buyer-pays-no-stamp-duty"),
        pytest.param({"trade_date": "2023-08-27"}, "126.00", id="the-day-before-the-stamp-duty-was-halved"),
        pytest.param({"trade_date": "2023-08-28"}, "76.00", id="the-day-it-was-halved"),
        pytest.param({"amount": "1万"}, "10.10", id="the-minimum-commission-applies"),
        pytest.param({"amount": "2万"}, "15.20", id="exactly-the-minimum"),
        pytest.param({"charges": "added"}, "81.41", id="handling-and-regulatory-fees-on-top"),  # + 3.41 + 2.00
        pytest.param({"charges": "added", "trade_date": "2023-08-27"}, "132.87", id="with-the-handling-fee-before-the-cut"),
    ],
)
def test_what_an_order_costs(desk, given, total):
    order = {"amount": "10万", "side": "sell", "commission_rate": "0.025%", "trade_date": "2026-11-24"}
    assert desk.calc("trade-cost", **(order | given)).values["total"] == Decimal(total)


def test_a_rate_above_the_cap_is_said_and_an_early_day_refused(desk):
    order = {"amount": "10万", "side": "buy", "trade_date": "2026-11-24"}
    assert "above_cap" in {note.key for note in desk.calc("trade-cost", **order, commission_rate="0.31%").notes}
    assert "above_cap" not in {note.key for note in desk.calc("trade-cost", **order, commission_rate="0.3%").notes}
    with pytest.raises(Refusal) as refused:
        desk.calc("trade-cost", **(order | {"trade_date": "2022-04-28"}), commission_rate="0.03%")
    assert refused.value.key == "before_the_fee"


@quick
@given(
    amount=money,
    rate=st.decimals(0, Decimal("0.003"), places=6),
    side=st.sampled_from(["buy", "sell"]),
    charges=st.sampled_from(["included", "added"]),
)
def test_the_items_add_up_and_each_is_the_fraction_rounded(amount, rate, side, charges):
    found = trade_cost(
        amount=amount, side=side, commission_rate=rate, minimum=Decimal(5), charges=charges, trade_date=date(2026, 11, 24)
    ).values
    items = ("commission", "stamp_duty", "transfer_fee", "handling_fee", "regulatory_fee")
    exact = {
        "commission": max(Fraction(5), Fraction(amount) * Fraction(rate)),
        "stamp_duty": Fraction(amount) * Fraction(5, 10_000) * (side == "sell"),
        "transfer_fee": Fraction(amount) / 100_000,
        "handling_fee": Fraction(amount) * Fraction(341, 10_000_000) * (charges == "added"),
        "regulatory_fee": Fraction(amount) * Fraction(2, 100_000) * (charges == "added"),
    }
    for name in items:
        cents = Decimal((exact[name] * 100).numerator) / Decimal((exact[name] * 100).denominator)
        assert found[name] == cents.quantize(Decimal(1), ROUND_HALF_UP) / 100, name
    assert found["total"] == sum(found[name] for name in items)
    assert found["total"] >= 5
