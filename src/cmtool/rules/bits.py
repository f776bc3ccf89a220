"""Bitmaps as whole numbers: made from signs and texts, read back as places; a number's highest bit is the first client."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import repeat

from cmtool.rules.scales import READINGS

SOMEBODY = re.compile(rb"[^\x00]", re.DOTALL)
BITS = [[bit for bit in range(8) if byte >> (7 - bit) & 1] for byte in range(256)]
PAGE = 255  # different sets that one letter can tell apart


def spelled(texts: Sequence[str]) -> Callable[[str], int]:
    """Return the look-up of one column of sets: few differ, so each different one is looked into once, a page at a time."""
    different = list(dict.fromkeys(texts))
    cut = [different[start : start + PAGE] for start in range(0, len(different), PAGE)]
    pages = [(page, _lettered(texts, page)) for page in cut]

    def within(piece: str) -> int:
        found = 0
        for page, letters in pages:
            digits = "0" + "".join("1" if text and piece in text else "0" for text in page)
            found |= int(letters.translate(digits.ljust(256, "0").encode()), 2)
        return found

    return within


def _lettered(texts: Sequence[str], page: Sequence[str]) -> bytes:
    """Return one letter for each text: its number on the page, 0 for one that is not on it."""
    letters = {text: chr(at) for at, text in enumerate(page, 1)}
    return "".join(map(letters.get, texts, repeat("\0"))).encode("latin-1")


def positions(clients: int, count: int) -> list[int]:
    """Return where in a block of ``count`` clients the bits of ``clients`` stand, in order.

    >>> positions(0b0100000001, 10)
    [1, 9]
    """
    data = clients.to_bytes((count + 7) // 8, "big")
    ahead = len(data) * 8 - count
    places = (found.start() for found in SOMEBODY.finditer(data))
    return [place * 8 - ahead + bit for place in places for bit in BITS[data[place]]]


@cache
def table(digit: int) -> bytes:
    """Return the table that turns signs into one binary digit of their readings."""
    values = bytearray(b"0" * 256)
    for reading, sign in enumerate(READINGS):
        values[ord(sign)] = ord("1" if reading >> digit & 1 else "0")
    return bytes(values)
