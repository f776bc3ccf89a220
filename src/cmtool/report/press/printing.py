"""One document ordered, filled, checked and written in a format; an institution's own page of a template goes above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmtool.errors import Misconfigured
from cmtool.model import Text
from cmtool.model.document import Document
from cmtool.report.documents import disclosed, disclosed_in
from cmtool.report.press.filling import Makers, filled, spoken
from cmtool.report.press.glossary import Glossary, Terms
from cmtool.report.press.lookup import Shelf, Template
from cmtool.report.press.page import body, look
from cmtool.report.press.writers import writer
from cmtool.report.sandbox import sandbox

ABOVE = (".html", ".htm", ".docx", ".pdf")  # formats of which a file may lie above NAME.md
PAPERS = {".docx": "paper.docx", ".pdf": "paper.typ"}  # what an institution lays below every document of a format


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be printed: which template, in which language, told what; every disclosure must be in it."""

    template: Template
    shelf: Shelf
    lang: str
    makers: Makers
    glossary: Glossary
    disclosures: tuple[Text, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()


def document(order: Order) -> Document:
    """Return the document that is ordered.

    Raises:
        Misconfigured: the template cannot be filled, or leaves a disclosure out.
    """
    made = filled(order.template, order.shelf, order.lang, order.makers, order.glossary)
    disclosed(made, order.disclosures, order.template.path)
    return Document(title=made.title, lang=made.lang, blocks=made.blocks, marks=order.marks)


def printed(order: Order, made: Document, suffix: str) -> bytes:
    """Return the bytes of a document in the format of ``suffix``.

    Raises:
        InvalidData: there is no such format.
        Misconfigured: an institution's own page cannot be filled, or leaves a disclosure out.
    """
    write = writer(suffix)
    above = _above(order.shelf, order.template, suffix)
    if above is None:
        return write(made, order.shelf.own)
    if above.suffix == ".typ":
        return _pages(above, order, made)
    if above.suffix == ".docx":
        return _word(above, order, made)
    text = _page(above, order, made)
    disclosed_in(text, order.disclosures, order.lang, above)
    return text.encode()


def own_file(shelf: Shelf, template: Template, suffix: str) -> Path | None:
    """Return an institution's own file that has a say in a document of a format: what comes out is to be read again."""
    paper = shelf.own / PAPERS[suffix.lower()] if shelf.own and suffix.lower() in PAPERS else None
    return _above(shelf, template, suffix) or (paper if paper and paper.is_file() else None)


def _above(shelf: Shelf, template: Template, suffix: str) -> Path | None:
    return shelf.above(template.name, suffix) if suffix.lower() in ABOVE else None


def _pages(above: Path, order: Order, made: Document) -> bytes:
    """Return pages in an institution's own look of this one document."""
    from cmtool.report.press.portable import written

    return written(made, order.shelf.own, above)


def _word(above: Path, order: Order, made: Document) -> bytes:
    """Return an institution's own Word template filled: it is told the same, and the document itself as ``body``."""
    from cmtool.report.press.word import filled as filled_in_word
    from cmtool.report.press.word_template import names

    used = names(above)
    told = {name: make() for name, make in order.makers.items() if name in used}
    words = spoken(order.lang, Terms(order.glossary, order.lang))
    words |= {"term": str, "linked": lambda text: _said(text, order.lang)}  # in Word nothing leads to the glossary
    return filled_in_word(above, {**words, **told}, made)


def _page(above: Path, order: Order, made: Document) -> str:
    """Return an institution's own page: it is told the same, and the document itself as ``body``."""
    from jinja2 import meta
    from markupsafe import Markup

    environment = sandbox(above.parent)
    source = above.read_text(encoding="utf-8-sig")
    try:
        names = meta.find_undeclared_variables(environment.parse(source))
        told: Mapping[str, Any] = {name: make() for name, make in order.makers.items() if name in names}
        words = {**spoken(order.lang, Terms(order.glossary, order.lang)), "linked": lambda text: _said(text, order.lang)}
        given = {"document": made, "title": made.title, "body": Markup(body(made)), "style": Markup(look(order.shelf.own))}
        return environment.get_template(above.name).render({**told, **words, **given})
    except Exception as wrong:  # whatever a template does wrong is said as the template's
        raise Misconfigured("template-failed", path=above, wrong=wrong) from None


def _said(text: object, lang: str) -> str:
    return text.said(lang) if isinstance(text, Text) else str(text)
