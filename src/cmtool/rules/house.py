"""Everything the house knows, packs joined: look a fact, rule, product, question or word up by its name or code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from cmtool.errors import NotFound
from cmtool.words import text as worded

if TYPE_CHECKING:
    from cmtool.model import (
        CaseKind,
        Fact,
        FollowUp,
        Institution,
        Measure,
        NeedKind,
        Pack,
        Product,
        Question,
        Questionnaire,
        Rule,
    )
    from cmtool.rules.binding import Bindings


class House:
    """The joined packs; the first is the core's."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self.packs = tuple(packs)
        self.facts: dict[str, Fact] = {fact.name: fact for pack in self.packs for fact in pack.facts}
        if "papers" in self.facts:
            self.facts["papers"] = self._papers_named(self.facts["papers"])

    @cached_property
    def bindings(self) -> Bindings:
        """The rules with products' values put in, made as they are asked for."""
        from cmtool.rules.binding import Bindings

        return Bindings()

    @cached_property
    def assessed(self) -> dict[str, str]:
        """The facts that only an assessment or a record may set, each with the code of the questionnaire that does, if any."""
        cards = self.institutions.values()
        named = [name for card in cards for name in (card.risk_fact, card.professional_fact) if name]
        by = {name: one.code for one in self.questionnaires.values() for name in (one.gives, one.lowest_fact) if name}
        return dict.fromkeys(named, "") | by

    @cached_property
    def dated(self) -> dict[str, str]:
        """The assessed levels whose day of assessment is a fact of its own, with that fact."""
        return {one.gives: one.dates for one in self.questionnaires.values() if one.dates}

    def _papers_named(self, papers: Fact) -> Fact:
        """Return the fact of the papers held, its choices joined by the papers that packs and their cases name."""
        every = (paper for pack in self.packs for case in pack.cases for paper in case.papers)
        named = {paper.key: paper.name for paper in (*every, *(paper for pack in self.packs for paper in pack.papers))}
        return replace(papers, choices={**named, **papers.choices})

    @cached_property
    def institutions(self) -> dict[str, Institution]:
        """The identity cards by name; the core is none."""
        return {pack.institution.name: pack.institution for pack in self.packs[1:]}

    @cached_property
    def desks(self) -> list[str]:
        """The institutions that a client can be served by: not one that only tightens what it extends."""
        return [pack.institution.name for pack in self.packs[1:] if pack.products or not pack.institution.extends]

    @cached_property
    def products(self) -> dict[str, Product]:
        """All products by code."""
        return {product.code: product for pack in self.packs for product in pack.products}

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """All rules by code, the guards on the risk level among them."""
        written = [rule for pack in self.packs for rule in pack.rules]
        return {rule.code: rule for rule in (*self.guards.values(), *written)}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """All questions by the fact they set; the one of the fact's owner speaks for it, else the first by code."""
        every = (question for pack in self.packs for question in pack.questions)
        ordered = sorted(every, key=lambda question: (question.desk != self.facts[question.asks].desk, question.code))
        found: dict[str, Question] = {}
        for question in ordered:
            found.setdefault(question.asks, question)
        return found

    @cached_property
    def questionnaires(self) -> dict[str, Questionnaire]:
        """All scored assessments by code."""
        return {found.code: found for pack in self.packs for found in pack.questionnaires}

    @cached_property
    def needs(self) -> dict[str, NeedKind]:
        """All needs by name."""
        return {need.name: need for pack in self.packs for need in pack.needs}

    @cached_property
    def cases(self) -> dict[str, CaseKind]:
        """All kinds of work by code; what tightens one of their conditions is a condition too."""
        return {code: self._tightened(case) for code, case in self.case_kinds.items()}

    def _tightened(self, case: CaseKind) -> CaseKind:
        if not self.overlays:
            return case
        steps = tuple(replace(step, conditions=tuple(self._with_overlays(step.conditions))) for step in case.steps)
        return replace(case, conditions=tuple(self._with_overlays(case.conditions)), steps=steps)

    @cached_property
    def case_kinds(self) -> dict[str, CaseKind]:
        """All kinds of work by code, as their packs write them: steps and papers, before anything tightens."""
        return {case.code: case for pack in self.packs for case in pack.cases}

    @cached_property
    def follow_ups(self) -> dict[str, FollowUp]:
        """All triggers by code."""
        return {trigger.code: trigger for pack in self.packs for trigger in pack.follow_ups}

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """All that targets can be set for, by code; no condition, rank or urgency ever reads them."""
        return {measure.code: measure for pack in self.packs for measure in pack.measures}

    @cached_property
    def guards(self) -> dict[str, Rule]:
        """The core's guard for each institution: no product above the client's own assessed level.

        It cannot be switched off by a pack. Where the law sets the level aside for professional investors, the
        institution's card names the fact that says so.
        """
        return {name: guard(card) for name, card in self.institutions.items() if card.risk_fact}

    @cached_property
    def overlays(self) -> dict[str, list[Rule]]:
        """The rules that tighten, by the code of the rule or product they lie on, each list by code."""
        found: dict[str, list[Rule]] = {}
        for rule in sorted((rule for rule in self.rules.values() if rule.tightens), key=lambda rule: rule.code):
            found.setdefault(rule.tightens, []).append(rule)
        return found

    def rules_on(self, product: Product) -> list[Rule]:
        """Return the rules that may speak of a product: its guard, its own desk's, those of plugins without products.

        Whatever tightens the product, or one of these rules, speaks too.
        """
        own = self.guards.get(product.desk)
        found = [own] if own else []
        for pack in self.packs:
            if self._speaks_of(pack, product.desk):
                found += [rule for rule in pack.rules if rule.about == "product" and not rule.tightens]
        if not self.overlays:
            return found
        codes = [product.code, *(rule.code for rule in found)]
        return found + [self.rules[code] for code in self._with_overlays(codes)[len(codes) :]]

    def _speaks_of(self, pack: Pack, desk: str) -> bool:
        """Whether a pack's own rules speak of a desk's products; one without products speaks of all, or of what it extends."""
        card = pack.institution
        return card.name == desk or (not pack.products and (not card.extends or desk in self._extended(card)))

    def _extended(self, card: Institution) -> set[str]:
        """Return the institutions that one extends, and those that these extend."""
        further = [self.institutions[name] for name in card.extends if name in self.institutions]
        return {*card.extends, *(name for other in further for name in self._extended(other))}

    def _with_overlays(self, codes: Iterable[str]) -> list[str]:
        """Return codes with those of the rules that tighten them, and that tighten these."""
        found = list(codes)
        for code in found:  # grows while it is read
            found += [rule.code for rule in self.overlays.get(code, ())]
        return found

    def products_under(self, rule: Rule) -> list[Product]:
        """Return the products that a rule may speak of, by code."""
        from cmtool.rules.binding import bound
        from cmtool.rules.evaluate import truth

        return [
            product
            for _, product in sorted(self.products.items())
            if rule in self.rules_on(product)
            and (rule.when is None or truth(bound(rule.when.tree, product.values), lambda _: None, 0) is not False)
        ]

    def client_rules(self, desk: str = "") -> list[Rule]:
        """Return the rules checked on every client at onboarding: the core's, those of one ``desk``, and what tightens them."""
        own = [rule.code for rule in self.rules.values() if rule.about == "client" and rule.desk in {"core", desk}]
        return [self.rules[code] for code in dict.fromkeys(self._with_overlays(own))]

    def product(self, code: str) -> Product:
        """Return a product by code, upper or lower case."""
        return self._found(self.products, code.upper(), "product-not-found")

    def measure(self, code: str) -> Measure:
        """Return what targets can be set for, by code."""
        return self._found(self.measures, code.upper(), "measure-not-found")

    def case(self, code: str) -> CaseKind:
        """Return a kind of work by code."""
        return self._found(self.cases, code.upper(), "case-not-found")

    def fact(self, name: str) -> Fact:
        """Return a fact by its name, title or alias."""
        wanted = name.strip().lower()
        if wanted in self.facts:
            return self.facts[wanted]
        for fact in self.facts.values():
            if wanted in {fact.title.zh.lower(), fact.title.en.lower(), *(alias.lower() for alias in fact.aliases)}:
                return fact
        raise NotFound("fact-not-found", found=name, near=near(wanted, self.facts))

    def question_on(self, fact: str, kind: str | None = None) -> Question | Questionnaire | None:
        """Return what would settle a fact for a ``kind`` of client: its questionnaire, else its question."""
        for questionnaire in self.questionnaires.values():
            if fact in {questionnaire.gives, questionnaire.lowest_fact} and (
                kind is None or questionnaire.of in {"both", kind}
            ):
                return questionnaire
        return self.questions.get(fact)

    def _found(self, shelf: dict, code: str, key: str):  # noqa: ANN202  # the type of the shelf
        if code not in shelf:
            raise NotFound(key, found=code, near=near(code, shelf))
        return shelf[code]


