"""A document as one self-contained page: for a screen, a phone, the dark and A4 paper; it loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from cmtool.model.document import (
    Block,
    Break,
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
from cmtool.report.sandbox import shared_templates

SHORT, LONG = 10, 24  # characters: what is not broken, what may be
WORDY = 3  # columns from which sentences do not fit side by side on a phone
ARTICLE = 3  # the level of headings whose parts stand in a frame


def written(document: Document, own: Path | None = None) -> bytes:
    """Return the bytes of a page; a ``paper.css`` in ``own`` goes before the shared one."""
    return "".join((*head(document, own), "<body>\n<main>\n", body(document), "</main>\n</body>\n</html>\n")).encode()


def head(document: Document, own: Path | None = None) -> tuple[str, ...]:
    """Return what stands before the body."""
    lang = "zh-CN" if document.lang == "zh" else "en"
    marks = "".join(f'<meta name="{text(name)}" content="{text(value)}">\n' for name, value in document.marks)
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        marks, f"<title>{text(document.title)}</title>\n<style>\n", look(own), "</style>\n</head>\n",
    )  # fmt: skip


def body(document: Document) -> str:
    """Return the blocks of a document as HTML."""
    return "".join(_blocks(document))


@cache
def look(own: Path | None = None) -> str:
    """Return the look of every document on a page."""
    path = own / "paper.css" if own and (own / "paper.css").is_file() else shared_templates() / "paper.css"
    return path.read_text(encoding="utf-8").replace("</", "<\\/")


def _blocks(document: Document) -> Iterator[str]:
    framed = False
    for block in document.blocks:
        if type(block) is Heading:
            yield "</article>\n" if framed else ""
            framed = block.level == ARTICLE
            yield "<article>\n" if framed else ""
        yield from _block(block, document.lang)
    yield "</article>\n" if framed else ""


def _block(block: Block, lang: str) -> Iterator[str]:
    kind = type(block)
    if kind is Heading:
        anchor = f' id="{text(block.anchor)}"' if block.anchor else ""
        yield f"<h{block.level}{anchor}>{_words(block.words)}</h{block.level}>\n"
    elif kind is Paragraph:
        yield f"<p{' class=meta' if block.soft else ''}>{_words(block.words)}</p>\n"
    elif kind is Notice:
        yield f'<p class="warning">{_words(block.words)}</p>\n'
    elif kind is Items:
        tag = "ol" if block.numbered else "ul"
        yield f"<{tag}>\n"
        yield from (f"<li>{_words(item)}</li>\n" for item in block.items)
        yield f"</{tag}>\n"
    elif kind is Table:
        yield from _table(block, lang)
    elif kind is Chart:
        caption = f"<figcaption>{text(block.caption)}</figcaption>" if block.caption else ""
        yield f"<figure>{drawn(block, lang)}{caption}</figure>\n"
    elif kind is Signatures:
        yield from ('<div class="signatures">', *(f"<p>{text(who)}<span></span></p>" for who in block.who), "</div>\n")
    elif kind is Break:
        yield '<div class="new-page"></div>\n'


def _table(table: Table, lang: str) -> Iterator[str]:
    right = [' class="right"' if column.right else "" for column in table.columns]
    heads = (
        f"<th{side}>{text(column.title)}{f'<small>{text(column.unit)}</small>' if column.unit else ''}</th>"
        for column, side in zip(table.columns, right, strict=True)
    )
    title = f"<caption>{text(table.title)}</caption>" if table.title else ""
    stacked = ' class="stacked"' if _is_wordy(table) else ""  # on a phone its rows are read one below the other
    yield f'<div class="scroll"><table{stacked}>{title}\n<thead><tr>{"".join(heads)}</tr></thead>\n<tbody>\n'
    named = [f' data-head="{text(column.title)}"' if stacked else "" for column in table.columns]
    for row in sums.rows(table, lang):
        cells = (
            f"<td{side or _breaking(cell.words)}{name}>{_words(cell.words)}</td>"
            for cell, side, name in zip(row, right, named, strict=True)
        )
        yield f"<tr>{''.join(cells)}</tr>\n"
    yield "</tbody></table></div>\n"


def _is_wordy(table: Table) -> bool:
    """Whether a table has several columns and sentences in them."""
    return len(table.columns) >= WORDY and any(
        sum(len(run.text) for run in cell.words) > LONG for row in table.rows for cell in row
    )


def _breaking(words: Words) -> str:
    """Return how the words of a cell may be broken: a day is not, a sentence may be."""
    long = sum(len(run.text) for run in words)
    return ' class="short"' if long <= SHORT else ' class="long"' if long > LONG else ""


@lru_cache(maxsize=16384)
def _words(words: Words) -> str:
    """Return words with their dress; sentences that many documents share are dressed once."""
    return "".join(map(_run, words))


def _run(run: Run) -> str:
    found = text(run.text)
    found = f"<strong>{found}</strong>" if run.strong else found
    found = f'<span class="source">{found}</span>' if run.soft else found
    return f'<a href="{text(run.link)}">{found}</a>' if run.link.startswith("#") else found


@lru_cache(maxsize=16384)
def text(said: str) -> str:
    """Return a text without signs of HTML."""
    return escape(said)
