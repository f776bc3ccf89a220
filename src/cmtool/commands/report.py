"""``cmtool report``: a client, a manager, the branch, compliance and the funnel in figures; as a list or as a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import PATH, Group, Misused, argument, command, option

if TYPE_CHECKING:
    from cmtool.commands.reporting import Counter
    from cmtool.model import Part, Period, Report

F = TypeVar("F", bound=Callable[..., object])
LISTS = ("table", "json", "ndjson", "csv", "tsv", "ids")
PAPERS = ("md", "html", "docx", "pdf", "xlsx")
TEMPLATES = {"branch": "monthly-report"}  # of the others: "report"
REPORTS = ("client", "manager", "branch", "compliance", "funnel")


@click.group(cls=Group, lazy={name: f"{__name__}:report_{name}" for name in REPORTS})
def report() -> None:
    """Reports in figures."""


def reported(function: F) -> F:
    """Add what every report takes: the period, and how it is shown."""
    function = option("-o", "--output", type=PATH)(function)
    function = option("--fields")(function)
    function = option("--format", "form", type=click.Choice((*LISTS, *PAPERS)))(function)
    return option("--period")(function)


@command("client")
@argument("code", "client")
@reported
@click.pass_obj
def report_client(
    office: Office, code: str, period: str | None, form: str | None, fields: str | None, output: Path | None
) -> None:
    """One client in figures."""
    from cmtool.commands.reporting import Counter
    from cmtool.commands.reporting_one import parts_of_client

    client = office.client(code)
    counter = Counter(office, _period(office, period), "", client)
    _show(office, _made(office, "client", counter, parts_of_client(counter, client), client.code), form, fields, output)


@command("manager")
@argument("name", "manager", required=False)
@reported
@click.pass_obj
def report_manager(
    office: Office, name: str | None, period: str | None, form: str | None, fields: str | None, output: Path | None
) -> None:
    """One manager's clients, work and targets in figures."""
    if not (name or office.manager):
        raise Misused("report-whose")
    counter = _counter(office, period, name or office.manager)
    _show(office, _made(office, "manager", counter, _business(counter)), form, fields, output)


@command("branch")
@reported
@click.pass_obj
def report_branch(office: Office, period: str | None, form: str | None, fields: str | None, output: Path | None) -> None:
    """The whole branch in figures, its managers side by side."""
    counter = _counter(office, period, office.manager)
    _show(office, _made(office, "branch", counter, [counter.managers(), *_business(counter)]), form, fields, output)


@command("compliance")
@reported
@click.pass_obj
def report_compliance(office: Office, period: str | None, form: str | None, fields: str | None, output: Path | None) -> None:
    """What compliance looks at, in figures."""
    counter = _counter(office, period, office.manager)
    _show(office, _made(office, "compliance", counter, counter.parts_of_compliance()), form, fields, output)


@command("funnel")
@reported
@click.pass_obj
def report_funnel(office: Office, period: str | None, form: str | None, fields: str | None, output: Path | None) -> None:
    """The way from first word to client, in figures."""
    counter = _counter(office, period, office.manager)
    _show(office, _made(office, "funnel", counter, [*counter.parts_of_funnel(), counter.proposals()]), form, fields, output)


def _business(counter: Counter) -> Iterable[Part]:
    yield from counter.parts_of_targets()
    yield from counter.parts_of_funnel()
    yield from counter.parts_of_activity()
    yield from counter.parts_of_work()
    yield from counter.gate_and_limits()


def _counter(office: Office, period: str | None, manager: str) -> Counter:
    """Return the counter of a manager, or of all where none is named.

    Raises:
        NotFound: nobody of this name has clients or targets; near names are in the message.
    """
    from cmtool.commands.reporting import Counter, known_manager

    counter = Counter(office, _period(office, period), manager)
    known_manager(counter)
    return counter


def _period(office: Office, written: str | None) -> Period:
    """Return the period asked for, the month of the day asked about where none is.

    Raises:
        InvalidData: it is none, or has not begun.
    """
    from cmtool.errors import InvalidData
    from cmtool.jobs.targets import around
    from cmtool.jobs.targets import period as read_period

    found = read_period(written) if written else around(office.on)[0]
    if found.first > office.on:
        raise InvalidData("report-period-ahead", found=written, on=office.on)
    return found


def _made(office: Office, code: str, counter: Counter, parts: Iterable[Part], whose: str = "") -> Report:
    from cmtool.model import Report
    from cmtool.words import text as worded

    found = tuple(parts)
    titles = {
        "client": worded("report-title-client"),
        "manager": worded("report-title-manager"),
        "branch": worded("report-title-branch"),
        "compliance": worded("report-title-compliance"),
        "funnel": worded("report-title-funnel"),
    }
    return Report(
        code=code,
        title=titles[code],
        on=office.on,
        period=counter.period,
        whose=whose or counter.manager,
        parts=found,
        notes=counter.notes(),
    )


def _show(office: Office, found: Report, form: str | None, fields: str | None, output: Path | None) -> None:
    """Show a report: as a document, as tables on the screen, or figure by figure."""
    from cmtool.commands import console
    from cmtool.report.listing import Listing
    from cmtool.report.reports import COLUMNS, report_items, report_sheet

    on_screen = output is None or str(output) == "-"
    chosen = form or ("table" if on_screen else _suffix(output))
    if chosen in PAPERS and not fields:
        _document(office, found, chosen, None if on_screen else output)
    elif chosen == "table" and not fields:
        text = report_sheet(found, office.lang, console.columns() if on_screen else None)
        if on_screen:
            click.echo(text)
        else:
            console.save(output, text + "\n")
            console.tell(office.lang, "written", path=output, count=sum(1 for _ in found.figures()))
    else:
        head = {"report": found.code, "period": found.period.code, "whose": found.whose}
        items = report_items(found, office.lang)
        listing = Listing(schema="cmtool/report/1", as_of=office.on, items=items, columns=COLUMNS, head=head)
        console.show(office.lang, listing, chosen, fields, output)


def _suffix(output: Path | None) -> str:
    from cmtool.errors import InvalidData
    from cmtool.report.listing import SUFFIXES

    known = {suffix: form for suffix, form in SUFFIXES.items() if form in (*LISTS, *PAPERS)} | {".docx": "docx", ".pdf": "pdf"}
    found = known.get(output.suffix.lower(), "") if output else ""
    if not found:
        raise InvalidData("unknown-suffix", path=output, known=sorted(known))
    return found


def _document(office: Office, found: Report, form: str, output: Path | None) -> None:
    """Write a report as a document: by its own template, else by the one of all reports."""
    from cmtool.commands.console import deliver
    from cmtool.commands.pressing import glossary, shelf
    from cmtool.report.press.printing import Order, document, printed
    from cmtool.report.reports import Told

    shelves = shelf(office, ())
    order = Order(
        template=shelves.find(TEMPLATES.get(found.code, "report")),
        shelf=shelves,
        lang=office.lang,
        makers={"figures": lambda: Told(found, office.lang)},
        glossary=glossary(office),
        marks=(("as_of", found.on.isoformat()), ("period", found.period.code)),
    )
    deliver(office.lang, printed(order, document(order), f".{form}"), form, output, sum(1 for _ in found.figures()))
