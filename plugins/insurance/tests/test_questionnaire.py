"""The sample risk questionnaires, of persons and of organisations: bands, caps and what the law fixes of them."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module", params=["INS-A01", "INS-A02"])
def questionnaire(desk, request):
    return desk.house.questionnaires[request.param]


def answers_worth(questionnaire, wanted):
    """Return answers whose points add up to ``wanted``."""
    ways = {0: {}}
    for question in questionnaire.questions:
        ways = {
            points + option.score: {**chosen, question.code: option.key}
            for points, chosen in ways.items()
            for option in question.options
        }
    return ways[wanted]


@pytest.mark.parametrize(
    ("points", "level"),
    [(0, 1), (20, 1), (21, 2), (40, 2), (41, 3), (60, 3), (61, 4), (80, 4), (81, 5), (100, 5)],
)
def test_bands_at_their_edges(desk, questionnaire, points, level):
    assert desk.assess(questionnaire.code, answers_worth(questionnaire, points)) == (points, level, False)


def test_one_is_for_persons_and_one_for_organisations(desk):
    assert {found.code: found.of for found in desk.pack.questionnaires} == {"INS-A01": "person", "INS-A02": "organisation"}
    assert desk.house.facts["insurance_risk_level"].concerns("organisation")


def test_five_levels_two_attempts_a_day_eight_in_twelve_months_valid_for_twelve(questionnaire):
    assert [level for _, level in questionnaire.bands] == [1, 2, 3, 4, 5]
    assert (questionnaire.per_day, questionnaire.per_year, questionnaire.valid_days) == (2, 8, 365)


def test_ten_questions_and_no_lowest_class(questionnaire):
    assert len(questionnaire.questions) >= 10
    assert questionnaire.lowest_fact == ""
    assert not any(option.lowest for question in questionnaire.questions for option in question.options)


def test_a_riskier_answer_never_scores_less(questionnaire):
    for question in questionnaire.questions:
        scores = [option.score for option in question.options]
        assert scores == sorted(scores), question.code
        assert scores[0] == 0, question.code
        assert scores[-1] == 10, question.code


def test_conversation_has_all_four_kinds_of_questions(desk):
    assert {question.spin for question in desk.pack.questions} == {"situation", "problem", "implication", "need_payoff"}
