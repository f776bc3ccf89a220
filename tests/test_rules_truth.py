"""True, false and unknown: SQL's three-valued logic, the functions of ours, and both sides of every limit."""

from __future__ import annotations

import itertools

import pytest

from cmtool.model import Fact, Kind, Text, day_number
from cmtool.rules.binding import bound
from cmtool.rules.evaluate import age_years, truth
from cmtool.rules.literals import day
from cmtool.rules.typing import understood

WORDS = Text("某项", "something")
KINDS = {
    "a": Kind.BOOL,
    "b": Kind.BOOL,
    "count": Kind.INT,
    "sum": Kind.MONEY,
    "share": Kind.RATIO,
    "born": Kind.DATE,
    "job": Kind.TEXT,
}
FACTS = {name: Fact(name=name, kind=kind, title=WORDS) for name, kind in KINDS.items()}
FACTS["tags"] = Fact(name="tags", kind=Kind.SET, title=WORDS, open_choices=True)
ON = day_number(day("2026-11-24"))
THREE = (True, False, None)


def answer(text, on=ON, **known):
    predicate, mistakes = understood(text, FACTS, {})
    assert mistakes == [], mistakes
    return truth(predicate.tree, known.get, on)


def as_fact(value):
    return None if value is None else int(value)


@pytest.mark.parametrize(("a", "b"), list(itertools.product(THREE, THREE)))
def test_and_or_not_and_is_null_follow_sql(a, b):
    known = {"a": as_fact(a), "b": as_fact(b)}
    both = False if False in (a, b) else None if None in (a, b) else True
    either = True if True in (a, b) else None if None in (a, b) else False
    assert answer("c.a AND c.b", **known) is both
    assert answer("c.a OR c.b", **known) is either
    assert answer("NOT c.a", **known) is (None if a is None else not a)
    assert answer("c.a IS NULL", **known) is (a is None)
    assert answer("c.a IS NOT NULL", **known) is (a is not None)
    assert answer("NOT (c.a AND c.b)", **known) is answer("NOT c.a OR NOT c.b", **known)
    assert answer("c.a = c.b", **known) is (None if None in (a, b) else a == b)
    assert answer("c.a <> c.b", **known) is (None if None in (a, b) else a != b)


@pytest.mark.parametrize(
    ("text", "below", "at", "above"),
    [
        ("c.count < 5", True, False, False),
        ("c.count <= 5", True, True, False),
        ("c.count > 5", False, False, True),
        ("c.count >= 5", False, True, True),
        ("c.count = 5", False, True, False),
        ("c.count <> 5", True, False, True),
        ("c.count BETWEEN 5 AND 5", False, True, False),
        ("c.count NOT BETWEEN 5 AND 5", True, False, True),
        ("c.count IN (1, 5)", False, True, False),
        ("c.count NOT IN (1, 5)", True, False, True),
        ("c.count + 1 - 2 * 3 >= 0", False, True, True),
    ],
)
def test_both_sides_of_every_limit(text, below, at, above):
    assert [answer(text, count=count) for count in (4, 5, 6, None)] == [below, at, above, None]


@pytest.mark.parametrize(
    ("fen", "kept"),
    [(49_999_999, False), (50_000_000, True), (50_000_001, True), (None, None)],
    ids=["a-fen-short", "exactly", "a-fen-over", "unknown"],
)
def test_money_counts_to_the_fen(fen, kept):
    assert answer("c.sum >= 50万", sum=fen) is kept


def test_a_share_at_its_limit():
    assert [answer("c.share >= 3.5%", share=share) for share in (0.0349, 0.035, 0.0351)] == [False, True, True]


