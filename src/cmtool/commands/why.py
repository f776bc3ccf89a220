"""``cmtool why CLIENT PRODUCT``: the verdicts as a tree, each with its law, what was required and what was found."""

from __future__ import annotations

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, told


@command()
@argument("code", "client")
@argument("product", "product")
@told
@click.pass_obj
def why(office: Office, code: str, product: str, form: str) -> None:
    """Explain one product's verdict for one client."""
    from cmtool.commands.console import columns, show_object
    from cmtool.commands.consulting import needs
    from cmtool.jobs.match import why as explained
    from cmtool.report.evidence import Evidence
    from cmtool.report.items import match_item
    from cmtool.report.why import why_sheet

    client = office.client(code)
    wanted = office.house.product(product)
    found = explained(client, office.house, office.plugins, office.on, needs(office, client), wanted)
    evidence = Evidence(client, office.house, office.on, office.lang)
    if form == "json":
        asks = {fact: office.house.question_on(fact, client.kind) for fact in found.missing}
        item = match_item(found, asks, office.house.facts, office.lang, evidence.with_tree)
        content = {"client": client.code, "items": [{**item, "offered": wanted.offered(office.on)}]}
        show_object("cmtool/why/1", office.on, content)
    else:
        click.echo(why_sheet(found, evidence, office.on, columns()))
