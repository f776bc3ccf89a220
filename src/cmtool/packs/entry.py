"""One table of a pack file, read key by key; every mistake is noted with its place and reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from cmtool.model import Fact, Field, Finding, Predicate, Source, Text
from cmtool.rules import literals, possible
from cmtool.rules.typing import understood

T = TypeVar("T")
CONFIDENCES = ("V", "V2", "M", "M-", "U")


class Wrong(Exception):
    """A value is not what it should be; ``key`` names the sentence."""

    def __init__(self, key: str, **figures: object) -> None:
        super().__init__(key)
        self.key = key
        self.figures = figures


class Entry:
    """A cursor over one table: ask for each key once, then ``close`` to find the keys nobody asked for."""

    def __init__(self, data: Mapping[str, Any], place: str, mistakes: list[Finding]) -> None:
        self.data = data
        self.place = place
        self.mistakes = mistakes
        self._asked: set[str] = set()

    def wrong(self, field: str, key: str, **figures: object) -> None:
        """Note a mistake at ``field``."""
        place = f"{self.place} -> {field}" if field else self.place
        self.mistakes.append(Finding(key=key, place=place, figures=tuple(figures.items())))

    def take(self, field: str, reader: Callable[[Any], T], default: T | None = None, *, needed: bool = False) -> Any:  # noqa: ANN401
        """Return the value of ``field`` as ``reader`` makes it; note what is missing or wrong and return the default."""
        self._asked.add(field)
        if field not in self.data:
            if needed:
                self.wrong(field, "pack-missing")
            return default
        try:
            return reader(self.data[field])
        except Wrong as wrong:
            self.wrong(field, wrong.key, **wrong.figures)
            return default

    def words(self, field: str, *, needed: bool = True) -> Text:
        """Return a pair ``{ zh, en }``; both are required."""
        return self.take(field, read_words, Text("", "") if needed else None, needed=needed)

    def condition(
        self, field: str, facts: Mapping[str, Fact], fields: Mapping[str, Field], *, needed: bool = False
    ) -> Predicate | None:
        """Return a typed condition; each of its mistakes is noted by itself, and whether it can hold and fail at all."""
        text = self.take(field, a_text, needed=needed)
        if text is None:
            return None
        predicate, mistakes = understood(text, facts, fields)
        mistakes = mistakes or possible.mistakes(predicate.tree, facts, fields)
        for key, piece, expected in mistakes:
            self.wrong(field, key, piece=piece, expected=expected)
        return predicate

    def entries(self, field: str, *, needed: bool = False) -> list[Entry]:
        """Return the inner tables under ``field``."""
        tables = self.take(field, a_list_of_tables, [], needed=needed)
        return [Entry(table, f"{self.place} -> {field} {number}", self.mistakes) for number, table in enumerate(tables, 1)]

    def source(self, field: str = "source", *, needed: bool = False) -> Source | None:
        """Return where the statement comes from."""
        table = self.take(field, a_table, needed=needed)
        if table is None:
            return None
        entry = Entry(table, f"{self.place} -> {field}", self.mistakes)
        source = Source(
            title=entry.take("title", a_text, "", needed=True),
            number=entry.take("number", a_text, ""),
            article=entry.take("article", a_text, ""),
            confidence=entry.take("confidence", one_of(CONFIDENCES), "U", needed=True),
            as_of=entry.take("as_of", a_day, needed=True),
        )
        entry.close()
        return source

    def close(self) -> None:
        """Note every key that nothing reads: a typing mistake must not pass silently."""
        for field in self.data:
            if field not in self._asked:
                self.wrong(field, "pack-unknown-key", known=sorted(self._asked))


def read_words(value: object) -> Text:
    """Read ``{ zh = "…", en = "…" }``."""
    if (
        not isinstance(value, dict)
        or set(value) != {"zh", "en"}
        or not all(isinstance(part, str) and part.strip() for part in value.values())
    ):
        raise Wrong("pack-not-words", found=value)
    return Text(value["zh"], value["en"])


def a_text(value: object) -> str:
    """Read a text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise Wrong("pack-not-text", found=value)
    return value


def a_flag(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise Wrong("pack-not-flag", found=value)
    return value


def a_day(value: object) -> date:
    """Read a TOML date."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Wrong("pack-not-day", found=value)
    return value


def a_number(value: object) -> Decimal:
    """Read a number, or one written with a unit: "50万", "3.5%"."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Wrong("pack-not-number", found=value)
    try:
        return literals.number(str(value))
    except ValueError:
        raise Wrong("pack-not-number", found=value) from None


def whole(low: int, high: int) -> Callable[[Any], int]:
    """Return a reader of whole numbers from ``low`` to ``high``."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise Wrong("pack-not-whole", found=value, low=low, high=high)
        return value

    return read


def one_of(choices: Iterable[str]) -> Callable[[Any], str]:
    """Return a reader of one of the given words."""
    allowed = tuple(choices)

    def read(value: object) -> str:
        if value not in allowed:
            raise Wrong("pack-not-one-of", found=value, choices=list(allowed))
        return str(value)

    return read


def matching(pattern: str, example: str) -> Callable[[Any], str]:
    """Return a reader of texts of one shape, such as codes and names."""
    import re

    def read(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise Wrong("pack-not-shaped", found=value, example=example)
        return value

    return read


def a_list_of_tables(value: object) -> list[dict[str, Any]]:
    """Read an array of tables."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Wrong("pack-not-tables", found=type(value).__name__)
    return value


def a_table(value: object) -> dict[str, Any]:
    """Read a table."""
    if not isinstance(value, dict):
        raise Wrong("pack-not-table", found=value)
    return value


def texts(value: object) -> tuple[str, ...]:
    """Read a list of texts."""
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise Wrong("pack-not-texts", found=value)
    return tuple(value)


def choices(value: object) -> dict[str, Text]:
    """Read a table of choices: lower-case keys and their words."""
    import re

    table = a_table(value)
    bad = [key for key in table if not re.fullmatch(r"[a-z][a-z0-9_]*", key)]
    if bad or not table:
        raise Wrong("pack-not-shaped", found=bad or value, example="star")
    return {key: read_words(words) for key, words in table.items()}
