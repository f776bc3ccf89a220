"""What every plugin owes its readers: named papers, levels from assessments, no risk for a cautious goal, words that print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cmtool.model import Pack, Predicate, Tree

if TYPE_CHECKING:
    from cmtool.testing.desk import Desk

CAUTIOUS = frozenset({"preserve", "steady", "liquidity"})
RISKY = 4


class Promises:
    """The part of the examination that looks at a pack with the eyes of a client and of his manager."""

    def desk(self) -> Desk:
        """Return the plugin on the bench."""
        raise LookupError("a contract names its hooks")

    def test_every_paper_that_a_condition_asks_for_has_a_name(self) -> None:
        """Nobody reads the key of a paper."""
        desk = self.desk()
        asked = {key for condition in conditions(desk.pack) for key in keys_of_papers(condition.tree)}
        assert sorted(asked - set(desk.house.facts["papers"].choices)) == []

    def test_no_question_asks_a_client_for_his_level(self) -> None:
        """A level comes from an assessment, never from the client's word."""
        desk = self.desk()
        assessed = {fact for found in desk.pack.questionnaires for fact in (found.gives, found.lowest_fact)}
        assert [question.code for question in desk.pack.questions if question.asks in assessed] == []

    def test_a_risky_product_serves_no_cautious_goal(self) -> None:
        """R4 and R5 keep nothing safe, steady or at hand."""
        risky = [product for product in self.desk().pack.products if (product.risk_level or 0) >= RISKY]
        assert [product.code for product in risky if CAUTIOUS & set(product.serves)] == []

    def test_every_word_can_be_printed_in_the_encoding_of_old_terminals(self) -> None:
        """A Chinese console without UTF-8 shows every product and rule."""
        pack = self.desk().pack
        for titled in (*pack.products, *pack.rules, *pack.facts, *pack.cases, *pack.follow_ups, *pack.needs, *pack.measures):
            titled.title.zh.encode("gbk")


def conditions(pack: Pack) -> list[Predicate]:
    """Return every condition of a pack."""
    rules = [condition for rule in pack.rules for condition in (rule.when, rule.require)]
    cases = [part.when for case in pack.cases for part in (case, *case.papers)]
    steps = [step.require for case in pack.cases for step in case.steps]
    others = [part.when for part in (*pack.papers, *pack.follow_ups, *pack.needs, *pack.measures)]
    return [condition for condition in (*rules, *cases, *steps, *others) if condition is not None]


def keys_of_papers(node: Tree) -> Iterator[str]:
    """Yield the keys of papers that a condition asks for."""
    if node[0] == "call" and node[2] == ("c", "papers"):
        yield from (part[1] for part in node[3:])
    for part in node[1:]:
        if isinstance(part, tuple):
            yield from keys_of_papers(part)
