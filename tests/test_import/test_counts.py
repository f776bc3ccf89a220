"""Whatever a file holds: every row is counted once, and what is counted is in the book."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmtool.cli import run

CODES = st.sampled_from(["", "K1", "k1", "K2", "C-00007", "C-7"])
NAMES = st.sampled_from(["", "甲", "乙", '"丙"', "丁,戊", "己\n庚", "'=辛"])
NUMBERS = st.sampled_from(["", "110105199003070017", "330102198811230020", "110105199003070010", "91110000600037341L", "x"])
PHONES = st.one_of(st.just(""), st.sampled_from(["13800138000", "+86 139 0013 9000", "123"]), st.text(max_size=6))
MONEY = st.one_of(st.just(""), st.decimals(-10, 10**6, places=2).map(str), st.sampled_from(["50万", "很多", "1e9", "-3"]))
ROWS = st.lists(st.tuples(CODES, NAMES, NUMBERS, PHONES, MONEY).map(list), max_size=12)
KEYS = st.sampled_from(["", "code", "id_number", "phone"])


def written(rows, ragged):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["code", "name", "证件号码", "手机", "金融资产"])
    writer.writerows(row[:3] if number in ragged else row for number, row in enumerate(rows))
    return out.getvalue().replace("\0", "").encode("utf-8", "ignore")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ROWS, second=ROWS, ragged=st.sets(st.integers(0, 11), max_size=2), key=KEYS)
def test_read_is_added_updated_unchanged_and_refused(bench, capsys, first, second, ragged, key):
    empty = bench.folder / "empty.db"
    if not empty.exists():
        shutil.copy(bench.folder / "book.db", empty)
    shutil.copy(empty, bench.folder / "book.db")
    imported(bench, capsys, written(first, ragged), "")
    imported(bench, capsys, written(second, ()), key)


def imported(bench, capsys, content, key):
    """Import once more and compare what the report says with what the book holds."""
    (bench.folder / "any.csv").write_bytes(content)
    before = held(bench)
    options = ["--update-by", key] if key else []
    code = run(["--safe-mode", "--as-of", "2026-11-24", "import", str(bench.folder / "any.csv"), "--format", "json", *options])
    out = capsys.readouterr().out
    after = held(bench)
    if code == 5:
        assert after == before
        return
    report = json.loads(out)
    assert report["read"] == report["added"] + report["updated"] + report["unchanged"] + report["refused"]
    assert code == (8 if report["findings"] else 0)
    assert len(after) - len(before) == report["added"]
    assert sum(after[client] != row for client, row in before.items()) == report["updated"]
    numbers = [row["f_id_number"] for row in after.values() if row.get("f_id_number")]
    assert len(numbers) == len(set(numbers))
    assert len({row["code"].upper() for row in after.values()}) == len(after)


def held(bench):
    """Return the rows of the clients by id, without columns that hold nothing."""
    db = sqlite3.connect(bench.folder / "book.db")
    db.row_factory = sqlite3.Row
    found = {
        row["id"]: {name: value for name, value in dict(row).items() if value is not None}
        for row in db.execute("SELECT * FROM client")
    }
    db.close()
    return found


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_heading_alone_is_a_file_of_no_clients(bench, rows):
    content = "code,name\n" + "".join(f"K{number},甲\n" for number in range(rows))
    ran = bench.take(bench.file("a.csv", content))
    assert (ran.code, ran.counts) == (0, (rows, rows, 0, 0, 0))
