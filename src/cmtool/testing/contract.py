"""The examination that every plugin sits: subclass it in the plugin's own tests and name its hooks.

class TestMyHouse(PluginContract):
    hooks = my_house_hooks
"""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from types import ModuleType

from cmtool.testing.desk import Desk, someone

ON = date(2026, 11, 24)


class PluginContract:
    """Identity card, codes, sources and answers of one plugin."""

    hooks: ModuleType | Path

    def desk(self) -> Desk:
        """Return the plugin on the bench; a faulty pack or hook fails here with its findings."""
        return Desk(self.hooks)

    def test_the_pack_has_no_mistakes(self) -> None:
        """Every file reads, every condition is typed, every code is its own."""
        assert self.desk().plugin.findings == []

    def test_every_law_has_a_source_and_a_remedy(self) -> None:
        """A rule that bars or warns says who says so and what to do."""
        bare = [rule.code for rule in self.desk().pack.rules if rule.severity != "prefer" and not (rule.source and rule.remedy)]
        assert bare == []

    def test_every_calculator_is_declared_and_there(self) -> None:
        """The words and the functions name the same calculators."""
        desk = self.desk()
        assert {calculator.name for calculator in desk.pack.calculators} == set(desk.plugins.calculators(desk.plugin.name))

    def test_every_product_can_be_judged(self) -> None:
        """Each product's rules answer for a client of whom nothing is known, and say what they would need to know."""
        from cmtool.rules.verdicts import Judge

        desk = self.desk()
        judge = Judge(someone(desk.house, {}), desk.house.facts, ON)
        for product in desk.pack.products:
            for verdict in judge.verdicts(desk.house.rules_on(product), product):
                assert verdict.answer.value != "unknown" or verdict.missing, (product.code, verdict.rule.code)

    def test_every_question_that_decides_can_be_asked(self) -> None:
        """A fact that bars a product has a question or a questionnaire that would settle it."""
        desk = self.desk()
        facts = {fact for rule in desk.pack.rules if rule.blocks and rule.about == "product" for fact in rule.require.facts}
        assert sorted(fact for fact in facts if desk.house.question_on(fact) is None) == []

    def test_every_hook_answers_quickly_and_the_same_twice(self) -> None:
        """A verb hook answers in under a second and has no mood."""
        desk = self.desk()
        client = someone(desk.house, {"kind": "person"})
        for hook, question in (
            ("cmtool_check_client", {"client": client, "on": ON}),
            ("cmtool_read_needs", {"client": client, "answers": {}, "on": ON}),
            ("cmtool_due_tasks", {"client": client, "on": ON}),
        ):
            start = time.process_time()
            first = list(desk.plugins.ask(hook, **question))
            assert time.process_time() - start < 1
            assert first == list(desk.plugins.ask(hook, **question))
            assert [answer.finding for answer in first if answer.finding] == []
