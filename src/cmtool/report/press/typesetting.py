"""The typesetter (排版): typst, with Chinese fonts of its own, that sees one template and its data and nothing else.

It is kept between documents, because starting it costs as much as twenty pages. Data never becomes markup; no file and no
package can be read; a character that no font has is an error and not an empty box (the extras ``pdf`` and ``docx``).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cmtool.errors import InvalidData, Misconfigured

if TYPE_CHECKING:
    from typst import Compiler

FORBIDDEN = re.compile(r"(?<![\w-])(?:import|include|eval|plugin|std)(?![\w-])")  # reaches beyond one template; in comments too
NO_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
ARCHIVE = ["a-2a"]  # ISO 19005-2: every font embedded, every glyph there, read aloud in its order
PICTURE = b"""#let given = json(bytes(sys.inputs.document))
#set page(width: given.width * 1pt, height: auto, margin: 0pt, fill: white)
#set text(font: "Noto Sans SC", fallback: false)
#image(bytes(given.svg), format: "svg", width: 100%)"""
FONTS = "fonts"  # an institution's own, in its folder


def pdf(template: bytes, name: str, document: str, day: int, own: Path | None = None) -> bytes:
    """Return pages as PDF/A-2a.

    Args:
        template: A typst template; it finds its data in ``sys.inputs.document``.
        name: What to call the template where it is wrong.
        document: The data, as JSON.
        day: Seconds since 1970 of the document's day.
        own: An institution's folder; the fonts in its folder ``fonts`` can be used.

    Raises:
        Misconfigured: the extra is not installed, or the template is wrong.
        InvalidData: a character is in none of the fonts.
    """
    found = FORBIDDEN.search(template.decode(errors="replace"))
    if found:
        raise Misconfigured("press-template-reaches", path=name, found=found[0])
    folder = own / FONTS if own and (own / FONTS).is_dir() else None
    made = compiler("pdf", folder)
    return _set(
        name,
        lambda: made.compile_with_warnings(
            template, format="pdf", sys_inputs={"document": document}, timestamp=day, pdf_standards=ARCHIVE
        ),
    )


def picture(document: str, ppi: float) -> bytes:
    """Return a drawing as PNG; ``document`` holds its ``svg`` and its ``width`` in points.

    Raises:
        Misconfigured: the extra is not installed.
    """
    made = compiler("docx", None)
    return _set("", lambda: made.compile_with_warnings(PICTURE, format="png", ppi=ppi, sys_inputs={"document": document}))


def families(own: Path | None) -> list[str]:
    """Return the names of an institution's own fonts."""
    folder = own / FONTS if own else None
    if folder is None or not folder.is_dir():
        return []
    from typst import Fonts

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]).families()


@cache
def compiler(extra: str, fonts: Path | None) -> Compiler:
    """Return the typesetter, ready, at work in a folder that is empty and stays so.

    Raises:
        Misconfigured: the extra is not installed.
    """
    try:
        from pylopdf_fonts_zh_cn import sans_path
        from typst import Compiler, Fonts
    except ModuleNotFoundError as missing:
        raise Misconfigured("engine-missing", engine=extra.upper(), extra=extra, wrong=missing.name) from None
    folders = [str(sans_path().parent), *([str(fonts)] if fonts else [])]
    known = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    empty = tempfile.mkdtemp(prefix="cmtool-press-")
    _emptied_at_exit(empty)
    nowhere = str(Path(empty) / "nowhere")
    return Compiler(root=empty, font_paths=known, ignore_system_fonts=True, package_path=nowhere, package_cache_path=nowhere)


def _emptied_at_exit(folder: str) -> None:
    import atexit
    import shutil

    atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _set(name: str, work: Callable[[], tuple[object, list[object]]]) -> bytes:
    """Return what the typesetter made; its warnings are errors."""
    from typst import TypstError

    try:
        made, warnings = work()
    except TypstError as wrong:
        if lacking := NO_GLYPH.search(wrong.message):
            raise InvalidData("press-no-glyph", found=lacking[1]) from None
        raise Misconfigured("template-failed", path=name, wrong=" ".join([wrong.message, *wrong.hints])) from None
    if warnings:
        raise Misconfigured("template-failed", path=name, wrong="; ".join(str(each.message) for each in warnings))  # type: ignore[attr-defined]
    return made[0] if isinstance(made, list) else made  # type: ignore[return-value]
