"""Invented values of facts, as each fact's ``sample`` says: how often it is known, and how its values lie.

A fact has a pool of values, dealt out over and over. The pools' lengths are different primes, so that two clients who are
alike in one fact differ in the others, and a million clients cost no more drawing than two thousand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count, cycle, islice
from random import Random

from cmtool.model import Fact, Kind, Scalar

SHORTEST = 1_009
STALE = 0.12  # of the values of a fact that ages
YEAR = 365
RARE = 0.1  # known of fewer than one in ten: an event, such as a claim, rather than a trait
NEEDS = {
    Kind.BOOL: "share", Kind.INT: "between", Kind.RATIO: "between", Kind.MONEY: "log_normal", Kind.DATE: "days",
    Kind.CHOICE: "among", Kind.SET: "each",
}  # fmt: skip

Known = tuple[Scalar, int | None]
Columns = tuple[Iterator[Scalar], Iterator[int | None]]


def unfit(facts: Iterable[Fact]) -> list[tuple[str, str]]:
    """Return the facts whose sample does not fit their type, each with what it should hold."""
    return [(fact.name, f"known, {NEEDS.get(fact.kind, '-')}") for fact in facts if not _fits(fact)]


def primes(start: int) -> Iterator[int]:
    """Yield the primes from ``start`` on.

    >>> list(islice(primes(1_000), 3))
    [1009, 1013, 1019]
    """
    return (number for number in count(start) if all(number % factor for factor in range(2, math.isqrt(number) + 1)))


def dealt(facts: Iterable[Fact], clients: int, seed: int, on: int) -> dict[str, Columns]:
    """Return two endless columns for each fact: its values and the days they were true, ``None`` where it is not known.

    Each fact is drawn by itself, so that a fact that joins a pack changes no other in a small book.
    """
    found = {}
    for fact, length in zip(facts, primes(SHORTEST)):  # noqa: B905  # primes never end
        values, days = zip(*pool(fact, min(length, clients), Random(f"{seed} {fact.name}"), on), strict=True)
        found[fact.name] = (cycle(values), cycle(days))
    return found


def pool(fact: Fact, length: int, rng: Random, on: int) -> list[Known]:
    """Return ``length`` values of a fact with their days, exactly as many known as its sample says."""
    sample = fact.sample or {}
    known = round(length * float(sample["known"]))  # type: ignore[arg-type]
    values = DRAWN[fact.kind](fact, sample, known, rng, on)
    found: list[Known] = [(value, _day(fact, value, rng, on)) for value in values]
    found += [(None, None)] * (length - known)
    return sorted(found, key=lambda _: rng.random())


def likeliest(fact: Fact, on: int) -> Known:
    """Return the value in the middle of a fact's sample, known since a few days; what hardly ever happens did not."""
    sample = fact.sample or {}
    if sample["known"] < RARE:  # type: ignore[operator]
        return None, None
    value = MIDDLE[fact.kind](fact, sample, on)
    return value, _not_before(fact, value, on - min(fact.valid_days or YEAR, 20) // 2, on)


def _fits(fact: Fact) -> bool:
    sample, wanted = fact.sample or {}, NEEDS.get(fact.kind, "")
    given = sample.get(wanted)
    if not isinstance(sample.get("known"), int | float) or given is None:
        return False
    if wanted == "among":
        return isinstance(given, Mapping) and bool(given) and set(given) <= set(fact.choices)
    if wanted in {"between", "days", "log_normal"}:
        return isinstance(given, list | tuple) and len(given) == 2 and all(isinstance(end, int | float) for end in given)
    return isinstance(given, int | float)


def _day(fact: Fact, value: Scalar, rng: Random, on: int) -> int:
    """Return the day a value was true: within the last year, or for some of those that age, too long ago to count."""
    if fact.valid_days is not None and rng.random() < STALE:
        return on - fact.valid_days - 1 - int(rng.random() * YEAR)
    return _not_before(fact, value, on - int(rng.random() * (1 + min(fact.valid_days or YEAR, YEAR))), on)


def _not_before(fact: Fact, value: Scalar, day: int, on: int) -> int:
    """Return ``day``, but no earlier than a past day that the value itself names: it could not be known before it came."""
    return max(day, value) if fact.kind is Kind.DATE and isinstance(value, int) and value <= on else day


def _rounded(yuan: float) -> int:
    """Return an amount as people say it, in fen: three figures count.

    >>> _rounded(1_234_567.8)
    123000000
    """
    unit = 10 ** max(len(str(int(yuan))) - 3, 0)
    return int(yuan) // unit * unit * 100


def _bools(fact: Fact, sample: Mapping, known: int, rng: Random, on: int) -> list[Scalar]:
    return [int(rng.random() < sample["share"]) for _ in range(known)]


def _ints(fact: Fact, sample: Mapping, known: int, rng: Random, on: int) -> list[Scalar]:
    low, high = sample["between"]
    return [low + int(rng.random() * (high - low + 1)) for _ in range(known)]


def _ratios(fact: Fact, sample: Mapping, known: int, rng: Random, on: int) -> list[Scalar]:
    return [round(rng.uniform(*sample["between"]), 4) for _ in range(known)]


def _amounts(fact: Fact, sample: Mapping, known: int, rng: Random, on: int) -> list[Scalar]:
    low, high = fact.low if fact.low is not None else -math.inf, fact.high if fact.high is not None else math.inf
    drawn = (_rounded(rng.lognormvariate(*sample["log_normal"])) for _ in range(known))
    return [int(min(max(fen, low), high)) for fen in drawn]


def _days(fact: Fact, sample: Mapping, known: int, rng: Random, on: int) -> list[Scalar]:
    low, high = sample["days"]
    return [on + low + int(rng.random() * (high - low + 1)) for _ in range(known)]


def _choices(fact: Fact, sample: Mapping, known: int, rng: Random, on: int) -> list[Scalar]:
    return list(rng.choices(list(sample["among"]), list(sample["among"].values()), k=known))


def _sets(fact: Fact, sample: Mapping, known: int, rng: Random, on: int) -> list[Scalar]:
    keys = sorted(fact.choices)
    return ["|" + "".join(f"{key}|" for key in keys if rng.random() < sample["each"]) for _ in range(known)]


def _half(fact: Fact, sample: Mapping, on: int) -> Scalar:
    keys = sorted(islice(fact.choices, math.ceil(len(fact.choices) * sample["each"])))
    return "|" + "".join(f"{key}|" for key in keys)


DRAWN: Mapping[Kind, Callable[[Fact, Mapping, int, Random, int], list[Scalar]]] = {
    Kind.BOOL: _bools, Kind.INT: _ints, Kind.RATIO: _ratios, Kind.MONEY: _amounts, Kind.DATE: _days,
    Kind.CHOICE: _choices, Kind.SET: _sets,
}  # fmt: skip
MIDDLE: Mapping[Kind, Callable[[Fact, Mapping, int], Scalar]] = {
    Kind.BOOL: lambda fact, sample, on: int(sample["share"] >= 0.5),
    Kind.INT: lambda fact, sample, on: sum(sample["between"]) // 2,
    Kind.RATIO: lambda fact, sample, on: round(sum(sample["between"]) / 2, 4),
    Kind.MONEY: lambda fact, sample, on: _rounded(math.exp(sample["log_normal"][0])),
    Kind.DATE: lambda fact, sample, on: on + sum(sample["days"]) // 2,
    Kind.CHOICE: lambda fact, sample, on: max(sample["among"], key=sample["among"].get),
    Kind.SET: _half,
}
