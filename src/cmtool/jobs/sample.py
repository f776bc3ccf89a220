"""A whole sample book, invented: clients of every institution by turns, what is known of them, contacts and open work.

The same house, size, seed and day give the same rows. One client of each institution comes after another, and after a few
rounds in longer and longer runs, because rows of one shape are written several times faster together. The first client of
each institution is one to learn with: what is usually known is known of him and fresh, in the middle of what is usual.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice, repeat
from math import ceil, floor
from pathlib import Path
from random import Random

from cmtool.errors import InvalidData
from cmtool.jobs import sample_facts, sample_people, sample_work
from cmtool.model import Pack, Scalar
from cmtool.rules.house import House

SEED = 20_261_124
SECOND = 0.1  # of the clients belong to a second institution
SINGLE_ROUNDS = 8
PER_MANAGER = 25
HEAD = ("code", "manager", "sources", "f_tags", "at_tags")
SOURCES = json.dumps({"": "demo"})
INVENTED = frozenset({*sample_people.PERSON, *sample_people.ORGANISATION, "tags"})
KINDS = {
    "person": (sample_people.PERSON, sample_people.people),
    "organisation": (sample_people.ORGANISATION, sample_people.organisations),
}

Row = tuple[Scalar, ...]
Table = tuple[str, Sequence[str], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Run:
    """So many clients of one kind, one after another, of one institution or of two (by number)."""

    desks: tuple[int, ...]
    kind: str
    clients: int


@dataclass(frozen=True, slots=True)
class Deck:
    """What is dealt to clients of one kind out of one pack: the columns, endless rows, and the row of the one to learn with."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    usual: Row = ()


def tables(house: House, clients: int, seed: int, on: int) -> Iterator[Table]:
    """Yield what to write, run by run: the table, its columns, its rows; the rows must be used up before the next run.

    Raises:
        InvalidData: samples of facts that do not fit their types; all of them are named.
    """
    words = json.loads((Path(__file__).parent.parent / "pack" / "sample.json").read_text(encoding="utf-8"))
    invention = _Invention(house, words, clients, seed, on)
    yield from invention.tables()
    yield "contact", sample_work.CONTACT, sample_work.contacts(invention.dealings, words, Random(f"{seed} contact"), on)
    yield "work", sample_work.WORK, sample_work.cases(invention.dealings, Random(f"{seed} work"), on)


def runs(clients: int, persons: Sequence[float]) -> Iterator[Run]:
    """Yield the runs that make up so many clients; ``persons`` is each institution's share of persons.

    >>> [run.desks for run in runs(3, [0.7, 0.9])]
    [(0,), (1,), (0,)]
    """
    done: Counter[object] = Counter()
    left = clients
    for length in chain(repeat(1, SINGLE_ROUNDS), (2**doubled for doubled in count(1))):
        even = min(length, ceil(left / len(persons)))
        for desk, share in enumerate(persons):
            taken = min(even, left)
            left -= taken
            people = _part(done[desk], taken, share, 0.5)
            done[desk] += taken
            for kind, number in (("person", people), ("organisation", taken - people)):
                yield from _shared(desk, kind, number, len(persons), done)
        if not left:
            return


def _shared(desk: int, kind: str, number: int, desks: int, done: Counter) -> Iterator[Run]:
    """Yield a run of one kind, after the few in it who are clients of a second institution as well."""
    before, alone = done[desk, kind], number
    for other in range(1, desks):
        both = min(_part(before, number, SECOND / (desks - 1), (other - 1) * (1 - SECOND) / (desks - 1)), alone)
        if both:
            yield Run((desk, (desk + other) % desks), kind, both)
        alone -= both
    done[desk, kind] += number
    if alone:
        yield Run((desk,), kind, alone)


def _part(before: int, number: int, share: float, start: float) -> int:
    """Return how many of the next ``number`` belong to a share, so that the share is kept over the whole."""
    return floor((before + number) * share + start) - floor(before * share + start)


