"""A verdict as evidence: the rule's text and law, every value it read with its day and source, and what is missing since when.

What is sensitive stays hidden here too: the value is null and the words say that it is on file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property

from cmtool.model import (
    Answer,
    Branch,
    Client,
    Field,
    Product,
    Questionnaire,
    Reason,
    Verdict,
    day_number,
    day_of,
)
from cmtool.report.items import Item, ask_item, fact_item, finding, requirement, verdict_item
from cmtool.rules import values
from cmtool.rules.binding import values_read
from cmtool.rules.house import House
from cmtool.words import said


class Evidence:
    """The evidence for one client's verdicts on one day, in one language; verdicts shared by products are written once."""

    def __init__(self, client: Client, house: House, on: date, lang: str) -> None:
        self.lang, self.house = lang, house
        self._client, self._on = client, day_number(on)
        self._written: dict[tuple[object, ...], Item] = {}
        self._inputs_said: dict[tuple[object, ...], Item] = {}
        self._missing_said: dict[str, Item] = {}

    def item(self, verdict: Verdict, product: Product | None = None) -> Item:
        """Return a verdict with all it rests on; one on the client alone has no product."""
        key = (id(verdict), values_read(verdict.rule, product.values if product else {}))
        if key not in self._written:
            self._written[key] = self._item(verdict, product)
        return self._written[key]

    def with_tree(self, verdict: Verdict, product: Product) -> Item:
        """Return a verdict with all it rests on and its conditions node by node."""
        return {**self.item(verdict, product), "tree": self.tree(verdict, product)}

    def missing(self, fact: str) -> Item:
        """Return an unknown fact: since when stale, never asked, or known only later; and the question that would settle it."""
        if fact not in self._missing_said:
            self._missing_said[fact] = self._missing(fact)
        return self._missing_said[fact]

    def _missing(self, fact: str) -> Item:
        declared = self.house.facts.get(fact)
        asks = self.house.question_on(fact, self._client.kind)
        stale, later = self._client.stale.get(fact), self._client.later.get(fact)
        since = stale.as_of + (declared.valid_days or 0) + 1 if stale and declared else None
        state = "stale" if stale else "never" if later is None else "later"
        days = {"last": _iso(stale.as_of if stale else None), "since": _iso(since), "day": _iso(later)}
        return {
            "fact": fact,
            "title": declared.title.said(self.lang) if declared else fact,
            "state": state,
            "as_of": days["last"],
            "stale_since": days["since"],
            "known_from": days["day"],
            "words": said(self.lang, f"missing-{state}", **days),
            "question": ask_item(fact, asks, self.house.facts, self.lang)["question"],
            "question_code": asks.code if asks else None,
            "questionnaire": isinstance(asks, Questionnaire),
        }

    def tree(self, verdict: Verdict, product: Product) -> Item:
        """Return the rule's conditions node by node, each with its own answer: what it speaks of, and what it requires."""
        when, require = self.branches(verdict, product)
        return {"when": branch_item(when, self.lang) if when else None, "require": branch_item(require, self.lang)}

    def branches(self, verdict: Verdict, product: Product) -> tuple[Branch | None, Branch]:
        """Return the tree of *when* and that of *require*; an objection that a plugin worded is told by its own reasons."""
        from cmtool.rules.branches import Grower

        rule = verdict.rule
        if self.house.rules.get(rule.code) != rule:
            parts = tuple(Branch(node="comparison", answer=verdict.answer, reason=one) for one in verdict.reasons)
            return None, Branch(node="all", answer=verdict.answer, parts=parts)
        grower = Grower(self.house.facts, self._client.value, self._fields(product), product.values, self._on)
        return grower.branch(rule.when) if rule.when else None, grower.branch(rule.require)

    def _item(self, verdict: Verdict, product: Product | None) -> Item:
        rule, brief = verdict.rule, verdict_item(verdict, self.lang)
        return {
            **brief,
            "title": brief["words"],
            "severity": rule.force,
            "when": rule.when.text if rule.when else None,
            "require": rule.require.text,
            "since": rule.since.isoformat() if rule.since else None,
            "until": rule.until.isoformat() if rule.until else None,
            "inputs": self._inputs(verdict, product),
            "gap": [gap_item(reason, self.lang) for reason in verdict.reasons],
            "missing": [self.missing(fact) for fact in verdict.missing],
        }

    def _inputs(self, verdict: Verdict, product: Product | None) -> list[Item]:
        """Return every client fact and product field that the rule read."""
        read = [part for part in (verdict.rule.when, verdict.rule.require) if part]
        facts = dict.fromkeys(name for part in read for name in part.facts)
        fields = dict.fromkeys(name for part in read for name in part.fields)
        read_of_client = [self._said((name,), lambda name=name: self._input(name)) for name in facts]
        if product is None:
            return read_of_client
        return read_of_client + [
            self._said((product.desk, name, product.values.get(name)), lambda name=name: self._field(name, product))
            for name in fields
        ]

    def _said(self, key: tuple[object, ...], make: Callable[[], Item]) -> Item:
        """Return an input that was written before: many rules read the same."""
        if key not in self._inputs_said:
            self._inputs_said[key] = make()
        return self._inputs_said[key]

    def _input(self, name: str) -> Item:
        fact, known = self.house.facts.get(name), self._client.facts.get(name) or self._client.stale.get(name)
        if fact is None or known is None:
            title = fact.title.said(self.lang) if fact else name
            nothing = {"value": None, "words": said(self.lang, "value-unknown"), "as_of": None, "stale": False, "source": None}
            return {"name": name, "of": "client", "title": title, **nothing}
        item = fact_item(fact, known, self.lang, stale=name in self._client.stale)
        return {"name": item.pop("fact"), "of": "client", **item}

    def _field(self, name: str, product: Product) -> Item:
        field, value = self._fields(product).get(name), product.values.get(name)
        shown = values.shown(field, value).said(self.lang) if field else str(value)
        return {
            "name": name,
            "of": "product",
            "title": field.title.said(self.lang) if field else name,
            "value": values.outer(field.kind, value) if field else value,
            "words": shown,
            "as_of": None,
            "stale": False,
            "source": "product",
        }

    def _fields(self, product: Product) -> Mapping[str, Field]:
        return self._desk_fields.get(product.desk, {})

    @cached_property
    def _desk_fields(self) -> dict[str, dict[str, Field]]:
        """The product fields of each desk by name, those that every product has among them."""
        from cmtool.packs.offers import common_fields

        common = common_fields()
        return {pack.institution.name: {**common, **{field.name: field for field in pack.fields}} for pack in self.house.packs}


