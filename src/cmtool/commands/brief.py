"""``cmtool brief CLIENT``: one page before a visit, on the screen, as JSON or as a document; nothing is written to the book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import PATH, argument, command, option, revealing, told

if TYPE_CHECKING:
    from cmtool.model import Brief, Client, Dealings, Errand

TEMPLATE = "visit-brief"
CONTACTS = "SELECT day, channel, result, note FROM contact WHERE client = ? AND day <= ? ORDER BY day DESC, id DESC LIMIT 3"
PROMISES = "SELECT promise_day, promise FROM contact WHERE client = ? AND kept = 0 AND promise_day > 0 ORDER BY promise_day, id"


@command()
@argument("code", "client")
@option("--desk")
@option("-o", "--output", type=PATH)
@told
@revealing
@click.pass_obj
def brief(office: Office, code: str, desk: str | None, output: Path | None, form: str, reveal: str) -> None:
    """Say on one page what to know before a visit: promises, open work, needs, questions, what fits and what does not."""
    from cmtool.commands.console import columns, show_object
    from cmtool.commands.parts import names_in
    from cmtool.report.brief_sheet import brief_sheet
    from cmtool.report.briefing import brief_item

    asked = names_in(reveal, office)
    found = brief_of(office, code, office.known_desk(desk), asked)
    item = brief_item(found, office.house.facts, office.lang, asked)
    if output is not None and output.suffix.lower() != ".json":
        _written(office, found, item, output)
    elif form == "json" or output is not None:
        show_object("cmtool/brief/1", office.on, item, output)
    else:
        click.echo(brief_sheet(item, office.lang, columns()))


def brief_of(office: Office, code: str, desk: str, reveal: set[str]) -> Brief:
    """Return the brief of one client, over all products or those of one desk; what is revealed is journalled."""
    from cmtool.commands.consulting import consult
    from cmtool.jobs import brief as job

    client = office.client(code, reveal)
    found = consult(office, code, desk=desk, reveal=reveal)
    manager = office.manager or client.manager
    dealings = _dealings(office, client)
    return job.brief(found.client, office.house, office.on, manager, dealings, found.needs, found.matches, found.questions)


def _dealings(office: Office, client: Client) -> Dealings:
    """Return what the book holds of dealings with a client; numbers typed into texts are masked."""
    from cmtool.book.casework import of_client
    from cmtool.model import Dealings, OpenWork, Owed, Spoken, day_number
    from cmtool.rules.identity import scrubbed

    on, kinds = day_number(office.on), office.house.cases
    contacts = office.book.rows(CONTACTS, (client.id, on))
    spoken = [Spoken(day=row["day"], channel=row["channel"], **_texts(row, "result", "note")) for row in contacts]
    promises = office.book.rows(PROMISES, (client.id,))
    works = [
        OpenWork(
            number=row["id"],
            kind=kinds[row["code"]],
            step=row["step"],
            due=row["due"],
            about=scrubbed(row["about"]),
            waits_for=row["waits_for"],
            ticket=bool(row["severity"]),
            answered=row["answered"] is not None,
        )
        for row in of_client(office.book.db, client.id)
        if row["code"] in kinds
    ]
    owed = [Owed(day=row["promise_day"], words=scrubbed(row["promise"])) for row in promises]
    return Dealings(spoken=tuple(spoken), owed=tuple(owed), works=tuple(works), errands=_errands(office, client))


def _errands(office: Office, client: Client) -> tuple[Errand, ...]:
    """Return what calls for a client today, as the morning list has it."""
    from cmtool.commands.morning import morning_list

    return tuple(errand for task in morning_list(office, only=client.id) for errand in task.errands)


def _texts(row: Any, *names: str) -> dict[str, str]:  # noqa: ANN401  # a row of the book
    from cmtool.rules.identity import scrubbed

    return {name: scrubbed(row[name]) for name in names}


def _written(office: Office, found: Brief, item: dict[str, Any], output: Path) -> None:
    """Write the brief as a document of its template, in the format of the suffix."""
    from cmtool.commands.console import private, tell
    from cmtool.commands.pressing import glossary, shelf
    from cmtool.report.press.printing import Order, document, printed
    from cmtool.report.press.writers import writer

    writer(output.suffix)  # an unknown format is refused before a template is read
    stands = shelf(office, {match.product.desk for match in found.fits})
    makers = {
        "brief": lambda: item,
        "client": lambda: found.client,
        "on": lambda: found.on,
        "manager": lambda: found.manager,
        "facts": lambda: office.house.facts,
    }
    order = Order(template=stands.find(TEMPLATE), shelf=stands, lang=office.lang, makers=makers, glossary=glossary(office))
    content = printed(order, document(order), output.suffix)
    if str(output) == "-":
        click.echo(content, nl=False)
        return
    with private(output) as file:
        file.write(content)
    tell(office.lang, "brief-written", path=output, code=found.client.code)
