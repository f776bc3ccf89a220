"""Trading days: against a public calendar, and a file that stands in for a year."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from cmtool.errors import Refusal
from cmtool_futures.calendar import built_in, calendar_of, is_trading_day, trading_days
from cmtool_futures.contracts import contract


def test_every_day_of_2010_to_2026_agrees_with_a_public_calendar(shared):
    days = set(json.loads((shared / "data" / "calendars" / "akshare_calendar.json").read_text(encoding="utf-8")))
    day, wrong = date(2010, 1, 1), []
    while day <= date(2026, 12, 31):
        if is_trading_day(day) != (f"{day:%Y%m%d}" in days):
            wrong.append(str(day))
        day += timedelta(days=1)
    assert wrong == []


def test_the_years_announced_are_known_and_the_next_ones_are_not():
    assert [year for year in range(2005, 2035) if built_in().is_published(year)] == list(range(2010, 2027))


@pytest.mark.parametrize(
    ("day", "trades"),
    [
        ("2027-01-01", False),  # named by the regulation
        ("2027-02-05", False),  # the eve of the lunar year
        ("2027-02-09", True),  # a bridge, if there is one, is in the notice to come
        ("2027-06-09", False),
        ("2031-01-01", True),  # nothing on file: weekdays alone
        ("2031-01-04", False),
    ],
)
def test_a_year_not_announced_goes_by_weekdays_and_the_regulations_days(day, trades):
    assert is_trading_day(date.fromisoformat(day)) is trades


def test_a_file_stands_in_for_its_year_and_for_no_other(tmp_path):
    path = tmp_path / "2027.toml"
    text = "[[year]]\nyear = 2027\nclosed = [2027-01-01, [2027-02-05, 2027-02-11]]\n"
    path.write_text(text, encoding="utf-8")
    calendar = calendar_of(path)
    assert calendar.is_published(2027)
    assert not is_trading_day(date(2027, 2, 11), calendar)
    assert is_trading_day(date(2027, 4, 5), calendar)  # the file has the whole year
    assert trading_days(date(2026, 9, 29), date(2026, 10, 9), calendar) == trading_days(date(2026, 9, 29), date(2026, 10, 9))
    before, after = contract("rb2702", date(2026, 11, 24)), contract("rb2702", date(2026, 11, 24), calendar)
    assert (before.provisional, after.provisional) == (True, False)
    assert after.person_out_by < before.person_out_by


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense = [", ["读不了"]),
        ("", ["没有一个可用的"]),
        ("[[year]]\nclosed = []", ["缺少年份"]),
        (
            '[[year]]\nyear = 2027\nclosed = ["2027-01-01", 2028-01-03, [2027-02-11, 2027-02-05]]',
            ["3 处", "“2027-01-01”不是日期", "别的年份：2028-01-03", "不是日期，应为 2027-02-08 或从早到晚的"],
        ),
        ("[[year]]\nyear = 2027\nclosed = 3", ["“3”不是日期"]),
        ("[[year]]\nyear = 2027", ["2027：缺少 closed"]),
        ("[[year]]\nyear = 2027\nclosd = [2027-01-01]", ["2 处", "2027：不认识“closd”", "2027：缺少 closed"]),
    ],
)
def test_mistakes_of_a_calendar_are_told_all_at_once(tmp_path, text, words):
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        calendar_of(path)
    assert [each for each in words if each not in refused.value.figures["zh"]] == []
    assert refused.value.figures["en"]


def test_a_missing_calendar_is_a_sentence(tmp_path):
    with pytest.raises(Refusal) as refused:
        calendar_of(tmp_path / "none.toml")
    assert "读不了 none.toml" in refused.value.figures["zh"]
