"""Scoring an assessment: every band's two edges, the lowest class, and answers that are missing or no option, all named."""

from __future__ import annotations

import pytest

from cmtool.errors import InvalidData
from cmtool.model import Option, Questionnaire, ScoredQuestion, Text
from cmtool.rules.scoring import scored
from cmtool.words import error

WORDS = Text("某题", "a question")
BANDS = ((0, 1), (21, 2), (37, 3), (54, 4), (81, 5))


def questionnaire(*scores, bands=BANDS, lowest=()):
    """Return one question a list of scores, its options a, b, c …"""
    questions = tuple(
        ScoredQuestion(
            code=f"ABC-A01-{number:02d}",
            text=WORDS,
            options=tuple(
                Option(key=key, text=WORDS, score=score, lowest=(number, key) in lowest)
                for key, score in zip("abcdef", options, strict=False)
            ),
        )
        for number, options in enumerate(scores, 1)
    )
    return Questionnaire(code="ABC-A01", desk="abc", title=WORDS, gives="level", questions=questions, bands=bands)


@pytest.mark.parametrize(
    ("points", "level"),
    [(-5, 1), (0, 1), (20, 1), (21, 2), (36, 2), (37, 3), (53, 3), (54, 4), (80, 4), (81, 5), (100, 5)],
)
def test_each_band_begins_at_its_first_point_and_not_before(points, level):
    found = scored(questionnaire([points]), {"ABC-A01-01": "a"})
    assert (found.points, found.level, found.lowest) == (points, level, False)


def test_points_of_all_answers_add_up():
    found = scored(questionnaire([1, 10], [2, 20], [3, 30]), {"ABC-A01-01": "b", "ABC-A01-02": "a", "ABC-A01-03": " B "})
    assert (found.points, found.level) == (42, 3)


def test_an_answer_of_the_lowest_class_outweighs_all_points():
    form = questionnaire([50, 50], [50], lowest={(1, "b")})
    assert scored(form, {"ABC-A01-01": "a", "ABC-A01-02": "a"}).level == 5
    found = scored(form, {"ABC-A01-01": "b", "ABC-A01-02": "a"})
    assert (found.points, found.level, found.lowest) == (100, 1, True)


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({}, ["ABC-A01-01", "ABC-A01-02"]),
        ({"ABC-A01-01": "a"}, ["ABC-A01-02"]),
        ({"ABC-A01-01": "c", "ABC-A01-02": "a"}, ["ABC-A01-01"]),
        ({"ABC-A01-01": "", "ABC-A01-02": "ab"}, ["ABC-A01-01", "ABC-A01-02"]),
    ],
)
def test_what_is_unanswered_or_no_option_is_named_and_nothing_is_scored(answers, wrong):
    with pytest.raises(InvalidData) as refused:
        scored(questionnaire([1, 2], [3]), answers)
    for lang in ("zh", "en"):
        assert all(code in error(lang, refused.value) for code in wrong)
    assert refused.value.figures["questions"] == wrong
