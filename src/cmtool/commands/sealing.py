"""The mark inside a document's file: in its properties where the format has them, else in its text where no reader sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmtool.commands.office import Office

if TYPE_CHECKING:
    from cmtool.commands.keeping import Evidence
    from cmtool.model import Proposal

TEXTS = {"": "text", ".md": "text", ".html": "page", ".htm": "page"}


def marks(office: Office, plan: Proposal, kept: Evidence) -> tuple[tuple[str, str], ...]:
    """Return what a file's own properties say of it: the mark, who made it, as of when; nothing of the client."""
    from cmtool.exchange.documents.marks import NAME

    author = (("author", plan.manager),) if plan.manager else ()
    return ((NAME, kept.mark), *author, ("as_of", office.on.isoformat()))


def sealed(content: bytes, suffix: str, mark: str) -> bytes:
    """Return a document's bytes with the mark in them, also where its format or a house's own page has no place for it."""
    from cmtool.exchange.documents.marks import NAME

    if mark.encode() in content or suffix.lower() not in TEXTS:
        return content
    head = content.find(b"<head>") if TEXTS[suffix.lower()] == "page" else -1
    if head >= 0:
        at = head + len(b"<head>")
        return content[:at] + f'\n<meta name="{NAME}" content="{mark}">'.encode() + content[at:]
    return content.rstrip() + f"\n\n[//]: # ({mark})\n".encode()  # a link that leads nowhere: no reader shows it
