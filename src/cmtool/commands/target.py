"""``cmtool target``: set targets and report what is done, show where they stand, merge the managers' sealed files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cmtool.commands.office import Office
from cmtool.commands.parts import PATH, Group, Misused, argument, command, listed, option, writes

if TYPE_CHECKING:
    from cmtool.model import Figure, Measure, Period, Progress, Target

MOST = 2**53 - 1  # the largest number that every reader of JSON keeps
COLUMNS = (
    "measure", "title", "manager", "team", "period", "floor", "goal", "stretch", "done", "progress", "elapsed",
    "forecast", "needed_per_day", "reached_words", "heading_for_words", "missing",
)  # fmt: skip


@click.group(cls=Group, lazy={name: f"{__name__}:{name}_targets" for name in ("set", "show", "merge")})
def target() -> None:
    """Targets of managers and teams."""


@command("set")
@argument("code", "measure")
@option("--period")
@option("--floor", metavar="amount")
@option("--goal", metavar="amount")
@option("--stretch", metavar="amount")
@option("--team")
@option("--done", metavar="amount")
@writes
@click.pass_obj
def set_targets(
    office: Office,
    code: str,
    period: str | None,
    floor: str | None,
    goal: str | None,
    stretch: str | None,
    team: str | None,
    done: str | None,
    dry_run: bool,
) -> None:
    """Set a target's three tiers, or report what is done in a month."""
    from cmtool.book.targets import row
    from cmtool.commands.console import tell
    from cmtool.jobs.targets import around
    from cmtool.jobs.targets import period as read_period
    from cmtool.words import said

    measure = office.house.measure(code)
    of = read_period(period) if period else around(office.on)[0]
    if goal is None and done is None:
        raise Misused("target-nothing")
    aim = _aim(office, measure, of, floor, goal, stretch, team)
    figure = _figure(office, measure, of, done)
    with office.book.writing(office.entry("target set", f"{measure.code} {of.code}"), dry_run=dry_run) as pen:
        for table, one in (("target", aim), ("figure", figure)):
            if one is not None:
                pen.insert(table, row(one))
    tell(office.lang, "target-set", title=measure.title, period=of.code, dry=said(office.lang, "dry-run") if dry_run else "")


@command("show")
@argument("code", "measure", required=False)
@option("--period", multiple=True)
@option("--team")
@option("--seal", type=PATH)
@listed
@click.pass_obj
def show_targets(
    office: Office,
    code: str | None,
    period: tuple[str, ...],
    team: str | None,
    seal: Path | None,
    form: str | None,
    fields: str | None,
    output: Path | None,
) -> None:
    """Show where targets stand: as bars on the screen, or as any list."""
    import click as screen

    from cmtool.commands import console
    from cmtool.report.bars import target_item, target_sheet
    from cmtool.report.listing import Listing

    if seal is not None:
        _seal(office, seal, output)
        return
    lines = _lines(office, code, period, team)
    if form is None and output is None and not fields:
        plain = not console.carries_unicode(sys.stdout)
        if lines:
            screen.echo(target_sheet(lines, office.house.measures, office.lang, console.columns(), plain=plain))
        else:
            console.tell(office.lang, "target-none")
        return
    items = [target_item(line, office.house.measures[line.target.measure], office.lang) for line in lines]
    listing = Listing(schema="cmtool/targets/1", as_of=office.on, items=items, columns=COLUMNS)
    console.show(office.lang, listing, form, fields, output)
    if not lines:
        console.tell(office.lang, "target-none")


@command("merge")
@argument("files", "file", nargs=-1, required=True, type=PATH)
@option("--key", type=PATH, required=True)
@writes
@click.pass_obj
def merge_targets(office: Office, files: tuple[Path, ...], key: Path, dry_run: bool) -> None:
    """Take in managers' sealed files: all of them, or none where one is not what was sealed."""
    from cmtool.book.targets import newer, row
    from cmtool.commands.console import tell
    from cmtool.errors import InvalidData
    from cmtool.exchange.aggregates import key_in, opened
    from cmtool.words import said

    secret = key_in(key)
    read = {path: opened(path.read_bytes(), secret) for path in files}
    broken = [path.name for path, content in read.items() if content is None]
    if broken:
        raise InvalidData("seal-broken", files=broken)
    every = [one for content in read.values() if content for part in content for one in part]
    unknown = sorted({one.measure for one in every} - office.house.measures.keys())
    if unknown:
        raise InvalidData("seal-unknown-measure", codes=unknown)
    with office.book.writing(office.entry("target merge"), dry_run=dry_run) as pen:
        fresh = newer(office.book.db, every)
        pen.about = f"{len(files)}: {len(fresh)}"
        for table, one in fresh:
            pen.insert(table, row(one))
    tell(office.lang, "target-merged", files=len(files), count=len(fresh), dry=said(office.lang, "dry-run") if dry_run else "")


