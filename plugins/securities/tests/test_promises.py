"""What a desk owes its readers: named papers, levels from assessments, no risk for a cautious goal, words that print."""

from __future__ import annotations

from pathlib import Path

import pytest

import cmtool_securities
from cmtool.testing import Desk
from cmtool_securities import hooks

PACK = Path(cmtool_securities.__file__).parent / "pack"
CAUTIOUS = {"preserve", "steady", "liquidity"}


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)


def keys_of_papers(node):
    """Yield the keys of papers that a condition asks for."""
    if node[0] == "call" and node[2] == ("c", "papers"):
        yield from (part[1] for part in node[3:])
    for part in node[1:]:
        if isinstance(part, tuple):
            yield from keys_of_papers(part)


def conditions(pack):
    """Return every condition of a pack."""
    rules = [condition for rule in pack.rules for condition in (rule.when, rule.require)]
    cases = [part.when for case in pack.cases for part in (case, *case.papers)]
    others = [part.when for part in (*pack.papers, *pack.follow_ups, *pack.needs)]
    return [condition for condition in (*rules, *cases, *others) if condition is not None]


def test_every_paper_a_condition_asks_for_has_a_name(desk):
    asked = {key for condition in conditions(desk.pack) for key in keys_of_papers(condition.tree)}
    assert "reits_risk_statement" in asked
    assert sorted(asked - set(desk.house.facts["papers"].choices)) == []


def test_no_question_asks_a_client_for_his_level(desk):
    assessed = {fact for found in desk.pack.questionnaires for fact in (found.gives, found.lowest_fact) if fact}
    assert desk.pack.institution.risk_fact in assessed
    assert [question.code for question in desk.pack.questions if question.asks in assessed] == []


def test_a_risky_product_serves_no_cautious_goal(desk):
    risky = [product for product in desk.pack.products if product.risk_level >= 4]
    assert risky
    assert [product.code for product in risky if CAUTIOUS & set(product.serves)] == []


def test_a_month_counts_thirty_one_days_wherever_terms_are_compared():
    compared = [line for line in (PACK / "rules.toml").read_text(encoding="utf-8").splitlines() if "p.term_days" in line]
    assert all("c.horizon_months * 31 >= p.term_days" in line for line in compared if "horizon_months" in line)


def test_every_word_can_be_printed_in_the_encoding_of_old_terminals():
    for file in sorted(PACK.glob("*.toml")):
        file.read_text(encoding="utf-8").encode("gbk")