def test_in_knows_a_match_beside_an_unknown_and_is_unsure_without_one():
    assert answer("5 IN (c.count, 5)", count=None) is True
    assert answer("4 IN (c.count, 5)", count=None) is None
    assert answer("4 IN (c.count, 5)", count=4) is True
    assert answer("4 IN (c.count, 5)", count=3) is False


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        pytest.param("2008-11-24", "2026-11-23", 17, id="the-day-before-18"),
        pytest.param("2008-11-24", "2026-11-24", 18, id="the-birthday-itself"),
        pytest.param("2008-02-29", "2026-02-28", 17, id="leap-day-not-on-28-February"),
        pytest.param("2008-02-29", "2026-03-01", 18, id="leap-day-on-1-March"),
        pytest.param("2008-02-29", "2028-02-28", 19, id="leap-day-in-a-leap-year-the-day-before"),
        pytest.param("2008-02-29", "2028-02-29", 20, id="leap-day-in-a-leap-year"),
        pytest.param("2026-11-24", "2026-11-24", 0, id="born-today"),
        pytest.param("2026-11-25", "2026-11-24", -1, id="born-tomorrow"),
        pytest.param("2027-11-24", "2026-11-24", -1, id="a-year-ahead"),
        pytest.param("1926-11-24", "2026-11-24", 100, id="a-hundred"),
        pytest.param("2000-12-31", "2001-01-01", 0, id="a-day-over-new-year"),
    ],
)
def test_age_in_whole_years(born, on, age):
    born, on = day_number(day(born)), day_number(day(on))
    assert age_years(born, on) == age
    assert answer(f"age_years(c.born) = {age}", on=on, born=born) is True


@pytest.mark.parametrize(("days", "since", "until"), [(0, 0, 0), (30, 30, -30), (-30, -30, 30)])
def test_days_since_and_until_count_both_ways(days, since, until):
    assert answer(f"days_since(c.born) = {since}", born=ON - days) is True
    assert answer(f"days_until(c.born) = {until}", born=ON - days) is True
    assert answer("days_until(c.born) BETWEEN 0 AND 30", born=ON - days) is (0 <= until <= 30)


def test_a_function_of_an_unknown_day_is_unknown():
    for text in (
        "age_years(c.born) >= 0",
        "days_since(c.born) < 0",
        "days_until(c.born) = 0",
        "has(c.tags, 'x')",
        "NOT has_any(c.tags, 'x')",
    ):
        assert answer(text) is None


@pytest.mark.parametrize(
    ("held", "has", "any_of", "all_of"),
    [
        ("|a|b|c|", True, True, True),
        ("|a|", True, True, False),
        ("|c|", False, False, False),
        ("|ab|", False, False, False),
        ("|", False, False, False),
    ],
)
def test_sets_hold_one_any_or_all(held, has, any_of, all_of):
    assert answer("has(c.tags, 'a')", tags=held) is has
    assert answer("has_any(c.tags, 'a', 'b')", tags=held) is any_of
    assert answer("has_all(c.tags, 'a', 'b')", tags=held) is all_of


def test_a_products_set_against_the_clients():
    tree = ("call", "has_all", ("c", "tags"), ("p", "wanted"))
    for wanted, kept in (("|a|b|", True), ("|a|x|", False), ("|", True), (None, None)):
        assert truth(bound(tree, {"wanted": wanted}), {"tags": "|a|b|"}.get, ON) is kept
    assert truth(bound(("call", "has_any", ("c", "tags"), ("p", "wanted")), {"wanted": "|"}), {"tags": "|a|"}.get, ON) is False


def test_a_field_that_the_product_has_not_is_unknown():
    assert truth(bound((">=", ("c", "count"), ("p", "level")), {}), {"count": 5}.get, ON) is None


def test_only_a_status_that_is_known_sets_anything_aside():
    for value, sure in ((1, True), (0, False), (None, False)):
        assert truth(("sure", ("c", "a")), {"a": value}.get, ON) is sure


def test_text_and_dates_compare_as_they_read():
    assert answer("c.job = '农民'", job="农民") is True
    assert answer("c.job <> ''", job="农民") is True
    assert answer("c.born <= 2026-11-24", born=ON) is True
    assert answer("c.born < 2026-11-24", born=ON) is False
    assert answer("c.born + 30 > 2026-12-24", born=ON) is False
    assert answer("c.born + 31 > 2026-12-24", born=ON) is True
