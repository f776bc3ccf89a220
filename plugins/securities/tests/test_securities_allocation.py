"""The allocation against numpy, and against the rule that nothing lies above the client's level."""

from __future__ import annotations

from decimal import Decimal

import numpy
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cmtool.errors import InvalidData, Refusal
from cmtool.testing import Desk
from cmtool_securities import hooks
from cmtool_securities.calculators.allocation import CLASSES, allocation

GIVEN = {"amounts": "50万,200万,150万,0", "level": "4", "entry": "0,0.3%,1%,0", "yearly": "0.3%,0.5%,1.2%,0"}
four = st.tuples(*[st.decimals(0, 10_000_000, places=2)] * 4)
rates = st.tuples(*[st.decimals(0, "0.9", places=3)] * 4)


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)


def asked(**more):
    every = {"today": (), "level": 5, "professional": "no", "grades": tuple(map(Decimal, (1, 2, 4, 4))), "years": 3}
    return allocation(**every | more)


@given(amounts=four, moves=rates, entry=rates, yearly=rates, years=st.integers(1, 50))
def test_it_is_the_arithmetic_of_numpy(amounts, moves, entry, yearly, years):
    assume(sum(amounts))
    found = asked(amounts=amounts, moves=moves, entry=entry, yearly=yearly, years=years).values
    money, by = numpy.array(amounts, float), [numpy.array(each, float) for each in (moves, entry, yearly)]
    assert float(found["total"]) == pytest.approx(money.sum())
    assert [float(row["share"]) for row in found["parts"]] == pytest.approx(list(money / money.sum()), abs=1e-6)
    assert float(found["worst"]) == pytest.approx(-(money @ by[0]), abs=0.03)
    assert float(found["cost_first_year"]) == pytest.approx(money @ (by[1] + by[2]), abs=0.05)
    assert float(found["cost_all_years"]) == pytest.approx(money @ (by[1] + years * by[2]), abs=0.03 * (years + 1))


@given(amounts=four, moves=rates)
def test_up_and_down_are_of_one_size_and_what_is_left_adds_up(amounts, moves):
    assume(sum(amounts))
    nothing = (Decimal(0),) * 4
    found = asked(amounts=amounts, moves=moves, entry=nothing, yearly=nothing).values
    assert all(row["up"] == -row["down"] >= 0 for row in found["parts"])
    rows = {row["scenario"]: row for row in found["scenarios"]}
    assert rows["all_up"]["result"] == -rows["all_down"]["result"] == -found["worst"]
    assert all(
        row["left"] == found["total"] + row["after"] == found["total"] + row["result"] - row["cost"] for row in rows.values()
    )
    assert rows["flat"]["result"] == 0


def test_the_change_from_today(desk):
    found = desk.calc("allocation", **GIVEN, today="300万,50万,50万,0").values
    assert [row["change"] for row in found["parts"]] == [-2_500_000, 1_500_000, 1_000_000, 0]
    assert {row["change"] for row in desk.calc("allocation", **GIVEN).values["parts"]} == {None}


@pytest.mark.parametrize("level", range(1, 6))
@pytest.mark.parametrize("grade", range(1, 6))
@pytest.mark.parametrize("place", range(4))
def test_no_class_lies_above_the_level(level, grade, place):
    amounts = tuple(Decimal(1000 * (at == place)) for at in range(4))
    grades = tuple(Decimal(grade if at == place else 5) for at in range(4))  # what nothing is put in may be of any grade
    given = {
        "amounts": amounts,
        "grades": grades,
        "level": level,
        **dict.fromkeys(("moves", "entry", "yearly"), (Decimal(0),) * 4),
    }
    if grade <= level:
        assert asked(**given).values["parts"][place]["part"] == CLASSES[place]
        return
    with pytest.raises(Refusal) as refused:
        asked(**given)
    assert refused.value.figures == {"count": 1, "level": level, "grade": grade}
    assert asked(**given | {"professional": "yes"}).values["total"] == 1000


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"amounts": "50万,200万"}, "not_four"),
        ({"today": "1,2,3"}, "not_four"),
        ({"amounts": "0,0,0,0"}, "nothing_allocated"),
        ({"amounts": "1,1,-1,1"}, "nothing_allocated"),
        ({"moves": "0,5%,100%,0"}, "not_a_share"),
    ],
)
def test_what_cannot_be_meant_is_refused(desk, wrong, key):
    with pytest.raises(Refusal) as refused:
        desk.calc("allocation", **GIVEN | wrong)
    assert refused.value.key == key


def test_costs_must_be_given_and_grades_are_one_to_five(desk):
    with pytest.raises(InvalidData):
        desk.calc("allocation", amounts="1,1,1,1", level="4", yearly="0,0,0,0")
    with pytest.raises(InvalidData):
        desk.calc("allocation", **GIVEN, grades="1,2,6,4")


def test_no_cash_and_much_in_one_class_are_said(desk):
    keys = [note.key for note in desk.calc("allocation", **GIVEN | {"amounts": "0,100万,150万,0"}).notes]
    assert keys == ["what_if", "costs_of_the_contract", "no_cash", "more_than_half"]
