"""``cmtool match --all``: the whole book against all products, as a stream of pairs or as counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cmtool.commands.match_counts import summary
from cmtool.commands.office import Office
from cmtool.commands.speaking_plugins import have_a_say, pairs_of
from cmtool.commands.streaming import STREAMS, form_of, named, save_rows, stream
from cmtool.commands.whole_book import Whole, stated_needs, whole_book, within
from cmtool.jobs.match_all import ASK, ELIGIBLE, Matching, matching
from cmtool.jobs.pairing import Pairing
from cmtool.report.pairs import FIELDS, Lines
from cmtool.rules.readings import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked of ``match --all``."""

    desk: str = ""
    products: tuple[str, ...] = ()
    where: str | None = None
    verdict: str | None = None
    needed: bool = False
    summary: bool = False
    engine: str | None = None
    clients: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a process of its own makes of a block: its pairs as text, and how many."""

    pairing: Pairing
    lines: Lines

    def __call__(self, block: Block) -> tuple[str, int]:
        """Return the lines of a block and their number."""
        return self.lines.text(self.pairing(block))


def match_all(office: Office, wish: Wish, form: str | None, fields: str | None, output: Path | None) -> None:
    """Write the pairs in the format asked for; as a table, or with ``--summary``, the counts."""
    chosen = form_of(form, output, summary=wish.summary)
    whole = whole_book(office, wish.engine, wish.clients)
    made = _matching(office, wish, whole)
    if wish.summary or chosen not in STREAMS:
        summary(office, whole, made, chosen, fields, output)
        return
    verdicts = (wish.verdict,) if wish.verdict else (ELIGIBLE,) if chosen == "ids" else (ELIGIBLE, ASK)
    pairing = Pairing(made, verdicts, wish.needed)
    if chosen == "parquet":
        save_rows(office, named(fields, FIELDS), output, pairs_of(office, whole, pairing))
    else:
        stream(office, chosen, named(fields, FIELDS), output, lambda writer: _texts(office, whole, pairing, writer))


def _matching(office: Office, wish: Wish, whole: Whole) -> Matching:
    """Return the matching of the products asked for with the clients asked for."""
    products = [office.house.product(code) for code in wish.products] or office.house.products.values()
    meant = [product for product in products if wish.desk in {"", product.desk}]
    return matching(office.house, meant, office.on, within(office, wish.where), stated_needs(office, whole))


def _texts(office: Office, whole: Whole, pairing: Pairing, writer: Lines) -> Iterator[tuple[str, int]]:
    """Yield the lines of each block and their number."""
    if have_a_say(office):
        return (writer.text(pairs) for pairs in pairs_of(office, whole, pairing))
    return whole.each(pairing.matching.plan, Told(pairing, writer))
