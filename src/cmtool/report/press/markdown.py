r"""A document as Markdown: what a reader of Markdown would take for a command is escaped, links lead into the document only.

>>> from cmtool.model.document import Document, Heading, Paragraph, words
>>> made = (Heading(level=1, words=words("A#b")), Paragraph(words=words("1. x|y")))
>>> written(Document(title="A", lang="en", blocks=made)).decode()
'# A\\#b\n\n1\\. x\\|y\n'
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from cmtool.model.document import (
    Block,
    Break,
    Cell,
    Chart,
    Document,
    Heading,
    Items,
    Notice,
    Paragraph,
    Run,
    Signatures,
    Table,
    Words,
)
from cmtool.report.press import sums
from cmtool.report.press.drawing import drawn

FIRST = re.compile(r"^(\s*)([-+=~]|\d+(?=[.)]))([.)]?)")  # what begins a list or a line under a heading
LINE = "\\_" * 20
MARKDOWN = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#"})


def written(document: Document, own: Path | None = None) -> bytes:
    """Return the bytes of a Markdown file."""
    return ("\n\n".join(piece for block in document.blocks for piece in _block(block, document.lang)) + "\n").encode()


def _block(block: Block, lang: str) -> Iterator[str]:
    if isinstance(block, Heading):
        anchor = f'<a id="{block.anchor}"></a>' if block.anchor.startswith("term") else ""
        yield f"{'#' * block.level} {anchor}{_words(block.words)}"
    elif isinstance(block, Paragraph):
        yield f"*{_words(block.words)}*" if block.soft else _begun(_words(block.words))
    elif isinstance(block, Notice):
        yield f"> {_begun(_words(block.words))}"
    elif isinstance(block, Items):
        marks = (f"{number}." if block.numbered else "-" for number in range(1, len(block.items) + 1))
        yield "\n".join(f"{mark} {_begun(_words(item))}" for mark, item in zip(marks, block.items, strict=True))
    elif isinstance(block, Table):
        yield from _table(block, lang)
    elif isinstance(block, Chart):
        yield from _chart(block, lang)
    elif isinstance(block, Signatures):
        yield "    ".join(f"{escaped(who)}{'：' if lang == 'zh' else ': '}{LINE}" for who in block.who)
    elif isinstance(block, Break):
        yield "---"


def _table(table: Table, lang: str) -> Iterator[str]:
    if table.title:
        yield f"**{escaped(table.title)}**"
    heads = [escaped(column.title) + (f" ({escaped(column.unit)})" if column.unit else "") for column in table.columns]
    rule = "".join("---:|" if column.right else "---|" for column in table.columns)
    rows = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in sums.rows(table, lang)]
    yield "\n".join(["| " + " | ".join(heads) + " |", "|" + rule, *rows])


def _cell(cell: Cell) -> str:
    return _words(cell.words)


def _chart(chart: Chart, lang: str) -> Iterator[str]:
    """Yield a picture that stands alone, with its caption."""
    svg = drawn(chart, lang).replace('font-family="inherit"', 'font-family="sans-serif" style="background:#ffffff"')
    yield f"![{escaped(chart.title)}](data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})"
    if chart.caption:
        yield f"*{escaped(chart.caption)}*"


def _words(words: Words) -> str:
    return "".join(map(_run, words))


def _run(run: Run) -> str:
    text = escaped(run.text)
    text = f"**{text}**" if run.strong and text.strip() else text
    text = f"*{text}*" if run.soft and text.strip() else text
    return f"[{text}]({run.link})" if run.link else text


def _begun(line: str) -> str:
    """Return a line that begins no list, whatever it begins with."""
    return FIRST.sub(lambda found: found[1] + (found[2] + "\\" + found[3] if found[3] else "\\" + found[2]), line)


@lru_cache(maxsize=16384)
def escaped(text: str) -> str:
    """Return a text without signs of Markdown."""
    return text.translate(MARKDOWN)
