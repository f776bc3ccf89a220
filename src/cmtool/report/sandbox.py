"""The sandbox that pages are rendered in: templates read nothing, run nothing, and what a person wrote is escaped.

A missing variable is an error; an institution's own templates go before the shared ones.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cmtool

if TYPE_CHECKING:
    from jinja2 import Environment


def shared_templates() -> Path:
    """Return the top-level templates: in the wheel inside the package, in a checkout beside ``src``."""
    inside = Path(cmtool.__file__).parent / "templates"
    return inside if inside.is_dir() else inside.parents[2] / "templates"


@cache
def sandbox(own: Path | None = None) -> Environment:
    """Return the sandbox of pages, where everything printed is escaped; jinja2 loads only when a page is rendered."""
    from jinja2 import FileSystemLoader, StrictUndefined

    from cmtool.report.press.guarded import Guarded

    return Guarded(
        loader=FileSystemLoader([*([own] if own else []), shared_templates()]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
