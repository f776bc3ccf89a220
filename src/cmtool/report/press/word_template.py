"""Templates edited by hand in Word: filled in a sandbox, and refused with every place that names what there is not.

Word cuts a tag into runs as it likes, so a paragraph is read whole; a place is the paragraph, the table's cell, the header
or the footer where the tag stands, with the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmtool.errors import InvalidData, Misconfigured
from cmtool.model import Text
from cmtool.report.press.characters import printable

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2 import Environment, Undefined
    from lxml.etree import _Element

TAG = re.compile(r"\{[{%]-?.*?-?[}%]\}", re.DOTALL)
ORDER = re.compile(r"(\{[{%])(?:tr|tc|p|r) ")
WHOLE = {
    "press-word-in-text": "press-word-of-text",
    "press-word-in-header": "press-word-of-header",
    "press-word-in-footer": "press-word-of-footer",
}
AROUND = 40  # characters of the paragraph that are shown


def opened(path: Path) -> DocxTemplate:
    """Return a template of Word.

    Raises:
        Misconfigured: the extra ``docx`` is not installed, or the file is no Word file.
    """
    try:
        from docx.opc.exceptions import PackageNotFoundError
        from docxtpl import DocxTemplate
    except ModuleNotFoundError as missing:
        raise Misconfigured("engine-missing", engine="DOCX", extra="docx", wrong=missing.name) from None
    template = DocxTemplate(str(path))
    try:
        template.init_docx()
    except (PackageNotFoundError, KeyError, ValueError) as wrong:
        raise Misconfigured("template-failed", path=path, wrong=wrong) from None
    return template


def rendered(template: DocxTemplate, path: Path, given: Mapping[str, object]) -> None:
    """Fill a template in place.

    Raises:
        Misconfigured: it names what there is not; all such places at once.
    """
    from jinja2 import TemplateError

    found = _problems(path, path.stat().st_mtime_ns, frozenset(given))
    if found:
        raise Misconfigured("press-word-unknown", path=path, count=len(found), places=list(found))
    environment, lacking = _sandbox(str(given.get("lang", "zh")))
    lacking.clear()
    try:
        template.render(dict(given), environment, autoescape=True)
    except (
        TemplateError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
    ) as wrong:  # what a template works out can fail too
        raise Misconfigured("template-failed", path=path, wrong=wrong) from None
    if lacking:
        places = [found for name in lacking for found in _where(opened(path), name)]
        raise Misconfigured("press-word-unknown", path=path, count=len(places), places=places)


def problems(path: Path, known: Collection[str]) -> list[InvalidData]:
    """Return every place of a template that names what there is not, or cannot be read.

    Raises:
        Misconfigured: the extra ``docx`` is not installed, or the file is no Word file.
    """
    return list(_problems(path, path.stat().st_mtime_ns, frozenset(known)))


def names(path: Path) -> frozenset[str]:
    """Return what a template names, so that only that need be made.

    Raises:
        Misconfigured: the extra ``docx`` is not installed, or the file is no Word file.
    """
    return _read(path, path.stat().st_mtime_ns)[0]


@cache
def _read(path: Path, _changed: int) -> tuple[frozenset[str], InvalidData | None]:
    """Return the names in a template, and what cannot be read in it."""
    from jinja2 import TemplateSyntaxError, meta

    template, environment = opened(path), _sandbox("zh")[0]
    found: set[str] = set()
    for part in _parts(template):
        source = template.patch_xml(template.xml_to_string(part))
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", source)
        try:
            found |= meta.find_undeclared_variables(environment.parse(source))
        except TemplateSyntaxError as wrong:
            line = re.sub("<[^>]+>", "", source.splitlines()[wrong.lineno - 1]).strip()
            return frozenset(), InvalidData("press-word-broken", wrong=wrong.message or "", around=line[: AROUND * 2])
    return frozenset(found - set(environment.globals)), None


@cache
def _problems(path: Path, changed: int, known: frozenset[str]) -> tuple[InvalidData, ...]:
    used, broken = _read(path, changed)
    if broken:
        return (broken,)
    template = opened(path)
    return tuple(found for name in sorted(used - known) for found in _where(template, name))


def _where(template: DocxTemplate, name: str) -> list[InvalidData]:
    """Return every place where a template uses a name; one that was put together nowhere stands for itself."""
    word = re.compile(rf"(?<![\w]){re.escape(name)}(?!\w)")
    places = [
        InvalidData("press-word-at", name=name, place=place, around=_around(whole, word))
        for (place, whole), found in zip(_paragraphs(template), (found for _, found in tags(template)), strict=True)
        if any(word.search(tag) for tag in found)
    ]
    return places or [InvalidData("press-word-somewhere", name=name)]


def tags(template: DocxTemplate) -> Iterator[tuple[Any, list[str]]]:
    """Yield each paragraph's place with the tags in it, as a person wrote them."""
    for place, whole in _paragraphs(template):
        yield place, TAG.findall(whole)


