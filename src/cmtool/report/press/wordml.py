r"""Blocks of a document as WordprocessingML (ECMA-376 part 1, §17): every text escaped, styles by the names that Word shows.

>>> run(Run("a < b\nc", strong=True), {})
'<w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:t xml:space="preserve">a &lt; b</w:t><w:br/><w:t xml:space="preserve">c</w:t></w:r>'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from cmtool.model import Break, Cell, Chart, Column, Document, Heading, Items, Notice, Paragraph, Run, Signatures, Table
from cmtool.model.document import Block, Words
from cmtool.report.press import drawing, sums, widths
from cmtool.report.press.characters import printable
from cmtool.words import said

SPACES = " ".join(
    f'xmlns:{name}="http://schemas.openxmlformats.org/{path}"'
    for name, path in (
        ("w", "wordprocessingml/2006/main"),
        ("r", "officeDocument/2006/relationships"),
        ("wp", "drawingml/2006/wordprocessingDrawing"),
        ("a", "drawingml/2006/main"),
        ("pic", "drawingml/2006/picture"),
    )
)
STYLES = ("Paper Soft", "Paper Notice", "Paper Item", "Paper Caption", "Paper Cell", "Paper Signature", "Paper Table")
SOFT, DEEPEST = "5B6675", 3
RIGHT = '<w:jc w:val="right"/>'
FIRST, LAST = (f'<w:cnfStyle w:val="{bits}0000000000"/>' for bits in ("10", "01"))  # for programs that do not count rows
LOOK = 'w:val="{value}" w:firstRow="1" w:lastRow="{last}" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"'
EMU = 635  # of a twentieth of a point
SMALLER = ((6, ""), (9, "16"), (12, "14"))  # columns up to which a table is set so large, in half points
Picture = Callable[[str, int], str]  # the relationship of a drawing that is so many twentieths of a point wide


class Writer:
    """Writes the blocks of one document.

    Args:
        document: What to write.
        styles: The identifier of each style by its name.
        width: The text's width in twentieths of a point.
        picture: Puts a drawing into the file, and says under what name.
    """

    def __init__(self, document: Document, styles: Mapping[str, str], width: int, picture: Picture) -> None:
        self._document = document
        self._styles = styles
        self._width = width
        self._picture = picture
        self._pictures = 0
        self._anchors: dict[str, str] = {}
        for block in document.blocks:
            if isinstance(block, Heading) and block.anchor:
                self._anchors.setdefault(block.anchor, f"a{len(self._anchors) + 1}")
        self._unused = dict(self._anchors)

    def body(self) -> str:
        """Return the whole text as elements under one root."""
        parts: list[str] = []
        turned = False
        for block in self._document.blocks:
            if isinstance(block, Break):
                turned = True
                continue
            if turned and not isinstance(block, Heading | Paragraph | Notice):
                parts.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
                turned = False
            parts += self._block(block, turned)
            turned = False
        return f"<w:body {SPACES}>{''.join(parts)}</w:body>"

    def _block(self, block: Block, turned: bool) -> Iterator[str]:
        page = "<w:pageBreakBefore/>" if turned else ""
        if isinstance(block, Heading):
            yield self._heading(block, page)
        elif isinstance(block, Paragraph):
            yield self._paragraph("Paper Soft" if block.soft else "", block.words, page)
        elif isinstance(block, Notice):
            yield self._paragraph("Paper Notice", block.words, page)
        elif isinstance(block, Items):
            for number, item in enumerate(block.items, 1):
                yield self._paragraph("Paper Item", item, lead=f"{number}." if block.numbered else "•")
        elif isinstance(block, Table):
            yield from self._table(block)
        elif isinstance(block, Chart):
            yield from self._chart(block)
        elif isinstance(block, Signatures):
            yield from (self._signature(name, last=place == len(block.who)) for place, name in enumerate(block.who, 1))

    def _heading(self, block: Heading, page: str) -> str:
        level = min(max(block.level, 1), DEEPEST)
        inner = "".join(run(each, self._anchors) for each in block.words)
        anchor = self._unused.pop(block.anchor, "")
        if anchor:
            inner = f'<w:bookmarkStart w:id="{anchor[1:]}" w:name="{anchor}"/>{inner}<w:bookmarkEnd w:id="{anchor[1:]}"/>'
        return f"<w:p><w:pPr>{self._style(f'heading {level}')}{page}</w:pPr>{inner}</w:p>"

    def _paragraph(self, style: str, words: Words, more: str = "", lead: str = "") -> str:
        first = f"<w:r><w:t>{lead}</w:t><w:tab/></w:r>" if lead else ""
        inner = "".join(run(each, self._anchors) for each in words)
        return f"<w:p><w:pPr>{self._style(style)}{more}</w:pPr>{first}{inner}</w:p>"

    def _style(self, name: str) -> str:
        found = self._styles.get(name, "")
        return f'<w:pStyle w:val="{escape(found)}"/>' if found else ""

    def _signature(self, name: str, *, last: bool) -> str:
        kept = "" if last else "<w:keepNext/>"
        return f"<w:p><w:pPr>{self._style('Paper Signature')}{kept}</w:pPr>{run(Run(name + ' '), {})}<w:r><w:tab/></w:r></w:p>"

    def _table(self, table: Table) -> Iterator[str]:
        if table.title:
            yield self._paragraph("Paper Caption", (Run(table.title),))
        last = sums.total(table, self._document.lang)
        shares = widths.shared(widths.natural(table, last))
        grid = [round(self._width * share / sum(shares)) for share in shares]
        style = escape(self._styles.get("Paper Table", ""))
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
        look = LOOK.format(value="0660" if last else "0620", last=int(last is not None))
        rows = [self._head(table.columns, grid), *(self._row(row, table.columns, grid) for row in table.rows)]
        rows += [self._row(last, table.columns, grid, place=LAST)] if last else []
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(grid)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook {look}/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
            f'<w:p><w:pPr><w:spacing w:before="0" w:after="60" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
        )

    def _head(self, columns: Sequence[Column], grid: Sequence[int]) -> str:
        cells = [
            Cell((Run(column.title), *((Run("\n" + _unit(column, self._document.lang), soft=True),) if column.unit else ())))
            for column in columns
        ]
        return self._row(cells, columns, grid, "<w:tblHeader/>", FIRST)

    def _row(
        self, cells: Sequence[Cell], columns: Sequence[Column], grid: Sequence[int], more: str = "", place: str = ""
    ) -> str:
        size = next((size for most, size in SMALLER if len(columns) <= most), "12")
        kept, style = "<w:keepNext/>" if more else "", self._style("Paper Cell")
        return (
            f"<w:tr><w:trPr>{place}<w:cantSplit/>{more}</w:trPr>"
            + "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>{style}{kept}'
                f"{RIGHT if column.right else ''}</w:pPr>"
                f"{''.join(run(each, self._anchors, size) for each in cell.words)}</w:p></w:tc>"
                for cell, column, width in zip(cells, columns, grid, strict=True)
            )
            + "</w:tr>"
        )

    def _chart(self, chart: Chart) -> Iterator[str]:
        if chart.title:
            yield self._paragraph("Paper Caption", (Run(chart.title),))
        drawn = drawing.svg(chart, self._document.lang)
        wide, tall = drawing.size(drawn)
        self._pictures += 1
        told = escape(drawing.alternative(chart, drawn)).replace("\n", " ")
        size = f'cx="{self._width * EMU}" cy="{round(self._width * EMU * tall / wide)}"'
        kept = "<w:keepNext/>" if chart.caption else ""
        yield f"<w:p><w:pPr>{kept}</w:pPr>{_inline(self._picture(drawn, self._width), self._pictures, told, size)}</w:p>"
        if chart.caption:
            yield self._paragraph("Paper Soft", (Run(chart.caption),))


def run(each: Run, anchors: Mapping[str, str], size: str = "") -> str:
    """Return some words in their dress; a link that leads nowhere is words."""
    text = printable(each.text)
    if not text:
        return ""
    anchor = anchors.get(each.link.removeprefix("#"), "")
    dress = "".join(
        (
            "<w:b/><w:bCs/>" if each.strong else "",
            f'<w:color w:val="{SOFT}"/>' if each.soft else "",
            f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else "",
            '<w:u w:val="dotted"/>' if anchor else "",
        )
    )
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in text.split("\n"))
    made = f"<w:r>{f'<w:rPr>{dress}</w:rPr>' if dress else ''}{lines}</w:r>"
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{made}</w:hyperlink>' if anchor else made


def _unit(column: Column, lang: str) -> str:
    return said(lang, "paper-unit", unit=column.unit)


def _inline(relation: str, number: int, told: str, size: str) -> str:
    """Return a picture in the line, with the words that stand for it (ECMA-376 part 1, §20.4.2.8)."""
    name = f'id="{number}" name="chart {number}" descr="{told}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr {name}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/>'
        f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )
