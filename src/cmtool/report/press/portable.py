"""A document as PDF (便携文档): A4, Chinese fonts embedded, bookmarks, page numbers, heads of tables on every page.

The look is in ``templates/paper.typ``; here the blocks become data, so that nothing a person wrote can become a command.
"""

from __future__ import annotations

import json
from calendar import timegm
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cmtool.model import Break, Cell, Chart, Document, Heading, Items, Notice, Paragraph, Signatures, Table
from cmtool.model.document import Block, Words
from cmtool.report.press import drawing, properties, sums, widths
from cmtool.report.press.characters import printable
from cmtool.report.press.typesetting import families, pdf
from cmtool.report.sandbox import shared_templates
from cmtool.words import said

PAPER = "paper.typ"
DEEPEST = 3  # of headings
SIZES = ((6, 9.0), (9, 8.0), (12, 7.0))  # columns up to which a table is set so large


def written(document: Document, own: Path | None = None, above: Path | None = None) -> bytes:
    """Return the document as PDF.

    Args:
        document: What to write.
        own: An institution's folder: its ``paper.typ`` goes before the shared one, fonts are found in its ``fonts``.
        above: A template of pages that goes before both.

    Raises:
        Misconfigured: the extra ``pdf`` is not installed, or the institution's template is wrong.
        InvalidData: a character is in none of the fonts.
    """
    mine = above or (own / PAPER if own and (own / PAPER).is_file() else None)
    template = mine.read_bytes() if mine else shared()
    day = timegm(properties.of(document).day.timetuple())
    return pdf(template, str(mine or PAPER), json.dumps(handed(document, families(own))), day, own)


@cache
def shared() -> bytes:
    """Return the shared template."""
    return (shared_templates() / PAPER).read_bytes()


def handed(document: Document, fonts: Sequence[str] = ()) -> dict[str, Any]:
    """Return all that a template of pages is given."""
    known = properties.of(document)
    anchors: dict[str, str] = {}
    for block in document.blocks:
        if isinstance(block, Heading) and block.anchor:
            anchors.setdefault(block.anchor, f"a{len(anchors) + 1}")
    unused = dict(anchors)
    return {
        "title": known.title,
        "author": known.author,
        "marks": [f"{name}: {value}" for name, value in known.marks],
        "day": [known.day.year, known.day.month, known.day.day],
        "lang": document.lang,
        "region": "cn" if document.lang == "zh" else "gb",
        "fonts": list(fonts),
        "page": said(document.lang, "paper-page", page="{page}", pages="{pages}"),
        "blocks": [_block(block, document.lang, anchors, unused) for block in document.blocks],
    }


def _block(block: Block, lang: str, anchors: dict[str, str], unused: dict[str, str]) -> dict[str, Any]:
    if isinstance(block, Heading):
        level = min(max(block.level, 1), DEEPEST)
        return {"kind": "heading", "level": level, "runs": _runs(block.words, anchors), "anchor": unused.pop(block.anchor, "")}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "runs": _runs(block.words, anchors), "soft": block.soft}
    if isinstance(block, Notice):
        return {"kind": "notice", "runs": _runs(block.words, anchors)}
    if isinstance(block, Items):
        return {"kind": "items", "items": [_runs(item, anchors) for item in block.items], "numbered": block.numbered}
    if isinstance(block, Table):
        return _table(block, lang, anchors)
    if isinstance(block, Chart):
        drawn = drawing.svg(block, lang)
        told = {"title": printable(block.title), "caption": printable(block.caption)}
        return {"kind": "chart", **told, "svg": drawn, "alt": drawing.alternative(block, drawn)}
    if isinstance(block, Signatures):
        return {"kind": "signatures", "who": [printable(name) for name in block.who]}
    return {"kind": "break"} if isinstance(block, Break) else {}


def _runs(said_: Words, anchors: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "text": printable(run.text),
            "strong": run.strong,
            "soft": run.soft,
            "link": anchors.get(run.link.removeprefix("#"), ""),
        }
        for run in said_
        if run.text
    ]


def _table(table: Table, lang: str, anchors: dict[str, str]) -> dict[str, Any]:
    def row(cells: Sequence[Cell]) -> list[list[dict[str, Any]]]:
        return [_runs(cell.words, anchors) for cell in cells]

    last = sums.total(table, lang)
    columns = zip(table.columns, widths.tight(widths.natural(table, last)), strict=True)
    return {
        "kind": "table",
        "title": printable(table.title),
        "columns": [
            {"title": printable(column.title), "unit": unit(column.unit, lang), "right": column.right, "share": share}
            for column, share in columns
        ],
        "rows": [row(cells) for cells in table.rows],
        "total": row(last) if last else None,
        "size": next((size for most, size in SIZES if len(table.columns) <= most), 6.0),
    }


def unit(name: str, lang: str) -> str:
    """Return a unit as it stands below a column's title."""
    return said(lang, "paper-unit", unit=printable(name)) if name else ""
