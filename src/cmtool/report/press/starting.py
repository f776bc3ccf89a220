"""A template to start from: a whole one, or one that takes over a shared template's blocks."""

from __future__ import annotations

import re
from pathlib import Path

from cmtool.report.press.lookup import Shelf

BLOCK = re.compile(r"\{%-?\s*block\s+(\w+)")
OVER = """\
{{# {name}.md: takes over the shared template; what stands in a block here replaces what stands there. #}}
{{% extends 'core:{name}.md' %}}
{{# Blocks: {blocks}. {{{{ super() }}}} is what stood there. For example: #}}
{{% block {first} %}}
{{{{ super() }}}}
{{% endblock %}}
"""


def started(name: str) -> str:
    """Return the text of a new template."""
    shared = Shelf().source(f"core:{name}.md")
    if shared is None:
        return Path(__file__).with_name("starter.md").read_text(encoding="utf-8")
    blocks = list(dict.fromkeys(BLOCK.findall(shared.read_text(encoding="utf-8")))) or ["body"]
    return OVER.format(name=name, blocks=", ".join(blocks), first=blocks[-1])
