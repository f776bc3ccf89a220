"""The sandbox that Markdown templates are filled in: they read nothing but templates, run nothing, and values are inert.

What ``{{ … }}`` prints is disguised, whoever wrote it; only what a template itself says, its macros and the functions that
make blocks are Markdown. Numbers that would fill the memory are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, nodes
from jinja2.compiler import CodeGenerator
from jinja2.compiler import Frame as JinjaFrame

from cmtool.model import Text
from cmtool.report.press.disguise import Marked, joined
from cmtool.report.press.guarded import Guarded
from cmtool.report.press.lookup import Shelf


class Shelves(BaseLoader):
    """Finds templates on a shelf, never outside it."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text, where it lies, and whether it is still as it was read."""
        path = self.shelf.source(template)
        if path is None:
            raise TemplateNotFound(template)
        changed = path.stat().st_mtime_ns
        return path.read_text(encoding="utf-8-sig"), str(path), lambda: _unchanged(path, changed)


class Writing(CodeGenerator):
    """Compiles ``~`` so that what is joined to Markdown is disguised."""

    def visit_Concat(self, node: nodes.Concat, frame: JinjaFrame) -> None:
        """Write a call of our own joining."""
        self.write("environment.joined((")
        for piece in node.nodes:
            self.visit(piece, frame)
            self.write(", ")
        self.write("))")


class Sheet(Guarded):
    """The environment of Markdown templates."""

    code_generator_class = Writing

    def joined(self, pieces: tuple[object, ...]) -> str:
        """Return what ``~`` makes of its sides."""
        return joined(pieces)


@lru_cache(maxsize=16)
def sheet(shelf: Shelf, lang: str) -> Sheet:
    """Return the sandbox of a shelf and a language."""
    made = Sheet(
        loader=Shelves(shelf),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        cache_size=100,
    )

    def printed(value: object) -> object:
        """Disguise what ``{{ … }}`` prints; a text in two languages is said in the document's."""
        return Marked.escape(value.said(lang) if isinstance(value, Text) else value)

    made.finalize = printed
    made.filters["e"] = made.filters["escape"] = Marked.escape
    made.filters["join"] = lambda parts, by="": _joined(parts, by, lang)
    return made


def _joined(parts: Iterable[object], by: str, lang: str) -> str:
    """Return parts as one text, texts in two languages in the document's."""
    said = [part.said(lang) if isinstance(part, Text) else part for part in parts]
    return joined([piece for part in said for piece in (by, part)][1:])


def _unchanged(path: Path, changed: int) -> bool:
    try:
        return path.stat().st_mtime_ns == changed
    except OSError:
        return False
