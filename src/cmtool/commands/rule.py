"""``cmtool rule``: list the rules, or check a pack and say every mistake with its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Group, argument, command, listed
from cmtool.errors import Misconfigured

if TYPE_CHECKING:
    from cmtool.model import Finding, Pack

CARD = "plugin.toml"


@click.group(
    cls=Group, lazy={"list": f"{__name__}:list_rules", "check": f"{__name__}:check", "impact": "cmtool.commands.impact:impact"}
)
def rule() -> None:
    """Rules of the house."""


@command("list")
@listed
@click.pass_obj
def list_rules(office: Office, form: str | None, fields: str | None, output: Path | None) -> None:
    """List all rules in force; where one tightens another, which."""
    from cmtool.commands.console import show
    from cmtool.report.items import rule_item
    from cmtool.report.listing import Listing

    rules = sorted((rule for rule in office.house.rules.values() if rule.in_force(office.on)), key=lambda rule: rule.code)
    items = [{**rule_item(rule, office.lang), "tightens": rule.tightens or None} for rule in rules]
    columns = ("code", "title", "severity_words", "confidence", *(("tightens",) if office.house.overlays else ()))
    show(office.lang, Listing(schema="cmtool/rules/1", as_of=office.on, items=items, columns=columns), form, fields, output)


@command()
@argument("path", "pack", type=click.Path(path_type=Path, exists=True))
@listed
@click.pass_obj
def check(office: Office, path: Path, form: str | None, fields: str | None, output: Path | None) -> None:
    """Read a plugin's folder, or one file of its pack, and report all mistakes."""
    from cmtool.commands.console import show, tell
    from cmtool.report.listing import Listing
    from cmtool.report.mistakes import lies_in, mistake_item

    home, folder = _meant(path)
    pack, found = _checked(office, home, folder)
    # without what it extends nothing in any file is checked to the end
    found = [wrong for wrong in found if path.is_dir() or lies_in(wrong, path.name) or wrong.key == "plugin-extends-missing"]
    if form or fields or output:
        items = [mistake_item(wrong, office.lang) for wrong in found]
        columns = ("file", "entry", "field", "words")
        show(
            office.lang,
            Listing(schema="cmtool/mistakes/1", as_of=office.on, items=items, columns=columns),
            form,
            fields,
            output,
        )
    else:
        office.report(found)
    if found:
        tell(office.lang, "check-failed", count=len(found))
        raise click.exceptions.Exit(5)
    tell(office.lang, "check-passed", rules=len(pack.rules), products=len(pack.products), facts=len(pack.facts))


def _meant(path: Path) -> tuple[Path, Path]:
    """Return where the card and the pack lie: of a plugin's folder, of its card, or of one file of its pack.

    Raises:
        Misconfigured: a file is named that no pack has.
    """
    if path.is_dir():
        return path, path / "pack"
    if path.suffix != ".toml":
        raise Misconfigured("check-not-toml", path=path)
    at = path.absolute().parent
    return (at, at / "pack") if path.name == CARD else (at.parent, at)


def _checked(office: Office, home: Path, folder: Path) -> tuple[Pack, list[Finding]]:
    """Return the pack and all mistakes in it, read above what its card extends."""
    from cmtool.packs.reader import read_card, read_pack

    card, mistakes = read_card(home / CARD)
    shared, lacking = office.plugins.beneath(card.name, card.extends)
    pack, more = read_pack(folder, card, shared, lacking=lacking is not None)
    return pack, [*mistakes, *([lacking] if lacking else []), *more]
