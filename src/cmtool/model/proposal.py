"""Proposals: a plain value that can be rendered, saved and compared (建议书)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cmtool.model.client import Client
from cmtool.model.question import Need, Question
from cmtool.model.text import Text, are_words
from cmtool.model.verdict import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part that a plugin adds: a heading and paragraphs."""

    title: Text
    paragraphs: tuple[Text, ...]

    def __post_init__(self) -> None:
        are_words(self.title, *self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed to a client and why, what was not and why, and what it was based on."""

    client: Client
    on: date
    manager: str
    needs: tuple[Need, ...]
    chosen: tuple[Match, ...]
    considered: tuple[Match, ...]
    disclosures: tuple[Text, ...]
    open_questions: tuple[Question, ...] = ()
    sections: tuple[Section, ...] = ()
