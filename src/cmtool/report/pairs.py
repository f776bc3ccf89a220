"""Clients paired with products, as lines that can be written while the book is still being read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Protocol

FIELDS = ("client", "product", "verdict", "rank", "rules", "facts")


class Paired(Protocol):
    """What a line is made of: a client and a product by code, the verdict, the rank, rules that wait and facts they lack."""

    client: str
    product: str
    verdict: str
    rank: int
    rules: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Writes pairs in one format; it can be sent to another process."""

    form: str
    fields: tuple[str, ...] = FIELDS
    ascii_only: bool = False

    def head(self) -> str:
        """Return what stands before the first pair."""
        return _separated([self.fields], SEPARATORS[self.form]) if self.form in SEPARATORS else ""

    def text(self, pairs: Sequence[Paired]) -> tuple[str, int]:
        """Return the lines of some pairs, and how many they are: as ids, one for each client."""
        if self.form == "ids":
            clients = dict.fromkeys(pair.client for pair in pairs)
            return "".join(f"{client}\n" for client in clients), len(clients)
        if self.form in SEPARATORS:
            rows = [[_cell(getattr(pair, name)) for name in self.fields] for pair in pairs]
            return _separated(rows, SEPARATORS[self.form]), len(pairs)
        return "".join(f"{self._object(pair)}\n" for pair in pairs), len(pairs)

    def _object(self, pair: Paired) -> str:
        return "{" + ", ".join([f'"{name}": {_json(getattr(pair, name), self.ascii_only)}' for name in self.fields]) + "}"


def _separated(rows: Iterable[Sequence[object]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _cell(value: object) -> object:
    """Return a value for a spreadsheet; a code that it would read as a formula stays text."""
    text = ";".join(value) if isinstance(value, tuple) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(("=", "+", "-", "@", "\t")) else text


@lru_cache(maxsize=65_536)  # products, verdicts and lists of rules come again and again
def _json(value: str | int | tuple[str, ...], ascii_only: bool) -> str:
    encode = encode_basestring_ascii if ascii_only else encode_basestring
    if isinstance(value, tuple):
        return "[" + ", ".join(encode(item) for item in value) + "]"
    return encode(value) if isinstance(value, str) else str(value)


SEPARATORS: Mapping[str, str] = {"csv": ",", "tsv": "\t"}
