"""The gate before every contact (联系闸口): may a client be contacted, about what, by which channel, when; if not, why not.

Four purposes, from what the law demands to what the house would like: a legal duty, a service, a greeting, marketing.
Sources: 个人信息保护法 第十五条 (consent may be withdrawn), 第四十四条 (a person may refuse), 第四十七条 (erasure asked, record
kept by law: store and protect, nothing else); 广告法 第四十三条 (no advertising by electronic message without consent).

>>> may(Wishes(marketing=None), "marketing", "phone").codes
('marketing-unknown',)
>>> may(Wishes(marketing=False), "duty", "phone").allowed
True
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cmtool.words import text as worded

if TYPE_CHECKING:
    from cmtool.model import Institution, Scalar, Text

PURPOSES = ("duty", "service", "greeting", "marketing")
CHANNELS = ("phone", "visit", "message", "email", "branch", "other")
DISTURBING = frozenset({"phone", "visit"})  # what reaches a person at once, whatever the hour
ELECTRONIC = frozenset({"message", "email", "phone"})
SCANNED = ("marketing_consent", "do_not_contact", "service_consent", "greeting_consent", "processing_restricted", "deceased")
LOOKED_UP = ("refused_channels", "marketing_channels", "quiet_from", "quiet_until", "civil_capacity")
TIMELY = frozenset({"quiet-hours", "house-hours", "rest-day"})  # what another hour or day would not bar
LOWEST_GRADE, HIGHEST_GRADE = 1, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a client wants of being contacted; ``None`` is "not known"; ``quiet`` are hours of the day, from and until."""

    marketing: bool | None = None
    service: bool | None = None
    greeting: bool | None = None
    do_not_contact: bool = False
    restricted: bool = False
    deceased: bool = False
    incapable: bool = False
    refused: frozenset[str] = frozenset()
    marketing_by: frozenset[str] | None = None
    quiet: tuple[int, int] | None = None

    @property
    def at_liberty(self) -> bool:
        """Whether nothing bars contact as such."""
        return not (self.do_not_contact or self.restricted or self.deceased)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """When the house leaves clients alone: hours by channel, channels of working days alone, and whether today is none."""

    quiet: tuple[tuple[str, tuple[int, int]], ...] = ()
    workdays_only: frozenset[str] = frozenset()
    resting: bool = False

    def hours(self, channel: str) -> tuple[int, int] | None:
        """Return the hours in which the house does not use a channel."""
        return next((hours for name, hours in self.quiet if name == channel), None)

    def rests(self, channel: str) -> bool:
        """Return whether the house does not use a channel today."""
        return self.resting and channel in self.workdays_only


ALWAYS_OPEN = House()


@dataclass(frozen=True, slots=True)
class Permission:
    """The gate's answer: what bars, all of it, else what to mind all the same."""

    allowed: bool
    codes: tuple[str, ...]
    reasons: tuple[Text, ...]


@lru_cache(maxsize=4096)
def wishes(scanned: tuple[Scalar, ...], looked_up: tuple[Scalar, ...] = (None,) * len(LOOKED_UP)) -> Wishes:
    """Return wishes from the values of the facts in ``SCANNED`` and ``LOOKED_UP``, in their order."""
    marketing, do_not, service, greeting, restricted, deceased = scanned
    refused, by, start, end, capacity = looked_up
    return Wishes(
        marketing=_flag(marketing),
        service=_flag(service),
        greeting=_flag(greeting),
        do_not_contact=bool(do_not),
        restricted=bool(restricted),
        deceased=bool(deceased),
        incapable=capacity in {"limited", "none"},
        refused=_members(refused) or frozenset(),
        marketing_by=_members(by),
        quiet=None if start is None or end is None else (int(start), int(end)),
    )


def may(held: Wishes, purpose: str, channel: str, hour: int | None = None, house: House = ALWAYS_OPEN) -> Permission:
    """Return whether the client may be contacted for ``purpose`` by ``channel``; without an ``hour`` none is quiet."""
    barring = (*barred(held, purpose), *_barred_by(held, purpose, channel, hour, house))
    codes = barring or _minded(held, purpose, channel, hour, house)
    return Permission(not barring, codes, tuple(_words(code, held, house.hours(channel)) for code in codes))


def channels(held: Wishes, purposes: Sequence[str], hour: int | None = None, house: House = ALWAYS_OPEN) -> tuple[str, ...]:
    """Return the channels by which every one of the purposes may be spoken of."""
    return _channels(held, tuple(purposes), hour, house)


