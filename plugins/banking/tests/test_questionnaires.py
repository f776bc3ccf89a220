"""The two risk assessments: band edges, the lowest class, caps and completeness."""

from __future__ import annotations

import pytest

from cmtool.errors import InvalidData

PERSON, ORGANISATION = "BNK-A01", "BNK-A02"
EDGES = [(0, 1), (19, 1), (20, 2), (39, 2), (40, 3), (59, 3), (60, 4), (79, 4), (80, 5), (100, 5)]
LOWEST_ANSWER = ("BNK-A01-11", "a")


def answers_worth(questionnaire, points, without=()):
    """Return answers that come to ``points`` and give none of the answers in ``without``."""
    ways = {0: {}}
    for question in questionnaire.questions:
        options = [option for option in question.options if (question.code, option.key) not in without]
        ways = {sofar + option.score: {**way, question.code: option.key} for sofar, way in ways.items() for option in options}
    return ways.get(points)


@pytest.mark.parametrize("code", [PERSON, ORGANISATION])
@pytest.mark.parametrize(("points", "level"), EDGES)
def test_bands_begin_where_they_say(desk, code, points, level):
    answers = answers_worth(desk.house.questionnaires[code], points, () if points < 3 else (LOWEST_ANSWER,))
    assert desk.assess(code, answers) == (points, level, code == PERSON and points < 3)


def test_no_loss_at_all_is_the_lowest_class_whatever_the_rest(desk):
    answers = answers_worth(desk.house.questionnaires[PERSON], 100)
    assert desk.assess(PERSON, answers) == (100, 5, False)
    assert desk.assess(PERSON, {**answers, "BNK-A01-11": "a"}) == (90, 1, True)


@pytest.mark.parametrize("code", [PERSON, ORGANISATION])
def test_law_caps_attempts_and_validity(desk, code):
    questionnaire = desk.house.questionnaires[code]
    assert (questionnaire.per_day, questionnaire.per_year, questionnaire.valid_days) == (2, 8, 365)
    assert desk.house.facts["bank_risk_level"].valid_days == 365
    assert len(questionnaire.questions) >= 10
    assert all(min(option.score for option in question.options) == 0 for question in questionnaire.questions)


@pytest.mark.parametrize("code", [PERSON, ORGANISATION])
def test_an_unanswered_question_is_refused(desk, code):
    answers = answers_worth(desk.house.questionnaires[code], 100)
    answers.popitem()
    with pytest.raises(InvalidData):
        desk.assess(code, answers)


def test_questions_cover_all_four_kinds_and_every_fact_a_rule_asks_for(desk):
    assert {question.spin for question in desk.pack.questions} == {"situation", "problem", "implication", "need_payoff"}
    own = {fact.name for fact in desk.pack.facts}
    asked = {fact for rule in desk.pack.rules if rule.about == "product" for fact in rule.require.facts if fact in own}
    assert sorted(fact for fact in asked if desk.house.question_on(fact) is None) == []
