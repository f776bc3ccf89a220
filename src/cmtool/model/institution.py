"""Institutions: who speaks, and everything one knows (机构)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cmtool.model.text import Source, Text

if TYPE_CHECKING:  # a pack is full of nouns, and most commands look at few of them
    from cmtool.model.calculator import Calculator
    from cmtool.model.fact import Fact, Field
    from cmtool.model.phrase import Phrase, PhraseGuard, Spelling
    from cmtool.model.product import Product
    from cmtool.model.question import NeedKind, Question, Questionnaire
    from cmtool.model.rule import Rule
    from cmtool.model.target import Measure
    from cmtool.model.work import CaseKind, FollowUp, GlossaryTerm, Paper, Talk


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """A plugin's identity card; ``extends`` names the institutions whose packs it speaks of and may tighten."""

    name: str
    prefix: str
    title: Text
    api: int = 1
    risk_fact: str = ""
    professional_fact: str = ""
    risk_source: Source | None = None
    clients: Mapping[str, float] = field(default_factory=dict)
    extends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Everything that one institution knows, read and checked."""

    institution: Institution
    facts: tuple[Fact, ...] = ()
    fields: tuple[Field, ...] = ()
    products: tuple[Product, ...] = ()
    rules: tuple[Rule, ...] = ()
    questions: tuple[Question, ...] = ()
    questionnaires: tuple[Questionnaire, ...] = ()
    needs: tuple[NeedKind, ...] = ()
    papers: tuple[Paper, ...] = ()
    cases: tuple[CaseKind, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    calculators: tuple[Calculator, ...] = ()
    talks: tuple[Talk, ...] = ()
    terms: tuple[GlossaryTerm, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    phrase_guards: tuple[PhraseGuard, ...] = ()
    spellings: tuple[Spelling, ...] = ()
    measures: tuple[Measure, ...] = ()
