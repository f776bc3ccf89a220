"""Where everybody stands on the morning list, without the words of his line: one scan in which SQL sums the points.

Each call is tested once a client. What it counts is one whole number with a field for the points of what is owed, one for those
of what courts, and three for how many calls there are of each sort; so a client's calls are one sum. The terms of a line
are made in ``jobs.urgency`` for those who are shown; both give the same urgency, and a test holds them together.

>>> packed(70, "duty") >> OWED & FIELD, packed(70, "duty") >> DUTIES
(70, 1)
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

POINT_BITS, COUNT_BITS = 21, 7
FIELD, MOST_CALLS = (1 << POINT_BITS) - 1, (1 << COUNT_BITS) - 1
OWED, COURTED = POINT_BITS, 2 * POINT_BITS
OWING, DUTIES = COURTED + COUNT_BITS, COURTED + 2 * COUNT_BITS
SORTS = {"courting": (0, COURTED), "owed": (OWED, OWING), "duty": (OWED, DUTIES)}
NEVER = 9_999_999  # a day number after all others
AT_ONCE = 50  # arguments to one function: SQLite takes no more than a hundred
BITS = 60  # codes that are away to one whole number

Row = tuple[int, int, str, int, int]  # urgency below nought, due day, code, whether a duty is in it, id: sorts as the list does


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What may call for a client: its code and purpose, the SQL that is true where it does, and that of its due day.

    ``due`` is "" where it is due on the day itself; ``counts`` is the SQL of what it counts, ``packed``.
    """

    code: str
    purpose: str
    test: str
    due: str
    counts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What counts beside the calls: points by tier, a day overdue and how many days count, the cap, the lead of a duty."""

    tiers: Mapping[str, int]
    overdue: float
    latest: int
    cap: int
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Who is looked at, as ``where`` over ``source`` selects them, and all that counts on day number ``on``.

    ``waiting`` holds calls of single clients as (purpose, counts, due), ``away`` the codes that do not call them now;
    ``bars`` the SQL true of those whom a purpose must leave alone, ``tier`` that of the tier.
    """

    calls: Sequence[Call]
    marks: Marks
    on: int
    tier: str
    bars: Mapping[str, str]
    source: str = "client"
    where: str = "1"
    values: tuple[object, ...] = ()
    waiting: Mapping[int, Sequence[tuple[str, int, int]]] = field(default_factory=dict)
    away: Mapping[int, set[str]] = field(default_factory=dict)

    def fits(self) -> bool:
        """Whether no sum can outgrow its field: where weights or lists are absurdly large, lines are counted one by one."""
        each = [int(call.counts) for call in self.calls]
        own = max((sum(counts for _, counts, _ in found) for found in self.waiting.values()), default=0)
        calls = len(each) + max((len(found) for found in self.waiting.values()), default=0)
        most = sum((count & FIELD) + (count >> OWED & FIELD) for count in each) + (own & FIELD) + (own >> OWED & FIELD)
        return calls <= MOST_CALLS and most <= FIELD


def packed(points: int, sort: str) -> int:
    """Return what a call of one sort counts: "courting", "owed" or "duty"."""
    place, counter = SORTS[sort]
    return (points << place) + (1 << counter)


def barring(column: Callable[[str], str]) -> dict[str, str]:
    """Return the SQL true of whom each purpose must leave alone: ``jobs.gate.barred``, for a whole book."""
    true = {name: f"coalesce({column(name)}, 0) <> 0" for name in ("deceased", "processing_restricted", "do_not_contact")}
    always = f"{true['deceased']} OR {true['processing_restricted']}"
    other = f"{always} OR {true['do_not_contact']}"
    return {
        "duty": f"({always})",
        "service": f"({other} OR coalesce({column('service_consent')} = 0, 0))",
        "greeting": f"({other} OR coalesce({column('greeting_consent')} = 0, 0))",
        "marketing": f"({other} OR coalesce({column('marketing_consent')}, 0) = 0)",
    }


def standings(db: sqlite3.Connection, scan: Scan) -> Iterator[Row]:
    """Yield where each client stands for whom something calls, in no order."""
    purposes = sorted({purpose for found in scan.waiting.values() for purpose, _, _ in found})
    away = {code: place for place, code in enumerate(sorted({code for found in scan.away.values() for code in found}))}
    joined = ""
    if scan.waiting or scan.away:
        _laid(db, scan, purposes, away)
        joined = " LEFT JOIN temp.aside ON aside.owner = id"
    calls = [replace(call, test=_unless_away(call, away)) for call in scan.calls]
    calls += [_own(purpose) for purpose in purposes]
    own = "".join(f", coalesce(counts_{each}, 0) AS counts_{each}" for each in purposes)
    sql = _written(calls, scan, own, f"{scan.source}{joined} WHERE {scan.where}")
    return db.execute(sql, (scan.marks.overdue, *scan.values))  # in the order they stand in


