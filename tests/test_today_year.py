"""A year of mornings, day by day: nobody with an interval is forgotten, nobody is listed twice, and no day raises."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from cmtool.jobs.deadlines import is_published, is_working

# two New Years, a year without published holidays, two Spring Festivals and 29 February within
FIRST, LAST = date(2026, 12, 21), date(2028, 3, 3)
TIERS = {"a": 30, "b": 60, "c": 90, "d": 180}
VIP = 14
CLIENTS = 48
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
TURNS = ("2026-12-31", "2027-01-01", "2027-02-05", "2027-02-28", "2027-12-31", "2028-01-01", "2028-02-28", "2028-02-29")
SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "bank_marketing" / "bank-full.csv"
MAPPING = Path(__file__).parent.parent / "examples" / "mappings" / "uci-bank.toml"
SAMPLE = Path(__file__).parent.parent / "src" / "cmtool" / "pack" / "sample.json"
MANAGERS = json.loads(SAMPLE.read_text(encoding="utf-8"))["managers"][:10]


@pytest.fixture
def silent(ok, tmp_path, monkeypatch):
    """Clients of every tier and birthdays of every kind, some of them VIPs; return intervals and last contacts by code."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cmtool.toml").write_text(f'[cadence.tags]\n"VIP" = {VIP}\n', encoding="utf-8")
    rows = ["姓名,客户编号,客户类型,客户等级,最近联系,出生日期,农历生日,闰月生日,标签,营销同意"]
    held = {}
    for number in range(CLIENTS):
        code, tier = f"Y-{number:03d}", "abcd "[number % 5].strip()
        tag = "VIP" if number % 7 == 0 else "老客户"
        interval = min(TIERS.get(tier, 999), VIP if tag == "VIP" else 999)
        contact = FIRST - timedelta(days=number * 7 % interval)
        born = ("1980-02-29", "1990-01-01", "1975-12-31", "")[number % 4]
        lunar = ("", 1230, 101, 608)[number // 2 % 4]
        leap = "是" if number % 3 else "否"
        rows.append(f"客户{number},{code},个人,{tier.upper()},{contact},{born},{lunar},{leap},{tag},是")
        if interval < 999:
            held[code] = (interval, contact)
    file = tmp_path / "year.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    ok("import", str(file), "--as-of", FIRST)
    return held


def test_a_year_in_which_half_is_done(ok, silent, monkeypatch):
    assert {is_published(2026), is_published(2027)} == {True, False}
    choose = random.Random(4)
    last = {code: contact for code, (_, contact) in silent.items()}
    listed_once: set[str] = set()
    longest = dict.fromkeys(silent, 0)
    for day in [day for day in DAYS if is_working(day) or day.isoformat() in TURNS]:
        listed = ok("today", "--format", "ids", "--as-of", day).out.split()
        assert len(listed) == len(set(listed)), day
        due = {code for code, (interval, _) in silent.items() if (day - last[code]).days >= interval}
        assert due <= set(listed), day  # so on the first working day of his silence at the latest
        listed_once |= set(listed)
        if not is_working(day):
            continue
        done = [code for code in listed if choose.random() < 0.5]
        if done:
            monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(["client", *done])))
            ok("client", "log", "-", "--as-of", day)
        for code in done:
            if code in last:
                longest[code] = max(longest[code], (day - last[code]).days)
                last[code] = day
    assert listed_once >= set(silent)
    assert all(longest[code] >= 1 for code in silent)  # everybody was spoken to in the year
    assert ok("doctor").code == 0


@pytest.mark.parametrize("day", TURNS)
def test_turns_of_the_year_have_a_list_and_a_week(ok, silent, day):
    assert ok("today", "--as-of", day, "--top", "3", "--format", "json").items
    week = ok("today", "--as-of", day, "--week", "--format", "json")
    planned = [item["client"] for item in week.items]
    assert len(planned) == len(set(planned)) > 0
    days = sorted({item["day"] for item in week.items})
    assert all(is_working(date.fromisoformat(each)) for each in days)
    assert ("还没有公布" in week.err or "未公布" in week.err) == (days[-1] > "2027")


@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_the_same_morning_twice_is_the_same_bytes(ok, silent, form):
    day = ("--as-of", "2027-06-30")
    assert ok("today", "--format", form, *day).out == ok("today", "--format", form, *day).out


SCRIPT = """
set -e
cmtool() { "$PYTHON" -m cmtool --book book/book.db --as-of 2026-11-24 --no-input "$@"; }
"$PYTHON" -m cmtool --as-of 2026-11-24 --no-input demo book --clients 10000 > demo.txt
cmtool --manager "$1" import "$BANK" --mapping "$MAPPING" > import.txt 2>&1
cmtool client edit UCI-00002 --set next_touch=2026-11-24
for manager in "$@"; do
    cmtool --manager "$manager" today --format json > "$manager.json"
done
cmtool today --top 20 > everybody.txt
cmtool today --capacity 20 --format csv > everybody.csv
"""


@pytest.mark.skipif(not SHARED.is_file(), reason="the given data are not here")
@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell to run the script")
def test_ten_managers_lists_by_a_script_twice_are_the_same_bytes(tmp_path):
    (tmp_path / "lists.sh").write_text(SCRIPT, encoding="utf-8")
    running = []
    for seed in ("0", "4242"):
        (tmp_path / seed).mkdir()
        given = {**os.environ, "PYTHON": sys.executable, "BANK": str(SHARED), "MAPPING": str(MAPPING), "PYTHONHASHSEED": seed}
        command = ["sh", str(tmp_path / "lists.sh"), *MANAGERS]
        beside = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        running.append(subprocess.Popen(command, cwd=tmp_path / seed, env=given, **beside))
    for process in running:
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said.decode()
    folders = (tmp_path / "0", tmp_path / "4242")
    one, two = ({path.name: path.read_bytes() for path in folder.glob("*") if path.is_file()} for folder in folders)
    assert one == two
    assert len(one) == 4 + len(MANAGERS)
    assert "45211" in one["import.txt"].decode().replace(",", "")
    listed = [item["client"] for manager in MANAGERS for item in json.loads(one[f"{manager}.json"])["items"]]
    assert len(listed) == len(set(listed)) > 1_000
    assert "UCI-00002" in listed
