"""The account under stress and day by day: published examples through the command line, and what must always hold."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmtool.errors import Refusal
from cmtool.testing import Desk
from cmtool_futures import hooks

DESK = Desk(hooks)
BASE = {"equity": "10万", "side": "buy", "lots": "20", "price": "4000", "multiplier": "10", "rate": "10%"}
DAYS = {"funds": "10万", "side": "buy", "lots": "20", "price": "4000", "multiplier": "10", "rate": "10%"}


def test_g061_through_the_command_line(calculated, golden_example, tmp_path):
    example = golden_example("G061")
    given_, expected = example["inputs"], example["expected"]
    days = [given_["d1"], given_["d2"], given_["d3"]]
    lines = [(1, -given_["d1"]["close_long"][0], given_["d1"]["close_long"][1]), (2, *given_["d2"]["open_long"]),
             (3, -given_["d3"]["close_long"][0], given_["d3"]["close_long"][1])]  # fmt: skip
    trades = tmp_path / "trades.toml"
    trades.write_text("".join(f'[[trade]]\nday = "{day}"\nlots = {lots}\nprice = {price}\n' for day, lots, price in lines))
    lots, price = given_["d1"]["open_long"]
    asked = {
        "funds": given_["deposit"],
        "side": "buy",
        "lots": lots,
        "price": price,
        "multiplier": given_["mult"],
        "rate": given_["margin"],
    }
    settlements = ",".join(str(day["settle"]) for day in days)
    found = calculated("daily-settlement", **asked, settlements=settlements, trades=trades)["result"]["days"]["value"]
    for number, row in enumerate(found, 1):
        for name, key in (("pnl", "result"), ("equity", "equity"), ("margin", "margin"), ("avail", "free")):
            if f"{name}{number}" in expected:
                assert row[key] == pytest.approx(expected[f"{name}{number}"], abs=example["tol"]), (number, name)
    short = calculated(
        "margin", **asked, settlements=settlements, trade_days="1,2,3", trade_lots=",".join(str(line[1]) for line in lines),
        trade_prices=",".join(str(line[2]) for line in lines),
    )["result"]  # fmt: skip
    assert short["pnl"]["value"] == [row["result"] for row in found]
    assert short["equity"]["value"] == [row["equity"] for row in found]


def test_g063_through_the_command_line(calculated, golden_example):
    example = golden_example("G063")
    given_, expected = example["inputs"], example["expected"]
    found = calculated(
        "daily-settlement", funds=given_["contracts"] * given_["initial_per"], side="buy", lots=given_["contracts"],
        price=given_["entry"],
        multiplier=given_["oz"], initial=given_["initial_per"], maintenance=given_["maint_per"],
        settlements=",".join(map(str, given_["settlements"])), top_up="yes",
    )["result"]  # fmt: skip
    calls = [row["call"] for row in found["days"]["value"] if row["call"]]
    assert calls == pytest.approx([expected["call1"], expected["call2"]], abs=example["tol"])
    assert found["equity"]["value"] == pytest.approx(expected["final"], abs=example["tol"])
    balances = [10200, 9660, 10920, 10260, 10020, 9240, 7980, 12180, 11100, 11640, 8220, 12000, 12660, 13020, 14400, 15180]
    assert [row["equity"] for row in found["days"]["value"]] == balances
    assert (found["calls"]["value"], found["paid_in"]["value"], found["largest_call"]["value"]) == (2, 7800, 4020)


prices = st.lists(st.integers(2000, 6000), min_size=1, max_size=12)


@given(
    path=prices, side=st.sampled_from(["buy", "sell"]), lots=st.integers(1, 40), entry=st.integers(2000, 6000),
    fee=st.integers(0, 5), top_up=st.sampled_from(["yes", "no"]), rate=st.integers(1, 30),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_marking_to_market_sums_to_the_whole(path, side, lots, entry, fee, top_up, rate):
    found = DESK.calc(
        "daily-settlement", **{**DAYS, "side": side, "lots": lots, "price": entry, "rate": f"{rate}%"},
        settlements=",".join(map(str, path)), fee=fee, top_up=top_up,
    ).values  # fmt: skip
    whole = (path[-1] - entry) * lots * 10 * (1 if side == "buy" else -1)
    assert found["result"] == whole == sum(row["result"] for row in found["days"])
    assert found["equity"] == 100_000 + whole + found["paid_in"] - found["fees"]
    assert found["fees"] == fee * lots
    assert found["calls"] == sum(1 for row in found["days"] if row["call"])
    for row in found["days"]:
        assert row["call"] == max(0, row["margin"] - row["equity"])
        assert row["margin"] == row["price"] * lots * 10 * Decimal(rate) / 100
    for before, after in zip(found["days"], found["days"][1:], strict=False):
        assert after["paid_in"] == (before["call"] if top_up == "yes" else 0)


def test_prices_from_a_file_and_from_a_list_are_the_same(calculated, tmp_path):
    path = [3950, 3900, 3980]
    rows = "".join(f"{date(2026, 11, 2) + timedelta(days=number)},{price}\n" for number, price in enumerate(path))
    (tmp_path / "rb.csv").write_text("date,settle\n" + rows)
    (tmp_path / "trades.toml").write_text(
        '[[trade]]\nday = "2026-11-03"\nlots = -5\nprice = 3910\n[[payment]]\nday = "2026-11-04"\namount = 5000\n'
    )
    by_file = calculated("daily-settlement", **DAYS, prices=tmp_path / "rb.csv", trades=tmp_path / "trades.toml")["result"]
    (tmp_path / "numbered.toml").write_text(
        '[[trade]]\nday = "2"\nlots = -5\nprice = 3910\n[[payment]]\nday = "3"\namount = 5000\n'
    )
    by_list = calculated("daily-settlement", **DAYS, settlements=",".join(map(str, path)), trades=tmp_path / "numbered.toml")[
        "result"
    ]
    assert [row["day"] for row in by_file["days"]["value"]] == ["2026-11-02", "2026-11-03", "2026-11-04"]
    strip = [
        [{key: row[key] for key in ("lots", "result", "equity", "call")} for row in found["days"]["value"]]
        for found in (by_file, by_list)
    ]
    assert strip[0] == strip[1]
    assert strip[0][-1]["lots"] == 15
    assert by_file["paid_in"]["value"] == 5000


def test_real_prices_are_marked_in_good_time(calculated, shared):
    found = calculated(
        "daily-settlement", funds="100万", side="sell", lots=100, price=3776, multiplier=10, rate="9%",
        prices=shared / "data/futures_prices/RB.csv", top_up="yes",
    )["result"]  # fmt: skip
    assert len(found["days"]["value"]) == 723  # two of the 725 days have no settlement price
    assert found["result"]["value"] == pytest.approx(-(found["days"]["value"][-1]["price"] - 3776) * 1000)


def test_a_price_file_without_a_price_is_refused(calculated, tmp_path):
    (tmp_path / "none.csv").write_text("date,settle\n2026-11-02,0\n")
    assert "价格文件" in calculated("daily-settlement", expect=5, **DAYS, prices=tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"settlements": "4000", "rate": None}, "rate_or_sum"),
        ({"settlements": "4000", "initial": "4000"}, "rate_or_sum"),
        ({"settlements": "4000", "maintenance": "4000"}, "maintenance_above_initial"),
        ({"settlements": "4000", "rate": None, "initial": "3000", "maintenance": "3000.01"}, "maintenance_above_initial"),
        ({}, "one_source_of_prices"),
        ({"settlements": "4000", "prices": [("2026-11-02", "4000")]}, "one_source_of_prices"),
        ({"settlements": "4000,0"}, "prices_not_positive"),
        ({"settlements": "4000", "trades": {"trade": [{"day": "2", "lots": 1, "price": 1}]}}, "day_not_there"),
    ],
)
def test_days_that_do_not_fit_together_are_refused(change, key):
    with pytest.raises(Refusal) as refused:
        DESK.calc("daily-settlement", **{name: value for name, value in {**DAYS, **change}.items() if value is not None})
    assert refused.value.key == key


def test_the_lines_of_an_account(calculated):
    found = calculated("margin-stress", **BASE, exchange_rate="7%")["result"]
    assert found["margin"]["value"] == 80_000
    assert found["risk_degree"]["value"] == 0.8
    assert found["call_price"]["value"] == pytest.approx(700_000 / 180, abs=1e-4)  # 100,000 − (4000 − P)·200 = P·200·10 %
    assert found["forced_price"]["value"] == pytest.approx(700_000 / 186, abs=1e-4)
    assert found["nothing_price"]["value"] == 3500
    assert [(row["move"], row["call"], row["forced"], row["nothing"]) for row in found["days"]["value"]] == [
        (0.01, 3, 7, 14), (0.02, 2, 4, 7), (0.03, 1, 3, 5), (0.05, 1, 2, 3),
    ]  # fmt: skip


@given(
    side=st.sampled_from(["buy", "sell"]), lots=st.integers(1, 60), price=st.integers(100, 90_000), room=st.integers(100, 400),
    rate=st.integers(4, 20), lower=st.integers(1, 4), move=st.integers(1, 15),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_an_account_lasts_as_long_as_it_does_when_walked_day_by_day(side, lots, price, room, rate, lower, move):
    sign, size = (1 if side == "buy" else -1), lots * 10
    equity = Decimal(price * size * rate * room) / 10_000
    exact = Fraction(equity)
    found = DESK.calc(
        "margin-stress", equity=equity, side=side, lots=lots, price=price, multiplier=10, rate=f"{rate}%",
        exchange_rate=f"{lower}%", moves=f"{move}%", daily_moves=f"{move}%",
    ).values  # fmt: skip
    row = found["days"][0]
    for key, share in (("call", rate), ("forced", lower), ("nothing", 0)):
        level, day = Fraction(price), 0
        while exact + sign * (level - price) * size >= level * size * Fraction(share, 100) and day < 60:
            level, day = level * (1 - Fraction(sign * move, 100)), day + 1
        assert row[key] == day or (day == 60 and (row[key] is None or row[key] > 60))
    assert row["call"] is None or row["forced"] is None or row["call"] <= row["forced"]
    for stressed in found["moves"]:
        level = price * (1 + stressed["move"])
        assert stressed["equity"] == equity + sign * (level - price) * size
        assert stressed["call"] == max(0, level * size * Decimal(rate) / 100 - stressed["equity"])
        left = lots - stressed["lots_to_close"]
        assert not left or stressed["equity"] >= level * left * 10 * Decimal(rate) / 100 or stressed["equity"] < 0


def test_more_money_never_brings_a_call_nearer():
    last = 0
    for equity in range(85_000, 400_000, 15_000):
        days = DESK.calc("margin-stress", **{**BASE, "equity": equity}, daily_moves="2%").values["days"][0]["call"]
        assert days >= last
        last = days


def test_an_account_that_is_short_already_says_so():
    found = DESK.calc("margin-stress", **{**BASE, "equity": "79999"})
    assert next(note.key for note in found.notes) == "short_already"
    assert found.values["days"][0]["call"] == 0
    assert "short_already" not in [note.key for note in DESK.calc("margin-stress", **{**BASE, "equity": "80000"}).notes]


@pytest.mark.parametrize(("equity", "key"), [("79.9万", "short_already"), ("80万", "fully_funded")])
def test_goods_paid_in_full_are_called_at_every_price_or_at_none(equity, key):
    found = DESK.calc("margin-stress", **{**BASE, "equity": equity, "rate": "100%"})
    assert next(note.key for note in found.notes) == key
    assert found.values["call_price"] == 0


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"exchange_rate": "10.01%"}, "house_below_exchange"),
        ({"moves": "0"}, "move_not_a_share"),
        ({"daily_moves": "100%"}, "move_not_a_share"),
    ],
)
def test_a_stress_that_makes_no_sense_is_refused(change, key):
    with pytest.raises(Refusal) as refused:
        DESK.calc("margin-stress", **{**BASE, **change})
    assert refused.value.key == key
    assert DESK.calc("margin-stress", **BASE, exchange_rate="10%").values["margin"] == 80_000
