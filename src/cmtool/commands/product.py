"""``cmtool product``: list the products on offer, show one in the client's terms."""

from __future__ import annotations

from pathlib import Path

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Group, argument, command, listed, option


@click.group(cls=Group, lazy={"list": f"{__name__}:list_products", "show": f"{__name__}:show_product"})
def product() -> None:
    """Products of the house."""


@command("list")
@option("--desk")
@listed
@click.pass_obj
def list_products(office: Office, desk: str | None, form: str | None, fields: str | None, output: Path | None) -> None:
    """List the products on offer on the day asked about."""
    named = office.known_desk(desk)
    offered = [found for found in office.house.products.values() if found.offered(office.on)]
    _show(office, [found for found in offered if named in {"", found.desk}], form, fields, output)


@command("show")
@argument("code", "product")
@listed
@click.pass_obj
def show_product(office: Office, code: str, form: str | None, fields: str | None, output: Path | None) -> None:
    """Show one product: what it is, its worst case, its costs."""
    from cmtool.report.items import product_item
    from cmtool.report.listing import title

    found = office.house.product(code)
    if form or fields or output:
        _show(office, [found], form, fields, output)
        return
    for name, value in product_item(found, office.lang).items():
        if value not in (None, "", []):
            from cmtool.report.listing import cell

            click.echo(f"{title(name, office.lang)}: {cell(value, office.lang)}")


def _show(office: Office, products: list, form: str | None, fields: str | None, output: Path | None) -> None:
    from cmtool.commands.console import show
    from cmtool.report.items import product_item
    from cmtool.report.listing import Listing

    items = [product_item(found, office.lang) for found in sorted(products, key=lambda found: found.code)]
    columns = ("product", "title", "risk_level", "minimum", "about")
    show(office.lang, Listing(schema="cmtool/products/1", as_of=office.on, items=items, columns=columns), form, fields, output)
