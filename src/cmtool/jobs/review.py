"""A client looked over on one day (检视): what is known and since when, what is not, levels, days to come, needs and what fits.

Only what the book knows is in it; what it does not know is a question, in the order in which one asks (SPIN). It is made to be
shown to the client: what the house keeps for itself, grades of customers and of money laundering among it, is left out, and
what is sensitive is counted, never shown. Nothing here proposes: products are counted, and none is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cmtool.jobs.lunar import festival
from cmtool.jobs.needs import unanswered
from cmtool.jobs.onboard import concerning, readiness
from cmtool.model import (
    SPIN,
    Client,
    Fact,
    Institution,
    Kind,
    Known,
    Match,
    Need,
    Predicate,
    Question,
    Questionnaire,
    Readiness,
    Standing,
    Text,
    day_number,
    day_of,
)
from cmtool.rules import values
from cmtool.rules.house import House
from cmtool.rules.identity import scrubbed
from cmtool.words import catalogue
from cmtool.words import text as worded

PLAIN = ("kind", "birth_date", "gender", "marital_status", "education", "occupation", "industry", "region")
HOUSE_ASKS = "（由"
KEPT_BACK = ("aml_risk", "is_pep")
FEN = 100
RECENT_DAYS = 180
AHEAD_DAYS = 365
SOON_DAYS = 60
FESTIVAL_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One fact of a client: title, value in words, the day it was true, where it came from, and until when it counts.

    ``amount`` is the value in yuan of what is money, ``day`` that of what is a day.
    """

    fact: Fact
    title: Text
    value: Text
    as_of: date
    source: Text
    until: date | None
    amount: float | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A risk level at one institution: "known", "soon" (it runs out within two months), "stale" or "unknown"."""

    institution: Text
    title: Text
    state: str
    value: Text | None = None
    as_of: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A need, with how many products serve it that may be considered, that wait for an answer, and that do not suit."""

    need: Need
    eligible: int
    ask: int
    ineligible: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What is known and not known of a client on a day."""

    known: tuple[Held, ...]
    stale: tuple[Held, ...]
    hidden: int
    days: tuple[Held, ...]
    asks: tuple[tuple[str, tuple[Question, ...]], ...]
    assessments: tuple[Questionnaire, ...]
    levels: tuple[Level, ...]
    fits: tuple[Fit, ...]
    cases: tuple[Readiness, ...]
    on: date

    @property
    def money(self) -> tuple[Held, ...]:
        """What is known in money."""
        return tuple(held for held in self.known if held.fact.kind is Kind.MONEY)

    @property
    def recent(self) -> tuple[Held, ...]:
        """What the book has learned in the last half year, the newest first."""
        every = [held for held in self.known if (self.on - held.as_of).days <= RECENT_DAYS]
        return tuple(sorted(every, key=lambda held: (-held.as_of.toordinal(), held.fact.name)))

    @property
    def ahead(self) -> tuple[Held, ...]:
        """The days of the coming year that are on record, the nearest first."""
        every = [held for held in self.days if held.day and 0 <= (held.day - self.on).days <= AHEAD_DAYS]
        return tuple(sorted(every, key=lambda held: (held.day or self.on, held.fact.name)))

    @property
    def festival(self) -> str:
        """The name of a festival within the week, as the catalogue of words knows it; empty where there is none."""
        days = (festival(self.on + timedelta(days=ahead)) for ahead in range(FESTIVAL_DAYS + 1))
        return next(filter(None, days), None) or ""

    def case(self, code: str) -> Readiness | None:
        """Return one kind of work by its code; ``None`` where it is none of his."""
        return next((found for found in self.cases if found.case.code == code.strip().upper()), None)


def review(
    client: Client, house: House, on: date, needs: Sequence[Need] = (), matches: Iterable[Match] = (), desks: Sequence[str] = ()
) -> Review:
    """Return a client looked over, for all institutions or those of ``desks``."""
    named = tuple(desks) or tuple(house.desks)
    of_desks = [name for name, fact in house.facts.items() if fact.desk in {"", "core", *named}]
    spoken_of = [name for name in of_desks if house.facts[name].sensitive or _his_own(house, name)]
    known = [_held(house, name, client.facts[name], client) for name in spoken_of if name in client.facts]
    stale = [_held(house, name, client.stale[name], client) for name in spoken_of if name in client.stale]
    days = [name for name in of_desks if house.facts[name].kind is Kind.DATE and house.facts[name].desk in named]
    institutions = [house.institutions[name] for name in named if name in house.institutions]
    cases = [case for name in named for case in concerning(client, house, on, name)]
    return Review(
        known=tuple(held for held in known if not held.fact.sensitive),
        stale=tuple(held for held in stale if not held.fact.sensitive),
        hidden=sum(held.fact.sensitive for held in known),
        days=tuple(_held(house, name, client.facts[name], client) for name in days if name in client.facts),
        asks=asks(client, house, named),
        assessments=tuple(_assessments(client, house, named)),
        levels=tuple(_level(client, house, card, on) for card in institutions if card.risk_fact),
        fits=tuple(_fits(needs, list(matches))),
        cases=tuple(_shown(readiness(client, house, case, on)) for case in cases),
        on=on,
    )


def asks(client: Client, house: House, desks: Sequence[str]) -> tuple[tuple[str, tuple[Question, ...]], ...]:
    """Return what is still to be asked by its SPIN kind: the situation, its problems, what they lead to, what would help."""
    every = {question.code: question for desk in desks for question in unanswered(client, house, desk) if _of_client(question)}
    ordered = sorted(every.values(), key=lambda question: (question.order, question.code))
    kinds = ((spin, tuple(question for question in ordered if question.spin == spin)) for spin in SPIN)
    return tuple((spin, questions) for spin, questions in kinds if questions)


def _his_own(house: House, name: str) -> bool:
    """Whether a fact is one that the client tells or is told himself."""
    question = house.questions.get(name)
    return name in PLAIN or name in house.assessed or (question is not None and _of_client(question))


def _of_client(question: Question) -> bool:
    """Whether a question is put to the client; one for the house begins by saying so: 由客户经理填写."""
    return not question.text.zh.startswith(HOUSE_ASKS)


def source_words(source: str) -> Text:
    """Return where a fact came from in words.

    >>> source_words("import:clients.csv").zh
    '导入'
    """
    key = f"source-{source.partition(':')[0]}"
    return worded(key) if source and key in catalogue("zh") else Text(scrubbed(source) or "—", scrubbed(source) or "—")


def _held(house: House, name: str, known: Known, client: Client) -> Held:
    fact = house.facts[name]
    value = scrubbed(known.value) if isinstance(known.value, str) and not fact.form else known.value
    return Held(
        fact=fact,
        title=fact.title,
        value=values.shown(fact, value),
        as_of=day_of(known.as_of),
        source=source_words(known.source),
        until=_until(house, name, known, client),
        amount=known.value / FEN if fact.kind is Kind.MONEY and isinstance(known.value, int) else None,
        day=day_of(int(known.value)) if fact.kind is Kind.DATE and known.value is not None else None,
    )


def _until(house: House, name: str, known: Known, client: Client) -> date | None:
    """Return the last day on which a fact counts; an assessed level's own length of validity is the shorter one."""
    spans = [one.valid_days for one in house.questionnaires.values() if one.gives == name and one.valid_days]
    spans += [house.facts[name].valid_days] if house.facts[name].valid_days else []
    dated = client.value(house.dated.get(name, ""))
    begins = int(dated) if dated is not None else known.as_of
    return day_of(begins + min(spans)) if spans else None  # type: ignore[type-var]


