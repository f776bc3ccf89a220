"""A document as a Word file, and templates that are edited by hand in Word."""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import replace
from datetime import date

import papers
import pytest
from docx import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from cmtool.errors import Misconfigured
from cmtool.exchange.documents import read as passages
from cmtool.model import Break, Document, Heading, Paragraph, Run, Table
from cmtool.model.document import words
from cmtool.report.press import word
from cmtool.report.press.characters import printable
from cmtool.report.press.word_template import problems
from cmtool.words import error

CONTEXT = {"client": {"name": papers.RARE, "code": "C-00001"}, "money": "12,000"}


def opened(content: bytes):
    return Word(io.BytesIO(content))


def texts_of(content: bytes) -> str:
    """Return every text of the file, paragraph by paragraph, also of tables, header and footer."""
    document = opened(content)
    parts = [document.element.body, document.sections[0].header._element, document.sections[0].footer._element]
    found = []
    for paragraph in (each for part in parts for each in part.iter(qn("w:p"))):
        pieces = (
            {qn("w:br"): "\n", qn("w:tab"): " "}.get(piece.tag, piece.text or "")
            for piece in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
        )
        found.append("".join(pieces))
    return "\n".join(found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_text_reads_back(lang):
    document = papers.whole(lang)
    found = texts_of(word.written(document))
    assert [text for text in document.texts() if text not in found] == []
    assert {"zh": "第 1 页 / 共 1 页", "en": "Page 1 of 1"}[lang] in found  # Word counts when it opens the file
    assert document.title in opened(word.written(document)).sections[0].header.paragraphs[0].text


def test_the_scanner_reads_the_same_texts():
    document = papers.whole()
    found = "\n".join(passage.text for passage in passages(word.written(document), "a.docx"))
    assert [text for text in document.texts() if text not in found] == []


def test_headings_paragraphs_and_notices_have_the_styles_that_word_shows():
    document = opened(word.written(papers.whole()))
    found = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    assert [text for style, text in found if style.startswith("Heading")] == papers.whole().headings()
    assert ("Heading 1", "资产配置建议书") in found
    assert [text[:6] for style, text in found if style == "Paper Notice"] == ["投资有风险，"]
    assert [text for style, text in found if style == "Paper Item"] == [
        "1.\t甲：3个月内要用的钱",
        "2.\t乙：10年以后",
        "•\tone",
        "•\ttwo\nlines",
    ]
    assert [text.strip() for style, text in found if style == "Paper Signature"] == [
        "客户 Client",
        "客户经理 Manager",
        "日期 Date",
    ]
    by_name = {style.name: style for style in document.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "Paper Notice", "Paper Cell"):
        assert by_name[name].element.rPr.rFonts.get(qn("w:eastAsia")) == "微软雅黑"
    assert all(by_name[f"Heading {level}"].paragraph_format.keep_with_next for level in (1, 2, 3))


def test_a_table_has_its_head_on_every_page_figures_at_the_right_and_a_sum():
    [table] = opened(word.written(papers.whole(rows=80))).tables
    assert table.style.name == "Paper Table"
    head = table.rows[0]._tr.trPr
    assert head.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [cell.text for cell in table.rows[0].cells] == ["产品", "金额\n（元）", "费率\n（%）", "费用\n（元）", "说明"]
    sides = [cell.paragraphs[0].alignment for cell in table.rows[3].cells]
    assert [side is not None and side.name == "RIGHT" for side in sides] == [False, True, True, True, False]
    assert [cell.text for cell in table.rows[-1].cells] == ["合计", "32,400,000", "", "4,509,000.00", ""]
    grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
    assert sum(grid) == pytest.approx(int(Mm(164)) / 635, abs=len(grid))  # as wide as the text
    assert all([int(cell._tc.tcPr.tcW.get(qn("w:w"))) for cell in row.cells] == grid for row in table.rows)


def test_charts_are_pictures_with_words_in_their_place():
    content = word.written(papers.whole())
    document = opened(content)
    told = [drawing.get("descr") for drawing in document.element.body.iter(qn("wp:docPr"))]
    assert told == [
        "收益 return. 横轴 第一年、第二年、最差一年。稳健 2.1、3.4、-1.2；积极 4.5、8.25、-9",
        "走势 path. 横轴 第一年、第二年、最差一年。稳健 2.1、3.4、-1.2；积极 4.5、8.25、-9",
    ]
    assert [shape.width.mm for shape in document.inline_shapes] == [pytest.approx(164, abs=1)] * 2
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pictures = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]
    assert len(pictures) == 2
    assert all(picture.startswith(b"\x89PNG") and len(picture) > 5_000 for picture in pictures)
    from docx.image.image import Image

    assert all(Image.from_blob(picture).px_width >= 1_100 for picture in pictures)  # about 180 to the inch


