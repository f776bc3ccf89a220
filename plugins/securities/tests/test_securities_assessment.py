"""The risk questionnaire: band edges, the lowest class, and caps on attempts."""

from __future__ import annotations

import pytest

from cmtool.errors import InvalidData
from cmtool.testing import Desk
from cmtool_securities import hooks


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)


def answers(letters):
    return {f"SEC-A01-{number:02d}": letter for number, letter in enumerate(letters, 1)}


@pytest.mark.parametrize(
    ("letters", "points", "level"),
    [
        pytest.param("baaaaaaaaaba", 6, 1, id="the-least-that-bears-a-loss"),
        pytest.param("baaaabaaacba", 19, 1, id="one-below-C2"),
        pytest.param("bbaaabaababb", 20, 2, id="first-of-C2"),
        pytest.param("bcdbaabaaacb", 36, 2, id="one-below-C3"),
        pytest.param("babcabcabbba", 37, 3, id="first-of-C3"),
        pytest.param("bdabaadcdbbc", 53, 3, id="one-below-C4"),
        pytest.param("bbbbcabdacdb", 54, 4, id="first-of-C4"),
        pytest.param("bbbdcccddccc", 79, 4, id="one-below-C5"),
        pytest.param("bcdcabdcdcdc", 80, 5, id="first-of-C5"),
        pytest.param("bdddccdddddd", 100, 5, id="the-most"),
    ],
)
def test_points_make_the_level(desk, letters, points, level):
    assert desk.assess("SEC-A01", answers(letters)) == (points, level, False)


@pytest.mark.parametrize(
    "letters", [pytest.param("bdddccddddad", id="no-loss"), pytest.param("adddccdddddd", id="no-capacity")]
)
def test_the_lowest_class_holds_whatever_the_other_answers(desk, letters):
    points, level, lowest = desk.assess("SEC-A01", answers(letters))
    assert points > 80
    assert (level, lowest) == (1, True)


def test_an_answer_left_out_or_made_up_is_refused(desk):
    with pytest.raises(InvalidData):
        desk.assess("SEC-A01", answers("bdddccddddd"))
    with pytest.raises(InvalidData):
        desk.assess("SEC-A01", answers("bdddcddddddd"))  # question 5 has no answer d


def test_attempts_are_capped_as_for_public_funds(desk):
    lowest = {"SEC-A01": "securities_lowest_class", "SEC-A02": ""}
    assert {questionnaire.code for questionnaire in desk.pack.questionnaires} == set(lowest)
    for questionnaire in desk.pack.questionnaires:
        assert (questionnaire.per_day, questionnaire.per_year) == (2, 8)
        assert [level for _, level in questionnaire.bands] == [1, 2, 3, 4, 5]
        assert (questionnaire.gives, questionnaire.dates) == ("securities_risk_level", "securities_assessed_on")
        assert questionnaire.lowest_fact == lowest[questionnaire.code]


def test_one_questionnaire_is_for_persons_and_one_for_organisations(desk):
    assert {questionnaire.code: questionnaire.of for questionnaire in desk.pack.questionnaires} == {
        "SEC-A01": "person",
        "SEC-A02": "organisation",
    }


def answers_worth(questionnaire, points):
    """Return answers that come to ``points``."""
    ways = {0: {}}
    for question in questionnaire.questions:
        ways = {
            sofar + option.score: {**way, question.code: option.key}
            for sofar, way in ways.items()
            for option in question.options
        }
    return ways[points]


@pytest.mark.parametrize(
    ("points", "level"), [(0, 1), (19, 1), (20, 2), (36, 2), (37, 3), (53, 3), (54, 4), (79, 4), (80, 5), (100, 5)]
)
def test_an_organisation_s_points_make_its_level_and_never_the_lowest_class(desk, points, level):
    questionnaire = desk.house.questionnaires["SEC-A02"]
    assert len(questionnaire.questions) >= 10
    assert desk.assess("SEC-A02", answers_worth(questionnaire, points)) == (points, level, False)
