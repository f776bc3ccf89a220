"""``cmtool proposal``: the proposals on record, and whether their verdicts still hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import Group, argument, command, listed, told

if TYPE_CHECKING:
    from cmtool.model import Replayed


@click.group(cls=Group, lazy={name: f"{__name__}:{name}_proposal" for name in ("list", "verify")})
def proposal() -> None:
    """Proposals on record."""


@command("list")
@argument("code", "client", required=False)
@listed
@click.pass_obj
def list_proposal(office: Office, code: str | None, form: str | None, fields: str | None, output: Path | None) -> None:
    """List the proposals made, the oldest first."""
    from cmtool.book.proposals import listed as on_record
    from cmtool.commands.console import show
    from cmtool.model import day_number, day_of
    from cmtool.report.listing import Listing

    client = office.client(code).id if code else None
    found = on_record(office.book.db, client, office.manager, day_number(office.on))
    items = [{**item, "day": day_of(item["day"]).isoformat()} for item in found]
    columns = ("number", "client", "day", "proposed", "path", "who")
    show(office.lang, Listing(schema="cmtool/proposals/1", as_of=office.on, items=items, columns=columns), form, fields, output)


@command("verify")
@argument("which", "proposal")
@told
@click.pass_obj
def verify_proposal(office: Office, which: str, form: str) -> int:
    """Judge a saved proposal again, as of its day; exits with 6 where a verdict no longer holds."""
    from cmtool.commands.console import columns, show_object
    from cmtool.jobs.replay import replayed
    from cmtool.model import day_of
    from cmtool.report.replays import replay_item, replay_sheet

    saved = _found(office, which)
    on = day_of(saved["day"])
    client = office.book.client(saved["client"], saved["day"])
    found = replayed(saved["snapshot"], client, office.house, office.plugins, on)
    holds = all(one.holds for one in found)
    head = {**{name: saved[name] for name in ("number", "client", "made", "who", "path", "sha256")}, "day": on.isoformat()}
    versions = _versions(office, saved["snapshot"])
    if form == "json":
        items = [replay_item(one, office.lang) for one in found]
        content = {**head, "holds": holds, "versions": versions, "items": items}
        show_object("cmtool/proposal-verify/1", office.on, content)
    else:
        click.echo(replay_sheet(head, versions, found, office.lang, columns()))
    return 0 if holds else _noted(office, found)


def _noted(office: Office, found: list[Replayed]) -> int:
    """Say which products no longer stand where they stood, and return the exit code."""
    from cmtool.commands.console import warn

    warn(office.lang, "replay-fallen", products=[one.product for one in found if not one.holds])
    return 6


def _found(office: Office, which: str) -> dict[str, Any]:
    """Return the proposal meant: by its number, or by the bytes of a file.

    Raises:
        NotFound: there is no such number or file.
        Refused: the file is there, but no proposal with these bytes is on record.
    """
    from cmtool.book.proposals import numbered, with_bytes
    from cmtool.errors import NotFound, Refused

    path = Path(which)
    if path.is_file():
        found = with_bytes(office.book.db, path.read_bytes())
        if found is None:
            raise Refused("replay-not-on-record", path=path.name)
        return found
    if not (which.isascii() and which.isdigit() and len(which) < 19):
        raise NotFound("replay-no-file", path=path)
    found = numbered(office.book.db, int(which))
    if found is None:
        raise NotFound("replay-no-number", number=which)
    return found


def _versions(office: Office, saved: dict[str, Any]) -> list[dict[str, str | None]]:
    """Return the versions then and now, of cmtool and of every plugin that took part then."""
    from cmtool import __version__

    now = {plugin.name: plugin.version for plugin in office.plugins.working}
    then = {"cmtool": saved["cmtool"], **saved["plugins"]}
    return [{"name": name, "then": version, "now": {"cmtool": __version__, **now}.get(name)} for name, version in then.items()]
