"""``cmtool rule impact CODE|FILE|FOLDER``: which clients a rule, a change or an institution's own plugin touches."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import argument, command, listed, option

if TYPE_CHECKING:
    from cmtool.commands.whole_book import Whole
    from cmtool.jobs.impact import Comparison

FIELDS = ("client", "product", "before", "after")
COLUMNS = ("product", "title", "before_words", "after_words", "clients")


@command()
@argument("change", "change")
@option("--where")
@option("--summary", is_flag=True)
@option("--engine", type=click.Choice(("sqlite", "duckdb", "postgres", "spark")))
@option("--clients", metavar="clients")
@listed
@click.pass_obj
def impact(office: Office, change: str, where: str | None, summary: bool, engine: str | None, clients: str | None,
           form: str | None, fields: str | None, output: Path | None) -> None:  # fmt: skip
    """Say which clients a change would touch, from what to what."""
    from cmtool.commands.changed_house import houses
    from cmtool.commands.streaming import STREAMS, form_of, named, save_rows, stream
    from cmtool.commands.whole_book import whole_book, within
    from cmtool.jobs.impact import Moving, compared

    chosen = form_of(form, output, summary=summary)
    whole = whole_book(office, engine, clients)
    found = compared(*houses(office, change), office.on, within(office, where))
    moving = Moving(found)
    if summary or chosen not in STREAMS:
        _summary(office, found, whole, chosen, fields, output)
    elif chosen == "parquet":
        save_rows(office, named(fields, FIELDS), output, whole.each(found.plan, moving))
    else:
        moved = whole.each(found.plan, moving)
        stream(office, chosen, named(fields, FIELDS), output, lambda lines: map(lines.text, moved))


def _summary(office: Office, found: Comparison, whole: Whole, form: str, fields: str | None, output: Path | None) -> None:
    """Show how many clients each product moves, from what to what."""
    from cmtool.commands.console import show, tell
    from cmtool.jobs.impact import MoveCounts
    from cmtool.report.listing import Listing

    counts: Counter[tuple[str, str, str]] = Counter()
    for some in whole.each(found.plan, MoveCounts(found), codes=False):
        counts.update(some)
    touched = counts.pop(("", "", ""), 0)
    items = [_item(office, found, move, clients) for move, clients in sorted(counts.items())]
    head = {"clients": touched, "products": len({move[0] for move in counts})}
    listing = Listing(schema="cmtool/rule-impact/1", as_of=office.on, items=items, columns=COLUMNS, head=head)
    show(office.lang, listing, form, fields, output)
    tell(office.lang, "impact-touched", **head)


def _item(office: Office, found: Comparison, move: tuple[str, str, str], clients: int) -> dict[str, object]:
    from cmtool.words import said

    code, before, after = move
    offer = next(one or other for known, one, other in found.offers if known == code)
    words = {f"{name}_words": said(office.lang, f"standing-{which}") for name, which in (("before", before), ("after", after))}
    title = offer.product.title.said(office.lang) if offer else code
    return {"product": code, "title": title, "before": before, "after": after, **words, "clients": clients}
