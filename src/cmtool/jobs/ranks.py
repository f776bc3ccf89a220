"""Ranks of many clients at once: the needs that a product serves and the preferences that are met, as for one client."""

from __future__ import annotations

from collections.abc import Callable

from cmtool.jobs.match_all import Matching
from cmtool.model import Tree
from cmtool.rules.plan import Offer
from cmtool.rules.readings import Block, Sheet


class Ranks:
    """Ranks of one block's pairs: needs served, then preferences that are met, as for one client; nothing else."""

    def __init__(self, matching: Matching, sheet: Sheet, block: Block) -> None:
        self._sheet = sheet
        self._needs = {
            name: (points, _who(matching, sheet, block, name, when)) for name, (points, when) in matching.needs.items()
        }
        self.needed = 0

    def of(self, offer: Offer) -> Callable[[int], int]:
        """Return the rank by a client's place; ``needed`` is then who has a need that the product serves."""
        served = [self._needs[need] for need in offer.product.serves if need in self._needs]
        self.needed = 0
        for _, clients in served:
            self.needed |= clients
        preferred = [
            (one.rule.points, self._sheet.answers[one.number][0] & ~self._sheet.truth(one.silent)[0])
            for one in offer.others
            if one.rule.severity == "prefer"
        ]
        terms = [(points, clients & self.needed) for points, clients in (*served, *preferred)] if self.needed else []
        digits = [(points, format(clients, f"0{self._sheet.everyone.bit_length()}b")) for points, clients in terms if clients]
        return lambda at: sum(points for points, digit in digits if digit[at] == "1")


def _who(matching: Matching, sheet: Sheet, block: Block, need: str, when: Tree | None) -> int:
    """Return who has a need: shown by facts, or stated."""
    shown = sheet.truth(when)[0] if when is not None else 0
    if not matching.stated:
        return shown
    said = ("1" if need in matching.stated.get(code, ()) else "0" for code in block.codes)
    return shown | int("0" + "".join(said), 2)
