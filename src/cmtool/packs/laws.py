"""Rules and follow-ups as a pack writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cmtool.model import ALWAYS, TASK_KINDS, Fact, Field, FollowUp, Pack, Predicate, Rule, Text
from cmtool.packs import advice, overlays
from cmtool.packs.entry import Entry, a_day, a_flag, matching, one_of, whole
from cmtool.packs.offers import dates_in_order

Codes = Callable[[str], Callable[[object], str]]
WORD = matching(r"[a-z][a-z0-9_]*", "id_card")
NOTHING = Predicate("", ALWAYS)
ABOUT = ("product", "client", "case")


def rule(
    entry: Entry, desk: str, code: object, facts: Mapping[str, Fact], fields: Mapping[str, Field], shared: Pack | None = None
) -> Rule:
    """Read one rule: a law's rule needs a source and a remedy, a preference points, an overlay something to lie on."""
    before = len(entry.mistakes)
    ground = overlays.ground_of(entry, shared)
    severity = entry.take("severity", one_of(("block", "warn", "prefer")), "block", needed=True)
    prefers = severity == "prefer"
    about = entry.take(
        "about", one_of((ground.about,) if ground and ground.known else ABOUT), ground.about if ground else "product"
    )
    require = entry.condition("require", facts, fields, needed=ground is None or not ground.may_be_taken_over(severity))
    when = entry.condition("when", facts, fields)
    sound = len(entry.mistakes) == before
    if about != "product" and ((require and require.fields) or (when and when.fields)):
        entry.wrong("require", "pack-no-product-here", about=about)
    found = Rule(
        code=entry.take("code", code, "", needed=True),
        desk=desk,
        title=entry.words("title"),
        require=require or (NOTHING if ground is None else ground.require) or NOTHING,
        when=when,
        about=about,
        severity=severity,
        points=entry.take("points", whole(1, 30), 0, needed=prefers),
        remedy=entry.words("remedy", needed=not prefers),
        source=entry.source(needed=not prefers),
        since=entry.take("since", a_day, needed=not prefers),
        until=entry.take("until", a_day),
    )
    for phrase in advice.coached(found.remedy) if found.remedy else ():
        entry.wrong("remedy", "pack-remedy-coaches", found=phrase)
    dates_in_order(entry, found.since, found.until)
    entry.close()
    return found if ground is None else overlays.laid(entry, found, ground, facts, fields, sound=sound)


def follow_up(entry: Entry, desk: str, code: object, facts: Mapping[str, Fact]) -> FollowUp:
    """Read one trigger of the morning list."""
    due = entry.take("due", WORD, "")
    if due and (due not in facts or facts[due].kind.value != "date"):
        entry.wrong("due", "pack-no-such-date-fact", found=due)
    found = FollowUp(
        code=entry.take("code", code, "", needed=True),
        desk=desk,
        title=entry.words("title"),
        when=entry.condition("when", facts, {}, needed=True) or NOTHING,
        kind=entry.take("kind", one_of(TASK_KINDS), "duty", needed=True),
        points=entry.take("points", whole(1, 100), 1, needed=True),
        say=entry.words("say"),
        not_say=entry.words("not_say"),
        due=due,
        marketing=entry.take("marketing", a_flag, default=False),
        quiet_days=entry.take("quiet_days", whole(0, 3650), 0),
    )
    entry.close()
    return found


def unknown_needs(entry: Entry, serves: tuple[str, ...], known: Mapping[str, Text]) -> None:
    """Note every need a product serves that nobody declared."""
    for name in serves:
        if name not in known:
            entry.wrong("serves", "pack-no-such-need", found=name, choices=sorted(known))
