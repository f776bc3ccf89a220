"""Questions, scored questionnaires and needs (提问、测评、需求)."""

from __future__ import annotations

from dataclasses import dataclass

from cmtool.model.predicate import Predicate
from cmtool.model.text import Source, Text, are_words

WEIGHTS = (1, 2, 3)
SPIN = ("situation", "problem", "implication", "need_payoff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question whose answer sets one fact; its SPIN kind says what it is for in the conversation."""

    code: str
    desk: str
    asks: str
    text: Text
    spin: str
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer of a scored question."""

    key: str
    text: Text
    score: int
    lowest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredQuestion:
    """One question of a questionnaire."""

    code: str
    text: Text
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """A scored assessment that sets a level (风险测评); ``bands`` are (lowest score, level), rising."""

    code: str
    desk: str
    title: Text
    gives: str
    questions: tuple[ScoredQuestion, ...]
    bands: tuple[tuple[int, int], ...]
    of: str = "both"
    valid_days: int | None = None
    per_day: int | None = None
    per_year: int | None = None
    lowest_fact: str = ""
    dates: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedKind:
    """A need that facts can show."""

    name: str
    desk: str
    title: Text
    weight: int = 1
    when: Predicate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a client is after, how much it weighs, and the evidence for it."""

    name: str
    title: Text
    weight: int
    evidence: Text

    def __post_init__(self) -> None:
        are_words(self.title, self.evidence)
        if self.weight not in WEIGHTS:
            raise ValueError(f"weight {self.weight!r} is not 1 to 3")
