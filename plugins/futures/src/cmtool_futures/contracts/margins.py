"""What a contract is worth and ties up, and a firm's own margin table in place of the exchange settings seen.

The exchange changes its margins several times a month. Those that come with the desk carry the day they were seen and are never
"the current margin"; a firm keeps its own in a file::

    as_of = 2026-11-24
    add_on = "2%"                    # the firm's own, on top of every exchange rate

    [[rate]]
    product = "rb"                   # or contract = "rb2701"
    exchange = "8%"                  # in place of the one seen
    add_on = "3%"                    # in place of the general one
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from cmtool.errors import Refusal
from cmtool_futures.contracts.lookup import contract, product
from cmtool_futures.contracts.nouns import Contract
from cmtool_futures.sentences import Mistakes, load_toml, refusal, said

NONE = Decimal(0)
KEYS = ("as_of", "add_on", "rate")
RATE_KEYS = ("product", "contract", "exchange", "add_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A margin rate of a contract: the exchange's part, the firm's part, of which day and whose table it is."""

    exchange: Decimal
    add_on: Decimal
    seen_on: str
    confidence: str

    @property
    def whole(self) -> Decimal:
        """Return what the firm asks: both parts together."""
        return self.exchange + self.add_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """A firm's margin table; empty, it leaves the exchange settings seen as they are and adds nothing.

    ``own`` holds (exchange rate or ``None``, add-on or ``None``) by contract code and by product letters.
    """

    as_of: date | None = None
    add_on: Decimal = NONE
    own: dict[str, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)

    def rate(self, found: Contract) -> Rate:
        """Return the rate of a contract in an ordinary month: its own line, else its product's, else the setting seen.

        Raises:
            Refusal: neither the table nor the desk has an exchange rate for it.
        """
        lines = [self.own.get(key, (None, None)) for key in (found.code, found.product.code)]
        exchange = next((rate for rate, _ in lines if rate is not None), None)
        add_on = next((rate for _, rate in lines if rate is not None), self.add_on)
        if exchange is not None:
            return Rate(exchange=exchange, add_on=add_on, seen_on=str(self.as_of), confidence="firm")
        seen = found.product.margin
        if seen.rate is None:
            raise refusal("margin_missing", code=found.code)
        return Rate(exchange=seen.rate, add_on=add_on, seen_on=seen.seen_on, confidence=seen.mark.confidence)


def notional(found: Contract, price: Decimal) -> Decimal:
    """Return the value of one lot, in the contract's currency.

    Raises:
        Refusal: the price is not above 0.
    """
    if not (price.is_finite() and price > 0):
        raise refusal("price_wrong", found=price)
    return price * found.multiplier


def tick_value(found: Contract) -> Decimal:
    """Return what one price step is worth a lot, in the contract's currency."""
    return found.tick * found.multiplier


def margin_per_lot(found: Contract, price: Decimal, addon: Decimal | None = None, table: Margins | None = None) -> Decimal:
    """Return the margin of one lot at ``price`` in an ordinary month, in the contract's currency.

    Args:
        found: The contract.
        price: Settlement price, as quoted.
        addon: The firm's share on top of the exchange's, 0 to 1; where it is not given the table's own stands.
        table: The firm's table.

    Raises:
        Refusal: the price or the add-on makes no sense, or no exchange rate is on file.
    """
    if addon is not None and not (addon.is_finite() and 0 <= addon <= 1):
        raise refusal("addon_wrong", found=addon)
    rate = (table or Margins()).rate(found)
    return notional(found, price) * (rate.exchange + (rate.add_on if addon is None else addon))


def margins(path: str | Path) -> Margins:
    """Return a firm's margin table.

    Raises:
        Refusal: the file cannot be read or has mistakes; all of them are named, each with its place.
    """
    mistakes = Mistakes(Path(path).name)
    held = load_toml(Path(path), mistakes)
    _known(held, KEYS, mistakes.path, mistakes)
    as_of = held.get("as_of")
    if type(as_of) is not date:
        mistakes.add("margins_as_of")
        as_of = date.min
    add_on = _share(held, "add_on", mistakes.path, mistakes)
    lines = held.get("rate", [])
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        mistakes.add("margins_lines")
        lines = []
    elif not lines and "add_on" not in held:
        mistakes.add("margins_empty")
    own: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    for number, line in enumerate(lines, start=1):
        place = f"[[rate]] {number}"
        code = _which(line, place, as_of, mistakes)
        if code in own:
            mistakes.add("margins_twice", place=place, found=code)
        own[code] = _line(line, place, mistakes)
    mistakes.refuse()
    return Margins(as_of=as_of, add_on=add_on or NONE, own=own)


def _which(line: dict[str, Any], place: str, as_of: date, mistakes: Mistakes) -> str:
    """Return the code that a line speaks of, as the exchange writes it."""
    _known(line, RATE_KEYS, place, mistakes)
    named = [key for key in ("product", "contract") if key in line]
    if len(named) != 1:
        mistakes.add("margins_which", place=place)
        return place
    written = str(line[named[0]])
    try:
        return product(written).code if named == ["product"] else contract(written, on=as_of).code
    except Refusal as wrong:
        mistakes.found.append(said("margins_unknown", place=place, wrong=wrong_words(wrong)))
        return place


def wrong_words(wrong: Refusal) -> object:
    """Return what a refusal says as words in both languages."""
    from cmtool.model import Text

    return Text(str(wrong.figures["zh"]), str(wrong.figures["en"]))


def _line(line: dict[str, Any], place: str, mistakes: Mistakes) -> tuple[Decimal | None, Decimal | None]:
    if "exchange" not in line and "add_on" not in line:
        mistakes.add("margins_nothing", place=place)
    return _share(line, "exchange", place, mistakes), _share(line, "add_on", place, mistakes)


def _share(held: dict[str, Any], name: str, place: str, mistakes: Mistakes) -> Decimal | None:
    """Return a share from 0 to 1 that is written with a per cent sign; an exchange rate is above 0."""
    written = held.get(name)
    if written is None:
        return None
    try:
        value = Decimal(written.removesuffix("%")) / 100 if isinstance(written, str) and written.endswith("%") else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or not 0 <= value <= 1 or (name == "exchange" and value == 0):
        mistakes.add("margins_rate", place=place, name=name, found=written)
        return None
    return value


def _known(held: dict[str, Any], known: tuple[str, ...], place: str, mistakes: Mistakes) -> None:
    for key in held:
        if key not in known:
            mistakes.add("margins_key", place=place, found=key, known=list(known))
