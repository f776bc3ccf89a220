"""The core's own triggers, in SQL and as errands: silence, birthdays, festivals, handovers, assessments and more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from cmtool.book import watch
from cmtool.commands.introductions import introductions
from cmtool.commands.office import Office
from cmtool.model import Errand, day_number
from cmtool.rules.sql import Column
from cmtool.words import text as worded

SILENCE, BIRTHDAY, FESTIVAL, BIRTH_MONTH = "CMT-F06", "CMT-F90", "CMT-F92", "CMT-F93"
LUNAR = f"{BIRTHDAY}-lunar"
BIRTHDAYS_AHEAD, FESTIVALS_AHEAD, ASSESSMENTS_AHEAD = 3, 3, 30
OWN_DATES = frozenset({"f_fiscal_year_end", "f_founded_on", "f_season_starts", "f_trade_fair"})
POINTS = {"greeting": 15, "festival": 10, "assessment": 55}
Trigger = tuple[str, tuple[str, str], Callable[[int], Errand]]


def triggers(office: Office, day: date) -> Iterator[Trigger]:
    """Yield the core's own triggers of a day: code, (condition, due) in SQL, and how a due day becomes an errand."""
    column = office.book.column(day_number(day))
    yield from _silence(office, column, day)
    yield from _birthdays(column, day)
    yield from _festivals(column, day)
    yield from _own_dates(column, day)
    yield from introductions(office, column, day_number(day))
    yield from _assessments(office, column, day)


def unpublished(office: Office, days: Iterable[date]) -> None:
    """Warn of years whose holidays are not published: their working days may move."""
    from cmtool.commands.console import warn
    from cmtool.jobs.deadlines import is_published

    for year in sorted({day.year for day in days}):
        if not is_published(year):
            warn(office.lang, "calendar-unpublished", year=year)


def _silence(office: Office, column: Column, day: date) -> Iterator[Trigger]:
    from cmtool.commands.settings import section
    from cmtool.jobs.cadence import cadence

    trigger = office.house.follow_ups.get(SILENCE)
    if trigger is not None:
        kept = cadence(*section("cadence"))
        condition = watch.silence_condition(column, day_number(day), kept.tiers, kept.tags)
        errand = {"code": SILENCE, "kind": trigger.kind, "points": trigger.points, "title": trigger.title}
        yield SILENCE, condition, lambda due: Errand(**errand, due=due, say=trigger.say, not_say=trigger.not_say)


def _birthdays(column: Column, day: date) -> Iterator[Trigger]:
    on = day_number(day)
    days = [day + timedelta(days=ahead) for ahead in range(BIRTHDAYS_AHEAD + 1)]
    ahead = {f"{each:%m%d}": day_number(each) for each in days}
    if "0228" in ahead and not _leap(day.year):
        ahead["0229"] = ahead["0228"]  # kept a day early in a year without one
    yield BIRTHDAY, watch.birthday_condition(column, ahead), lambda due: _greeting(BIRTHDAY, "birthday", due)
    if "f_lunar_birthday" in column.held:
        from cmtool.jobs.lunar import birthdays_kept_on

        kept = {key: day_number(each) for each in reversed(days) for key in sorted(birthdays_kept_on(each))}
        if kept:
            yield LUNAR, watch.lunar_birthday_condition(column, kept), lambda due: _greeting(BIRTHDAY, "lunar-birthday", due)
    if "f_birth_month" in column.held:
        following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        condition = watch.birth_month_condition(column, day.month, on - day.day + 1, day_number(following) - 1)
        yield BIRTH_MONTH, condition, lambda due: _greeting(BIRTH_MONTH, "birth-month", due)


def _festivals(column: Column, day: date) -> Iterator[Trigger]:
    from cmtool.commands.settings import section
    from cmtool.jobs.lunar import festival

    written, place = section("festivals")
    if not written and not any(festival(day + timedelta(days=ahead)) for ahead in range(FESTIVALS_AHEAD + 1)):
        return  # the usual morning
    from cmtool.book.anniversaries import in_tiers, tagged
    from cmtool.jobs.yearly import festivals

    kept, on = festivals(written, place), day_number(day)
    quiet = f"coalesce({on} - ({column(watch.QUIET)}) >= {kept.quiet_days}, 1)"
    for ahead in range(max(each.ahead for each in kept.of.values()) + 1):
        name = festival(day + timedelta(days=ahead))
        if name is not None and ahead <= (own := kept.of[name]).ahead:
            condition = f"(({in_tiers(column, own.tiers)} OR {tagged(column, own.tags)}) AND {quiet})"
            yield FESTIVAL, (condition, str(on + ahead)), lambda due, name=name: _festival(name, due)


def _own_dates(column: Column, day: date) -> Iterator[Trigger]:
    from cmtool.commands.settings import section

    if section("occasions")[0] or not OWN_DATES.isdisjoint(column.held):
        from cmtool.commands.own_dates import own_dates

        yield from own_dates(column, day)


def _greeting(code: str, key: str, due: int) -> Errand:
    return Errand(code=code, kind="relationship", points=POINTS["greeting"], title=worded(f"{key}-title"), due=due,
                  say=worded("birthday-say"), not_say=worded("birthday-not-say"), purpose="greeting")  # fmt: skip


def _festival(name: str, due: int) -> Errand:
    title, say = worded(f"festival-{name}-title"), worded(f"festival-{name}-say")
    return Errand(code=FESTIVAL, kind="relationship", points=POINTS["festival"], title=title, due=due, say=say,
                  not_say=worded("birthday-not-say"), purpose="greeting")  # fmt: skip


def _assessments(office: Office, column: Column, day: date) -> Iterator[Trigger]:
    on = day_number(day)
    for card in office.house.institutions.values():
        fact = office.house.facts.get(card.risk_fact)
        code = _settled_by(office, card.risk_fact) if fact else ""
        if fact is not None and code:
            condition = watch.assessment_condition(fact, f"f_{fact.name}" in column.held, on, ASSESSMENTS_AHEAD)
            yield code, condition, lambda due, code=code, title=card.title: _assessment(code, title, due, on)


def _settled_by(office: Office, fact: str) -> str:
    """Return the code of the questionnaire that settles a fact, else of the question; "" where there is neither."""
    from cmtool.packs.built import gist

    for pack in office.house.packs:
        if code := gist(pack, "settles").get(fact):
            return code
    question = office.house.questions.get(fact)
    return question.code if question else ""


def _assessment(code: str, institution: object, due: int, on: int) -> Errand:
    key = "assessment-out" if due < on else "assessment-soon"
    return Errand(code=code, kind="duty", points=POINTS["assessment"], title=worded(key, institution=institution), due=due,
                  say=worded("assessment-say"), not_say=worded("assessment-not-say"))  # fmt: skip


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
