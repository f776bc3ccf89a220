"""The cost of a trade against the golden example, days of change, and exact fractions."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmtool.errors import Refusal
from cmtool.testing import Desk
from cmtool_securities import hooks
from cmtool_securities.calculators.trade_cost import trade_cost

quick = settings(max_examples=60, deadline=None)
money = st.decimals(min_value=1, max_value=50_000_000, places=2)


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)


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
        pytest.param({"charges": "added", "trade_date": "2023-08-28"}, "81.41", id="the-day-of-the-cut"),
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
    assert desk.calc("trade-cost", **(order | {"trade_date": "2022-04-29"}), commission_rate="0.03%").values["total"] == 31
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
