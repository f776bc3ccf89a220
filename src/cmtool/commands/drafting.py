"""A document on the way from the book to its bytes: what would be proposed, the gate, and what is put on record of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cmtool.commands.office import Office
from cmtool.errors import Refused

if TYPE_CHECKING:
    from cmtool.book.ledger import Entry
    from cmtool.commands.consulting import Consultation
    from cmtool.model import Client, Match, Passage, Proposal, Scalar
    from cmtool.report.press.glossary import Glossary
    from cmtool.report.press.lookup import Shelf, Template
    from cmtool.rules.phrases import Language


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
class Draft:
    """What a document will rest on, before it is filled: the plan, the desks concerned, the template and where it stands."""

    plan: Proposal
    desks: frozenset[str]
    template: Template
    shelf: Shelf

    @property
    def codes(self) -> list[str]:
        """The products proposed."""
        return [match.product.code for match in self.plan.chosen]


class Drafting:
    """Makes documents for one command: what all of them share is made once."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._shelves: dict[frozenset[str], Shelf] = {}
        self._languages: dict[frozenset[str], Language] = {}

    @cached_property
    def glossary(self) -> Glossary:
        """What the words of the trade mean."""
        from cmtool.commands.pressing import glossary

        return glossary(self.office)

    def understood(self, wish: Wish) -> None:
        """Make sure of what is asked for before any client is looked at.

        Raises:
            NotFound: there is no such template or product.
        """
        for code in wish.products:
            self.office.house.product(code)
        self._shelf(frozenset({wish.desk} - {""})).find(wish.name)

    def draft(self, code: str, wish: Wish, reveal: set[str]) -> Draft:
        """Return what is proposed to a client; nothing is written.

        Raises:
            Refused: a product is not suitable, or nothing is.
            NotFound: there is no such client, product or template.
        """
        from cmtool.jobs.propose import sections

        found, matches = _consulted(self.office, code, wish.products, wish.desk, reveal)
        _not_back_dated(self.office, found.client)
        plan = _planned(self.office, found, matches, wish)
        desks = frozenset({match.product.desk for match in plan.chosen} or ({wish.desk} - {""}))
        shelf = self._shelf(desks)
        template = shelf.find(wish.name)
        if template.products and not plan.chosen:
            raise Refused("proposal-nothing", code=found.client.code)
        extra, findings = sections(plan, self.office.plugins)
        self.office.report(findings)
        return Draft(plan=replace(plan, sections=extra), desks=desks, template=template, shelf=shelf)

    def content(self, draft: Draft, wish: Wish, marks: tuple[tuple[str, str], ...] = ()) -> bytes:
        """Return the bytes of a document, gone through the gate; ``marks`` go into the file's own properties.

        Raises:
            Refused: its language is forbidden; each place is said before.
            Misconfigured: the template cannot be filled, or leaves a disclosure out.
        """
        from cmtool.commands.pressing import told
        from cmtool.exchange.documents import read
        from cmtool.report.documents import passages
        from cmtool.report.press.printing import Order, document, printed

        office, plan, template = self.office, draft.plan, draft.template
        order = Order(
            template=template, shelf=draft.shelf, lang=office.lang, marks=marks, glossary=self.glossary,
            makers=told(office, plan, template, wish.given, draft.desks),
            disclosures=plan.disclosures if template.products else (),
        )  # fmt: skip
        made = document(order)
        self._nothing_forbidden(passages(made), draft.desks)
        content = printed(order, made, wish.suffix)
        if draft.shelf.above(template.name, wish.suffix):  # an institution's own file may say more than the document
            self._nothing_forbidden(read(content, f"{template.name}{wish.suffix}"), draft.desks)
        return content

    def _shelf(self, desks: frozenset[str]) -> Shelf:
        from cmtool.commands.pressing import shelf

        if desks not in self._shelves:
            self._shelves[desks] = shelf(self.office, desks)
        return self._shelves[desks]

    def _nothing_forbidden(self, passages: list[Passage], desks: frozenset[str]) -> None:
        """Refuse a document that says what may not be said: whatever was typed into it, by whomever.

        Personal data is not looked for: it is masked, or was asked for by name and that is journalled.

        Raises:
            Refused: something forbidden is in it; each place is said before.
        """
        from cmtool.commands.console import tell
        from cmtool.commands.scan import packs_of
        from cmtool.jobs.screen import grave, language, screen

        if desks not in self._languages:
            self._languages[desks] = language(packs_of(self.office, desks), ["privacy", "missing_warning"])
        found = grave(screen(passages, self._languages[desks]), "high")
        for saying in found:
            words = {"code": saying.phrase.code, "words": saying.phrase.suggestion, "source": saying.phrase.source.cited()}
            tell(self.office.lang, "proposal-language-found", place=saying.place, found=saying.context, **words)
        if found:
            raise Refused("proposal-language", count=len(found))


def recorded(office: Office, entry: Entry, draft: Draft, output: Path, content: bytes) -> dict[str, Scalar]:
    """Return the row that says what the proposal rested on; personal data revealed in the document is not in it."""
    from cmtool.book.proposals import row
    from cmtool.jobs.snapshot import snapshot
    from cmtool.model import day_number
    from cmtool.rules.identity import scrubbed

    day = day_number(office.on)
    client = office.book.client(draft.plan.client.code, day)
    versions = {plugin.name: plugin.version for plugin in office.plugins.working}
    kept = snapshot(draft.plan, client, versions)
    in_full = office.book.client(client.code, day, {"name"}).shown_name
    path = scrubbed(output.name.replace(in_full, client.shown_name))  # whoever names the file after the client
    return row(client.id, day, entry.at, entry.who, path, draft.codes, content, kept)


def _planned(office: Office, found: Consultation, matches: list[Match], wish: Wish) -> Proposal:
    """Return what is proposed; a template that proposes nothing gets a plan without products where nothing is suitable."""
    from cmtool.jobs.propose import choose, proposal

    chosen = choose(matches, wish.products, wish.top)
    asks = [item.ask for item in found.questions[:3] if hasattr(item.ask, "text")]
    manager = office.manager or found.client.manager
    return proposal(found.client, office.on, manager, found.needs, matches, chosen, asks)


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
