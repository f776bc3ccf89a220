"""``cmtool rule``: list the rules, or check a pack and say every mistake with its place."""

from __future__ import annotations

from pathlib import Path

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Group, argument, command, listed


@click.group(cls=Group, lazy={"list": f"{__name__}:list_rules", "check": f"{__name__}:check"})
def rule() -> None:
    """Rules of the house."""


@command("list")
@listed
@click.pass_obj
def list_rules(office: Office, form: str | None, fields: str | None, output: Path | None) -> None:
    """List all rules in force."""
    from cmtool.commands.console import show
    from cmtool.report.items import rule_item
    from cmtool.report.listing import Listing

    rules = sorted((rule for rule in office.house.rules.values() if rule.in_force(office.on)), key=lambda rule: rule.code)
    items = [rule_item(rule, office.lang) for rule in rules]
    show(
        office.lang,
        Listing(
            schema="cmtool/rules/1", as_of=office.on, items=items, columns=("code", "title", "severity_words", "confidence")
        ),
        form,
        fields,
        output,
    )


@command()
@argument("folder", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_obj
def check(office: Office, folder: Path) -> None:
    """Read a plugin's folder and report all its mistakes."""
    from cmtool.commands.console import tell
    from cmtool.packs.reader import read_card, read_pack

    card, mistakes = read_card(folder / "plugin.toml")
    pack, more = read_pack(folder / "pack", card, office.plugins.core)
    office.report([*mistakes, *more])
    if mistakes or more:
        tell(office.lang, "check-failed", count=len(mistakes) + len(more))
        raise click.exceptions.Exit(5)
    tell(office.lang, "check-passed", rules=len(pack.rules), products=len(pack.products), facts=len(pack.facts))
