"""What clients got, byte for byte (原件留存): compressed, each content once however often it was written.

>>> unpacked(packed("产品建议书".encode())).decode()
'产品建议书'
"""

from __future__ import annotations

import sqlite3
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmtool.book.ledger import Pen

LEVEL = 6
Copy = tuple[str, int, str]


def packed(content: bytes) -> str:
    """Return bytes compressed and written as text, so that the journal can hold them."""
    return b64encode(zlib.compress(content, LEVEL)).decode("ascii")


def unpacked(text: str) -> bytes:
    """Return the very bytes that were packed."""
    return zlib.decompress(b64decode(text))


def row(content: bytes) -> Copy:
    """Return what is kept of a document: its SHA-256, its size, its bytes packed."""
    return sha256(content).hexdigest(), len(content), packed(content)


def keep(db: sqlite3.Connection, pen: Pen, rows: Iterable[Copy]) -> None:
    """Keep documents, each content once, also where it was kept already."""
    known = "SELECT 1 FROM copy WHERE sha256 = ?"
    fresh = {one[0]: one for one in rows if db.execute(known, one[:1]).fetchone() is None}
    if fresh:
        pen.insert_many("copy", ("sha256", "size", "packed"), list(fresh.values()))


def kept(db: sqlite3.Connection, digest: str) -> bytes | None:
    """Return the bytes with a SHA-256, ``None`` where they were not kept or are not what they were."""
    found = db.execute("SELECT packed FROM copy WHERE sha256 = ?", (digest,)).fetchone()
    content = unpacked(found[0]) if found else None
    return content if content is not None and sha256(content).hexdigest() == digest else None
