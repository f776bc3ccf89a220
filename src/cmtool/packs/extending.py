"""Which plugin extends which: what each may speak of besides its own, and in what order they are read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from cmtool.model import Finding, Pack
from cmtool.rules.house import guard

Cards = Mapping[str, tuple[str, tuple[str, ...]]]


def beneath(core: Pack, others: Iterable[Pack]) -> Pack:
    """Return what a plugin may speak of besides its own: the core's pack joined with those of the plugins it extends."""
    packs = (core, *others)
    if len(packs) == 1:
        return core
    guards = [guard(pack.institution) for pack in packs if pack.institution.risk_fact]
    return replace(
        core,
        facts=tuple(fact for pack in packs for fact in pack.facts),
        fields=tuple(one for pack in packs for one in pack.fields),
        products=tuple(product for pack in packs for product in pack.products),
        rules=(*guards, *(rule for pack in packs for rule in pack.rules)),
        needs=tuple(need for pack in packs for need in pack.needs),
    )


def closed(names: Iterable[str], packs: Mapping[str, Pack]) -> list[Pack]:
    """Return the packs named and those that they extend in turn, each once, by name."""
    found: dict[str, Pack] = {}
    waiting = list(names)
    for name in waiting:  # grows while it is read
        if name in packs and name not in found:
            found[name] = packs[name]
            waiting += packs[name].institution.extends
    return [found[name] for name in sorted(found)]


def circle(name: str, extends: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the way from an institution back to itself along what extends what, empty where there is none.

    >>> circle("a", {"a": ("b",), "b": ("c", "a"), "c": ()})
    ['a', 'b', 'a']
    """
    ways = [[name]]
    for way in ways:  # grows while it is read
        for further in extends.get(way[-1], ()):
            if further == name:
                return [*way, name]
            if further not in way:
                ways.append([*way, further])
    return []


def in_turn(
    cards: Cards, read: Callable[[str, list[Pack]], Pack | None], before: Iterable[Pack]
) -> tuple[list[str], dict[str, Finding]]:
    """Read each plugin's pack after those that it extends.

    Args:
        cards: By plugin, the institution's name and what it extends.
        read: Reads the pack of a plugin above those that it extends; ``None`` where it has a fault.
        before: The packs that are read already.

    Returns:
        The plugins in the order they were read, and of the others why they cannot be.
    """
    waiting, order = dict(cards), []
    packs: dict[str, Pack] = {}
    for pack in before:
        packs.setdefault(pack.institution.name, pack)
    while ready := [name for name, (_, needed) in waiting.items() if packs.keys() >= set(needed)]:
        for name in ready:
            _, needed = waiting.pop(name)
            pack = read(name, closed(needed, packs))
            order.append(name)
            if pack:
                packs.setdefault(pack.institution.name, pack)
    circles = dict(waiting.values())
    return order, {name: lacking(name, needed, packs, circle(card, circles)) for name, (card, needed) in waiting.items()}


def lacking(place: str, needed: Iterable[str], known: Collection[str], way: Iterable[str] = ()) -> Finding:
    """Return why a plugin cannot be read: what it extends is not at work, or extends it in turn."""
    if way:
        return Finding(key="plugin-extends-circle", place=place, figures=(("way", list(way)),))
    missing = [name for name in needed if name not in known]
    return Finding(key="plugin-extends-missing", place=place, figures=(("missing", missing), ("known", sorted(known))))
