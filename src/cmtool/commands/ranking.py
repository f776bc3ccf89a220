"""The most urgent of a long list: everybody is counted in one scan, and only those who are shown are written out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cmtool.book import watch
from cmtool.commands.morning import Calling, called, calling, morning_list
from cmtool.commands.office import Office

if TYPE_CHECKING:
    from cmtool.jobs.urgency import Weights
    from cmtool.model import Errand, Task


class Dropped(NamedTuple):
    """A client who found no room: when he was due, how urgent he is, and whether a duty is among his errands."""

    client: str
    due: int
    urgency: int
    duty: bool


class Ranked(NamedTuple):
    """The tasks that are kept, in order, how many there are in all, and who was left out, in order, where that is asked for."""

    kept: Sequence[Task]
    count: int
    dropped: Sequence[Dropped] = ()


def ranked(office: Office, most: int | None, among: tuple[str, str] = ("", ""), *, dropped: bool = False) -> Ranked:
    """Return the ``most`` urgent tasks of the day asked about, all where it is ``None``; ``dropped`` asks who was left out.

    Where plugins must be asked about each client, or sums would outgrow their fields, every line is written out to be counted.
    """
    found = None if most is None or office.plugins.answering("cmtool_due_tasks") else _counted(office, most, among, dropped)
    if found is None:
        tasks = morning_list(office, among=among)
        kept = tasks[: most or len(tasks)]
        found = Ranked(kept, len(tasks), [left_out(task) for task in tasks[len(kept) :]] if dropped else ())
    return found


def left_out(task: Task) -> Dropped:
    """Return what is told of a task for which there was no room."""
    return Dropped(task.client, task.due, task.urgency, "duty" in task.purposes)


def _counted(office: Office, most: int, among: tuple[str, str], dropped: bool) -> Ranked | None:
    """Return the list as the scan counts it, its first ``most`` written out; ``None`` where the scan can't count it."""
    from cmtool.book.shares import counted
    from cmtool.commands.settings import section
    from cmtool.jobs.follow_up import tasks
    from cmtool.jobs.urgency import weights

    weigh, asked = weights(*section("urgency")), watch.Asked(office.manager, None, *among)
    calls = calling(office, office.on, asked)
    scan = _scan(office, calls, asked, weigh)
    if not scan.fits():
        return None
    count, rows = counted(office.book.db, office.book.path, scan, None if dropped else most)
    shown = watch.Asked(only=[number for *_, number in rows[:most]])
    kept = tasks(called(office, office.on, calls, shown), calls.on, weigh)
    return Ranked(kept, count, [Dropped(code, due, -ahead, bool(duty)) for ahead, due, code, duty, _ in rows[most:]])


def _scan(office: Office, calls: Calling, asked: watch.Asked, weigh: Weights):  # noqa: ANN202  # a Scan
    from cmtool.book.standing import Call, Marks, Scan, barring
    from cmtool.jobs.urgency import OVERDUE_MOST, TIER_POINTS

    selected, values = asked.selected()
    tested = watch.conditions_of(calls.triggers, calls.extra, calls.column, calls.on)
    errands = [calls.errand_of(code, calls.on) for code, _, _ in tested]
    pairs = [(errand, test, due) for errand, (_, test, due) in zip(errands, tested, strict=True) if test != "0"]
    return Scan(
        calls=[
            Call(code=errand.code, purpose=errand.purpose, test=test, due=due, counts=str(_counts(errand, weigh)))
            for errand, test, due in pairs
        ],
        marks=Marks(
            tiers={tier: weigh.of("tier", points) for tier, points in TIER_POINTS.items()},
            overdue=weigh.overdue,
            latest=OVERDUE_MOST,
            cap=int(weigh.sale_cap),
            first=weigh.lead,
        ),
        on=calls.on,
        tier=calls.column("tier"),
        bars=barring(calls.column),
        source=office.book.source(calls.on),
        where=selected,
        values=values,
        waiting=_waiting(calls, weigh),
        away=calls.away,
    )


def _waiting(calls: Calling, weigh: Weights) -> dict[int, list[tuple[str, int, int]]]:
    """Return what waits for single clients and is not away, as purpose, what it counts, and due day."""
    found = {}
    for client, errands in calls.waiting.items():
        away = calls.away.get(client, ())
        own = [(errand.purpose, _counts(errand, weigh), errand.due) for errand in errands if errand.code not in away]
        if own:
            found[client] = own
    return found


def _counts(errand: Errand, weigh: Weights) -> int:
    from cmtool.book.standing import packed
    from cmtool.jobs.urgency import is_courting

    sort = "courting" if is_courting(errand) else "duty" if errand.purpose == "duty" else "owed"
    return packed(weigh.of(errand.kind, errand.points), sort)
