"""Roll plans, position limits and hedge accounting: every day once, both sides of every limit, nothing of a result lost."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cmtool.errors import Refusal
from cmtool.testing import Desk
from cmtool_futures import hooks
from cmtool_futures.calculators.rolling import Contract, path, rolls, whole_lots

DESK = Desk(hooks)
START = date(2026, 11, 24)
ends = st.lists(st.integers(0, 500), min_size=1, max_size=8, unique=True)
exposures = st.lists(st.tuples(st.integers(0, 480), st.integers(1, 400)), min_size=1, max_size=8)
strategies = st.sampled_from(["match", "near"])


def keys(outcome):
    return [note.key for note in outcome.notes]


def contracts(days):
    return [Contract(f"c{day}", START + timedelta(days=day), Decimal(3000 + day)) for day in days]


def days_of(legs):
    return [leg.first + timedelta(days=n) for leg in legs for n in range((leg.last - leg.first).days + 1)]


def plan(spans, days):
    return {
        "exposure": [{"until": START + timedelta(days=span), "quantity": str(quantity)} for span, quantity in spans],
        "contract": [{"code": each.code, "leave_by": each.leave_by, "price": str(each.price)} for each in contracts(days)],
    }


@given(days=ends, span=st.integers(0, 500), strategy=strategies)
@settings(max_examples=150, deadline=None)
def test_a_plan_covers_every_day_of_the_exposure_once(days, span, strategy):
    assume(span <= max(days))
    until = START + timedelta(days=span)
    legs = path(START, until, contracts(days), strategy)
    assert days_of(legs) == [START + timedelta(days=n) for n in range(span + 1)]
    assert all(leg.last <= leg.contract.leave_by for leg in legs)
    assert len(legs) == 1 or strategy == "near"
    assert len({leg.contract.code for leg in legs}) == len(legs)


@given(
    quantities=st.lists(st.decimals("0.1", "500", places=1), min_size=1, max_size=12), size=st.sampled_from(["1", "5", "10"])
)
@settings(max_examples=100, deadline=None)
def test_what_is_held_never_exceeds_what_is_still_exposed_and_wastes_no_lot(quantities, size):
    found = whole_lots(quantities, Decimal(size))
    for at in range(len(quantities)):
        still, held = sum(map(Fraction, quantities[at:])), sum(found[at:]) * Fraction(size)
        assert held <= still < held + Fraction(size)
    assert min(found) >= 0


@given(days=ends, spans=exposures, strategy=strategies, side=st.sampled_from(["buy", "sell"]))
@settings(max_examples=60, deadline=None)
def test_the_cost_of_a_plan_is_the_gap_between_first_and_last_contract(days, spans, strategy, side):
    assume(max(span for span, _ in spans) <= max(days))
    found = DESK.calc("roll", plan=plan(spans, days), side=side, start=START, per_lot="10", strategy=strategy, fee="3")
    by_code = {each.code: each.price for each in contracts(days)}
    sign = 1 if side == "buy" else -1
    gaps = Fraction(0)
    for row in found.values["legs"]:
        opened, closed = row["first"] == START, row["last"] == row["until"]
        gaps += row["lots"] * (Fraction(by_code[row["contract"]]) * (closed - opened))
    assert found.values["roll_cost"] == sign * gaps * 10
    assert found.values["fees"] == 6 * found.values["rolled"]
    assert found.values["total_cost"] == found.values["roll_cost"] + found.values["fees"]
    assert sum(row["lots"] for row in found.values["rolls"]) == found.values["rolled"]
    assert found.values["lots"] == sum(quantity for _, quantity in spans) // 10
    assert ("no_roll" in keys(found)) is (not found.values["rolls"])


@given(days=ends, spans=exposures)
@settings(max_examples=60, deadline=None)
def test_on_each_day_the_lots_held_are_those_still_exposed(days, spans):
    assume(max(span for span, _ in spans) <= max(days))
    found = DESK.calc("roll", plan=plan(spans, days), side="sell", start=START, per_lot="10")
    held = Counter()
    for row in found.values["legs"]:
        for n in range((row["last"] - row["first"]).days + 1):
            held[row["first"] + timedelta(days=n)] += row["lots"]
    for n in range(max(span for span, _ in spans) + 1):
        day = START + timedelta(days=n)
        still = sum(quantity for span, quantity in spans if span >= n)
        assert held[day] == still // 10


def test_a_steel_traders_plan_by_the_exchanges_calendar(calculated, tmp_path):
    (tmp_path / "plan.toml").write_text(
        """
