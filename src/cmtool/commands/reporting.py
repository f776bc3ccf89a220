"""Reports put together: what the book counts, handed to the jobs that make parts of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import groupby

from cmtool.book import counts, doings
from cmtool.book.ways import ways
from cmtool.commands.office import Office
from cmtool.commands.target import known
from cmtool.errors import NotFound
from cmtool.jobs.reports import activity, commitments, compliance, diary, funnel, goals, limits, people, work
from cmtool.jobs.targets import around, progress
from cmtool.jobs.targets import period as read_period
from cmtool.model import Client, FollowUp, Part, Period, Progress, Text, day_number
from cmtool.rules.identity import scrubbed
from cmtool.words import text as worded

PAPERS, HELD = "id_expires_on", "held_risk_level"
Parts = Iterator[Part]


class Counter:
    """The book counted for one report: as of the day asked about, over a period, of one manager or one client."""

    def __init__(self, office: Office, period: Period, manager: str, client: Client | None = None) -> None:
        self.office, self.period, self.manager = office, period, manager
        self.house, self.on = office.house, day_number(office.on)
        self.first, self.last = day_number(period.first), min(day_number(period.last), self.on)
        book = office.book
        self.view = counts.View(
            db=book.db,
            source=book.source(self.on),
            column=book.column(self.on),
            on=self.on,
            manager=manager,
            client=client.id if client else None,
        )

    @cached_property
    def due(self) -> dict[str, str]:
        """The SQL of the last day of each thing that runs out: every institution's level, and the identity document."""
        levels = {card.name: self.house.facts.get(card.risk_fact) for card in self.house.institutions.values()}
        found = {name: counts.runs_out(self.view, fact) for name, fact in levels.items() if fact and fact.valid_days}
        return {**found, "papers": f"({self.view.column(PAPERS)})"}

    @cached_property
    def things(self) -> dict[str, Text]:
        """The words of what runs out."""
        cards = self.house.institutions
        return {code: worded("report-papers") if code == "papers" else cards[code].title for code in self.due}

    def parts_of_funnel(self) -> Parts:
        """Yield the stages, the sources and the moves."""
        column, facts = self.view.column, self.house.facts
        noted = f"coalesce({self.on} - at_{funnel.STAGE}, 0)" if self.view.is_held(funnel.STAGE) else "0"
        since = f"CASE WHEN ({column(funnel.STAGE)}) IS NOT NULL THEN {noted} ELSE 0 END"
        found = counts.grouped(self.view, [column(funnel.STAGE), column(funnel.SOURCE)], [since])
        stages = facts[funnel.STAGE].choices
        known_ways = list(ways(self.view))
        yield funnel.stages(found, known_ways, stages)
        yield funnel.sources(found, facts[funnel.SOURCE].choices)
        yield funnel.pipeline(found, stages, facts[funnel.SOURCE].choices)
        yield funnel.moves(known_ways, stages, self.first, self.last)

    def parts_of_activity(self) -> Parts:
        """Yield contacts by week, by channel and by result, promises and proposals."""
        days = (self.first, self.last)
        yield activity.weeks(doings.contacts_by_week(self.view, activity.first_week(self.on), self.on), self.on)
        yield activity.channels(doings.contacts_by_channel(self.view, *days), doings.clients_contacted(self.view, *days))
        found = doings.results(self.view, *days)
        yield activity.results(found, [scrubbed(str(row[0])) for row in found])
        yield commitments.promises(*doings.promises(self.view, *days))
        yield self.proposals()

    def proposals(self) -> Part:
        """Return the proposals made in the period."""
        return commitments.proposals(doings.proposals(self.view, self.first, self.last))

    def parts_of_work(self) -> Parts:
        """Yield the cases that wait."""
        found = doings.cases(self.view)
        yield work.departments(found, self.house.cases)
        yield work.kinds_of_work(found, self.house.cases)

    def gate_and_limits(self) -> Parts:
        """Yield what the gate holds back and what runs out: one pass over the clients."""
        counted = counts.summed(self.view, {**self._gate(), **dict(limits.tests(self.due, self.on))})
        yield compliance.gate(counted)
        yield limits.running_out(counted, self.things)
        yield limits.by_month(counted, self.things, self.on)

    def parts_of_compliance(self) -> Parts:
        """Yield what compliance looks at."""
        duties = [one for one in self.house.follow_ups.values() if one.kind == "duty"]
        tests = {**self._gate(), **dict(limits.tests(self.due, self.on)), **self._held(), **self.duties(duties)}
        counted = counts.summed(self.view, tests)
        yield compliance.gate(counted)
        yield compliance.held(counted["held.known"], counted["held.above"], counted["held.without"])
        yield limits.running_out(counted, self.things)
        yield limits.by_month(counted, self.things, self.on)
        yield compliance.duties(counted, duties)
        yield from self.parts_of_work()
        yield self.proposals()
        yield compliance.not_kept()
        entries = doings.entries(self.view, self.period.first.isoformat(), min(self.period.last, self.office.on).isoformat())
        yield from diary.journal(entries)
        yield self._chain()

    def parts_of_targets(self) -> Parts:
        """Yield for each measure with a target how far it is, and actual by month."""
        asked = list({one.code: one for one in (*around(min(self.period.last, self.office.on)), self.period)}.values())
        year = [read_period(f"{self.period.first.year}-{number:02d}") for number in range(1, 13)]
        codes = sorted(self.house.measures)
        targets, figures = known(self.office, sorted({one.first.year for one in (*asked, *year)}))
        lines = progress(targets, figures, codes, [*asked, *(one for one in year if one not in asked)], self.office.on)
        for code in codes:
            mine = [line for line in lines if line.target.measure == code and self._is_mine(line)]
            if mine:
                yield from self._goals(mine, code, [one.code for one in asked], [one.code for one in year])

    def _goals(self, lines: list[Progress], code: str, asked: list[str], year: list[str]) -> Parts:
        measure = self.house.measures[code]
        own = [line for line in lines if line.target.manager]
        teams = [line for line in lines if not line.target.manager]
        whole = {of: goals.everyone(found) for of in (*asked, *year) if (found := _of(own, of))}
        for line in teams if not own else ():
            whole.setdefault(line.period.code, line)
        shown = [line for of in asked for line in ([whole[of]] if of in whole else []) + (_of(teams, of) if own else [])]
        yield goals.standing(_once(shown), measure)
        yield goals.months([whole[of] for of in year if of in whole], measure)
        if not self.manager and (here := _of(own, self.period.code)):
            yield goals.by_whom(here, measure)

    def _is_mine(self, line: Progress) -> bool:
        return not self.manager or line.target.manager == self.manager

    def managers(self) -> Part:
        """Return the managers side by side."""
        levels = [f"{due} < {self.on}" for code, due in self.due.items() if code != "papers"] or ["0"]
        clients = counts.by_manager(self.view, {"out": f"({' OR '.join(levels)})"})
        done = doings.by_manager(self.view, self.first, self.last)
        return people.managers(clients, {name: held for name, held in done.items() if not self.manager or name == self.manager})

    def notes(self) -> tuple[Text, ...]:
        """Return what to know of a report of an old day: what carries no day of its own is as it is today."""
        later = self.office.book.rows("SELECT max(at) AS at FROM journal")[0]["at"] or ""
        return (worded("report-old-day"),) if later[:10] > self.office.on.isoformat() else ()

    def _gate(self) -> dict[str, str]:
        facts = {name: f"({self.view.column(name)})" for name in compliance.GATED}
        return {code: f"({test.format_map(facts)})" for code, test in compliance.GATE.items()}

    def _held(self) -> dict[str, str]:
        """Return the SQL of holding something above every level in date, and of holding something with no level in date."""
        held = f"({self.view.column(HELD)})"
        cards = self.house.institutions.values()
        levels = [f"({self.view.column(card.risk_fact)})" for card in cards if card.risk_fact in self.house.facts]
        known = [f"coalesce({level}, 0)" for level in levels] or ["0"]
        best = f"max({', '.join(known)})" if len(known) > 1 else known[0]
        return {
            "held.known": f"{held} IS NOT NULL",
            "held.above": f"{best} > 0 AND {held} > {best}",
            "held.without": f"{held} IS NOT NULL AND {best} = 0",
        }

    def duties(self, duties: list[FollowUp]) -> dict[str, str]:
        """Return the SQL of a duty that waits, and of one that is done or put off for now."""
        found = {f"{one.code}.open": counts.duty(self.view, one, settled=False) for one in duties}
        return found | {f"{one.code}.away": counts.duty(self.view, one, settled=True) for one in duties}

    def _chain(self) -> Part:
        from cmtool.book.audit import broken_links

        entries = self.office.book.rows("SELECT count(*) AS number FROM journal")[0]["number"]
        broken = [int(str(finding.place).rpartition(" ")[2]) for finding in broken_links(self.view.db)]
        return diary.chain(entries, broken)


def _of(lines: list[Progress], period: str) -> list[Progress]:
    return [line for line in lines if line.period.code == period]


def _once(lines: list[Progress]) -> list[Progress]:
    """Return lines without a team's that says just what the line for all of the same period says."""
    found: list[Progress] = []
    for _, same in groupby(lines, key=lambda line: line.period.code):
        first, *others = same
        told = (first.target.floor, first.target.goal, first.target.stretch, first.done)
        found += [first, *(one for one in others if (one.target.floor, one.target.goal, one.target.stretch, one.done) != told)]
    return found


def known_manager(counter: Counter) -> None:
    """Make sure that the manager asked for is somebody: a typing mistake is no empty month.

    Raises:
        NotFound: nobody of this name has clients, or targets; near names are in the message.
    """
    from cmtool.book.targets import standing
    from cmtool.rules.house import near

    if not counter.manager:
        return
    names = {*counts.managers(counter.view), *(one.manager for one in standing(counter.view.db, counter.on))}
    if counter.manager not in names:
        found = sorted(name for name in names if name)
        raise NotFound("report-no-manager", found=counter.manager, near=near(counter.manager, found) or found[:3])
