"""Values of facts: read from what people write, shown as people read them.

>>> from cmtool.model import Fact, Kind, Text
>>> assets = Fact(name="assets", kind=Kind.MONEY, title=Text("资产", "assets"))
>>> read(assets, "50万")
50000000
>>> shown(assets, 50_000_000).zh, shown(assets, 50_000_000).en
('50万元', 'CNY 500,000')
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from cmtool.errors import InvalidData
from cmtool.model import Kind, Scalar, Text, day_number, day_of
from cmtool.rules import literals
from cmtool.rules.kinds import LARGEST, RATIO_DECIMALS
from cmtool.rules.refusals import UNSEEN, UNSPEAKABLE
from cmtool.words import text as worded

YES = frozenset({"1", "1.0", "true", "yes", "y", "t", "on", "是", "有", "对", "已", "真"})
NO = frozenset({"0", "0.0", "false", "no", "n", "f", "off", "否", "无", "没有", "未", "假", "不是"})
NONE = frozenset({"无", "none", "没有"})  # a set known to be empty
FEN_IN_WAN, FEN_IN_YI = 1_000_000, 10_000_000_000


class Declared(Protocol):
    """What a value is read for: a fact, or a product's field."""

    name: str
    kind: Kind
    title: Text
    choices: Mapping[str, Text]


def read(declared: Declared, written: object) -> Scalar:
    """Return ``written`` as it is kept inside; nothing, or an empty text, is not known.

    Raises:
        InvalidData: it is not a value of this kind, holds characters that cannot be seen, or is outside the sensible limits.
    """
    if written is None or (isinstance(written, str) and not written.strip()):
        return None
    if isinstance(written, str) and UNSEEN.search(written.strip()):
        raise _unreadable(declared, UNSEEN.sub("?", written.strip()), "value-unseen")
    value = READERS[declared.kind](declared, written)
    if isinstance(value, int | float) and not -LARGEST <= value <= LARGEST:
        raise _unreadable(declared, written, "value-too-large")
    _within(declared, value, written)
    return value


def shown(declared: Declared, value: Scalar) -> Text:
    """Return a value in words, in both languages; money exact to the fen."""
    if value is None:
        return worded("value-unknown")
    if declared.kind is Kind.SET:
        members = [member for member in str(value).split("|") if member]
        titles = [declared.choices.get(member, Text(member, member)) for member in members]
        return worded("value-list", items=titles) if titles else worded("value-nothing")
    if declared.kind is Kind.CHOICE:
        return declared.choices.get(str(value), Text(str(value), str(value)))
    return shown_kind(declared.kind, value)


def shown_kind(kind: Kind, value: Scalar) -> Text:
    """Return a value of a kind that needs no list of choices."""
    if kind is Kind.BOOL:
        return worded("value-yes" if value else "value-no")
    if kind is Kind.MONEY:
        return money(int(value or 0))
    if kind is Kind.DATE:
        return Text(day_of(int(value or 0)).isoformat(), day_of(int(value or 0)).isoformat())
    if kind is Kind.RATIO:
        share = f"{Decimal(repr(float(value or 0))) * 100:f}".rstrip("0").rstrip(".") if value else "0"
        return Text(f"{share}%", f"{share}%")
    plain = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return Text(plain, plain)


