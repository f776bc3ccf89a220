"""The exchange calendar against the notice of 2026, and where none is published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cmtool_securities.calculators.trading_days import is_trading_day, next_trading_day, published

CLOSED_2026 = [  # the State Council's notice for 2026
    ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"), ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"), ("2026-10-01", "2026-10-07"),
]  # fmt: skip


def test_2026_is_open_on_weekdays_outside_the_notice_and_on_no_other_day():
    closed = set()
    for first, last in CLOSED_2026:
        day, end = date.fromisoformat(first), date.fromisoformat(last)
        while day <= end:
            closed.add(day)
            day += timedelta(days=1)
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in days if is_trading_day(day) is not (day.weekday() < 5 and day not in closed)] == []


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_make_up_working_days_stay_closed(day):
    assert not is_trading_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2025-12-31", "2026-01-05"),
        ("2026-02-13", "2026-02-24"),
        ("2026-04-30", "2026-05-06"),
        ("2026-09-30", "2026-10-08"),
        ("2024-02-08", "2024-02-19"),
    ],
)
def test_trading_resumes_after_the_holidays(day, following):
    assert next_trading_day(date.fromisoformat(day)) == date.fromisoformat(following)


def test_a_year_not_published_falls_back_to_weekdays_and_fixed_holidays():
    assert not published(2099)
    assert is_trading_day(date(2099, 3, 2))
    assert not is_trading_day(date(2099, 1, 1))
    assert not is_trading_day(date(2099, 10, 1))
