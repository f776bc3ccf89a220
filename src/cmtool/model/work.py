"""Work: cases with their steps and papers, triggers, tasks, findings, talks and terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cmtool.model.text import Source, Text, are_words

if TYPE_CHECKING:
    from cmtool.model.predicate import Predicate
    from cmtool.model.term import Term
    from cmtool.model.verdict import Verdict

TASK_KINDS = ("duty", "money", "promise", "opportunity", "relationship")
SEVERITIES = ("urgent", "high", "normal")
UNITS = ("hours", "days", "calendar_days")
MOST_POINTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that a case needs; held when its key is in the client's set ``papers``."""

    key: str
    name: Text
    when: Predicate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a case, the department that does it, and the working days it may take.

    It is finished only where the ``papers`` named by key are held, the rules under ``conditions`` kept, and ``require`` holds;
    ``remedy`` says what to do where it does not.
    """

    name: Text
    owner: Text
    days: int
    papers: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    require: Predicate | None = None
    remedy: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """A time allowed: working hours, working days or calendar days (时限)."""

    amount: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKind:
    """A kind of work, such as opening an account (业务类型); a ``ticket`` is one that a client brings (工单).

    A ticket has a time for the first answer, ``respond``, one for the end, ``resolve``, and a ``severity``. ``opens`` says for
    which products the law lets a client insist in writing on one above his own level (风险不匹配确认); nothing else is opened.
    """

    code: str
    desk: str
    title: Text
    about: Text
    when: Predicate | None = None
    conditions: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    steps: tuple[Step, ...] = ()
    source: Source | None = None
    ticket: bool = False
    severity: str = ""
    respond: Allowance | None = None
    resolve: Allowance | None = None
    opens: Predicate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Where a client stands with a kind of work, or a step of it: conditions, papers held and missing (办理条件)."""

    case: CaseKind
    verdicts: tuple[Verdict, ...]
    missing: tuple[Paper, ...]
    held: tuple[Paper, ...]

    @property
    def open_conditions(self) -> tuple[Verdict, ...]:
        """The conditions that are not kept."""
        from cmtool.model.verdict import Answer

        return tuple(verdict for verdict in self.verdicts if verdict.answer is not Answer.KEPT)

    @property
    def ready(self) -> bool:
        """Whether every paper is there and no condition that bars is open."""
        return not self.missing and not any(verdict.rule.blocks for verdict in self.open_conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A trigger that puts a client on the morning list (跟进触发)."""

    code: str
    desk: str
    title: Text
    when: Predicate
    kind: str
    points: int
    say: Text
    not_say: Text
    due: str = ""
    marketing: bool = False
    quiet_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One reason to contact a client: what a trigger, a case, a promise or a plugin asks for.

    ``purpose`` is what the contact is about: "greeting" where it says so; what markets is "marketing", also where it calls
    itself something else; else "duty" or "service". ``again`` is after how many days it comes back where it was done and still
    calls; 0: as its kind does.
    """

    code: str
    kind: str
    points: int
    title: Text
    due: int
    say: Text
    not_say: Text | None = None
    marketing: bool = False
    purpose: str = ""
    again: int = 0

    def __post_init__(self) -> None:
        are_words(self.title, self.say, *([] if self.not_say is None else [self.not_say]))
        if self.kind not in TASK_KINDS:
            raise ValueError(f"kind {self.kind!r} is not one of {', '.join(TASK_KINDS)}")
        if not 1 <= self.points <= MOST_POINTS:
            raise ValueError(f"{self.points!r} points are not 1 to {MOST_POINTS}")
        own = "duty" if self.kind == "duty" else self.purpose or "service"
        object.__setattr__(self, "purpose", "marketing" if self.marketing or self.kind == "opportunity" else own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of the morning list: a client, everything there is to do with him, and its urgency in terms.

    ``errands`` are what is to be done, the first first.
    """

    client: str
    name: str
    manager: str
    due: int
    terms: tuple[Term, ...]
    reasons: tuple[Text, ...]
    say: tuple[Text, ...]
    may_contact: bool
    not_about: tuple[Text, ...]
    errands: tuple[Errand, ...] = ()

    @property
    def urgency(self) -> int:
        """The sum of the terms."""
        return sum(term.points for term in self.terms)

    @property
    def purposes(self) -> tuple[str, ...]:
        """What may be spoken of: the purposes of the errands."""
        return tuple(dict.fromkeys(errand.purpose for errand in self.errands))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person must know: where, what was found, what was expected, what to do."""

    key: str
    figures: tuple[tuple[str, object], ...] = ()
    place: str = ""
    severity: str = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """An objection (异议): the concern, a question to understand it, an honest answer."""

    code: str
    desk: str
    concern: Text
    probe: Text
    answer: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryTerm:
    """A term of the trade in plain words."""

    word: Text
    plain: Text
    desk: str = ""
    also: tuple[str, ...] = ()
