"""A saved proposal judged again, as of its own day, by the rules, products and facts known now: the same, or what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from cmtool.jobs.match import why
from cmtool.jobs.snapshot import Snapshot, facts_read
from cmtool.model import Change, Client, Fact, Match, Replayed, Scalar, Standing, Text, Verdict
from cmtool.plugins import Plugins
from cmtool.rules import values
from cmtool.rules.fingerprint import fingerprint
from cmtool.rules.house import House
from cmtool.words import text as worded

Saved = Mapping[str, Any]


def replayed(saved: Snapshot, client: Client, house: House, plugins: Plugins, on: date) -> list[Replayed]:
    """Return every product of a snapshot judged again for ``client`` as of the proposal's day ``on``."""
    return [_product(item, saved["facts"], client, house, plugins, on) for item in saved["products"]]


def _product(saved: Saved, facts: Saved, client: Client, house: House, plugins: Plugins, on: date) -> Replayed:
    product = house.products.get(saved["product"])
    asked = saved.get("part") == "asked"
    told = {"product": saved["product"], "chosen": saved["chosen"], "was": Standing(saved["standing"]), "asked": asked}
    if product is None:
        gone = Change(kind="product-gone", about=saved["product"], words=worded("replay-product-gone"))
        return Replayed(title=Text(*saved["title"]), now=None, changes=(gone,), **told)
    match = why(client, house, plugins, on, (), product)
    changes = [*_fields(saved, match, house), *_facts(saved, facts, match, client, house), *_rules(saved, match, house)]
    if not product.offered(on):
        withdrawn = Change(kind="product-withdrawn", about=product.code, words=worded("replay-product-withdrawn", on=str(on)))
        return Replayed(title=product.title, now=None, changes=(withdrawn, *changes), **told)
    return Replayed(title=product.title, now=match.standing, changes=tuple(changes), **told)


def _fields(saved: Saved, match: Match, house: House) -> Iterator[Change]:
    """Yield the product's own values that are otherwise."""
    declared = {field.name: field for pack in house.packs for field in pack.fields}
    for name, was in saved["fields"].items():
        reads = match.product.values.get(name)
        if was != reads:
            field = declared.get(name)
            shown = _shown(was, reads, (lambda value, field=field: values.shown(field, value)) if field else _plain)
            title = field.title if field else Text(name, name)
            yield Change(kind="field-changed", about=name, words=worded("replay-field", title=title, **shown))


def _facts(saved: Saved, facts: Saved, match: Match, client: Client, house: House) -> Iterator[Change]:
    """Yield the client's facts that read otherwise as of the same day; a sensitive one says only that it does."""
    names = dict.fromkeys(name for verdict in saved["verdicts"] for name in verdict["facts"])
    names |= dict.fromkeys(name for verdict in match.verdicts for name in facts_read(verdict) if name in facts)
    for name in names:
        was, reads = facts[name][0], client.value(name)
        if was != reads:
            fact = house.facts.get(name)
            title = fact.title if fact else Text(name, name)
            if fact is not None and (fact.sensitive or fact.form):
                words = worded("replay-fact-hidden", title=title)
            else:
                words = worded("replay-fact", title=title, **_of(fact, was, reads))
            yield Change(kind="fact-changed", about=name, words=words)


def _rules(saved: Saved, match: Match, house: House) -> Iterator[Change]:
    """Yield the rules that are gone, new, changed, or answer otherwise."""
    then = _keyed(saved["verdicts"], lambda item: item["rule"])
    now = _keyed(match.verdicts, lambda verdict: verdict.rule.code)
    for key, item in then.items():
        if key not in now:
            kind = "rule-silent" if key[0] in house.rules else "rule-gone"
            yield Change(kind=kind, about=key[0], words=worded(f"replay-{kind}", code=key[0], was=_answer(item["answer"])))
        else:
            yield from _rule(item, now[key])
    for key, verdict in now.items():
        if key not in then:
            figures = {"code": key[0], "title": verdict.rule.title, "now": _answer(verdict.answer.value)}
            yield Change(kind="rule-new", about=key[0], words=worded("replay-rule-new", **figures))


def _rule(saved: Saved, verdict: Verdict) -> Iterator[Change]:
    figures = {"code": verdict.rule.code, "title": verdict.rule.title}
    if saved["fingerprint"] != fingerprint(verdict.rule):
        yield Change(kind="rule-changed", about=verdict.rule.code, words=worded("replay-rule-changed", **figures))
    if saved["answer"] != verdict.answer.value:
        answers = {"was": _answer(saved["answer"]), "now": _answer(verdict.answer.value)}
        yield Change(kind="answer-changed", about=verdict.rule.code, words=worded("replay-answer", **figures, **answers))


def _keyed(items: Iterable[Any], code: Callable[[Any], str]) -> dict[tuple[str, int], Any]:
    """Return the items by rule; where a plugin objects twice by one rule, in the order it did."""
    seen: Counter[str] = Counter()
    found = {}
    for item in items:
        found[code(item), seen[code(item)]] = item
        seen[code(item)] += 1
    return found


def _answer(answer: str) -> Text:
    return worded(f"replay-said-{answer}")


def _of(fact: Fact | None, was: Scalar, reads: Scalar) -> dict[str, Text]:
    return _shown(was, reads, (lambda value: values.shown(fact, value)) if fact else _plain)


def _shown(was: Scalar, reads: Scalar, shown: Callable[[Scalar], Text]) -> dict[str, Text]:
    return {"was": shown(was), "reads": shown(reads)}


def _plain(value: Scalar) -> Text:
    return worded("value-unknown") if value is None else Text(str(value), str(value))