def _assessments(client: Client, house: House, desks: Sequence[str]) -> Iterable[Questionnaire]:
    """Yield the assessments whose level is not known, or has run out."""
    for one in house.questionnaires.values():
        if one.desk in desks and one.of in {"both", client.kind} and one.gives not in client.facts:
            yield one


def _shown(ready: Readiness) -> Readiness:
    """Return a kind of work as the client may see it: without what rests on a grade that the house keeps to itself."""
    return replace(
        ready,
        verdicts=tuple(verdict for verdict in ready.verdicts if not _kept_back(verdict.rule.require, verdict.rule.when)),
        missing=tuple(paper for paper in ready.missing if not _kept_back(paper.when)),
        held=tuple(paper for paper in ready.held if not _kept_back(paper.when)),
    )


def _kept_back(*conditions: Predicate | None) -> bool:
    return any(fact in KEPT_BACK for condition in conditions if condition is not None for fact in condition.facts)


def _level(client: Client, house: House, card: Institution, on: date) -> Level:
    fact = house.facts[card.risk_fact]
    known = client.facts.get(card.risk_fact) or client.stale.get(card.risk_fact)
    if known is None:
        return Level(institution=card.title, title=fact.title, state="unknown")
    held = _held(house, card.risk_fact, known, client)
    state = "stale" if card.risk_fact in client.stale or (held.until and held.until < on) else "known"
    if state == "known" and held.until and day_number(held.until) - day_number(on) <= SOON_DAYS:
        state = "soon"
    return Level(
        institution=card.title, title=fact.title, state=state, value=held.value, as_of=held.as_of, until=held.until
    )  # fmt: skip


def _fits(needs: Sequence[Need], matches: Sequence[Match]) -> Iterable[Fit]:
    for need in needs:
        serving = [match.standing for match in matches if need.name in match.product.serves]
        yield Fit(
            need=need,
            eligible=serving.count(Standing.ELIGIBLE),
            ask=serving.count(Standing.ASK),
            ineligible=serving.count(Standing.INELIGIBLE),
        )
