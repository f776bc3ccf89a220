"""Reading the exchanges' breaks: the file that comes with the desk, and one that stands in for its years."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cmtool_futures.calendar.days import Calendar
from cmtool_futures.sentences import Mistakes, load_toml

HERE = Path(__file__).parent
KEYS = ("year", "published", "closed", "source", "confidence")


@cache
def built_in() -> Calendar:
    """Return the calendar that comes with the desk."""
    return _read(HERE / "closures.toml", Calendar(closed=frozenset(), published=frozenset()))


def calendar_of(path: str | Path) -> Calendar:
    """Return the desk's calendar with the years of a file in place of its own.

    Raises:
        Refusal: the file cannot be read or holds what no calendar can hold; all mistakes are named, each with its place.
    """
    return _read(Path(path), built_in())


def _read(path: Path, before: Calendar) -> Calendar:
    mistakes = Mistakes(path.name)
    years = load_toml(path, mistakes).get("year", [])
    found: dict[int, list[date]] = {}
    published = set(before.published)
    for number, entry in enumerate(years if isinstance(years, list) else [], start=1):
        year = entry.get("year") if isinstance(entry, dict) else None
        if not isinstance(year, int):
            mistakes.add("calendar_year", place=number, found=year)
            continue
        found[year] = _closed(entry, year, mistakes)
        (published.discard if entry.get("published") is False else published.add)(year)
    if not found:
        mistakes.add("calendar_empty")
    mistakes.refuse()
    kept = frozenset(day for day in before.closed if day.year not in found)
    return Calendar(closed=kept.union(*found.values()), published=frozenset(published))


def _closed(entry: dict[str, Any], year: int, mistakes: Mistakes) -> list[date]:
    """Return the days that a year's entry closes; a year without any is a mistake, and so is a key it does not have."""
    for key in entry:
        if key not in KEYS:
            mistakes.add("spec_key", place=year, found=key)
    closed = entry.get("closed")
    if not closed:
        mistakes.add("spec_missing", place=year, found="closed")
        return []
    return [day for item in (closed if isinstance(closed, list) else [closed]) for day in _days(item, year, mistakes)]


def _days(item: Any, year: int, mistakes: Mistakes) -> list[date]:  # noqa: ANN401  # whatever TOML can hold
    """Return a day, or all days from a first to a last one."""
    first, last = item if isinstance(item, list) and len(item) == 2 else (item, item)
    if type(first) is not date or type(last) is not date or first > last:
        mistakes.add("calendar_day", place=year, found=item)
        return []
    if {first.year, last.year} != {year}:
        mistakes.add("calendar_other_year", place=year, found=first)
        return []
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
