"""``cmtool needs next``: which questions would settle most, for one client or across the whole book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Misused, argument, command, listed, option

if TYPE_CHECKING:
    from cmtool.commands.whole_book import Whole

COUNTED = ("touches", "settles")


@command("next")
@argument("code", "client", required=False)
@option("--all", "everybody", is_flag=True)
@option("--desk")
@option("--where")
@option("--engine", type=click.Choice(("sqlite", "duckdb", "postgres", "spark")))
@option("--clients", metavar="clients")
@option("--top", type=click.IntRange(min=1), default=5)
@listed
@click.pass_obj
def next_needs(
    office: Office,
    code: str | None,
    everybody: bool,
    desk: str | None,
    where: str | None,
    engine: str | None,
    clients: str | None,
    top: int,
    form: str | None,
    fields: str | None,
    output: Path | None,
) -> None:
    """Name the questions whose answers would settle most, for one client or across the whole book."""
    from cmtool.commands.console import show
    from cmtool.report.listing import Listing

    named = office.known_desk(desk)
    if code and not (everybody or where or engine or clients):
        schema, items, columns = "cmtool/needs-next/1", _next_of(office, code, named, top), ("code", "question", *COUNTED)
    elif everybody and not code:
        from cmtool.commands.whole_book import whole_book

        items = _next_of_all(office, named, where, whole_book(office, engine, clients), top)
        schema, columns = "cmtool/needs-next-all/1", ("code", "question", "clients", *COUNTED)
    else:
        raise Misused("needs-one-or-all")
    show(office.lang, Listing(schema=schema, as_of=office.on, items=items, columns=columns), form, fields, output)


def _next_of(office: Office, code: str, desk: str, top: int) -> list[dict[str, object]]:
    """Return the questions that would settle most for one client."""
    from cmtool.commands.consulting import consult
    from cmtool.report.items import ask_item

    found = consult(office, code, desk=desk)
    return [
        {
            **ask_item(item.fact, item.ask, office.house.facts, office.lang),
            "code": item.ask.code,
            "touches": item.touches,
            "settles": item.settles,
        }
        for item in found.questions[:top]
    ]


def _next_of_all(office: Office, desk: str, where: str | None, whole: Whole, top: int) -> list[dict[str, object]]:
    """Return the questions that would settle most across the clients meant."""
    from cmtool.commands.whole_book import stated_needs, within
    from cmtool.jobs.match_all import matching
    from cmtool.jobs.needs_all import Unlocking, unlocking
    from cmtool.report.items import ask_item

    house = office.house
    products = [product for product in house.products.values() if desk in {"", product.desk}]
    made = matching(house, products, office.on, within(office, where), stated_needs(office, whole))
    found = unlocking(whole.each(made.plan, Unlocking(made)))
    return [
        {
            **ask_item(one.fact, ask, house.facts, office.lang),
            "code": ask.code if ask else "",
            "clients": one.clients,
            "touches": one.touches,
            "settles": one.settles,
        }
        for one in found[:top]
        for ask in [house.question_on(one.fact)]
    ]
