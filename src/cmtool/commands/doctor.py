"""``cmtool doctor``: settings and where they came from, the book's chain, plugins, and what is missing."""

from __future__ import annotations

from typing import Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import command, told


@command()
@told
@click.pass_obj
def doctor(office: Office, form: str) -> None:
    """Check everything; exits with 1 when something is wrong."""
    from cmtool.commands.console import show_object
    from cmtool.report.sheets import worded
    from cmtool.words import said

    origins = {name: {"value": setting.value, "origin": setting.origin} for name, setting in office.settings.items()}
    checks = [*_settings(office), *_book(office), *_plugins(office)]
    if form == "json":
        show_object("cmtool/doctor/1", office.on, {"settings": origins, "items": checks})
    else:
        for name, setting in origins.items():
            origin = worded(office.lang, f"origin-{setting['origin']}")
            click.echo(said(office.lang, "doctor-setting", name=name, value=setting["value"], origin=origin))
        for check in checks:
            click.echo(f"{said(office.lang, 'mark-kept' if check['ok'] else 'mark-broken')} {check['words']}")
    if not all(check["ok"] for check in checks):
        raise click.exceptions.Exit(1)


def _settings(office: Office) -> list[dict[str, Any]]:
    """Return what is wrong with the tables of the settings files, else which there are; nothing where there are none."""
    from cmtool.commands.sections import faults, held
    from cmtool.words import error, said

    found = [{"ok": False, "words": error(office.lang, wrong)} for wrong in faults()]
    if found:
        return found
    tables = [f"[{name}]" for name in held()]
    return [{"ok": True, "words": said(office.lang, "doctor-tables", tables=tables)}] if tables else []


def _book(office: Office) -> list[dict[str, Any]]:
    """Return what there is to say of the book: there or not, private or not, its chain whole or not."""
    from cmtool.commands.console import finding_line
    from cmtool.words import said

    lang = office.lang
    if not office.book_path.is_file():
        return [{"ok": False, "words": said(lang, "book-missing", path=office.book_path)}]
    faults = [{"ok": False, "words": finding_line(lang, fault)} for fault in office.book.faults()]
    entries = office.book.rows("SELECT count(*) AS n FROM journal")[0]["n"]
    clients = office.book.rows("SELECT count(*) AS n FROM client")[0]["n"]
    whole = {"ok": True, "words": said(lang, "doctor-chain", entries=entries, clients=clients)}
    mode = office.book_path.stat().st_mode & 0o077
    private = {
        "ok": not mode,
        "words": said(lang, "doctor-private" if not mode else "doctor-not-private", path=office.book_path),
    }
    return [private, *(faults or [whole])]


def _plugins(office: Office) -> list[dict[str, Any]]:
    from cmtool.commands.console import finding_line
    from cmtool.words import said

    found = []
    for plugin in office.plugins.found:
        words = said(office.lang, "doctor-plugin", name=plugin.name, version=plugin.version or "–")
        found.append({"ok": plugin.works, "words": words})
        found += [{"ok": False, "words": f"  {finding_line(office.lang, finding)}"} for finding in plugin.findings]
    return found
