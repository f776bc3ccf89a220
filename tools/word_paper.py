"""Make ``templates/paper.docx``, the shared paper of Word documents: its styles, its header and footer, one place for the text.

    uv run python tools/word_paper.py

An institution takes the file, puts its logo, cover and fonts into it in Word, and lays it into its own folder of templates.
"""

from __future__ import annotations

import io
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from cmtool.report.press.word import still

TARGET = Path(__file__).parents[1] / "templates" / "paper.docx"
LATIN, CHINESE = "Calibri", "微软雅黑"
INK, SOFT, ACCENT = RGBColor(0x1D, 0x24, 0x30), RGBColor(0x5B, 0x66, 0x75), RGBColor(0x24, 0x47, 0x6B)
TEXT_WIDTH = Mm(164)
TABLE = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="PaperTable">
  <w:name w:val="Paper Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
  <w:tblPr><w:tblBorders>
    <w:bottom w:val="single" w:sz="4" w:space="0" w:color="C4CAD3"/>
    <w:insideH w:val="single" w:sz="4" w:space="0" w:color="C4CAD3"/>
  </w:tblBorders><w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>
    <w:bottom w:w="50" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr>
    <w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="24476B"/></w:tcBorders>
    <w:shd w:val="clear" w:color="auto" w:fill="F2F4F7"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>
  <w:tblStylePr w:type="lastRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr>
    <w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="24476B"/></w:tcBorders></w:tcPr></w:tblStylePr>
</w:style>"""


def fonts(style: ParagraphStyle) -> None:
    """Give a style its Latin and its Chinese font, whatever the theme says."""
    found = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [name for name in found.attrib if name.endswith("Theme")]:
        del found.attrib[name]
    for script, font in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", CHINESE)):
        found.set(qn(f"w:{script}"), font)


def shaped(
    style: ParagraphStyle, size: float, before: float, after: float, colour: RGBColor = INK, bold: bool | None = None
) -> None:
    """Set a style's size, colour and the room around it, in points."""
    style.font.size, style.font.color.rgb, style.font.bold = Pt(size), colour, bold
    style.font.italic = False
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    fonts(style)


def bordered(style: ParagraphStyle, **sides: tuple[int, str]) -> None:
    """Draw lines around a paragraph: for each side its thickness in eighths of a point and its colour."""
    found = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            line = OxmlElement(f"w:{side}")
            size, colour = sides[side]
            for name, value in (
                ("val", "single"),
                ("sz", size),
                ("space", 6 if side in {"left", "right"} else 4),
                ("color", colour),
            ):
                line.set(qn(f"w:{name}"), str(value))
            found.append(line)
    style.element.get_or_add_pPr().insert_element_before(
        found, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def shade(style: ParagraphStyle, colour: str) -> None:
    """Tint the ground of a paragraph."""
    found = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    style.element.get_or_add_pPr().insert_element_before(found, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def own(paper: Paper, name: str) -> ParagraphStyle:
    """Return a new style of paragraphs."""
    style = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = paper.styles["Normal"], True
    return style


def styled(paper: Paper) -> None:
    """Give the paper its styles."""
    language = paper.styles.element.find(f".//{qn('w:lang')}")
    language.set(qn("w:eastAsia"), "zh-CN")
    normal = paper.styles["Normal"]
    shaped(normal, 10.5, 0, 6)
    normal.paragraph_format.line_spacing = 1.35
    for level, size, before, after, colour in ((1, 20, 6, 10, INK), (2, 14, 18, 8, ACCENT), (3, 11.5, 12, 5, INK)):
        heading = paper.styles[f"Heading {level}"]
        shaped(heading, size, before, after, colour, bold=True)
        heading.paragraph_format.keep_with_next = True
    bordered(paper.styles["Heading 2"], bottom=(6, "24476B"))
    shaped(own(paper, "Paper Soft"), 9, 0, 6, SOFT)
    notice = own(paper, "Paper Notice")
    shaped(notice, 10, 10, 10)
    notice.paragraph_format.left_indent = notice.paragraph_format.right_indent = Mm(2.5)
    bordered(notice, top=(4, "5B6675"), left=(24, "1D2430"), bottom=(4, "5B6675"), right=(4, "5B6675"))
    shade(notice, "F2F4F7")
    item = own(paper, "Paper Item")
    shaped(item, 10.5, 0, 4)
    item.paragraph_format.left_indent, item.paragraph_format.first_line_indent = Mm(7), Mm(-7)
    item.paragraph_format.tab_stops.add_tab_stop(Mm(7))
    caption = own(paper, "Paper Caption")
    shaped(caption, 10, 10, 4, bold=True)
    caption.paragraph_format.keep_with_next = True
    cell = own(paper, "Paper Cell")
    shaped(cell, 9, 0, 0)
    cell.paragraph_format.line_spacing = 1.15
    sign = own(paper, "Paper Signature")
    shaped(sign, 10.5, 26, 0)
    sign.paragraph_format.tab_stops.add_tab_stop(Mm(110), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
    paper.styles.element.append(parse_xml(TABLE))


def field(paragraph, instruction: str) -> None:  # noqa: ANN001  # a paragraph of python-docx
    """Add a field that Word fills in: a page's number, the number of pages."""
    for kind in ("begin", instruction, "separate", "1", "end"):
        run = paragraph.add_run()
        if kind == instruction:
            run._r.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> {instruction} </w:instrText>'))
        elif kind == "1":
            run.text = "1"
        else:
            run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))


def slim(paper: Paper) -> None:
    """Take out what python-docx's own paper brings and nobody needs: ninety table styles, a thumbnail, effects."""
    kept = {
        "Normal",
        "Header",
        "Footer",
        "Default Paragraph Font",
        "Normal Table",
        "No List",
        "Heading 1",
        "Heading 2",
        "Heading 3",
    }
    for style in list(paper.styles):
        if style.name not in kept and not style.name.startswith("Paper "):
            style.element.getparent().remove(style.element)
    for style in paper.styles.element.findall(qn("w:style")):
        for link in style.findall(qn("w:link")):
            style.remove(link)
    for package in (paper.part.package.rels, paper.part.rels):
        for name, relation in list(package.items()):
            if relation.reltype.rsplit("/", 1)[1] in {
                "thumbnail",
                "stylesWithEffects",
                "customXml",
                "numbering",
                "webSettings",
            }:
                del package[name]


def made() -> bytes:
    """Return the paper."""
    paper = Document()
    styled(paper)
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(23)
    section.top_margin, section.bottom_margin = Mm(26), Mm(24)
    section.header_distance, section.footer_distance = Mm(13), Mm(12)
    for name in ("Header", "Footer"):
        shaped(paper.styles[name], 8.5, 0, 0, SOFT)
    bordered(paper.styles["Header"], bottom=(4, "C4CAD3"))
    section.header.paragraphs[0].add_run("{{ title }}")
    footer = section.footer.paragraphs[0]
    footer.alignment = 1
    footer.add_run("{{ page[0] }}")
    field(footer, "PAGE")
    footer.add_run("{{ page[1] }}")
    field(footer, "NUMPAGES")
    footer.add_run("{{ page[2] }}")
    paper.add_paragraph("{{p body }}")
    slim(paper)
    properties = paper.core_properties
    properties.author = properties.comments = properties.keywords = properties.title = ""
    out = io.BytesIO()
    paper.save(out)
    return still(out.getvalue())


if __name__ == "__main__":
    TARGET.write_bytes(made())
