"""What a client is after, with the evidence, and which question would settle most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cmtool.model import Client, Finding, Match, Need, Question, Questionnaire, Standing, Text
from cmtool.plugins import Plugins
from cmtool.rules import values
from cmtool.rules.house import House
from cmtool.rules.verdicts import Judge
from cmtool.words import text as worded

SCALE = 60  # divides by 1 to 6, so that shares of a question stay whole numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """A question worth asking: the fact, how many products wait for it, and how many for nothing else."""

    fact: str
    ask: Question | Questionnaire
    touches: int
    settles: int
    weight: int


def needs_of(
    client: Client, house: House, plugins: Plugins, on: date, stated: Iterable[Need] = ()
) -> tuple[list[Need], list[Finding]]:
    """Return the needs that facts show, that the client stated, and that plugins read, the weightiest first."""
    judge = Judge(client, house.facts, on, house.bindings)
    shown = [
        Need(
            name=kind.name,
            title=kind.title,
            weight=kind.weight,
            evidence=_evidence(client, house, judge.grounds(kind.when.tree)),
        )
        for kind in house.needs.values()
        if kind.when is not None and judge.holds(kind.when.tree) is True
    ]
    answers: Mapping[str, object] = {name: known.value for name, known in client.facts.items()}
    found = {need.name: need for need in (*shown, *stated)}
    findings: list[Finding] = []
    for answer in plugins.ask("cmtool_read_needs", client=client, answers=answers, on=on):
        findings += [answer.finding] if answer.finding else []
        for need in answer.items:
            found.setdefault(need.name, need)
    return sorted(found.values(), key=lambda need: (-need.weight, need.name)), findings


def questions_next(client: Client, house: House, matches: Iterable[Match], on: date) -> list[Next]:
    """Return the questions that stand between products and a verdict, the one that would settle most first.

    A product that waits for n facts gives each of them the n-th part of its weight, so a question that settles it alone
    counts whole. Products that serve a need go before all others; an unknown need gives its questions the weight of the
    products that would serve it.
    """
    matches = list(matches)
    waiting = [match for match in matches if match.standing is Standing.ASK and match.missing]
    waiting = [match for match in waiting if match.rank] or waiting
    weights = _unknown_needs(client, house, matches, on)
    for match in waiting:
        for fact in match.missing:
            weights[fact] = weights.get(fact, 0) + SCALE // min(len(match.missing), 6)
    found = [
        Next(
            fact=fact,
            ask=ask,
            touches=sum(fact in match.missing for match in waiting),
            settles=sum(match.missing == (fact,) for match in waiting),
            weight=weight,
        )
        for fact, weight in weights.items()
        if weight and (ask := house.question_on(fact, client.kind)) is not None and house.facts[fact].concerns(client.kind)
    ]
    return sorted(found, key=lambda item: (-item.weight, -item.settles, getattr(item.ask, "order", 0), item.fact))


def unanswered(client: Client, house: House, desk: str = "") -> list[Question]:
    """Return the questions whose facts are unknown or stale, in the order they are asked."""
    open_ones = [
        question
        for fact, question in house.questions.items()
        if fact not in client.facts
        and house.facts[fact].concerns(client.kind)
        and isinstance(house.question_on(fact, client.kind), Question)  # an assessment is asked by its questionnaire alone
        and (not desk or question.desk in {desk, "core"})
    ]
    return sorted(open_ones, key=lambda question: (question.order, question.code))


def _evidence(client: Client, house: House, facts: Iterable[str]) -> Text:
    """Return the known facts that showed a need, each with its value."""
    pieces = []
    for name in facts:
        known = client.facts.get(name)
        if known is not None:
            value = worded("value-hidden") if house.facts[name].sensitive else values.shown(house.facts[name], known.value)
            pieces.append(worded("evidence", title=house.facts[name].title, value=value))
    return worded("evidence-all", pieces=pieces)


def _unknown_needs(client: Client, house: House, matches: Sequence[Match], on: date) -> dict[str, int]:
    """Return the weight of the unknown facts that needs hang on: a tenth part for each product that such a need concerns."""
    judge = Judge(client, house.facts, on, house.bindings)
    serving: dict[str, int] = {}
    for match in matches:
        for need in match.product.serves:
            serving[need] = serving.get(need, 0) + 1
    found: dict[str, int] = {}
    for kind in house.needs.values():
        if kind.when is not None and judge.holds(kind.when.tree) is None:
            for fact in kind.when.facts:
                if fact not in client.facts:
                    found[fact] = found.get(fact, 0) + serving.get(kind.name, 0) * SCALE // 10
    return found
