"""``propose -o x.docx|x.pdf|x.xlsx`` through the command line: the same figures in each; an institution's own files above."""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path

import pytest
from docx import Document as Word
from docx.oxml.ns import qn
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from cmtool.errors import Misconfigured
from cmtool.exchange.documents import read
from cmtool.model import Passage, Text
from cmtool.report.documents import disclosed_on

FORMATS = ("md", "html", "docx", "pdf", "xlsx")
TEMPLATE = """{# zh: 试样 | en: Sample #}
# {{ t('试样', 'Sample') }} {{ client.code }}

{{ notice(t('投资有风险。', 'Investing carries risk.')) }}

## {{ t('产品', 'Products') }}

{% for match in proposal.chosen %}
- {{ match.product.title }} {{ match.product.code }}
{% endfor %}

{{ table([['甲', figure('1,000.00', 1000.0), figure('1.5', 1.5), figure('15.00', 15.0)],
          ['乙', figure('20,500.50', 20500.5), figure('2.0', 2.0), figure('410.01', 410.01)]],
         heads=['项', '金额', '费率', '费用'], right=[1, 2, 3], total=[1, 3],
         formulas={3: '{c1} * {c2} / 100'}, title='费用') }}

{{ bars('情形', ['好', '差'], [('甲', [3.5, -2.25])], caption='2026-10-31') }}

{{ signatures(t('客户', 'Client')) }}

{% for text in proposal.disclosures %}
{{ text }}

{% endfor %}
"""
SHOWN = ("1,000.00", "20,500.50", "410.01", "21,500.50", "425.01", "2026-10-31", "SHP-P003")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An institution's folder of templates, named in its settings."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "sample.md").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "cmtool.toml").write_text('[templates]\nfolder = "own"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return own


