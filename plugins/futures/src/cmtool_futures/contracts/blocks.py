"""The blocks of a product's file, each read into its noun; what is missing or not as it should be is noted with its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cmtool.model import Text
from cmtool_futures.contracts.day_rules import DayRule, day_rule
from cmtool_futures.contracts.nouns import Days, Delivery, ExchangeFee, ExchangeMargin, Gate, Hours, Mark, Step, Terms
from cmtool_futures.sentences import Mistakes

MARKS = ("V", "V2", "M", "M-", "U")
MARK_KEYS = ("confidence", "as_of", "source")


class Block:
    """A cursor over one table of a file: takes a key as what it should be, and notes what is wrong.

    A product writes "none" where what holds for its exchange does not hold for it.
    """

    def __init__(self, held: dict[str, Any], place: str, mistakes: Mistakes, known: Sequence[str] = ()) -> None:
        self.held, self.place, self.mistakes = held, place, mistakes
        self._known(known)

    def _known(self, known: Sequence[str]) -> None:
        for key in self.held:
            if known and key not in known:
                self.mistakes.add("spec_key", place=self.place, found=key)

    def only(self, *known: str) -> None:
        """Note every key that this block does not have."""
        self._known((*known, *MARK_KEYS))

    def _take(self, key: str, read: Callable[[Any], Any], wanted: str, needed: bool = True) -> Any:  # noqa: ANN401  # any noun
        value = self.held.get(key)
        if value is None:
            if needed:
                self.mistakes.add("spec_missing", place=self.place, found=key)
            return None
        if value == "none" and not needed:
            return None
        try:
            return read(value)
        except (ValueError, TypeError, KeyError, InvalidOperation):
            self.mistakes.add("spec_value", place=self.place, name=key, wanted=Text(*wanted.split("|")), found=value)
            return None

    def text(self, key: str, needed: bool = True) -> str:
        """Return a text, "" where it is missing."""
        return self._take(key, _text, "文字|text", needed) or ""

    def words(self, key: str, value: object = None, needed: bool = True) -> Text | None:
        """Return words in both languages."""
        if value is not None:
            return Block({key: value}, self.place, self.mistakes).words(key)
        return self._take(key, _pair, '{ zh = "…", en = "…" }|a pair of words', needed)

    def one_of(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        """Return one of the known words."""
        if default is not None and key not in self.held:
            return default
        return self._take(key, lambda word: known[known.index(word)], f"{'、'.join(known)}|one of {', '.join(known)}") or ""

    def number(self, key: str, needed: bool = True) -> Decimal | None:
        """Return a positive number written as text, or a share written with a per cent sign."""
        return self._take(key, positive, "大于 0 的数，写成文字|a number above 0, written as text", needed)

    def whole(self, key: str, needed: bool = True) -> int | None:
        """Return a positive whole number."""
        return self._take(key, _whole, "大于 0 的整数|a whole number above 0", needed)

    def day(self, key: str, needed: bool = True) -> DayRule | None:
        """Return a day as the exchanges name it."""
        return self._take(key, day_rule, "DAY:15、TD:-1@-1、LTD-5 这样的日子|a day such as DAY:15, TD:-1@-1 or LTD-5", needed)

    def months(self, key: str) -> tuple[int, ...]:
        """Return delivery months, rising."""
        return self._take(key, _months, "1 到 12 的月份|months from 1 to 12, rising") or ()

    def mark(self) -> Mark:
        """Return how sure the block is, of which day and from where."""
        return Mark(
            confidence=self.one_of("confidence", MARKS),
            as_of=self._take("as_of", _day, "日期|a day") or date.min,
            source=self.text("source", needed=False),
        )


def positive(written: object) -> Decimal:
    """Return a number above nothing that is written as text; ``"8%"`` is 0.08.

    >>> positive("8%"), positive("0.5")
    (Decimal('0.08'), Decimal('0.5'))
    """
    text = _text(written)
    value = Decimal(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if not value.is_finite() or value <= 0:
        raise ValueError(written)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(value)
    return value


def _pair(value: dict[str, object]) -> Text:
    return Text(_text(value["zh"]), _text(value["en"]))


def _whole(value: object) -> int:
    if type(value) is not int or value <= 0:
        raise ValueError(value)
    return value


def _day(value: object) -> date:
    if type(value) is not date:
        raise TypeError(value)
    return value


def _months(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not value or value != sorted({month for month in value if 1 <= month <= 12}):
        raise ValueError(value)
    return tuple(value)


def terms(block: Block) -> Terms:
    """Return the terms: multiplier, unit, quotation, tick and earlier ticks."""
    block.only("multiplier", "unit", "quote", "tick", "currency", "formerly")
    earlier = [Block(each, block.place, block.mistakes) for each in block.held.get("formerly", [])]
    return Terms(
        multiplier=block.number("multiplier") or Decimal(1),
        unit=block.words("unit") or Text("", ""),
        quote=block.words("quote") or Text("", ""),
        tick=block.number("tick") or Decimal(1),
        currency=block.text("currency"),
        formerly=tuple((each._take("until", _day, "日期|a day"), each.number("tick")) for each in earlier),
        mark=block.mark(),
    )


def of_days(block: Block) -> Days:
    """Return the days; a day may be missing where no text was found."""
    block.only("last_trading", "first_notice", "first_delivery", "last_delivery")
    return Days(
        last_trading=block.day("last_trading", needed=False),
        first_notice=block.day("first_notice", needed=False),
        first_delivery=block.day("first_delivery", needed=False),
        last_delivery=block.day("last_delivery", needed=False),
        mark=block.mark(),
    )


def delivery(block: Block) -> Delivery:
    """Return how the contract ends."""
    block.only("kind", "lots", "goods", "person_out_by", "note")
    return Delivery(
        kind=block.one_of("kind", ("physical", "cash")),
        lots=block.whole("lots", needed=False),
        goods=block.words("goods", needed=False),
        person_out_by=block.day("person_out_by", needed=False),
        note=block.words("note", needed=False),
        mark=block.mark(),
    )


def step(block: Block) -> Step:
    """Return one step near delivery."""
    block.only("what", "start", "rate", "note")
    return Step(
        what=block.one_of("what", ("margin", "limit")),
        start=block.day("start") or DayRule("TD", 1),
        rate=block.number("rate", needed=False),
        note=block.words("note", needed=False),
        mark=block.mark(),
    )


def exchange_margin(block: Block) -> ExchangeMargin:
    """Return the floor and the last setting seen."""
    block.only("floor", "rate", "limit", "seen_on")
    return ExchangeMargin(
        floor=block.number("floor") or Decimal(1),
        rate=block.number("rate", needed=False),
        limit=block.number("limit", needed=False),
        seen_on=block.text("seen_on", needed="rate" in block.held),
        mark=block.mark(),
    )


def hours(block: Block) -> Hours:
    """Return the trading hours; ``night`` is missing where there is no night session."""
    block.only("day", "night")
    return Hours(day=block.text("day"), night=block.text("night", needed=False), mark=block.mark())


def gate(block: Block) -> Gate:
    """Return what must be opened first."""
    block.only("kind", "person_funds", "firm_funds")
    return Gate(
        kind=block.one_of("kind", ("none", "specified", "crude", "financial")),
        person_funds=block.number("person_funds", needed=False),
        firm_funds=block.number("firm_funds", needed=False),
        mark=block.mark(),
    )


def exchange_fee(block: Block) -> ExchangeFee:
    """Return the exchange's fees."""
    block.only("opening", "close_today")
    return ExchangeFee(opening=block.text("opening"), close_today=block.text("close_today", needed=False), mark=block.mark())
