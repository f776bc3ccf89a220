"""One scan of the book for the morning list: which triggers fire for which client, and what is due for him.

All triggers are evaluated in a single pass; a client for whom nothing fires costs one row read and nothing else.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cmtool.book.clients import shown_name
from cmtool.rules.sql import Column, condition

if TYPE_CHECKING:
    from cmtool.model import Fact, FollowUp, Scalar

MASK_BITS = 60  # triggers to one integer of the scan
QUIET = "last_contact"
LOOKED_UP_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked about: the clients of a manager (all where empty), or those with these ids, for whom ``where`` holds too.

    ``near`` is what an index can answer of ``where``.
    """

    manager: str = ""
    only: Collection[int] | None = None
    where: str = ""
    near: str = ""

    def selected(self) -> tuple[str, tuple[object, ...]]:
        """Return the SQL true of those who are asked about, and its values."""
        return self._selected(self.near, self.where)

    def _selected(self, *conditions: str) -> tuple[str, tuple[object, ...]]:
        tests, values = [condition for condition in conditions if condition], []
        if self.only is not None:
            tests.append("id IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(self.only)))
        elif self.manager:
            tests.append("manager = ?")
            values.append(self.manager)
        return " AND ".join(tests) or "1", tuple(values)

    def theirs(self, source: str) -> tuple[str, tuple[object, ...]]:
        """Return the SQL true of rows about them in another table, about others too where that is quicker, and its values.

        ``source`` is what to read clients FROM.
        """
        selected, values = self._selected(self.near or self.where)
        return ("1", ()) if selected == "1" else (f"client IN (SELECT id FROM {source} WHERE {selected})", values)


EVERYBODY = Asked()


class Watched(NamedTuple):
    """A client for whom something fired: the facts asked for, and the triggers' codes with their due days."""

    id: int
    code: str
    name: str
    manager: str
    facts: tuple[Scalar, ...]
    fired: tuple[tuple[str, int], ...]


class Promised(NamedTuple):
    """A promise made to a client and not yet kept."""

    client: int
    day: int
    words: str


def fired(db: sqlite3.Connection, triggers: Sequence[FollowUp], extra: Mapping[str, tuple[str, str]], column: Column, on: int,
          asked: Asked = EVERYBODY, clients: Collection[int] = (), source: str = "client",
          told: Sequence[str] = ()) -> Iterator[Watched]:  # fmt: skip
    """Yield the clients asked about for whom a trigger fires, or who are in ``clients`` anyway.

    ``source`` is what to read FROM as of that day: ``Book.source``; ``told`` names the facts that each is handed over with.
    ``extra`` holds the core's own triggers by code, each as (SQL condition, SQL of the due day).
    """
    conditions = conditions_of(triggers, extra, column, on)
    dues = list(dict.fromkeys(due for _, _, due in conditions if due))
    masks = [_mask(conditions[start : start + MASK_BITS]) for start in range(0, len(conditions), MASK_BITS)] or ["0"]
    sql = f"SELECT id, code, name, manager, {column('kind')}, {', '.join([*masks, *dues, *map(column, told)])} FROM {source}"
    where, values = asked.selected()
    anyway, first = set(clients), 5 + len(masks)
    fires = [(code, first + dues.index(due) if due else 0) for code, _, due in conditions]
    for row in db.execute(f"{sql} WHERE {where}", values):
        if any(row[5 : 5 + len(masks)]) or row[0] in anyway:
            yield _watched(row, fires, len(masks), len(dues), on)


def conditions_of(
    triggers: Sequence[FollowUp], extra: Mapping[str, tuple[str, str]], column: Column, on: int
) -> list[tuple[str, str, str]]:
    """Return every trigger's code, the SQL true where it fires, and that of its due day, "" where it is the day itself."""
    conditions = [(trigger.code, _condition(trigger, column, on), _due(trigger, column)) for trigger in triggers]
    return conditions + [(code, test, due) for code, (test, due) in extra.items()]


def facts_of(db: sqlite3.Connection, column: Column, codes: Sequence[str], names: Sequence[str],
             source: str = "client") -> dict[str, tuple[Scalar, ...]]:  # fmt: skip
    """Return the values of the facts named for each of the clients by code."""
    found: dict[str, tuple[Scalar, ...]] = {}
    for start in range(0, len(codes), LOOKED_UP_AT_ONCE):
        part = codes[start : start + LOOKED_UP_AT_ONCE]
        sql = f"SELECT code, {', '.join(map(column, names))} FROM {source} WHERE code IN ({', '.join('?' * len(part))})"
        found |= {row[0]: tuple(row[1:]) for row in db.execute(sql, part)}
    return found


def away(db: sqlite3.Connection, on: int, asked: Asked = EVERYBODY, source: str = "client") -> dict[int, set[str]]:
    """Return the errands that were done, put off or left out and are not back on day number ``on``, by client."""
    found: dict[int, set[str]] = {}
    theirs, values = asked.theirs(source)
    sql = f"SELECT client, code FROM task WHERE until > ? AND day <= ? AND {theirs}"
    for client, code in db.execute(sql, (on, on, *values)):
        found.setdefault(client, set()).add(code)
    return found


def promises(db: sqlite3.Connection, until: int, asked: Asked = EVERYBODY, source: str = "client") -> list[Promised]:
    """Return the promises to clients that fall due by day number ``until`` and are not kept."""
    theirs, values = asked.theirs(source)
    sql = f"SELECT client, promise_day, promise FROM contact WHERE promise_day <= ? AND kept = 0 AND {theirs}"
    rows = db.execute(f"{sql} ORDER BY promise_day, id", (until, *values))
    return [Promised(client, day, words) for client, day, words in rows]


def birthday_condition(column: Column, days: Mapping[str, int]) -> tuple[str, str]:
    """Return the SQL that is true of the birthdays given as ``MMDD``, and the SQL of the day number each is kept on."""
    birthday = f"strftime('%m%d', ({column('birth_date')}) * 86400, 'unixepoch')"
    kept = " ".join(f"WHEN '{day}' THEN {number}" for day, number in days.items())
    return f"{birthday} IN ({', '.join(repr(day) for day in days)})", f"CASE {birthday} {kept} END"


def lunar_birthday_condition(column: Column, days: Mapping[int, int]) -> tuple[str, str]:
    """Return the SQL true of the lunar birthdays given as ``jobs.lunar`` writes them, and that of the day each is kept on."""
    key = f"(({column('lunar_birthday')}) + 10000 * coalesce(({column('lunar_birthday_leap')}), 0))"
    kept = " ".join(f"WHEN {number} THEN {day}" for number, day in days.items())
    return f"{key} IN ({', '.join(map(str, days))})", f"CASE {key} {kept} END"


def birth_month_condition(column: Column, month: int, first: int, last: int) -> tuple[str, str]:
    """Return the SQL true where only the month of birth is known, it is this one, and no contact was made in it."""
    unknown = f"({column('birth_date')}) IS NULL AND ({column('lunar_birthday')}) IS NULL"
    return f"({unknown} AND ({column('birth_month')}) = {month} AND coalesce(({column(QUIET)}) < {first}, 1))", str(last)


def silence_condition(column: Column, on: int, tiers: Mapping[str, int], tags: Mapping[str, int]) -> tuple[str, str]:
    """Return the SQL that is true of a silence as long as the interval of the client's tier or tag, and that of its due day.

    It is counted from the last contact; of one never spoken to, who joined on no known day, from the day his tier became known.
    A next touch that was agreed stands instead.
    """
    own = " ".join(f"WHEN '{tier}' THEN {days}" for tier, days in tiers.items())
    least = f"CASE ({column('tier')}) {own} END"
    held = column("tags")
    for tag, days in sorted(tags.items(), key=lambda pair: -pair[1]):
        holds = f"instr(({held}), '|{tag.replace(chr(39), chr(39) * 2)}|') > 0"
        least = f"CASE WHEN {holds} THEN min({days}, coalesce({least}, {days})) ELSE {least} END"
    known = "at_tier" if "f_tier" in column.held else "NULL"
    since = f"coalesce(({column(QUIET)}), CASE WHEN ({column('client_since')}) IS NULL THEN {known} END)"
    due = f"({since} + {least})"
    return f"(({column('next_touch')}) IS NULL AND {due} <= {on})", due


def assessment_condition(fact: Fact, held: bool, on: int, ahead: int) -> tuple[str, str]:
    """Return the SQL that is true where an assessment runs out within ``ahead`` days, and that of its last day."""
    if not held or fact.valid_days is None:
        return "0", ""
    due = f"at_{fact.name} + {fact.valid_days}"
    return f"(f_{fact.name} IS NOT NULL AND at_{fact.name} <= {on} AND {due} <= {on + ahead})", due


def _condition(trigger: FollowUp, column: Column, on: int) -> str:
    test = condition(trigger.when.tree, column, on)
    if not trigger.quiet_days:
        return test
    last = column(QUIET)
    return f"({test} AND coalesce({on} - ({last}) >= {trigger.quiet_days}, 1))"


def _due(trigger: FollowUp, column: Column) -> str:
    return f"({column(trigger.due)})" if trigger.due else ""


def _mask(conditions: Sequence[tuple[str, str, str]]) -> str:
    return " + ".join(f"CASE WHEN {test} THEN {1 << bit} ELSE 0 END" for bit, (_, test, _) in enumerate(conditions))


def _watched(row: tuple, fires: Sequence[tuple[str, int]], masks: int, dues: int, on: int) -> Watched:
    """Return a client with what fired for him; ``fires`` gives each condition's code and where in the row its due day is."""
    found = []
    for number in _bits(row[5 : 5 + masks]):
        code, place = fires[number]
        due = row[place] if place else None
        found.append((code, on if due is None else due))
    return Watched(row[0], row[1], shown_name(row[2], row[4], ()), row[3], tuple(row[5 + masks + dues :]), tuple(found))


def _bits(masks: Sequence[int]) -> Iterator[int]:
    """Yield the numbers of the conditions that hold, in order; few do, so only those are visited."""
    for block, mask in enumerate(masks):
        while mask:
            lowest = mask & -mask
            yield block * MASK_BITS + lowest.bit_length() - 1
            mask ^= lowest
