"""A web page as passages: what is between block tags, and what attributes show to a reader.

>>> [passage.text for passage in passages("<p>保<b>本</b></p><script>no()</script><img alt='稳赚'>")]
['保本', '稳赚']
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from cmtool.model import Passage

SILENT = frozenset({"script", "style", "template"})
INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
    "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
# comments and declarations: taken out first, as the parser looks for the end of each unclosed one through all the rest
UNSHOWN = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)", re.DOTALL)
NO_TAG = re.compile(r"<(?=[^<>]*(?:<|\Z))")  # a bracket that nothing closes: likewise
SHOWN = ("alt", "title", "placeholder", "aria-label", "label", "content", "value", "summary")


def passages(text: str) -> list[Passage]:
    """Return the passages of a page; the place of each is the line on which it begins."""
    page = _Page()
    page.feed(NO_TAG.sub("&lt;", UNSHOWN.sub(lambda found: "\n" * found[0].count("\n"), text)))
    page.close()
    page.block()
    return page.found


class _Page(HTMLParser):
    """Gathers text between the tags that end a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Passage] = []
        self._pieces: list[str] = []
        self._line = 1
        self._silent = ""

    def block(self) -> None:
        """End a passage."""
        words = " ".join("".join(self._pieces).split())
        self._pieces = []
        if words:
            self._keep(words, self._line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a passage with a block tag; take up what attributes show."""
        if tag in SILENT:
            self._silent = self._silent or tag
        if tag not in INLINE:
            self.block()
        for name, value in attrs:
            if name in SHOWN and value and value.strip():
                self._keep(" ".join(value.split()), self.getpos()[0])

    def handle_endtag(self, tag: str) -> None:
        """End a passage with a block tag."""
        if tag == self._silent:
            self._silent = ""
        if tag not in INLINE:
            self.block()

    def handle_data(self, data: str) -> None:
        """Take up text."""
        if self._silent or not data:
            return
        if not self._pieces:
            self._line = self.getpos()[0]
        self._pieces.append(data)

    def _keep(self, words: str, line: int) -> None:
        self.found.append(Passage(words, "scan-at-line", (("number", line),)))
