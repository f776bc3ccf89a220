"""Numbers and days as people write them: ``50万``, ``1.2亿``, ``3.5%``, ``2026-11-24``.

>>> number("1.2亿")
Decimal('120000000.0')
>>> day("2026年11月24日")
datetime.date(2026, 11, 24)
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

TIMES = {"": 1, "千": 1_000, "万": 10_000, "萬": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000, "億": 100_000_000}
NUMBER = re.compile(r"([-+]?\d+(?:\.\d+)?|[-+]?\.\d+)(百万|千万|千|万|萬|亿|億)?(?:元|圆|人民币)?(%|％|‰)?")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?|(\d{4})(\d{2})(\d{2})")
NOISE = str.maketrans({",": "", "，": "", " ": "", "\u3000": "", "\xa0": "", "¥": "", "￥": ""})
FULL_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)} | {ord("．"): ".", ord("－"): "-"}


def number(text: str) -> Decimal:
    """Return the number written as ``text``, thousands separators and 万, 亿, % understood.

    Raises:
        ValueError: it is not a number.
    """
    plain = text.strip().translate(NOISE).translate(FULL_WIDTH)
    found = NUMBER.fullmatch(plain)
    if not found:
        raise ValueError(text)
    digits, times, share = found.groups()
    try:
        value = Decimal(digits) * TIMES[times or ""]
    except InvalidOperation:
        raise ValueError(text) from None
    return value / {"": 1, "‰": 1000}.get(share or "", 100)


def day(text: str) -> date:
    """Return the day written as ``text``: ISO, slashes, dots, 年月日 or eight digits; a time of day is dropped.

    Raises:
        ValueError: it is not a day, or one that does not exist.
    """
    found = DAY.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    year, month, of_month = (part for part in found.groups() if part)
    return date(int(year), int(month), int(of_month))