def test_links_lead_to_bookmarks_that_are_there():
    body = opened(word.written(papers.whole())).element.body
    names = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
    links = [each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))]
    assert len(links) == 2
    assert set(links) <= names


def test_marks_are_properties_and_the_time_is_the_document_s():
    content = word.written(papers.whole())
    core = opened(content).core_properties
    assert (core.title, core.author, core.created.date()) == ("资产配置建议书", "顾言溪", date(2026, 11, 24))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        custom = etree.fromstring(archive.read("docProps/custom.xml"))
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert {each.get("name"): "".join(each.itertext()) for each in custom} == dict(papers.whole().marks)


def test_equal_documents_give_equal_bytes():
    assert word.written(papers.whole("en")) == word.written(papers.whole("en"))
    assert word.written(papers.whole("en")) != word.written(papers.whole("en", name="another"))


def test_every_part_is_well_formed_and_every_relationship_leads_somewhere():
    for document in (papers.whole(), papers.hostile()):
        with zipfile.ZipFile(io.BytesIO(word.written(document))) as archive:
            assert archive.testzip() is None
            names = set(archive.namelist())
            for name in names:
                if name.endswith((".xml", ".rels")):
                    etree.fromstring(archive.read(name))
            targets = etree.fromstring(archive.read("word/_rels/document.xml.rels"))
            assert {f"word/{each.get('Target')}" for each in targets} <= names
            used = set(etree.fromstring(archive.read("word/document.xml")).xpath("//@*[local-name()='embed']"))
            assert used <= {each.get("Id") for each in targets}


def test_what_a_person_wrote_is_text_and_never_a_command():
    document = papers.hostile()
    found = texts_of(word.written(document))
    assert [text for text in document.texts() if text not in found] == []
    assert "49" not in found
    nasty = "a\x00b\x08c\ud800d\ufffee\tf\u2028g"
    assert "abcde f\ng" in texts_of(word.written(replace(document, title=nasty, blocks=(Paragraph(words=words(nasty)),))))


def test_a_new_page_begins_where_the_document_says():
    blocks = (Break(), Heading(level=2, words=words("h")), Break(), papers.costs("zh"), Break())
    body = opened(word.written(Document(title="t", lang="zh", blocks=blocks))).element.body
    assert len(list(body.iter(qn("w:pageBreakBefore")))) == 1
    assert [each.get(qn("w:type")) for each in body.iter(qn("w:br")) if each.get(qn("w:type"))] == ["page"]


def paper(tmp_path, *lines: str, name: str = "paper.docx"):
    """Return a paper that somebody made in Word, with styles of another language's names."""
    made = Word()
    made.sections[0].header.paragraphs[0].text = "某某公司 · {{ title }}"
    for line in lines:
        made.add_paragraph(line)
    made.save(tmp_path / name)
    return tmp_path / name


