"""Days that come back every year, as SQL for the morning scan: by month and day, by the date of a beginning, by a tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmtool.rules.sql import Column

Condition = tuple[str, str]  # what holds, and the day number it falls due on


def month_day_condition(column: Column, fact: str, days: Mapping[int, int]) -> Condition:
    """Return the SQL true where a fact written as month × 100 + day is one of ``days``, and that of its day number."""
    value = f"({column(fact)})"
    return f"{value} IN ({', '.join(map(str, days))})", _due(value, days)


def anniversary_condition(column: Column, fact: str, days: Mapping[int, int]) -> Condition:
    """Return the SQL true where a date has its anniversary on one of ``days`` (month × 100 + day), and of its day number."""
    value = f"CAST(strftime('%m%d', ({column(fact)}) * 86400, 'unixepoch') AS INTEGER)"
    return f"{value} IN ({', '.join(map(str, days))})", _due(value, days)


def tagged(column: Column, tags: Sequence[str]) -> str:
    """Return the SQL true where a client has one of the tags, false where none are given or known."""
    held = f"coalesce(({column('tags')}), '')"
    return " OR ".join(f"instr({held}, {_quoted(f'|{tag}|')}) > 0" for tag in tags) or "0"


def in_tiers(column: Column, tiers: Sequence[str]) -> str:
    """Return the SQL true of persons of the tiers."""
    return f"(({column('kind')}) = 'person' AND ({column('tier')}) IN ({', '.join(map(_quoted, tiers))}))" if tiers else "0"


def _due(value: str, days: Mapping[int, int]) -> str:
    return f"CASE {value} {' '.join(f'WHEN {key} THEN {number}' for key, number in days.items())} END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
