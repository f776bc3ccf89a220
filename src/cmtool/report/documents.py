"""Documents for clients: what a template is told of a proposal, and the guard that every disclosure is in what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from itertools import pairwise
from pathlib import Path

from cmtool.errors import Misconfigured
from cmtool.model import Fact, GlossaryTerm, Match, Passage, Product, Proposal, Term, Text, Verdict, day_of
from cmtool.model.document import Block, Document, Heading, Items, Notice, Paragraph, Table, plain, texts
from cmtool.report.costs import charged
from cmtool.report.items import quiet, reason_line
from cmtool.report.press.disguise import plain as one_line
from cmtool.rules import values
from cmtool.words import said

FORMATS = {".md": "md", ".html": "html", ".htm": "html", "": "md"}


def written(
    proposal: Proposal, suffix: str, lang: str, facts: Mapping[str, Fact], own: Path | None = None,
    terms: Iterable[GlossaryTerm] = (),
) -> str:  # fmt: skip
    """Return a proposal as a document of the usual template in a format of text; one in ``own`` goes before the shared one.

    Raises:
        InvalidData: there is no such format.
        Misconfigured: the institution's template cannot be filled, or leaves a disclosure out.
    """
    from cmtool.report.press.glossary import Glossary
    from cmtool.report.press.lookup import Folder, Shelf
    from cmtool.report.press.printing import Order, document, printed

    shelf = Shelf([Folder("own", own)] if own else [])
    order = Order(
        template=shelf.find("proposal"), shelf=shelf, lang=lang, makers=told(proposal, lang, facts), glossary=Glossary(terms),
        disclosures=proposal.disclosures,
    )  # fmt: skip
    return printed(order, document(order), suffix).decode()


def told(proposal: Proposal, lang: str, facts: Mapping[str, Fact]) -> dict[str, Callable[[], object]]:
    """Return what a template may name of a proposal, each made only when it is named."""
    named = {need.name for need in proposal.needs}
    comma = said(lang, "list-comma")
    return {
        "proposal": lambda: proposal,
        "client": lambda: proposal.client,
        "on": lambda: proposal.on,
        "manager": lambda: proposal.manager,
        "facts": lambda: facts,
        "reason": lambda: lambda verdict: reason_line(verdict, lang),
        "used": lambda: facts_used(proposal, facts, lang),
        "against": lambda: against,
        "kept": lambda: kept,
        "pending": lambda: pending,
        "cited": lambda: lambda verdict: cited(verdict, lang),
        "served": lambda: lambda match: [term for term in match.terms if term.code in named],
        "fits": lambda: lambda match: [term for term in match.terms if term.code not in named],
        "amount": lambda: None,  # the client's own, where one was handed over
        "least": lambda: lambda product: least(product, lang),
        "term_of": lambda: lambda product: term_of(product, lang),
        "charged": lambda: lambda product, amount: costs_in_money(product, amount, lang),
        "joined": lambda: lambda terms: comma.join(_words_of(term, lang) for term in terms),
    }


def disclosed(document: Document, disclosures: Iterable[Text], template: Path) -> None:
    """Make sure that a document says every disclosure.

    Raises:
        Misconfigured: the template leaves one out.
    """
    lines = [words for block in document.blocks for words in _lines(block)]
    there = set(lines)
    whole = "\n".join(lines)
    for sentence in disclosures:
        words = one_line(sentence.said(document.lang))
        if words not in there and words not in whole:
            raise Misconfigured("template-silent", path=template, words=sentence)


def _lines(block: Block) -> Iterable[str]:
    """Return the sentences of a block, where a disclosure may stand."""
    kind = type(block)
    if kind is Items:
        return [plain(item) for item in block.items]
    return [plain(block.words)] if kind in (Paragraph, Notice) else list(texts(block)) if kind is Table else []


def disclosed_in(content: str, disclosures: Iterable[Text], lang: str, template: Path) -> None:
    """Make sure that a page that an institution's own file made says every disclosure.

    Raises:
        Misconfigured: the file leaves one out.
    """
    for sentence in disclosures:
        if escape(one_line(sentence.said(lang))) not in content:
            raise Misconfigured("template-silent", path=template, words=sentence)


def disclosed_on(found: Iterable[Passage], disclosures: Iterable[Text], lang: str, template: Path) -> None:
    """Make sure that a file that an institution's own template made says every disclosure, wherever its lines break.

    Raises:
        Misconfigured: the template leaves one out.
    """
    pieces = ["".join(passage.text.split()) for passage in found]
    whole = "".join(pieces)
    for sentence in disclosures:
        words = "".join(sentence.said(lang).split())
        if words not in whole and not _over_a_page_s_end(words, pieces):
            raise Misconfigured("template-silent", path=template, words=sentence)


def _over_a_page_s_end(words: str, pages: list[str]) -> bool:
    """Whether words begin on one page and end on the next, a footer and a header between them."""
    return any(
        words[:place] in page and words[place:] in following
        for page, following in pairwise(pages)
        for place in range(1, len(words))
    )


def passages(document: Document) -> list[Passage]:
    """Return the texts of a document for whoever scans them, each with its place: under which heading, which text there."""
    found, heading, number = [], document.title, 0
    for block in document.blocks:
        if isinstance(block, Heading):
            heading, number = plain(block.words), 0
        for text in texts(block):
            number += 1
            found.append(Passage(text, "scan-at-heading", (("heading", heading), ("number", number))))
    return found


def least(product: Product, lang: str) -> str:
    """Return the least amount, in words."""
    fen = int(product.values.get("min_amount") or 0)
    return values.money(fen).said(lang) if fen else said(lang, "proposal-no-minimum")


def term_of(product: Product, lang: str) -> str:
    """Return how long the money is bound, in words."""
    days = int(product.values.get("term_days") or 0)
    return said(lang, "proposal-term-days", days=f"{days:,}") if days else said(lang, "proposal-no-term")


def costs_in_money(product: Product, amount: int | None, lang: str) -> dict[str, str] | None:
    """Return what a product's costs come to: of the amount, else of its least; ``None`` where no share is named."""
    fen = amount or int(product.values.get("min_amount") or 0)
    found = charged(product.costs.said(lang), fen)
    if not found or not fen:
        return None
    words = [said(lang, "proposal-cost", words=piece, amount=values.money(cost)) for piece, cost in found]
    key = "proposal-cost-of" if amount else "proposal-cost-of-least"
    return {"title": said(lang, key, amount=values.money(fen)), "value": said(lang, "list-semicolon").join(words)}


