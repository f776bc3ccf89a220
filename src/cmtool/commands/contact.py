"""The gate as people and scripts see it: what may be said to a client, by which channel, and what must be left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, listed, option
from cmtool.model import day_number

if TYPE_CHECKING:
    from cmtool.model import Scalar, Task, Text

if TYPE_CHECKING:
    from cmtool.jobs.gate import House, Wishes

HOUR = click.IntRange(0, 23)


@command("contact")
@argument("code", "client")
@option("--at", type=HOUR)
@listed
@click.pass_obj
def contact_client(
    office: Office, code: str, at: int | None, form: str | None, fields: str | None, output: Path | None
) -> None:
    """Say whether a client may be contacted: every purpose and channel with the reasons."""
    from cmtool.commands.console import show
    from cmtool.jobs.gate import CHANNELS, PURPOSES, may, wishes_from
    from cmtool.report.listing import Listing
    from cmtool.words import said

    found = office.client(code)
    held, own = wishes_from({name: known.value for name, known in found.facts.items()}), house_today(office)
    items = []
    for purpose in PURPOSES:
        for channel in CHANNELS:
            answer = may(held, purpose, channel, at, own)
            why = [reason.said(office.lang) for reason in answer.reasons]
            words = {
                "purpose_words": said(office.lang, f"purpose-{purpose}"),
                "channel_words": said(office.lang, f"channel-{channel}"),
            }
            items.append(
                {"purpose": purpose, "channel": channel, **words, "allowed": answer.allowed, "codes": answer.codes, "why": why}
            )
    columns = ("purpose_words", "channel_words", "allowed", "why")
    head = {"client": found.code}
    listing = Listing(schema="cmtool/contact/1", as_of=office.on, items=items, columns=columns, head=head)
    show(office.lang, listing, form, fields, output)


def house_today(office: Office, *, working: bool = False) -> House:
    """Return the house's own hours, and whether the day asked about is one of rest; ``working`` days are none."""
    from cmtool.commands.settings import section
    from cmtool.jobs.gate import ALWAYS_OPEN

    written, place = section("gate")
    if not written:
        return ALWAYS_OPEN
    from cmtool.jobs.deadlines import is_working
    from cmtool.jobs.house_hours import house

    own = house(written, place)
    return replace(own, resting=not (working or is_working(office.on))) if own.workdays_only else own


def contacts(office: Office, tasks: Sequence[Task], hour: int | None, *, working: bool = False) -> list[dict[str, Any]]:
    """Return for each line what the gate says of it: the channels open now, in words, and the topics that suitability bars.

    ``working`` says that the lines are for working days, whatever day is asked about.
    """
    from cmtool.book import watch
    from cmtool.jobs.gate import LOOKED_UP, SCANNED

    cards = [card for card in office.house.institutions.values() if card.risk_fact in office.house.facts]
    levels = [name for card in cards for name in (card.risk_fact, card.professional_fact) if name]
    on = day_number(office.on)
    column = office.book.column(on)
    names = (*SCANNED, *LOOKED_UP, *levels)
    rows = watch.facts_of(office.book.db, column, [task.client for task in tasks], names, office.book.source(on))
    own = house_today(office, working=working)
    return [_line(office, task, dict(zip(names, rows[task.client], strict=True)), hour, own) for task in tasks]


def _line(office: Office, task: Task, values: Mapping[str, Scalar], hour: int | None, own: House) -> dict[str, Any]:
    from cmtool.jobs.gate import CHANNELS, channels, wishes_from
    from cmtool.words import said

    held = wishes_from(values)
    ways = channels(held, task.purposes, hour, own)
    shut = [said(office.lang, f"channel-{way}") for way in CHANNELS if way not in ways]
    if not ways:
        contact = _closed(office, task, held, hour, own)
    elif held.do_not_contact:
        contact = said(office.lang, "contact-duty")
    else:
        contact = said(office.lang, "contact-except" if shut else "contact-open", channels=shut)
    topics = [topic.said(office.lang) for topic in _topics(office, task, values)]
    quiet = [said(office.lang, "not-between", start=held.quiet[0], end=held.quiet[1])] if held.quiet else []
    return {"contact": contact, "channels": list(ways), "purposes": list(task.purposes), "not_about": [*topics, *quiet]}


def _closed(office: Office, task: Task, held: Wishes, hour: int | None, own: House) -> str:
    """Say why no channel is open: what bars the purpose; else the hour or the day; else that every channel is refused."""
    from cmtool.jobs.gate import barred, waits
    from cmtool.words import said
    from cmtool.words import text as worded

    reasons: list[Text] = [
        worded(f"gate-{code}", start=0, end=0) for purpose in task.purposes for code in barred(held, purpose)
    ]
    if reasons:
        return said(office.lang, "contact-closed", reasons=list(dict.fromkeys(reasons)))
    if later := waits(held, task.purposes, hour, own):
        return said(office.lang, "contact-later", reasons=later)
    return said(office.lang, "contact-closed", reasons=[worded("contact-no-channel")])


def _topics(office: Office, task: Task, values: Mapping[str, Scalar]) -> list[Text]:
    """Return the products that suitability bars, of each institution that has an errand here."""
    from cmtool.jobs.gate import too_high

    found = []
    for card in office.house.institutions.values():
        concerned = any(errand.code.startswith(f"{card.prefix}-") for errand in task.errands)
        if card.risk_fact and concerned and not (card.professional_fact and values.get(card.professional_fact)):
            level = values.get(card.risk_fact)
            found.append(too_high(card, None if level is None else int(level)))
    return [topic for topic in found if topic is not None]
