"""What a manager takes along to a visit: a client's dealings, what to ask, to offer and to leave unsaid (拜访提要)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cmtool.model.client import Client
from cmtool.model.fact import Fact
from cmtool.model.question import Need, Question, Questionnaire
from cmtool.model.text import Text
from cmtool.model.verdict import Match
from cmtool.model.work import CaseKind, Errand, Paper, Talk


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A contact with a client, as it was logged: its day number, the channel, what came of it."""

    day: int
    channel: str
    result: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A promise to a client that is not kept yet, and the day number by which it was to be."""

    day: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """An open case or ticket of a client: at which step, due on which day number, and whom it waits for, if anybody."""

    number: int
    kind: CaseKind
    step: int
    due: int
    about: str = ""
    waits_for: str = ""
    ticket: bool = False
    answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fading:
    """A fact that is about to go stale, or has gone; ``until`` is the last day number on which it counts."""

    fact: Fact
    until: int
    gone: bool
    ask: Question | Questionnaire | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealings:
    """What the book holds of dealings with a client, and what calls for him today."""

    spoken: tuple[Spoken, ...] = ()
    owed: tuple[Owed, ...] = ()
    works: tuple[OpenWork, ...] = ()
    errands: tuple[Errand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One page before a visit.

    ``channels`` are those by which he may be spoken to of a service; ``questions`` stand in the order of SPIN; ``fits`` are the
    best matches, none without his consent to marketing; ``barred`` what would serve a need and may not be spoken of;
    ``barred_more`` counts the other products that he may not have; ``unsaid`` what else must be left alone; ``talks`` the
    objections to expect; ``papers`` those to bring or to collect.
    """

    client: Client
    on: date
    manager: str
    dealings: Dealings
    channels: tuple[str, ...] = ()
    fading: tuple[Fading, ...] = ()
    needs: tuple[Need, ...] = ()
    questions: tuple[Question | Questionnaire, ...] = ()
    fits: tuple[Match, ...] = ()
    barred: tuple[Match, ...] = ()
    barred_more: int = 0
    unsaid: tuple[Text, ...] = ()
    talks: tuple[Talk, ...] = field(default=())
    papers: tuple[Paper, ...] = ()
