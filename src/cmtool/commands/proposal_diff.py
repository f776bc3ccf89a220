"""``cmtool proposal diff A B``: in what one proposal differs from another, or a file from what is on record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import PATH, argument, command, option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmtool.model import Passage

FORMS = ("table", "json", "md")


@command("diff")
@argument("one", "proposal")
@argument("other", "proposal")
@option("--format", "form", type=click.Choice(FORMS), default=None)
@option("-o", "--output", type=PATH)
@click.pass_obj
def diff_proposal(office: Office, one: str, other: str, form: str | None, output: Path | None) -> None:
    """Compare two proposals: products, ranks, verdicts, facts, template, disclosures and words."""
    from cmtool.commands.console import columns, save, show_object, tell
    from cmtool.commands.proposal import found
    from cmtool.jobs.compare import compared
    from cmtool.model import day_of
    from cmtool.report.comparisons import comparison_item, comparison_md, comparison_sheet

    saved = [found(office, which) for which in (one, other)]
    heads = [{**{name: item[name] for name in ("number", "client", "path", "made", "who")},
              "day": day_of(item["day"]).isoformat()} for item in saved]  # fmt: skip
    changes = compared(saved[0]["snapshot"], saved[1]["snapshot"], office.house.facts)
    wording = _wording(office, saved, (one, other))
    on_screen = output is None or str(output) == "-"
    form = form or ("table" if on_screen else {".json": "json", ".md": "md"}.get(output.suffix.lower(), "table"))
    if form == "json":
        item = comparison_item(heads, changes, wording, office.lang)
        show_object("cmtool/proposal-diff/1", office.on, item, None if on_screen else output)
        return
    if form == "md":
        text = comparison_md(heads, changes, wording, office.lang)
    else:
        text = comparison_sheet(heads, changes, wording, office.lang, columns() if on_screen else None)
    if on_screen:
        click.echo(text)
    else:
        save(output, text + "\n")
        tell(office.lang, "written", path=output, count=len(changes))


def _wording(office: Office, saved: Sequence[dict[str, Any]], which: Sequence[str]) -> list[str]:
    """Return how the words differ, a person's data masked; nothing where a copy was not kept, which is said."""
    from cmtool.commands.keeping import hidden
    from cmtool.jobs.wording import unified

    parts = [_passages(office, item, word) for item, word in zip(saved, which, strict=True)]
    if any(part is None for part in parts):
        return []
    names = tuple(f"{item['number']} {item['path']}" for item in saved)
    lines = unified(parts[0], parts[1], names)  # type: ignore[arg-type]
    codes = dict.fromkeys(item["client"] for item in saved)
    for code in codes:
        lines = [hidden(office, code, line) for line in lines]
    return lines


def _passages(office: Office, saved: dict[str, Any], which: str) -> list[Passage] | None:
    """Return the words of a file as it lies there, else of the copy kept."""
    from cmtool.book.copies import kept
    from cmtool.commands.console import warn
    from cmtool.errors import CmtoolError
    from cmtool.exchange.documents import read
    from cmtool.exchange.documents.marks import unmarked

    path = Path(which)
    content = path.read_bytes() if path.is_file() else kept(office.book.db, saved["sha256"])
    if content is None:
        warn(office.lang, "compare-no-copy", number=saved["number"])
        return None
    try:
        return unmarked(read(content, path.name if path.is_file() else saved["path"]))
    except CmtoolError:
        warn(office.lang, "compare-unreadable", number=saved["number"])
        return None
