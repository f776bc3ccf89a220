"""Counting the book (统计): each question is one pass in SQL, and no client is ever read into memory.

Conditions are the core's own SQL over what ``View.source`` holds, facts by ``View.column``: unknown before they were true and
once they have gone stale.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cmtool.model import Fact, FollowUp, Scalar
from cmtool.rules.sql import Column, condition

Row = tuple[Scalar, ...]
LAST_CONTACT = "last_contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The part of the book that is counted: as of day number ``on``, of ``manager`` (all where empty), or one client by id."""

    db: sqlite3.Connection
    source: str
    column: Column
    on: int
    manager: str = ""
    client: int | None = None

    def mine(self, row: str = "id") -> tuple[str, tuple[Scalar, ...]]:
        """Return the SQL, with its values, that is true of the rows meant; ``row`` is the column that holds the client's id."""
        if self.client is not None:
            return f"{row} = ?", (self.client,)
        if not self.manager:
            return "1", ()
        own = "manager = ?" if row == "id" else f"{row} IN (SELECT id FROM {self.source} WHERE manager = ?)"
        return own, (self.manager,)

    def is_held(self, fact: str) -> bool:
        """Return whether the book has a column for a fact."""
        return f"f_{fact}" in self.column.held


def summed(view: View, tests: Mapping[str, str]) -> dict[str, int]:
    """Return of how many clients each condition is true, by its code, and under ``""`` how many there are."""
    where, values = view.mine()
    counts = ", ".join(["count(*)", *(f"count(CASE WHEN {test} THEN 1 END)" for test in tests.values())])
    row = view.db.execute(f"SELECT {counts} FROM {view.source} WHERE {where}", values).fetchone()
    return dict(zip(["", *tests], row, strict=True))


def grouped(view: View, keys: Sequence[str], sums: Sequence[str] = ()) -> list[Row]:
    """Return how many clients there are of each combination of ``keys``: the keys, the number, then ``sums`` over them."""
    where, values = view.mine()
    named = ", ".join(keys)
    added = "".join(f", sum({one})" for one in sums)
    places = ", ".join(str(place) for place in range(1, len(keys) + 1))
    sql = f"SELECT {named}, count(*){added} FROM {view.source} WHERE {where} GROUP BY {places} ORDER BY {places}"
    return view.db.execute(sql, values).fetchall()


def by_manager(view: View, tests: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Return of how many clients of each manager each condition is true, and under ``""`` how many he has."""
    rows = grouped(view, ["manager"], [f"CASE WHEN {test} THEN 1 ELSE 0 END" for test in tests.values()])
    return {str(row[0]): dict(zip(["", *tests], map(int, row[1:]), strict=True)) for row in rows}  # type: ignore[arg-type]


def runs_out(view: View, fact: Fact) -> str:
    """Return the SQL of the last day on which an assessed level holds, NULL where none is on file or it never runs out."""
    if not view.is_held(fact.name) or fact.valid_days is None:
        return "NULL"
    return f"CASE WHEN f_{fact.name} IS NOT NULL AND at_{fact.name} <= {view.on} THEN at_{fact.name} + {fact.valid_days} END"


def duty(view: View, trigger: FollowUp, *, settled: bool) -> str:
    """Return the SQL that is true where a trigger fires: of those done or put off where ``settled``, else of all others."""
    test = condition(trigger.when.tree, view.column, view.on)
    if trigger.quiet_days:
        test += f" AND coalesce({view.on} - ({view.column(LAST_CONTACT)}) >= {trigger.quiet_days}, 1)"
    away = f"SELECT client FROM task WHERE code = '{trigger.code}' AND until > {view.on} AND day <= {view.on}"
    return f"(({test}) AND id {'IN' if settled else 'NOT IN'} ({away}))"  # a trigger's code is checked when its pack is read


def managers(view: View) -> list[str]:
    """Return the names of those who have clients."""
    rows = view.db.execute(f"SELECT DISTINCT manager FROM {view.source} WHERE manager <> '' ORDER BY manager")
    return [name for (name,) in rows]
