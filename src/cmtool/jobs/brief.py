"""The brief before a visit (拜访提要): what was promised, what to ask, what fits and why, and what must be left unsaid.

It chooses among what is known and adds nothing: needs, matches and questions come from where ``match`` has them. What the gate
bars is not in it: without consent to marketing it offers no product, and of one whose data may only be kept it says only that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from cmtool.jobs.casework import lacking
from cmtool.jobs.gate import Wishes, barred, channels, too_high, wishes_from
from cmtool.jobs.needs import Next
from cmtool.model import (
    SPIN,
    Answer,
    Brief,
    Client,
    Dealings,
    Fading,
    Match,
    Need,
    Paper,
    Question,
    Questionnaire,
    Standing,
    Talk,
    Text,
    day_number,
)
from cmtool.rules.house import House
from cmtool.words import text as worded

MOST = {"spoken": 3, "owed": 5, "fading": 6, "questions": 6, "needs": 6, "fits": 3, "barred": 3, "talks": 3, "papers": 8}
AHEAD, SHARE = 30, 4  # a fact is about to go stale in the last quarter of its time, thirty days at most


def brief(
    client: Client, house: House, on: date, manager: str, dealings: Dealings,
    needs: Sequence[Need], matches: Sequence[Match], questions: Iterable[Next],
) -> Brief:  # fmt: skip
    """Return what to know before a visit: a client's needs and matches, and his dealings with the house, cut to a page."""
    held = wishes_from({name: known.value for name, known in client.facts.items()})
    kept = replace(dealings, spoken=dealings.spoken[: MOST["spoken"]], owed=dealings.owed[: MOST["owed"]])
    if held.restricted or held.deceased:
        nothing = Dealings(errands=tuple(errand for errand in dealings.errands if errand.purpose == "duty"))
        return Brief(client=client, on=on, manager=manager, dealings=nothing, unsaid=unsaid(client, held, house, ()))
    fits = () if barred(held, "marketing") else tuple(fitting(matches))
    against = [match for match in matches if match.standing is Standing.INELIGIBLE]
    serving = sorted(filter(tempting, against), key=lambda match: (-match.rank, match.product.code))
    asking = [match for match in matches if match.standing is Standing.ASK and match.rank]
    desks = _desks(kept, [*fits, *serving, *asking])
    return Brief(
        client=client,
        on=on,
        manager=manager,
        dealings=kept,
        channels=channels(held, ["service"]),
        fading=tuple(fading(client, house, on)),
        needs=tuple(needs[: MOST["needs"]]),
        questions=tuple(in_spin_order(questions)),
        fits=fits,
        barred=tuple(serving[: MOST["barred"]]),
        barred_more=len(against) - len(serving[: MOST["barred"]]),
        unsaid=unsaid(client, held, house, desks),
        talks=tuple(objections(house, _desks(Dealings(), fits))),
        papers=tuple(papers(client, house, kept, on)),
    )


def fitting(matches: Iterable[Match]) -> list[Match]:
    """Return the best matches that serve a need and that nothing bars."""
    return [match for match in matches if match.standing is Standing.ELIGIBLE and match.rank][: MOST["fits"]]


def tempting(match: Match) -> bool:
    """Return whether a product would serve a need and is one for his kind of client: only then must one be warned of it."""
    barring = (verdict for verdict in match.verdicts if verdict.rule.blocks and verdict.answer is Answer.BROKEN)
    return bool(match.rank) and all(verdict.rule.require.facts != ("kind",) for verdict in barring)


def fading(client: Client, house: House, on: date) -> list[Fading]:
    """Return the facts that are about to go stale, or have: the first to go first, those gone after them."""
    today, found = day_number(on), []
    for name, known in (*client.facts.items(), *client.stale.items()):
        fact = house.facts.get(name)
        if fact is None or fact.valid_days is None:
            continue
        until = known.as_of + fact.valid_days
        if until <= today + min(AHEAD, fact.valid_days // SHARE):
            ask = house.question_on(name, client.kind)
            found.append(Fading(fact=fact, until=until, gone=until < today, ask=ask))
    return sorted(found, key=lambda one: (one.gone, one.until if not one.gone else -one.until, one.fact.name))[: MOST["fading"]]


def in_spin_order(questions: Iterable[Next]) -> list[Question | Questionnaire]:
    """Return the questions that would settle most, as a conversation asks them; an assessment, which he takes himself, last."""
    asks = list(dict.fromkeys(one.ask for one in questions))[: MOST["questions"]]

    def place(ask: Question | Questionnaire) -> tuple[int, int, str]:
        return (SPIN.index(ask.spin), ask.order, ask.code) if isinstance(ask, Question) else (len(SPIN), 0, ask.code)

    return sorted(asks, key=place)


def unsaid(client: Client, held: Wishes, house: House, desks: Sequence[str]) -> tuple[Text, ...]:
    """Return what must be left alone: what the gate bars, products above his level with each desk concerned, quiet hours."""
    if held.restricted or held.deceased:
        return tuple(worded(f"gate-{code}", start=0, end=0) for code in barred(held, "duty"))
    found: list[Text | None] = [worded("barred-contact")] if held.do_not_contact else []
    if held.marketing is not True:
        found.append(worded("gate-marketing-refused" if held.marketing is False else "gate-marketing-unknown", start=0, end=0))
    if held.incapable:
        found.append(worded("gate-guardian", start=0, end=0))
    for name in desks:
        card = house.institutions[name]
        if card.risk_fact and not (card.professional_fact and client.value(card.professional_fact)):
            level = client.value(card.risk_fact)
            found.append(too_high(card, None if level is None else int(level)))
    if held.quiet:
        found.append(worded("not-between", start=held.quiet[0], end=held.quiet[1]))
    return tuple(dict.fromkeys(words for words in found if words is not None))


def objections(house: House, desks: Sequence[str]) -> list[Talk]:
    """Return the objections to expect with these desks' products, in turns where there are several desks."""
    shelves = [[talk for pack in house.packs for talk in pack.talks if talk.desk == desk] for desk in desks]
    turns = (shelf[place] for place in range(MOST["talks"]) for shelf in shelves if place < len(shelf))
    return list(turns)[: MOST["talks"]]


def papers(client: Client, house: House, dealings: Dealings, on: date) -> list[Paper]:
    """Return the papers that his open cases lack: those of the present steps first."""
    now: dict[str, Paper] = {}
    later: dict[str, Paper] = {}
    for work in dealings.works:
        now |= {paper.key: paper for paper in lacking(client, house, work.kind, work.step, on).missing}
        for step in range(work.step + 1, len(work.kind.steps) + 1):
            later |= {paper.key: paper for paper in lacking(client, house, work.kind, step, on).missing}
    return list({**now, **{key: paper for key, paper in later.items() if key not in now}}.values())[: MOST["papers"]]


def _desks(dealings: Dealings, matches: Iterable[Match]) -> tuple[str, ...]:
    """Return the desks that the visit is about: of the products that his needs point to, and of his open work."""
    names = (*(match.product.desk for match in matches), *(work.kind.desk for work in dealings.works))
    return tuple(dict.fromkeys(names))
