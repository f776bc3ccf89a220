"""What a product's costs come to in money: each share that its own words name, of an amount.

A share of what is earned is left alone: it cannot be worked out before, and nothing here supposes a gain.

>>> [(words, fen) for words, fen in charged("管理费每年2%；开户不收费", 10_000_000)]
[('管理费每年2%', 200000)]
>>> charged("performance fee 20% of the gain", 10_000_000)
[]
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

PIECES = re.compile(r"[；。，、;]|, |\. |\.$")
SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")
EARNED = re.compile(r"收益|业绩|超额|盈利|利润|浮动|profit|performance|excess|gain|earn", re.IGNORECASE)


@lru_cache(maxsize=4096)
def shares(words: str) -> tuple[tuple[str, Decimal], ...]:
    """Return the pieces of a sentence that name a share of the amount, each with that share."""
    pieces = (piece.strip() for piece in PIECES.split(words))
    found = ((piece, SHARE.findall(piece)) for piece in pieces if not EARNED.search(piece))
    return tuple((piece, Decimal(each) / 100) for piece, several in found for each in several)


def charged(words: str, fen: int) -> list[tuple[str, int]]:
    """Return what each share named in ``words`` comes to of an amount in fen, to the fen."""
    one = Decimal(1)
    return [(piece, int((share * fen).quantize(one, ROUND_HALF_UP))) for piece, share in shares(words)]
