"""A document as PDF: what is read back, what is seen, and what a text cannot do."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from datetime import date

import papers
import pypdfium2
import pytest
from pypdf import PdfReader

from cmtool.errors import InvalidData, Misconfigured
from cmtool.model import Break, Chart, Document, Heading, Paragraph, Run
from cmtool.model.document import words
from cmtool.report.press import portable, typesetting


def joined(text: str) -> str:
    """Return a text without the spaces and line ends that a page puts in or takes out."""
    return "".join(text.split())


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    return joined("".join(page.extract_text() for page in read(content).pages))


def ink(page: pypdfium2.PdfPage) -> float:
    """Return the share of a page that is not white."""
    drawn = page.render(scale=0.5, grayscale=True)
    return sum(value < 200 for value in bytes(drawn.buffer)) / len(bytes(drawn.buffer))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_text_reads_back(lang):
    document = papers.whole(lang, rows=60)
    found = text_of(portable.written(document))
    assert [text for text in document.texts() if joined(text) not in found] == []


def test_rare_characters_of_names_are_drawn_and_read_back():
    content = portable.written(replace(papers.whole(), blocks=(Paragraph(words=words(papers.RARE)),)))
    assert papers.RARE in text_of(content)
    bare = portable.written(replace(papers.whole(), blocks=(Paragraph(words=words("　")),)))
    assert ink(pypdfium2.PdfDocument(content)[0]) > ink(pypdfium2.PdfDocument(bare)[0])


@pytest.mark.parametrize("char", ["😀", "\U00013000"])
@pytest.mark.parametrize("chart", [False, True])
def test_a_character_that_no_font_has_is_an_error(char, chart):
    block = Chart(kind="bars", title="", labels=(char,), series=(("a", (1.0,)),)) if chart else Paragraph(words=words(char))
    with pytest.raises(InvalidData) as wrong:
        portable.written(replace(papers.whole(), blocks=(block,)))
    assert wrong.value.key == "press-no-glyph"
    assert wrong.value.figures["found"] == char


def test_all_pages_are_a4_with_number_header_and_ink():
    document = papers.whole(rows=120)
    content = portable.written(document)
    pages = read(content).pages
    assert len(pages) > 4
    for number, page in enumerate(pages, 1):
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
        text = joined(page.extract_text())
        assert f"第{number}页/共{len(pages)}页" in text
        assert text.startswith(joined(document.title))
    assert all(ink(page) > 0.003 for page in pypdfium2.PdfDocument(content))


def test_a_table_carries_its_head_to_every_page_and_ends_with_its_sum():
    pages = [joined(page.extract_text()) for page in read(portable.written(papers.whole(rows=120))).pages]
    with_rows = [page for page in pages if "示例产品" in page]
    assert len(with_rows) >= 3
    assert all("金额（元）" in page for page in with_rows)
    assert sum("合计" in page for page in pages) == 1
    assert "合计72,600,000" in "".join(pages)  # 10,000 × (1 + … + 120)


def test_bookmarks_are_the_headings_and_links_lead_to_them():
    document = papers.whole()
    reader = read(portable.written(document))

    def titles(outline):
        for entry in outline:
            yield from titles(entry) if isinstance(entry, list) else [entry.title]

    assert list(titles(reader.outline)) == document.headings()
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    assert sum(link["/Subtype"] == "/Link" for link in links) == 2  # the third of the document leads nowhere


def test_marks_are_the_properties_and_the_day_is_the_document_s():
    known = read(portable.written(papers.whole())).metadata
    assert (known.title, known.author) == ("资产配置建议书", "顾言溪")
    assert known.creation_date.date() == date(2026, 11, 24)
    assert "number: P-00017" in known.get("/Keywords")
    assert f"hash: {'ab' * 32}" in known.get("/Keywords")


def test_fonts_are_embedded_and_the_file_is_made_for_archives():
    content = portable.written(papers.whole())
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in read(content).pages
        for font in page["/Resources"]["/Font"].get_object().values()
    ]
    assert fonts
    assert all("/FontFile3" in font or "/FontFile2" in font for font in fonts)
    assert b"pdfaid:part>2<" in content


def test_charts_are_drawn_and_not_pixels_and_say_what_they_show():
    content = portable.written(papers.whole())
    for page in read(content).pages:
        images = page["/Resources"].get("/XObject", {})
        assert all(image.get_object()["/Subtype"] != "/Image" for image in images.values())
    assert "最差一年" in text_of(content)
    assert "最差一年。稳健 2.1、3.4、-1.2".encode("utf-16-be") in unpacked(content)


def unpacked(content: bytes) -> bytes:
    """Return every object of a PDF, as alternative texts are not on its pages."""
    reader = read(content)
    found = []
    for number in range(1, len(reader.xref_objStm) + max(reader.xref[0], default=0) + 2):
        thing = reader.get_object(number)
        if hasattr(thing, "get") and "/Alt" in thing:
            found.append(thing["/Alt"].encode("utf-16-be"))
    return b"".join(found)


def test_equal_documents_give_equal_bytes_whatever_was_made_between():
    first = portable.written(papers.whole("en"))
    portable.written(papers.whole("zh"))
    assert portable.written(papers.whole("en")) == first
    assert portable.written(papers.whole("en", name="another")) != first


def test_what_a_person_wrote_is_text_and_never_a_command():
    document = papers.hostile()
    content = portable.written(document)
    found = text_of(content)
    assert [text for text in document.texts() if joined(text) not in found] == []
    assert "root:" not in found
    page = pypdfium2.PdfDocument(content)[0]
    assert ink(page) < 0.2  # `#set page(fill: black)` did not fill it


def test_signs_that_cannot_be_printed_are_left_out():
    nasty = "a\x00b\x08c\ud800d\ufffee\tf\u2028g"
    assert text_of(portable.written(replace(papers.whole(), title=nasty, blocks=(Paragraph(words=words(nasty)),)))).endswith(
        "abcdefg第1页/共1页"
    )


def test_headings_may_skip_levels_repeat_anchors_and_be_missing():
    blocks = (
        Heading(level=3, words=words("deep"), anchor="x"),
        Heading(level=9, words=words("deeper"), anchor="x"),
        Break(),
        Break(),
        Paragraph(words=(Run("here", link="#x"), Run("", strong=True))),
    )
    assert "deeperhere" not in text_of(portable.written(Document(title="t", lang="en", blocks=blocks)))
    assert len(read(portable.written(Document(title="", lang="zh", blocks=()))).pages) == 1


def test_an_institution_lays_its_own_paper_above_the_shared_one(tmp_path):
    (tmp_path / "paper.typ").write_text(
        '#let given = json(bytes(sys.inputs.document))\n#set document(title: given.title)\n#set text(font: "Noto Sans SC")\n'
        "OWN PAPER: #given.title",
        encoding="utf-8",
    )
    assert text_of(portable.written(papers.whole(), tmp_path)).startswith("OWNPAPER:资产配置建议书")


@pytest.mark.parametrize(
    ("attack", "key"),
    [
        ('#read("/etc/passwd")', "template-failed"),
        ('#read("../secret.txt")', "template-failed"),
        ('#image("secret.png")', "template-failed"),
        ('#import "@preview/cetz:0.3.0"', "press-template-reaches"),
        ('#include "secret.typ"', "press-template-reaches"),
        ('#eval("read(\\"/etc/passwd\\")")', "press-template-reaches"),
        ('#(dictionary(std).at("ev" + "al"))("1")', "press-template-reaches"),
        ('#plugin("x.wasm")', "press-template-reaches"),
        ('#"//"; #eval("1")', "press-template-reaches"),
        ('" #"//" #include "secret.typ"', "press-template-reaches"),
        ("#let x = ", "template-failed"),
        ('#set text(font: "No Such Font")\na', "template-failed"),
    ],
)
def test_a_paper_reads_nothing_and_a_wrong_one_is_refused(tmp_path, attack, key):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "secret.typ").write_text("secret", encoding="utf-8")
    (tmp_path / "paper.typ").write_text(f'#set document(title: "x")\n{attack}', encoding="utf-8")
    with pytest.raises(Misconfigured) as wrong:
        portable.written(papers.whole(), tmp_path)
    assert wrong.value.key == key


def test_an_institution_s_own_fonts_are_found(tmp_path):
    from pylopdf_fonts_zh_cn import serif_path

    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "own.otf").write_bytes(serif_path().read_bytes())
    assert typesetting.families(tmp_path) == ["Noto Serif SC"]
    assert "资产配置建议书" in text_of(portable.written(papers.whole(), tmp_path))


def test_without_the_extra_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    typesetting.compiler.cache_clear()
    with pytest.raises(Misconfigured) as wrong:
        portable.written(papers.whole())
    assert wrong.value.figures["extra"] == "pdf"
    typesetting.compiler.cache_clear()
