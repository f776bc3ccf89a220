"""Types of conditions: literals become the values kept inside, and every mistake is named, all of a condition at once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cmtool.model import Fact, Field, Kind, Text, day_number
from cmtool.rules.literals import day
from cmtool.rules.typing import understood

WORDS = Text("某项", "something")
COLOURS = {"red": Text("红", "red"), "blue": Text("蓝", "blue")}
FACTS = {
    name: Fact(name=name, kind=kind, title=WORDS, choices=COLOURS if kind in {Kind.CHOICE, Kind.SET} else {})
    for name, kind in (
        ("yes", Kind.BOOL),
        ("count", Kind.INT),
        ("other", Kind.INT),
        ("sum", Kind.MONEY),
        ("share", Kind.RATIO),
        ("born", Kind.DATE),
        ("till", Kind.DATE),
        ("colour", Kind.CHOICE),
        ("colours", Kind.SET),
        ("job", Kind.TEXT),
    )
} | {"tags": Fact(name="tags", kind=Kind.SET, title=WORDS, open_choices=True)}
FIELDS = {
    name: Field(name=name, kind=kind, title=WORDS, choices=COLOURS if kind in {Kind.CHOICE, Kind.SET} else {})
    for name, kind in (("price", Kind.MONEY), ("paint", Kind.CHOICE), ("paints", Kind.SET), ("level", Kind.INT))
}
DAY = day_number(day("2026-11-24"))


def typed(text):
    predicate, mistakes = understood(text, FACTS, FIELDS)
    assert mistakes == [], text
    return predicate


def mistakes(text):
    return understood(text, FACTS, FIELDS)[1]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("c.sum >= 50万", (">=", ("c", "sum"), ("lit", 50_000_000))),
        ("50万 <= c.sum", ("<=", ("lit", 50_000_000), ("c", "sum"))),
        ("c.sum = 0.01", ("=", ("c", "sum"), ("lit", 1))),
        ("c.sum >= p.price * 2", (">=", ("c", "sum"), ("*", ("p", "price"), ("lit", 2)))),
        ("c.sum >= p.price + 1万", (">=", ("c", "sum"), ("+", ("p", "price"), ("lit", 1_000_000)))),
        ("c.sum >= 2 * 3万 + 1", (">=", ("c", "sum"), ("lit", 6_000_100))),
        ("c.sum * 30% > 1万", (">", ("*", ("c", "sum"), ("lit", 0.3)), ("lit", 1_000_000))),
        ("c.share >= 3.5%", (">=", ("c", "share"), ("lit", 0.035))),
        ("c.count >= c.share", (">=", ("c", "count"), ("c", "share"))),
        ("c.count >= 0.5", (">=", ("c", "count"), ("lit", 0.5))),
        ("c.count + 1 = c.other", ("=", ("+", ("c", "count"), ("lit", 1)), ("c", "other"))),
        ("c.born <= 2026-11-24", ("<=", ("c", "born"), ("lit", DAY))),
        ("c.born + 30 <= c.till", ("<=", ("+", ("c", "born"), ("lit", 30)), ("c", "till"))),
        ("c.till - c.born > 5", (">", ("-", ("c", "till"), ("c", "born")), ("lit", 5))),
        ("c.colour = 'red'", ("=", ("c", "colour"), ("lit", "red"))),
        ("c.colour = p.paint", ("=", ("c", "colour"), ("p", "paint"))),
        ("c.colour IN ('red', 'blue')", ("in", ("c", "colour"), ("lit", "red"), ("lit", "blue"))),
        ("5 IN (c.count, c.other)", ("in", ("lit", 5), ("c", "count"), ("c", "other"))),
        ("c.job <> ''", ("<>", ("c", "job"), ("lit", ""))),
        ("c.yes = TRUE", ("=", ("c", "yes"), ("lit", 1))),
        ("c.sum BETWEEN 1 AND 2万", ("and", (">=", ("c", "sum"), ("lit", 100)), ("<=", ("c", "sum"), ("lit", 2_000_000)))),
        ("has(c.colours, 'red')", ("call", "has", ("c", "colours"), ("lit", "red"))),
        ("has(c.tags, 'anything')", ("call", "has", ("c", "tags"), ("lit", "anything"))),
        ("has_all(c.colours, p.paints)", ("call", "has_all", ("c", "colours"), ("p", "paints"))),
        ("c.count >= 18", (">=", ("c", "count"), ("lit", 18))),
        ("c.sum >= 90071992547409.91", (">=", ("c", "sum"), ("lit", 2**53 - 1))),
        ("c.sum >= c.count * 5万", (">=", ("c", "sum"), ("*", ("c", "count"), ("lit", 5_000_000)))),
        ("c.sum >= c.share * 5万", (">=", ("c", "sum"), ("*", ("c", "share"), ("lit", 5_000_000)))),
        ("c.sum >= 5万 * 30%", (">=", ("c", "sum"), ("lit", 1_500_000))),
        ("c.count * 30% >= 0.5", (">=", ("*", ("c", "count"), ("lit", 0.3)), ("lit", 0.5))),
        ("age_years(2000-01-01) > 1", (">", ("call", "age_years", ("lit", day_number(day("2000-01-01")))), ("lit", 1))),
        ("1 = 1", ("=", ("lit", 1), ("lit", 1))),
        ("5 IS NULL", ("null", ("lit", 5))),
    ],
)
def test_literals_become_the_values_kept_inside(text, tree):
    assert typed(text).tree == tree


def test_no_parsed_number_is_left_in_a_tree():
    def leaves(node):
        return [leaf for part in node[1:] for leaf in (leaves(part) if isinstance(part, tuple) else [part])]

    for text in ("1 = 1", "2 * 3 >= 1", "5 IS NULL", "3 IN (1, c.count)", "c.sum >= 1 + 1", "age_years(c.born) + 1 > 2"):
        assert not [leaf for leaf in leaves(typed(text).tree) if isinstance(leaf, Decimal)]


def test_a_condition_knows_what_it_reads_in_order():
    predicate = typed("p.level <= c.count AND (c.other > 1 OR p.price < c.sum) AND c.count > 0")
    assert predicate.facts == ("count", "other", "sum")
    assert predicate.fields == ("level", "price")


@pytest.mark.parametrize(
    ("text", "key", "piece"),
    [
        ("c.nothing > 1", "predicate-unknown-fact", "c.nothing"),
        ("p.nothing > 1", "predicate-unknown-field", "p.nothing"),
        ("c.sum", "predicate-not-a-condition", "c.sum"),
        ("c.yes AND c.count + 1", "predicate-not-a-condition", "c.count + 1"),
        ("'red'", "predicate-not-a-condition", "'red'"),
        ("(c.count > 1) = TRUE", "predicate-not-a-value", "c.count > 1"),
        ("(NOT c.yes) = TRUE", "predicate-not-a-value", "NOT c.yes"),
        ("(c.yes IS NULL) = TRUE", "predicate-not-a-value", "c.yes IS NULL"),
        ("(c.count IN (1, 2)) = TRUE", "predicate-not-a-value", "c.count IN (1, 2)"),
        ("has(c.tags, 'x') IS NULL", "predicate-not-a-value", "has(c.tags, 'x')"),
        ("c.count < 5 < 7", "predicate-not-a-value", "c.count < 5"),
        ("c.sum > c.count", "predicate-kinds-differ", "c.sum > c.count"),
        ("c.born > 5", "predicate-kinds-differ", "c.born > 5"),
        ("c.born > '2026-11-24'", "predicate-kinds-differ", "c.born > '2026-11-24'"),
        ("c.count > 2026-11-24", "predicate-kinds-differ", "c.count > 2026-11-24"),
        ("c.job = 5", "predicate-kinds-differ", "c.job = 5"),
        ("c.yes = 1", "predicate-kinds-differ", "c.yes = 1"),
        ("'a' = 5", "predicate-kinds-differ", "'a' = 5"),
        ("c.count IN (1, 'x')", "predicate-kinds-differ", "c.count IN (1, 'x')"),
        ("5 IN (c.count, c.sum)", "predicate-kinds-differ", "5 IN (c.count, c.sum)"),
        ("c.share = 3%", "predicate-ratio-equality", "c.share = 3%"),
        ("c.share <> c.count", "predicate-ratio-equality", "c.share <> c.count"),
        ("c.share IN (0.1)", "predicate-ratio-equality", "c.share IN (0.1)"),
        ("0.1 IN (c.share)", "predicate-ratio-equality", "0.1 IN (c.share)"),
        ("c.colour > 'red'", "predicate-not-ordered", "c.colour > 'red'"),
        ("c.job < 'x'", "predicate-not-ordered", "c.job < 'x'"),
        ("c.yes >= TRUE", "predicate-not-ordered", "c.yes >= True"),
        ("c.colours = c.tags", "predicate-set-compared", "c.colours = c.tags"),
        ("c.colours IN (c.tags)", "predicate-set-compared", "c.colours IN (c.tags)"),
        ("c.colours = 'red'", "predicate-kinds-differ", "c.colours = 'red'"),
        ("c.colour = 'green'", "predicate-no-such-choice", "green"),
        ("'green' = c.colour", "predicate-no-such-choice", "green"),
        ("c.colour IN ('red', 'green')", "predicate-no-such-choice", "green"),
        ("p.paint = 'green'", "predicate-no-such-choice", "green"),
        ("has(c.colours, 'green')", "predicate-no-such-choice", "green"),
        ("has(c.job, 'red')", "predicate-needs-set", "has(c.job, 'red')"),
        ("has(c.colours, p.paints)", "predicate-needs-set", "has(c.colours, p.paints)"),
        ("has_any(c.colours, p.paint)", "predicate-needs-set", "has_any(c.colours, p.paint)"),
        ("has_any(c.colours, c.tags)", "predicate-needs-choice", "c.tags"),
        ("has(c.tags, 5)", "predicate-needs-choice", "5"),
        ("has(c.tags, '')", "predicate-needs-choice", "''"),
        ("has(c.tags, 'a|b')", "predicate-needs-choice", "'a|b'"),
        ("age_years(c.count) > 1", "predicate-needs-date", "age_years(c.count)"),
        ("age_years(c.born + 30) > 1", "predicate-plain-date", "age_years(c.born + 30)"),
        ("days_since(c.till - 5) > 1", "predicate-plain-date", "days_since(c.till - 5)"),
        ("c.count >= 50万", "predicate-wrong-unit", "c.count >= 50万"),
        ("c.count > 3%", "predicate-wrong-unit", "c.count > 3%"),
        ("3% < c.count", "predicate-wrong-unit", "3% < c.count"),
        ("c.sum >= 3%", "predicate-wrong-unit", "c.sum >= 3%"),
        ("c.share >= 50万", "predicate-wrong-unit", "c.share >= 50万"),
        ("c.share >= 8元", "predicate-wrong-unit", "c.share >= 8"),
        ("age_years(c.born) >= 18万", "predicate-wrong-unit", "age_years(c.born) >= 18万"),
        ("days_since(c.born) > 3%", "predicate-wrong-unit", "days_since(c.born) > 3%"),
        ("c.till - c.born > 5万", "predicate-wrong-unit", "c.till - c.born > 5万"),
        ("c.count IN (1, 2万)", "predicate-wrong-unit", "c.count IN (1, 2万)"),
        ("c.count BETWEEN 1 AND 3%", "predicate-wrong-unit", "c.count <= 3%"),
        ("5万 > 3%", "predicate-wrong-unit", "5万 > 3%"),
        ("c.sum >= 5万 + 3%", "predicate-bad-arithmetic", "5万 + 3%"),
        ("c.sum >= 5万 * 5万", "predicate-bad-arithmetic", "5万 * 5万"),
        ("c.sum * 5万 > 1", "predicate-bad-arithmetic", "c.sum * 5万"),
        ("c.sum + 3% > 1", "predicate-bad-arithmetic", "c.sum + 3%"),
        ("c.count + 5万 > 1", "predicate-bad-arithmetic", "c.count + 5万"),
        ("c.born + 5万 > c.till", "predicate-bad-arithmetic", "c.born + 5万"),
        ("c.count * 5万 >= 3%", "predicate-wrong-unit", "c.count * 5万 >= 3%"),
        ("c.sum >= 0.001", "predicate-finer-than-fen", "0.001"),
        ("c.sum >= 90071992547409.92", "predicate-number-too-large", "90071992547409.92"),
        ("c.count <= 9007199254740992", "predicate-number-too-large", "9007199254740992"),
        ("c.count >= 9007199254740991 + 1", "predicate-number-too-large", "9007199254740992"),
        (
            "c.count * c.other * c.count * c.other * 2 > 1",
            "predicate-too-many-factors",
            "c.count * c.other * c.count * c.other * 2",
        ),
        (
            "(c.count + c.count * 2) * c.other * 2 * c.other > 1",
            "predicate-too-many-factors",
            "c.count + c.count * 2 * c.other * 2 * c.other",
        ),
        ("days_until(5) > 1", "predicate-needs-date", "days_until(5)"),
        ("c.born >= 2026-02-29", "predicate-no-such-day", "2026-02-29"),
        ("c.sum * c.sum > 1", "predicate-bad-arithmetic", "c.sum * c.sum"),
        ("c.sum + c.count > 1", "predicate-bad-arithmetic", "c.sum + c.count"),
        ("c.born * 2 > 1", "predicate-bad-arithmetic", "c.born * 2"),
        ("c.born + 0.5 > c.till", "predicate-bad-arithmetic", "c.born + 0.5"),
        ("5 - c.born > 1", "predicate-bad-arithmetic", "5 - c.born"),
        ("c.born + c.till > 1", "predicate-bad-arithmetic", "c.born + c.till"),
        ("c.yes + 1 > 1", "predicate-bad-arithmetic", "c.yes + 1"),
        ("c.job + 'x' = 'y'", "predicate-bad-arithmetic", "c.job + 'x'"),
    ],
)
def test_each_mistake_is_named_with_its_piece(text, key, piece):
    found = mistakes(text)
    assert [(wrong, where) for wrong, where, _ in found] == [(key, piece)], found


def test_all_mistakes_of_a_condition_are_reported_at_once():
    text = "c.nothing > 1 AND c.colour = 'green' AND c.share = 3% AND p.none IS NULL AND age_years(c.count) > 1"
    keys = [key for key, _, _ in mistakes(text)]
    assert keys == [
        "predicate-unknown-fact",
        "predicate-no-such-choice",
        "predicate-ratio-equality",
        "predicate-unknown-field",
        "predicate-needs-date",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("c.nothing + 1 > 5 * c.nothing", 1),
        ("c.none BETWEEN 1 AND 2万", 1),
        ("has(c.none, 'x') OR c.none IN (1, 2) OR c.no = 1", 2),
    ],
)
def test_a_wrong_name_is_one_mistake_however_often_it_stands(text, count):
    assert len(mistakes(text)) == count


def test_what_was_expected_is_said_too():
    ((_, _, expected),) = mistakes("c.colour = 'green'")
    assert "red, blue" in expected
    ((_, _, expected),) = mistakes("c.sum > c.count")
    assert expected == "money / int"
