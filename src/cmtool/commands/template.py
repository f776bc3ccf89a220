"""``cmtool template``: the templates there are, a new one to start from, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Group, argument, command, listed, option

if TYPE_CHECKING:
    from cmtool.report.press.lookup import Folder, Shelf

FOLDER = click.Path(path_type=Path, file_okay=False)
CHECKED = ("template", "lang", "client", "finding")


@click.group(cls=Group, lazy={name: f"{__name__}:{name}_template" for name in ("list", "new", "check")})
def template() -> None:
    """Templates of documents for clients."""


@command("list")
@option("--desk")
@listed
@click.pass_obj
def list_template(office: Office, desk: str | None, form: str | None, fields: str | None, output: Path | None) -> None:
    """List the templates, each with its title, whose it is, and what it needs."""
    from cmtool.commands.console import show
    from cmtool.commands.pressing import shelf
    from cmtool.report.listing import Listing

    stands = shelf(office, {named} if (named := office.known_desk(desk)) else set())
    items = [_item(office, stands, name) for name in sorted(stands.names())]
    columns = ("template", "title", "from", "proposes", "needs", "inputs")
    show(office.lang, Listing(schema="cmtool/templates/1", as_of=office.on, items=items, columns=columns), form, fields, output)


@command("new")
@argument("name", "template")
@argument("folder", "folder", required=False, type=FOLDER)
@option("--dry-run", is_flag=True)
@click.pass_obj
def new_template(office: Office, name: str, folder: Path | None, dry_run: bool) -> None:
    """Write a template to start from; one that has a shared template's name takes over its blocks."""
    from cmtool.commands.console import save, tell
    from cmtool.errors import InvalidData
    from cmtool.report.press.lookup import NAME
    from cmtool.report.press.starting import started

    if not NAME.fullmatch(name):
        raise InvalidData("template-name", found=name)
    path = (folder or Path()) / f"{name}.md"
    if path.exists():
        raise InvalidData("template-there", path=path)
    text = started(name)
    if not dry_run:
        path.parent.mkdir(parents=True, exist_ok=True)
        save(path, text)
    tell(office.lang, "template-started", path=path, folder=path.parent)


@command("check")
@argument("what", "template-or-folder", required=False)
@listed
@click.pass_obj
def check_template(office: Office, what: str | None, form: str | None, fields: str | None, output: Path | None) -> int:
    """Fill every template for invented clients of every kind, in both languages; exits with 10 on a mistake."""
    from cmtool.commands.console import show, tell
    from cmtool.commands.pressing import shelf
    from cmtool.commands.rehearsal import Bench
    from cmtool.report.listing import Listing
    from cmtool.report.press.lookup import Folder, Shelf

    stands = shelf(office, set())
    names = sorted(stands.names())
    if what and Path(what).is_dir():
        own = Folder("own", Path(what))
        stands = Shelf([own], [one for one in stands.folders if one not in (own, stands.shared)])
        names = sorted(path.stem for path in own.path.glob("*.md"))
    elif what:
        names = [stands.find(what).name]
    bench = Bench(office, stands)
    items = [item for name in names for item in bench.checked(name)]
    if items or form not in {None, "table"} or output:
        listing = Listing(schema="cmtool/template-check/1", as_of=office.on, items=items, columns=CHECKED)
        show(office.lang, listing, form, fields, output)
    tell(office.lang, "template-checked", count=len(names), found=len(items))
    return 10 if items else 0


def _item(office: Office, stands: Shelf, name: str) -> dict[str, Any]:
    """Return a template as an item; one whose head has mistakes is listed with them."""
    from cmtool.errors import InvalidData
    from cmtool.words import error, said

    try:
        found = stands.find(name)
    except InvalidData as wrong:
        return {"template": name, "title": error(office.lang, wrong), **dict.fromkeys(("from", "proposes", "needs", "inputs"))}
    return {
        "template": name,
        "title": found.title.said(office.lang),
        "from": _origin(office, found.folder),
        "proposes": found.products,
        "needs": [said(office.lang, f"template-needs-{one}") for one in found.needs],
        "inputs": list(found.calculators),
        "path": str(found.path),
    }


def _origin(office: Office, folder: Folder) -> str:
    from cmtool.words import said

    institution = office.house.institutions.get(folder.origin)
    return institution.title.said(office.lang) if institution else said(office.lang, f"template-of-{folder.origin}")
