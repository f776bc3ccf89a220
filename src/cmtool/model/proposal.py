"""Proposals: a plain value that can be rendered, saved and compared (建议书)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cmtool.model.client import Client
from cmtool.model.question import Need, Question
from cmtool.model.text import Text, are_words
from cmtool.model.verdict import Match, Standing, Verdict
from cmtool.model.work import CaseKind, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part that a plugin adds: a heading and paragraphs."""

    title: Text
    paragraphs: tuple[Text, ...]

    def __post_init__(self) -> None:
        are_words(self.title, *self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Insisted:
    """A product that is not recommended: the client insists on it in writing, by a recorded case that the law opens.

    ``level`` is the client's own assessed level; ``barred`` the verdict of the guard that says so; ``papers`` are those signed.
    """

    match: Match
    case: CaseKind
    number: int
    opened: date
    level: int
    barred: Verdict
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed to a client and why, what was not and why, and what it was based on.

    ``asked`` are never proposed: they stand in a part of their own, against advice.
    """

    client: Client
    on: date
    manager: str
    needs: tuple[Need, ...]
    chosen: tuple[Match, ...]
    considered: tuple[Match, ...]
    disclosures: tuple[Text, ...]
    open_questions: tuple[Question, ...] = ()
    sections: tuple[Section, ...] = ()
    asked: tuple[Insisted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What differs from when a proposal was made: a fact, a rule, an answer or the product; ``about`` is a name or code."""

    kind: str
    about: str
    words: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A product of a saved proposal judged again: where it stood and stands, and what changed; ``asked``: against advice."""

    product: str
    title: Text
    chosen: bool
    was: Standing
    now: Standing | None
    changes: tuple[Change, ...] = ()
    asked: bool = False

    @property
    def holds(self) -> bool:
        """Whether the product stands where it stood."""
        return self.now is self.was

    @property
    def outcome(self) -> str:
        """Return "same", "changed" (but it still holds) or "fallen"."""
        return "fallen" if not self.holds else "changed" if self.changes else "same"
