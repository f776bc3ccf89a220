"""Contracts: codes, days, lots and prices, against the exchanges' notices, a public listing and two given tables."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmtool.errors import Refusal
from cmtool_futures.calendar import built_in
from cmtool_futures.contracts import all_products, card, contract, dated, margin_per_lot, notional, product, tick_value

ON = date(2026, 11, 24)
EVERY = [(each, month) for each in all_products() for month in each.months]


def test_all_91_products_are_there_and_six_exchanges(rows):
    found = {each.code: each.exchange for each in all_products()}
    assert len(found) == 91
    assert found == {code: row["exchange"] for code, row in rows.items()}


@pytest.mark.parametrize(
    ("code", "on", "last", "out_by"),
    [
        # from the notices that the rulebook quotes (C4): SHFE and lu five trading days before, crude oil eight
        pytest.param("cu2510", ON, "2025-10-15", "2025-09-30", id="shfe-over-national-day"),
        pytest.param("SC2512", ON, "2025-11-28", "2025-11-18", id="crude-eight-days"),
        pytest.param("fu2512", ON, "2025-11-28", "2025-11-21", id="fuel-oil"),
        pytest.param("LU2512", ON, "2025-11-28", "2025-11-21", id="low-sulphur"),
        pytest.param("T2412", ON, "2024-12-13", "2024-11-28", id="ten-year-bond"),
        # worked examples G031, G033, G035
        pytest.param("IF2612", ON, "2026-12-18", None, id="index-third-friday"),
        pytest.param("m2701", ON, "2027-01-15", "2026-12-31", id="dalian-tenth-trading-day"),
        pytest.param("cu2611", ON, "2026-11-16", "2026-11-09", id="shfe-fifteenth-is-a-sunday"),
        pytest.param("lc2603", ON, "2026-03-13", "2026-02-27", id="guangzhou-tenth-trading-day"),
        pytest.param("jd2611", ON, "2026-11-25", "2026-10-30", id="eggs-fourth-last"),
        pytest.param("CF605", ON, "2026-05-19", "2026-04-30", id="zhengzhou-over-labour-day"),
        pytest.param("ec2602", ON, "2026-02-09", None, id="freight-last-monday-that-trades"),
    ],
)
def test_the_days_of_a_contract_are_those_of_the_notices(code, on, last, out_by):
    found = contract(code, on)
    assert (str(found.last_trading_day), found.person_out_by and str(found.person_out_by)) == (last, out_by)


@pytest.mark.parametrize(
    ("code", "on", "year"),
    [
        ("CF701", "2026-11-24", 2027),
        ("CF611", "2026-11-24", 2026),
        ("CF811", "2026-11-24", 2028),
        ("CF901", "2026-11-24", 2019),  # nothing is listed that far ahead: it is the past one
        ("CF905", "2028-06-01", 2029),
        ("CF001", "2029-03-02", 2030),
        ("CF2701", "2026-11-24", 2027),
        ("cf701", "2026-11-24", 2027),
        ("CZCE.CF701", "2026-11-24", 2027),
    ],
)
def test_a_one_digit_year_is_the_one_that_can_be_listed(code, on, year):
    assert contract(code, date.fromisoformat(on)).year == year


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("rb27", "不是合约代码"),
        ("", "不是合约代码"),
        ("rb2701X", "不是合约代码"),
        ("rbb2701", "没有品种“rbb”，相近的有 rb"),
        ("xx2701", "没有品种“xx”；"),
        ("rb2713", "没有 13 月合约"),
        ("a2702", "没有 2 月合约；有 1、3、5、7、9、11 月"),
        ("SHFE.m2701", "m 在 DCE 上市，不在 SHFE"),
    ],
)
def test_what_is_no_contract_is_refused_with_a_sentence(code, words):
    with pytest.raises(Refusal) as refused:
        contract(code, ON)
    assert words in refused.value.figures["zh"]
    assert refused.value.figures["en"]


def test_every_code_of_the_public_listing_is_a_contract_and_written_as_the_exchange_does(specs):
    codes = [code for exchange in specs("contracts").values() for code in exchange]
    assert len(codes) == 773
    for code in codes:
        assert contract(code, date(2024, 12, 18)).code == code


FAR_MONTHS = {"IF", "IH", "IC", "IM", "au", "bu", "sc"}  # far months are listed as even months or quarters only: see the README
NOT_YET_LISTED = {"PR501", "PR502"}  # a product of August 2024 whose first contract was PR503


def test_last_trading_days_agree_with_the_listing_of_december_2024(specs):
    """On the day of the listing cu2412 had ended and IC2412 had not: it must hold just what had not ended."""
    taken = date(2024, 12, 18)
    listed = defaultdict(set)
    for exchange in specs("contracts").values():
        for code in exchange:
            found = contract(code, taken)
            listed[found.product.code].add((found.year, found.month))
            assert found.last_trading_day >= taken, code
    gone = []
    for code, months in listed.items():
        kind = product(code)
        for year, month in {(year, month) for year in (2024, 2025, 2026) for month in kind.months} - months:
            found = dated(kind, year, month, taken, built_in())
            near = (year, month) < max(months) and (code not in FAR_MONTHS or (year, month) < min(months))
            if near and found.last_trading_day >= taken and found.code not in NOT_YET_LISTED:
                gone.append(found.code)
    assert gone == []


def test_months_agree_with_the_listing(specs):
    listed = defaultdict(set)
    for exchange in specs("contracts").values():
        for code, entry in exchange.items():
            listed[entry["product"]].add(int(code[-2:]))
    assert {code for code, months in listed.items() if not months <= set(product(code).months)} == set()
    shorter = {code for code, months in listed.items() if months < set(product(code).months)}
    far = {"IF", "IH", "IC", "IM", "TS", "TF", "T", "TL", "au"}  # listed month by month, or the next quarters only
    assert shorter == {"PR", "bb"} | far  # explained line by line in the README


def test_multipliers_and_ticks_agree_with_both_tables(specs, rows):
    differs = []
    for exchange, kinds in specs("commodities").items():
        for code, entry in kinds.items():
            found = product(code)
            assert found.exchange == exchange
            for on in (date(2024, 12, 18), ON):
                ours = (found.terms.multiplier, found.terms.tick_on(on))
                if ours != (Decimal(str(entry["volscale"])), Decimal(str(entry["pricetick"]))):
                    differs.append((code, on.year))
    assert differs == [("p", 2026), ("y", 2026), ("lc", 2024), ("lc", 2026)]  # explained in the README
    for code, row in rows.items():
        found = product(code).terms
        assert (found.multiplier, found.tick) == (Decimal(row["multiplier"]), Decimal(row["tick"])), code
        assert found.multiplier * found.tick == Decimal(row["tick_value_cny"]), code


def test_the_tick_is_that_of_the_day_asked_about():
    assert contract("y2605", date(2026, 4, 9)).tick == 2
    assert contract("y2605", date(2026, 4, 10)).tick == 1


def test_the_exchange_setting_is_the_rulebooks_and_carries_its_day(rows):
    for each in all_products():
        row, seen = rows[each.code], each.margin
        written = row["exch_margin_pct_last"]
        assert seen.rate == (Decimal(written) / 100 if written else None), each.code
        assert (seen.rate is None) or seen.seen_on, each.code


@pytest.mark.parametrize(("kind", "month"), EVERY[::7], ids=lambda part: getattr(part, "code", part))
def test_the_days_of_any_contract_stand_in_their_order(kind, month):
    for year in (2024, 2025, 2026):
        found = dated(kind, year, month, ON, built_in())
        if found.last_trading_day is None:
            continue
        assert built_in().is_open(found.last_trading_day)
        if found.person_out_by:
            assert found.person_out_by < found.last_trading_day
        if found.last_delivery_day:
            assert found.last_delivery_day >= found.last_trading_day
        for step in found.steps:
            assert step.bites_on < step.start <= found.last_trading_day + timedelta(days=7)
        rates = [step.rate for step in found.steps if step.what == "margin" and step.rate]
        assert rates == sorted(rates)
        assert not found.provisional


def test_a_step_bites_at_the_settlement_of_the_day_before():
    found = contract("lc2603", ON)
    first, second = [step for step in found.steps if step.what == "margin"]
    assert (str(first.start), str(first.bites_on), first.rate) == ("2026-02-13", "2026-02-12", Decimal("0.1"))
    assert (str(second.start), str(second.bites_on), second.rate) == ("2026-03-02", "2026-02-27", Decimal("0.2"))
    assert found.staged_rate(date(2026, 2, 11)) is None
    assert found.staged_rate(date(2026, 2, 12)) == Decimal("0.1")
    assert found.staged_rate(date(2026, 2, 27)) == Decimal("0.2")


def test_a_year_without_an_announced_calendar_is_answered_and_marked():
    assert contract("rb2612", ON).provisional is False
    assert contract("rb2701", ON).provisional is True
    assert contract("sc3006", ON).last_trading_day == date(2030, 5, 31)  # beyond every table: by weekdays
    assert card("rb2701", ON)["calendar"] == "provisional"


def test_a_monthly_average_has_a_code_of_its_own_and_says_what_is_not_known():
    found = contract("L2702F", ON)
    assert (found.product.code, found.code) == ("l_f", "l2702F")
    assert found.last_trading_day is None
    assert card("L2702F", ON)["last_trading_day"] is None


@given(st.sampled_from(EVERY), st.decimals("0.01", "100000", places=2), st.decimals(0, 1, places=3))
def test_value_and_margin_are_exact_and_grow_with_price_and_add_on(each, price, addon):
    kind, month = each
    found = dated(kind, 2026, month, ON, built_in())
    assert notional(found, price) == price * kind.terms.multiplier
    assert tick_value(found) == kind.terms.tick * kind.terms.multiplier
    if kind.margin.rate:
        dearer = margin_per_lot(found, price, addon)
        assert dearer - margin_per_lot(found, price, Decimal(0)) == notional(found, price) * addon
        assert margin_per_lot(found, price + 1, addon) > dearer or addon + kind.margin.rate == 0


def test_the_card_shows_value_and_margin_only_with_a_price():
    bare, priced = card("rb2612", ON), card("rb2612", ON, price=Decimal(3200))
    assert bare["notional"] is None
    assert bare["margin_per_lot"] is None
    assert priced["notional"] == 32000
    assert priced["margin_per_lot"] == Decimal("2240.00")
    assert priced["margin_seen_on"] == "2026-05-19"
    assert set(bare) == set(priced)


@pytest.mark.parametrize("price", [Decimal(0), Decimal(-1), Decimal("NaN")])
def test_a_price_that_is_none_is_refused(price):
    with pytest.raises(Refusal) as refused:
        card("rb2612", ON, price=price)
    assert "价格应大于 0" in refused.value.figures["zh"]