def _around(whole: str, word: re.Pattern[str]) -> str:
    found = next(
        (found for tag in TAG.finditer(whole) for found in [word.search(whole, tag.start(), tag.end())] if found), None
    )
    start = max((found.start() if found else 0) - AROUND // 2, 0)
    return whole[start : start + AROUND].strip()


def _paragraphs(template: DocxTemplate) -> Iterator[tuple[InvalidData, str]]:
    """Yield every paragraph: its place, and its words put together from Word's runs."""
    from docx.oxml.ns import qn

    for key, part in _named_parts(template):
        count = table = 0
        numbers: dict[_Element, int] = {}
        for element in part.iter(qn("w:p"), qn("w:tbl")):
            if element.tag == qn("w:tbl"):
                table += 1
                numbers[element] = table
                continue
            cell = next(element.iterancestors(qn("w:tc")), None)
            count += cell is None
            whole = "".join(
                text.text or "" for text in element.iter(qn("w:t")) if next(text.iterancestors(qn("w:p"))) is element
            )
            yield _place(key, count, cell, numbers), whole


def _place(key: str, count: int, cell: _Element | None, numbers: Mapping[_Element, int]) -> InvalidData:
    from docx.oxml.ns import qn

    if cell is None:
        return InvalidData(key, number=count)
    row = next(cell.iterancestors(qn("w:tr")))
    whole = next(row.iterancestors(qn("w:tbl")))
    return InvalidData(
        "press-word-in-cell",
        whole=InvalidData(WHOLE[key]),
        table=numbers.get(whole, 0),
        row=[each for each in whole.iter(qn("w:tr")) if next(each.iterancestors(qn("w:tbl"))) is whole].index(row) + 1,
        column=[each for each in row.iter(qn("w:tc")) if next(each.iterancestors(qn("w:tr"))) is row].index(cell) + 1,
    )


def _named_parts(template: DocxTemplate) -> Iterator[tuple[str, _Element]]:
    from docx.oxml import parse_xml

    yield "press-word-in-text", template.docx.element.body
    for key, uri in (("press-word-in-header", template.HEADER_URI), ("press-word-in-footer", template.FOOTER_URI)):
        for _, part in template.get_headers_footers(uri):
            yield key, parse_xml(part.blob)


def _parts(template: DocxTemplate) -> Iterator[_Element]:
    yield from (part for _, part in _named_parts(template))


@cache
def _sandbox(lang: str) -> tuple[Environment, dict[str, None]]:
    """Return the sandbox of Word templates, and where it notes what is named and is not there."""
    from jinja2 import DictLoader
    from markupsafe import Markup

    from cmtool.report.press.guarded import Guarded

    def shown(value: object) -> object:
        value = value.said(lang) if isinstance(value, Text) else value
        return value if isinstance(value, Markup) or not isinstance(value, str) else printable(value)

    lacking: dict[str, None] = {}
    made = Guarded(loader=DictLoader({}), autoescape=True, undefined=_noting(lacking))
    made.finalize = shown
    made.from_string = lru_cache(maxsize=64)(made.from_string)  # the same paper is compiled once
    return made, lacking


def _noting(lacking: dict[str, None]) -> type[Undefined]:
    """Return what stands for a name that is not there: it is noted, and nothing is in its place."""
    from jinja2 import Undefined

    class Noted(Undefined):
        """A name that is not there."""

        def _noted(self, *_: object, **__: object) -> str:
            lacking[self._undefined_name or "?"] = None
            return ""

        def _same(self, *_: object, **__: object) -> Noted:
            self._noted()
            return self

        def _no(self, *_: object) -> bool:
            self._noted()
            return False

        __str__ = __html__ = __format__ = _noted  # type: ignore[assignment]
        __call__ = __getitem__ = __add__ = __radd__ = __sub__ = __mul__ = __truediv__ = _same  # type: ignore[assignment]
        __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __contains__ = _no  # type: ignore[assignment]
        __hash__ = Undefined.__hash__

        def __len__(self) -> int:
            return len(self._noted())

        def __iter__(self) -> Iterator[Any]:
            return iter(self._noted())

        def __getattr__(self, name: str) -> Noted:
            if name.startswith("__"):
                raise AttributeError(name)
            return self._same()

    return Noted
