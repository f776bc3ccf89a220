"""A PDF as passages, a page each, read by pypdf in a process of its own: a file made to hang or to fill the memory ends there.

The process is this module run by itself: it takes the file on standard input and writes a list of pages as JSON.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import subprocess
import sys
from typing import Any

from cmtool.errors import InvalidData, Misconfigured
from cmtool.model import Passage
from cmtool.rules.spelling import unwrapped

SECONDS = 60
MEMORY = 2 << 30
MOST_PAGES = 5_000


def passages(content: bytes, name: str) -> list[Passage]:
    """Return the pages of a PDF that hold text.

    Raises:
        InvalidData: it is broken, locked, takes too long, or has no text at all, only pictures.
        Misconfigured: pypdf is not installed.
    """
    told = _told(content, name)
    found = [
        Passage(unwrapped(text), "scan-at-page", (("page", number),))
        for number, text in enumerate(told["pages"], 1)
        if text.strip()
    ]
    if not found:
        raise InvalidData("scan-no-text", name=name)
    return found


def about(content: bytes, name: str) -> str:
    """Return what a PDF says of itself in its properties.

    Raises:
        InvalidData: it is broken, locked or takes too long.
        Misconfigured: pypdf is not installed.
    """
    return "\n".join(_told(content, name)["about"])


def _told(content: bytes, name: str) -> dict[str, Any]:
    """Return the pages and the properties of a PDF, read by the other process."""
    if importlib.util.find_spec("pypdf") is None:
        raise Misconfigured("scan-no-pypdf", name=name)
    try:
        ran = subprocess.run([sys.executable, "-m", __name__], input=content, capture_output=True, timeout=SECONDS, check=False)
        told = json.loads(ran.stdout)
    except subprocess.TimeoutExpired:
        raise InvalidData("scan-too-slow", name=name, seconds=SECONDS) from None
    except ValueError:  # the process ended before it could say anything
        raise InvalidData("scan-broken", name=name, wrong="pypdf") from None
    if "wrong" in told:
        raise InvalidData(told["key"], name=name, wrong=told["wrong"])
    return told


def pages_of(content: bytes) -> dict[str, object]:
    """Return the text of each page and the properties, or what is wrong; whatever pypdf raises is said and not raised."""
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"key": "scan-locked", "wrong": ""}
        if len(reader.pages) > MOST_PAGES:
            return {"key": "scan-too-large", "wrong": ""}
        held = [str(value) for value in (reader.metadata or {}).values()]
        return {"pages": [page.extract_text() for page in reader.pages], "about": held}
    except Exception as wrong:  # a hostile file can raise anything at all
        return {"key": "scan-broken", "wrong": (str(wrong) or type(wrong).__name__)[:200]}


def _limited() -> None:
    """Keep this process from taking all memory, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _limited()
    sys.stdout.write(json.dumps(pages_of(sys.stdin.buffer.read())))