def money(fen: int) -> Text:
    """Return an amount of yuan in words: whole 万 and 亿 where they are exact, else every digit."""
    yuan = f"{Decimal(fen) / 100:,.2f}".removesuffix(".00")
    for unit, size in (("亿", FEN_IN_YI), ("万", FEN_IN_WAN)):
        if fen and abs(fen) >= size and fen % (size // 10_000) == 0 and (size == FEN_IN_YI or fen % FEN_IN_WAN == 0):
            return Text(f"{_trimmed(Decimal(fen) / size)}{unit}元", f"CNY {yuan}")
    return Text(f"{yuan}元", f"CNY {yuan}")


def outer(kind: Kind, value: Scalar) -> object:
    """Return a value as scripts read it in JSON: money in yuan, a day as ISO text, a set as a list."""
    if value is None:
        return None
    if kind is Kind.MONEY:
        return float(Decimal(int(value)) / 100) if int(value) % 100 else int(value) // 100
    if kind is Kind.DATE:
        return day_of(int(value)).isoformat()
    if kind is Kind.BOOL:
        return bool(value)
    return [member for member in str(value).split("|") if member] if kind is Kind.SET else value


def _trimmed(value: Decimal) -> str:
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _within(declared: Declared, value: Scalar, written: object) -> None:
    low, high = getattr(declared, "low", None), getattr(declared, "high", None)
    if not isinstance(value, int | float) or (low is None and high is None):
        return
    outside = (low is not None and value < low) or (high is not None and value > high)
    if outside:
        limits = [shown_kind(declared.kind, limit) if limit is not None else worded("value-no-limit") for limit in (low, high)]
        raise InvalidData("value-outside", value=written, title=declared.title, low=limits[0], high=limits[1])


def _unreadable(declared: Declared, written: object, key: str, **more: object) -> InvalidData:
    return InvalidData(key, value=written, title=declared.title, **more)


def _bool(declared: Declared, written: object) -> int:
    said = str(written).strip().lower()
    if said in YES or written is True:
        return 1
    if said in NO or written is False:
        return 0
    raise _unreadable(declared, written, "value-not-bool")


def _decimal(declared: Declared, written: object) -> Decimal:
    try:
        return literals.number(str(written))
    except ValueError:
        raise _unreadable(declared, written, "value-not-number") from None


def _int(declared: Declared, written: object) -> int:
    value = _decimal(declared, written)
    if value != value.to_integral_value():
        raise _unreadable(declared, written, "value-not-whole")
    return int(value)


def _money(declared: Declared, written: object) -> int:
    return int((_decimal(declared, written) * 100).to_integral_value())


def _ratio(declared: Declared, written: object) -> float:
    return round(float(_decimal(declared, written)), RATIO_DECIMALS)


def _date(declared: Declared, written: object) -> int:
    if isinstance(written, datetime):
        return day_number(written.date())
    if isinstance(written, date):
        return day_number(written)
    try:
        return day_number(literals.day(str(written)))
    except ValueError:
        raise _unreadable(declared, written, "value-not-date") from None


def _choice(declared: Declared, written: object) -> str:
    said = str(written).strip()
    for key, title in declared.choices.items():
        if said.lower() in {key, title.zh.lower(), title.en.lower()}:
            return key
    raise _unreadable(
        declared,
        written,
        "value-not-choice",
        choices=_options(declared),
    )


def _options(declared: Declared) -> list[Text]:
    return [Text(f"{key} ({title.zh})", f"{key} ({title.en})") for key, title in declared.choices.items()]


def _set(declared: Declared, written: object) -> str:
    items = (
        written
        if isinstance(written, list | tuple)
        else str(written).replace("，", ",").replace("、", ",").replace("|", ",").split(",")
    )
    wanted = [str(item).strip() for item in items if str(item).strip() and str(item).strip().lower() not in NONE]
    members = [_member(declared, item) for item in wanted]
    return "|" + "".join(f"{member}|" for member in sorted(set(members)))


def _member(declared: Declared, item: str) -> str:
    """Return a member of a set by its key; an open set keeps words that name none of its choices."""
    try:
        return _choice(declared, item)
    except InvalidData:
        if not getattr(declared, "open_choices", False):
            raise
    if UNSPEAKABLE.search(item):  # in a list it was not yet looked at
        raise _unreadable(declared, UNSPEAKABLE.sub("?", item), "value-unspeakable")
    return item


def _text(declared: Declared, written: object) -> str:
    from cmtool.rules import identity

    return identity.read(getattr(declared, "form", ""), declared.title, str(written).strip())


READERS: Mapping[Kind, Callable[[Declared, object], Scalar]] = {
    Kind.BOOL: _bool, Kind.INT: _int, Kind.MONEY: _money, Kind.RATIO: _ratio, Kind.DATE: _date,
    Kind.CHOICE: _choice, Kind.SET: _set, Kind.TEXT: _text,
}  # fmt: skip
