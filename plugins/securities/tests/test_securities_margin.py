"""Margin trading against the golden examples, accounts worked by hand, and the laws that each way must obey."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmtool.testing import Desk
from cmtool_securities import hooks
from cmtool_securities.calculators.margin_ratio import margin_ratio

CENT = Decimal("0.01")
quick = settings(max_examples=60, deadline=None)
money = st.decimals(min_value=1, max_value=50_000_000, places=2)


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)


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
    assert "price_at_line" not in found  # own assets alone are worth more than 1.3 × 61


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


def test_contracts_of_before_2026_tie_what_their_own_ratio_says(desk):
    account = {"cash": "200万", "price": "60万", "financed": "60万", "short_value": "50万", "short_proceeds": "50万"}
    old = desk.calc("margin-ratio", **account, held_ratio="80%", short_ratio="120%").values
    assert old["available_margin"] == 420_000  # 200 - 50 - 60 × 80% - 50 × 120%
    assert desk.calc("margin-ratio", **account).values["available_margin"] == 400_000


def test_a_limit_is_rounded_down_and_a_ratio_to_the_nearest(desk):
    assert desk.calc("margin-ratio", cash="200", new_ratio="300%").values["headroom"] == Decimal("66.66")
    assert desk.calc("margin-ratio", cash="200", interest="300").values["maintenance_ratio"] == Decimal("0.666667")


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
        ({"securities": "130", "price": "1", "financed": "100"}, {"price_not_reached"}),
        ({"securities": "129.99", "price": "1", "financed": "100"}, set()),
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
    fall, at_line = found["fall_to_line"], found.get("price_at_line")
    if 0 < fall < 1:
        assert (cash + (securities + price) * (1 - fall)) / financed == pytest.approx(
            line, abs=Decimal("1e-6") * (securities + price) / financed
        )
    elif fall == 0:
        assert found["maintenance_ratio"] <= line + Decimal("1e-6")
    else:
        assert cash + (securities + price) * Decimal("1e-6") >= line * financed
    if at_line is None:
        assert cash + securities >= line * financed
    else:
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
