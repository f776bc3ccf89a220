"""Scoring a questionnaire: the answers' points, the level they come to, and whether the lowest class applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cmtool.errors import InvalidData
from cmtool.model import Option, Questionnaire, ScoredQuestion


@dataclass(frozen=True, slots=True)
class Score:
    """What a questionnaire came to."""

    points: int
    level: int
    lowest: bool


def scored(questionnaire: Questionnaire, answers: Mapping[str, str]) -> Score:
    """Return the score of complete answers (question code to option key).

    Raises:
        InvalidData: a question is unanswered or an answer is not one of its options; all are named.
    """
    chosen = [(question, _chosen(question, answers.get(question.code))) for question in questionnaire.questions]
    wrong = [question.code for question, option in chosen if option is None]
    if wrong:
        raise InvalidData("questionnaire-incomplete", questionnaire=questionnaire.code, questions=wrong)
    options = [option for _, option in chosen if option is not None]
    points = sum(option.score for option in options)
    lowest = any(option.lowest for option in options)
    level = max((level for start, level in questionnaire.bands if start <= points), default=questionnaire.bands[0][1])
    return Score(points, 1 if lowest else level, lowest)


def _chosen(question: ScoredQuestion, key: str | None) -> Option | None:
    wanted = str(key or "").strip().lower()
    return next((option for option in question.options if option.key == wanted), None)
