"""The press on the bench: a template filled for a client with given facts, written in any format, scanned, without a book.

``Press(Desk(hooks)).document("family-cover", {"kind": "person"}, given={"years": "20"})`` is a ``Document``; ``sayings`` says
what a scanner finds in it, and ``printed`` writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from cmtool.jobs.calculate import inputs_of
from cmtool.jobs.match import match
from cmtool.jobs.needs import needs_of
from cmtool.jobs.propose import choose, proposal
from cmtool.jobs.review import review
from cmtool.jobs.screen import language, screen
from cmtool.model import Calculator, Client, Match, Need, Outcome, Proposal, Saying
from cmtool.model.document import Document
from cmtool.report import documents
from cmtool.report.paper import Paper
from cmtool.report.press.asking import Asking
from cmtool.report.press.glossary import Glossary
from cmtool.report.press.lookup import Folder, Shelf, Template
from cmtool.report.press.printing import Order, document, printed
from cmtool.testing.desk import TODAY, Desk, someone


class Press:
    """Fills templates of one desk, those that it shares with all and its own."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.house = desk.house
        self.name = desk.pack.institution.name
        own = desk.plugins.templates(self.name)
        self.shelf = Shelf([Folder(self.name, own)] if own else [])
        self.glossary = Glossary(term for pack in self.house.packs for term in pack.terms)

    def order(
        self, template: str, facts: Mapping[str, object], lang: str = "zh", given: Mapping[str, str] | None = None,
        on: date = TODAY, *, examples: bool = False,
    ) -> Order:  # fmt: skip
        """Return a document ordered for a client of whom just ``facts`` are known; ``given`` is what ``--input`` hands over."""
        client = someone(self.house, facts, on)
        needs, matches = self._matched(client, on)
        found = self.shelf.find(template)
        plan = proposal(client, on, "王经理", needs, matches, choose(matches) if found.products else [])
        asking = Asking(client, self.house.facts, given or {}, lang, examples=examples)
        makers = {
            **documents.told(plan, lang, self.house.facts),
            "given": lambda: dict(given or {}),
            "institutions": lambda: (self.house.institutions[self.name],),
            "company": lambda: self.house.institutions[self.name].title.said(lang),
            "calc": lambda: self._calc(lang, on),
            "ask": lambda: asking.ask,
            "review": lambda: review(client, self.house, on, needs, matches, [self.name]),
        }
        return Order(
            template=found, shelf=self.shelf, lang=lang, makers=makers, glossary=self.glossary, disclosures=_due(found, plan)
        )

    def document(self, template: str, facts: Mapping[str, object], lang: str = "zh", **more: object) -> Document:
        """Return a document filled; what ``order`` takes besides is passed on."""
        return document(self.order(template, facts, lang, **more))  # type: ignore[arg-type]

    def printed(self, template: str, facts: Mapping[str, object], suffix: str, lang: str = "zh", **more: object) -> bytes:
        """Return a document's bytes in the format of ``suffix``."""
        order = self.order(template, facts, lang, **more)  # type: ignore[arg-type]
        return printed(order, document(order), suffix)

    def sayings(self, made: Document) -> list[Saying]:
        """Return what the scanner finds in a document, by the words of all packs, required warnings among them."""
        return screen(documents.passages(made), language(self.house.packs, ["privacy"]))

    def _matched(self, client: Client, on: date) -> tuple[list[Need], list[Match]]:
        needs, _ = needs_of(client, self.house, self.desk.plugins, on)
        products = [product for product in self.house.products.values() if product.desk == self.name]
        return needs, match(client, self.house, self.desk.plugins, on, needs, products)[0]

    def _calc(self, lang: str, on: date) -> Callable[..., Paper]:
        def run(name: str, written: Mapping[str, object]) -> tuple[Calculator, Outcome]:
            asked = next(one for one in self.desk.pack.calculators if name in {one.name, f"{one.desk}.{one.name}"})
            function = self.desk.plugins.calculators(self.desk.plugin.name)[asked.name]
            return asked, function(**inputs_of(asked, written, on=on))

        return lambda name, **inputs: Paper(*run(name, inputs), lang, run)


def _due(template: Template, plan: Proposal) -> tuple:  # the disclosures that must be in it
    return plan.disclosures if template.products else ()
