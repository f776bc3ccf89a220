"""``cmtool propose CLIENT -o FILE.md|.html``: a proposal of suitable products, with what was not chosen and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import PATH, argument, command, option, revealing, writes
from cmtool.errors import Refused

if TYPE_CHECKING:
    from cmtool.commands.consulting import Consultation
    from cmtool.commands.keeping import Call, Evidence
    from cmtool.model import Client, Match, Passage, Proposal
    from cmtool.model.document import Document

WISHES = (
    ("do_not_contact", 1, "proposal-do-not-contact"),
    ("marketing_consent", 0, "proposal-marketing-consent"),
)


@command()
@argument("code", "client")
@option("-o", "--output", type=PATH, required=True)
@option("--template", default="proposal")
@option("--input", "inputs", multiple=True)
@option("--product", "products", multiple=True)
@option("--desk")
@option("--top", type=click.IntRange(min=1, max=10), default=3)
@revealing
@writes
@click.pass_obj
def propose(
    office: Office, code: str, output: Path, template: str, inputs: tuple[str, ...], products: tuple[str, ...],
    desk: str | None, top: int, reveal: str, dry_run: bool,
) -> None:  # fmt: skip
    """Write a document for a client from a template; what is not suitable cannot be in it (exit 6)."""
    from cmtool.commands.console import tell
    from cmtool.commands.keeping import keep
    from cmtool.commands.parts import names_in, pairs
    from cmtool.report.press.writers import writer

    writer(output.suffix)  # an unknown format is refused before anything is read
    asked = names_in(reveal, office)
    wish = Wish(
        name=template, suffix=output.suffix, products=products, desk=office.known_desk(desk), top=top, given=pairs(inputs)
    )
    made = made_for(office, code, wish, asked)
    codes = [match.product.code for match in made.plan.chosen]
    named = [*codes, *([template] if template != "proposal" else []), *(f"--reveal {fact}" for fact in sorted(asked))]
    about = f"{made.plan.client.code}: {', '.join(named)}"
    with office.book.writing(office.entry("propose", about), dry_run=dry_run) as pen:
        keep(office, pen, made, output)
        if not dry_run:
            _saved(output, made.content)
    key = "proposal-would-be" if dry_run else "proposal-written"
    tell(office.lang, key, path=output, products=codes)
    told_beside(office, made)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for: a template, a format, products by code or the best of a desk, inputs of calculators."""

    name: str = "proposal"
    suffix: str = ".md"
    products: tuple[str, ...] = ()
    desk: str = ""
    top: int = 3
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Made:
    """A document that was made: what it proposes, its bytes, the desks concerned, and what is kept of it."""

    plan: Proposal
    content: bytes
    desks: frozenset[str]
    kept: Evidence


def made_for(office: Office, code: str, wish: Wish, reveal: set[str]) -> Made:
    """Return the document of one client, gone through the gate; nothing is written.

    Raises:
        Refused: a product is not suitable, nothing is, or the language is forbidden.
    """
    from cmtool.commands.keeping import evidence, marks, noting, sealed
    from cmtool.commands.pressing import glossary, shelf, told
    from cmtool.jobs.propose import sections
    from cmtool.report.press.printing import Order, document, printed

    found, matches = _consulted(office, code, wish.products, wish.desk, reveal)
    _not_back_dated(office, found.client)
    plan = _planned(office, found, matches, wish)
    desks = frozenset({match.product.desk for match in plan.chosen} or ({wish.desk} - {""}))
    stands = shelf(office, desks)
    template = stands.find(wish.name)
    if template.products and not plan.chosen:
        raise Refused("proposal-nothing", code=found.client.code)
    extra, findings = sections(plan, office.plugins)
    office.report(findings)
    plan = replace(plan, sections=extra)
    calls: list[Call] = []
    order = Order(
        template=template, shelf=stands, lang=office.lang,
        makers=noting(told(office, plan, template, wish.given, desks), calls),
        glossary=glossary(office), disclosures=plan.disclosures if template.products else (),
    )  # fmt: skip
    made = document(order)
    nothing_forbidden(office, made, desks)
    paper = stands.above(template.name, wish.suffix) or template.path
    kept = evidence(office, plan, paper, calculations=calls, given=wish.given, revealed=reveal)
    content = sealed(printed(order, replace(made, marks=marks(office, plan, kept)), wish.suffix), wish.suffix, kept.mark)
    if stands.above(template.name, wish.suffix):
        nothing_forbidden_in(office, content, f"{template.name}{wish.suffix}", desks)
    return Made(plan=plan, content=content, desks=desks, kept=kept)


def _planned(office: Office, found: Consultation, matches: list[Match], wish: Wish) -> Proposal:
    """Return what is proposed; a template that proposes nothing gets a plan without products where nothing is suitable."""
    from cmtool.jobs.propose import choose, proposal

    chosen = choose(matches, wish.products, wish.top)
    asks = [item.ask for item in found.questions[:3] if hasattr(item.ask, "text")]
    manager = office.manager or found.client.manager
    return proposal(found.client, office.on, manager, found.needs, matches, chosen, asks)


def told_beside(office: Office, made: Made) -> None:
    """Tell the manager what is still to be done, and what bars the client himself."""
    _to_mind(office, list(made.plan.chosen))
    _not_ready(office, made.plan.client, set(made.desks))


def nothing_forbidden(office: Office, made: Document, desks: Collection[str]) -> None:
    """Refuse a document that says what may not be said: whatever was typed into it, by whomever.

    Personal data is not looked for: it is masked, or was asked for by name and that is journalled.

    Raises:
        Refused: something forbidden is in it; each place is said before.
    """
    from cmtool.report.documents import passages

    _screened(office, passages(made), desks)


def nothing_forbidden_in(office: Office, content: bytes, name: str, desks: Collection[str]) -> None:
    """Refuse a file that an institution's own template of one format made, by what can be read in it.

    Raises:
        Refused: something forbidden is in it; each place is said before.
    """
    from cmtool.exchange.documents import read

    _screened(office, read(content, name), desks)


def _screened(office: Office, passages: list[Passage], desks: Collection[str]) -> None:
    from cmtool.commands.console import tell
    from cmtool.commands.scan import packs_of
    from cmtool.jobs.screen import grave, language, screen

    spoken = language(packs_of(office, set(desks)), ["privacy", "missing_warning"])
    found = grave(screen(passages, spoken), "high")
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


def _saved(output: Path, content: bytes) -> None:
    from cmtool.commands.console import private

    if str(output) == "-":
        click.echo(content, nl=False)
    else:
        with private(output) as file:
            file.write(content)
