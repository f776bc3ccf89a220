"""Overlays: a rule of one institution that tightens another's rule, or a product, and can never loosen it.

An overlay is a further rule with a code and a verdict of its own, which speaks where its base speaks *and* its own ``when``
holds: a further conjunct. A verdict is never better for one rule more, so nothing an overlay says can loosen. One that says no
more than its base is refused with both codes named, because whoever wrote it meant something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cmtool.model import Fact, Field, Pack, Predicate, Product, Rule, Scalar, Tree
from cmtool.model.rule import MAY_NOT_BLOCK
from cmtool.packs.entry import Entry, a_text
from cmtool.rules import possible
from cmtool.rules.binding import bound
from cmtool.rules.house import near

WEIGHT = {"prefer": 0, "warn": 1, "block": 2}


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What an overlay lies on: a rule, or a product as the rule that speaks of it alone; ``force`` "" where it is not known."""

    code: str
    about: str = "product"
    when: Predicate | None = None
    require: Predicate | None = None
    force: str = ""
    values: Mapping[str, Scalar] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the base was found."""
        return bool(self.force or self.values)

    def may_be_taken_over(self, severity: str) -> bool:
        """Return whether the overlay may do without a ``require``: it makes the base's own predicate block."""
        return severity == "block" and (not self.known or (self.require is not None and self.force == "warn"))


def ground_of(entry: Entry, shared: Pack | None) -> Ground | None:
    """Return what the rule under ``entry`` tightens, ``None`` where it tightens nothing."""
    code = entry.take("tightens", a_text)
    if code is None:
        return None
    for rule in shared.rules if shared else ():
        if rule.code == code:
            if rule.force == "prefer":
                entry.wrong("tightens", "pack-base-prefers", found=code)
            return Ground(code=code, about=rule.about, when=rule.when, require=rule.require, force=rule.force)
    for product in shared.products if shared else ():
        if product.code == code:
            return _of_product(product)
    known = [item.code for item in (*shared.rules, *shared.products)] if shared else []
    entry.wrong("tightens", "pack-no-such-base", found=code, near=near(code, known))
    return Ground(code=code)


def laid(
    entry: Entry, rule: Rule, ground: Ground, facts: Mapping[str, Fact], fields: Mapping[str, Field], *, sound: bool
) -> Rule:
    """Return the rule laid on its base; where its conditions are ``sound``, note it if it adds nothing."""
    over = replace(
        rule, when=_both(ground.when, rule.when), tightens=ground.code,
        certain=rule.severity == "block",
    )  # fmt: skip
    figures = {"code": rule.code, "base": ground.code}
    if WEIGHT[rule.severity] < WEIGHT.get(ground.force, 1):
        entry.wrong("severity", "pack-overlay-weaker", **figures, found=rule.severity, force=ground.force or "warn")
    elif rule.severity == "block" and rule.source and rule.source.confidence in MAY_NOT_BLOCK:
        entry.wrong("source -> confidence", "pack-overlay-unsure", **figures, found=rule.source.confidence)
    elif sound and ground.known:
        _adds(entry, over, ground, facts, fields, figures)
    return over


def _adds(
    entry: Entry, over: Rule, ground: Ground, facts: Mapping[str, Fact], fields: Mapping[str, Field], figures: dict[str, str]
) -> None:
    """Note an overlay that never speaks, or requires no more than its base where both speak."""

    def stricter(one: Tree, other: Tree | None) -> bool:
        """Whether ``one`` can fail where both speak and ``other`` is kept."""
        parts = [part for part in (speaks, other, ("not", ("sure", one))) if part]
        return not possible.never(bound(("and", *parts), ground.values) if ground.values else ("and", *parts), facts, fields)

    speaks = over.when.tree if over.when else None
    if speaks and possible.never(bound(speaks, ground.values) if ground.values else speaks, facts, fields):
        entry.wrong("when", "pack-overlay-silent", **figures)
    elif ground.force == "warn" and over.severity == "block":
        return  # what only warned now bars: that is what the institution says
    elif not stricter(over.require.tree, ground.require.tree if ground.require else None):
        alike = ground.require is None or not stricter(ground.require.tree, over.require.tree)
        entry.wrong("require", "pack-overlay-repeats" if alike else "pack-overlay-loosens", **figures)


def _of_product(product: Product) -> Ground:
    tree = ("=", ("p", "code"), ("lit", product.code))
    alone = Predicate(f"p.code = '{product.code}'", tree, (), ("code",))
    return Ground(code=product.code, when=alone, values=product.values)


def _both(one: Predicate | None, other: Predicate | None) -> Predicate | None:
    """Return the condition that holds where both do; without a condition everything is meant."""
    if one is None or other is None:
        return one or other
    parts = [part for both in (one, other) for part in (both.tree[1:] if both.tree[0] == "and" else (both.tree,))]
    return Predicate(
        f"({one.text}) AND ({other.text})",
        ("and", *parts),
        tuple(dict.fromkeys(one.facts + other.facts)),
        tuple(dict.fromkeys(one.fields + other.fields)),
    )
