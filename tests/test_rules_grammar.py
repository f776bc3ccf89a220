"""The grammar of conditions: what may be written, and every piece outside it refused by name."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cmtool.rules.grammar import DEEPEST, LONGEST, OutsideGrammar, parse

A, B, D, S = ("c", "a"), ("c", "b"), ("c", "d"), ("c", "s")


def number(text):
    return ("lit", Decimal(text))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("c.a = 5", ("=", A, number(5))),
        ("c.a <> 5", ("<>", A, number(5))),
        ("c.a != 5", ("<>", A, number(5))),
        ("c.a < 5", ("<", A, number(5))),
        ("c.a <= 5", ("<=", A, number(5))),
        ("5 > c.a", (">", number(5), A)),
        ("c.a >= 5", (">=", A, number(5))),
        ("c.a BETWEEN 1 AND 2", ("between", A, number(1), number(2))),
        ("c.a NOT BETWEEN 1 AND 2", ("not", ("between", A, number(1), number(2)))),
        ("c.a IN (1, 2)", ("in", A, number(1), number(2))),
        ("c.a NOT IN ('x')", ("not", ("in", A, ("lit", "x")))),
        ("c.a IS NULL", ("null", A)),
        ("c.a IS NOT NULL", ("not", ("null", A))),
        ("c.b", B),
        ("NOT c.b", ("not", B)),
        ("c.b AND c.a AND c.d", ("and", B, A, D)),
        ("c.b OR (c.a OR c.d)", ("or", B, A, D)),
        ("c.b OR c.a AND c.d", ("or", B, ("and", A, D))),
        ("(c.b OR c.a) AND c.d", ("and", ("or", B, A), D)),
        ("c.a + 1 > c.b - c.d * 2", (">", ("+", A, number(1)), ("-", B, ("*", D, number(2))))),
        ("c.a > -5", (">", A, number(-5))),
        ("p.risk_level <= c.a", ("<=", ("p", "risk_level"), A)),
        ("TRUE", ("lit", True)),
        ("c.b = FALSE", ("=", B, ("lit", False))),
        ("age_years(c.d) >= 18", (">=", ("call", "age_years", D), number(18))),
        ("DAYS_SINCE(c.d) > 1", (">", ("call", "days_since", D), number(1))),
        ("days_until(c.d) = 0", ("=", ("call", "days_until", D), number(0))),
        ("has(c.s, 'x')", ("call", "has", S, ("lit", "x"))),
        ("has_any(c.s, 'x', 'y')", ("call", "has_any", S, ("lit", "x"), ("lit", "y"))),
        ("has_all(c.s, p.s)", ("call", "has_all", S, ("p", "s"))),
        ("c.d >= 2026-11-24", (">=", D, ("day", "2026-11-24"))),
        ("c.a = 'it''s 50万'", ("=", A, ("lit", "it's 50万"))),
        ("c.a = 'c.b OR 2026-11-24'", ("=", A, ("lit", "c.b OR 2026-11-24"))),
        ("c.a = 'the_day'", ("=", A, ("lit", "the_day"))),
    ],
)
def test_what_the_grammar_allows(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", "12"),
        ("0.5", "0.5"),
        (".5", "0.5"),
        ("50万", "500000"),
        ("50万元", "500000"),
        ("1.2亿", "120000000"),
        ("3千", "3000"),
        ("2百万", "2000000"),
        ("3千万", "30000000"),
        ("3.5%", "0.035"),
        ("3.5％", "0.035"),
        ("5‰", "0.005"),
        ("５０万", "500000"),
        ("8000元", "8000"),
    ],
)
def test_numbers_as_people_write_them(written, value):
    (_, _, literal) = parse(f"c.a >= {written}")
    assert literal == ("lit", Decimal(value))


@pytest.mark.parametrize(
    ("text", "key", "piece"),
    [
        ("", "predicate-not-sql", ""),
        ("   ", "predicate-not-sql", "   "),
        ("c.a >=", "predicate-not-sql", "c.a >="),
        ("c.a = 1; c.b", "predicate-not-sql", "c.a = 1; c.b"),
        ("c.a = 'open", "predicate-not-sql", "c.a = 'open"),
        ("c.a > 5万%", "predicate-not-sql", "c.a > 5万%"),
        ("a = 1", "predicate-no-prefix", "a"),
        ("x.a = 1", "predicate-no-prefix", "x.a"),
        ("C.a = 1", "predicate-no-prefix", "C.a"),
        ("x.c.a = 1", "predicate-no-prefix", "x.c.a"),
        ('c.a = "x"', "predicate-no-prefix", '"x"'),
        ("c.a LIKE 'x%'", "predicate-not-allowed", "c.a LIKE 'x%'"),
        ("c.a / 2 > 1", "predicate-not-allowed", "c.a / 2"),
        ("c.a % 2 = 1", "predicate-not-allowed", "c.a % 2"),
        ("c.a || 'x' = 'y'", "predicate-not-allowed", "c.a || 'x'"),
        ("CAST(c.a AS INT) = 5", "predicate-not-allowed", "CAST(c.a AS INT)"),
        ("c.a::INT = 5", "predicate-not-allowed", "CAST(c.a AS INT)"),
        ("CASE WHEN c.b THEN 1 END = 1", "predicate-not-allowed", "CASE WHEN c.b THEN 1 END"),
        ("c.a IN (SELECT 1)", "predicate-not-allowed", "c.a IN (SELECT 1)"),
        ("EXISTS(SELECT 1)", "predicate-not-allowed", "EXISTS(SELECT 1)"),
        ("SELECT 1", "predicate-not-allowed", "SELECT 1"),
        ("DROP TABLE client", "predicate-not-allowed", "DROP TABLE client"),
        ("c.a = NULL", "predicate-not-allowed", "NULL"),
        ("c.b IS TRUE", "predicate-not-allowed", "c.b IS TRUE"),
        ("c.a IS DISTINCT FROM 5", "predicate-not-allowed", "c.a IS DISTINCT FROM 5"),
        ("c.a = ?", "predicate-not-allowed", "?"),
        ("c.a = 1e3", "predicate-not-allowed", "1e3"),
        ("c.a = 1234567890123456789", "predicate-not-allowed", "1234567890123456789"),
        ("-c.a > 1", "predicate-not-allowed", "-c.a"),
        ("(c.a, c.b) = (1, 2)", "predicate-not-allowed", "(c.a, c.b)"),
        ("lower(c.a) = 'x'", "predicate-not-allowed", "LOWER(c.a)"),
        ("count(*) > 1", "predicate-not-allowed", "COUNT(*)"),
        ("load_extension('x') = 1", "predicate-no-function", "LOAD_EXTENSION('x')"),
        ("has(c.s)", "predicate-no-function", "HAS(c.s)"),
        ("age_years() > 1", "predicate-no-function", "AGE_YEARS()"),
        ("the_day('2026-11-24') = c.d", "predicate-no-function", "the_day"),
    ],
)
def test_what_lies_outside_is_refused_with_the_piece(text, key, piece):
    with pytest.raises(OutsideGrammar) as refused:
        parse(text)
    assert (refused.value.key, refused.value.piece) == (key, piece)


def test_between_backwards_is_not_quietly_turned_round():
    with pytest.raises(OutsideGrammar) as refused:
        parse("c.a BETWEEN SYMMETRIC 5 AND 1")
    assert refused.value.key == "predicate-not-allowed"


@pytest.mark.parametrize(
    ("nested", "most"),
    [pytest.param("NOT {}", DEEPEST - 1, id="not"), pytest.param("({} AND c.b OR c.a)", DEEPEST // 2 - 1, id="and-in-or")],
)
def test_as_deep_as_allowed_and_one_deeper(nested, most):
    text = "c.b"
    for _ in range(most):
        text = nested.format(text)
    parse(text)
    with pytest.raises(OutsideGrammar, match="predicate-too-deep"):
        parse(nested.format(text))


def test_a_long_list_of_alternatives_is_not_deep():
    tree = parse(" OR ".join(f"c.a = {number}" for number in range(300)))
    assert tree[0] == "or"
    assert len(tree) == 301


def test_as_long_as_allowed_and_one_character_longer():
    text = "c.b".ljust(LONGEST)
    assert parse(text) == B
    with pytest.raises(OutsideGrammar, match="predicate-too-long"):
        parse(text + " ")


def test_brackets_without_end_are_refused_not_run_into():
    with pytest.raises(OutsideGrammar):
        parse("(" * 1900 + "c.b" + ")" * 1900)


PIECES = [
    "c.a",
    "p.b",
    "x",
    "c.",
    "'q'",
    "'",
    "50万",
    "3%",
    "2026-11-24",
    "2026-99-99",
    "the_day",
    "(",
    ")",
    ",",
    "=",
    "<",
    ">=",
    "<>",
    "+",
    "-",
    "*",
    "/",
    "AND",
    "OR",
    "NOT",
    "IN",
    "IS",
    "NULL",
    "BETWEEN",
    "TRUE",
    "has",
    "age_years",
    "SELECT",
    "FROM",
    ";",
    "--",
    "/*",
    "\\",
    '"',
    "$$",
    "?",
    "@",
    "::",
    ".",
]


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)))
@example("c.a = 1 -- and so on")
def test_any_text_gives_a_tree_or_a_refusal_and_nothing_else(text):
    try:
        found = parse(text)
    except OutsideGrammar as refused:
        found = refused.key
    assert isinstance(found, tuple) or found.startswith("predicate-")
