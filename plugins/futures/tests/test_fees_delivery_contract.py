"""Fees with their rules for the same day, delivery with its VAT, and the card of a contract."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmtool.errors import InvalidData, Refusal
from cmtool.testing import Desk
from cmtool_futures import hooks
from cmtool_futures.calculators.trading_fees import fee_of

DESK = Desk(hooks)
FEES = {
    "lots_opened": "10", "lots_closed": "6", "held_before": "4", "open_price": "3100", "close_price": "3120",
    "multiplier": "10", "tick": "1", "open_fee": "1bp", "close_fee": "1bp", "today_fee": "0.5bp",
}  # fmt: skip
DELIVERY = {"side": "sell", "lots": "30", "tonnes_per_lot": "10", "settlement": "3200", "entry": "3100"}


@pytest.mark.parametrize(
    ("order", "closed", "opened_today", "old"),
    [
        ("today_first", 6, 6, 0),
        ("old_first", 6, 2, 4),
        ("old_first", 4, 0, 4),
        ("today_first", 12, 10, 2),
        ("old_first", 14, 10, 4),
    ],
)
def test_which_lots_are_closed_decides_the_fee(calculated, order, closed, opened_today, old):
    found = calculated("trading-fees", **{**FEES, "lots_closed": closed, "order": order})["result"]
    assert (found["closed_today"]["value"], found["closed_old"]["value"]) == (opened_today, old)
    assert found["opening"]["value"] == 31
    assert found["closing_today"]["value"] == pytest.approx(opened_today * 31_200 * 0.00005, abs=0.005)
    assert found["closing_old"]["value"] == pytest.approx(old * 31_200 * 0.0001, abs=0.005)


def test_closing_more_than_is_held_is_refused():
    with pytest.raises(Refusal) as refused:
        DESK.calc("trading-fees", **{**FEES, "lots_closed": "15"})
    assert refused.value.key == "closes_too_many"
    assert DESK.calc("trading-fees", **{**FEES, "lots_closed": "14"}).values["closed_today"] == 10


@pytest.mark.parametrize(
    ("written", "a_lot", "share"),
    [("3元", 3, 0), ("3.5L", "3.5", 0), ("12.01", "12.01", 0), ("0", 0, 0), ("0.5bp", 0, "0.00005"), ("万0.5", 0, "0.00005"),
     ("万分之1.2", 0, "0.00012"), ("3元/手", 3, 0), ("0.23‱", 0, "0.000023")],
)  # fmt: skip
def test_fees_are_read_as_people_write_them(written, a_lot, share):
    assert fee_of(written) == (Decimal(a_lot), Decimal(share))


@pytest.mark.parametrize("written", ["three", "-1元", "5%", ""])
def test_a_fee_that_cannot_be_read_is_refused(written):
    with pytest.raises((Refusal, InvalidData)):
        DESK.calc("trading-fees", **{**FEES, "open_fee": written})


@pytest.mark.parametrize(("fee", "ticks"), [("5元", 1), ("5.01元", 2), ("0", 0)])
def test_the_break_even_in_steps_is_never_too_few(fee, ticks):
    found = DESK.calc("trading-fees", **{**FEES, "open_fee": fee, "close_fee": fee, "today_fee": fee}).values
    assert found["break_even_ticks"] == ticks
    assert found["break_even"] * 10 == found["round_trip"]


@given(
    opened=st.integers(0, 50), closed=st.integers(0, 50), held=st.integers(0, 50), surcharge=st.integers(0, 300),
    order=st.sampled_from(["today_first", "old_first"]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_with_one_fee_for_all_the_order_does_not_matter(opened, closed, held, surcharge, order):
    asked = {
        **FEES,
        "lots_opened": opened,
        "lots_closed": closed,
        "held_before": held,
        "surcharge": f"{surcharge}%",
        "order": order,
    }
    asked |= {"open_fee": "3元", "close_fee": "", "today_fee": ""}
    if closed > opened + held:
        with pytest.raises(Refusal):
            DESK.calc("trading-fees", **asked)
        return
    found = DESK.calc("trading-fees", **asked).values
    assert found["total"] == round(Decimal(3 * (opened + closed) * (100 + surcharge)) / 100, 2)
    assert found["closed_today"] + found["closed_old"] == closed
    assert found["closed_today"] <= opened
    assert found["closed_old"] <= held


@given(
    side=st.sampled_from(["sell", "buy"]), settlement=st.integers(500, 90_000),
    entry=st.integers(500, 90_000), vat=st.sampled_from([0, 9, 13]), lots=st.integers(1, 500),
    goods=st.integers(500, 90_000), fee=st.integers(0, 20), days=st.integers(0, 300),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_delivery_comes_to_the_entry_price_but_for_costs_and_vat(side, settlement, entry, vat, lots, goods, fee, days):
    found = DESK.calc(
        "delivery-cost", side=side, lots=lots, tonnes_per_lot=10, settlement=settlement, entry=entry, vat=f"{vat}%",
        goods=goods, delivery_fee=fee, storage_per_day="0.4", days=days,
    ).values  # fmt: skip
    sign, tonnes = (1 if side == "sell" else -1), lots * 10
    assert found["invoice"] == found["net"] + found["vat"] == settlement * tonnes
    assert abs(found["vat"] - found["net"] * vat / 100) < 1
    effect = -sign * Fraction(settlement - entry) * vat / (100 + vat)
    costs = fee + Fraction(4, 10) * days
    assert float(found["real_price"]) == pytest.approx(float(entry + sign * (effect - costs)), abs=0.01)
    assert float(found["against_spot"]) == pytest.approx(
        float(sign * (entry - goods) + effect - costs) * tonnes, abs=0.01 * tonnes + 1
    )


def test_the_vat_of_a_rise_is_the_sellers_loss_and_the_buyers_gain(calculated):
    sold, bought = (calculated("delivery-cost", **{**DELIVERY, "side": side}) for side in ("sell", "buy"))
    assert sold["result"]["vat_effect"]["value"] == -3451.33  # 100 × 13/113 × 300
    assert bought["result"]["vat_effect"]["value"] == 3451.33
    assert any("3,451.33" in note for note in sold["notes"])


def test_without_an_entry_price_nothing_is_said_of_the_futures():
    found = DESK.calc("delivery-cost", **{name: value for name, value in DELIVERY.items() if name != "entry"}).values
    assert {"futures_result", "vat_effect", "against_spot"} & set(found) == set()
    assert found["real_price"] == 3200


@pytest.mark.parametrize(("premium", "kept"), [("-3199.99", True), ("-3200", False)])
def test_an_invoice_must_be_above_nothing(premium, kept):
    if kept:
        assert DESK.calc("delivery-cost", **DELIVERY, premium=premium).values["invoice"] == 3
        return
    with pytest.raises(Refusal) as refused:
        DESK.calc("delivery-cost", **DELIVERY, premium=premium)
    assert refused.value.key == "invoice_not_positive"


MARGINS = """\
as_of = 2026-11-20
add_on = "3%"
[[rate]]
product = "rb"
exchange = "8%"
[[rate]]
contract = "rb2705"
exchange = "8%"
add_on = "5%"
"""


def test_a_contract_on_its_card(calculated):
    found = calculated("contract", code="rb2701", price=3200)["result"]
    assert found["contract"]["value"] == "rb2701"
    assert (found["multiplier"]["value"], found["tick"]["value"], found["tick_value"]["value"]) == (10, 1, 10)
    assert (found["last_trading_day"]["value"], found["delivery_lots"]["value"]) == ("2027-01-15", 30)
    assert found["notional"]["value"] == 32_000
    assert found["margin_per_lot"]["value"] == pytest.approx(32_000 * found["margin_rate"]["value"])
    assert [row["start"] for row in found["steps"]["value"]] == sorted(row["start"] for row in found["steps"]["value"])


@pytest.mark.parametrize(("code", "rate"), [("rb2701", 0.11), ("rb2705", 0.13), ("m2705", None)])
def test_the_firms_own_margins_stand_in_place_of_those_seen(calculated, tmp_path, code, rate):
    (tmp_path / "margins.toml").write_text(MARGINS)
    seen = calculated("contract", code=code)["result"]["margin_exchange"]["value"]
    found = calculated("contract", code=code, price=3000, margins=tmp_path / "margins.toml")
    if rate is None:
        assert found["result"]["margin_rate"]["value"] == pytest.approx(seen + 0.03)
        return
    assert found["result"]["margin_rate"]["value"] == pytest.approx(rate)
    assert found["result"]["margin_per_lot"]["value"] == pytest.approx(30_000 * rate)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('as_of = 2026-11-20\n[[rate]]\nproduct = "rb"\ncontract = "rb2705"\nadd_on = "1%"\n', "第 1 条"),
        ('as_of = 2026-11-20\n[[rate]]\nproduct = "rb"\n', "第 1 条"),
        ('as_of = 2026-11-20\nadd_on = "150%"\n', "第 2 行第 10 列"),
        ('as_of = 2026-11-20\n[[rate]]\nproduct = "zz"\nadd_on = "1%"\n', "zz"),
    ],
)
def test_a_margin_table_with_mistakes_is_refused(calculated, tmp_path, text, said):
    (tmp_path / "margins.toml").write_text(text)
    assert said in calculated("contract", expect=5, code="rb2701", margins=tmp_path / "margins.toml")


@pytest.mark.parametrize("code", ["rb", "zz2701", "rb2713", "IF2612x"])
def test_a_code_that_is_no_contract_is_refused(calculated, code):
    for lang in ("zh", "en"):
        said = calculated("contract", expect=5, code=code, lang=lang)
        assert "{" not in said
