"""The nouns of the house: frozen values that know nothing of files, screens or clocks."""

from __future__ import annotations

from cmtool.model.calculator import Calculator, Note, Outcome, Quantity
from cmtool.model.client import Client, day_number, day_of, fresh
from cmtool.model.fact import Fact, Field, Kind, Known, Scalar
from cmtool.model.institution import Institution, Pack
from cmtool.model.predicate import ALWAYS, Predicate, Tree
from cmtool.model.product import Product
from cmtool.model.proposal import Proposal, Section
from cmtool.model.question import SPIN, Need, NeedKind, Option, Question, Questionnaire, ScoredQuestion
from cmtool.model.rule import Rule
from cmtool.model.text import Source, Text
from cmtool.model.verdict import Answer, Match, Reason, Standing, Term, Verdict
from cmtool.model.work import (
    TASK_KINDS,
    CaseKind,
    Errand,
    Finding,
    FollowUp,
    GlossaryTerm,
    Paper,
    Step,
    Talk,
    Task,
)

__all__ = [
    "ALWAYS", "SPIN", "TASK_KINDS", "Answer", "Calculator", "CaseKind", "Client", "Errand", "Fact", "Field", "Finding",
    "FollowUp", "GlossaryTerm", "Institution", "Kind", "Known", "Match", "Need", "NeedKind", "Note", "Option", "Outcome",
    "Pack", "Paper", "Predicate", "Product", "Proposal", "Quantity", "Question", "Questionnaire", "Reason", "Rule", "Scalar",
    "ScoredQuestion", "Section", "Source", "Standing", "Step", "Talk", "Task", "Term", "Text", "Tree", "Verdict", "day_number",
    "day_of", "fresh",
]  # fmt: skip