[[exposure]]
until = 2026-12-20
quantity = 500

[[exposure]]
until = 2027-03-20
quantity = 805

[[contract]]
code = "rb2701"
price = 3100

[[contract]]
code = "rb2705"
price = 3150
""",
        encoding="utf-8",
    )
    answer = calculated("roll", plan=tmp_path / "plan.toml", side="sell", per_lot=10, fee=3)
    result = {name: found["value"] for name, found in answer["result"].items()}
    assert [(row["contract"], row["first"], row["last"], row["lots"]) for row in result["legs"]] == [
        ("rb2701", "2026-11-24", "2026-12-20", 50),
        ("rb2701", "2026-11-24", "2026-12-31", 80),
        ("rb2705", "2027-01-01", "2027-03-20", 80),
    ]
    assert [(row["day"], row["old"], row["new"], row["lots"], row["gap"]) for row in result["rolls"]] == [
        ("2026-12-31", "rb2701", "rb2705", 80, 50)
    ]
    assert (result["roll_cost"], result["fees"], result["total_cost"]) == (-40_000, 480, -39_520)
    assert any("还没有公布" in note for note in answer["notes"])
    at_once = calculated("roll", plan=tmp_path / "plan.toml", side="sell", per_lot=10, strategy="match")
    assert [row["contract"] for row in at_once["result"]["legs"]["value"]] == ["rb2701", "rb2705"]
    assert at_once["result"]["rolled"]["value"] == 0


def test_only_days_that_were_counted_can_be_provisional():
    spans = {"exposure": [{"until": "2026-12-20", "quantity": "50"}], "contract": [{"code": "rb2701"}]}
    assert "provisional" not in keys(DESK.calc("roll", plan=spans, side="buy", start=START, per_lot="10"))
    spans["contract"].append({"code": "rb2705", "leave_by": "2027-04-26"})
    assert "provisional" not in keys(DESK.calc("roll", plan=spans, side="buy", start=START, per_lot="10"))
    del spans["contract"][1]["leave_by"]
    assert "provisional" in keys(DESK.calc("roll", plan=spans, side="buy", start=START, per_lot="10"))


def test_prices_that_are_not_known_give_a_plan_without_a_cost():
    spans = plan([(100, 50)], [50, 120])
    del spans["contract"][1]["price"]
    found = DESK.calc("roll", plan=spans, side="buy", start=START, per_lot="10")
    assert "roll_cost" not in found.values
    assert [(note.key, note.figures) for note in found.notes][-1] == ("price_missing", {"codes": "c120"})


@pytest.mark.parametrize(
    ("inputs", "key"),
    [
        ({"plan": plan([(130, 50)], [50, 120])}, "too_far"),
        ({"plan": plan([(10, 50)], [50, 50])}, "contract_twice"),
        ({"plan": plan([(-1, 50)], [50])}, "exposure_past"),
        ({"plan": plan([(1, 50)], [])}, "no_contract"),
        ({"plan": {"exposure": [{"until": "2027-01-05", "quantity": "50"}], "contract": [{"code": "rb2702x"}]}}, "contract"),
    ],
)
def test_plans_that_cannot_be_kept_are_refused(inputs, key):
    with pytest.raises(Refusal) as refused:
        DESK.calc("roll", side="buy", start=START, per_lot="10", **inputs)
    assert refused.value.key == key


def test_an_exposure_on_the_last_day_of_a_contract_is_not_rolled():
    assert rolls(path(START, START + timedelta(days=50), contracts([50, 90]), "near"), buys=True, size=Decimal(10)) == []
    assert len(path(START, START + timedelta(days=51), contracts([50, 90]), "near")) == 2


@pytest.mark.parametrize(
    ("code", "leave", "early", "day"),
    [
        ("rb2705", "before_month", "0", "2027-04-30"),
        ("rb2610", "last_day", "0", "2026-10-15"),
        ("rb2610", "last_day", "2", "2026-10-13"),
        ("rb2610", "person", "0", "2026-10-08"),  # five trading days before the last, after the holiday week
        ("m2609", "person", "0", "2026-08-31"),
        ("sc2609", "before_month", "0", "2026-08-31"),
        ("IF2612", "before_month", "0", "2026-12-18"),
    ],
)
def test_a_contract_is_held_as_long_as_its_holder_may(code, leave, early, day):
    until = date.fromisoformat(day)
    needs = {"exposure": [{"until": until, "quantity": "50"}], "contract": [{"code": code}]}
    given = {"side": "buy", "start": "2026-05-11", "per_lot": "10", "leave": leave, "early": early}
    assert DESK.calc("roll", plan=needs, **given).values["lots"] == 5
    needs["exposure"][0]["until"] = until + timedelta(days=1)
    with pytest.raises(Refusal) as refused:
        DESK.calc("roll", plan=needs, **given)
    assert (refused.value.key, refused.value.figures["leave_by"]) == ("too_far", until)


def limited(**inputs):
    return DESK.calc("position-limits", **{"exchange": "dce", "limit": "1000", **inputs})


@pytest.mark.parametrize(
    ("inputs", "room", "over", "said"),
    [
        pytest.param({}, 1000, 0, [], id="nothing-held"),
        pytest.param({"hedge": "799"}, 201, 0, [], id="just-under-eighty"),
        pytest.param({"hedge": "800"}, 200, 0, ["near_quota"], id="eighty"),
        pytest.param({"speculative": "799"}, 201, 0, [], id="not-to-be-reported"),
        pytest.param({"speculative": "800"}, 200, 0, ["near_quota", "report_due"], id="to-be-reported"),
        pytest.param({"hedge": "1000"}, 0, 0, ["near_quota"], id="full"),
        pytest.param({"hedge": "1001"}, 0, 1, ["over_quota", "ask_increase", "until_general_dce"], id="one-over"),
        pytest.param({"hedge": "1001", "increase": "1"}, 0, 0, ["near_quota"], id="increase-granted"),
        pytest.param({"hedge": "600", "wanted": "400"}, 400, 0, [], id="just-fits"),
        pytest.param({"hedge": "600", "wanted": "401"}, 400, 1, ["ask_increase", "until_general_dce"], id="one-too-many"),
        pytest.param(
            {"hedge": "600", "wanted": "401", "exchange": "gfex"}, 400, 1, ["ask_increase", "until_general_gfex"], id="gfex"
        ),
        pytest.param(
            {"hedge": "600", "wanted": "401", "period": "delivery"}, 400, 1, ["ask_increase", "until_delivery"], id="delivery"
        ),
        pytest.param(
            {"hedge": "600", "wanted": "401", "exchange": "shfe"}, 400, 1, ["ask_increase", "not_read"], id="not-read"
        ),
        pytest.param(
            {"speculative": "1001", "increase": "500"}, 499, 0, ["over_limit", "report_due"], id="an-increase-is-for-hedging"
        ),
        pytest.param({"hedge": "100", "yearly_plan": "1000", "per_lot": "10"}, 900, 0, [], id="the-whole-plan"),
        pytest.param({"hedge": "101", "yearly_plan": "1009", "per_lot": "10"}, 899, 0, ["over_plan"], id="beyond-the-plan"),
    ],
)
def test_both_sides_of_every_limit(inputs, room, over, said):
    found = limited(**inputs)
    assert (found.values["hedge_room"], found.values["over"]) == (room, over)
    assert keys(found) == [*said, "limit_given"]


def test_room_for_speculation_ends_at_the_limit_though_hedging_may_go_on():
    assert limited(speculative="300", increase="500").values["speculative_room"] == 700
    assert limited(speculative="300", hedge="1100", increase="500").values["speculative_room"] == 100
    assert limited(speculative="1200", increase="500").values["over_now"] == 200


@pytest.mark.parametrize(("exchange", "limit"), [("dce", 0), ("czce", 0), ("gfex", 0), ("shfe", 1000), ("cffex", 1000)])
def test_a_natural_person_in_the_delivery_month(exchange, limit):
    found = limited(exchange=exchange, holder="person", period="delivery", speculative="1")
    assert found.values["quota"] == limit
    assert ("person_zero" in keys(found)) is (limit == 0)
    assert limited(exchange=exchange, holder="person", speculative="1").values["quota"] == 1000


@pytest.mark.parametrize(
    ("contract", "day", "period", "days"),
    [
        ("m2609", "2026-05-11", "until_general_dce", ["2026-08-25", "2026-08-31", "2026-08-03"]),
        ("si2609", "2026-05-11", "until_general_gfex", ["2026-08-31", "2026-08-31", "2026-08-03"]),
        ("m2609", "2026-08-31", "until_general_dce", ["2026-08-25", "2026-08-31", "2026-08-03"]),
        ("m2609", "2026-09-01", "until_delivery", ["2026-08-25", "2026-08-31", "2026-08-03"]),
        ("rb2610", "2026-05-11", "not_read", []),
    ],
)
def test_days_for_a_request_follow_from_the_contract(contract, day, period, days):
    found = DESK.calc("position-limits", limit="1000", contract=contract, on=day, wanted="1001")
    assert [str(row["day"]) for row in found.values["deadlines"]] == days
    assert period in keys(found)
    assert [row["days_left"] for row in found.values["deadlines"]] == [
        (date.fromisoformat(each) - date.fromisoformat(day)).days for each in days
    ]


@pytest.mark.parametrize(
    ("day", "open_interest", "limit"),
    [
        ("2026-11-11", "30000", 3000),
        ("2026-11-11", "30001", 3000),
        ("2026-11-11", "30010", 3001),
        ("2026-11-12", "90000", 1000),  # the 10th trading day is the 13th; it binds from the settlement before
        ("2026-11-27", "90000", 1000),
        ("2026-11-30", "90000", 300),
    ],
)
def test_lithium_carbonates_own_table(day, open_interest, limit):
    found = DESK.calc("position-limits", contract="lc2612", on=day, open_interest=open_interest)
    assert found.values["limit_used"] == limit
    assert keys(found)[-1] == "limit_read"


@pytest.mark.parametrize(
    ("inputs", "key"),
    [
        ({"limit": "10"}, "exchange_or_contract"),
        ({"limit": "10", "exchange": "dce", "contract": "m2701"}, "exchange_or_contract"),
        ({"exchange": "dce"}, "limit_missing"),
        ({"contract": "m2701"}, "limit_missing"),
        ({"contract": "lc2701"}, "open_interest_missing"),
        ({"limit": "10", "exchange": "dce", "holder": "person", "hedge": "1"}, "persons_do_not_hedge"),
        ({"limit": "10", "exchange": "dce", "yearly_plan": "100"}, "plan_and_size"),
        ({"limit": "10", "contract": "zz9999"}, "contract"),
    ],
)
def test_what_no_limit_can_be_told_of_is_refused(inputs, key):
    with pytest.raises(Refusal) as refused:
        DESK.calc("position-limits", **inputs)
    assert refused.value.key == key


@given(hedge=st.integers(0, 3000), more=st.integers(0, 500), spec=st.integers(0, 1500), increase=st.integers(0, 2000))
@settings(max_examples=60, deadline=None)
def test_more_lots_never_leave_more_room(hedge, more, spec, increase):
    first, second = (
        limited(hedge=str(each), speculative=str(spec), increase=str(increase)).values for each in (hedge, hedge + more)
    )
    for name in ("hedge_room", "speculative_room"):
        assert first[name] >= second[name] >= 0
    assert first["over"] <= second["over"]
    assert first["hedge_room"] == 0 or first["over"] == 0


def booked(**inputs):
    return DESK.calc("hedge-accounting", **{"kind": "cash_flow", **inputs})


ALL = {"economic": "yes", "credit": "no", "ratio_used": "yes"}


@pytest.mark.parametrize(
    ("answers", "verdict", "said"),
    [
        pytest.param({}, "qualifies", ["all_three"], id="all-three"),
        pytest.param({"economic": "no"}, "fails", ["no_relationship"], id="no-relationship"),
        pytest.param({"credit": "yes"}, "fails", ["credit_dominates"], id="credit"),
        pytest.param({"ratio_used": "no"}, "fails", ["ratio_unbalanced"], id="unbalanced"),
        pytest.param({"economic": "unknown"}, "ask", ["ask_relationship"], id="relationship-not-known"),
        pytest.param({"credit": "unknown"}, "ask", ["ask_credit"], id="credit-not-known"),
        pytest.param({"ratio_used": "unknown"}, "ask", ["ask_ratio"], id="ratio-not-known"),
        pytest.param({"credit": "yes", "economic": "unknown"}, "fails", ["credit_dominates"], id="one-no-decides"),
    ],
)
def test_what_is_not_known_is_asked_and_one_no_decides(answers, verdict, said):
    found = booked(**ALL | answers)
    assert (found.values["verdict"], keys(found)) == (verdict, [*said, "sheet_incomplete", "forward_only"])


@pytest.mark.parametrize(
    ("item", "instrument", "inside"),
    [("-100", "80", "yes"), ("-100", "79.99", "no"), ("-100", "125", "yes"), ("-100", "125.01", "no"), ("-100", "-90", "no"),
     ("0", "5", "no")],
)  # fmt: skip
def test_the_old_range_includes_both_its_ends(item, instrument, inside):
    found = booked(**ALL, item_changes=item, instrument_changes=instrument, keeps_range="yes")
    assert found.values["periods"][0]["in_range"] == inside
    assert ("inside_range" in keys(found)) is (inside == "yes")
    assert "inside_range" not in keys(booked(**ALL, item_changes=item, instrument_changes=instrument))


@given(moves=st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), min_size=1, max_size=12))
@settings(max_examples=80, deadline=None)
def test_the_reserve_is_the_smaller_change_and_nothing_of_the_instrument_is_lost(moves):
    names = ("item_changes", "instrument_changes")
    series = {name: ",".join(str(move[side]) for move in moves) for side, name in enumerate(names)}
    rows = booked(**ALL, **series).values["periods"]
    of_item = of_instrument = 0
    for row, (item, instrument) in zip(rows, moves, strict=True):
        of_item, of_instrument = of_item + item, of_instrument + instrument
        assert row["reserve"] + row["ineffective"] == of_instrument
        assert abs(row["reserve"]) <= min(abs(of_item), abs(of_instrument))
        if of_item * of_instrument < 0:
            assert abs(row["reserve"]) == min(abs(of_item), abs(of_instrument))
            assert row["reserve"] * of_instrument > 0
        else:
            assert row["reserve"] == 0
    fair = DESK.calc("hedge-accounting", kind="fair_value", **ALL, **series).values
    assert fair["ineffective"] == of_item + of_instrument
    assert fair["reserve"] is None


def test_the_sheet_says_what_is_still_to_be_written(calculated):
    item, instrument = "2027年3月采购豆粕1000吨", "m2705 多头100手"
    answer = calculated("hedge-accounting", kind="cash_flow", hedged_item=item, instrument=instrument)
    sheet = {row["part"]: row["content"] for row in answer["result"]["sheet"]["value"]}
    assert (sheet["hedged_item"], sheet["instrument"]) == (item, instrument)
    assert sheet["risk"] == "missing"
    assert any("6 项没有填" in note for note in answer["notes"])


def test_series_of_different_length_are_not_compared():
    with pytest.raises(Refusal) as refused:
        booked(item_changes="1,2", instrument_changes="1")
    assert refused.value.key == "series_differ"