def everything(content: bytes, name: str) -> str:
    """Return a file's texts without spaces and line ends; a workbook's figures as they are shown."""
    if name.endswith("xlsx"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        cells = [cell for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python() for cell in row]
        return "".join(f"{cell:,.2f}" if isinstance(cell, float) else "".join(str(cell).split()) for cell in cells)
    if name.endswith(("md", "html")):
        return "".join(content.decode().replace("\\", "").split())
    return "".join("".join(passage.text.split()) for passage in read(content, name))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_shows_the_same_figures(ok, regular, tmp_path, folder, lang):
    for form in FORMATS:
        path = tmp_path / f"p.{form}"
        ok("propose", regular, "--template", "sample", "-o", path, "--lang", lang)
        found = everything(path.read_bytes(), path.name)
        assert [text for text in SHOWN if text not in found] == [], form
        assert {"zh": "投资有风险。", "en": "Investingcarriesrisk."}[lang] in found


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
def test_the_usual_proposal_can_be_had_in_every_format(ok, regular, tmp_path, form):
    ok("propose", regular, "-o", tmp_path / "p.md")
    ok("propose", regular, "-o", tmp_path / f"p.{form}")
    content = (tmp_path / f"p.{form}").read_bytes()
    assert (tmp_path / f"p.{form}").stat().st_mode & 0o777 == 0o600
    found = everything(content, f"p.{form}")
    for text in ("产品建议书", "SHP-P003", regular, "考虑过但没有选的"):
        assert "".join(text.split()) in found
    ok("propose", regular, "-o", tmp_path / f"q.{form}")
    assert (tmp_path / f"q.{form}").read_bytes() == content  # the same question, the same bytes


def test_a_file_says_who_made_it_and_as_of_which_day(ok, regular, tmp_path):
    for form in ("docx", "pdf"):
        ok("propose", regular, "-o", tmp_path / f"p.{form}")
    assert Word(tmp_path / "p.docx").core_properties.created.date().isoformat() == "2026-11-24"
    assert PdfReader(tmp_path / "p.pdf").metadata.creation_date.date().isoformat() == "2026-11-24"
    assert "as_of: 2026-11-24" in PdfReader(tmp_path / "p.pdf").metadata["/Keywords"]


def letter(folder, *, wrong: bool = False, silent: bool = False, said: str = ""):
    """Lay a Word template above the sample, as a hand makes one: cover, header, merged cells, a tag cut into runs."""
    made = Word()
    made.sections[0].header.paragraphs[0].text = (
        "{{ company }} · {{ clint.code }}" if wrong else "{{ company }} · {{ client.code }}"
    )
    cover = made.add_paragraph(style="Title")
    for piece in ("致 {", "{ clie", "nt.code ", "}", "}："):
        cover.add_run(piece)
    table = made.add_table(rows=4, cols=2, style="Table Grid")
    table.cell(0, 0).merge(table.cell(0, 1)).text = (
        "{{ tables[0].titel }}" if wrong else "{{ tables[0].title }} {{ t('明细', 'Details') }}"
    )
    table.cell(1, 0).text, table.cell(3, 0).text = "{%tr for row in tables[0].rows %}", "{%tr endfor %}"
    table.cell(2, 0).text, table.cell(2, 1).text = "{{ row.c0 }}", "{{ row.c1 }}"
    made.add_paragraph("{%p for match in proposal.chosen %}")
    made.add_paragraph("{{ match.product.title }}")
    made.add_paragraph("{%p endfor %}")
    made.add_paragraph(said)
    if not silent:
        made.add_paragraph("{{p body }}")
    made.save(folder / "sample.docx")


def test_a_word_template_edited_by_hand_renders(ok, regular, tmp_path, folder):
    letter(folder)
    ok("propose", regular, "--template", "sample", "-o", tmp_path / "p.docx")
    document = Word(tmp_path / "p.docx")
    assert document.paragraphs[0].text == f"致 {regular}："
    assert document.paragraphs[0].style.name == "Title"
    assert document.sections[0].header.paragraphs[0].text.endswith(f"· {regular}")
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [["费用 明细"] * 2, ["甲", "1,000.00"], ["乙", "20,500.50"]]
    assert len(list(document.tables[0].rows[0]._tr.iter(qn("w:tc")))) == 1
    assert [text for text in SHOWN if text not in everything((tmp_path / "p.docx").read_bytes(), "p.docx")] == []
    ok("propose", regular, "--template", "sample", "-o", tmp_path / "p.pdf")  # the other formats are as ever
    assert "致C" not in everything((tmp_path / "p.pdf").read_bytes(), "p.pdf")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_with_unknown_names_is_refused_with_every_place_and_nothing_is_written(
    cmtool, regular, tmp_path, folder, book, lang
):
    letter(folder, wrong=True)
    before = book.read_bytes()
    refused = cmtool("propose", regular, "--template", "sample", "-o", tmp_path / "p.docx", "--lang", lang)
    assert refused.code == 10
    assert {"zh": "页眉第 1 段：没有“clint”", "en": 'header, paragraph 1: there is no "clint"'}[lang] in refused.err
    assert "sample.docx" in refused.err
    assert not (tmp_path / "p.docx").exists()
    assert book.read_bytes() == before


def test_a_word_template_that_leaves_a_disclosure_out_is_refused(cmtool, regular, tmp_path, folder):
    letter(folder, silent=True)
    refused = cmtool("propose", regular, "--template", "sample", "-o", tmp_path / "p.docx")
    assert refused.code == 10
    assert not (tmp_path / "p.docx").exists()


def test_what_a_word_template_says_is_scanned(cmtool, regular, tmp_path, folder):
    letter(folder, said="这款产品保本保息，稳赚不赔。")
    refused = cmtool("propose", regular, "--template", "sample", "-o", tmp_path / "p.docx")
    assert refused.code == 6
    assert not (tmp_path / "p.docx").exists()


OWN_PAGES = (
    '#let given = json(bytes(sys.inputs.document))\n#set document(title: given.title)\n#set text(font: "Noto Sans SC")\nOWN\n'
)
ALL = '#for each in given.blocks { if "runs" in each [#for run in each.runs { run.text }] }\n'


@pytest.mark.parametrize("name", ["paper.typ", "sample.typ"])
def test_pages_of_an_institution_s_own_are_read_again(cmtool, ok, regular, tmp_path, folder, name):
    (folder / name).write_text(OWN_PAGES + ALL, encoding="utf-8")
    ok("propose", regular, "--template", "sample", "-o", tmp_path / "p.pdf")
    assert everything((tmp_path / "p.pdf").read_bytes(), "p.pdf").startswith("OWN")
    (folder / name).write_text(OWN_PAGES, encoding="utf-8")  # says nothing of what must be said
    assert cmtool("propose", regular, "--template", "sample", "-o", tmp_path / "q.pdf").code == 10
    (folder / name).write_text(OWN_PAGES + ALL + "这款产品保本保息，稳赚不赔。", encoding="utf-8")
    assert cmtool("propose", regular, "--template", "sample", "-o", tmp_path / "q.pdf").code == 6
    assert not (tmp_path / "q.pdf").exists()


@pytest.mark.parametrize(
    ("pages", "there"),
    [
        (("标题 投资有风险，\n可能损失本金。 第 1 页",), True),
        (("标题 投资有风险，可 第 1 页", "标题 能损失本金。 第 2 页"), True),  # a footer and a header in between
        (("标题 投资有风险，可 第 1 页", "标题 第 2 页"), False),
        (("标题 投资有风险，可 第 1 页", "标题 第 2 页", "标题 能损失本金。"), False),
        (("投资有风险。", "可能损失本金。"), False),
        ((), False),
    ],
)
def test_a_disclosure_is_found_where_lines_and_pages_break_it(pages, there):
    found = [Passage(page, "scan-at-page", (("page", number),)) for number, page in enumerate(pages, 1)]
    sentence = Text("投资有风险，可能损失本金。", "You may lose what you put in.")
    with contextlib.nullcontext() if there else pytest.raises(Misconfigured):
        disclosed_on(found, [sentence], "zh", Path("paper.typ"))


def test_hostile_names_do_no_harm_in_any_format(add, ok, tmp_path, folder):
    name = "{{ 7*7 }}=cmd|<script>#set page(fill: black)"
    code = add(kind="person", name=name, goal="grow", horizon_months="36", shop_risk_level=4, shop_budget="50万",
               marketing_consent="是", aml_risk="low", is_pep="否", tax_residence_declared="是", id_expires_on="2030-01-01",
               birth_date="1980-02-29")  # fmt: skip
    (folder / "sample.md").write_text(TEMPLATE + "\n{{ client.shown_name }}\n", encoding="utf-8")
    for form in ("docx", "pdf", "xlsx"):
        ok("propose", code, "--template", "sample", "--reveal", "name", "-o", tmp_path / f"p.{form}")
        assert "".join(name.split()) in everything((tmp_path / f"p.{form}").read_bytes(), f"p.{form}")


def test_many_documents_are_made_in_every_format(ok, regular, tmp_path):
    for form in ("docx", "pdf"):
        ok("propose", "--all", "--format", form, "-o", tmp_path / form)
        assert [path.suffix for path in (tmp_path / form).iterdir() if path.name != "index.csv"] == [f".{form}"]


@pytest.mark.parametrize(("form", "part"), [("docx", "docxtpl"), ("pdf", "typst")])
def test_a_format_whose_extra_is_not_installed_is_refused_before_anything_is_read(
    cmtool, regular, tmp_path, book, monkeypatch, form, part
):
    before = book.read_bytes()
    monkeypatch.setitem(sys.modules, part, None)
    refused = cmtool("propose", regular, "-o", tmp_path / f"p.{form}")
    assert refused.code == 10
    assert f"cmtool-core[{form}]" in refused.err
    assert book.read_bytes() == before


def test_templates_are_checked_in_the_formats_that_can_be_written(cmtool, tmp_path, folder, monkeypatch):
    letter(folder, wrong=True)
    found = cmtool("template", "check", "sample", "--format", "json")
    assert found.code == 10
    assert any("clint" in item["finding"] for item in found.items)
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    assert cmtool("template", "check", "sample").code == 0
