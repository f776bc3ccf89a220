"""Values of the house as items that scripts read: plain dictionaries in one language, personal data already masked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from cmtool.model import Text, day_of
from cmtool.rules.identity import scrubbed
from cmtool.words import said
from cmtool.words import text as worded

if TYPE_CHECKING:
    from cmtool.model import (
        Client,
        Fact,
        Known,
        Match,
        Need,
        Product,
        Question,
        Questionnaire,
        Readiness,
        Reason,
        Rule,
        Scalar,
        Task,
        Term,
        Verdict,
    )

Item = dict[str, Any]


def rule_item(rule: Rule, lang: str) -> Item:
    """Return a rule in brief."""
    source = rule.source
    return {
        "code": rule.code,
        "title": rule.title.said(lang),
        "about": rule.about,
        "severity": rule.force,
        "severity_words": said(lang, f"severity-{rule.force}"),
        "require": rule.require.text,
        "when": rule.when.text if rule.when else None,
        "remedy": rule.remedy.said(lang) if rule.remedy else None,
        "source": source.cited() if source else None,
        "confidence": source.confidence if source else None,
        "since": rule.since.isoformat() if rule.since else None,
        "until": rule.until.isoformat() if rule.until else None,
    }


def verdict_item(verdict: Verdict, lang: str) -> Item:
    """Return one rule's answer: its words, what was required, what was found, and who says so."""
    rule = verdict.rule
    return {
        "code": rule.code,
        "verdict": verdict.answer.value,
        "blocks": rule.blocks,
        "words": rule.title.said(lang),
        "required": [requirement(reason).said(lang) for reason in verdict.reasons],
        "found": [finding(reason).said(lang) for reason in verdict.reasons],
        "remedy": rule.remedy.said(lang) if rule.remedy else None,
        "source": rule.source.cited() if rule.source else None,
        "confidence": rule.source.confidence if rule.source else None,
    }


def readiness_item(ready: Readiness, lang: str, told: Callable[[Verdict], Item]) -> Item:
    """Return where a client stands with one kind of work, its conditions as ``told`` tells them."""
    steps = ready.case.steps
    return {
        "case": ready.case.code,
        "title": ready.case.title.said(lang),
        "ready": ready.ready,
        "conditions": [told(verdict) for verdict in ready.verdicts],
        "papers_missing": [{"key": paper.key, "name": paper.name.said(lang)} for paper in ready.missing],
        "papers_held": [{"key": paper.key, "name": paper.name.said(lang)} for paper in ready.held],
        "steps": [{"name": step.name.said(lang), "owner": step.owner.said(lang), "days": step.days} for step in steps],
    }


def requirement(reason: Reason) -> Text:
    """Return what one comparison required: the fact and its limit; one way of several says which."""
    words = Text(f"{reason.title.zh}{reason.required.zh}", f"{reason.title.en}: {reason.required.en}")
    return worded("reason-way", way=reason.way, words=words) if reason.way else words


def finding(reason: Reason) -> Text:
    """Return what one comparison found, with the shortfall where it can be measured."""
    if reason.gap is None:
        return reason.found
    return Text(f"{reason.found.zh}，{reason.gap.zh}", f"{reason.found.en}, {reason.gap.en}")


def reason_line(verdict: Verdict, lang: str, most: int = 99) -> str:
    """Return a verdict in one line: the rule, then for each comparison, up to ``most``, what was required and found."""
    key = "reason-line-unknown" if verdict.answer.value == "unknown" else "reason-line"
    pieces = [said(lang, key, required=requirement(reason), found=finding(reason)) for reason in verdict.reasons[:most]]
    if len(verdict.reasons) > most:
        pieces.append(said(lang, "reason-more", count=len(verdict.reasons) - most))
    title = verdict.rule.title.said(lang)
    return said(lang, "reason-of-rule", title=title, pieces=pieces) if pieces else title


def term_item(term: Term, lang: str) -> Item:
    """Return one term of a rank or an urgency."""
    return {"code": term.code, "points": term.points, "words": term.words.said(lang)}


