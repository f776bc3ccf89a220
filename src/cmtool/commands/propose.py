"""``cmtool propose CLIENT -o FILE``: a document of suitable products, with what was not chosen and why; ``--all`` for many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool.commands.drafting import Draft, Drafting, Wish
from cmtool.commands.keeping import recorded
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
@option("--case", "case", type=int)
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
    case: int | None, desk: str | None, top: int, everybody: bool, where: str | None, form: str | None, reveal: str,
    dry_run: bool,
) -> int | None:  # fmt: skip
    """Write a document for a client from a template, or for many; what is not suitable cannot be in it (exit 6)."""
    from cmtool.commands.parts import names_in, pairs
    from cmtool.commands.pressing import files_among
    from cmtool.report.press.writers import writer

    if bool(code) == everybody or (where is not None and not everybody) or (case is not None and everybody):
        raise Misused("propose-one-or-all")
    asked = names_in(reveal, office)
    suffix = f".{form}" if form else ".html" if everybody else output.suffix
    writer(suffix)  # an unknown format is refused before anything is read
    wish = Wish(
        name=template,
        suffix=suffix,
        products=products,
        desk=office.known_desk(desk),
        top=top,
        given=pairs(inputs, files_among(office)),
        case=case,
    )
    if everybody:
        from cmtool.commands.propose_all import propose_all

        return propose_all(office, wish, where, asked, output, dry_run=dry_run)
    _propose_one(office, str(code), wish, asked, output, dry_run=dry_run)
    return None


def _propose_one(office: Office, code: str, wish: Wish, reveal: set[str], output: Path, *, dry_run: bool) -> None:
    from cmtool.book import copies
    from cmtool.commands.console import tell, warn

    drafting = Drafting(office)
    draft = drafting.draft(code, wish, reveal)
    written = drafting.content(draft, wish)
    insisted = [f"{one.match.product.code} --case {one.number}" for one in draft.plan.asked]
    named = [*draft.codes, *insisted, *([wish.name] if wish.name != "proposal" else [])]
    named += [f"--reveal {fact}" for fact in sorted(reveal)]
    with office.book.writing(office.entry("propose", f"{draft.plan.client.code}: {', '.join(named)}"), dry_run=dry_run) as pen:
        copies.keep(office.book.db, pen, [copies.row(written.content)])
        pen.insert("proposal", recorded(office, pen.entry, draft, output, written))
        if not dry_run:
            saved(output, written.content)
    codes = draft.codes or [one.match.product.code for one in draft.plan.asked]
    key = ("proposal-would-be" if dry_run else "proposal-written") if codes else _paper(dry_run=dry_run)
    tell(office.lang, key, path=output, products=codes, title=draft.template.title)
    for one in draft.plan.asked:
        tell(office.lang, "proposal-against-advice", product=one.match.product.code, number=one.number, kind=one.case.code)
    for key, figures in to_mind(office, draft):
        tell(office.lang, key, **figures)
    for key, figures in not_ready(office, draft):
        warn(office.lang, key, **figures)


def _paper(*, dry_run: bool) -> str:
    """Return what is said of a document that proposes nothing."""
    return "paper-would-be" if dry_run else "paper-written"


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
    from cmtool.jobs.gate import may, wishes_from
    from cmtool.jobs.onboard import checks
    from cmtool.report.items import reason_line

    client = draft.plan.client
    found = [checks(client, office.house, office.plugins, office.on, desk)[0] for desk in sorted(draft.desks)]
    verdicts: dict[str, Verdict] = {one.rule.code: one for several in found for one in several}
    barring = [one for one in verdicts.values() if one.rule.blocks and one.answer.value == "broken"]
    said: list[tuple[str, dict[str, object]]] = [
        ("proposal-client-barred", {"words": reason_line(one, office.lang), "remedy": one.rule.remedy or ""}) for one in barring
    ]
    if not draft.template.products:
        answer = may(wishes_from({name: known.value for name, known in client.facts.items()}), draft.template.purpose, "other")
        return said + ([] if answer.allowed else [("paper-wish", {"words": words}) for words in answer.reasons])
    return said + [(key, {}) for fact, refused, key in WISHES if client.value(fact) == refused]