def test_an_institution_s_own_paper_keeps_its_cover_and_gets_the_styles_it_lacks(tmp_path):
    paper(tmp_path, "封面：{{ title }}，编号 {{ marks.number }}", "{{p body }}", "封底")
    document = opened(word.written(papers.whole(), tmp_path))
    found = [paragraph.text for paragraph in document.paragraphs]
    assert found[0] == "封面：资产配置建议书，编号 P-00017"
    assert found[-1] == "封底"
    assert found[1] == "资产配置建议书"
    assert document.sections[0].header.paragraphs[0].text == "某某公司 · 资产配置建议书"
    assert [paragraph.style.name for paragraph in document.paragraphs if paragraph.text.startswith("投资")] == ["Paper Notice"]
    assert document.tables[0].style.name == "Paper Table"


@pytest.mark.parametrize("line", ["", "nothing here", "{{ title }}"])
def test_a_paper_without_a_place_for_the_text_is_refused(tmp_path, line):
    paper(tmp_path, line)
    with pytest.raises(Misconfigured) as wrong:
        word.written(papers.whole(), tmp_path)
    assert wrong.value.key == "press-word-no-body"


def edited(tmp_path, *, wrong: bool = False):
    """Return a template as hands make it: cover, header, merged cells, tags cut into runs, loops."""
    made = Word()
    made.sections[0].header.paragraphs[0].text = "{{ client.code }} {{ nobody }}" if wrong else "{{ client.code }}"
    cover = made.add_paragraph()
    for piece in ("尊敬的 {", "{ cli", "ent", ".na", "me", " }", "} 您好"):
        cover.add_run(piece).bold = len(piece) % 2 == 0
    table = made.add_table(rows=4, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "{{ tables[0].title }} {{ mony }}" if wrong else "{{ tables[0].title }}"
    table.cell(1, 0).text = "{%tr for row in tables[0].rows %}"
    for place, tag in enumerate(("{{ row.product }}", "{{ row.amount }}", "{{ row.cost }}")):
        table.cell(2, place).text = tag
    table.cell(3, 0).text = "{%tr endfor %}"
    made.add_paragraph("{% if client.vip is defined %}VIP{% else %}{{ money }}{% endif %}")
    if wrong:
        broken = made.add_paragraph("合计 {{ to")
        broken.add_run("tall }} 元，{{ client.nmae }}")
        made.sections[0].footer.paragraphs[0].text = "{% for x in lines %}{{ x }}{% endfor %}"
    made.add_paragraph("{{p body }}")
    path = tmp_path / "letter.docx"
    made.save(path)
    return path


def test_a_template_edited_by_hand_renders(tmp_path):
    document = papers.whole()
    content = word.filled(edited(tmp_path), CONTEXT, document)
    found = opened(content)
    assert found.paragraphs[0].text == f"尊敬的 {papers.RARE} 您好"
    assert found.sections[0].header.paragraphs[0].text == "C-00001"
    rows = [[cell.text for cell in row.cells] for row in found.tables[0].rows]
    assert rows[0] == ["费用明细"] * 3  # one merged cell
    assert len(found.tables[0].rows[0]._tr.tc_lst) == 1
    assert rows[1:] == [
        [row[0].words[0].text, row[1].words[0].text, row[3].words[0].text]
        for row in next(block for block in document.blocks if isinstance(block, Table)).rows
    ]
    assert "12,000" in [paragraph.text for paragraph in found.paragraphs]
    body = texts_of(content)
    assert [text for text in document.texts() if text not in body] == []
    assert content == word.filled(edited(tmp_path), CONTEXT, document)


def test_every_unknown_name_is_refused_at_once_with_its_place(tmp_path):
    path = edited(tmp_path, wrong=True)
    with pytest.raises(Misconfigured) as wrong:
        word.filled(path, CONTEXT, papers.whole())
    said = error("zh", wrong.value)
    for place in (
        "页眉第 1 段：没有“nobody”",
        "正文第 1 个表格第 1 行第 1 格：没有“mony”",
        "正文第 3 段：没有“totall”",
        "页脚第 1 段：没有“lines”",
    ):
        assert place in said
    assert "{{ mony }}" in said  # the words around
    assert wrong.value.figures["count"] == 4
    assert 'header, paragraph 1: there is no "nobody"' in error("en", wrong.value)
    assert len(problems(path, {"client", "money", "tables", "body", "totall", "mony", "nobody", "lines"})) == 0


def test_an_unknown_field_of_a_known_thing_is_refused_with_its_place(tmp_path):
    path = paper(
        tmp_path,
        "a {{ client.name }}",
        "b {{ client.nmae }} {{ client.adress.street }}",
        "{% if client.vipp %}c{% endif %}",
        name="x.docx",
    )
    with pytest.raises(Misconfigured) as wrong:
        word.filled(path, {**CONTEXT, "title": "t"})
    said = error("zh", wrong.value)
    assert "正文第 2 段：没有“nmae”" in said
    assert "正文第 2 段：没有“adress”" in said
    assert "正文第 3 段：没有“vipp”" in said
    assert wrong.value.figures["count"] == 3


def test_a_tag_that_cannot_be_read_is_shown(tmp_path):
    with pytest.raises(Misconfigured) as wrong:
        word.filled(paper(tmp_path, "fine", "x {% if %} y", name="x.docx"), {"title": "t"})
    assert "x {% if %} y" in error("zh", wrong.value)


@pytest.mark.parametrize(
    "attack",
    [
        "{{ client.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{% include '/etc/passwd' %}",
        "{{ lipsum.__globals__['os'].popen('id').read() }}",
        "{{ client.name|safe }}",
        "{{ 'a' * 10000000000 }}",
        "{{ 9 ** 999999999 }}",
        "{{ 'a'.ljust(10000000000) }}",
    ],
)
def test_a_hostile_template_runs_nothing(tmp_path, attack):
    with pytest.raises(Misconfigured):
        word.filled(paper(tmp_path, attack, name="x.docx"), {**CONTEXT, "title": "t"})


def test_hostile_data_in_a_template_is_text(tmp_path):
    path = paper(tmp_path, "{{ client.name }}|", name="x.docx")
    for text in (*papers.HOSTILE, "a\x00b\nc", "{{ client.code }}"):
        if "{_{" in text:
            continue  # the template engine's own way to write {{ as text
        found = opened(word.filled(path, {"client": {"name": text, "code": "C-00001"}, "title": "t"}))
        assert found.paragraphs[0].text == printable(text) + "|"


def test_a_file_that_word_did_not_write_is_refused(tmp_path):
    (tmp_path / "paper.docx").write_bytes(b"nothing")
    with pytest.raises(Misconfigured):
        word.written(papers.whole(), tmp_path)
    with zipfile.ZipFile(tmp_path / "paper.docx", "w") as archive:
        archive.writestr("x", "y")
    with pytest.raises(Misconfigured):
        word.written(papers.whole(), tmp_path)


def test_the_shared_paper_is_what_its_tool_makes(monkeypatch):
    from pathlib import Path

    root = Path(__file__).parent.parent
    monkeypatch.syspath_prepend(str(root / "tools"))
    import word_paper

    assert word_paper.made() == (root / "templates" / "paper.docx").read_bytes()


def test_a_run_in_three_dresses_keeps_them():
    runs = (Run("a", strong=True), Run("b", soft=True), Run("c"))
    document = opened(word.written(Document(title="t", lang="zh", blocks=(Paragraph(words=runs),))))
    assert [(run.text, bool(run.bold), run.font.color.rgb is not None) for run in document.paragraphs[0].runs] == [
        ("a", True, False),
        ("b", False, True),
        ("c", False, False),
    ]


def test_without_the_extra_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(Misconfigured) as wrong:
        word.written(papers.whole())
    assert wrong.value.figures["extra"] == "docx"
