"""What was done for clients (客户活动): contacts by week and channel, and what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from cmtool.jobs.reports.columns import head, heads, plain, share
from cmtool.model import Line, Part, Scalar, day_number, day_of
from cmtool.words import text as worded

CHANNELS = ("phone", "visit", "message", "email", "branch", "other")
WEEKS = 12
FEWEST = 3  # clients: what was typed about fewer of them is counted, never shown
MOST_RESULTS = 10
Row = tuple[Scalar, ...]


def first_week(on: int) -> int:
    """Return the Monday with which the weeks shown begin, as a day number.

    >>> from datetime import date
    >>> day_of(first_week(day_number(date(2026, 11, 24))))
    datetime.date(2026, 9, 7)
    """
    day = day_of(on)
    return day_number(day - timedelta(days=day.weekday() + 7 * (WEEKS - 1)))


def weeks(found: Sequence[Row], on: int) -> Part:
    """Return contacts by week and channel, the last weeks to the day asked about; ``found`` is (Monday, channel, contacts)."""
    counted = Counter({(monday, channel): number for monday, channel, number in found})
    used = [channel for channel in CHANNELS if any(known == channel for _, known in counted)]
    mondays = [first_week(on) + 7 * number for number in range(WEEKS)]
    lines = []
    for monday in mondays:
        figures = [counted[monday, channel] for channel in used]
        lines.append(Line(day_of(monday).isoformat(), plain(f"{day_of(monday):%m-%d}"), (sum(figures), *figures)))
    columns = (head("contacts"), *(head(channel, title=worded(f"channel-{channel}")) for channel in used))
    return Part(
        code="weeks",
        title=worded("report-weeks"),
        lead=worded("report-week-of"),
        heads=columns,
        lines=tuple(lines),
        drawn=tuple(used),
        stacked=True,
    )


def channels(found: Sequence[Row], contacted: int) -> Part:
    """Return the contacts of the period by channel; ``found`` is (channel, contacts, clients, results noted)."""
    held = {channel: figures for channel, *figures in found}
    whole = sum(int(figures[0]) for figures in held.values())
    lines = [
        Line(channel, worded(f"channel-{channel}"), (held[channel][0], share(held[channel][0], whole), *held[channel][1:]))
        for channel in CHANNELS
        if channel in held
    ]
    noted = sum(int(figures[2]) for figures in held.values())
    lines.append(Line("all", worded("report-all"), (whole, share(whole, whole), contacted, noted)))
    columns = heads("contacts", "share", "contacted", "noted")
    return Part(code="channels", title=worded("report-channels"), lead=worded("col-channel"), heads=columns, lines=tuple(lines))


def results(found: Sequence[Row], quiet: Sequence[str]) -> Part:
    """Return what came of contacts, as it was typed; what was typed of fewer than three clients is counted together.

    ``found`` is (result, contacts, clients), ``quiet`` the results with numbers masked.
    """
    shown: Counter[str] = Counter()
    other = 0
    for words, (_, contacts, clients) in zip(quiet, found, strict=True):
        if int(clients or 0) >= FEWEST and (words in shown or len(shown) < MOST_RESULTS):
            shown[words] += int(contacts or 0)
        else:
            other += int(contacts or 0)
    whole = shown.total() + other
    lines = [
        Line(f"{number}", plain(words), (times, share(times, whole))) for number, (words, times) in enumerate(shown.items(), 1)
    ]
    lines.append(Line("other", worded("report-results-other", fewest=FEWEST), (other, share(other, whole))))
    return Part(
        code="results",
        title=worded("report-results"),
        lead=worded("col-result"),
        heads=heads("contacts", "share"),
        lines=tuple(lines),
    )
