"""Five working days planned from lists of five days, none fuller than it can be (一周安排)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cmtool.model import Task


@dataclass(frozen=True, slots=True)
class Plan:
    """Tasks with the day each is done on, and those that found no room."""

    placed: tuple[tuple[int, Task], ...]
    dropped: tuple[Task, ...]
    capacity: int


def plan(lists: Mapping[int, Sequence[Task]], capacity: int | None = None) -> Plan:
    """Return a plan of the days, day numbers in order, each with its list of tasks as of that day.

    A client is planned once, not before the day he is first listed on, the most urgent first, each on the first day with room.
    Without a ``capacity`` the days are as even as they can be, and nobody is left out.
    """
    days = sorted(lists)
    first: dict[str, tuple[int, Task]] = {}
    for day in days:
        for task in lists[day]:
            first.setdefault(task.client, (day, task))
    limit = capacity or _evenly(days, [day for day, _ in first.values()])
    room = dict.fromkeys(days, limit)
    placed, dropped = [], []
    for start, task in sorted(first.values(), key=lambda found: (-found[1].urgency, found[1].due, found[1].client)):
        day = next((day for day in days if day >= start and room[day]), None)
        if day is None:
            dropped.append(task)
        else:
            room[day] -= 1
            placed.append((day, task))
    placed.sort(key=lambda found: found[0])  # stable: within a day the most urgent stay first
    return Plan(tuple(placed), tuple(dropped), limit)


def _evenly(days: Sequence[int], starts: Sequence[int]) -> int:
    """Return the least number of tasks a day with which everybody finds room from his first day on."""
    return max((-(-sum(start >= day for start in starts) // len(days[place:])) for place, day in enumerate(days)), default=0)
