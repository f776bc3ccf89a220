r"""Markdown as blocks: headings, paragraphs, notices, lists and tables; raw HTML is text, a link leads into the document only.

The text is read by mistune, with the few rules that documents need. A line that holds nothing but a mark is the block that a
template's function made there. Pieces of a line are remembered: most sentences of a thousand proposals are the same.

>>> [type(block).__name__ for block in blocks("# T\n\n> Mind.\n\n*soft*", [])]
['Heading', 'Notice', 'Paragraph']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from cmtool.errors import InvalidData
from cmtool.model.document import Block, Break, Cell, Column, Heading, Items, Notice, Paragraph, Run, Table, Words, plain
from cmtool.report.press.disguise import END, MARK, shown

if TYPE_CHECKING:
    from mistune import Markdown

Token = Mapping[str, Any]
BLOCKS = ("atx_heading", "thematic_break", "block_quote", "list", "blank_line")
PIECES = ("escape", "emphasis", "link", "link_close", "linebreak", "softbreak")
MARKED = re.compile(f"{MARK}(\\d+){END}")
WIDE = re.compile(r"[\u2e80-\uffef]")
LOWEST = 3


def blocks(text: str, made: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text; ``made`` are those that its marks stand for.

    Raises:
        InvalidData: a made block stands inside a line.
    """
    reader = _reader()
    state = reader.block.state_cls()
    state.process(text)
    reader.block.parse(state)
    return tuple(block for token in state.tokens for block in _block(token, made))


def _block(token: Token, made: Sequence[Block]) -> Iterator[Block]:
    kind = token["type"]
    if kind == "paragraph" or kind == "block_text":
        yield from _paragraph(token["text"], made)
    elif kind == "heading":
        yield Heading(level=min(token["attrs"]["level"], LOWEST), words=line_of(token["text"]))
    elif kind == "block_quote":
        yield from (Notice(words=line_of(text)) for text in _texts(token["children"]))
    elif kind == "list":
        yield Items(items=tuple(map(line_of, _texts(token["children"]))), numbered=token["attrs"]["ordered"])
    elif kind == "table":
        yield _table(*token["children"])
    elif kind == "thematic_break":
        yield Break()


def _paragraph(text: str, made: Sequence[Block]) -> Iterator[Block]:
    """Yield a paragraph, one for each line that ends in a hard break, or the block that a mark stands for."""
    mark = MARKED.fullmatch(text.strip())
    if mark:
        yield made[int(mark[1])]
        return
    for words in runs(_unmarked(text)):
        soft = all(run.soft for run in words)
        undressed = tuple(Run(run.text, strong=run.strong, link=run.link) for run in words) if soft else words
        yield Paragraph(words=undressed, soft=soft)


def _texts(tokens: Iterable[Token]) -> Iterator[str]:
    """Yield the lines of a list or a notice; lists within lists are told one after the other."""
    for token in tokens:
        if "text" in token:
            yield token["text"]
        elif "children" in token:
            yield from _texts(token["children"])


def line_of(text: str) -> Words:
    """Return the words of one line of Markdown.

    Raises:
        InvalidData: a made block stands in it.
    """
    return tuple(run for words in runs(_unmarked(text)) for run in words)


def _unmarked(text: str) -> str:
    if MARK in text:
        raise InvalidData("press-block-in-line", found=shown(MARKED.sub("…", text)))
    return text


def _table(head: Token, body: Token) -> Table:
    cells = head["children"]
    titles = [plain(line_of(cell["text"])) for cell in cells]
    columns = tuple(
        Column(name=f"c{number}", title=title, right=cell["attrs"]["align"] == "right")
        for number, (title, cell) in enumerate(zip(titles, cells, strict=True), 1)
    )
    rows = tuple(tuple(Cell(line_of(cell["text"])) for cell in row["children"]) for row in body["children"])
    return Table(columns=columns, rows=rows)


@lru_cache(maxsize=16384)
def runs(text: str) -> tuple[Words, ...]:
    """Return the words of a piece of Markdown, a tuple for each line that a hard break ends."""
    lines: list[list[Run]] = [[]]
    for run in _pieces(_reader().inline(text.strip(), {"ref_links": {}})):
        if run.text == "\n":
            lines.append([])
        else:
            lines[-1].append(run)
    return tuple(_together(line) for line in lines if line)


def _pieces(tokens: Iterable[Token], *, strong: bool = False, soft: bool = False, link: str = "") -> Iterator[Run]:
    before = ""
    for token in tokens:
        kind = token["type"]
        if kind == "linebreak":
            yield Run("\n")
        elif kind == "softbreak":
            yield Run("" if WIDE.match(before[-1:]) else " ", strong, soft, link)
        elif "raw" in token:
            before = shown(token["raw"])
            yield Run(before, strong, soft, link)
        else:
            url = token.get("attrs", {}).get("url", "")
            inner = _pieces(
                token.get("children", ()),
                strong=strong or kind == "strong",
                soft=soft or kind == "emphasis",
                link=url if kind == "link" and url.startswith("#") else link,
            )
            yield from inner


def _together(line: Sequence[Run]) -> Words:
    """Return the runs of a line, neighbours in the same dress as one."""
    found: list[Run] = []
    for run in line:
        if found and (run.strong, run.soft, run.link) == (found[-1].strong, found[-1].soft, found[-1].link):
            found[-1] = Run(found[-1].text + run.text, run.strong, run.soft, run.link)
        elif run.text:
            found.append(run)
    return tuple(found)


@cache
def _reader() -> Markdown:
    """Return the reader with only the rules that documents need; mistune loads when the first one is read."""
    from mistune import BlockParser, InlineParser, Markdown
    from mistune.plugins.table import table

    made = Markdown(block=BlockParser(list(BLOCKS), list(BLOCKS)), inline=InlineParser())
    made.block.rules = list(BLOCKS)
    made.inline.rules = list(PIECES)
    table(made)
    return made
