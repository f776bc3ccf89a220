"""A document as a Word file (.docx), on the shared paper or the institution's own; and templates that are edited in Word.

``paper.docx`` holds the look: styles, header, footer, cover, and one place, ``{{p body }}``, for the text. A template
``NAME.docx`` is a whole document of an institution's own, filled in a sandbox (docxtpl, the extra ``docx``).
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmtool.errors import Misconfigured
from cmtool.model import Document, Table
from cmtool.model.document import plain
from cmtool.report.press import properties, sums, word_properties
from cmtool.report.press.typesetting import picture
from cmtool.report.press.word_template import opened, rendered
from cmtool.report.press.wordml import STYLES, Writer
from cmtool.report.sandbox import shared_templates
from cmtool.words import said

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from lxml.etree import _Element

PAPER = "paper.docx"
HERE = "cmtool-body"  # the style of the paragraph in whose place the text goes; no text can write it
PPI = 180  # of pictures
TWIPS = 635  # of a point of length in Word's drawings, in one twentieth of a typographical point
LEAST_WIDTH = 2_000


def written(document: Document, own: Path | None = None) -> bytes:
    """Return the document as a Word file, on the ``paper.docx`` in ``own`` or on the shared one.

    Raises:
        Misconfigured: the extra ``docx`` is not installed, or the institution's paper has no place for the text.
    """
    mine = own / PAPER if own and (own / PAPER).is_file() else None
    path = mine or shared_templates() / PAPER
    made = filled(path, {}, document)
    if mine and not _has_place(mine, mine.stat().st_mtime_ns):
        raise Misconfigured("press-word-no-body", path=mine)
    return made


def filled(path: Path, context: Mapping[str, object], document: Document | None = None) -> bytes:
    """Return a Word template with its places filled; of a document it is given title, text (``body``), tables and marks too.

    Args:
        path: The template, as Word saved it.
        context: What its places may name.
        document: What ``title``, ``body``, ``tables``, ``marks`` and ``page`` are taken from.

    Raises:
        Misconfigured: the extra ``docx`` is not installed, or the template names what there is not; all such places at once.
    """
    template = opened(path)
    given = {**(_given(document) if document else {}), **context}
    rendered(template, path, given)
    if document:
        _body(template, document)
        word_properties.set_on(template.docx, properties.of(document))
    out = io.BytesIO()
    template.docx.save(out)
    return still(out.getvalue())


def still(content: bytes) -> bytes:
    """Return a zip with every file's time the first that zips know, in place: the same content gives the same bytes."""
    made = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        place = archive.start_dir
        for info in archive.infolist():
            struct.pack_into("<HH", made, info.header_offset + 10, 0, 0x21)
            struct.pack_into("<HH", made, place + 12, 0, 0x21)
            place += 46 + sum(struct.unpack_from("<HHH", made, place + 28))
    return bytes(made)


def _given(document: Document) -> dict[str, object]:
    from markupsafe import Markup

    page = said(document.lang, "paper-page", page="\x00", pages="\x00").split("\x00")
    return {
        "title": document.title,
        "body": Markup(f'<w:p><w:pPr><w:pStyle w:val="{HERE}"/></w:pPr></w:p>'),
        "tables": [_table(block, document.lang) for block in document.blocks if isinstance(block, Table)],
        "marks": dict(document.marks),
        "page": page,
        "lang": document.lang,
    }


def _table(table: Table, lang: str) -> dict[str, Any]:
    """Return a table as a template's loops read it: rows by the names of their columns."""
    names = [column.name for column in table.columns]
    last = sums.total(table, lang)
    return {
        "title": table.title,
        "columns": [{"name": column.name, "title": column.title, "unit": column.unit} for column in table.columns],
        "rows": [dict(zip(names, (plain(cell.words) for cell in row), strict=True)) for row in table.rows],
        "total": dict(zip(names, (plain(cell.words) for cell in last), strict=True)) if last else None,
    }


def _body(template: DocxTemplate, document: Document) -> None:
    """Put the document's text where the template has its place."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    places = [
        style.getparent().getparent()
        for style in template.docx.element.body.iter(qn("w:pStyle"))
        if style.get(qn("w:val")) == HERE
    ]
    if not places:
        return
    writer = Writer(document, _styles(template), _width(template), lambda drawn, width: _picture(template, drawn, width))
    text = parse_xml(writer.body())
    for place in places:
        outer = next((above for above in place.iterancestors(qn("w:p"))), place)
        for element in text:
            outer.addprevious(deepcopy(element) if len(places) > 1 else element)
        outer.getparent().remove(outer)


def _picture(template: DocxTemplate, drawn: str, width: int) -> str:
    png = picture(json.dumps({"svg": drawn, "width": width / 20}), PPI)
    return template.docx.part.get_or_add_image(io.BytesIO(png))[0]


def _width(template: DocxTemplate) -> int:
    """Return the text's width in twentieths of a point."""
    last = template.docx.sections[-1]
    sides = [last.page_width, last.left_margin, last.right_margin]
    if None in sides:
        return 9_000
    return max(int(sides[0] - sides[1] - sides[2]) // TWIPS, LEAST_WIDTH)


def _styles(template: DocxTemplate) -> dict[str, str]:
    """Return the identifier of each style by its name; those of ours that a paper lacks are put into it."""
    from docx.oxml.ns import qn

    element = template.docx.styles.element

    def known() -> dict[str, str]:
        return {
            style.find(qn("w:name")).get(qn("w:val")): style.get(qn("w:styleId"))
            for style in element.iter(qn("w:style"))
            if style.find(qn("w:name")) is not None
        }

    found = known()
    lacking = [name for name in (*STYLES, "heading 1", "heading 2", "heading 3") if name not in found]
    if lacking:
        for name, style in _shared_styles().items():
            if name in lacking:
                element.append(deepcopy(style))
        found = known()
    return found


@cache
def _shared_styles() -> dict[str, _Element]:
    from docx import Document as opened_
    from docx.oxml.ns import qn

    styles = opened_(str(shared_templates() / PAPER)).styles.element.iter(qn("w:style"))
    return {style.find(qn("w:name")).get(qn("w:val")): style for style in styles}


@cache
def _has_place(path: Path, _changed: int) -> bool:
    """Whether a paper says where the text goes."""
    from cmtool.report.press.word_template import tags

    return any("body" in tag for _, text in tags(opened(path)) for tag in text)
