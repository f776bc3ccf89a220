"""``cmtool case paper|answer``: papers that were handed in, which the client then holds for all cases; a ticket's answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cmtool.commands.case_open import HOUR
from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, option, writes

if TYPE_CHECKING:
    from cmtool.model import CaseKind


@command("paper")
@argument("number", "number", type=int)
@argument("keys", "paper", nargs=-1, required=True)
@option("--source")
@writes
@click.pass_obj
def paper_case(office: Office, number: int, keys: tuple[str, ...], source: str | None, dry_run: bool) -> None:
    """Note that papers of a case were handed in: they join the client's papers held."""
    from cmtool.book.records import changed_sources, columns_of
    from cmtool.commands.casework import event, lacks, open_case
    from cmtool.commands.console import tell
    from cmtool.model import day_number
    from cmtool.rules.evaluate import members

    row = open_case(office, number)
    kind = office.house.case(row["code"])
    given = _papers(kind, keys)
    client = office.client(row["client_code"])
    held = members(client.value("papers") or "|")
    fresh = [key for key in given if key not in held]
    if not fresh:
        tell(office.lang, "case-papers-held", number=number, papers=[given[key] for key in given])
        return
    written = "|" + "|".join(sorted({*held, *fresh})) + "|"
    with office.book.writing(office.entry("case paper", f"{client.code}: {number}"), dry_run=dry_run) as pen:
        columns = columns_of({"papers": written}, day_number(office.on), "")
        columns["sources"] = changed_sources(office.book.db, client.id, {"papers": source or "manual"})
        pen.update("client", client.id, columns)
        for key in fresh:
            pen.insert("work_event", event(office, row, "paper", key))
    if dry_run:
        tell(office.lang, "dry-run")
        return
    left = lacks(office, row, kind).missing
    tell(office.lang, "case-papers-noted", number=number, papers=[given[key] for key in fresh], left=[one.name for one in left])


@command("answer")
@argument("number", "number", type=int)
@argument("text", "text")
@option("--at", type=HOUR)
@writes
@click.pass_obj
def answer_case(office: Office, number: int, text: str, at: int | None, dry_run: bool) -> None:
    """Record what the client was answered on his ticket; the first answer is the one that its time asks for."""
    from cmtool.commands.casework import event, hour_of, moment, open_case
    from cmtool.commands.console import tell
    from cmtool.commands.parts import text_from
    from cmtool.errors import InvalidData, NotPermitted
    from cmtool.jobs.casework import is_past
    from cmtool.model import day_number

    row, words = open_case(office, number), text_from(text).strip()
    if not row["severity"]:
        raise NotPermitted("case-no-ticket", number=number)
    if not words:
        raise InvalidData("ticket-answer-empty")
    day, hour, first = day_number(office.on), hour_of(office, at), row["answered"] is None
    with office.book.writing(office.entry("case answer", str(number)), dry_run=dry_run) as pen:
        if first:
            pen.update("work", number, {"answered": day, "answered_hour": hour})
        pen.insert("work_event", event(office, row, "answer", words))
    if dry_run:
        tell(office.lang, "dry-run")
    late = first and is_past(row["respond"], row["respond_hour"], day, hour)
    key = "ticket-answered-late" if late else "ticket-answered"
    tell(office.lang, key, number=number, respond=moment(row["respond"], row["respond_hour"]))


def _papers(kind: CaseKind, keys: tuple[str, ...]):  # noqa: ANN202  # the papers' names by key
    """Return the names of papers of a kind of work by key.

    Raises:
        NotFound: one is none of its papers; all that are not are named.
    """
    from cmtool.errors import NotFound

    known = {paper.key: paper.name for paper in kind.papers}
    wanted = [key.strip().lower() for key in keys]
    if unknown := [key for key in wanted if key not in known]:
        raise NotFound("case-no-paper", found=unknown, code=kind.code, known=list(known))
    return {key: known[key] for key in wanted}
