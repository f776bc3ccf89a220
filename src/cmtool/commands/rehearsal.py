"""Templates tried on invented clients: what goes wrong with whom, in which language, in which format."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cmtool.commands.office import Office
from cmtool.errors import CmtoolError, Misconfigured
from cmtool.jobs.rehearsing import Rehearsal, rehearsals
from cmtool.words import LANGUAGES, error

if TYPE_CHECKING:
    from cmtool.model.document import Document
    from cmtool.report.press.checking import Known
    from cmtool.report.press.lookup import Shelf, Template
    from cmtool.report.press.printing import Order

Item = dict[str, Any]
QUICK = (".md", ".html")  # formats that every client is written in; the others are written for the first


class Bench:
    """What templates are tried on, made once for all of them."""

    def __init__(self, office: Office, stands: Shelf) -> None:
        self.office = office
        self.stands = stands

    @cached_property
    def clients(self) -> list[Rehearsal]:
        """The invented clients."""
        return list(rehearsals(self.office.house, self.office.plugins, self.office.on))

    @cached_property
    def known(self) -> Known:
        """What a template may speak of."""
        from cmtool.commands.calc import names_of
        from cmtool.commands.pressing import glossary
        from cmtool.report.press.checking import Known

        return Known(self.office.house.facts, names_of(self.office), glossary(self.office))

    def checked(self, name: str) -> Iterator[Item]:
        """Yield the mistakes of a template: those that show by reading it, then those that show with an invented client.

        A template that needs a case or a report is read only. A mistake that several clients bring out is told once.
        """
        from cmtool.report.press.checking import looked_through

        lang = self.office.lang
        try:
            template = self.stands.find(name)
            given = frozenset(self._order(template, self.clients[0], lang).makers) | set(template.needs)
            found = looked_through(template, self.stands, given, self.known)
        except CmtoolError as wrong:
            found, template = [wrong], None
        seen = {error(lang, wrong) for wrong in found}
        yield from ({"template": name, "lang": "", "client": "", "finding": error(lang, wrong)} for wrong in found)
        if template is None or set(template.needs) - {"client"}:
            return
        for rehearsal in self.clients:
            for spoken in LANGUAGES:
                for words in (error(lang, wrong) for wrong in self._tried(template, rehearsal, spoken)):
                    if words not in seen:
                        seen.add(words)
                        yield {"template": name, "lang": spoken, "client": rehearsal.label.said(lang), "finding": words}

    def _tried(self, template: Template, rehearsal: Rehearsal, lang: str) -> list[CmtoolError]:
        from cmtool.report.documents import disclosed
        from cmtool.report.press.checking import tried

        order = self._order(template, rehearsal, lang)
        made, found = tried(template, self.stands, lang, order.makers, self.known.glossary)
        if made is None or found:
            return found
        try:
            disclosed(made, order.disclosures, template.path)
            self._written(order, made, every=rehearsal is self.clients[0])
        except CmtoolError as wrong:
            return [wrong]
        return []

    def _written(self, order: Order, made: Document, *, every: bool) -> None:
        """Write a document in each format whose writer is installed."""
        from cmtool.report.press.printing import printed
        from cmtool.report.press.writers import suffixes, writer

        for suffix in suffixes():
            if suffix in QUICK or every:
                try:
                    writer(suffix)
                except Misconfigured:  # an optional part that is not installed
                    continue
                printed(order, made, suffix)

    def _order(self, template: Template, rehearsal: Rehearsal, lang: str) -> Order:
        from cmtool.commands.pressing import told
        from cmtool.report.press.printing import Order

        plan = rehearsal.plan
        makers = told(self.office, plan, template, {}, {rehearsal.desk}, lang=lang, rehearsing=True)
        disclosures = plan.disclosures if template.products else ()
        return Order(
            template=template,
            shelf=self.stands,
            lang=lang,
            makers=makers,
            glossary=self.known.glossary,
            disclosures=disclosures,
        )
