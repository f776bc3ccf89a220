"""What holds for every client: tightening only tightens, order never shows, nothing above the client's level is chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmtool.jobs.match import match
from cmtool.jobs.needs import needs_of
from cmtool.jobs.propose import choose, proposal
from cmtool.model import Answer, Client, Kind, Known, Rule, Standing, Text, day_number
from cmtool.rules.house import House
from cmtool.rules.typing import understood
from cmtool.rules.verdicts import Judge
from cmtool.testing import Desk

SHOP = Path(__file__).parent / "plugins" / "shop"
ON = date(2026, 11, 24)
ORDER = {Standing.ELIGIBLE: 0, Standing.ASK: 1, Standing.INELIGIBLE: 2}
LEVEL, EXPERT = "shop_risk_level", "shop_expert"
VALUES = {
    "kind": st.sampled_from(["person", "organisation"]),
    "goal": st.sampled_from(["preserve", "steady", "grow", "liquidity"]),
    LEVEL: st.integers(1, 5),
    EXPERT: st.sampled_from([0, 1]),
    "shop_budget": st.integers(0, 200).map(lambda wan: wan * 1_000_000),
    "shop_garden": st.sampled_from([0, 1]),
    "shop_colours": st.sampled_from(["|", "|green|", "|black|green|"]),
    "experience_months": st.integers(0, 24),
    "horizon_months": st.integers(0, 36),
    "birth_date": st.integers(0, 40_000).map(lambda days: day_number(ON) - days),
    "tags": st.sampled_from(["|", "|introduced|"]),
}
FACTS = st.fixed_dictionaries({}, optional=VALUES)
MORE_RULES = [
    "c.shop_garden",
    "c.shop_budget >= 60万",
    "p.risk_level <= 2",
    "c.shop_budget * 2 >= p.min_amount AND NOT has(c.tags, 'introduced')",
    "FALSE",
    "TRUE",
]


@pytest.fixture(scope="module")
def desk(cache):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CMTOOL_CACHE", str(cache))
        return Desk(SHOP)


def client_of(facts):
    return Client(
        id=1, code="C-1", shown_name="", manager="", facts={name: Known(value, day_number(ON)) for name, value in facts.items()}
    )


def matched(desk, facts, house=None, products=None):
    house, client = house or desk.house, client_of(facts)
    needs, _ = needs_of(client, house, desk.plugins, ON)
    return match(client, house, desk.plugins, ON, needs, products)[0]


def with_rule(desk, text):
    core, pack = desk.house.packs
    predicate, mistakes = understood(text, desk.house.facts, {field.name: field for field in pack.fields} | _common())
    assert mistakes == []
    words = Text("某规", "some rule")
    return House(
        [
            core,
            replace(
                pack, rules=(*pack.rules, Rule(code="SHP-R999", desk="shop", title=words, require=predicate, remedy=words))
            ),
        ]
    )


def _common():
    from cmtool.packs.offers import common_fields

    return common_fields()


@given(FACTS, st.sampled_from(MORE_RULES))
def test_a_rule_more_never_makes_a_product_eligible(desk, facts, text):
    before = {one.product.code: one.standing for one in matched(desk, facts)}
    after = {one.product.code: one.standing for one in matched(desk, facts, with_rule(desk, text))}
    assert before.keys() == after.keys()
    assert all(ORDER[after[code]] >= ORDER[before[code]] for code in before)


@given(FACTS, st.sampled_from(sorted(VALUES)), st.data())
def test_learning_a_fact_changes_no_rule_that_did_not_read_it(desk, facts, learned, data):
    known = {**facts, learned: data.draw(VALUES[learned])}
    before, after = (Judge(client_of(some), desk.house.facts, ON) for some in (facts, known))
    for product in desk.pack.products:
        for rule in desk.house.rules_on(product):
            if learned not in rule.require.facts + (rule.when.facts if rule.when else ()):
                assert before.verdict(rule, product) == after.verdict(rule, product)


@given(FACTS, st.sampled_from(sorted(VALUES)), st.data())
def test_what_was_settled_stays_settled_when_an_unknown_fact_is_learned(desk, facts, learned, data):
    facts = {name: value for name, value in facts.items() if name not in {learned, EXPERT}}
    known = {**facts, learned: data.draw(VALUES[learned])}
    before, after = (Judge(client_of(some), desk.house.facts, ON) for some in (facts, known))
    exempt = {"SHP-G001"} if learned == EXPERT else set()  # being found professional is what sets the guard aside
    for product in desk.pack.products:
        for rule in desk.house.rules_on(product):
            was, now = before.verdict(rule, product), after.verdict(rule, product)
            if rule.code not in exempt and was is not None and was.answer is not Answer.UNKNOWN:
                assert now is None or now.answer is was.answer


@given(FACTS, st.randoms(use_true_random=False))
def test_ranking_is_a_permutation_that_no_order_of_products_moves(desk, facts, chance):
    products = list(desk.pack.products)
    chance.shuffle(products)
    found, again = matched(desk, facts), matched(desk, facts, products=products)
    assert found == again
    assert sorted(one.product.code for one in found) == sorted(product.code for product in products if product.offered(ON))
    assert [(ORDER[one.standing], -one.rank, one.product.code) for one in found] == sorted(
        (ORDER[one.standing], -one.rank, one.product.code) for one in found
    )


@given(FACTS)
def test_the_terms_of_a_rank_add_up_to_it(desk, facts):
    needs = {need.name for need in needs_of(client_of(facts), desk.house, desk.plugins, ON)[0]}
    for one in matched(desk, facts):
        assert one.rank == sum(term.points for term in one.terms)
        assert all(term.points > 0 and term.words.zh and term.words.en for term in one.terms)
        assert bool(one.terms) is bool(needs & set(one.product.serves))  # what serves no need has no rank, whatever it prefers


@given(
    FACTS, st.lists(st.sampled_from(["mill", "dairy", "smithy"]), unique=True, min_size=2), st.randoms(use_true_random=False)
)
def test_the_order_of_packs_changes_nothing(desk, facts, names, chance):
    core, pack = desk.house.packs
    packs = [pack, *(_renamed(pack, name) for name in names)]
    found = matched(desk, facts, House([core, *packs]))
    chance.shuffle(packs)
    assert matched(desk, facts, House([core, *packs])) == found


def _renamed(pack, name):
    """Return the same knowledge as another institution's."""
    prefix = name[:3].upper()
    return replace(
        pack,
        institution=replace(pack.institution, name=name, prefix=prefix),
        products=tuple(replace(product, desk=name, code=product.code.replace("SHP", prefix)) for product in pack.products),
        rules=tuple(replace(rule, desk=name, code=rule.code.replace("SHP", prefix)) for rule in pack.rules),
    )


