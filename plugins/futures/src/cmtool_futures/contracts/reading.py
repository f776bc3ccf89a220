"""Reading the products from the files of the six exchanges, every mistake of a file at once, each with its place.

A file holds what is alike for the whole exchange under ``[every.BLOCK]`` and its products as ``[[product]]``; a product's own
block stands in for single keys of the exchange's. Numbers and shares are written as text, so that none is ever a float.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from cmtool_futures.contracts.blocks import Block, delivery, exchange_fee, exchange_margin, gate, hours, of_days, step, terms
from cmtool_futures.contracts.nouns import Product
from cmtool_futures.sentences import Mistakes, load_toml

HERE = Path(__file__).parent
EXCHANGES = ("SHFE", "INE", "DCE", "CZCE", "CFFEX", "GFEX")
BLOCKS = ("terms", "days", "delivery", "margin", "hours", "gate", "fee")
OWN = ("code", "title", "status", "listed_on", "months", "monthly_average", "note", "step", *BLOCKS)


def shipped() -> tuple[Product, ...]:
    """Return the products that come with the desk, exchange by exchange.

    Raises:
        Refusal: a file has mistakes; all of them are named.
    """
    return tuple(each for exchange in EXCHANGES for each in of_exchange(exchange))


@cache
def of_exchange(exchange: str) -> tuple[Product, ...]:
    """Return the products of one exchange.

    Raises:
        Refusal: its file has mistakes; all of them are named.
    """
    return read(HERE / f"{exchange.lower()}.toml", exchange)


def exchange_of(letters: str) -> str | None:
    """Return the exchange whose file has a product of these letters; a file is read whole only when it is asked for."""
    line = re.compile(rf'^code = "{re.escape(letters)}"$', re.IGNORECASE | re.MULTILINE)
    return next((each for each in EXCHANGES if line.search(_text_of(each))), None)


@cache
def _text_of(exchange: str) -> str:
    return (HERE / f"{exchange.lower()}.toml").read_text(encoding="utf-8")


def read(path: Path, exchange: str) -> tuple[Product, ...]:
    """Return the products of one file.

    Raises:
        Refusal: the file has mistakes; all of them are named.
    """
    mistakes = Mistakes(path.name)
    held = load_toml(path, mistakes)
    every = held.get("every", {})
    seen: set[str] = set()
    found = []
    for number, entry in enumerate(held.get("product", []), start=1):
        code = entry.get("code", f"product {number}")
        if code in seen:
            mistakes.add("spec_twice", place=path.name, found=code)
        seen.add(code)
        found.append(_product(entry, every, exchange, f"{exchange}.{code}", mistakes))
    mistakes.refuse()
    return tuple(each for each in found if each)


def _product(entry: dict[str, Any], every: dict[str, Any], exchange: str, place: str, mistakes: Mistakes) -> Product | None:
    before = len(mistakes.found)
    top = Block(entry, place, mistakes, OWN)
    blocks = {name: Block({**every.get(name, {}), **entry.get(name, {})}, f"{place}.{name}", mistakes) for name in BLOCKS}
    written_steps = entry.get("step", every.get("step", []))
    found = {
        "code": top.text("code"),
        "exchange": exchange,
        "title": top.words("title"),
        "status": top.one_of("status", ("active", "thin", "suspended"), "active"),
        "listed_on": top.text("listed_on"),
        "months": top.months("months"),
        "monthly_average": entry.get("monthly_average") is True,
        "notes": tuple(top.words("note", each) for each in entry.get("note", [])),
        "terms": terms(blocks["terms"]),
        "days": of_days(blocks["days"]),
        "delivery": delivery(blocks["delivery"]),
        "margin": exchange_margin(blocks["margin"]),
        "hours": hours(blocks["hours"]),
        "gate": gate(blocks["gate"]),
        "fee": exchange_fee(blocks["fee"]) if "fee" in entry else None,
        "steps": tuple(step(Block(each, f"{place}.step {n}", mistakes)) for n, each in enumerate(written_steps, start=1)),
    }
    return Product(**found) if len(mistakes.found) == before else None
