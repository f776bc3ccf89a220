"""Targets and figures in the book: the newest of each as of a day, and what the book itself can count by month."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cmtool.model import Figure, Measure, Target, day_of
from cmtool.rules.sql import Column, condition

if TYPE_CHECKING:
    from cmtool.model import Scalar

TARGET = ("measure", "manager", "team", "period", "floor", "goal", "stretch", "day")
FIGURE = ("measure", "manager", "month", "done", "day")


def standing(db: sqlite3.Connection, on: int) -> list[Target]:
    """Return the targets that stand on a day: one for each measure, manager and period, and for each team's own."""
    rows = db.execute(f"SELECT {', '.join(TARGET)} FROM target WHERE day <= ? ORDER BY day, id", (on,))
    found = [Target(**dict(zip(TARGET, row, strict=True))) for row in rows]
    return list({(one.measure, one.manager, one.manager or one.team, one.period): one for one in found}.values())


def reported(db: sqlite3.Connection, on: int) -> list[Figure]:
    """Return the figures reported by a day, the newest for each measure, manager and month."""
    rows = db.execute(f"SELECT {', '.join(FIGURE)} FROM figure WHERE day <= ? ORDER BY day, id", (on,))
    found = [Figure(**dict(zip(FIGURE, row, strict=True))) for row in rows]
    return list({(one.measure, one.manager, one.month): one for one in found}.values())


def counted(
    db: sqlite3.Connection, measures: Iterable[Measure], column: Column, source: str, year: int, on: int
) -> list[Figure]:
    """Return how many clients each manager has won by measure and month of a year, none in a month being none.

    ``source`` is what to read clients FROM. A manager without clients in this book is not counted: nothing is known of him.
    """
    rows = db.execute(f"SELECT DISTINCT manager FROM {source} WHERE manager <> '' ORDER BY manager")
    names = [name for (name,) in rows]
    today = day_of(on)
    months = [f"{year}-{number:02d}" for number in range(1, 13) if (year, number) <= (today.year, today.month)]
    found: list[Figure] = []
    for measure in measures:
        if measure.counts:
            won = _won(db, measure, column, source, on)
            pairs = ((name, month) for name in names for month in months)
            found += [Figure(measure=measure.code, manager=name, month=month, done=won.get((name, month), 0), day=on)
                      for name, month in pairs]  # fmt: skip
    return found


def _won(db: sqlite3.Connection, measure: Measure, column: Column, source: str, on: int) -> dict[tuple[str, str], int]:
    """Return how many clients came by manager and month, those of days still to come left out."""
    day, when = column(measure.counts), condition(measure.when.tree, column, on) if measure.when else "1"
    sql = (
        f"SELECT manager, strftime('%Y-%m', ({day}) * 86400, 'unixepoch'), count(*) FROM {source} AS c"
        f" WHERE {day} <= ? AND {when} GROUP BY 1, 2"
    )
    return {(manager, month): count for manager, month, count in db.execute(sql, (on,))}


def newer(db: sqlite3.Connection, found: Iterable[Target | Figure]) -> list[tuple[str, Target | Figure]]:
    """Return, each with its table, what is not held already and not older than what is held."""
    far = 10**9  # whatever day the book's own rows are of
    held: dict[tuple[str, ...], Target | Figure] = {_key(one): one for one in (*standing(db, far), *reported(db, far))}
    fresh: dict[tuple[str, ...], Target | Figure] = {}
    for one in found:
        before = fresh.get(_key(one)) or held.get(_key(one))
        if before is None or (one.day >= before.day and one != before):
            fresh[_key(one)] = one
    return [("target" if isinstance(one, Target) else "figure", one) for one in fresh.values()]


def _key(one: Target | Figure) -> tuple[str, ...]:
    """Return what only one target or figure can stand for."""
    if isinstance(one, Target):
        return "target", one.measure, one.manager, "" if one.manager else one.team, one.period
    return "figure", one.measure, one.manager, one.month


def row(one: Target | Figure) -> dict[str, Scalar]:
    """Return the row of a target or a figure."""
    return {name: getattr(one, name) for name in (TARGET if isinstance(one, Target) else FIGURE)}
