"""A template filled: the values that it names are made, it is written as Markdown, and read as a document.

What it names and nobody gives is an error that says every name at once, with file and line, before anything is written.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cmtool import __version__
from cmtool.errors import CmtoolError, InvalidData, Misconfigured
from cmtool.model.document import Block, Document, Heading, plain
from cmtool.report.press.asking import givers_fault
from cmtool.report.press.glossary import Glossary, Terms
from cmtool.report.press.lookup import Shelf, Template
from cmtool.report.press.making import Maker
from cmtool.report.press.marking import blocks
from cmtool.rules import values
from cmtool.words import catalogue, said

if TYPE_CHECKING:
    from jinja2 import Template as Compiled

    from cmtool.report.press.names import Used
    from cmtool.report.press.sheet import Sheet

Makers = Mapping[str, Callable[[], object]]
SPOKEN = ("lang", "version", "w", "say", "t", "money", "term", "linked")
LAST = 20  # names that a message tells
OF_TEMPLATES = ("press-", "template-", "calc-no-such-name")


def filled(
    template: Template, shelf: Shelf, lang: str, makers: Makers, glossary: Glossary, *, lenient: bool = False
) -> Document:
    """Return the document that a template makes of the values; of ``makers`` only those are called that it names.

    Where it is ``lenient``, names that nobody gives are left to the sandbox: whoever tries templates notes them there.

    Raises:
        Misconfigured: the template cannot be read or filled; every unknown name is told with its line.
    """
    compiled, used = prepared(template, shelf, lang)
    wrong = unknown(used, frozenset(makers), shelf, lang)
    if wrong and not lenient:
        known = sorted(known_names(frozenset(makers), shelf, lang))
        raise Misconfigured("template-unknown-names", count=len(wrong), wrong=wrong[:LAST], known=known)
    maker, terms = Maker(lang), Terms(glossary, lang)
    made = {one.name: makers[one.name]() for one in used if one.name in makers}
    words = spoken(lang, terms)
    told = {**words, **(leniently(words, terms) if lenient else {}), **maker.functions(), **made}
    text = _written(compiled, told, template)
    try:
        read = blocks(text, maker.blocks)
    except InvalidData as mistake:
        raise Misconfigured("template-failed", path=template.path, wrong=mistake) from None
    found = [*_anchored(read), *terms.section()]
    title = next((plain(block.words) for block in found if isinstance(block, Heading)), template.title.said(lang))
    return Document(title=title, lang=lang, blocks=tuple(found))


def prepared(template: Template, shelf: Shelf, lang: str) -> tuple[Compiled, tuple[Used, ...]]:
    """Return a template ready to be filled, and the names that it and its parts use.

    Raises:
        Misconfigured: it cannot be read.
    """
    from jinja2 import TemplateError

    from cmtool.report.press.names import names_in
    from cmtool.report.press.sheet import sheet

    environment = sheet(shelf, lang)
    try:
        compiled = environment.get_template(f"{template.name}.md")
        return compiled, _names(environment, f"{template.name}.md", compiled, names_in)
    except (TemplateError, UnicodeDecodeError) as wrong:
        raise Misconfigured("template-failed", path=_place(wrong, template), wrong=_told(wrong)) from None


def unknown(used: Iterable[Used], given: frozenset[str], shelf: Shelf, lang: str) -> list[InvalidData]:
    """Return the names that nobody gives, each with its file and line; one that is only asked for is none."""
    known = known_names(given, shelf, lang)
    strange = [one for one in used if one.name not in known and not one.tested]
    return [InvalidData("template-unknown-name", path=one.path, line=one.line, found=one.name) for one in strange]


def known_names(given: frozenset[str], shelf: Shelf, lang: str) -> set[str]:
    """Return every name that a template may use."""
    from cmtool.report.press.sheet import sheet

    return {*given, *SPOKEN, *Maker(lang).functions(), *sheet(shelf, lang).globals}


@lru_cache(maxsize=64)
def _names(
    environment: Sheet, name: str, _compiled: Compiled, look: Callable[[Sheet, str], tuple[Used, ...]]
) -> tuple[Used, ...]:
    """Return the names a template uses; looked for once for each time it is read."""
    return look(environment, name)


def spoken(lang: str, terms: Terms) -> dict[str, Any]:
    """Return what a template says words with: of the catalogue, of a pack, its own in two languages, of the glossary."""
    return {
        "lang": lang,
        "version": __version__,
        "w": lambda key, **figures: _sentence(lang, key, figures),
        "say": lambda text: text.said(lang),
        "t": lambda zh, en: en if lang == "en" else zh,
        "money": lambda fen: values.money(fen).said(lang),
        "term": terms.term,
        "linked": terms.linked,
    }


def leniently(words: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """Return the functions that say words so that they go on where a word is not there: it was told when the text was read."""
    return {
        "w": lambda key, **figures: words["w"](key, **figures) if key in catalogue(words["lang"]) else key,
        "term": lambda word: terms.term(word) if terms.known(word) else word,
    }


def _sentence(lang: str, key: str, figures: dict[str, object]) -> str:
    if key not in catalogue(lang):
        raise InvalidData("template-no-sentence", found=key)
    return said(lang, key, **figures)


def _written(compiled: Compiled, context: Mapping[str, Any], template: Template) -> str:
    try:
        return compiled.render(context)
    except (MemoryError, RecursionError) as wrong:
        raise Misconfigured("template-failed", path=template.path, wrong=type(wrong).__name__) from None
    except CmtoolError as wrong:
        if givers_fault(wrong) or not wrong.key.startswith(OF_TEMPLATES):  # what a calculator lacks is the user's to give
            raise
        raise Misconfigured("template-failed", path=_place(wrong, template), wrong=wrong) from None
    except Exception as wrong:  # whatever a template does wrong is said as the template's
        raise Misconfigured("template-failed", path=_place(wrong, template), wrong=_told(wrong)) from None


def _place(wrong: BaseException, template: Template) -> str:
    """Return the file and line at which a template went wrong."""
    line = getattr(wrong, "lineno", None)
    if line:
        return f"{getattr(wrong, 'filename', None) or template.path}:{line}"
    frames = [frame for frame in traceback.extract_tb(wrong.__traceback__) if frame.filename.endswith((".md", ".html"))]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else str(template.path)


def _told(wrong: BaseException) -> str:
    """Return what went wrong in one line, with nothing of this machine's memory in it."""
    told = str(wrong).splitlines()[0] if str(wrong) else ""
    return told if type(wrong).__module__.startswith("jinja2") else f"{type(wrong).__name__}: {told}"


def _anchored(read: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the blocks, each heading below the title with a place that links can lead to."""
    count = 0
    for block in read:
        if isinstance(block, Heading) and block.level > 1:
            count += 1
            yield Heading(level=block.level, words=block.words, anchor=f"s{count}")
        else:
            yield block
