"""The brief before a visit in words: one item that scripts read, templates print and the screen shows (拜访提要).

Every line is worded here, once, as ``line`` beside what it is made of: what the page says, the JSON and the document say too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from cmtool.model import (
    Answer,
    Brief,
    Errand,
    Fact,
    Fading,
    Match,
    Need,
    OpenWork,
    Owed,
    Question,
    Questionnaire,
    Spoken,
    Talk,
    day_number,
    day_of,
)
from cmtool.report.items import ask_item, fact_items, need_item
from cmtool.report.sheets import first_reason, worded
from cmtool.rules.identity import scrubbed
from cmtool.words import said

Item = dict[str, Any]
ON_CLIENT = "client"


def brief_item(brief: Brief, facts: Mapping[str, Fact], lang: str, reveal: Collection[str] = ()) -> Item:
    """Return a brief in the words of one language; personal data masked unless asked for by name."""
    client, on, dealings = brief.client, day_number(brief.on), brief.dealings
    return {
        "client": client.code,
        "name": client.shown_name,
        "manager": brief.manager,
        **_who(brief, facts, lang),
        "revealed": _revealed(brief, facts, lang, reveal),
        "channels": [said(lang, f"channel-{channel}") for channel in brief.channels],
        "not_about": [words.said(lang) for words in brief.unsaid],
        "barred": [_match(match, "brief-barred", lang) for match in brief.barred],
        "barred_more": brief.barred_more,
        "today": [_errand(errand, lang) for errand in dealings.errands],
        "promises": [_owed(owed, on, lang) for owed in dealings.owed],
        "contacts": [_spoken(spoken, lang) for spoken in dealings.spoken],
        "cases": [_work(work, on, lang) for work in dealings.works],
        "papers": [{"key": paper.key, "name": paper.name.said(lang)} for paper in brief.papers],
        "fading": [_fading(one, facts, lang) for one in brief.fading],
        "needs": [_need(need, lang) for need in brief.needs],
        "questions": [_question(ask, facts, lang) for ask in brief.questions],
        "fits": [_match(match, "brief-fit", lang) for match in brief.fits],
        "objections": [_talk(talk, lang) for talk in brief.talks],
    }


def _who(brief: Brief, facts: Mapping[str, Fact], lang: str) -> Item:
    shown = {name: facts[name] for name in ("kind", "tier") if name in facts}
    known = {one["fact"]: one["words"] for one in fact_items(brief.client, shown, lang)}
    who = {"code": brief.client.code, "name": brief.client.shown_name, "who": list(known.values())}
    line = said(lang, "brief-head", **who, manager=brief.manager or said(lang, "value-nothing"))
    return {"kind": known.get("kind"), "tier": known.get("tier"), "line": line}


def _revealed(brief: Brief, facts: Mapping[str, Fact], lang: str, reveal: Collection[str]) -> list[Item]:
    shown = {name: facts[name] for name in sorted(reveal) if name in facts}
    items = [{name: one[name] for name in ("fact", "title", "words")} for one in fact_items(brief.client, shown, lang, reveal)]
    return [{**one, "line": _pair(one["title"], one["words"], lang)} for one in items]


def _errand(errand: Errand, lang: str) -> Item:
    title, say = errand.title.said(lang), errand.say.said(lang)
    return {"code": errand.code, "title": title, "say": say, "line": f"{title}{said(lang, 'list-semicolon')}{say}"}


def _owed(owed: Owed, on: int, lang: str) -> Item:
    late = owed.day < on
    line = said(lang, "brief-promise-late" if late else "brief-promise", day=_day(owed.day), words=owed.words)
    return {"day": _day(owed.day), "promise": owed.words, "late": late, "line": line}


def _spoken(spoken: Spoken, lang: str) -> Item:
    channel = worded(lang, f"channel-{spoken.channel}")
    pieces = {"day": _day(spoken.day), "channel": channel, "result": spoken.result, "note": spoken.note}
    return {**pieces, "line": " ".join(piece for piece in pieces.values() if piece)}


def _work(work: OpenWork, on: int, lang: str) -> Item:
    """Return an open case: the line says of a ticket that nobody has answered, else of a case whom it waits for."""
    step = work.kind.steps[min(work.step, len(work.kind.steps)) - 1]
    who = said(lang, "waits-for-client") if work.waits_for == ON_CLIENT else scrubbed(work.waits_for)
    title, due = work.kind.title.said(lang), _day(work.due)
    at = {"case": work.number, "title": title, "step": step.name.said(lang), "due": due}
    if work.ticket and not work.answered:
        line = said(lang, "brief-ticket", case=work.number, title=title, about=work.about)
    elif who:
        line = said(lang, "brief-case-waits", **at, who=who)
    else:
        line = said(lang, "brief-case", **at, owner=step.owner)
    more = {"owner": step.owner.said(lang), "late": work.due < on, "waits_for": who or None, "about": work.about}
    return {**at, **more, "ticket": work.ticket, "answered": work.answered, "line": line}


def _fading(one: Fading, facts: Mapping[str, Fact], lang: str) -> Item:
    question = ask_item(one.fact.name, one.ask, facts, lang)["question"]
    pieces = {"title": one.fact.title.said(lang), "until": _day(one.until), "question": question}
    line = said(lang, "brief-fact-gone" if one.gone else "brief-fact", **pieces)
    return {"fact": one.fact.name, **pieces, "gone": one.gone, "line": line}


def _need(need: Need, lang: str) -> Item:
    item = need_item(need, lang)
    return {**item, "line": _pair(item["title"], item["evidence"], lang)}


def _question(ask: Question | Questionnaire, facts: Mapping[str, Fact], lang: str) -> Item:
    fact, spin = (ask.gives, "assessment") if isinstance(ask, Questionnaire) else (ask.asks, ask.spin)
    item = ask_item(fact, ask, facts, lang)
    return {"code": ask.code, "spin": spin, **item, "line": _pair(said(lang, f"brief-{spin}"), item["question"], lang)}


def _match(match: Match, key: str, lang: str) -> Item:
    product = match.product
    pieces = {"product": product.code, "title": product.title.said(lang), "why": first_reason(match, lang)}
    open_ones = _pending(match) if key == "brief-fit" else 0
    line = said(lang, key, **pieces, risk=product.risk_level)
    line += said(lang, "brief-pending", count=open_ones) if open_ones else ""
    return {**pieces, "risk": product.risk_level, "pending": open_ones, "line": line}


def _pending(match: Match) -> int:
    """Return how many warnings are still to be gone through; the press counts them too, but loading it would cost a tenth."""
    return sum(verdict.rule.force == "warn" and verdict.answer is not Answer.KEPT for verdict in match.verdicts)


def _talk(talk: Talk, lang: str) -> Item:
    lines = {"ask": said(lang, "explain-probe", words=talk.probe), "say": said(lang, "explain-answer", words=talk.answer)}
    return {"code": talk.code, "concern": talk.concern.said(lang), **lines}


def _pair(title: str, words: str, lang: str) -> str:
    return f"{title}{said(lang, 'brief-colon')}{words}"


def _day(number: int) -> str:
    return day_of(number).isoformat()
