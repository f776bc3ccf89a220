"""Documents of many kinds as passages of text, each with its place: told apart by what they are, not by their names.

Whatever a file holds, it ends in passages or in ``InvalidData``: nothing of it is run, fetched or expanded beyond a limit.

>>> [passage.text for passage in read("这款产品保本".encode(), "a.txt")]
['这款产品保本']
"""

from __future__ import annotations

from cmtool.errors import InvalidData
from cmtool.exchange.encoding import decoded
from cmtool.exchange.opening import WEB_PAGE
from cmtool.model import Passage

MOST_BYTES = 256 << 20
MOST_TEXT = 64 << 20  # characters of one document
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
PAGES = (".html", ".htm", ".xhtml")


def read(content: bytes, name: str) -> list[Passage]:
    """Return the passages of a document.

    Raises:
        InvalidData: it cannot be read, is locked or too large, or holds no text that could be looked at.
    """
    if len(content) > MOST_BYTES:
        raise InvalidData("scan-too-large", name=name)
    found = _passages(content, name)
    if sum(len(passage.text) for passage in found) > MOST_TEXT:
        raise InvalidData("scan-too-large", name=name)
    return found


def _passages(content: bytes, name: str) -> list[Passage]:
    if content.startswith(b"PK\x03\x04"):
        from cmtool.exchange.documents.office import passages

        return passages(content, name)
    if b"%PDF-" in content[:1024]:
        from cmtool.exchange.documents.portable import passages

        return passages(content, name)
    if content.startswith(OLD_OFFICE):
        raise InvalidData("scan-old-office", name=name)
    text = decoded(content, name).replace("\r\n", "\n").replace("\r", "\n")
    if WEB_PAGE.match(text) or name.lower().endswith(PAGES):
        from cmtool.exchange.documents.page import passages as of_page

        return of_page(text)
    return [Passage(text, "scan-at-line", lines=True)]
