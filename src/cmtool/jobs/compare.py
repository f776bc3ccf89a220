"""Two saved proposals side by side (建议书比对): products, ranks, verdicts, facts, template and disclosures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmtool.jobs.snapshot import Snapshot
from cmtool.model import Change, Fact, Scalar, Text, day_of
from cmtool.rules import values
from cmtool.words import text as worded

PARTS = ("chosen", "asked", "considered")
Saved = Mapping[str, Any]


def compared(one: Snapshot, other: Snapshot, facts: Mapping[str, Fact]) -> list[Change]:
    """Return everything in which ``other`` differs from ``one``, the products first."""
    return [
        *_products(one, other),
        *_facts(one, other, facts),
        *_made(one, other),
        *_disclosures(one, other),
    ]


def _products(one: Snapshot, other: Snapshot) -> Iterator[Change]:
    before, after = (_by_code(saved) for saved in (one, other))
    for code in [code for code in before if code not in after]:
        yield _moved(before[code], part_of(before[code]), "out")
    for code in [code for code in after if code not in before]:
        yield _moved(after[code], part_of(after[code]), "in")
    for code in [code for code in after if code in before]:
        yield from _product(before[code], after[code])


def _product(was: Saved, reads: Saved) -> Iterator[Change]:
    """Yield in what one product differs: its part, its standing, its rank, its verdicts."""
    code, title = reads["product"], Text(*reads["title"])
    for kind, figures in (
        ("part", (worded(f"compare-as-{part_of(was)}"), worded(f"compare-as-{part_of(reads)}"))),
        ("standing", (worded(f"standing-{was['standing']}"), worded(f"standing-{reads['standing']}"))),
        ("rank", (was.get("rank"), reads.get("rank"))),
    ):
        if figures[0] != figures[1] and None not in figures:
            words = worded(f"compare-{kind}", product=code, title=title, was=figures[0], reads=figures[1])
            yield Change(kind=f"{kind}-changed", about=code, words=words)
    yield from _verdicts(was, reads)


def _verdicts(was: Saved, reads: Saved) -> Iterator[Change]:
    then, now = ({verdict["rule"]: verdict for verdict in item["verdicts"]} for item in (was, reads))
    for rule in dict.fromkeys([*then, *now]):
        old, new = (_answer(side.get(rule)) for side in (then, now))
        if old != new:
            words = worded("compare-verdict", product=reads["product"], rule=rule, was=old, reads=new)
            yield Change(kind="verdict-changed", about=rule, words=words)
        elif rule in then and rule in now and then[rule]["fingerprint"] != now[rule]["fingerprint"]:
            yield Change(kind="rule-changed", about=rule, words=worded("compare-rule", product=reads["product"], rule=rule))


def _answer(verdict: Saved | None) -> Text:
    return worded(f"replay-said-{verdict['answer']}" if verdict else "compare-no-verdict")


def _moved(item: Saved, part: str, way: str) -> Change:
    figures = {"product": item["product"], "title": Text(*item["title"]), "part": worded(f"compare-as-{part}")}
    return Change(kind=f"product-{way}", about=item["product"], words=worded(f"compare-product-{way}", **figures))


def _facts(one: Snapshot, other: Snapshot, facts: Mapping[str, Fact]) -> Iterator[Change]:
    """Yield the facts that read otherwise, or are of another day; a sensitive one says only that it does."""
    before, after = one["facts"], other["facts"]
    for name in dict.fromkeys([*before, *after]):
        was, reads = before.get(name, (None, None)), after.get(name, (None, None))
        if list(was) == list(reads):
            continue
        fact = facts.get(name)
        title = fact.title if fact else Text(name, name)
        if fact is not None and (fact.sensitive or fact.form):
            yield Change(kind="fact-changed", about=name, words=worded("replay-fact-hidden", title=title))
        else:
            words = worded("compare-fact", title=title, was=_shown(fact, was), reads=_shown(fact, reads))
            yield Change(kind="fact-changed", about=name, words=words)


def _shown(fact: Fact | None, held: Sequence[Scalar]) -> Text:
    """Return a fact's value with its day."""
    value, as_of = held
    if value is None:
        return worded("value-unknown")
    said = values.shown(fact, value) if fact else Text(str(value), str(value))
    return worded("compare-value", value=said, as_of=day_of(int(as_of or 0)))


def _made(one: Snapshot, other: Snapshot) -> Iterator[Change]:
    """Yield in what the making differs: template, language, versions."""
    old, new = (saved.get("template", {}) for saved in (one, other))
    if old != new:
        shown = [f"{side.get('name', '?')} {side.get('sha256', '')[:8]}".strip() for side in (old, new)]
        yield Change(kind="template-changed", about="template", words=worded("compare-template", was=shown[0], reads=shown[1]))
    for name in ("lang", "manager", "cmtool"):
        was, reads = one.get(name), other.get(name)
        if was != reads and None not in (was, reads):
            yield Change(
                kind=f"{name}-changed", about=name, words=worded(f"compare-{name}", was=was or "–", reads=reads or "–")
            )
    for name in sorted({*one["plugins"], *other["plugins"]}):
        was, reads = one["plugins"].get(name), other["plugins"].get(name)
        if was != reads:
            words = worded("compare-plugin", name=name, was=was or "–", reads=reads or "–")
            yield Change(kind="plugin-changed", about=name, words=words)


def _disclosures(one: Snapshot, other: Snapshot) -> Iterator[Change]:
    if "disclosures" not in one or "disclosures" not in other:  # kept since the second schema
        return
    old, new = ([Text(*words) for words in saved["disclosures"]] for saved in (one, other))
    for sentence in [sentence for sentence in old if sentence not in new]:
        yield Change(kind="disclosure-out", about="disclosure", words=worded("compare-disclosure-out", words=sentence))
    for sentence in [sentence for sentence in new if sentence not in old]:
        yield Change(kind="disclosure-in", about="disclosure", words=worded("compare-disclosure-in", words=sentence))


def _by_code(saved: Snapshot) -> dict[str, Saved]:
    return {item["product"]: item for item in saved["products"]}


def part_of(item: Saved) -> str:
    """Return the part of a proposal that a product stands in; before the second schema, chosen or considered."""
    return item.get("part") or ("chosen" if item["chosen"] else "considered")
