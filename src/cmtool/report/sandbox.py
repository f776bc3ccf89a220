"""The sandbox that templates are rendered in: they read nothing, run nothing, and what a person wrote is escaped.

A missing variable is an error; an institution's own templates go before the shared ones.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cmtool

if TYPE_CHECKING:
    from jinja2 import Environment

MARKDOWN = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#"})


def shared_templates() -> Path:
    """Return the top-level templates: in the wheel inside the package, in a checkout beside ``src``."""
    inside = Path(cmtool.__file__).parent / "templates"
    return inside if inside.is_dir() else inside.parents[2] / "templates"


@cache
def sandbox(form: str, own: Path | None = None, plain: tuple[type, ...] = ()) -> Environment:
    """Return the sandbox of one format, ``html`` or ``md``; jinja2 loads only when a document is rendered.

    In Markdown every text is escaped but those of the types in ``plain``, which are made here and not written by people.
    """
    from jinja2 import FileSystemLoader, StrictUndefined

    from cmtool.report.press.guarded import Guarded

    made = Guarded(
        loader=FileSystemLoader([*([own] if own else []), shared_templates()]),
        autoescape=form == "html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    if form == "md":
        made.finalize = lambda value: (
            value.translate(MARKDOWN) if isinstance(value, str) and not isinstance(value, plain) else value
        )
    return made
