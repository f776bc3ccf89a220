r"""Values in a disguise that Markdown has no signs for, so that nothing a person wrote can become a heading, a link or a table.

Each ASCII sign of a value is moved to a place of its own in a private plane of Unicode before the text is read as Markdown,
and moved back in what was read. Characters that are already there are taken out first: no value can forge one, nor a mark.

>>> hidden = disguised("# a|b\n[c](d)")
>>> hidden == "# a|b [c](d)", shown(hidden)
(False, '# a|b [c](d)')
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup

PLANE = 0x10F000
SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
MARK, END = chr(PLANE + 0xF00), chr(PLANE + 0xF01)  # round the number of a block that stands in a text
OURS = re.compile(f"[{chr(PLANE)}-{chr(PLANE + 0xFFF)}]")
UNSEEN = re.compile("[\\x00-\\x08\\x0e-\\x1f\\x7f-\\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SPACES = re.compile(r"[ \t\r\n\v\f\u2028\u2029]*[\t\r\n\v\f\u2028\u2029][ \t\r\n\v\f\u2028\u2029]*")
ANY = re.compile(f"[{re.escape(SIGNS)}\\x00-\\x1f\\x7f-\\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
                 f"{chr(PLANE)}-{chr(PLANE + 0xFFF)}]")  # fmt: skip
HIDE = {ord(sign): chr(PLANE + ord(sign)) for sign in SIGNS}
SHOW = {PLANE + ord(sign): sign for sign in SIGNS}


@lru_cache(maxsize=16384)
def plain(value: str) -> str:
    """Return a value as it is printed: on one line, without characters that cannot be seen or that turn the line round."""
    if not ANY.search(value):
        return value
    return OURS.sub("\ufffd", UNSEEN.sub("", SPACES.sub(" ", value)))


@lru_cache(maxsize=16384)
def disguised(value: str) -> str:
    """Return a value that no reader of Markdown finds a sign in."""
    return plain(value).translate(HIDE) if ANY.search(value) else value


def shown(text: str) -> str:
    """Return a text with the signs of its values in their places again."""
    return text.translate(SHOW)


class Marked(Markup):
    """Markdown that a template or a function of ours made: printed as it is; what is joined to it is disguised."""

    __slots__ = ()

    @classmethod
    def escape(cls, s: object, /) -> Marked:
        """Return a value in its disguise; what is Markdown already stays."""
        return cls(s if hasattr(s, "__html__") else disguised(str(s)))


def joined(pieces: Iterable[object]) -> str:
    """Return what ``~`` makes of its sides: Markdown where one of them is, else a plain text."""
    found = list(pieces)
    if any(hasattr(piece, "__html__") for piece in found):
        return Marked("").join(found)
    return "".join(map(str, found))
