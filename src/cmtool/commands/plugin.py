"""``cmtool plugin list``: the plugins found, what they bring, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Group, command, listed

if TYPE_CHECKING:
    from cmtool.model import Finding
    from cmtool.plugins import Plugin


@click.group(cls=Group, lazy={"list": f"{__name__}:list_plugins"})
def plugin() -> None:
    """Plugins of this installation."""


@command("list")
@listed
@click.pass_obj
def list_plugins(office: Office, form: str | None, fields: str | None, output: Path | None) -> None:
    """List the plugins; a faulty one is listed with its faults and takes nothing else down."""
    from cmtool.commands.console import show
    from cmtool.report.listing import Listing

    items = []
    failed = office.plugins.rehearse(_questions(office))
    for found in office.plugins.found:
        findings = [*found.findings, *failed.get(found.name, ())] if found.works else found.findings
        items.append(_item(office, found, findings))
        office.report(findings)
    columns = ("plugin", "title", "version", "status", "products", "rules", "calculators")
    listing = Listing(schema="cmtool/plugins/1", as_of=office.on, items=items, columns=columns)
    show(office.lang, listing, form, fields, output)


def _item(office: Office, found: Plugin, findings: list[Finding]) -> dict[str, object]:
    from cmtool.commands.console import finding_line
    from cmtool.words import said

    pack = found.pack
    status = "plugin-faulty" if not found.works else "plugin-ailing" if findings else "plugin-works"
    return {
        "plugin": found.name,
        "title": pack.institution.title.said(office.lang) if pack else "",
        "version": found.version,
        "status": said(office.lang, status),
        "works": found.works,
        "products": len(pack.products) if pack else 0,
        "rules": len(pack.rules) if pack else 0,
        "calculators": [calculator.name for calculator in pack.calculators] if pack else [],
        "hooks": list(found.hooks),
        "findings": [finding_line(office.lang, finding) for finding in findings],
    }


def _questions(office: Office) -> dict[str, dict[str, object]]:
    """Return what every verb hook is asked in rehearsal: a client of whom nothing is known, an empty proposal."""
    from cmtool.model import Client, Proposal

    nobody, on = Client(id=0, code="", shown_name="", manager=""), office.on
    plan = Proposal(client=nobody, on=on, manager="", needs=(), chosen=(), considered=(), disclosures=())
    questions: dict[str, dict[str, object]] = {
        "cmtool_check_client": {"client": nobody, "on": on},
        "cmtool_read_needs": {"client": nobody, "answers": {}, "on": on},
        "cmtool_write_sections": {"proposal": plan},
        "cmtool_due_tasks": {"client": nobody, "on": on},
    }
    product = next((product for pack in office.plugins.packs for product in pack.products), None)
    if product is not None:
        questions["cmtool_match_product"] = {"client": nobody, "product": product, "on": on}
    return questions
