"""``cmtool propose CLIENT -o FILE``: a document of suitable products, with what was not chosen and why; ``--all`` for many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool.commands.drafting import Draft, Drafting, Wish, recorded
from cmtool.commands.office import Office
from cmtool.commands.parts import Misused, argument, command, option, revealing, writes

if TYPE_CHECKING:
    from cmtool.model import Verdict

FORMATS = ("html", "docx", "pdf", "xlsx", "md")
WISHES = (
    ("do_not_contact", 1, "proposal-do-not-contact"),
    ("marketing_consent", 0, "proposal-marketing-consent"),
)


@command()
@argument("code", "client", required=False)
@option("-o", "--output", type=click.Path(path_type=Path, allow_dash=True), required=True)
@option("--template", default="proposal")
@option("--input", "inputs", multiple=True)
@option("--product", "products", multiple=True)
@option("--desk")
@option("--top", type=click.IntRange(min=1, max=10), default=3)
@option("--all", "everybody", is_flag=True)
@option("--where")
@option("--format", "form", type=click.Choice(FORMATS))
@revealing
@writes
@click.pass_obj
def propose(
    office: Office, code: str | None, output: Path, template: str, inputs: tuple[str, ...], products: tuple[str, ...],
    desk: str | None, top: int, everybody: bool, where: str | None, form: str | None, reveal: str, dry_run: bool,
) -> int | None:  # fmt: skip
    """Write a document for a client from a template, or for many; what is not suitable cannot be in it (exit 6)."""
    from cmtool.commands.parts import names_in, pairs
    from cmtool.report.press.writers import writer

    if bool(code) == everybody or (where is not None and not everybody):
        raise Misused("propose-one-or-all")
    asked = names_in(reveal, office)
    suffix = f".{form}" if form else ".html" if everybody else output.suffix
    writer(suffix)  # an unknown format is refused before anything is read
    wish = Wish(name=template, suffix=suffix, products=products, desk=office.known_desk(desk), top=top, given=pairs(inputs))
    if everybody:
        from cmtool.commands.propose_all import propose_all

        return propose_all(office, wish, where, asked, output, dry_run=dry_run)
    _propose_one(office, str(code), wish, asked, output, dry_run=dry_run)
    return None


def _propose_one(office: Office, code: str, wish: Wish, reveal: set[str], output: Path, *, dry_run: bool) -> None:
    from cmtool.commands.console import tell, warn

    drafting = Drafting(office)
    draft = drafting.draft(code, wish, reveal)
    content = drafting.content(draft, wish)
    named = [*draft.codes, *([wish.name] if wish.name != "proposal" else []), *(f"--reveal {fact}" for fact in sorted(reveal))]
    with office.book.writing(office.entry("propose", f"{draft.plan.client.code}: {', '.join(named)}"), dry_run=dry_run) as pen:
        pen.insert("proposal", recorded(office, pen.entry, draft, output, content))
        if not dry_run:
            saved(output, content)
    tell(office.lang, "proposal-would-be" if dry_run else "proposal-written", path=output, products=draft.codes)
    for key, figures in to_mind(office, draft):
        tell(office.lang, key, **figures)
    for key, figures in not_ready(office, draft):
        warn(office.lang, key, **figures)


def saved(output: Path, content: bytes) -> None:
    """Write a document where it is wanted: a file that only its owner can read, or standard output."""
    from cmtool.commands.console import private

    if str(output) == "-":
        click.echo(content, nl=False)
    else:
        with private(output) as file:
            file.write(content)


def to_mind(office: Office, draft: Draft) -> list[tuple[str, dict[str, object]]]:
    """Return what is still to be done before the products are sold; the client's document only counts it."""
    from cmtool.report.items import reason_line

    return [
        (
            "proposal-mind",
            {
                "product": match.product.code,
                "words": reason_line(verdict, office.lang, most=1),
                "remedy": verdict.rule.remedy or "",
            },
        )
        for match in draft.plan.chosen
        for verdict in match.verdicts
        if verdict.rule.force == "warn" and verdict.answer.value != "kept"
    ]


def not_ready(office: Office, draft: Draft) -> list[tuple[str, dict[str, object]]]:
    """Return what bars the client himself: identity, consent, or a wish not to be contacted."""
    from cmtool.jobs.onboard import checks
    from cmtool.report.items import reason_line

    client = draft.plan.client
    found = [checks(client, office.house, office.plugins, office.on, desk)[0] for desk in sorted(draft.desks)]
    verdicts: dict[str, Verdict] = {one.rule.code: one for several in found for one in several}
    barring = [one for one in verdicts.values() if one.rule.blocks and one.answer.value == "broken"]
    said: list[tuple[str, dict[str, object]]] = [
        ("proposal-client-barred", {"words": reason_line(one, office.lang), "remedy": one.rule.remedy or ""}) for one in barring
    ]
    return said + [(key, {}) for fact, refused, key in WISHES if client.value(fact) == refused]