@given(FACTS)
def test_nothing_chosen_is_above_the_clients_level(desk, facts):
    matches = matched(desk, facts)
    chosen = choose(matches)
    for one in chosen:
        level = one.product.risk_level
        assert level == 1 or facts.get(EXPERT) == 1 or facts[LEVEL] >= level
        assert one.standing is Standing.ELIGIBLE
    plan = proposal(client_of(facts), ON, "", (), matches, chosen)
    assert [one.product.code for one in plan.chosen] == [one.product.code for one in chosen]


def test_the_clients_that_the_laws_are_tried_on_reach_every_standing(desk):
    rich = {
        LEVEL: 5,
        "shop_budget": 10**10,
        "goal": "grow",
        "shop_garden": 1,
        "shop_colours": "|green|",
        "birth_date": day_number(ON) - 10_000,
    }
    assert {one.standing for one in matched(desk, rich)} == {Standing.ELIGIBLE}
    assert {one.standing for one in matched(desk, {LEVEL: 1, "shop_budget": 0})} == {Standing.ELIGIBLE, Standing.INELIGIBLE}
    assert Standing.ASK in {one.standing for one in matched(desk, {})}
    assert choose(matched(desk, rich))
    assert desk.house.facts["shop_budget"].kind is Kind.MONEY
