"""The scored assessment at the edges of its bands, and the needs that answers show."""

from __future__ import annotations

from datetime import date

import pytest

from cmtool.model import day_number
from cmtool.rules.evaluate import truth
from cmtool.testing import someone

ON = date(2026, 11, 24)
DEAREST = dict(zip([f"FUT-A01-{number:02}" for number in range(1, 13)], "dddcdddddddb", strict=True))
CHEAPEST = {code: "b" if code in {"FUT-A01-10", "FUT-A01-12"} else "a" for code in DEAREST}


def answers(points):
    """Return answers worth just ``points``, with no answer of the lowest class: cheap ones made dearer one by one."""
    worth = {
        "01": (0, 4, 6, 8), "02": (0, 3, 6, 8), "03": (0, 3, 6, 8), "04": (0, 5, 8), "05": (0, 4, 7, 9), "06": (0, 3, 6, 9),
        "07": (0, 3, 6, 9), "08": (0, 3, 6, 8), "09": (0, 5, 6, 9), "10": (None, 3, 6, 9), "11": (0, 1, 7, 8), "12": (None, 7),
    }  # fmt: skip
    reached = {0: {}}
    for question, scores in worth.items():
        reached = {
            total + score: {**chosen, f"FUT-A01-{question}": "abcd"[place]}
            for total, chosen in reached.items()
            for place, score in enumerate(scores)
            if score is not None
        }
    return reached[points]


@pytest.mark.parametrize(("points", "level"), [(20, 1), (21, 2), (40, 2), (41, 3), (60, 3), (61, 4), (80, 4), (81, 5)])
def test_a_band_begins_at_its_first_point(desk, points, level):
    assert desk.assess("FUT-A01", answers(points)) == (points, level, False)


def test_the_dearest_answers_come_to_a_hundred(desk):
    assert desk.assess("FUT-A01", DEAREST) == (100, 5, False)


def test_the_cheapest_answers_are_the_first_level_and_not_the_lowest_class(desk):
    assert desk.assess("FUT-A01", CHEAPEST) == (10, 1, False)


@pytest.mark.parametrize("question", ["FUT-A01-10", "FUT-A01-12"])
def test_one_answer_of_the_lowest_class_outweighs_all_others(desk, question):
    points, level, lowest = desk.assess("FUT-A01", {**DEAREST, question: "a"})
    assert points > 80
    assert (level, lowest) == (1, True)


def test_the_association_asks_for_ten_questions_and_five_levels(desk):
    (questionnaire,) = desk.pack.questionnaires
    assert len(questionnaire.questions) >= 10
    assert [level for _, level in questionnaire.bands] == [1, 2, 3, 4, 5]


def test_all_four_kinds_of_question_are_asked(desk):
    assert {question.spin for question in desk.pack.questions} == {"situation", "problem", "implication", "need_payoff"}


FIRM, PERSON = {"kind": "organisation"}, {"kind": "person"}


@pytest.mark.parametrize(
    ("need", "facts", "shows"),
    [
        ("hedge_input_cost", {**FIRM, "commodity_roles": "buys"}, True),
        ("hedge_input_cost", {**FIRM, "commodity_roles": "sells,stocks"}, False),
        ("hedge_input_cost", FIRM, None),
        ("hedge_selling_price", {**FIRM, "commodity_roles": "sells"}, True),
        ("hedge_inventory", {**FIRM, "commodity_roles": "stocks"}, True),
        ("hedge_inventory", {**PERSON, "commodity_roles": "stocks"}, False),
        ("use_receipts", {**FIRM, "warehouse_receipts_tonnes": 1}, True),
        ("use_receipts", {**FIRM, "warehouse_receipts_tonnes": 0}, False),
        ("deliver_spot", {"futures_wishes": "deliver"}, True),
        ("learn_first", {"futures_wishes": "learn"}, True),
        ("learn_first", {"futures_wishes": "trade", "futures_test_score": 79}, True),
        ("learn_first", {"futures_wishes": "trade", "futures_test_score": 80}, False),
        ("learn_first", {"futures_wishes": "information", "futures_test_score": 10}, False),
        ("trade_actively", {"futures_wishes": "trade"}, True),
        ("trade_actively", {"futures_wishes": "learn"}, False),
        ("trade_actively", {}, None),
        ("futures_managed", {"futures_wishes": "managed"}, True),
        ("market_information", {"futures_wishes": "information"}, True),
    ],
)
def test_a_need_shows_only_from_what_the_client_said(desk, need, facts, shows):
    client = someone(desk.house, facts, ON)
    assert truth(desk.house.needs[need].when.tree, client.value, day_number(ON)) is shows


def test_every_need_is_served_by_some_product(desk):
    served = {need for product in desk.pack.products for need in product.serves}
    assert {need.name for need in desk.pack.needs} <= served
