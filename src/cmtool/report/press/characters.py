r"""Characters that can stand on paper: what a file of any format takes without being broken by it.

>>> printable("A\x00B\tC\r\nD\ud800")
'AB C\nD'
"""

from __future__ import annotations

import re

UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
KEPT = {"\t": " ", "\u2028": "\n", "\u2029": "\n"}


def printable(text: str) -> str:
    """Return a text without control characters, halves of characters and the like; a tab becomes a space."""
    if UNPRINTABLE.search(text) is None:
        return text
    return UNPRINTABLE.sub(lambda found: KEPT.get(found[0], ""), text)
