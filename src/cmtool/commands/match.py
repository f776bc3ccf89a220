"""``cmtool match CLIENT``: what the client may have and what fits, with every reason, and the next question; ``--all``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Misused, argument, command, listed, option

if TYPE_CHECKING:
    pass


@command()
@argument("code", "client", required=False)
@option("--all", "everybody", is_flag=True)
@option("--desk")
@option("--product", "products", multiple=True)
@option("--where")
@option("--verdict", type=click.Choice(("eligible", "ask", "ineligible")))
@option("--needed", is_flag=True)
@option("--full", is_flag=True)
@option("--summary", is_flag=True)
@option("--engine", type=click.Choice(("sqlite", "duckdb", "postgres", "spark")))
@option("--clients", metavar="clients")
@listed
@click.pass_obj
def match(office: Office, code: str | None, everybody: bool, desk: str | None, products: tuple[str, ...], where: str | None,
          verdict: str | None, needed: bool, full: bool, summary: bool, engine: str | None, clients: str | None,
          form: str | None, fields: str | None, output: Path | None) -> None:  # fmt: skip
    """Match products with one client, or with everybody."""
    if code and not everybody and not (where or needed or summary or engine or clients):
        from cmtool.commands.match_one import match_one

        match_one(office, code, office.known_desk(desk), products, verdict, full, form, fields, output)
    elif code or full or verdict == "ineligible" or not (everybody or products):
        raise Misused("match-one-or-all")
    else:
        from cmtool.commands.match_all import Wish, match_all

        whose = {"where": where, "needed": needed, "engine": engine, "clients": clients}
        wish = Wish(desk=office.known_desk(desk), products=products, verdict=verdict, summary=summary, **whose)
        match_all(office, wish, form, fields, output)
