"""A document on the way from the book to its bytes: what would be proposed, the gate, and what is put on record of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from cmtool.commands.office import Office
from cmtool.errors import Refused

if TYPE_CHECKING:
    from cmtool.commands.consulting import Consultation
    from cmtool.commands.keeping import Call, Evidence
    from cmtool.model import Client, Match, Passage, Proposal
    from cmtool.report.press.glossary import Glossary
    from cmtool.report.press.lookup import Shelf, Template
    from cmtool.rules.phrases import Language

ASKED = 3  # questions that a document puts to the client


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for: a template, a format, products by code or the best of a desk, inputs of calculators."""

    name: str = "proposal"
    suffix: str = ".md"
    products: tuple[str, ...] = ()
    desk: str = ""
    top: int = 3
    given: Mapping[str, str] = field(default_factory=dict)
    case: int | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a document will rest on, before it is filled: the plan, the desks concerned, the template and where it stands."""

    plan: Proposal
    desks: frozenset[str]
    template: Template
    shelf: Shelf
    revealed: frozenset[str] = frozenset()

    @property
    def codes(self) -> list[str]:
        """The products proposed."""
        return [match.product.code for match in self.plan.chosen]


@dataclass(frozen=True, slots=True)
class Written:
    """A document that was made: its bytes, and what is kept of it."""

    content: bytes
    kept: Evidence


class Drafting:
    """Makes documents for one command: what all of them share is made once."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._shelves: dict[frozenset[str], Shelf] = {}
        self._glossaries: dict[frozenset[str], Glossary] = {}
        self._languages: dict[frozenset[str], Language] = {}
        self._packs: dict[str, str] = {}

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
            Misused: a sheet of the written path is asked for without its case.
        """
        from cmtool.jobs.propose import sections

        _with_its_case(wish)
        found, matches = _consulted(self.office, code, wish.products, wish.desk, reveal)
        _not_back_dated(self.office, found.client)
        wanted = self._shelf(frozenset({wish.desk} - {""})).find(wish.name)
        plan = _planned(self.office, found, matches if wanted.products else [], wish)
        named = [*plan.chosen, *(one.match for one in plan.asked)]
        of_template = {wanted.folder.origin} & set(self.office.house.desks)
        desks = frozenset({match.product.desk for match in named} or ({wish.desk} - {""}) or of_template)
        shelf = self._shelf(desks)
        template = shelf.find(wish.name)
        if template.products and not named:
            raise Refused("proposal-nothing", code=found.client.code)
        _may_be_written_to(found.client, template.purpose)
        extra, findings = sections(plan, self.office.plugins)
        self.office.report(findings)
        plan, known = replace(plan, sections=extra), frozenset(reveal)
        return Draft(plan=plan, desks=desks, template=template, shelf=shelf, revealed=known)

    def content(self, draft: Draft, wish: Wish) -> Written:
        """Return the bytes of a document, gone through the gate, with the mark of what is kept of it in the file.

        Raises:
            Refused: its language is forbidden; each place is said before.
            Misconfigured: the template cannot be filled, or leaves a disclosure out.
        """
        from cmtool.commands.keeping import noting
        from cmtool.commands.pressing import told
        from cmtool.commands.sealing import marks, sealed
        from cmtool.exchange.documents import read
        from cmtool.report.documents import disclosed_on, passages
        from cmtool.report.press.printing import Order, document, own_file, printed

        office, plan, template = self.office, draft.plan, draft.template
        calls: list[Call] = []
        order = Order(
            template=template, shelf=draft.shelf, lang=office.lang, glossary=self._glossary(draft.desks),
            makers=noting(told(office, plan, template, wish.given, draft.desks), calls),
            disclosures=plan.disclosures if template.products else (),
        )  # fmt: skip
        made = document(order)
        self._nothing_forbidden(passages(made), draft)
        kept = self._evidence(draft, wish, calls)
        content = printed(order, replace(made, marks=marks(office, plan, kept)), wish.suffix)
        content = sealed(content, wish.suffix, kept.mark)
        if own := own_file(draft.shelf, template, wish.suffix):  # an institution's own file may say more, or less
            again = read(content, f"{template.name}{wish.suffix}")
            disclosed_on(again, order.disclosures, office.lang, own)
            self._nothing_forbidden(again, draft)
        return Written(content, kept)

    def _evidence(self, draft: Draft, wish: Wish, calls: list[Call]) -> Evidence:
        """Return what is kept of a document; what each pack's rules bind to is looked at once."""
        from cmtool.commands.keeping import evidence
        from cmtool.jobs.own_request import noted
        from cmtool.jobs.snapshot import binding

        self._packs = self._packs or {pack.institution.name: binding(pack) for pack in self.office.house.packs}
        path = draft.shelf.above(draft.template.name, wish.suffix) or draft.template.path
        cases = [noted(one) for one in draft.plan.asked]
        return evidence(self.office, draft, path, self._packs, calculations=calls, given=wish.given, case=cases)

    def _shelf(self, desks: frozenset[str]) -> Shelf:
        from cmtool.commands.pressing import shelf

        if desks not in self._shelves:
            self._shelves[desks] = shelf(self.office, desks)
        return self._shelves[desks]

    def _glossary(self, desks: frozenset[str]) -> Glossary:
        from cmtool.commands.pressing import glossary

        if desks not in self._glossaries:
            self._glossaries[desks] = glossary(self.office, desks)
        return self._glossaries[desks]

    def _nothing_forbidden(self, passages: list[Passage], draft: Draft) -> None:
        """Refuse a document that says what may not be said: whatever was typed into it, by whomever.

        Where a warning is missing that its own words call for, one that proposes products is refused too; else that is told.
        Personal data is not looked for: it is masked, or was asked for by name and that is journalled.

        Raises:
            Refused: something forbidden is in it; each place is said before.
        """
        from cmtool.commands.console import tell
        from cmtool.commands.scan import packs_of
        from cmtool.jobs.screen import grave, language, screen

        desks = draft.desks
        if desks not in self._languages:
            self._languages[desks] = language(packs_of(self.office, desks), ["privacy"])
        sayings = screen(passages, self._languages[desks])
        lacking = [one for one in grave(sayings, "medium") if one.phrase.category == "missing_warning"]
        found = [one for one in grave(sayings, "high") if one not in lacking]
        for saying in [*found, *lacking]:
            words = {"code": saying.phrase.code, "words": saying.phrase.suggestion, "source": saying.phrase.source.cited()}
            tell(self.office.lang, "proposal-language-found", place=saying.place, found=saying.context, **words)
        found += lacking if draft.template.products else []
        if found:
            raise Refused("proposal-language", count=len(found))


