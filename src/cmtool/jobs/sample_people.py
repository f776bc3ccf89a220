"""Invented people and firms: names, identity numbers that agree with birth and gender, telephones, addresses.

Numbers never repeat: a serial number runs through lists whose lengths have no factor in common. Check digits are the library's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, cycle
from operator import mul
from random import Random

from stdnum.cn import ric, uscc

from cmtool.model import Scalar, day_of

YOUNGEST, USUAL, OLDEST = 18 * 366, 41 * 365, 85 * 365  # days of age: over 18 and under 85 years
BIRTHS, ORDERS, NAMES, HOMES, DAYS, DIALS, MAILS = 9_973, 997, 4_999, 1_999, 401, 389, 409  # all prime
YEAR = 365
PHONES, PHONE_STEP, PHONE_FROM = 100_000_000, 38_291_237, 20_260_711
FIRMS, FIRM_STEP, FIRM_SERIES = 1_000_000, 618_033, "XYWUTR"
WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714, the organisation code inside a credit code: no library has it
VALUES = {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
NO_PHONE, NO_HOME, SHORT_NAME = 0.03, 0.15, 0.25

REACH = ("phone", "email", "region", "address")
PERSON = ("kind", "id_type", "id_number", "birth_date", "gender", "occupation", *REACH)
ORGANISATION = ("kind", "id_type", "id_number", "industry", *REACH)

Words = Mapping[str, Sequence]
Row = tuple[Scalar, ...]


def columns(facts: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that facts fill: each value with its day.

    >>> columns(("kind", "gender"))
    ('f_kind', 'at_kind', 'f_gender', 'at_gender')
    """
    return tuple(column for fact in facts for column in (f"f_{fact}", f"at_{fact}"))


def people(words: Words, clients: int, rng: Random, on: int) -> Iterator[Row]:
    """Yield one invented person after another: the name, then the facts of ``PERSON``."""
    names = cycle(_names(words, min(NAMES, clients), rng))
    births = cycle(_births(min(BIRTHS, clients), rng, on))
    orders = cycle(rng.sample(range(1, 1_000), ORDERS))
    counties = cycle([place[0] for place in words["births"]])
    jobs = cycle(rng.choices(words["occupations"], k=min(NAMES, clients)))
    reached = _reached(words, clients, rng, on, "p")
    each = zip(names, births, orders, counties, jobs, reached, strict=False)  # endless
    for name, (born, written), order, county, job, (day, _, reach) in each:
        number = f"{county}{written}{order:03d}"
        number += ric.calc_check_digit(number + "0")
        gender = "male" if order % 2 else "female"
        yield (name, "person", day, "resident_id", day, number, day, born, day, gender, day, job, day, *reach)


def organisations(words: Words, clients: int, rng: Random, on: int) -> Iterator[Row]:
    """Yield one invented firm after another: the name, then the facts of ``ORGANISATION``."""
    length = min(NAMES, clients)
    firms = cycle(rng.choices(words["firms"], k=length))
    trades = cycle(rng.choices(words["trades"], k=min(HOMES, clients)))
    forms = cycle(rng.choices(words["forms"], k=min(DAYS, clients)))
    reached = _reached(words, clients, rng, on, "o")
    for serial, firm, (trade, industry), form, (day, place, reach) in zip(count(1), firms, trades, forms, reached):
        number = f"91{place[0]}{firm_code(serial)}"
        number += uscc.calc_check_digit(number)
        name = f"{_city(place).removesuffix('市')}{firm}{trade}{form}"
        yield (name, "organisation", day, "uscc", day, number, day, industry, day, *reach)


def firm_code(serial: int) -> str:
    """Return an organisation code of a series that no office issues, with its check sign.

    >>> firm_code(1)
    'MX618033X'
    """
    body = f"M{FIRM_SERIES[serial // FIRMS % len(FIRM_SERIES)]}{serial * FIRM_STEP % FIRMS:06d}"
    check = 11 - sum(map(mul, WEIGHTS, map(VALUES.__getitem__, body))) % 11
    return body + {10: "X", 11: "0"}.get(check, str(check))


def _names(words: Words, length: int, rng: Random) -> list[str]:
    """Return names of two or three characters; a single given character is a rare one."""
    surnames = rng.choices(words["surnames"], weights=range(len(words["surnames"]), 0, -1), k=length)
    return [surname + _given(words, rng, short=len(surname) > 1) for surname in surnames]


def _given(words: Words, rng: Random, *, short: bool) -> str:
    return rng.choice(words["solo"]) if short or rng.random() < SHORT_NAME else "".join(rng.sample(words["given"], 2))


def _births(length: int, rng: Random, on: int) -> list[tuple[int, str]]:
    """Return as many different birth days, most of them in the middle of life, each with its digits."""
    found: dict[int, None] = {}
    while len(found) < length:
        found.setdefault(on - int(rng.triangular(YOUNGEST, OLDEST, USUAL)))
    return [(day, f"{day_of(day):%Y%m%d}") for day in found]


def _reached(words: Words, clients: int, rng: Random, on: int, letter: str) -> Iterator[tuple[int, Sequence[str], Row]]:
    """Yield the day a client was last asked, where he lives, and the facts of ``REACH``, some of them not known."""
    days = cycle([on - int(rng.random() * YEAR) for _ in range(min(DAYS, clients))])
    prefixes = cycle([None if rng.random() < NO_PHONE else rng.choice(words["phones"]) for _ in range(min(DIALS, clients))])
    domains = cycle(rng.choices(words["emails"], k=min(MAILS, clients)))
    homes = cycle([_home(words, rng) for _ in range(min(HOMES, clients))])
    first = PHONE_FROM + (PHONES // 2 if letter == "o" else 0)
    for serial, day, prefix, domain, (place, home) in zip(count(), days, prefixes, domains, homes):
        phone = f"{prefix}{(first + serial * PHONE_STEP) % PHONES:08d}" if prefix else None
        mail = f"{letter}{serial + 1:05d}@{domain}" if domain else None
        yield day, place, (phone, phone and day, mail, mail and day, _city(place), day, home, home and day)


def _home(words: Words, rng: Random) -> tuple[Sequence[str], str | None]:
    place = rng.choice(words["homes"])
    street = f"{rng.choice(words['streets'])}{rng.randrange(1, 400)}号"
    return place, None if rng.random() < NO_HOME else "".join(place[1:]) + street


def _city(place: Sequence[str]) -> str:
    return place[2] or place[1]
