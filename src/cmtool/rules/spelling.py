"""Text folded to its plain spelling: full width, traditional characters, signs put between characters, sound-alikes.

What is folded keeps its line breaks, so that a place can be told; where each character came from is asked for only where
something was found.

>>> Folding(()).folded("保.本 穩 賺 １００％")
'保本稳赚 100%'
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from cmtool.model import Spelling

HAN = "\u3400-\u9fff"
UNSEEN = "\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff"
# what people put between characters: blanks, dots, strokes and pictures; never what ends a clause
SIGNS = r"[ \t\v\u00a0\u3000.·•*_~|/\\^+#=…‧・˙◆●★☆※\-—–" + "\u2190-\u21ff\u25a0-\u27bf\U0001f300-\U0001faff]"
WRAPPED = re.compile(rf"\n(?<=[^\n]{{24}}\n)(?<=[{HAN}]\n)(?=[{HAN}])")  # a line that ends because the page does
STEPS = 4  # signs in a row that are taken out


def unwrapped(text: str) -> str:
    """Return a text with the line breaks marked that only the width of a page made."""
    return WRAPPED.sub("\v", text)


class Folding:
    """How text is folded: the characters that change, and the words that are spelt otherwise."""

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        self._means = {way.lower(): spelling.means for spelling in spellings for way in spelling.written}
        longest = sorted(self._means, key=len, reverse=True)
        self._written = re.compile("|".join(map(re.escape, longest)) or r"(?!)")

    def folded(self, text: str) -> str:
        """Return ``text`` in plain spelling and lower case, with as many lines."""
        if _changing().search(text):
            text = text.translate(_plain())
        lower = text.lower()
        text = lower if len(lower) == len(text) else text.translate(_ascii_lower())
        if not text.isascii():
            text = _between().sub("", text)
        return self._written.sub(self._meant, text) if self._means else text

    def traced(self, text: str) -> tuple[str, list[int]]:
        """Return the same as ``folded``, and for each of its characters the place it came from."""
        table = _plain()
        kept = [(new, place) for place, char in enumerate(text) if (new := table.get(ord(char), char)) is not None]
        plain, places = "".join(new for new, _ in kept), [place for _, place in kept]
        lower = plain.lower()
        plain = lower if len(lower) == len(plain) else plain.translate(_ascii_lower())
        plain, places = _replaced(_between(), lambda _: "", plain, places)
        return _replaced(self._written, self._meant, plain, places)

    def _meant(self, found: re.Match[str]) -> str:
        return self._means[found[0]]


def _replaced(
    pattern: re.Pattern[str], said: Callable[[re.Match[str]], str], text: str, places: list[int]
) -> tuple[str, list[int]]:
    pieces, traced, last = [], [], 0
    for found in pattern.finditer(text):
        new = said(found)
        pieces += [text[last : found.start()], new]
        traced += places[last : found.start()]
        if new:
            traced += [places[found.start()]] * (len(new) - 1) + [places[found.end() - 1]]
        last = found.end()
    return "".join([*pieces, text[last:]]), traced + places[last:]


@cache
def _plain() -> dict[int, str | None]:
    """Return what stands for each character: plain width, simplified, nothing for what is not seen."""
    known = json.loads(Path(__file__).with_name("traditional.json").read_text(encoding="utf-8"))
    table: dict[int, str | None] = {ord(old): new for old, new in zip(known["traditional"], known["simplified"], strict=True)}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；！？（）"}
    for part in re.findall(r"(.)(?:-(.))?", UNSEEN):
        table |= dict.fromkeys(range(ord(part[0]), ord(part[1] or part[0]) + 1))
    return table


@cache
def _changing() -> re.Pattern[str]:
    return re.compile(f"[{''.join(re.escape(chr(code)) for code in _plain())}]")


@cache
def _ascii_lower() -> dict[int, int]:
    return {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


@cache
def _between() -> re.Pattern[str]:
    """Return up to four signs between two Chinese characters; as it begins with a sign, other text is passed over."""
    inner = ""
    for steps in range(STEPS, 0, -1):
        here = rf"(?<=[{HAN}]{'.' * steps})(?=[{HAN}])"
        inner = rf"(?:{here}|{SIGNS}{inner})" if inner else here
    return re.compile(SIGNS + inner, re.DOTALL)
