"""What clients got, byte for byte (原件留存): compressed, each content once however often it was written.

>>> unpacked(packed("产品建议书".encode())).decode()
'产品建议书'
"""

from __future__ import annotations

import sqlite3
import zlib
from base64 import b85decode, b85encode
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmtool.book.ledger import Pen

LEVEL = 9


def packed(content: bytes) -> str:
    """Return bytes compressed and written as text, so that the journal can hold them."""
    return b85encode(zlib.compress(content, LEVEL)).decode("ascii")


def unpacked(text: str) -> bytes:
    """Return the very bytes that were packed."""
    return zlib.decompress(b85decode(text))


def keep(db: sqlite3.Connection, pen: Pen, content: bytes) -> None:
    """Keep a document's bytes, unless they are kept already."""
    digest = sha256(content).hexdigest()
    if db.execute("SELECT 1 FROM copy WHERE sha256 = ?", (digest,)).fetchone() is None:
        pen.insert("copy", {"sha256": digest, "size": len(content), "packed": packed(content)})


def kept(db: sqlite3.Connection, digest: str) -> bytes | None:
    """Return the bytes with a SHA-256, ``None`` where they were not kept or are not what they were."""
    found = db.execute("SELECT packed FROM copy WHERE sha256 = ?", (digest,)).fetchone()
    content = unpacked(found[0]) if found else None
    return content if content is not None and sha256(content).hexdigest() == digest else None