def kept(match: Match) -> list[Verdict]:
    """Return the laws that a product was held against and keeps; what is still to be done is told to the manager alone."""
    return [verdict for verdict in match.verdicts if verdict.rule.source and verdict.answer.value == "kept"]


def pending(match: Match) -> int:
    """Return how many warnings are still open: the manager goes through them with the client before the sale."""
    return sum(verdict.rule.force == "warn" and verdict.answer.value != "kept" for verdict in match.verdicts)


def cited(verdict: Verdict, lang: str) -> str:
    """Return a rule's source for a client; one that was not seen in the text says that it is to be confirmed."""
    source = verdict.rule.source
    sure = source is not None and source.confidence == "V"
    return said(lang, "proposal-source" if sure else "proposal-source-unsure", source=source.cited() if source else "")


def against(verdicts: tuple[Verdict, ...]) -> list[Verdict]:
    """Return the verdicts that stand against a product."""
    return [verdict for verdict in verdicts if verdict.rule.blocks and verdict.answer.value != "kept"]


def facts_used(proposal: Proposal, facts: Mapping[str, Fact], lang: str) -> list[dict[str, str]]:
    """Return the facts that the verdicts and needs rest on: each with its title, its value and its day."""
    matches = (*proposal.chosen, *(one.match for one in proposal.asked))
    names = dict.fromkeys(reason.fact for match in matches for verdict in match.verdicts for reason in verdict.reasons)
    rows = []
    for name in names:
        known, fact = proposal.client.facts.get(name), facts.get(name)
        if known is None or fact is None or fact.sensitive:
            continue
        value = values.shown(fact, quiet(fact, known.value)).said(lang)
        rows.append({"title": fact.title.said(lang), "value": value, "as_of": day_of(known.as_of).isoformat()})
    return rows


def _words_of(term: Term, lang: str) -> str:
    return term.words.said(lang)