@lru_cache(maxsize=4096)  # thousands of clients have a few sorts of wishes
def _channels(held: Wishes, purposes: tuple[str, ...], hour: int | None, house: House) -> tuple[str, ...]:
    return tuple(
        way for way in CHANNELS if purposes and all(may(held, purpose, way, hour, house).allowed for purpose in purposes)
    )


def waits(held: Wishes, purposes: Sequence[str], hour: int | None, house: House) -> tuple[Text, ...]:
    """Return what keeps every channel shut that another hour or day would open."""
    answers = [may(held, purpose, way, hour, house) for purpose in purposes for way in channels(held, purposes)]
    pairs = (pair for answer in answers for pair in zip(answer.codes, answer.reasons, strict=True))
    return tuple(dict.fromkeys(reason for code, reason in pairs if code in TIMELY))


@lru_cache(maxsize=4096)
def barred(held: Wishes, purpose: str) -> tuple[str, ...]:
    """Return what bars a purpose whatever the channel, by code."""
    tests = (
        ("deceased", held.deceased),
        ("restricted", held.restricted),
        ("do-not-contact", held.do_not_contact and purpose != "duty"),
        ("service-refused", held.service is False and purpose == "service"),
        ("greeting-refused", held.greeting is False and purpose == "greeting"),
        ("marketing-refused", held.marketing is False and purpose == "marketing"),
        ("marketing-unknown", held.marketing is None and purpose == "marketing"),
    )
    return tuple(code for code, holds in tests if holds)


def too_high(card: Institution, level: int | None) -> Text | None:
    """Return which products of an institution must not be spoken of, ``None`` where its highest level bars none.

    A level that was never assessed, or has run out, leaves nothing above the lowest grade.
    """
    if level is None:
        return worded("gate-level-unknown", institution=card.title, grade=LOWEST_GRADE)
    return None if level >= HIGHEST_GRADE else worded("gate-level", institution=card.title, level=level, grade=level + 1)


def _barred_by(held: Wishes, purpose: str, channel: str, hour: int | None, house: House) -> tuple[str, ...]:
    unasked = purpose == "marketing" and held.marketing_by is not None and channel in ELECTRONIC - held.marketing_by
    resting = purpose != "duty" and channel in DISTURBING and is_quiet(held.quiet, hour)
    tests = (
        ("channel-refused", channel in held.refused),
        ("marketing-channel", unasked),
        ("quiet-hours", resting),
        ("house-hours", purpose != "duty" and is_quiet(house.hours(channel), hour)),
        ("rest-day", purpose != "duty" and house.rests(channel)),
    )
    return tuple(code for code, holds in tests if holds)


def _minded(held: Wishes, purpose: str, channel: str, hour: int | None, house: House) -> tuple[str, ...]:
    tests = (
        ("duty-only", held.do_not_contact),
        ("guardian", held.incapable),
        ("no-product", held.marketing is not True and purpose != "marketing"),
        ("quiet-duty", purpose == "duty" and channel in DISTURBING and is_quiet(held.quiet, hour)),
        ("house-hours-duty", purpose == "duty" and is_quiet(house.hours(channel), hour)),
        ("rest-day-duty", purpose == "duty" and house.rests(channel)),
    )
    return tuple(code for code, holds in tests if holds)


def is_quiet(quiet: tuple[int, int] | None, hour: int | None) -> bool:
    """Return whether an hour lies within quiet hours, which may run over midnight; the same hour twice is none.

    >>> is_quiet((21, 8), 7), is_quiet((21, 8), 8), is_quiet((12, 14), 13), is_quiet((0, 0), 0)
    (True, False, True, False)
    """
    if quiet is None or hour is None:
        return False
    start, end = quiet
    return start <= hour < end if start <= end else hour >= start or hour < end


def _words(code: str, held: Wishes, house_hours: tuple[int, int] | None) -> Text:
    start, end = (house_hours if code.startswith("house-") else held.quiet) or (0, 0)
    return worded(f"gate-{code}", start=start, end=end)


def _flag(value: Scalar) -> bool | None:
    return None if value is None else bool(value)


def _members(value: Scalar) -> frozenset[str] | None:
    return None if value is None else frozenset(part for part in str(value).split("|") if part)


def wishes_from(values: Mapping[str, Scalar]) -> Wishes:
    """Return the wishes from facts by name; one that is missing is not known."""
    return wishes(tuple(values.get(name) for name in SCANNED), tuple(values.get(name) for name in LOOKED_UP))
