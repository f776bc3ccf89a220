"""``cmtool plugin list``: the plugins found, what they bring, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Group, command, listed


@click.group(cls=Group, lazy={"list": f"{__name__}:list_plugins"})
def plugin() -> None:
    """Plugins of this installation."""


@command("list")
@listed
@click.pass_obj
def list_plugins(office: Office, form: str | None, fields: str | None, output: Path | None) -> None:
    """List the plugins; a faulty one is listed with its faults and takes nothing else down."""
    from cmtool.commands.console import finding_line, show
    from cmtool.report.listing import Listing
    from cmtool.words import said

    items = []
    for found in office.plugins.found:
        pack = found.pack
        items.append(
            {
                "plugin": found.name,
                "title": pack.institution.title.said(office.lang) if pack else "",
                "version": found.version,
                "status": said(office.lang, "plugin-works" if found.works else "plugin-faulty"),
                "works": found.works,
                "products": len(pack.products) if pack else 0,
                "rules": len(pack.rules) if pack else 0,
                "calculators": [calculator.name for calculator in pack.calculators] if pack else [],
                "hooks": list(found.hooks),
                "findings": [finding_line(office.lang, finding) for finding in found.findings],
            }
        )
    columns = ("plugin", "title", "version", "status", "products", "rules", "calculators")
    show(office.lang, Listing(schema="cmtool/plugins/1", as_of=office.on, items=items, columns=columns), form, fields, output)
    for found in office.plugins.found:
        office.report(found.findings)
