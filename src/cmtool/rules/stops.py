"""One expression for many anchors: where any of a thousand short texts stands, found in one pass.

Python's own alternation tries each way in turn. Here the first character is looked for as a set, the next in a set of its own,
and only what is left is compared with the few anchors that begin so.

>>> [found.start() for found in stops(["保本", "收益高", "稳"]).finditer("不保本，收益低，稳")]
[1, 8]
"""

from __future__ import annotations

import re
from collections.abc import Iterable

GROUPS = 24


def stops(anchors: Iterable[str]) -> re.Pattern[str]:
    """Return an expression that fits where an anchor stands; none of them may hold another."""
    ordered = sorted(set(anchors), key=lambda anchor: (anchor[1:2], anchor))
    single = [anchor for anchor in ordered if len(anchor) == 1]
    longer = [anchor for anchor in ordered if len(anchor) > 1]
    size = max(1, -(-len(longer) // GROUPS))
    groups = [longer[start : start + size] for start in range(0, len(longer), size)]
    ways = []
    if longer:
        within = "|".join(_group(group) for group in groups)
        ways.append(f"{_any(anchor[0] for anchor in longer)}(?={_any(anchor[1] for anchor in longer)})(?:{within})")
    if single:
        ways.append(_any(single))
    return re.compile("|".join(ways) or r"(?!)", re.DOTALL)


def shortest(anchors: Iterable[str]) -> dict[str, str]:
    """Return for each anchor the shortest one within it, itself where there is none: where it stands, that one stands too."""
    found: dict[str, str] = {}
    kept: set[str] = set()
    for anchor in sorted(anchors, key=lambda anchor: (len(anchor), anchor)):
        parts = (anchor[low:high] for low in range(len(anchor)) for high in range(low + 1, len(anchor) + 1))
        found[anchor] = next((part for part in parts if part in kept), anchor)
        kept.add(found[anchor])
    return found


def _group(anchors: list[str]) -> str:
    """Return the anchors of one group by their second characters; the first has been passed already."""
    beginnings: dict[str, list[str]] = {}
    for anchor in anchors:
        beginnings.setdefault(anchor[:2], []).append(anchor[2:])
    ways = [_rest(beginning, rest) for beginning, rest in beginnings.items()]
    return f"{_any(anchor[1] for anchor in anchors)}(?:{'|'.join(ways)})"


def _rest(beginning: str, rest: list[str]) -> str:
    tail = "" if "" in rest else f"(?:{'|'.join(map(re.escape, rest))})"
    return f"(?<={re.escape(beginning)}){tail}"


def _any(characters: Iterable[str]) -> str:
    return f"[{''.join(re.escape(char) for char in sorted(set(characters)))}]"
