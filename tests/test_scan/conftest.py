"""Documents of every kind made from lines of text, as their programs write them, and the language of all desks."""

from __future__ import annotations

import io
import zipfile
from html import escape

import pytest

from cmtool.exchange.documents import read
from cmtool.jobs.screen import language, screen
from cmtool.plugins import Plugins

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


def docx(lines: list[str], body: str = "", **parts: str) -> bytes:
    """A Word file: a paragraph a line, then ``body``; further parts by name, such as ``header1``."""
    document = f"<w:document {W} {A}><w:body>{''.join(map(paragraph, lines))}{body}</w:body></w:document>"
    more = {f"word/{name}.xml": f"<w:hdr {W} {A}>{content}</w:hdr>" for name, content in parts.items()}
    return zipped({"word/document.xml": document, **more})


def pptx(slides: list[list[str]], notes: str = "") -> bytes:
    def shape(line: str) -> str:
        return f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>"

    numbers = range(1, len(slides) + 1)
    ids = "".join(f'<p:sldId xmlns:p="p" id="{255 + number}" r:id="rId{number}"/>' for number in numbers)
    files = {number: f"slides/slide{len(slides) + 1 - number}.xml" for number in numbers}  # not in the order shown
    order = "".join(f'<Relationship Id="rId{number}" Target="{file}"/>' for number, file in files.items())
    parts = {
        "ppt/presentation.xml": f"<presentation {R}>{ids}</presentation>",
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{RELATIONS}">{order}</Relationships>',
        "ppt/notesSlides/notesSlide1.xml": f"<notes {A}>{shape(notes)}</notes>",
    }
    for number, lines in enumerate(slides, 1):
        parts[f"ppt/{files[number]}"] = f"<sld {A}>{''.join(map(shape, lines))}</sld>"
    return zipped(parts)


def xlsx(lines: list[str], sheet: str = "Sheet1") -> bytes:
    """A workbook by the library that the tool itself writes with: a line a row, in column B."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet(sheet)
    for row, line in enumerate(lines):
        page.write(row, 1, line)
    book.close()
    return out.getvalue()


def pdf(pages: list[str], *, trailer: str = "") -> bytes:
    """A PDF with a composite font and its map to Unicode, as print drivers write Chinese."""
    chars = {char: number for number, char in enumerate(dict.fromkeys("".join(pages)), 1)}
    pairs = [f"<{number:04x}> <{char.encode('utf-16-be').hex()}>" for char, number in chars.items()]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    mapped = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    space = "1 begincodespacerange <0000> <ffff> endcodespacerange"
    cmap = f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n{space}\n{mapped}\nendcmap end end"
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        "/Supplement 0 >> /DW 1000 >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    ]
    for number, page in enumerate(pages):
        lines = page.split("\n")
        shown = " T* ".join(f"<{''.join(f'{chars[char]:04x}' for char in line)}> Tj" for line in lines)
        drawn = f"BT /F1 12 Tf 14 TL 50 780 Td {shown} ET"
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {7 + 2 * number} 0 R >>",
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        ]
    return _assembled(objects, trailer)


def _assembled(objects: list[str], trailer: str) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R {trailer}>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


@pytest.fixture(scope="session")
def spoken():
    """The language of the core and of all desks."""
    return language(Plugins().packs)


@pytest.fixture
def found(spoken):
    """Read a document and return what is found in it as ``(place, code)``, merged codes each by itself."""

    def of(content: bytes, name: str) -> list[tuple[str, str]]:
        sayings = screen(read(content, name), spoken)
        return [(one.place.said("en"), code) for one in sayings for code in (one.phrase.code, *one.also)]

    return of


@pytest.fixture
def said(spoken):
    """Return the codes of what is forbidden or missing in a text."""

    def of(text: str) -> set[str]:
        return {one.phrase.code for one in screen(read(text.encode(), "a.txt"), spoken)}

    return of


@pytest.fixture
def said_all(found):
    """Return the codes of what is found in a text, merged ones too."""
    return lambda text: {code for _, code in found(text.encode(), "a.txt")}
