"""Random conditions of the grammar, random clients, and a naive three-valued reader, for tests that compare engines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from cmtool.model import Fact, Kind, Text, day_number, day_of

WORDS = Text("某项", "something")
COLOURS = ("red", "blue", "green")
KINDS = {
    "yes": Kind.BOOL,
    "no": Kind.BOOL,
    "count": Kind.INT,
    "other": Kind.INT,
    "sum": Kind.MONEY,
    "rest": Kind.MONEY,
    "share": Kind.RATIO,
    "born": Kind.DATE,
    "till": Kind.DATE,
    "colour": Kind.CHOICE,
    "paint": Kind.CHOICE,
    "liked": Kind.SET,
    "tags": Kind.SET,
}
FACTS = {
    name: Fact(
        name=name, kind=kind, title=WORDS, choices=dict.fromkeys(COLOURS, WORDS) if kind in {Kind.CHOICE, Kind.SET} else {}
    )
    for name, kind in KINDS.items()
}
BY_KIND = {kind: [name for name in KINDS if KINDS[name] is kind] for kind in set(KINDS.values())}
ON = date(2026, 11, 24)
RATIOS = BY_KIND[Kind.RATIO].__contains__

DAYS = st.dates(date(1920, 1, 1), date(2060, 12, 31))
HELD = st.sets(st.sampled_from(COLOURS)).map(lambda held: "|" + "".join(f"{one}|" for one in sorted(held)))
VALUES = {
    Kind.BOOL: st.sampled_from([0, 1]),
    Kind.INT: st.integers(-3, 6),
    Kind.MONEY: st.integers(-2, 8).map(lambda wan: wan * 1_000_000) | st.integers(-500, 500),
    Kind.RATIO: st.integers(-20, 60).map(lambda percent: percent / 100),
    Kind.DATE: DAYS.map(day_number) | st.integers(-2, 2).map(lambda days: day_number(ON) + days),
    Kind.CHOICE: st.sampled_from(COLOURS),
    Kind.SET: HELD,
}
CLIENTS = st.fixed_dictionaries({name: st.none() | VALUES[kind] for name, kind in KINDS.items()})

NUMBERS = st.integers(-3, 6).map(str)
AMOUNTS = st.integers(-2, 8).map(lambda wan: f"{wan}万") | st.integers(-500, 500).map(lambda fen: f"{Decimal(fen) / 100}")
SHARES = st.integers(-20, 60).map(lambda percent: f"{percent}%")
LITERALS = {
    Kind.INT: NUMBERS,
    Kind.MONEY: AMOUNTS,
    Kind.RATIO: SHARES,
    Kind.DATE: DAYS.map(date.isoformat),
    Kind.CHOICE: st.sampled_from(COLOURS).map("'{}'".format),
}
QUOTED = st.lists(st.sampled_from(COLOURS), min_size=1, max_size=3).map(lambda names: ", ".join(f"'{name}'" for name in names))
SIGNS, ORDER = st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), st.sampled_from(["<", "<=", ">", ">="])


def column(kind):
    return st.sampled_from(BY_KIND[kind]).map("c.{}".format)


def terms(kind):
    """Values of a kind: facts, literals, sums of them, counted days."""
    plain = column(kind) | LITERALS[kind]
    if kind is Kind.INT:
        counted = st.builds("{}({})".format, st.sampled_from(["age_years", "days_since", "days_until"]), column(Kind.DATE))
        plain |= counted | st.builds("({} - {})".format, column(Kind.DATE), column(Kind.DATE))
    if kind is Kind.DATE:
        return plain | st.builds("({} {} {})".format, column(kind), st.sampled_from("+-"), column(Kind.INT))
    if kind is Kind.CHOICE:
        return plain
    joined = st.builds("({} {} {})".format, plain, st.sampled_from("+-"), plain)
    return plain | joined | st.builds("({} * {})".format, column(kind), NUMBERS)


def comparisons():
    ordered = [st.builds("{} {} {}".format, terms(kind), SIGNS, terms(kind)) for kind in (Kind.INT, Kind.MONEY, Kind.DATE)]
    between = [
        st.builds("{} BETWEEN {} AND {}".format, terms(kind), terms(kind), terms(kind))
        for kind in (Kind.INT, Kind.MONEY, Kind.RATIO, Kind.DATE)
    ]
    among = [
        st.builds(
            lambda one, items, word: f"{one} {word} ({', '.join(items)})",
            column(kind),
            st.lists(terms(kind), min_size=1, max_size=3),
            st.sampled_from(["IN", "NOT IN"]),
        )
        for kind in (Kind.INT, Kind.MONEY, Kind.DATE, Kind.CHOICE)
    ]
    return st.one_of(
        *ordered,
        *between,
        *among,
        st.builds("{} {} {}".format, terms(Kind.RATIO), ORDER, terms(Kind.RATIO)),
        st.builds("{} {} {}".format, column(Kind.RATIO), ORDER, column(Kind.INT)),  # 3% of nothing is no count
        st.builds("{} {} {}".format, column(Kind.CHOICE), st.sampled_from(["=", "<>"]), terms(Kind.CHOICE)),
        column(Kind.BOOL),
        st.sampled_from(["TRUE", "FALSE"]),
        st.builds("{} = {}".format, column(Kind.BOOL), st.sampled_from(["TRUE", "c.no"])),
        st.builds("c.{} IS {}NULL".format, st.sampled_from(list(KINDS)), st.sampled_from(["", "NOT "])),
        st.builds("{}({}, {})".format, st.sampled_from(["has", "has_any", "has_all"]), column(Kind.SET), QUOTED),
    )


CONDITIONS = st.recursive(
    comparisons(),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["AND", "OR"]), inner) | inner.map("(NOT {})".format),
    max_leaves=6,
)


def naive(node, known, kind=None):
    """Read a condition off the untyped tree, in yuan, shares and dates, as a person would."""
    head, *parts = node
    if head in {"and", "or"}:
        said = [naive(part, known) for part in parts]
        settles = head == "or"
        return settles if settles in said else None if None in said else not settles
    if head == "not":
        said = naive(parts[0], known)
        return None if said is None else not said
    if head == "null":
        return known[parts[0][1]] is None
    if head in {"lit", "c"}:
        return known[parts[0]] if head == "c" else Fraction(parts[0]) if isinstance(parts[0], Decimal) else parts[0]
    if head == "day":
        return date.fromisoformat(parts[0])
    if head == "between":
        one, low, high = parts
        return naive(("and", (">=", one, low), ("<=", one, high)), known)
    if head == "in":
        return naive(("or", *(("=", parts[0], item) for item in parts[1:])), known)
    if head == "call" and parts[0].startswith("has"):
        held, asked = known[parts[1][1]], {item[1] for item in parts[2:]}
        return None if held is None else bool(held & asked) if parts[0] == "has_any" else asked <= held
    if head == "call":
        then = naive(parts[1], known)
        if then is None:
            return None
        years = ON.year - then.year - ((ON.month, ON.day) < (then.month, then.day))
        if parts[0] == "age_years":
            return years
        return (ON - then).days if parts[0] == "days_since" else (then - ON).days
    left, right = (naive(part, known) for part in parts)
    if left is None or right is None:
        return None
    if head in {"+", "-", "*"}:
        left, right = (day_number(side) if isinstance(side, date) else side for side in (left, right))
        return {"+": left + right, "-": left - right, "*": left * right}[head]
    left, right = (Fraction(day_number(side)) if isinstance(side, date) else side for side in (left, right))
    return {
        "=": left == right,
        "<>": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[head]


def as_people_say(client):
    """Return a client's facts in yuan, shares, dates and sets instead of the values kept inside."""
    made = {
        Kind.MONEY: lambda fen: Fraction(fen, 100),
        Kind.RATIO: lambda share: Fraction(str(share)),
        Kind.DATE: day_of,
        Kind.BOOL: bool,
        Kind.SET: lambda held: set(held.strip("|").split("|")) - {""},
    }
    return {name: value if value is None else made.get(KINDS[name], lambda same: same)(value) for name, value in client.items()}


def shares_meet(node):
    """Whether a share is added to or compared with another at a distance that floats cannot tell apart."""
    return "share" in str(node) and ("'+'" in str(node) or "'-'" in str(node) or "'*'" in str(node))
