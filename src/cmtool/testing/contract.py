"""The examination that every plugin sits: subclass it in the plugin's own tests and name its hooks.

class TestMyHouse(PluginContract):
    hooks = my_house_hooks
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

from cmtool.model import Answer, Match, Product, Proposal, Standing
from cmtool.testing.desk import Desk, someone
from cmtool.testing.promises import Promises

ON = date(2026, 11, 24)


class PluginContract(Promises):
    """Identity card, codes, sources and answers of one plugin."""

    hooks: ModuleType | Path
    beside: tuple[ModuleType | Path, ...] = ()  # what the plugin extends

    def desk(self) -> Desk:
        """Return the plugin on the bench; a faulty pack or hook fails here with its findings."""
        return Desk(self.hooks, *self.beside)

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
        """Each product's rules answer for a client of whom nothing is known, and ask of him alone."""
        from cmtool.rules.verdicts import Judge

        desk = self.desk()
        judge = Judge(someone(desk.house, {}), desk.house.facts, ON)
        for product in desk.pack.products:
            for verdict in judge.verdicts(desk.house.rules_on(product), product):
                if verdict.answer is Answer.UNKNOWN:
                    assert verdict.missing, (product.code, verdict.rule.code)
                    lacking = [name for name in verdict.rule.require.fields if product.values.get(name) is None]
                    assert lacking == [], (product.code, verdict.rule.code)

    def test_every_question_that_decides_can_be_asked(self) -> None:
        """A fact that bars a product has a question or a questionnaire that would settle it."""
        desk = self.desk()
        facts = {fact for rule in desk.pack.rules if rule.blocks and rule.about == "product" for fact in rule.require.facts}
        assert sorted(fact for fact in facts if desk.house.question_on(fact) is None) == []

    def test_every_default_lies_within_its_own_limits(self) -> None:
        """What a calculator assumes when nothing is given is an input it would take."""
        from cmtool.jobs.calculate import inputs_of

        for calculator in self.desk().pack.calculators:
            assumed = tuple(quantity for quantity in calculator.inputs if quantity.default is not None)
            assert set(inputs_of(replace(calculator, inputs=assumed), {}, on=ON)) == {quantity.name for quantity in assumed}

    def test_every_hook_answers_and_nothing_fails(self) -> None:
        """Noun hooks say what they must, verb hooks answer for a client of whom nothing is known."""
        desk = self.desk()
        assert desk.plugins.rehearse(questions(desk))[desk.plugin.name] == []

    def test_every_hook_answers_quickly_and_the_same_twice(self) -> None:
        """A verb hook answers in under a second and has no mood."""
        desk = self.desk()
        for hook, question in questions(desk).items():
            start = time.process_time()
            first = list(desk.plugins.ask(hook, **question))
            assert time.process_time() - start < 1
            assert first == list(desk.plugins.ask(hook, **question))

    def test_every_template_of_its_own_can_be_filled(self) -> None:
        """A proposal of each product comes out of the plugin's own template with all that must be disclosed."""
        from cmtool.report.documents import written

        desk = self.desk()
        folder = desk.plugins.templates(desk.pack.institution.name)
        for template in sorted(folder.glob("proposal.*")) if folder else ():
            for product in desk.pack.products:
                for lang in ("zh", "en"):
                    assert written(_plan(desk, product), template.suffix, lang, desk.house.facts, folder)


def questions(desk: Desk) -> dict[str, dict[str, object]]:
    """Return what every verb hook is asked: about a person of whom nothing is known, and the plugin's first product."""
    client = someone(desk.house, {"kind": "person"})
    asked: dict[str, dict[str, object]] = {
        "cmtool_check_client": {"client": client, "on": ON},
        "cmtool_read_needs": {"client": client, "answers": {}, "on": ON},
        "cmtool_write_sections": {"proposal": _plan(desk, *desk.pack.products[:1])},
        "cmtool_due_tasks": {"client": client, "on": ON},
    }
    for product in desk.pack.products[:1]:
        asked["cmtool_match_product"] = {"client": client, "product": product, "on": ON}
    return asked


def _plan(desk: Desk, *products: Product) -> Proposal:
    chosen = tuple(Match(product=product, standing=Standing.ELIGIBLE, verdicts=()) for product in products)
    disclosures = tuple(sentence for product in products for sentence in product.disclosures)
    client = someone(desk.house, {"kind": "person"})
    return Proposal(client=client, on=ON, manager="", needs=(), chosen=chosen, considered=(), disclosures=disclosures)
