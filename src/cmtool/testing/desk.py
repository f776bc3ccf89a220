"""One desk on the bench: ask its rules, triggers, questionnaires and calculators with facts written as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import ModuleType

from cmtool.exchange.given import file_at
from cmtool.jobs.calculate import calculate
from cmtool.model import Client, Known, Outcome, Product, Text, day_number
from cmtool.plugins import Plugins
from cmtool.rules import values
from cmtool.rules.evaluate import truth
from cmtool.rules.house import House
from cmtool.rules.scoring import scored
from cmtool.rules.verdicts import Judge

TODAY = date(2026, 11, 24)


def someone(house: House, facts: Mapping[str, object], on: date = TODAY) -> Client:
    """Return a client of whom just ``facts`` are known, each as of ``on``."""
    known = {name: Known(values.read(house.facts[name], value), day_number(on), "test") for name, value in facts.items()}
    return Client(id=1, code="C-TEST", shown_name="测试客户", manager="", facts=known)


class Desk:
    """A plugin read by itself beside the core, a hooks module or a folder; what it extends comes ``beside`` it."""

    def __init__(self, hooks: ModuleType | Path, *beside: ModuleType | Path) -> None:
        every = (hooks, *beside)
        folders = tuple(one for one in every if isinstance(one, Path))
        modules = tuple(one for one in every if not isinstance(one, Path))
        self.plugins = Plugins(folders, installed=False, modules=modules)
        origin = str(hooks) if isinstance(hooks, Path) else hooks.__name__
        self.plugin = next(plugin for plugin in self.plugins.found if plugin.origin == origin)
        assert self.plugin.works, self.plugin.findings
        self.house = House(self.plugins.packs)
        self.pack = self.plugin.pack or self.house.packs[-1]

    def outcome(
        self, code: str, facts: Mapping[str, object], product: str | Mapping[str, object] | None = None, on: date = TODAY
    ) -> str:
        """Return what a rule says: "kept", "broken", "unknown", "not in force" or "not concerned"."""
        rule = self.house.rules[code]
        if not rule.in_force(on):
            return "not in force"
        verdict = Judge(someone(self.house, facts, on), self.house.facts, on).verdict(rule, self._product(product))
        return verdict.answer.value if verdict else "not concerned"

    def triggers(self, code: str, facts: Mapping[str, object], on: date = TODAY) -> bool:
        """Return whether a follow-up fires for a client with these facts."""
        return truth(self.house.follow_ups[code].when.tree, someone(self.house, facts, on).value, day_number(on)) is True

    def assess(self, code: str, answers: Mapping[str, str]) -> tuple[int, int, bool]:
        """Return a questionnaire's points, level, and whether the lowest class applies."""
        score = scored(self.house.questionnaires[code], answers)
        return score.points, score.level, score.lowest

    def calc(self, name: str, **inputs: object) -> Outcome:
        """Return what a calculator finds, its inputs read and checked as on the command line."""
        calculator = next(found for found in self.pack.calculators if found.name == name)
        function = self.plugins.calculators(self.plugin.name)[name]
        return calculate(calculator, function, inputs, file_at, TODAY)

    def _product(self, product: str | Mapping[str, object] | None) -> Product | None:
        if product is None:
            return None
        if isinstance(product, str):
            return self.house.products[product]
        fields = {field.name: field for pack in self.house.packs for field in pack.fields}
        from cmtool.packs.offers import NOT_GIVEN, common_fields

        declared = {**common_fields(), **fields}
        given = {name: values.read(declared[name], value) for name, value in product.items()}
        empty = {name: NOT_GIVEN.get(field.kind) for name, field in declared.items()}
        nothing = Text("无", "none")
        common = {"min_amount": 0, "term_days": 0, "currency": "CNY"}
        return Product(
            code=f"{self.pack.institution.prefix}-P000", desk=self.pack.institution.name, title=nothing, about=nothing,
            worst_case=nothing, costs=nothing, values={**empty, **common, **given},
        )  # fmt: skip
