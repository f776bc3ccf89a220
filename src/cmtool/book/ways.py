"""The ways clients have come, stage by stage, as the journal keeps them (阶段变化).

Walked back from today's rows: what a change found there before is the state before it. What was undone was never there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from cmtool.book.counts import View
from cmtool.book.undo import fallen
from cmtool.model import Way

STAGE = "stage"
State = tuple[str | None, int | None]  # a stage, and the day number it was true on


def ways(view: View, fact: str = STAGE) -> Iterator[Way]:
    """Yield the way of each client of whom a stage was written again, as known on the day asked about."""
    if not view.is_held(fact):
        return
    void = fallen(view.db)
    where, values = view.mine("change.first")
    sql = (
        f"SELECT first, entry, before, f_{fact}, at_{fact} FROM change JOIN client ON client.id = change.first"
        f" WHERE tbl = 'client' AND kind = 'update' AND instr(after, '_{fact}\"') > 0 AND {where}"
        " ORDER BY first, entry DESC, seq DESC"
    )
    gone = view.db.execute("SELECT entry, first, last FROM change WHERE tbl = 'client' AND kind = 'delete'").fetchall()
    nothing = {*void, *void.values()}
    for number, rows in groupby(view.db.execute(sql, values), key=itemgetter(0)):
        born = max((entry for entry, first, last in gone if first <= number <= last), default=0)
        found = way(_states((row for row in rows if row[1] > born), nothing, fact), view.on)
        if found is not None:
            yield found


def way(states: Iterable[State], on: int) -> Way | None:
    """Return the way that states, the first first, make up by day number ``on``: one stage again is the same stay.

    >>> way([("lead", 3), ("lead", 5), ("client", 7), ("lost", 9)], 8)
    Way(stays=(('lead', 3), ('client', 7)), now='client', noted=7)
    """
    known = [(stage, day) for stage, day in states if day is not None and day <= on]
    stays: list[tuple[str, int]] = []
    for stage, day in known:
        if stage is not None and (not stays or stays[-1][0] != stage):
            stays.append((stage, day))
    return Way(tuple(stays), *known[-1]) if stays else None


def _states(rows: Iterable[tuple], void: set[int], fact: str) -> list[State]:
    """Return the states of one client's fact, the first first, those left out that an undo took back."""
    names = (f"f_{fact}", f"at_{fact}")
    held: dict[str, object] = {}
    found = []
    for _, entry, before, value, day in rows:
        held = held or {names[0]: value, names[1]: day}
        if entry not in void:
            found.append((held[names[0]], held[names[1]]))
        was = json.loads(before)
        held = {**held, **{name: was[name] for name in names if name in was}}
    if held:
        found.append((held[names[0]], held[names[1]]))
    return found[::-1]  # type: ignore[return-value]
