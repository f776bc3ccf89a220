"""How many proposals a minute the press writes, beside what the bare libraries do with a fixed document as rich.

    python benchmarks/press.py [COUNT]

One core, processor time. `rendering` is a document already made into a file's bytes; `filling` is a template's text made into
a document. A bare library sets a document of as many words, rows and charts of its own: no blocks, no escaping, no check that
every glyph is there.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from cmtool.model.document import Cell, Chart, Column, Document, Heading, Items, Notice, Paragraph, Signatures, Table, words
from cmtool.report.press import drawing, markdown, page, portable, word, workbook
from cmtool.report.press.typesetting import compiler
from cmtool.report.sandbox import shared_templates

WARNING = "投资有风险，过往业绩不预示未来表现。本建议书不构成收益承诺，您可能损失部分或全部本金。"
REASON = "风险等级与您的测评结果相符，期限不超过您说的用款时间；费用从认购款中扣除，持有满三十日后赎回不收费。"
DISCLOSURE = "您应当在了解产品性质、期限、费用和最坏情况之后，独立作出决定；资料有变化时请及时告诉我们，以便重新测评。" * 4
ROWS, PARAGRAPHS = 10, 8


def figures(name: str) -> tuple[float, ...]:
    """Return figures that differ from client to client, so that no drawing is made once for all."""
    number = int(name[-6:]) % 997 / 100
    return 8.5 + number, 3.2 + number, -9.1 - number


def document(name: str) -> Document:
    """Return a proposal of two pages: ten products with reasons, two thousand characters of disclosures, a chart."""
    heads = (
        Column(name="product", title="产品"),
        Column(name="amount", title="金额", unit="元", right=True, total=True),
        Column(name="rate", title="费率", unit="%", right=True),
        Column(name="cost", title="费用", unit="元", right=True, total=True, formula="{amount} * {rate} / 100"),
        Column(name="why", title="理由"),
    )
    rows = tuple(
        (
            Cell(words(f"{name}方案{number}号")),
            Cell(words(f"{number * 10_000:,}"), number * 10_000),
            Cell(words("1.50"), 1.5),
            Cell(words(f"{number * 150:,.2f}"), number * 150.0),
            Cell(words(REASON)),
        )
        for number in range(1, ROWS + 1)
    )
    blocks = (
        Heading(level=1, words=words("产品建议书")),
        Paragraph(words=words(f"致 {name} · 2026-11-24"), soft=True),
        Notice(words=words(WARNING)),
        Heading(level=2, words=words("您的需求"), anchor="s1"),
        Items(items=tuple(words(f"{name}：{need}") for need in ("三个月内要用的钱", "子女教育", "退休以后的生活"))),
        Heading(level=2, words=words("建议"), anchor="s2"),
        Table(columns=heads, rows=rows, title="配置与费用"),
        Chart(
            kind="bars",
            title="三种情形",
            labels=("好", "平", "差"),
            series=(("方案", figures(name)), ("现状", (2.0, 2.0, 2.0))),
        ),
        Heading(level=2, words=words("风险揭示"), anchor="s3"),
        *(Paragraph(words=words(f"{number}. {DISCLOSURE}")) for number in range(1, PARAGRAPHS + 1)),
        Signatures(("客户", "客户经理")),
    )
    return Document(title="产品建议书", lang="zh", blocks=blocks, marks=(("author", "顾言溪"), ("as_of", "2026-11-24")))


def bare_typst(name: str) -> bytes:
    """Typst alone: the text as data, a table, a chart."""
    text = b"""#let d = json(bytes(sys.inputs.d))
#set document(title: d.title)
#set text(font: "Noto Serif SC", lang: "zh")
= #d.title
#d.name
#d.warning
#for need in d.needs [- #need]
#table(columns: (auto, auto, auto, auto, 1fr), ..d.rows.flatten())
#image(bytes(d.svg), format: "svg", alt: "a")
#for text in d.texts [#par(text)]"""
    made = compiler("pdf", None)
    return made.compile(text, format="pdf", timestamp=0, sys_inputs={"d": json.dumps(plainly(name))})