def _with_its_case(wish: Wish) -> None:
    from cmtool.commands.own_request import SHEETS
    from cmtool.commands.parts import Misused

    if wish.name in SHEETS and wish.case is None:
        raise Misused("own-request-needs-case")


def _may_be_written_to(client: Client, purpose: str) -> None:
    """Refuse a greeting to whoever wants none, and anything but a duty to the dead; other wishes are told to the manager.

    Raises:
        Refused: the gate bars it; every reason is told.
    """
    from cmtool.jobs.gate import may, wishes_from

    held = wishes_from({name: known.value for name, known in client.facts.items()})
    answer = may(held, purpose, "other")
    if not answer.allowed and (purpose == "greeting" or (held.deceased and purpose != "duty")):
        raise Refused("paper-barred", code=client.code, reasons=list(answer.reasons))


def _planned(office: Office, found: Consultation, matches: list[Match], wish: Wish) -> Proposal:
    """Return what is proposed; for a template that proposes nothing there are no ``matches``, so its record names none."""
    from cmtool.commands.own_request import SHEETS, asked_for, with_path
    from cmtool.jobs.propose import choose, proposal

    sheet = wish.name in SHEETS
    asked = [] if wish.case is None else [asked_for(office, found.client, wish.case, office.on, sheet=sheet)]
    apart = {one.match.product.code for one in asked}
    wanted = [code for code in wish.products if code.upper() not in apart]
    try:
        chosen = choose(matches, wanted, wish.top) if matches and not sheet else []
    except Refused as refused:
        raise with_path(office, found.client, matches, refused) from None
    ours = {"", "core", *(match.product.desk for match in chosen)}
    asks = [item.ask for item in found.questions if hasattr(item.ask, "text") and (not chosen or item.ask.desk in ours)][:ASKED]
    manager = office.manager or found.client.manager
    return proposal(found.client, office.on, manager, found.needs, matches, chosen, asks, asked)


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
