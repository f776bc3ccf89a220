"""What a code or a word means, as titled lines, found among all that the house knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cmtool.errors import NotFound
from cmtool.model import (
    Allowance,
    CaseKind,
    Fact,
    FollowUp,
    GlossaryTerm,
    Measure,
    NeedKind,
    Phrase,
    Product,
    Question,
    Questionnaire,
    Rule,
    Source,
    Step,
    Talk,
    Text,
)
from cmtool.rules.house import House, near
from cmtool.words import catalogue, said
from cmtool.words import text as worded

Item = dict[str, Any]
TOPICS = ("exit-codes", "formats", "environment", "facts", "confidence")
MARKS = frozenset({"v", "v2", "m", "m-", "u", "可信度"})  # asked for by themselves, they mean the topic


def explanations(house: House, word: str, lang: str) -> list[Item]:
    """Return what is known under ``word``: a code exactly, a name or term in either language, or a help topic.

    Raises:
        NotFound: nothing is; near words are named.
    """
    wanted = word.strip().lower()
    wanted = "confidence" if wanted in MARKS else wanted
    if wanted in TOPICS:
        return [_topic(house, wanted, lang)]
    found = [_explained(house, thing, lang) for name, thing in _shelf(house) if name.lower() == wanted]
    if not found:
        names = dict.fromkeys([*(name.lower() for name, _ in _shelf(house)), *TOPICS])
        raise NotFound("explain-not-found", found=word, near=near(wanted, names))
    return list({repr(item): item for item in found}.values())


def _explained(house: House, thing: object, lang: str) -> Item:
    """Return what one thing means; a rule on products also says which, and what tightens what is said of both."""
    item = WRITERS[type(thing)](thing, lang)
    if isinstance(thing, Rule | Product):
        item["lines"] += _tightening(house, thing, lang)
    if isinstance(thing, Rule) and thing.about == "product":
        codes = [product.code for product in house.products_under(thing)]
        item["lines"].append(said(lang, "explain-touches", products=codes))
    return item


def _tightening(house: House, thing: Rule | Product, lang: str) -> list[str]:
    """Return what a rule lies on, and the rules that lie on it, or on a product."""
    below = house.rules.get(thing.tightens) or house.products.get(thing.tightens) if isinstance(thing, Rule) else None
    lines = [said(lang, "explain-tightens", title=f"{below.code} {below.title.said(lang)}")] if below else []
    above = [f"{rule.code} {rule.title.said(lang)}" for rule in house.overlays.get(thing.code, ())]
    return lines + ([said(lang, "explain-tightened", codes=above)] if above else [])


def _shelf(house: House) -> Iterable[tuple[str, object]]:
    """Yield every name that can be explained, with what it names."""
    for shelf in (house.rules, house.products, house.questionnaires, house.cases, house.follow_ups, house.needs, house.facts):
        yield from shelf.items()
    yield from house.measures.items()
    for question in house.questions.values():
        yield question.code, question
    for questionnaire in house.questionnaires.values():
        yield questionnaire.gives, questionnaire
    for pack in house.packs:
        for talk in pack.talks:
            yield talk.code, talk
        for phrase in pack.phrases:
            yield phrase.code, phrase
        for term in pack.terms:
            yield from ((name, term) for name in (term.word.zh, term.word.en, *term.also))


def _source(source: Source | None, lang: str) -> str:
    return said(lang, "why-source", source=source.cited(), confidence=source.confidence) if source else ""


def _lines(title: str, *lines: str) -> Item:
    return {"title": title, "lines": [line for line in lines if line]}


def _rule(rule: Rule, lang: str) -> Item:
    return _lines(
        f"{rule.code}  {rule.title.said(lang)}",
        said(
            lang,
            "explain-severity",
            severity=said(lang, f"severity-{rule.force}"),
        ),
        said(lang, "explain-when", condition=rule.when.text) if rule.when else "",
        said(lang, "explain-require", condition=rule.require.text),
        said(lang, "why-remedy", remedy=rule.remedy) if rule.remedy else "",
        _source(rule.source, lang),
        said(lang, "explain-since", since=rule.since or "…", until=rule.until or "…") if rule.since or rule.until else "",
    )


def _product(product: Product, lang: str) -> Item:
    return _lines(
        f"{product.code}  {product.title.said(lang)}",
        product.about.said(lang),
        said(lang, "explain-worst", words=product.worst_case),
        said(lang, "explain-costs", words=product.costs),
        said(lang, "explain-risk", level=product.risk_level),
    )


def _question(question: Question, lang: str) -> Item:
    return _lines(
        f"{question.code}  {question.text.said(lang)}",
        said(lang, f"spin-{question.spin}"),
        said(lang, "explain-sets", fact=question.asks),
    )


def _questionnaire(found: Questionnaire, lang: str) -> Item:
    bands = [said(lang, "explain-band", start=start, level=level) for start, level in found.bands]
    caps = (
        said(lang, "explain-caps", day=found.per_day or "–", year=found.per_year or "–")
        if found.per_day or found.per_year
        else ""
    )
    questions = [f"{number}. {question.text.said(lang)}" for number, question in enumerate(found.questions, 1)]
    return _lines(
        f"{found.code}  {found.title.said(lang)}",
        said(lang, "explain-sets", fact=found.gives),
        said(lang, "list-semicolon").join(bands),
        caps,
        _source(found.source, lang),
        *questions,
    )


def _case(case: CaseKind, lang: str) -> Item:
    steps = [line for number, step in enumerate(case.steps, 1) for line in _step(case, number, step, lang)]
    papers = said(lang, "explain-papers", papers=[paper.name for paper in case.papers])
    times = (
        said(lang, "explain-ticket", severity=_ticket(case.severity), respond=_time(case.respond), resolve=_time(case.resolve))
        if case.respond and case.resolve
        else ""
    )
    heading = f"{case.code}  {case.title.said(lang)}"
    return _lines(heading, case.about.said(lang), times, papers, *steps, _source(case.source, lang))


def _step(case: CaseKind, number: int, step: Step, lang: str) -> Iterable[str]:
    """Yield a step with its department and days, then what it asks for, where it asks for something."""
    yield f"{number}. {step.name.said(lang)} ({step.owner.said(lang)}, {said(lang, 'sheet-days', days=step.days)})"
    wanted = [paper.name.said(lang) for paper in case.papers if paper.key in step.papers]
    wanted += [*step.conditions, *([step.require.text] if step.require else [])]
    if wanted:
        yield "   " + said(lang, "explain-step-asks", wanted=wanted)


def _ticket(severity: str) -> Text:
    return worded(f"ticket-{severity}")


def _time(allowed: Allowance) -> Text:
    return worded(f"time-{allowed.unit}", amount=allowed.amount)


def _follow_up(trigger: FollowUp, lang: str) -> Item:
    return _lines(
        f"{trigger.code}  {trigger.title.said(lang)}",
        said(lang, "explain-when", condition=trigger.when.text),
        said(lang, "explain-points", points=trigger.points, kind=said(lang, f"kind-{trigger.kind}")),
        said(lang, "explain-say", words=trigger.say),
        said(lang, "explain-not-say", words=trigger.not_say),
    )


def _need(need: NeedKind, lang: str) -> Item:
    shown = said(lang, "explain-when", condition=need.when.text) if need.when else ""
    return _lines(f"{need.name}  {need.title.said(lang)}", shown)


def _fact(fact: Fact, lang: str) -> Item:
    choices = [f"{key} {words.said(lang)}" for key, words in fact.choices.items()]
    return _lines(
        f"{fact.name}  {fact.title.said(lang)}",
        said(lang, "explain-kind", kind=fact.kind.value),
        said(lang, "explain-choices", choices=choices) if choices else "",
        said(lang, "explain-valid", days=fact.valid_days) if fact.valid_days else "",
        said(lang, "explain-sensitive") if fact.sensitive else "",
    )


def _measure(measure: Measure, lang: str) -> Item:
    counted = said(lang, "explain-measure-counted", fact=measure.counts)
    counts = counted if measure.counts else said(lang, "explain-measure-reported")
    condition = said(lang, "explain-when", condition=measure.when.text) if measure.when else ""
    heading = f"{measure.code}  {measure.title.said(lang)}"
    return _lines(heading, said(lang, "explain-measure", unit=measure.unit, counts=counts), condition)


def _talk(talk: Talk, lang: str) -> Item:
    probe, answer = said(lang, "explain-probe", words=talk.probe), said(lang, "explain-answer", words=talk.answer)
    return _lines(f"{talk.code}  {talk.concern.said(lang)}", probe, answer)


def _phrase(phrase: Phrase, lang: str) -> Item:
    """Return a phrase with what excuses it, and both its examples; the example that fires is not said, only shown."""
    return _lines(
        f"{phrase.code}  {said(lang, f'kind-{phrase.category}')}",
        said(lang, "explain-phrase-level", level=said(lang, f"severity-phrase-{phrase.level}")),
        said(lang, "explain-phrase-words", pattern=phrase.pattern),
        said(lang, "explain-phrase-unless", pattern=phrase.unless) if phrase.unless else "",
        said(lang, "explain-phrase-requires", pattern=phrase.requires) if phrase.requires else "",
        said(lang, "explain-phrase-fires", words=phrase.fires),
        said(lang, "explain-phrase-silent", words=phrase.silent),
        said(lang, "explain-phrase-instead", words=phrase.suggestion),
        _source(phrase.source, lang),
    )


def _term(term: GlossaryTerm, lang: str) -> Item:
    return _lines(term.word.said(lang), term.plain.said(lang))


def _topic(house: House, topic: str, lang: str) -> Item:
    if topic == "facts":
        return _lines(said(lang, "topic-facts"), *(f"{fact.name}  {fact.title.said(lang)}" for fact in house.packs[0].facts))
    return _lines(*catalogue(lang)[f"topic-{topic}"].split("\n"))


WRITERS: dict[type, Callable[[Any, str], Item]] = {
    Rule: _rule, Product: _product, Question: _question, Questionnaire: _questionnaire, CaseKind: _case, FollowUp: _follow_up,
    NeedKind: _need, Fact: _fact, Talk: _talk, GlossaryTerm: _term, Measure: _measure, Phrase: _phrase,
}  # fmt: skip