def bare_docxtpl(name: str) -> bytes:
    """Python-docx and docxtpl alone: a template with loops, a picture that is at hand."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(template_of_word()))
    template.render({**plainly(name), "svg": ""}, autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def bare_jinja2(name: str) -> bytes:
    """jinja2 alone: a page from a template."""
    return page_template().render(plainly(name)).encode()


def bare_xlsxwriter(name: str) -> bytes:
    """XlsxWriter alone: the texts on one sheet, the table with a chart on another."""
    from xlsxwriter import Workbook

    given, out = plainly(name), io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 11, 24)})
        text, rows = book.add_worksheet(), book.add_worksheet()
        for number, line in enumerate([given["title"], given["name"], given["warning"], *given["needs"], *given["texts"]]):
            text.write_string(number, 0, line)
        for number, row in enumerate(given["rows"]):
            for place, cell in enumerate(row):
                rows.write_string(number, place, cell)
        chart = book.add_chart({"type": "column"})
        for column in (1, 2):
            for row, figure in enumerate((8.5, 3.2, -9.1)):
                rows.write_number(20 + row, column, figure)
            chart.add_series({"values": ["Sheet2", 20, column, 22, column]})
        rows.insert_chart(20, 4, chart)
    return out.getvalue()


def plainly(name: str) -> dict:
    """Return the words of a document as the bare libraries are given them."""
    made = document(name)
    table = next(block for block in made.blocks if isinstance(block, Table))
    chart = next(block for block in made.blocks if isinstance(block, Chart))
    return {
        "title": made.title,
        "name": name,
        "warning": WARNING,
        "needs": [item[0].text for block in made.blocks if isinstance(block, Items) for item in block.items],
        "rows": [[cell.words[0].text for cell in row] for row in table.rows],
        "texts": [f"{number}. {DISCLOSURE}" for number in range(1, PARAGRAPHS + 1)],
        "svg": drawing.svg(chart, "zh"),
    }


def once(make: Callable) -> Callable:
    """Keep what is made once."""
    kept: list = []

    def given() -> object:
        if not kept:
            kept.append(make())
        return kept[0]

    return given


@once
def template_of_word() -> bytes:
    from docx import Document as Word

    made = Word(str(shared_templates() / "paper.docx"))
    made.sections[0].header.paragraphs[0].text = "{{ title }}"
    made.sections[0].footer.paragraphs[0].text = ""
    made.paragraphs[-1].text = "{{ title }}"
    for tag in ("{{ name }}", "{{ warning }}", "{%p for n in needs %}", "{{ n }}", "{%p endfor %}"):
        made.add_paragraph(tag)
    table = made.add_table(rows=3, cols=5)
    table.cell(0, 0).text, table.cell(2, 0).text = "{%tr for r in rows %}", "{%tr endfor %}"
    for place in range(5):
        table.cell(1, place).text = f"{{{{ r[{place}] }}}}"
    made.add_picture(io.BytesIO(compiler("docx", None).compile(b"#rect(width: 300pt, height: 120pt)", format="png")))
    for tag in ("{%p for t in texts %}", "{{ t }}", "{%p endfor %}"):
        made.add_paragraph(tag)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@once
def page_template() -> object:
    from jinja2 import Environment

    return Environment(autoescape=True).from_string(
        "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1><p>{{ name }}<p>{{ warning }}"
        "<ul>{% for n in needs %}<li>{{ n }}{% endfor %}</ul><table>{% for r in rows %}<tr>{% for c in r %}<td>{{ c }}</td>{% endfor %}</tr>{% endfor %}</table>"
        "{{ svg|safe }}{% for t in texts %}<p>{{ t }}{% endfor %}"
    )


def filling(name: str) -> Document:
    """Read a template's text as a document: what a proposal costs before it is written."""
    from cmtool.report.press.marking import blocks

    text = markdown_of(name)
    return Document(title="产品建议书", lang="zh", blocks=tuple(blocks(text, [])))


def markdown_of(name: str) -> str:
    given = plainly(name)
    rows = "\n".join("| " + " | ".join(row) + " |" for row in given["rows"])
    texts = "\n\n".join(given["texts"])
    return f"# {given['title']}\n\n{name}\n\n> {WARNING}\n\n| a | b | c | d | e |\n|---|---|---|---|---|\n{rows}\n\n{texts}\n"


WAYS: tuple[tuple[str, Callable, str, Callable], ...] = (
    ("pdf", portable.written, "typst", bare_typst),
    ("docx", word.written, "docxtpl", bare_docxtpl),
    ("html", page.written, "jinja2", bare_jinja2),
    ("md", markdown.written, "", bare_jinja2),
    ("xlsx", workbook.written, "xlsxwriter", bare_xlsxwriter),
)


def rate(work: Callable, things: list) -> float:
    """Return how many of things are worked off in a minute of processor time, the first apart."""
    work(things[0])
    start = time.process_time()
    for thing in things[1:]:
        work(thing)
    return (len(things) - 1) * 60 / max(time.process_time() - start, 1e-9)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    names = [f"客户{number:06d}" for number in range(count + 1)]
    made = [document(name) for name in names]
    characters = sum(len(text) for text in made[0].texts())
    print(f"{count:,} proposals of {characters:,} characters, a table of {ROWS} rows, a chart; one core, processor time")
    print(f"{'format':<8}{'a minute':>12}{'KiB':>8}   {'bare library':<14}{'a minute':>12}{'ratio':>8}")
    for form, ours, library, bare in WAYS:
        size = len(ours(replace(made[0]))) / 1024
        mine = rate(ours, made)
        print(f"{form:<8}{mine:>12,.0f}{size:>8.0f}", end="")
        if library:
            theirs = rate(bare, [f"其他{name}" for name in names])
            print(f"   {library:<14}{theirs:>12,.0f}{mine / theirs:>8.2f}", end="")
        print(flush=True)
    print(f"filling {rate(filling, names):>12,.0f}   (a Markdown text read as a document)")


if __name__ == "__main__":
    main()
