"""``cmtool propose CLIENT -o FILE.md|.html``: a proposal of suitable products, with what was not chosen and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import PATH, argument, command, option, revealing, writes

if TYPE_CHECKING:
    from cmtool.model import Client, Match


WISHES = (
    ("do_not_contact", 1, "proposal-do-not-contact"),
    ("marketing_consent", 0, "proposal-marketing-consent"),
)


@command()
@argument("code", "client")
@option("-o", "--output", type=PATH, required=True)
@option("--product", "products", multiple=True)
@option("--desk")
@option("--top", type=click.IntRange(min=1, max=10), default=3)
@revealing
@writes
@click.pass_obj
def propose(
    office: Office, code: str, output: Path, products: tuple[str, ...], desk: str | None, top: int, reveal: str, dry_run: bool
) -> None:
    """Write a proposal; what is not suitable cannot be in it (exit 6)."""
    from cmtool.commands.console import tell
    from cmtool.commands.keeping import evidence, keep, put
    from cmtool.commands.parts import names_in
    from cmtool.errors import Refused
    from cmtool.jobs.propose import choose, proposal, sections
    from cmtool.report.documents import form_of, used, written

    asked = names_in(reveal, office)
    found, matches = _consulted(office, code, products, office.known_desk(desk), asked)
    _not_back_dated(office, found.client)
    chosen = choose(matches, products, top)
    if not chosen:
        raise Refused("proposal-nothing", code=found.client.code)
    asks = [item.ask for item in found.questions[:3] if hasattr(item.ask, "text")]
    plan = proposal(found.client, office.on, office.manager or found.client.manager, found.needs, matches, chosen, asks)
    extra, findings = sections(plan, office.plugins)
    office.report(findings)
    own = _own_templates(office, {match.product.desk for match in chosen})
    named = [*(match.product.code for match in chosen), *(f"--reveal {name}" for name in sorted(asked))]
    entry = office.entry("propose", f"{found.client.code}: {', '.join(named)}")
    kept = evidence(office, plan, entry, template=used(output.suffix, own), revealed=asked)
    text = written(replace(plan, sections=extra), output.suffix, office.lang, office.house.facts, own)
    text = put(text, form_of(output.suffix), kept.mark)
    _nothing_forbidden(office, text, output, {match.product.desk for match in chosen})
    with office.book.writing(entry, dry_run=dry_run) as pen:
        keep(office, pen, plan, kept, output, text.encode("utf-8"))
        if not dry_run:
            _saved(output, text)
    key = "proposal-would-be" if dry_run else "proposal-written"
    tell(office.lang, key, path=output, products=[match.product.code for match in chosen])
    _to_mind(office, chosen)
    _not_ready(office, found.client, {match.product.desk for match in chosen})


def _nothing_forbidden(office: Office, text: str, output: Path, desks: set[str]) -> None:
    """Refuse a document that says what may not be said: whatever was typed into it, by whomever.

    Personal data is not looked for: it is masked, or was asked for by name and that is journalled.

    Raises:
        Refused: something forbidden is in it; each place is said before.
    """
    from cmtool.commands.console import tell
    from cmtool.commands.scan import packs_of
    from cmtool.errors import Refused
    from cmtool.exchange.documents import read
    from cmtool.jobs.screen import grave, language, screen

    spoken = language(packs_of(office, desks), ["privacy", "missing_warning"])
    found = grave(screen(read(text.encode("utf-8"), output.name), spoken), "high")
    for saying in found:
        words = {"code": saying.phrase.code, "words": saying.phrase.suggestion, "source": saying.phrase.source.cited()}
        tell(office.lang, "proposal-language-found", place=saying.place, found=saying.context, **words)
    if found:
        raise Refused("proposal-language", count=len(found))


def _not_back_dated(office: Office, client: Client) -> None:
    """Refuse to propose as of a day after which the book has learned more of the client: that could revive an old level.

    Raises:
        Refused: facts are known that are newer than the day asked about.
    """
    from cmtool.errors import Refused
    from cmtool.model import day_number

    newest = office.book.client(client.code, day_number(date.max))
    newer = [name for name, known in (newest.facts | newest.stale).items() if known.as_of > day_number(office.on)]
    if newer:
        titles = [office.house.facts[name].title for name in newer[:5]]
        raise Refused("proposal-back-dated", on=office.on, code=client.code, facts=titles)


def _not_ready(office: Office, client: Client, desks: set[str]) -> None:
    """Tell the manager what bars the client himself: identity, consent, or a wish not to be contacted."""
    from cmtool.commands.console import warn
    from cmtool.jobs.onboard import checks
    from cmtool.report.items import reason_line

    found = [checks(client, office.house, office.plugins, office.on, desk)[0] for desk in sorted(desks)]
    for verdict in {one.rule.code: one for verdicts in found for one in verdicts}.values():
        if verdict.rule.blocks and verdict.answer.value == "broken":
            words, remedy = reason_line(verdict, office.lang), verdict.rule.remedy or ""
            warn(office.lang, "proposal-client-barred", words=words, remedy=remedy)
    for fact, refused, key in WISHES:
        if client.value(fact) == refused:
            warn(office.lang, key)


def _to_mind(office: Office, chosen: list[Match]) -> None:
    """Tell the manager what is still to be done before the products are sold; the client's document only counts it."""
    from cmtool.commands.console import tell
    from cmtool.report.items import reason_line

    for match in chosen:
        for verdict in match.verdicts:
            if verdict.rule.force == "warn" and verdict.answer.value != "kept":
                words = reason_line(verdict, office.lang, most=1)
                tell(office.lang, "proposal-mind", product=match.product.code, words=words, remedy=verdict.rule.remedy or "")


def _consulted(office: Office, code: str, products: tuple[str, ...], desk: str, reveal: set[str]):  # noqa: ANN202  # consultation and matches
    """Return the consultation, and the matches with those of the products asked for by code put in."""
    from cmtool.commands.consulting import consult
    from cmtool.jobs.match import why

    found = consult(office, code, desk=desk, reveal=reveal)
    matches = list(found.matches)
    known = {match.product.code for match in matches}
    for wanted in (office.house.product(item) for item in products):
        if wanted.code not in known:
            matches.append(why(found.client, office.house, office.plugins, office.on, found.needs, wanted))
    return found, matches


def _own_templates(office: Office, desks: set[str]) -> Path | None:
    """Return the templates of the institution whose products alone are proposed."""
    return office.plugins.templates(*desks) if len(desks) == 1 else None


def _saved(output: Path, text: str) -> None:
    from cmtool.commands.console import save

    if str(output) == "-":
        click.echo(text, nl=False)
    else:
        save(output, text)