class _Invention:
    """The decks that clients are dealt from, and who they are dealt to."""

    def __init__(self, house: House, words: Mapping[str, Sequence], clients: int, seed: int, on: int) -> None:
        self.core, self.clients, self.on = house.packs[0], clients, on
        self.packs = [pack for pack in house.packs[1:] if sum(pack.institution.clients.values()) > 0] or [self.core]
        self.identities = {
            kind: Deck(("name", *sample_people.columns(facts)), stream(words, clients, Random(f"{seed} {kind}"), on))
            for kind, (facts, stream) in KINDS.items()
        }
        self.decks = _decks([self.core, *house.packs[1:]], clients, seed, on)
        self.managers = [_managers(words["managers"], desk, len(self.packs), clients) for desk in range(len(self.packs))]
        self.dealings = sample_work.Dealings()

    def tables(self) -> Iterator[Table]:
        """Yield the clients run by run, noting their dealings on the way."""
        first = 1
        for run in runs(self.clients, [_persons(pack) for pack in self.packs]):
            names = dict.fromkeys([self.core.institution.name, *(self.packs[desk].institution.name for desk in run.desks)])
            decks = [self.identities[run.kind], *(self.decks[name, run.kind] for name in names)]
            columns = (*HEAD, *chain.from_iterable(deck.columns for deck in decks))
            yield "client", columns, self._rows(run, first, decks, columns)
            first += run.clients

    def _rows(self, run: Run, first: int, decks: Sequence[Deck], columns: Sequence[str]) -> Iterator[Row]:
        packs, managers = [self.packs[desk] for desk in run.desks], self.managers[run.desks[0]]
        cases = [case for pack in packs for case in pack.cases]
        tags = f"|{'|'.join(sorted({'sample', *(pack.institution.name for pack in packs)}))}|"
        at = {column: place for place, column in enumerate(columns)}
        for number, parts in enumerate(self._dealt(run, first, decks), first):
            manager = managers[number // len(self.packs) % len(managers)]
            row = sum(parts, (f"C-{number:05d}", manager, SOURCES, tags, self.on))
            self.dealings.note(number, row, at, cases, self.on)
            yield row

    def _dealt(self, run: Run, first: int, decks: Sequence[Deck]) -> Iterator[tuple[Row, ...]]:
        if first <= len(self.packs):
            return iter([tuple(deck.usual or next(deck.rows) for deck in decks)])
        return islice(zip(*(deck.rows for deck in decks), strict=False), run.clients)


def _decks(packs: Sequence[Pack], clients: int, seed: int, on: int) -> dict[tuple[str, str], Deck]:
    facts = [fact for pack in packs for fact in pack.facts if fact.sample and fact.name not in INVENTED]
    unfit = sample_facts.unfit(facts)
    if unfit:
        raise InvalidData("demo-samples", wrong=[f"{name} ({expected})" for name, expected in unfit])
    columns = sample_facts.dealt(facts, clients, seed, on)
    return {(pack.institution.name, kind): _deck(pack, kind, columns, on) for pack in packs for kind in KINDS}


def _deck(pack: Pack, kind: str, columns: Mapping[str, sample_facts.Columns], on: int) -> Deck:
    facts = [fact for fact in pack.facts if fact.name in columns and fact.concerns(kind)]
    names = tuple(fact.name for fact in facts)
    rows = zip(*chain.from_iterable(columns[name] for name in names), strict=False) if names else repeat(())
    usual = chain.from_iterable(sample_facts.likeliest(fact, on) for fact in facts)
    return Deck(sample_people.columns(names), rows, tuple(usual))


def _managers(names: Sequence[str], desk: int, desks: int, clients: int) -> Sequence[str]:
    """Return the managers of one institution: more of them the more clients there are, as far as there are names."""
    return (names[desk::desks] or names)[: max(clients // (desks * PER_MANAGER), 1)]


def _persons(pack: Pack) -> float:
    shares = pack.institution.clients
    return shares.get("person", 0) / sum(shares.values()) if shares else 1.0