def _aim(
    office: Office, measure: Measure, of: Period, floor: str | None, goal: str | None, stretch: str | None, team: str | None
) -> Target | None:
    """Return the target to be set, ``None`` where only a figure is reported; tiers left out are the goal."""
    from cmtool.errors import InvalidData
    from cmtool.model import Target, day_number

    if goal is None:
        if floor or stretch:
            raise Misused("target-no-goal")
        return None
    if not office.manager and not team:
        raise Misused("target-whose")
    tiers = [_amount(measure, floor or goal), _amount(measure, goal), _amount(measure, stretch or goal)]
    if tiers != sorted(tiers) or tiers[0] < 0:
        raise InvalidData("target-tiers", tiers=[floor or goal, goal, stretch or goal])
    named = {"manager": office.manager, "team": _team(office, team), "period": of.code, "day": day_number(office.on)}
    return Target(measure=measure.code, **named, **dict(zip(("floor", "goal", "stretch"), tiers, strict=True)))


def _team(office: Office, named: str | None) -> str:
    """Return the team meant: the one named, else the one that the manager is in by the settings or already."""
    from cmtool.commands.escalating import led

    return named if named is not None else next(iter(led(office).of.get(office.manager, ())), "")


def _figure(office: Office, measure: Measure, of: Period, done: str | None) -> Figure | None:
    from cmtool.model import Figure, day_number

    if done is None:
        return None
    if not office.manager:
        raise Misused("target-whose-figure")
    if of.kind != "month" or of.first > office.on:
        raise Misused("target-figure-month")
    amount = _amount(measure, done)
    return Figure(measure=measure.code, manager=office.manager, month=of.code, done=amount, day=day_number(office.on))


def _amount(measure: Measure, written: str) -> int:
    """Return an amount: money in fen, things as a whole number.

    Raises:
        InvalidData: it is not a number, not a whole one, or too large.
    """
    from cmtool.errors import InvalidData
    from cmtool.rules.literals import number

    try:
        amount = number(written) * (100 if measure.kind == "money" else 1)
    except ValueError:
        raise InvalidData("target-amount", found=written, title=measure.title) from None
    if amount != int(amount) or abs(amount) > MOST:
        raise InvalidData("target-amount", found=written, title=measure.title)
    return int(amount)


def _lines(office: Office, code: str | None, periods: tuple[str, ...], team: str | None) -> list[Progress]:
    """Return the lines asked for: of the manager named, or of a team, or of all."""
    from cmtool.jobs.targets import around, period, progress

    measures = [office.house.measure(code).code] if code else sorted(office.house.measures)
    asked = [period(one) for one in periods] or list(around(office.on))
    targets, figures = known(office, sorted({one.first.year for one in asked}))
    lines = progress(targets, figures, measures, asked, office.on)
    mine = [line for line in lines if office.manager in {"", line.target.manager}]
    return [line for line in mine if team in {None, line.target.team}]


def known(office: Office, years: list[int]) -> tuple[list[Target], list[Figure]]:
    """Return the targets that stand and what is done: as reported, else as the book counts it."""
    from cmtool.book import targets
    from cmtool.model import day_number

    on, book = day_number(office.on), office.book
    held = targets.standing(book.db, on)
    aimed = [measure for code, measure in office.house.measures.items() if any(one.measure == code for one in held)]
    found = [one for year in years for one in targets.counted(book.db, aimed, book.column(on), book.source(on), year, on)]
    by_key = {(one.measure, one.manager, one.month): one for one in (*found, *targets.reported(book.db, on))}
    return held, list(by_key.values())


def _seal(office: Office, key: Path, output: Path | None) -> None:
    """Write the manager's targets and figures of the year as a sealed file: no client in it, by name or by code."""
    from cmtool.commands.console import save, tell
    from cmtool.exchange.aggregates import content_of, key_in, sealed

    if output is None or not office.manager:
        raise Misused("seal-needs")
    year = str(office.on.year)
    targets, figures = known(office, [office.on.year])
    mine = [one for one in targets if one.manager == office.manager and one.period[:4] == year]
    done = [one for one in figures if one.manager == office.manager and one.month[:4] == year]
    save(output, sealed(content_of(mine, done), key_in(key)))
    tell(office.lang, "written", path=output, count=len(mine) + len(done))