def branch_item(branch: Branch, lang: str) -> Item:
    """Return one node of a condition with its own answer; a comparison is in words, with the facts and fields it read."""
    if branch.reason is None:
        parts = [branch_item(part, lang) for part in branch.parts]
        words = said(lang, f"branch-{branch.node}")
        return {"node": branch.node, "answer": branch.answer.value, "words": words, "parts": parts}
    return {
        "node": branch.node,
        "answer": branch.answer.value,
        "words": branch_words(branch, lang),
        "required": requirement(branch.reason).said(lang),
        "found": finding(branch.reason).said(lang),
        "gap": gap_item(branch.reason, lang),
        "facts": list(branch.facts),
        "fields": list(branch.fields),
    }


def branch_words(branch: Branch, lang: str) -> str:
    """Return a comparison in one line: what is required, what was found, and what "not known" counts as if that matters."""
    reason = branch.reason
    key = "reason-line-unknown" if branch.answer is Answer.UNKNOWN else "reason-line"
    words = said(lang, key, required=requirement(reason), found=finding(reason)) if reason else ""
    if branch.assumed is None or not reason or reason.found.zh != said("zh", "value-unknown"):
        return words
    return said(lang, "branch-assumed-kept" if branch.assumed else "branch-assumed-broken", words=words)


def gap_item(reason: Reason, lang: str) -> Item | None:
    """Return how far off a comparison is as data, money in yuan, a share as a fraction; ``None`` where nothing is measured."""
    if reason.gap is None or reason.away is None or reason.kind is None:
        return None
    away = abs(reason.away)
    return {
        "words": reason.gap.said(lang),
        "value": values.outer(reason.kind, away),
        "kind": reason.kind.value,
        "direction": "short" if reason.away < 0 else "over",
    }


def _iso(day: int | None) -> str | None:
    return None if day is None else day_of(day).isoformat()
