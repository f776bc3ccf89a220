"""The grammar of conditions: what may be written, and every piece outside it refused by name."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cmtool.rules.grammar import DEEPEST, LONGEST, OutsideGrammar, parse
from cmtool.rules.refusals import BY_NODE, SAID
from cmtool.words import catalogue

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
    assert literal[:2] == ("lit", Decimal(value))
    unit = "share" if written[-1] in "%％‰" else "amount" if not written[-1].isdigit() else None
    assert literal[2:] == ((unit,) if unit else ())


@pytest.mark.parametrize(
    ("text", "key", "piece"),
    [
        ("", "predicate-not-sql", ""),
        ("   ", "predicate-not-sql", "   "),
        ("c.a >=", "predicate-not-sql", "c.a >="),
        ("c.a = 'open", "predicate-not-sql", "c.a = 'open"),
        ("c.a > 5万%", "predicate-not-sql", "c.a > 5万%"),
        ("c.a XOR c.b", "predicate-not-sql", "c.a XOR c.b"),
        ("c.a = 1; c.b", "predicate-two-statements", ";"),
        ("c.b;", "predicate-two-statements", ";"),
        ("c.a = 1 -- and so on", "predicate-no-comment", "--"),
        ("c.a /* or so */ = 1", "predicate-no-comment", "/*"),
        ("c.a == 1", "predicate-double-equals", "=="),
        ("!c.b", "predicate-no-bang", "!"),
        ('c.a = "x"', "predicate-double-quotes", '"x"'),
        ('"c".a = 1', "predicate-double-quotes", '"c"'),
        ("c.a = 'a\\b'", "predicate-bad-text", "'a\\\\b'"),
        ("c.a = 'a\x00b'", "predicate-bad-text", "'a\\x00b'"),
        ("has(c.s, 'a\tb')", "predicate-bad-text", "'a\\tb'"),
        ("a = 1", "predicate-no-prefix", "a"),
        ("x.a = 1", "predicate-no-prefix", "x.a"),
        ("C.a = 1", "predicate-no-prefix", "C.a"),
        ("x.c.a = 1", "predicate-no-prefix", "x.c.a"),
        ("c.a LIKE 'x%'", "predicate-no-like", "c.a LIKE 'x%'"),
        ("c.a NOT ILIKE 'x%'", "predicate-no-like", "c.a NOT ILIKE 'x%'"),
        ("c.a GLOB 'x*'", "predicate-no-like", "c.a GLOB 'x*'"),
        ("c.a SIMILAR TO 'x'", "predicate-no-like", "c.a SIMILAR TO 'x'"),
        ("c.a ~ 'x'", "predicate-no-regexp", "REGEXP_LIKE(c.a, 'x')"),
        ("regexp_matches(c.a, 'x')", "predicate-no-regexp", "REGEXP_LIKE(c.a, 'x')"),
        ("c.a / 2 > 1", "predicate-no-division", "c.a / 2"),
        ("c.a // 2 > 1", "predicate-no-division", "CAST(c.a / 2 AS BIGINT)"),
        ("c.a >= 50万 / 2", "predicate-no-division", "50万 / 2"),
        ("c.a % 2 = 1", "predicate-no-modulo", "c.a % 2"),
        ("c.a ** 2 > 1", "predicate-no-power", "POWER(c.a, 2)"),
        ("c.a || 'x' = 'y'", "predicate-no-joining", "c.a || 'x'"),
        ("c.a && c.b", "predicate-no-bits", "c.a && c.b"),
        ("c.a | 1 = 1", "predicate-no-bits", "c.a | 1"),
        ("CAST(c.a AS INT) = 5", "predicate-no-cast", "CAST(c.a AS INT)"),
        ("TRY_CAST(c.a AS INT) = 5", "predicate-no-cast", "TRY_CAST(c.a AS INT)"),
        ("c.a::INT = 5", "predicate-no-cast", "CAST(c.a AS INT)"),
        ("c.d > DATE '2026-11-24'", "predicate-no-cast", "CAST('2026-11-24' AS DATE)"),
        ("CASE WHEN c.b THEN 1 END = 1", "predicate-no-case", "CASE WHEN c.b THEN 1 END"),
        ("if(c.b, 1, 2) = 1", "predicate-no-case", "CASE WHEN c.b THEN 1 ELSE 2 END"),
        ("coalesce(c.a, 0) > 1", "predicate-no-coalesce", "COALESCE(c.a, 0)"),
        ("ifnull(c.a, 0) > 1", "predicate-no-coalesce", "COALESCE(c.a, 0)"),
        ("nullif(c.a, 0) > 1", "predicate-no-coalesce", "NULLIF(c.a, 0)"),
        ("c.d < now()", "predicate-no-clock", "NOW()"),
        ("c.d < current_date", "predicate-no-clock", "CURRENT_DATE"),
        ("c.d < date('now')", "predicate-no-clock", "DATE('now')"),
        ("c.d + INTERVAL 1 YEAR > c.a", "predicate-no-interval", "INTERVAL '1' YEAR"),
        ("c.a IN (SELECT 1)", "predicate-no-subquery", "c.a IN (SELECT 1)"),
        ("c.a = (SELECT 1)", "predicate-no-subquery", "(SELECT 1)"),
        ("c.a = ANY (SELECT 1)", "predicate-no-subquery", "ANY (SELECT 1)"),
        ("EXISTS(SELECT 1)", "predicate-no-subquery", "EXISTS(SELECT 1)"),
        ("SELECT 1", "predicate-no-subquery", "SELECT 1"),
        ("c.a IN ()", "predicate-in-a-list", "c.a IN ()"),
        ("c.a IN c.s", "predicate-in-a-list", "c.a IN c.s"),
        ("DROP TABLE client", "predicate-no-statement", "DROP TABLE client"),
        ("EXPLAIN c.b", "predicate-no-statement", "EXPLAIN c.b"),
        ("PRAGMA x", "predicate-no-statement", "PRAGMA x"),
        ("c.a = NULL", "predicate-null-compared", "NULL"),
        ("c.a IN (1, NULL)", "predicate-null-compared", "NULL"),
        ("c.b IS TRUE", "predicate-is-truth", "c.b IS TRUE"),
        ("c.b IS NOT FALSE", "predicate-is-truth", "c.b IS FALSE"),
        ("c.a IS DISTINCT FROM 5", "predicate-is-distinct", "c.a IS DISTINCT FROM 5"),
        ("c.a <=> 5", "predicate-is-distinct", "c.a IS NOT DISTINCT FROM 5"),
        ("c.a BETWEEN SYMMETRIC 5 AND 1", "predicate-symmetric", "(c.a BETWEEN 5 AND 1 OR c.a BETWEEN 1 AND 5)"),
        ("c.a = ?", "predicate-no-parameter", "?"),
        ("c.a = :x", "predicate-no-parameter", ":x"),
        ("c.a = 1e3", "predicate-number-shape", "1e3"),
        ("c.a = 1234567890123456789", "predicate-number-too-large", "1234567890123456789"),
        ("c.a = 99999999999999999亿", "predicate-number-too-large", "99999999999999999亿"),
        ("c.a > 0.1234567890123", "predicate-number-too-fine", "0.1234567890123"),
        ("c.a > 0.12345678901%", "predicate-number-too-fine", "0.12345678901%"),
        ("-c.a > 1", "predicate-negated", "-c.a"),
        ("(c.a, c.b) = (1, 2)", "predicate-no-tuple", "(c.a, c.b)"),
        ("c.b c.a", "predicate-not-sql", "c.b c.a"),
        ("c.b AS x", "predicate-left-over", "c.b AS x"),
        ("lower(c.a) = 'x'", "predicate-no-function", "LOWER(c.a)"),
        ("count(*) > 1", "predicate-no-function", "COUNT(*)"),
        ("round(c.a) > 1", "predicate-no-function", "ROUND(c.a)"),
        ("load_extension('x') = 1", "predicate-no-function", "LOAD_EXTENSION('x')"),
        ("the_day('2026-11-24') = c.d", "predicate-no-function", "the_day"),
        ("THE_NUMBER('1') = c.a", "predicate-no-function", "THE_NUMBER"),
        ("has(c.s)", "predicate-wrong-inputs", "HAS(c.s)"),
        ("age_years() > 1", "predicate-wrong-inputs", "AGE_YEARS()"),
        ("days_since(c.d, c.d) > 1", "predicate-wrong-inputs", "DAYS_SINCE(c.d, c.d)"),
        ("c.a COLLATE x = 'y'", "predicate-no-function", "c.a COLLATE x"),
        ("c.d AT TIME ZONE 'x' > c.a", "predicate-not-allowed", "c.d AT TIME ZONE 'x'"),
        ("count(*) OVER () > 1", "predicate-not-allowed", "COUNT(*) OVER ()"),
    ],
)
def test_what_lies_outside_is_refused_with_the_piece(text, key, piece):
    with pytest.raises(OutsideGrammar) as refused:
        parse(text)
    assert (refused.value.key, refused.value.piece) == (key, piece)


def test_every_refusal_says_what_to_write_instead_in_words_of_its_own():
    keys = {*BY_NODE.values(), *SAID.values(), *(key for key in catalogue("zh") if key.startswith("predicate-"))}
    for lang, mark in (("zh", "；"), ("en", "; ")):
        remedies = [catalogue(lang)[key].partition(mark)[2] for key in sorted(keys)]
        assert all(remedies)
        assert len(set(remedies)) > len(remedies) - 6, lang  # a few cases are mended alike
        assert len({catalogue(lang)[key] for key in keys}) == len(keys)


def test_what_the_parser_cannot_read_is_said_by_us_alone(caplog):
    with pytest.raises(OutsideGrammar):
        parse("ALTER TABLE x")
    assert caplog.records == []


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
