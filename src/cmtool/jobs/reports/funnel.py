"""The way from first word to client (客户漏斗): who stands at which stage, how far each has come, and how long it takes.

A client counts as having reached every stage up to the furthest that the book knows he was in. Who sleeps or is lost counts as
far as the journal knows his way; without it nothing is said of him.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from cmtool.jobs.reports.columns import head, heads, share
from cmtool.model import Line, Part, Text, Way
from cmtool.words import text as worded

ASIDE = ("dormant", "lost")  # no step of the way
WON = "client"
STAGE, SOURCE = "stage", "source"
Counted = Sequence[tuple[str | None, str | None, int, int | None]]  # stage, source, clients, days since the stage was noted


def stages(found: Counted, ways: Sequence[Way], titles: Mapping[str, Text]) -> Part:
    """Return the stages in their order: clients, how many got that far, the share that came on from the stage before, days."""
    clients, days = Counter[str | None](), Counter[str | None]()
    for stage, _, number, waited in found:
        clients[stage] += number
        days[stage] += waited or 0
    days.update(_longer(ways))
    reached = _reached(clients, ways, list(titles))
    whole, before = sum(clients.values()), 0
    lines = []
    for stage, title in titles.items():
        far = None if stage in ASIDE else reached[stage]
        mean = round(days[stage] / clients[stage], 1) if clients[stage] else None
        onward = None if stage in ASIDE or not lines else share(far, before)
        lines.append(Line(stage, title, (clients[stage], share(clients[stage], whole), far, onward, mean)))
        before = reached[stage]
    lines.append(Line("unknown", worded("report-unknown"), (clients[None], share(clients[None], whole), None, None, None)))
    columns = (*heads("clients", "share", "reached", "reached_share"), head("days_in", "days"))
    return Part(
        code="stages",
        title=worded("report-stages"),
        lead=worded("col-stage"),
        heads=columns,
        lines=tuple(lines),
        notes=(worded("report-stages-note"),),
        drawn=("clients", "reached"),
    )


def sources(found: Counted, titles: Mapping[str, Text]) -> Part:
    """Return the sources: clients, their share, and how many of each became clients."""
    counts = _by_source(found, titles)
    whole = sum(counted.total() for counted in counts.values())
    lines = []
    for source, counted in counts.items():
        number = counted.total()
        figures = (number, share(number, whole), counted[WON], share(counted[WON], number))
        lines.append(Line(source or "unknown", titles.get(source or "", worded("report-unknown")), figures))
    return Part(
        code="sources",
        title=worded("report-sources"),
        lead=worded("col-source"),
        heads=(*heads("clients", "share", "won"), head("won_share", "share")),
        lines=tuple(lines),
        drawn=("clients", "won"),
    )


def pipeline(found: Counted, stages: Mapping[str, Text], titles: Mapping[str, Text]) -> Part:
    """Return the clients of each source by stage."""
    lines = [
        Line(source or "unknown", titles.get(source or "", worded("report-unknown")), tuple(counted[stage] for stage in stages))
        for source, counted in _by_source(found, titles).items()
    ]
    columns = tuple(head(stage, title=title) for stage, title in stages.items())
    return Part(code="pipeline", title=worded("report-pipeline"), lead=worded("col-source"), heads=columns, lines=tuple(lines))


def _by_source(found: Counted, titles: Mapping[str, Text]) -> dict[str | None, Counter[str | None]]:
    counts: dict[str | None, Counter[str | None]] = {source: Counter() for source in (*titles, None)}
    for stage, source, number, _ in found:
        counts[source][stage] += number
    return counts


def moves(ways: Sequence[Way], titles: Mapping[str, Text], first: int, last: int) -> Part:
    """Return the moves from one stage to another that the journal knows of these days, and the days spent before each."""
    counted, waited = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for way in ways:
        for (before, since), (after, day) in pairwise(way.stays):
            if first <= day <= last:
                counted[before, after] += 1
                waited[before, after] += day - since
    order = list(titles)
    pairs = sorted(counted, key=lambda pair: tuple(order.index(stage) if stage in order else len(order) for stage in pair))
    lines = tuple(_move(pair, counted[pair], waited[pair], titles) for pair in pairs)
    notes = () if lines else (worded("report-moves-none"),)
    columns = (head("moves"), head("days_before", "days"))
    return Part(code="moves", title=worded("report-moves"), lead=worded("report-move"), heads=columns, lines=lines, notes=notes)


def _move(pair: tuple[str, str], moves: int, waited: int, titles: Mapping[str, Text]) -> Line:
    before, after = (titles.get(stage, Text(stage, stage)) for stage in pair)
    return Line("-".join(pair), worded("report-from-to", before=before, after=after), (moves, round(waited / moves, 1)))


def _longer(ways: Sequence[Way]) -> Counter[str | None]:
    """Return by how many days clients are longer in their stage than since it was last noted: noted again is no new stay."""
    days = Counter[str | None]()
    for way in ways:
        if way.now == way.stays[-1][0]:
            days[way.now] += max(way.noted - way.stays[-1][1], 0)
    return days


def _reached(clients: Counter[str | None], ways: Sequence[Way], order: Sequence[str]) -> Counter[str]:
    """Return how many clients have come at least as far as each stage."""
    steps = [stage for stage in order if stage not in ASIDE]
    rank = {stage: number for number, stage in enumerate(steps)}
    furthest = Counter({rank[stage]: clients[stage] for stage in steps})
    for way in ways:
        known = [rank[stage] for stage, _ in way.stays if stage in rank]
        here = rank.get(way.now or "")
        if known and (here is None or max(known) > here):
            furthest[max(known)] += 1
            if here is not None:
                furthest[here] -= 1
    return Counter({stage: sum(number for far, number in furthest.items() if far >= rank[stage]) for stage in steps})
