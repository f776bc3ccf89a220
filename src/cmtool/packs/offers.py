"""Facts and products as a pack writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from cmtool.errors import InvalidData
from cmtool.model import Fact, Field, Kind, Product, Scalar, Text, day_number
from cmtool.packs.entry import (
    Entry,
    Wrong,
    a_day,
    a_flag,
    a_number,
    a_table,
    a_text,
    choices,
    matching,
    one_of,
    read_words,
    texts,
    whole,
)
from cmtool.rules import values
from cmtool.rules.kinds import LARGEST, inner_number
from cmtool.rules.refusals import UNSPEAKABLE

NAME = matching(r"[a-z][a-z0-9_]*", "avg_assets_20d")
FORMS = ("identity", "phone", "email", "card", "name", "address")
SAMPLES = ("known", "share", "between", "log_normal", "days", "among", "each")
HOUSE_INCOME = (
    "commission", "revenue", "profit", "bonus", "kickback", "rebate_to_house", "house_income", "house_margin", "incentive",
    "sales_score", "payout_to_manager",
    "佣金收入", "创收", "提成", "返佣", "绩效",
)  # fmt: skip
COMMON_FIELDS = {
    "risk_level": (Kind.INT, Text("风险等级", "risk level")),
    "min_amount": (Kind.MONEY, Text("起点金额", "minimum amount")),
    "term_days": (Kind.INT, Text("期限（天）", "term in days")),
    "currency": (Kind.TEXT, Text("币种", "currency")),
    "code": (Kind.TEXT, Text("产品代码", "product code")),
}
PRODUCT_KEYS = ("title", "about", "worst_case", "costs", "serves", "disclosures", "sample", "since", "until")
NOT_GIVEN: dict[Kind, Scalar] = {Kind.BOOL: 0, Kind.SET: "|"}


def common_fields() -> dict[str, Field]:
    """Return the fields that every product has."""
    return {name: Field(name=name, kind=kind, title=title) for name, (kind, title) in COMMON_FIELDS.items()}


def fact(entry: Entry, desk: str) -> Fact:
    """Read one fact; limits are written in yuan for money and kept in fen."""
    kind = Kind(entry.take("type", one_of(kind.value for kind in Kind), "text", needed=True))
    named = entry.take("choices", choices, {}, needed=kind is Kind.CHOICE)
    sample = entry.take("sample", a_table)
    if sample is not None and set(sample) - set(SAMPLES):
        entry.wrong("sample", "pack-unknown-key", known=SAMPLES)
    found = Fact(
        name=entry.take("name", NAME, "", needed=True),
        kind=kind,
        title=entry.words("title"),
        desk=desk,
        of=entry.take("of", one_of(("person", "organisation", "both")), "both"),
        valid_days=entry.take("valid_days", whole(1, 36_500)),
        sensitive=entry.take("sensitive", a_flag, default=False),
        low=_limit(entry, "low", kind),
        high=_limit(entry, "high", kind),
        open_choices=entry.take("open", a_flag, default=kind is Kind.SET and not named),
        choices=named,
        aliases=entry.take("aliases", texts, ()),
        form=entry.take("form", one_of(FORMS), ""),
        sample=sample,
    )
    if found.low is not None and found.high is not None and found.high < found.low:
        entry.wrong("high", "pack-limits-reversed", low=entry.data["low"], high=entry.data["high"])
    entry.close()
    return found


def field(entry: Entry) -> Field:
    """Read the declaration of a product field; none may name what a product earns for the house."""
    kind = Kind(entry.take("type", one_of(kind.value for kind in Kind), "text", needed=True))
    name = entry.take("name", NAME, "", needed=True)
    title = entry.words("title")
    for key, words in (("name", name), ("title", title.zh)):
        if any(word in words for word in HOUSE_INCOME):
            entry.wrong(key, "pack-house-income", found=words)
    if name in (*COMMON_FIELDS, *PRODUCT_KEYS):
        entry.wrong("name", "pack-twice", found=name)
    declared = Field(name=name, kind=kind, title=title, choices=entry.take("choices", choices, {}, needed=kind is Kind.CHOICE))
    entry.close()
    return declared


def product(entry: Entry, desk: str, code: object, fields: Mapping[str, Field]) -> Product:
    """Read one product: the common keys, then the desk's own fields."""
    for key in entry.data:
        if any(word in key for word in HOUSE_INCOME):
            entry.wrong(key, "pack-house-income", found=key)
    common = {
        "code": entry.take("code", code, "", needed=True),
        "risk_level": entry.take("risk_level", whole(1, 5), needed=True),
        "min_amount": entry.take("min_amount", _fen, 0),
        "term_days": entry.take("term_days", whole(0, 36_500), 0),
        "currency": entry.take("currency", matching("[A-Z]{3}", "CNY"), "CNY"),
    }
    own = {
        name: entry.take(name, _reader(declared), NOT_GIVEN.get(declared.kind))
        for name, declared in fields.items()
        if name not in COMMON_FIELDS
    }
    found = Product(
        code=common["code"],
        desk=desk,
        title=entry.words("title"),
        about=entry.words("about"),
        worst_case=entry.words("worst_case"),
        costs=entry.words("costs"),
        serves=entry.take("serves", texts, ()),
        disclosures=entry.take("disclosures", _sentences, ()),
        sample=entry.take("sample", a_flag, default=False),
        since=entry.take("since", a_day),
        until=entry.take("until", a_day),
        values={**common, **own},
    )
    dates_in_order(entry, found.since, found.until)
    entry.close()
    return found


def dates_in_order(entry: Entry, since: date | None, until: date | None) -> None:
    """Note an end before the beginning."""
    if since and until and until < since:
        entry.wrong("until", "pack-dates-reversed", since=since, until=until)


def _limit(entry: Entry, key: str, kind: Kind) -> float | None:
    if kind is Kind.DATE:
        limit = entry.take(key, a_day)
        return None if limit is None else day_number(limit)
    return entry.take(key, lambda value: _inner(kind, value))


def _fen(value: object) -> int:
    return int(_inner(Kind.MONEY, value))


def _inner(kind: Kind, value: object) -> float:
    """Return a number as it is kept inside, none that is too large to be compared exactly."""
    inner = inner_number(kind, a_number(value))
    if not -LARGEST <= inner <= LARGEST:
        raise Wrong("pack-too-large", found=value)
    return inner


def _sentences(value: object) -> tuple[Text, ...]:
    if not isinstance(value, list):
        raise Wrong("pack-not-texts", found=value)
    return tuple(read_words(item) for item in value)


def _reader(declared: Field) -> Callable[[object], Scalar]:
    def read(value: object) -> Scalar:
        if isinstance(value, str) and UNSPEAKABLE.search(value):
            raise Wrong("pack-unspeakable", found=UNSPEAKABLE.sub("?", value))
        try:
            return values.read(declared, a_text(value) if isinstance(value, str) else value)
        except InvalidData as wrong:
            raise Wrong("pack-not-value", found=value, kind=declared.kind.value, choices=list(declared.choices)) from wrong

    return read
