"""A template filled: the values that it names are made, it is written as Markdown, and read as a document.

What it names and nobody gives is an error that says every name at once, with file and line, before anything is written.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cmtool import __version__
from cmtool.errors import CmtoolError, InvalidData, Misconfigured
from cmtool.model.document import Block, Document, Heading, plain
from cmtool.report.press.glossary import Glossary, Terms
from cmtool.report.press.lookup import Shelf, Template
from cmtool.report.press.making import Maker
from cmtool.report.press.marking import blocks
from cmtool.rules import values
from cmtool.words import catalogue, said

if TYPE_CHECKING:
    from jinja2 import Template as Compiled

    from cmtool.report.press.sheet import Sheet

Makers = Mapping[str, Callable[[], object]]
SPOKEN = ("lang", "version", "w", "say", "t", "money", "term", "linked")
LAST = 20  # names that a message tells


def filled(template: Template, shelf: Shelf, lang: str, makers: Makers, glossary: Glossary) -> Document:
    """Return the document that a template makes of the values; of ``makers`` only those are called that it names.

    Raises:
        Misconfigured: the template cannot be read or filled; every unknown name is told with its line.
    """
    compiled, names = prepared(template, shelf, lang, frozenset(makers))
    maker, terms = Maker(lang), Terms(glossary, lang)
    context = {**spoken(lang, terms), **maker.functions(), **{name: makers[name]() for name in names if name in makers}}
    text = _written(compiled, context, template)
    try:
        read = blocks(text, maker.blocks)
    except InvalidData as wrong:
        raise Misconfigured("template-failed", path=template.path, wrong=wrong) from None
    found = [*_anchored(read), *terms.section()]
    title = next((plain(block.words) for block in found if isinstance(block, Heading)), template.title.said(lang))
    return Document(title=title, lang=lang, blocks=tuple(found))


def prepared(template: Template, shelf: Shelf, lang: str, given: frozenset[str]) -> tuple[Compiled, frozenset[str]]:
    """Return a template ready to be filled, and the names that it and its parts use.

    Raises:
        Misconfigured: it cannot be read, or names what nobody gives.
    """
    from jinja2 import TemplateError

    from cmtool.report.press.names import names_in
    from cmtool.report.press.sheet import sheet

    environment = sheet(shelf, lang)
    try:
        compiled = environment.get_template(f"{template.name}.md")
        used = _names(environment, f"{template.name}.md", compiled, names_in)
    except (TemplateError, UnicodeDecodeError) as wrong:
        raise Misconfigured("template-failed", path=_place(wrong, template), wrong=_told(wrong)) from None
    known = {*given, *SPOKEN, *Maker(lang).functions(), *environment.globals}
    unknown = [one for one in used if one.name not in known and not one.tested]
    if unknown:
        wrong = [InvalidData("template-unknown-name", path=one.path, line=one.line, found=one.name) for one in unknown[:LAST]]
        raise Misconfigured("template-unknown-names", count=len(unknown), wrong=wrong, known=sorted(known))
    return compiled, frozenset(one.name for one in used)


@lru_cache(maxsize=64)
def _names(environment: Sheet, name: str, _compiled: Compiled, look: Callable[[Sheet, str], Any]) -> Any:  # noqa: ANN401
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
        if not isinstance(wrong, InvalidData):
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
