"""The nouns of the house: frozen values that know nothing of files, screens or clocks.

A noun's module is imported when the noun is first used, so that a command pays only for the nouns it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmtool.model.brief import Brief, Dealings, Fading, OpenWork, Owed, Spoken
    from cmtool.model.calculator import Calculator, File, Note, Outcome, Quantity
    from cmtool.model.client import Client, day_number, day_of, fresh
    from cmtool.model.document import (
        Block,
        Break,
        Cell,
        Chart,
        Column,
        Document,
        Heading,
        Items,
        Notice,
        Paragraph,
        Run,
        Signatures,
        Table,
    )
    from cmtool.model.fact import Fact, Field, Kind, Known, Scalar
    from cmtool.model.institution import Institution, Pack
    from cmtool.model.phrase import CATEGORIES, GUARDS, LEVELS, SIDES, Passage, Phrase, PhraseGuard, Saying, Spelling
    from cmtool.model.predicate import ALWAYS, Predicate, Tree
    from cmtool.model.product import Product
    from cmtool.model.proposal import Change, Insisted, Proposal, Replayed, Section
    from cmtool.model.question import SPIN, Need, NeedKind, Option, Question, Questionnaire, ScoredQuestion
    from cmtool.model.record import Fault, Record, Taken
    from cmtool.model.report import Head, Line, Part, Report, Shown, Way
    from cmtool.model.rule import Rule
    from cmtool.model.target import TIERS, Figure, Measure, Period, Progress, Target
    from cmtool.model.term import Term
    from cmtool.model.text import Source, Text
    from cmtool.model.verdict import Answer, Branch, Match, Reason, Standing, Verdict
    from cmtool.model.work import (
        SEVERITIES,
        TASK_KINDS,
        UNITS,
        Allowance,
        CaseKind,
        Errand,
        Finding,
        FollowUp,
        GlossaryTerm,
        Paper,
        Readiness,
        Step,
        Talk,
        Task,
    )

NOUNS = {
    "brief": (
        "Brief",
        "Dealings",
        "Fading",
        "OpenWork",
        "Owed",
        "Spoken",
    ),
    "calculator": (
        "Calculator",
        "File",
        "Note",
        "Outcome",
        "Quantity",
    ),
    "client": (
        "Client",
        "day_number",
        "day_of",
        "fresh",
    ),
    "document": (
        "Block",
        "Break",
        "Cell",
        "Chart",
        "Column",
        "Document",
        "Heading",
        "Items",
        "Notice",
        "Paragraph",
        "Run",
        "Signatures",
        "Table",
    ),
    "fact": (
        "Fact",
        "Field",
        "Kind",
        "Known",
        "Scalar",
    ),
    "institution": (
        "Institution",
        "Pack",
    ),
    "phrase": (
        "CATEGORIES",
        "GUARDS",
        "LEVELS",
        "Passage",
        "Phrase",
        "PhraseGuard",
        "SIDES",
        "Saying",
        "Spelling",
    ),
    "predicate": (
        "ALWAYS",
        "Predicate",
        "Tree",
    ),
    "product": ("Product",),
    "proposal": (
        "Change",
        "Insisted",
        "Proposal",
        "Replayed",
        "Section",
    ),
    "question": (
        "Need",
        "NeedKind",
        "Option",
        "Question",
        "Questionnaire",
        "SPIN",
        "ScoredQuestion",
    ),
    "record": (
        "Fault",
        "Record",
        "Taken",
    ),
    "report": (
        "Head",
        "Line",
        "Part",
        "Report",
        "Shown",
        "Way",
    ),
    "rule": ("Rule",),
    "target": (
        "Figure",
        "Measure",
        "Period",
        "Progress",
        "TIERS",
        "Target",
    ),
    "term": ("Term",),
    "text": (
        "Source",
        "Text",
    ),
    "verdict": (
        "Answer",
        "Branch",
        "Match",
        "Reason",
        "Standing",
        "Verdict",
    ),
    "work": (
        "Allowance",
        "CaseKind",
        "Errand",
        "Finding",
        "FollowUp",
        "GlossaryTerm",
        "Paper",
        "Readiness",
        "SEVERITIES",
        "Step",
        "TASK_KINDS",
        "Talk",
        "Task",
        "UNITS",
    ),
}
_ROOM = {noun: room for room, nouns in NOUNS.items() for noun in nouns}

__all__ = sorted(_ROOM)  # the nouns are named once, above


def __getattr__(name: str) -> object:
    """Import the module that holds a noun, once."""
    if name not in _ROOM:
        raise AttributeError(name)
    noun = getattr(import_module(f"cmtool.model.{_ROOM[name]}"), name)
    globals()[name] = noun
    return noun
