"""What a condition can answer: the impossible is found, and nothing that some client could answer is called impossible."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from cmtool.model import Fact, Field, Kind, Text, day_number
from cmtool.rules import possible
from cmtool.rules.binding import bound
from cmtool.rules.evaluate import truth
from cmtool.rules.typing import understood

WORDS = Text("某项", "something")
COLOURS = dict.fromkeys(("red", "blue"), WORDS)
ON = day_number(date(2026, 11, 24))
FACTS = {
    name: Fact(name=name, kind=kind, title=WORDS, **more)
    for name, kind, more in (
        ("level", Kind.INT, {"low": 1, "high": 5}),
        ("count", Kind.INT, {}),
        ("sum", Kind.MONEY, {"low": 0}),
        ("share", Kind.RATIO, {"low": 0, "high": 1}),
        ("born", Kind.DATE, {}),
        ("yes", Kind.BOOL, {}),
        ("colour", Kind.CHOICE, {"choices": COLOURS}),
        ("liked", Kind.SET, {"choices": COLOURS}),
        ("job", Kind.TEXT, {}),
    )
}
FIELDS = {
    name: Field(name=name, kind=kind, title=WORDS, choices=COLOURS if kind in {Kind.CHOICE, Kind.SET} else {})
    for name, kind in (
        ("risk_level", Kind.INT),
        ("min_amount", Kind.MONEY),
        ("term_days", Kind.INT),
        ("paint", Kind.CHOICE),
        ("paints", Kind.SET),
        ("group", Kind.BOOL),
        ("quota", Kind.INT),
    )
}


def read(text):
    predicate, mistakes = understood(text, FACTS, FIELDS)
    assert mistakes == [], text
    return predicate.tree


def found(text):
    return [(key.removeprefix("predicate-"), piece) for key, piece, _ in possible.mistakes(read(text), FACTS, FIELDS)]


@pytest.mark.parametrize(
    "text",
    [
        "c.level >= 1",  # how a rule demands that a fact be known
        "c.level <= 5",
        "c.level BETWEEN 1 AND 5",
        "c.colour IN ('red', 'blue')",
        "c.share BETWEEN 0% AND 100%",
        "c.yes",
        "c.yes IS NULL OR NOT c.yes",
        "c.sum >= 0 AND c.count > 3",
        "c.level > 1 AND c.level < 5",
        "c.count > 3 AND c.count < 5",
        "c.share > 50% AND c.share < 50.1%",
        "c.level + 1 >= p.risk_level",
        "c.colour = p.paint OR c.colour <> p.paint",  # two columns: anything may be
        "c.count * c.count < 0",  # a product of facts: anything may be
        "c.count - c.count = 0",  # unknown where the count is
        "has_any(c.liked, p.paints) AND NOT has_all(c.liked, p.paints)",
        "has_any(c.liked, 'red', 'blue') AND NOT has_all(c.liked, 'red', 'blue')",
        "p.risk_level > 1",
        "p.min_amount > 0",
        "p.quota IS NULL OR p.quota > 5",
        "p.group OR p.term_days = 0",
        "c.born IS NOT NULL AND age_years(c.born) < 70",
        "2 * c.sum >= 3 AND 2 * c.sum <= 3",
    ],
)
def test_what_can_hold_and_can_fail_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "key", "piece"),
    [
        ("TRUE", "always-true", "TRUE"),
        ("FALSE", "always-false", "FALSE"),
        ("1 = 1", "always-true", "1 = 1"),
        ("5 IS NULL", "always-false", "5 IS NULL"),
        ("c.level > 5", "always-false", "c.level > 5"),
        ("NOT c.level >= 1", "always-false", "NOT c.level >= 1"),
        ("c.sum < 0", "always-false", "c.sum < 0"),
        ("c.level >= 6", "outside-limits", "c.level >= 6"),
        ("6 <= c.level", "outside-limits", "6 <= c.level"),
        ("c.level <> 9 AND c.yes", "outside-limits", "c.level <> 9"),
        ("c.level IN (1, 9)", "outside-limits", "c.level IN (1, 9)"),
        ("c.share >= 200%", "outside-limits", "c.share >= 200%"),
        ("c.sum >= -1万", "outside-limits", "c.sum >= -1万"),
        ("p.risk_level = 6", "no-such-product-value", "p.risk_level = 6"),
        ("c.count >= 5 OR c.count < 5", "always-true", "c.count >= 5 OR c.count < 5"),
        ("NOT (c.count >= 5 AND c.count < 5)", "always-true", "NOT (c.count >= 5 AND c.count < 5)"),
        ("c.yes IS NULL OR c.yes OR NOT c.yes", "always-true", "c.yes IS NULL OR c.yes OR NOT c.yes"),
        ("c.count >= 5 AND c.count < 3", "always-false", "c.count >= 5 AND c.count < 3"),
        ("c.count > 3 AND c.count < 4", "always-false", "c.count > 3 AND c.count < 4"),
        ("2 * c.count >= 3 AND 2 * c.count <= 3", "always-false", "2 * c.count >= 3 AND 2 * c.count <= 3"),
        ("c.sum >= 50万 AND c.sum <= 30万", "always-false", "c.sum >= 50万 AND c.sum <= 30万"),
        ("c.colour = 'red' AND c.colour = 'blue'", "always-false", "c.colour = 'red' AND c.colour = 'blue'"),
        ("c.colour NOT IN ('red', 'blue')", "always-false", "NOT c.colour IN ('red', 'blue')"),
        ("c.job = 'x' AND c.job <> 'x'", "always-false", "c.job = 'x' AND c.job <> 'x'"),
        ("c.yes AND NOT c.yes", "always-false", "c.yes AND NOT c.yes"),
        ("c.born IS NULL AND c.born > 2020-01-01", "always-false", "c.born IS NULL AND c.born > 2020-01-01"),
        ("has(c.liked, 'red') AND NOT has_any(c.liked, 'red', 'blue')", "always-false",
         "has(c.liked, 'red') AND NOT has_any(c.liked, 'red', 'blue')"),
        ("c.level + 1 >= p.risk_level AND c.level + 1 < p.risk_level", "always-false",
         "c.level + 1 >= p.risk_level AND c.level + 1 < p.risk_level"),
        ("c.level - p.risk_level > 0 AND p.risk_level >= c.level", "always-false",
         "c.level - p.risk_level > 0 AND p.risk_level >= c.level"),
        ("p.risk_level >= 1", "always-true", "p.risk_level >= 1"),
        ("p.group OR NOT p.group", "always-true", "p.group OR NOT p.group"),
        ("c.yes AND p.min_amount >= 0", "idle-part", "p.min_amount >= 0"),
        ("c.yes AND (c.count > 1 OR c.count <= 1)", "idle-part", "c.count > 1 OR c.count <= 1"),
        ("c.yes OR c.level > 5", "dead-part", "c.level > 5"),
        ("c.yes AND (c.count > 1 OR c.level < 1)", "dead-part", "c.level < 1"),
        ("c.yes OR (c.count > 3 AND c.count < 2)", "dead-part", "c.count > 3 AND c.count < 2"),
    ],
)  # fmt: skip
def test_what_is_impossible_is_named_with_its_piece(text, key, piece):
    assert found(text) == [(key, piece)]


def test_a_condition_too_wide_to_try_is_taken_for_possible():
    wide = " AND ".join(f"(c.count > {number} OR c.count + {number} * c.level > 9)" for number in range(2, 20))
    assert found(f"c.count > 5 AND c.count < 0 AND {wide}") == []  # impossible, and a million times too much to try


# conditions of few facts, with thresholds close together so that they meet
ORDERED = st.builds(
    lambda one, sign, number: f"{one} {sign} {number}",
    st.sampled_from(
        ["c.level", "c.count", "p.quota", "c.count + 1", "c.level - p.risk_level", "2 * c.count", "c.count * c.level"]
    ),
    st.sampled_from(["=", "<>", "<", "<=", ">", ">="]),
    st.integers(1, 3),
)
OTHERS = st.sampled_from(
    ["c.yes", "p.group", "c.colour = 'red'", "c.colour IN ('red', 'blue')", "c.colour <> 'blue'", "c.count IS NULL",
     "c.yes IS NULL", "has(c.liked, 'red')", "has_any(c.liked, 'red', 'blue')", "has_all(c.liked, 'red', 'blue')",
     "has_any(c.liked, p.paints)", "c.count IN (1, 2)", "TRUE"]
)  # fmt: skip
CONDITIONS = st.recursive(
    ORDERED | OTHERS,
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["AND", "OR"]), inner) | inner.map("NOT ({})".format),
    max_leaves=5,
)
CLIENTS = st.fixed_dictionaries(
    {
        "level": st.sampled_from([None, 1, 2, 3, 4, 5]),
        "count": st.sampled_from([None, *range(-4, 6)]),
        "yes": st.sampled_from([None, 0, 1]),
        "colour": st.sampled_from([None, "red", "blue"]),
        "liked": st.sampled_from([None, "|", "|red|", "|blue|", "|blue|red|"]),
    }
)
PRODUCTS = st.fixed_dictionaries(
    {
        "risk_level": st.integers(1, 5),
        "quota": st.sampled_from([None, 0, 1, 2, 3, 4]),
        "group": st.sampled_from([0, 1]),
        "paints": st.sampled_from(["|", "|red|", "|blue|red|"]),
    }
)


@settings(max_examples=400, deadline=None)
@given(CONDITIONS, st.lists(st.tuples(CLIENTS, PRODUCTS), min_size=1, max_size=10))
@example("NOT (has_any(c.liked, p.paints))", [({"liked": None}, {"paints": "|red|"})])
def test_no_client_ever_gives_an_answer_that_was_called_impossible(text, pairs):
    tree = read(text)
    answers = possible.answers(tree, FACTS, FIELDS)
    for client, product in pairs:
        assert truth(bound(tree, product), client.get, ON) in answers, (text, client, product)


@settings(max_examples=200, deadline=None)
@given(CONDITIONS.filter(lambda text: "count" not in text and "p." not in text))
def test_over_small_worlds_every_answer_said_possible_is_given_by_someone(text):
    tree = read(text)
    world = [
        {"level": level, "yes": yes, "colour": colour, "liked": liked}
        for level in (None, 1, 2, 3, 4, 5)
        for yes in (None, 0, 1)
        for colour in (None, "red", "blue")
        for liked in (None, "|", "|red|", "|blue|", "|blue|red|")
    ]
    assert possible.answers(tree, FACTS, FIELDS) == {truth(tree, client.get, ON) for client in world}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(CONDITIONS, PRODUCTS, st.lists(CLIENTS, min_size=1, max_size=5))
def test_a_products_values_put_in_leave_it_true(text, product, clients):
    tree = bound(read(text), product)
    assume(tree != read(text))
    answers = possible.answers(tree, FACTS, FIELDS)
    assert {truth(tree, client.get, ON) for client in clients} <= answers, (text, product)