def ask_item(fact: str, ask: Question | Questionnaire | None, facts: Mapping[str, Fact], lang: str) -> Item:
    """Return an unknown fact with the question that would settle it."""
    from cmtool.model import Questionnaire

    if isinstance(ask, Questionnaire):
        question = said(lang, "ask-questionnaire", title=ask.title, code=ask.code)
    elif ask is not None:
        question = ask.text.said(lang)
    else:
        question = said(lang, "ask-check", title=facts[fact].title)
    return {"fact": fact, "question": question}


def match_item(
    match: Match,
    ask: Mapping[str, Question | Questionnaire | None],
    facts: Mapping[str, Fact],
    lang: str,
    told: Callable[[Verdict, Product], Item],
) -> Item:
    """Return a product with its verdicts, each as ``told`` tells it, its rank and the terms that add up to it."""
    return {
        "product": match.product.code,
        "title": match.product.title.said(lang),
        "desk": match.product.desk,
        "verdict": match.standing.value,
        "rank": match.rank,
        "terms": [term_item(term, lang) for term in match.terms],
        "rules": [told(verdict, match.product) for verdict in match.verdicts if verdict.rule.severity != "prefer"],
        "ask": [ask_item(fact, ask.get(fact), facts, lang) for fact in match.missing],
    }


def task_item(task: Task, lang: str) -> Item:
    """Return one line of the morning list."""
    return {
        "client": task.client,
        "name": task.name,
        "manager": task.manager,
        "due": day_of(task.due).isoformat(),
        "urgency": task.urgency,
        "terms": [term_item(term, lang) for term in task.terms],
        "reason": said(lang, "list-semicolon").join(text.said(lang) for text in task.reasons),
        "say": said(lang, "list-semicolon").join(text.said(lang) for text in task.say),
        "may_contact": task.may_contact,
        "not_about": [text.said(lang) for text in task.not_about],
    }


def need_item(need: Need, lang: str) -> Item:
    """Return a need with its evidence."""
    return {"need": need.name, "title": need.title.said(lang), "weight": need.weight, "evidence": need.evidence.said(lang)}


def fact_items(client: Client, facts: Mapping[str, Fact], lang: str, reveal: Collection[str] = ()) -> list[Item]:
    """Return what is known of a client, fact by fact, with day and source; the sensitive only when asked for by name."""
    found = []
    for name, fact in facts.items():
        known = client.facts.get(name) or client.stale.get(name)
        if known is not None:
            found.append(fact_item(fact, known, lang, stale=name in client.stale, revealed=name in reveal))
    return found


def fact_item(fact: Fact, known: Known, lang: str, *, stale: bool, revealed: bool = False) -> Item:
    """Return one fact's value with its day and source; a sensitive one says only that it is on file."""
    from cmtool.rules import values

    hidden = fact.sensitive and not fact.form and not revealed
    value = known.value if revealed else quiet(fact, known.value)
    return {
        "fact": fact.name,
        "title": fact.title.said(lang),
        "value": None if hidden else values.outer(fact.kind, value),
        "words": (worded("value-hidden") if hidden else values.shown(fact, value)).said(lang),
        "as_of": day_of(known.as_of).isoformat(),
        "stale": stale,
        "source": scrubbed(known.source),
    }


def quiet(fact: Fact, value: Scalar) -> Scalar:
    """Return a fact's value with the numbers masked that were typed into a free text."""
    return scrubbed(value) if isinstance(value, str) and not fact.form else value


def product_item(product: Product, lang: str) -> Item:
    """Return a product in the client's terms."""
    from cmtool.rules import values

    return {
        "product": product.code,
        "title": product.title.said(lang),
        "desk": product.desk,
        "risk_level": product.risk_level,
        "minimum": values.money(int(product.values.get("min_amount") or 0)).said(lang),
        "about": product.about.said(lang),
        "worst_case": product.worst_case.said(lang),
        "costs": product.costs.said(lang),
        "serves": list(product.serves),
        "sample": product.sample,
        "disclosures": [text.said(lang) for text in product.disclosures],
    }
