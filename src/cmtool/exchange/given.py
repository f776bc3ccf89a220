r"""Files given to a calculator: days and prices from a CSV or Excel sheet, or a TOML table, each piece with its place.

A series has a column of days and one of prices, found by their headings: the settlement price before the close before a price.
``FILE#HEADING`` names another column.

>>> from cmtool.model import Quantity, Text
>>> prices = Quantity(name="prices", kind="file", holds="prices", title=Text("价格", "prices"))
>>> content_of(b"date,close\n2026-11-23,3100\n", "a.csv", prices).content
(('2026-11-23', '3100'),)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from cmtool.errors import InvalidData, NotFound
from cmtool.exchange.cells import text_of
from cmtool.exchange.encoding import decoded
from cmtool.exchange.grid import Grid, Reading
from cmtool.model import File, Quantity

DAYS = ("date", "trade_date", "trading_day", "day", "日期", "交易日期", "交易日")
PRICES = ("settle", "settlement", "结算价", "close", "收盘价", "收盘", "price", "价格", "现货价", "value")
WHOLE_DAY = re.compile(r"(\d{8})\.0")  # what a spreadsheet makes of 20261124
HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-\"' ]+?)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"\s*([\w.\-]+|\"[^\"]+\")\s*=\s*")

Way = tuple[object, ...]


def file_at(quantity: Quantity, written: object, beside: str = "") -> File:
    """Return the file at a path; one that is named in another file lies beside that.

    Raises:
        NotFound: there is no such file.
        InvalidData: it is not what the quantity holds.
    """
    path, column = _named((Path(beside).parent if beside else Path()) / str(written).removeprefix("@"))
    if not path.is_file():
        raise NotFound("calc-no-file", name=quantity.name, title=quantity.title, path=path)
    return content_of(path.read_bytes(), str(path), quantity, column)


def content_of(content: bytes, name: str, quantity: Quantity, column: str = "") -> File:
    """Return the bytes of a file as a series or a table, as the quantity holds.

    Raises:
        InvalidData: they cannot be read as one.
    """
    return _table(content, name, quantity) if quantity.holds == "table" else _series(content, name, quantity, column)


def _named(path: Path) -> tuple[Path, str]:
    """Split ``FILE#HEADING``; a file that has the mark in its own name is meant as it stands."""
    if path.exists() or "#" not in path.name:
        return path, ""
    stem, _, column = path.name.partition("#")
    return path.with_name(stem), column


def _series(content: bytes, name: str, quantity: Quantity, column: str) -> File:
    from cmtool.exchange.opening import opened

    grid: Grid = opened(content, name, Reading())
    heads = [text_of(cell).lstrip("\ufeff").strip().lower() for cell in grid.lines[0].cells]
    day = next((heads.index(known) for known in DAYS if known in heads), None)
    wanted = (column.strip().lower(),) if column else PRICES
    price = next((heads.index(known) for known in wanted if known in heads), None)
    if day is None or price is None:
        lacking = (DAYS if day is None else wanted)[:3]
        raise InvalidData("calc-no-column", name=quantity.name, title=quantity.title, path=name, found=heads, expected=lacking)
    pairs, places = [], {}
    for index, line in enumerate(grid.lines[1:]):
        cells = [text_of(cell).strip() for cell in line.cells]
        cells += [""] * (len(heads) - len(cells))
        pairs.append((WHOLE_DAY.sub(r"\1", cells[day]), cells[price]))
        places[(index, 0)], places[(index, 1)] = (line.number, day + 1), (line.number, price + 1)
    return File(name=name, content=tuple(pairs), places=places)


def _table(content: bytes, name: str, quantity: Quantity) -> File:
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10
        import tomli as tomllib

    text = decoded(content, name).replace("\r\n", "\n")
    try:
        found = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as wrong:
        raise InvalidData("calc-not-toml", name=quantity.name, title=quantity.title, path=name, wrong=wrong) from None
    return File(name=name, content=found, places=places_of(text))


def places_of(text: str) -> Mapping[Way, tuple[int, int]]:
    r"""Return the line and column of every key and table of a TOML text, by the way to it.

    >>> places_of('firm = "A"\n[[lot]]\nsize = 3\n')[("lot", 0, "size")]
    (3, 8)
    """
    places: dict[Way, tuple[int, int]] = {}
    counts: dict[Way, int] = {}
    current: Way = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := HEADER.match(line):
            current = _way(header[2], counts, opens=len(header[1]) == 2)
            places[current] = (number, header.start(1) + 1)
        elif key := KEY.match(line):
            places.setdefault((*current, *_parts(key[1])), (number, key.end() + 1))
    return places


def _way(written: str, counts: dict[Way, int], *, opens: bool) -> Way:
    """Return the way to a table; inside an array of tables it leads through the last one begun."""
    way: Way = ()
    parts = _parts(written)
    for number, part in enumerate(parts, 1):
        way = (*way, part)
        if opens and number == len(parts):
            counts[way] = counts.get(way, 0) + 1
        if way in counts:
            way = (*way, counts[way] - 1)
    return way


def _parts(written: str) -> list[str]:
    return [part.strip().strip("\"'") for part in written.split(".")]