def near(wanted: str, known: Iterable[str]) -> list[str]:
    """Return the known names closest to ``wanted``, at most three."""
    from difflib import get_close_matches

    return get_close_matches(wanted, list(known), n=3, cutoff=0.4)


def guard(card: Institution) -> Rule:
    """Return the core's guard for an institution: no product above the level that it assessed itself."""
    from cmtool.model import Predicate, Rule

    level = (">=", ("c", card.risk_fact), ("p", "risk_level"))
    text, facts = f"c.{card.risk_fact} >= p.risk_level", (card.risk_fact,)
    if card.professional_fact:
        # only a status that is known sets the level aside: an investor is ordinary until found professional
        level = ("or", ("sure", ("c", card.professional_fact)), level)
        text, facts = f"c.{card.professional_fact} IS TRUE OR {text}", (card.professional_fact, card.risk_fact)
    return Rule(
        code=f"{card.prefix}-G001",
        desk=card.name,
        title=worded("guard-title"),
        when=Predicate("p.risk_level > 1", (">", ("p", "risk_level"), ("lit", 1)), (), ("risk_level",)),
        require=Predicate(text, level, facts, ("risk_level",)),
        severity="block",
        remedy=worded("guard-remedy"),
        source=card.risk_source,
        certain=True,
    )
