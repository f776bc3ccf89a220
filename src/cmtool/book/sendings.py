"""How proposals were handed over: on which day, by what way, for what purpose, and by whom."""

from __future__ import annotations

import sqlite3
from typing import Any


def of_proposal(db: sqlite3.Connection, number: int) -> list[dict[str, Any]]:
    """Return how often and by what way a proposal was handed over, the oldest first."""
    names = ("day", "made", "who", "channel", "purpose", "hint")
    sql = f"SELECT {', '.join(names)} FROM sending WHERE proposal = ? ORDER BY id"
    return [dict(zip(names, found, strict=True)) for found in db.execute(sql, (number,))]


def by_proposal(db: sqlite3.Connection, until: int) -> dict[int, list[dict[str, Any]]]:
    """Return the days and ways by which proposals were handed over by day number ``until``, by proposal."""
    found: dict[int, list[dict[str, Any]]] = {}
    for number, day, channel in db.execute("SELECT proposal, day, channel FROM sending WHERE day <= ? ORDER BY id", (until,)):
        found.setdefault(number, []).append({"day": day, "channel": channel})
    return found
