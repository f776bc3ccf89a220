"""Every kind of document with what stands where, and files made to do harm: a finding each, never a crash or a hang."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest
from test_scan.conftest import docx, paragraph, pdf, pptx, run, xlsx, zipped

from cmtool.errors import InvalidData
from cmtool.exchange.documents import read

BAD = "保证收益"


def places(found, content, name):
    return [place for place, code in found(content, name) if code == "CMT-L020"]


def test_word_tells_paragraphs_cells_and_what_stands_around(found):
    table = (
        f"<w:tbl><w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{paragraph('乙')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{paragraph('丙')}</w:tc><w:tc>{paragraph(BAD)}</w:tc></w:tr></w:tbl>"
    )
    box = (
        '<w:p><mc:AlternateContent xmlns:mc="mc"><mc:Choice><w:txbxContent>'
        f"{paragraph(BAD)}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{paragraph(BAD)}</w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:p>"
    )
    content = docx(
        ["标题", f"这是{BAD}的产品"], table + box, header1=paragraph(BAD), footer2=paragraph(BAD), footnotes=paragraph(BAD),
        comments=f"<w:comment>{paragraph(BAD)}</w:comment>", **{"charts/chart1": f"<a:p><a:r><a:t>{BAD}</a:t></a:r></a:p>"},
    )  # fmt: skip
    assert places(found, content, "a.docx") == [
        "paragraph 2", "table 1, row 2, column 2", "paragraph 3", "shape or chart", "comment", "footer", "footnote", "header",
    ]  # fmt: skip


def test_a_phrase_split_over_runs_is_one_and_deleted_text_is_none(found):
    split = f"<w:p>{run('这是保')}{run('证收')}{run('益')}</w:p>"
    gone = f"<w:p><w:del><w:r><w:delText>{BAD}</w:delText></w:r></w:del></w:p>"
    assert places(found, docx([], split + gone), "a.docx") == ["paragraph 1"]


def test_slides_are_counted_as_they_are_shown(found):
    assert places(found, pptx([["你好"], [BAD]], notes=BAD), "a.pptx") == ["slide 2", "speaker's notes"]


def test_cells_are_named_and_so_is_the_sheet(found):
    assert places(found, xlsx(["好", BAD], sheet=BAD), "a.xlsx") == [f"name of sheet {BAD}", f"{BAD}!B2"]


def test_a_number_in_a_cell_is_read(found):
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("客户")
    page.write(0, 0, 13800138000)
    page.write_comment("C3", BAD)
    book.close()
    assert ("客户!A1", "CMT-L221") in found(out.getvalue(), "a.xlsx")
    assert places(found, out.getvalue(), "a.xlsx") == ["comment"]


def test_a_web_page_is_read_as_it_looks(found):
    page = f"<!doctype html><html><body><p>这是保<b>证</b>收\n益</p>\n<script>'{BAD}'</script>"
    page += f"<img alt='{BAD}'><p>&#20445;证收益</p>"
    assert places(found, page.encode(), "a.html") == ["line 1", "line 3", "line 3"]
    assert places(found, f"<p>{BAD}".encode("gb18030"), "a.htm") == ["line 1"]


def test_a_pdf_tells_pages_and_reads_on_over_lines(found):
    long = "本材料介绍我们为老客户精心准备的产品我们在这里郑重地向各位保"
    assert places(found, pdf(["封面", f"这里写着{BAD}", f"{long}\n证收益"]), "a.pdf") == ["page 2", "page 3"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_the_encodings_of_the_trade(found, encoding):
    assert places(found, f"好\r\n{BAD}\r\n".encode(encoding), "a.csv") == ["line 2"]


def bomb() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(300):
            part.write(b" " * (1 << 20))
    return out.getvalue()


def lying() -> bytes:
    """A part that is larger than it says."""
    content = bytearray(zipped({"word/document.xml": "<a>" + "x" * 100_000 + "</a>"}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(mark) + offset
        content[place : place + 4] = struct.pack("<I", 10)
    return bytes(content)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "bomb": bomb,
    "lying": lying,
    "laughs": lambda: zipped({"word/document.xml": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l9;</x>'}),
    "external": lambda: zipped({"word/document.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'}),
    "truncated-docx": lambda: docx(["好"] * 100)[:-40],
    "truncated-part": lambda: zipped({"word/document.xml": "<a><b>"}),
    "other-zip": lambda: zipped({"a.txt": "好"}),
    "old-office": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "truncated-pdf": lambda: pdf(["好"])[:200],
    "no-pdf": lambda: b"%PDF-1.7\n" + b"\xff" * 1000,
    "locked-pdf": lambda: pdf(
        ["好"], trailer=f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<00> <00>] "
    ),
    "empty-pdf": lambda: pdf([""]),
    "binary": lambda: b"\0\1\2" * 100,
    "not-utf-8": lambda: b"\xff\xff\xff",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_with_a_reason(name):
    start = time.process_time()
    with pytest.raises(InvalidData):
        read(HOSTILE[name](), name)
    assert time.process_time() - start < 10


def test_a_cell_in_the_far_corner_costs_nothing(found):
    cells = {"A1": "好", "XFD1048576": BAD}
    rows = "".join(f'<row><c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c></row>' for cell, text in cells.items())
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "xl/workbook.xml": f'<workbook xmlns:r="{relation}"><sheet name="S" r:id="r1"/></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet>{rows}</worksheet>",
    }
    assert places(found, zipped(parts), "a.xlsx") == ["S!XFD1048576"]


def test_a_text_made_to_be_slow_is_not(said):
    start = time.process_time()
    long = ("1" * 200_000, "保证" * 50_000, "<" * 50_000, "资产1" * 40_000)
    for text in (*long, "收益" + " " * 100_000 + "9", "保" + "." * 100_000 + "本"):
        said(text)
    assert time.process_time() - start < 20


@pytest.mark.parametrize("piece", ["<!--", "<!", "<?", "<a ", "<", "</", "&#", "<script>", "<![CDATA["])
def test_a_page_of_things_that_never_end_ends(piece):
    start = time.process_time()
    read(("<html>" + piece * 20_000).encode(), "a.html")
    assert time.process_time() - start < 10


def test_a_document_of_findings_alone_ends(spoken):
    from cmtool.jobs.screen import screen

    assert len(screen(read((BAD + "\n").encode() * 20_000, "a"), spoken)) == 1_000


def test_deep_nesting_is_only_depth(found):
    deep = "<w:sdt>" * 20_000 + paragraph(BAD) + "</w:sdt>" * 20_000
    assert places(found, docx([], deep), "a.docx") == ["paragraph 1"]
