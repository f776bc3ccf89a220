"""Numbers and days as people write them: ``50万``, ``1.2亿``, ``3.5%``, ``2026-11-24``.

>>> number("1.2亿")
Decimal('120000000.0')
>>> day("2026年11月24日")
datetime.date(2026, 11, 24)
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

TIMES = {
    "": 1,
    "千": 1_000,
    "万": 10_000,
    "萬": 10_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "億": 100_000_000,
}
NUMBER = re.compile(r"([-+]?\d+(?:\.\d+)?|[-+]?\.\d+)(?:(百万|千万|千|万|萬|亿|億)?(?:元|圆|人民币)?|(%|％|‰))")
GROUPED = re.compile(
    r"[-+]?\d{1,3}(?:([, \xa0\u3000])\d{3})(?:\1\d{3})*(?!\d)(?:\.\d+)?\D*"
)  # 1,234,567.89 and nothing like 1,5
DAY = re.compile(
    r"(\d{4})(\d{2})(\d{2})"
    r"|(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
FULL_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)} | {
    ord("．"): ".",
    ord("－"): "-",
    ord("，"): ",",
    ord("¥"): "",
    ord("￥"): "",
}
GAP = re.compile(r"[, \xa0\u3000]")
LOOSE = re.compile(r"(?<!\d)\s|\s(?!\d)")


def number(text: str) -> Decimal:
    """Return the number written as ``text``, thousands separators and 万, 亿, % understood.

    Raises:
        ValueError: it is not a number.
    """
    found = NUMBER.fullmatch(text) or NUMBER.fullmatch(_plain(text))
    if not found:
        raise ValueError(text)
    digits, times, share = found.groups()
    value = Decimal(digits) * TIMES[times or ""]
    return value / {"": 1, "‰": 1000}.get(share or "", 100)


def _plain(text: str) -> str:
    """Return a number without its thousands separators; one comma or gap in the wrong place is left in, and refused."""
    written = text.translate(FULL_WIDTH).strip()
    return GAP.sub("", written) if GROUPED.fullmatch(written) else LOOSE.sub("", written)


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