def _own(purpose: str) -> Call:
    """Return what waits for single clients as a call: its columns lie beside the book."""
    return Call(code="", purpose=purpose, test=f"due_{purpose} IS NOT NULL", due=f"due_{purpose}", counts=f"counts_{purpose}")


def _written(calls: Sequence[Call], scan: Scan, own: str, selected: str) -> str:
    """Return the scan as SQL, inside out: what calls, then due day and sum, then its fields, then the urgency.

    The limits bar nothing: they keep SQLite from putting one level into the next and working the same thing out twice.
    """
    on, marks = scan.on, scan.marks
    plain, dated = [call for call in calls if not call.due], [call for call in calls if call.due]
    known = " + ".join(f"CASE WHEN {_listed(call, scan)} THEN {call.counts} ELSE 0 END" for call in plain) or "0"
    days = "".join(
        f", CASE WHEN {_listed(call, scan)} THEN coalesce({call.due}, {on}) END AS d{n}" for n, call in enumerate(dated)
    )
    each = f"SELECT id, code, {scan.tier} AS tier, {known} AS known{days}{own} FROM {selected} LIMIT -1"
    due = _least([f"CASE WHEN known THEN {on} ELSE {NEVER} END", *(f"coalesce(d{n}, {NEVER})" for n in range(len(dated)))])
    total = " + ".join(["known", *(f"CASE WHEN d{n} IS NULL THEN 0 ELSE {call.counts} END" for n, call in enumerate(dated))])
    some = " OR ".join(["known", *(f"d{n} IS NOT NULL" for n in range(len(dated)))])
    summed = f"SELECT id, code, tier, {due} AS due, {total} AS total FROM ({each}) WHERE {some} LIMIT -1"
    tiers = " ".join(f"WHEN '{tier}' THEN {points}" for tier, points in marks.tiers.items())
    fields = (
        f"SELECT id, code, due, total & {FIELD} AS courting, total >> {OWED} & {FIELD} AS owed, total >> {OWING} > 0 AS owes,"
        f" total >> {DUTIES} > 0 AS duty, CASE tier {tiers} ELSE 0 END AS tier,"
        f" CASE WHEN due < {on} THEN CAST(min({on} - due, {marks.latest}) * ? + 0.5 AS INTEGER) ELSE 0 END AS late"
        f" FROM ({summed}) LIMIT -1"
    )
    over = f"max(courting + tier + CASE WHEN owes THEN 0 ELSE late END - {marks.cap}, 0)"
    return f"SELECT -(owed + courting + tier + late - {over} + duty * {marks.first}), due, code, duty, id FROM ({fields})"


def _listed(call: Call, scan: Scan) -> str:
    """Return the SQL true where a call stands on the list: a duty always does, what else is barred does not."""
    return call.test if call.purpose == "duty" else f"({call.test}) AND NOT {scan.bars[call.purpose]}"


def _least(values: list[str]) -> str:
    """Return the SQL of the least of many values."""
    while len(values) > AT_ONCE:
        values = [f"min({NEVER}, {', '.join(values[start : start + AT_ONCE])})" for start in range(0, len(values), AT_ONCE)]
    return f"min({NEVER}, {', '.join(values)})"


def _unless_away(call: Call, away: Mapping[str, int]) -> str:
    """Return a call's test, false where it is away."""
    place = away.get(call.code)
    return call.test if place is None else f"({call.test}) AND coalesce(out_{place // BITS}, 0) & {1 << place % BITS} = 0"


def _laid(db: sqlite3.Connection, scan: Scan, purposes: Sequence[str], away: Mapping[str, int]) -> None:
    """Lay what is known of single clients beside the book, for this connection alone."""
    outs = [f"out_{number}" for number in range(-(-len(away) // BITS))]
    columns = [*outs, *(f"{name}_{purpose}" for purpose in purposes for name in ("counts", "due"))]
    db.execute("DROP TABLE IF EXISTS temp.aside")
    db.execute(f"CREATE TEMP TABLE aside (owner INTEGER PRIMARY KEY{''.join(f', {name}' for name in columns)})")
    marks = ", ".join("?" * (1 + len(columns)))
    rows = (_beside(scan, owner, purposes, away, len(outs)) for owner in scan.waiting.keys() | scan.away.keys())
    db.execute("BEGIN")
    db.executemany(f"INSERT INTO temp.aside VALUES ({marks})", rows)
    db.execute("COMMIT")


def _beside(scan: Scan, owner: int, purposes: Sequence[str], away: Mapping[str, int], outs: int) -> list[int | None]:
    bits = sum(1 << away[code] for code in scan.away.get(owner, ()))
    row: list[int | None] = [owner, *(bits >> BITS * number & (1 << BITS) - 1 for number in range(outs))]
    for purpose in purposes:
        found = [(counts, due) for each, counts, due in scan.waiting.get(owner, ()) if each == purpose]
        row += [sum(counts for counts, _ in found), min(due for _, due in found)] if found else [None, None]
    return row
