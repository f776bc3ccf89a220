"""What was done, counted: contacts, promises, cases, proposals and the journal's own entries (工作量统计)."""

from __future__ import annotations

from cmtool.book.counts import Row, View
from cmtool.book.undo import fallen

DUE = "coalesce(waits_until, due)"  # a case that waits is due on the day it waits until
# a case that was open on a day: opened by then, and closed never or later; its last step, or giving it up, closed it
OPEN = (
    "opened <= ? AND (status = 'open' OR EXISTS (SELECT 1 FROM work_event WHERE work_event.work = work.id"
    " AND work_event.what IN ('step', 'drop') AND work_event.day > ?))"
)
MONDAY = 3  # day number 0 was a Thursday
DONE = ("contacts", "contacted", "promises_late", "open", "overdue", "proposals")  # what is counted for each manager


def contacts_by_week(view: View, first: int, last: int) -> list[Row]:
    """Return (week, channel, contacts) of the days from ``first`` to ``last``; a week is its Monday's day number."""
    where, values = view.mine("client")
    sql = (
        f"SELECT day - (day + {MONDAY}) % 7, channel, count(*) FROM contact WHERE day BETWEEN ? AND ? AND {where}"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return view.db.execute(sql, (first, min(last, view.on), *values)).fetchall()


def contacts_by_channel(view: View, first: int, last: int) -> list[Row]:
    """Return (channel, contacts, clients contacted, contacts with a result noted) of the days from ``first`` to ``last``."""
    where, values = view.mine("client")
    sql = (
        "SELECT channel, count(*), count(DISTINCT client), count(nullif(result, '')) FROM contact"
        f" WHERE day BETWEEN ? AND ? AND {where} GROUP BY 1 ORDER BY 1"
    )
    return view.db.execute(sql, (first, min(last, view.on), *values)).fetchall()


def clients_contacted(view: View, first: int, last: int) -> int:
    """Return how many clients were contacted in these days."""
    where, values = view.mine("client")
    sql = f"SELECT count(DISTINCT client) FROM contact WHERE day BETWEEN ? AND ? AND {where}"
    return view.db.execute(sql, (first, min(last, view.on), *values)).fetchone()[0]


def results(view: View, first: int, last: int) -> list[Row]:
    """Return (result, contacts, clients) of these days, the most frequent first; a result is what somebody typed."""
    where, values = view.mine("client")
    sql = (
        "SELECT result, count(*), count(DISTINCT client) FROM contact"
        f" WHERE day BETWEEN ? AND ? AND result <> '' AND {where} GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return view.db.execute(sql, (first, min(last, view.on), *values)).fetchall()


def promises(view: View, first: int, last: int) -> tuple[int, int, int, int]:
    """Return how many promises fell due in these days and were kept, and were not; then how many are late, and are to come.

    A promise made after the day asked about is not counted; whether one was kept is as the book has it today.
    """
    where, values = view.mine("client")
    over = min(last, view.on - 1)
    sql = (
        "SELECT count(CASE WHEN promise_day BETWEEN ? AND ? AND kept = 1 THEN 1 END),"
        " count(CASE WHEN promise_day BETWEEN ? AND ? AND kept = 0 THEN 1 END),"
        " count(CASE WHEN promise_day < ? AND kept = 0 THEN 1 END), count(CASE WHEN promise_day >= ? AND kept = 0 THEN 1 END)"
        f" FROM contact WHERE promise_day IS NOT NULL AND day <= ? AND {where}"
    )
    days = (first, min(last, view.on), first, over, view.on, view.on, view.on)
    return view.db.execute(sql, (*days, *values)).fetchone()


def cases(view: View) -> list[Row]:
    """Return (kind, step, open, waiting, overdue, days late of the latest) of the cases that are still open.

    One that waits for somebody is overdue once the day is past that it waits until.
    """
    where, values = view.mine("client")
    sql = (
        f"SELECT code, step, count(*), count(nullif(waits_for, '')), count(CASE WHEN {DUE} < ? THEN 1 END), max(? - {DUE})"
        f" FROM work WHERE {OPEN} AND {where} GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return view.db.execute(sql, (view.on,) * 4 + values).fetchall()


def proposals(view: View, first: int, last: int) -> list[Row]:
    """Return (who, proposals made, clients, proposals sent) of these days; one sent twice is sent once."""
    where, values = view.mine("client")
    days = (first, min(last, view.on), *values)
    counts = {"made": "count(*), count(DISTINCT client) FROM proposal", "sent": "count(DISTINCT proposal) FROM sending"}
    made, sent = (
        {who: figures for who, *figures in view.db.execute(f"SELECT who, {counts[name]} WHERE day BETWEEN ? AND ? AND {where}"
                                                           " GROUP BY 1", days)}
        for name in ("made", "sent")
    )  # fmt: skip
    return [(who, *made.get(who, (0, 0)), *sent.get(who, (0,))) for who in sorted({*made, *sent})]


def entries(view: View, first: str, last: str) -> list[Row]:
    """Return (command, who, entries, undone) of the journal between two days of the clock; a manager's are those he made."""
    void = fallen(view.db)
    own, values = ("who = ?", (view.manager,)) if view.manager else ("1", ())
    sql = f"SELECT id, command, who FROM journal WHERE substr(at, 1, 10) BETWEEN ? AND ? AND {own}"
    found: dict[tuple[str, str], list[int]] = {}
    for number, command, who in view.db.execute(sql, (first, last, *values)):
        counted = found.setdefault((command, who), [0, 0])
        counted[0] += 1
        counted[1] += number in void
    return [(*key, *counted) for key, counted in sorted(found.items())]


def by_manager(view: View, first: int, last: int) -> dict[str, dict[str, int]]:
    """Return what was done for each manager's clients in these days, and what waits: the names are those of ``DONE``."""
    end = min(last, view.on)
    joined = f"JOIN {view.source} AS c ON c.id ="
    questions = (
        (
            f"SELECT manager, count(*), count(DISTINCT client) FROM contact {joined} contact.client WHERE day BETWEEN ? AND ?",
            (first, end),
        ),
        (
            f"SELECT manager, count(*) FROM contact {joined} contact.client WHERE promise_day < ? AND kept = 0 AND day <= ?",
            (view.on, view.on),
        ),
        (
            f"SELECT manager, count(*), count(CASE WHEN {DUE} < ? THEN 1 END) FROM work {joined} work.client WHERE {OPEN}",
            (view.on, view.on, view.on),
        ),
        (f"SELECT manager, count(*) FROM proposal {joined} proposal.client WHERE day BETWEEN ? AND ?", (first, end)),
    )
    found: dict[str, dict[str, int]] = {}
    names = iter(DONE)
    for sql, values in questions:
        rows = view.db.execute(f"{sql} GROUP BY 1", values).fetchall()
        width = sql.partition(" FROM ")[0].count("count(")
        for name, place in [(next(names), place) for place in range(1, width + 1)]:
            for row in rows:
                found.setdefault(row[0], dict.fromkeys(DONE, 0))[name] = row[place]
    return found
