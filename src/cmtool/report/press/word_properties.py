"""A Word file's properties: title, author and day where programs look for them, each mark as a property of its own."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from cmtool.report.press.properties import Properties

if TYPE_CHECKING:
    from docx.document import Document

CUSTOM = "/docProps/custom.xml"
KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
TEXTS = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the set that holds a user's properties (ECMA-376 part 1, §22.3)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
LONGEST = 255  # of a core property


def set_on(document: Document, known: Properties) -> None:
    """Set a file's properties."""
    core = document.core_properties
    core.title, core.author, core.last_modified_by = known.title[:LONGEST], known.author[:LONGEST], known.author[:LONGEST]
    core.created = core.modified = known.moment
    core.revision = 1
    if known.marks:
        _custom(document, known)


def _custom(document: Document, known: Properties) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    package = document.part.package
    for name in [name for name, relation in package.rels.items() if relation.reltype == RELATION]:
        del package.rels[name]
    marks = "".join(
        f'<property fmtid="{TEXTS}" pid="{number}" name="{escape(name)}"><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
        for number, (name, value) in enumerate(dict(known.marks).items(), 2)
    )
    text = f'{DECLARATION}\n<Properties xmlns="{SPACE}" xmlns:vt="{VALUES}">{marks}</Properties>'
    package.relate_to(Part(PackURI(CUSTOM), KIND, text.encode(), package), RELATION)
