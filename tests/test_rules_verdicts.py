"""Verdicts: when a rule speaks, what it answers, which verdict decides, and the guard that no pack can switch off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cmtool.model import (
    Answer,
    Client,
    Fact,
    Field,
    Kind,
    Known,
    Product,
    Rule,
    Source,
    Standing,
    Text,
    Verdict,
    day_number,
    fresh,
)
from cmtool.rules.house import House
from cmtool.rules.typing import understood
from cmtool.rules.verdicts import Judge, standing
from cmtool.testing import Desk

SHOP = Path(__file__).parent / "plugins" / "shop"
ON = date(2026, 11, 24)
WORDS = Text("某项", "something")
FACTS = {
    name: Fact(name=name, kind=kind, title=WORDS)
    for name, kind in (("count", Kind.INT), ("yes", Kind.BOOL), ("job", Kind.TEXT))
}
FIELDS = {
    name: Field(name=name, kind=kind, title=WORDS)
    for name, kind in (("level", Kind.INT), ("board", Kind.TEXT), ("floor", Kind.INT))
}


def condition(text):
    predicate, mistakes = understood(text, FACTS, FIELDS)
    assert mistakes == []
    return predicate


def rule(require, when=None, **more):
    return Rule(
        **{
            "code": "ABC-R001",
            "desk": "shop",
            "title": WORDS,
            "require": condition(require),
            "when": condition(when) if when else None,
            **more,
        }
    )


def product(code="ABC-P001", **values):
    return Product(code=code, desk="shop", title=WORDS, about=WORDS, worst_case=WORDS, costs=WORDS, values=values)


def judge(on=ON, **facts):
    known = {name: Known(value, day_number(on)) for name, value in facts.items()}
    return Judge(Client(id=1, code="C-1", shown_name="", manager="", facts=known), FACTS, on)


@pytest.fixture(scope="module")
def shop(cache):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CMTOOL_CACHE", str(cache))
        return Desk(SHOP)


@pytest.mark.parametrize(
    ("facts", "answer", "missing"),
    [({"count": 5}, "kept", ()), ({"count": 4}, "broken", ()), ({}, "unknown", ("count",))],
    ids=["kept", "just-broken", "unknown"],
)
def test_a_rule_is_kept_broken_or_asks(facts, answer, missing):
    verdict = judge(**facts).verdict(rule("c.count >= 5"))
    assert (verdict.answer.value, verdict.missing) == (answer, missing)


@pytest.mark.parametrize(
    ("days", "speaks"),
    [(-1, False), (0, True), (9, True), (10, False)],
    ids=["the-day-before", "the-first-day", "the-last-day", "the-day-after"],
)
def test_a_rule_binds_from_its_first_day_to_its_last(days, speaks):
    dated = rule("c.count >= 5", since=ON, until=ON + timedelta(days=9))
    assert (judge(ON + timedelta(days=days), count=1).verdict(dated) is not None) is speaks


@pytest.mark.parametrize(
    ("facts", "answer", "missing"),
    [
        pytest.param({"yes": 0, "count": 1}, None, None, id="not-concerned"),
        pytest.param({"yes": 1, "count": 1}, "broken", (), id="concerned-and-broken"),
        pytest.param({"yes": 1, "count": 5}, "kept", (), id="concerned-and-kept"),
        pytest.param({"yes": 1}, "unknown", ("count",), id="concerned-and-unknown"),
        pytest.param({"count": 5}, "kept", (), id="unknown-whether-concerned-but-kept-anyway"),
        pytest.param({"count": 1}, "unknown", ("yes",), id="unknown-whether-concerned-asks-that"),
        pytest.param({}, "unknown", ("yes", "count"), id="nothing-known"),
    ],
)
def test_when_says_of_whom_a_rule_speaks(facts, answer, missing):
    verdict = judge(**facts).verdict(rule("c.count >= 5", "c.yes"))
    assert (verdict and (verdict.answer.value, verdict.missing)) == (answer and (answer, missing))


@pytest.mark.parametrize("when", ["p.board = 'star'", "p.board = 'star' AND c.yes", "c.yes AND p.floor > 1"])
def test_a_rule_on_a_field_that_the_product_has_not_is_silent(when):
    assert judge(yes=1, count=1).verdict(rule("c.count >= 5", when), product(level=3)) is None


def test_a_rule_that_cannot_be_measured_on_the_product_asks_rather_than_lets_pass():
    assert judge(count=9).verdict(rule("c.count >= p.floor"), product(level=3)).answer is Answer.UNKNOWN


def test_products_alike_in_what_a_rule_reads_share_one_verdict():
    one = judge(count=1)
    reads_level = rule("c.count >= p.level")
    assert one.verdict(reads_level, product("A", level=3, floor=1)) is one.verdict(reads_level, product("B", level=3, floor=2))
    assert one.verdict(reads_level, product("C", level=1)) is not one.verdict(reads_level, product("D", level=2))


def test_the_decisive_verdicts_come_first_then_by_code():
    rules = [
        rule("c.count >= 5", code="A", severity="warn"),
        rule("c.count >= 5", code="B"),
        rule("c.yes", code="C", severity="warn"),
        rule("c.yes", code="D"),
        rule("c.count < 5", code="E"),
        rule("c.count >= 5", code="F"),
        rule("c.count < 5", code="G", severity="prefer", points=5),
    ]
    found = judge(count=1).verdicts(rules)
    assert [verdict.rule.code for verdict in found] == ["B", "F", "A", "D", "C", "E", "G"]
    assert judge(count=1).verdicts(reversed(rules)) == found


def verdict(answer, **more):
    return Verdict(rule=rule("c.yes", **more), answer=answer)


@pytest.mark.parametrize(
    ("verdicts", "stands"),
    [
        pytest.param([], Standing.ELIGIBLE, id="no-rule"),
        pytest.param([verdict(Answer.KEPT)], Standing.ELIGIBLE, id="kept"),
        pytest.param([verdict(Answer.KEPT), verdict(Answer.UNKNOWN)], Standing.ASK, id="one-unknown-asks"),
        pytest.param([verdict(Answer.UNKNOWN), verdict(Answer.BROKEN)], Standing.INELIGIBLE, id="one-broken-bars"),
        pytest.param(
            [verdict(Answer.BROKEN, severity="warn"), verdict(Answer.UNKNOWN, severity="prefer")],
            Standing.ELIGIBLE,
            id="only-blocking-ones-bar",
        ),
    ],
)
def test_what_the_verdicts_come_to(verdicts, stands):
    assert standing(verdicts) is stands


@pytest.mark.parametrize(("confidence", "blocks"), [("V", True), ("M", True), ("M-", True), ("V2", False), ("U", False)])
def test_an_uncertain_source_warns_and_never_blocks(confidence, blocks):
    uncertain = rule("c.yes", source=Source(title="某规", confidence=confidence, as_of=ON))
    assert uncertain.blocks is blocks
    assert standing([Verdict(rule=uncertain, answer=Answer.BROKEN)]) is (Standing.INELIGIBLE if blocks else Standing.ELIGIBLE)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5, None])
@pytest.mark.parametrize("client", [1, 2, 3, 4, 5, None])
def test_the_guard_lets_nothing_above_the_clients_level_pass(shop, level, client):
    facts = {} if client is None else {"shop_risk_level": client}
    answer = shop.outcome("SHP-G001", facts, {} if level is None else {"risk_level": level})
    if level in {1, None}:
        assert answer == "not concerned"
    else:
        assert answer == ("unknown" if client is None else "kept" if client >= level else "broken")


@pytest.mark.parametrize(
    ("expert", "level", "answer"),
    [
        pytest.param({"shop_expert": "是"}, {"shop_risk_level": 1}, "kept", id="known-to-be-professional"),
        pytest.param({"shop_expert": "是"}, {}, "kept", id="professional-without-an-assessment"),
        pytest.param({"shop_expert": "否"}, {"shop_risk_level": 4}, "broken", id="known-to-be-ordinary"),
        pytest.param({"shop_expert": "否"}, {"shop_risk_level": 5}, "kept", id="ordinary-and-high-enough"),
        pytest.param({}, {"shop_risk_level": 4}, "broken", id="ordinary-until-found-professional"),
        pytest.param({}, {}, "unknown", id="nothing-known"),
    ],
)
def test_only_a_status_that_is_known_sets_the_level_aside(shop, expert, level, answer):
    assert shop.outcome("SHP-G001", {**expert, **level}, "SHP-P005") == answer


def test_the_guard_says_who_says_so_and_what_to_do_in_both_languages(shop):
    guard = shop.house.guards["shop"]
    assert guard.blocks
    assert guard.source.cited() == "茶铺规约第三条"
    assert all((guard.title.zh, guard.title.en, guard.remedy.zh, guard.remedy.en))
    client = replace(Client(id=1, code="C", shown_name="", manager=""), facts={"shop_risk_level": Known(2, day_number(ON))})
    found = Judge(client, shop.house.facts, ON).verdict(guard, shop.house.products["SHP-P005"])
    assert [(one.required.zh, one.found.zh) for one in found.reasons] == [("需 5 以上", "2")]


def test_no_rule_of_a_pack_takes_the_guards_place(shop):
    (pack,) = shop.house.packs[1:]
    forged = rule("c.count IS NULL OR c.count IS NOT NULL", code="SHP-G001")
    house = House([shop.house.packs[0], replace(pack, rules=(*pack.rules, forged))])
    rules = house.rules_on(house.products["SHP-P005"])
    assert rules[0] is house.guards["shop"]


def test_a_plugin_without_products_speaks_of_everybodys(shop):
    core, pack = shop.house.packs
    officer = replace(
        pack,
        institution=replace(pack.institution, name="officer", prefix="OFF", risk_fact=""),
        products=(),
        rules=(rule("c.yes", code="OFF-R001"),),
    )
    house = House([core, pack, officer])
    assert "OFF-R001" in {found.code for found in house.rules_on(house.products["SHP-P001"])}
    other = replace(officer, products=(replace(pack.products[0], code="OFF-P001", desk="officer"),))
    house = House([core, pack, other])
    assert "OFF-R001" not in {found.code for found in house.rules_on(house.products["SHP-P001"])}


@pytest.mark.parametrize(
    ("valid_days", "age", "counts"),
    [(30, 30, True), (30, 31, False), (30, -1, False), (None, 9999, True), (None, 0, True), (None, -1, False)],
)
def test_a_fact_past_its_validity_or_of_a_later_day_counts_for_nothing(valid_days, age, counts):
    dated = Fact(name="count", kind=Kind.INT, title=WORDS, valid_days=valid_days)
    on = day_number(ON)
    assert fresh(dated, Known(5, on - age), on) is counts


def test_nobody_can_write_in_a_client():
    client = Client(id=1, code="C", shown_name="", manager="", facts={"count": Known(1, 0)})
    with pytest.raises(TypeError):
        client.facts["count"] = Known(9, 0)
    assert client == Client(id=1, code="C", shown_name="", manager="", facts={"count": Known(1, 0)})
