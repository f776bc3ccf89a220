"""The report of one client: what is counted of him alone."""

from __future__ import annotations

from collections.abc import Iterator

from cmtool.book import counts, doings
from cmtool.commands.reporting import Counter
from cmtool.jobs.reports import activity, commitments, compliance, one
from cmtool.model import Client, Part, Text
from cmtool.words import text as worded


def parts_of_client(counter: Counter, client: Client) -> Iterator[Part]:
    """Yield the parts of a client's report."""
    house, view = counter.house, counter.view
    yield one.about(client, house.facts)
    yield one.permissions(client)
    yield one.levels(client, list(house.institutions.values()), house.facts, counter.on)
    duties = [trigger for trigger in house.follow_ups.values() if trigger.kind == "duty"]
    yield compliance.duties(counts.summed(view, counter.duties(duties)), duties)
    days = (counter.first, counter.last)
    yield activity.weeks(doings.contacts_by_week(view, activity.first_week(counter.on), counter.on), counter.on)
    yield activity.channels(doings.contacts_by_channel(view, *days), doings.clients_contacted(view, *days))
    yield commitments.promises(*doings.promises(view, *days))
    yield one.cases(list(_cases(counter)), counter.on)
    yield counter.proposals()


def _cases(counter: Counter) -> Iterator[tuple[int, Text, Text, Text, int]]:
    """Yield the client's open cases: number, kind, step, department, due day."""
    sql = "SELECT id, code, step, due FROM work WHERE client = ? AND status = 'open' AND opened <= ? ORDER BY due, id"
    for row in counter.office.book.rows(sql, (counter.view.client, counter.on)):
        kind = counter.house.cases.get(row["code"])
        if kind is None:
            yield row["id"], Text(row["code"], row["code"]), worded("report-unknown"), worded("report-unknown"), row["due"]
        else:
            step = kind.steps[min(row["step"], len(kind.steps)) - 1]
            yield row["id"], kind.title, step.name, step.owner, row["due"]
