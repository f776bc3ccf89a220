"""A year of mornings, day by day: nobody with an interval is forgotten, nobody is listed twice, and no day raises."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta

import pytest

from cmtool.jobs.deadlines import is_working

FIRST, LAST = date(2027, 3, 3), date(2028, 3, 3)  # no holidays published, New Year, Spring Festival and 29 February within
TIERS = {"a": 30, "b": 60, "c": 90, "d": 180}
CLIENTS = 24


@pytest.fixture
def silent(ok, tmp_path):
    """Clients of every tier with birthdays of every kind; return their tiers and last contacts by code."""
    rows = ["姓名,客户编号,客户类型,客户等级,最近联系,出生日期,农历生日,闰月生日,标签,营销同意"]
    held = {}
    for number in range(CLIENTS):
        code, tier = f"Y-{number:03d}", "abcd"[number % 4]
        contact = FIRST - timedelta(days=number * 7 % TIERS[tier])
        born = ("1980-02-29", "1990-01-01", "1975-12-31", "")[number % 4]
        lunar = ("", 1230, 101, 608)[number // 2 % 4]
        leap = "是" if number % 3 else "否"
        rows.append(f"客户{number},{code},个人,{tier.upper()},{contact},{born},{lunar},{leap},老客户,是")
        held[code] = (TIERS[tier], contact)
    file = tmp_path / "year.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    ok("import", str(file), "--as-of", FIRST)
    return held


def test_a_year_in_which_half_is_done(ok, silent, monkeypatch):
    choose = random.Random(4)
    last = {code: contact for code, (_, contact) in silent.items()}
    listed_once = set()
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        if not is_working(day):
            continue
        listed = ok("today", "--format", "ids", "--as-of", day).out.split()
        assert len(listed) == len(set(listed)), day
        due = {code for code, (interval, _) in silent.items() if (day - last[code]).days >= interval}
        assert due <= set(listed), day
        listed_once |= set(listed)
        done = [code for code in listed if choose.random() < 0.5]
        if done:
            monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(["client", *done])))
            ok("client", "log", "-", "--as-of", day)
            last |= dict.fromkeys(done, day)
    assert listed_once == set(silent)
    assert ok("doctor").code == 0


@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_the_same_morning_twice_is_the_same_bytes(ok, silent, form):
    day = ("--as-of", "2027-06-30")
    assert ok("today", "--format", form, *day).out == ok("today", "--format", form, *day).out
