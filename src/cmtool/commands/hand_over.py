"""``cmtool proposal sent``: the client was given a proposal; asked of the gate first, and logged as a contact."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, option, writes

if TYPE_CHECKING:
    from cmtool.book.ledger import Pen
    from cmtool.model import Client

WAYS = ("email", "message", "visit", "branch", "other")  # a telephone carries no paper
PURPOSES = ("marketing", "service")
IN_PERSON = frozenset({"visit", "branch"})


@command("sent")
@argument("number", "number", type=int)
@option("--channel", type=click.Choice(WAYS), required=True)
@option("--purpose", type=click.Choice(PURPOSES), default="marketing")
@option("--to-hint", default="")
@option("--on", "day")
@writes
@click.pass_obj
def sent_proposal(
    office: Office, number: int, channel: str, purpose: str, to_hint: str, day: str | None, dry_run: bool
) -> None:
    """Log that a proposal was handed over; refused (6) where the client may not be contacted so, or it holds no more."""
    from cmtool.commands.answers import day_from
    from cmtool.commands.console import tell
    from cmtool.commands.keeping import hidden
    from cmtool.commands.proposal import by_number
    from cmtool.model import day_number, day_of
    from cmtool.words import said

    saved = by_number(office, str(number))
    on = day_from(day) if day else day_number(office.on)
    client = office.book.client(saved["client"], on)
    _in_order(office, saved, day_of(on))
    _allowed(client, channel, purpose)
    _holds(office, saved, client, day_of(on))
    _still_open(office, saved, client, day_of(on))
    entry = office.entry("proposal sent", f"{client.code}: proposal {number}: {channel}")
    hint = hidden(office, client.code, " ".join(to_hint.split()))
    with office.book.writing(entry, dry_run=dry_run) as pen:
        pen.insert("sending", {
            "client": client.id, "proposal": number, "day": on, "made": entry.at, "who": entry.who, "channel": channel,
            "purpose": purpose, "hint": hint,
        })  # fmt: skip
        _logged(office, pen, client, on, channel, said(office.lang, "sent-result", number=number))
    dry = said(office.lang, "dry-run") if dry_run else ""
    way = said(office.lang, f"channel-{channel}")
    tell(office.lang, "sent-logged", number=number, code=client.code, way=way, on=day_of(on), dry=dry)


def _in_order(office: Office, saved: dict[str, Any], on: date) -> None:
    """Refuse a day before the proposal was made, or after the day asked about.

    Raises:
        InvalidData: it is one.
    """
    from cmtool.errors import InvalidData
    from cmtool.model import day_of

    if not day_of(saved["day"]) <= on <= office.on:
        raise InvalidData("sent-day", on=on, made=day_of(saved["day"]), today=office.on)


def _allowed(client: Client, channel: str, purpose: str) -> None:
    """Ask the gate.

    Raises:
        Refused: the client may not be contacted about this by that way; the reasons are said.
    """
    from cmtool.errors import Refused
    from cmtool.jobs.gate import may, wishes_from
    from cmtool.words import text as worded

    held = wishes_from({name: known.value for name, known in client.facts.items()})
    answer = may(held, purpose, channel)
    if not answer.allowed:
        figures = {"way": worded(f"channel-{channel}"), "purpose": worded(f"purpose-{purpose}")}
        raise Refused("sent-barred", code=client.code, reasons=list(answer.reasons), **figures)


def _holds(office: Office, saved: dict[str, Any], client: Client, on: date) -> None:
    """Make sure that everything proposed is still suitable on the day it is handed over.

    Raises:
        Refused: something is not, or is not known to be any more.
    """
    from cmtool.errors import Refused
    from cmtool.jobs.replay import replayed

    chosen = {**saved["snapshot"], "products": [item for item in saved["snapshot"]["products"] if item["chosen"]]}
    fallen = [one.product for one in replayed(chosen, client, office.house, office.plugins, on) if not one.holds]
    if fallen:
        raise Refused("sent-fallen", number=saved["number"], products=fallen, on=on, code=client.code)


def _still_open(office: Office, saved: dict[str, Any], client: Client, on: date) -> None:
    """Make sure that the written path of what the client insists on is open on the day: all of it is looked at anew.

    Raises:
        Refused: it is not.
    """
    from cmtool.commands.own_request import SHEETS, asked_for

    sheet = Path(saved["snapshot"].get("template", {}).get("name", "")).stem in SHEETS
    for case in saved["snapshot"].get("case") or []:
        asked_for(office, client, case["number"], on, sheet=sheet)


def _logged(office: Office, pen: Pen, client: Client, on: int, channel: str, result: str) -> None:
    """Put the sending in the client's log; only a meeting ends his silence."""
    from cmtool.book.records import contact_row

    pen.insert("contact", contact_row(client.id, on, channel, result, "", "", None, office.who))
    if channel in IN_PERSON and "last_contact" not in client.later:
        pen.update("client", client.id, {"f_last_contact": on, "at_last_contact": on})
