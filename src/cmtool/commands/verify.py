"""``cmtool proposal verify``: a file genuine or altered, its rules changed or not, its facts stale or not, each told apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmtool.model import Change, Replayed
    from cmtool.report.replays import Checked

FOREIGN = {"replay-other-book": "other-book", "replay-taken-back": "taken-back", "replay-not-on-record": "unknown"}


@command("verify")
@argument("which", "proposal")
@told
@click.pass_obj
def verify_proposal(office: Office, which: str, form: str) -> int:
    """Say whether a document is genuine and judge it again, as of its day and as of today.

    Exits with 6 where it was altered, is none of this book, or a verdict no longer holds.
    """
    from cmtool.commands.console import columns, show_object
    from cmtool.model import day_of
    from cmtool.report.replays import checked_item, checked_sheet

    saved = _found(office, which, form)
    path = Path(which)
    checked = _checked(office, saved, path if path.is_file() else None)
    head = {**{name: saved[name] for name in ("number", "client", "made", "who", "path", "sha256")}}
    head["day"] = day_of(saved["day"]).isoformat()
    if form == "json":
        show_object("cmtool/proposal-verify/1", office.on, {**head, **checked_item(checked, office.lang)})
    else:
        click.echo(checked_sheet(head, checked, office.lang, columns()))
    return _noted(office, checked)


def _found(office: Office, which: str, form: str) -> dict[str, Any]:
    """Return the proposal meant; for scripts a file of no record is an answer too, before the refusal."""
    from cmtool.commands.console import show_object
    from cmtool.commands.proposal import found
    from cmtool.errors import Refused

    try:
        return found(office, which)
    except Refused as refused:
        if form == "json":
            state = FOREIGN[refused.key]
            show_object("cmtool/proposal-verify/1", office.on, {"path": Path(which).name, "file": state, "states": [state]})
        raise


def _checked(office: Office, saved: dict[str, Any], path: Path | None) -> Checked:
    """Judge a proposal again: the file, the verdicts of its day, and what of it counts today."""
    from cmtool.jobs.aging import aged
    from cmtool.jobs.replay import replayed
    from cmtool.model import day_number, day_of
    from cmtool.report.replays import Checked

    on = day_of(saved["day"])
    snapshot = saved["snapshot"]
    then = office.book.client(saved["client"], saved["day"])
    found = replayed(snapshot, then, office.house, office.plugins, on)
    old: list[Change] = []
    today: list[Replayed] = []
    if office.on > on:
        client = office.book.client(saved["client"], day_number(office.on))
        chosen = {**snapshot, "products": [item for item in snapshot["products"] if item["chosen"]]}
        today = replayed(chosen, client, office.house, office.plugins, office.on)
        old = aged(snapshot, client, office.house.facts, office.on)
    state, wrong = ("record", ()) if path is None else _compared(office, saved, path)
    return Checked(
        file=state, differences=tuple(wrong), versions=tuple(_versions(office, snapshot)), items=tuple(found),
        aged=tuple(old), today=tuple(today), on=office.on,
    )  # fmt: skip


def _compared(office: Office, saved: dict[str, Any], path: Path) -> tuple[str, Sequence[Change]]:
    """Return whether a file is what was written, and where its words differ as far as it can be read."""
    from hashlib import sha256

    from cmtool.book.copies import kept
    from cmtool.commands.keeping import hidden
    from cmtool.errors import CmtoolError
    from cmtool.exchange.documents import read
    from cmtool.exchange.documents.marks import unmarked
    from cmtool.jobs.wording import differences
    from cmtool.model import Change, Text
    from cmtool.words import error
    from cmtool.words import text as worded

    content = path.read_bytes()
    if sha256(content).hexdigest() == saved["sha256"]:
        return "genuine", ()
    original = kept(office.book.db, saved["sha256"])
    if original is None:
        return "altered", (Change(kind="no-copy", about="file", words=worded("verify-no-copy")),)
    try:
        found = differences(unmarked(read(original, saved["path"])), unmarked(read(content, path.name)))
    except CmtoolError as wrong:
        words = Text(*(error(lang, wrong) for lang in ("zh", "en")))
        return "altered", (Change(kind="unreadable", about="file", words=words),)
    if not found:
        return "altered", (Change(kind="same-words", about="file", words=worded("verify-same-words")),)
    masked = (Text(*(hidden(office, saved["client"], said) for said in (one.words.zh, one.words.en))) for one in found)
    return "altered", [Change(kind=one.kind, about=one.about, words=words) for one, words in zip(found, masked, strict=True)]


def _noted(office: Office, checked: Checked) -> int:
    """Say what is wrong beside the sheet, and return the exit code."""
    from cmtool.commands.console import warn

    fallen = [one.product for one in checked.items if not one.holds]
    if checked.file == "altered":
        warn(office.lang, "verify-altered-warning")
    if fallen:
        warn(office.lang, "replay-fallen", products=fallen)
    return 6 if fallen or checked.file == "altered" else 0


def _versions(office: Office, saved: dict[str, Any]) -> list[dict[str, str | None]]:
    """Return the versions then and now, of cmtool and of every plugin that took part then."""
    from cmtool import __version__

    now = {plugin.name: plugin.version for plugin in office.plugins.working}
    then = {"cmtool": saved["cmtool"], **saved["plugins"]}
    return [{"name": name, "then": version, "now": {"cmtool": __version__, **now}.get(name)} for name, version in then.items()]
