"""Many contacts logged at once from standard input: all or nothing, one entry, one undo."""

from __future__ import annotations

import io
import json

import pytest


@pytest.fixture
def log(cmtool, monkeypatch):
    def logged(text: str, *arguments: str):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return cmtool("client", "log", "-", *arguments)

    return logged


def contacts(ok, code):
    return ok("client", "show", code, "--format", "json").json["contacts"]


def ndjson(*rows):
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def csv(*rows):
    names = list(dict.fromkeys(name for row in rows for name in row))
    return "\n".join([",".join(names), *(",".join(str(row.get(name, "")) for name in names) for row in rows)])


ROWS = (
    {"client": "C-00001", "channel": "visit", "result": "已见", "promise": "送报价", "promise_on": "2026-12-03",
     "next": "2026-12-10"},
    {"client": "C-00002", "no_answer": "是", "note": "无人接听"},
)  # fmt: skip


@pytest.mark.parametrize("written", [ndjson, csv, lambda *rows: "\ufeff" + csv(*rows)], ids=["ndjson", "csv", "csv-of-excel"])
def test_many_contacts_are_one_entry_and_one_undo(ok, add, log, sql, written):
    first, second = add("甲", next_touch="2026-11-20"), add("乙", last_contact="2026-10-01")
    before = sql("SELECT count(*) FROM journal")
    found = log(written(*ROWS))
    assert found.code == 0, found
    assert "2 次" in found.err
    assert sql("SELECT count(*) FROM journal") == [(before[0][0] + 1,)]
    (held,) = contacts(ok, first)
    assert (held["channel"], held["result"], held["promise"]) == ("visit", "已见", "送报价")
    assert ok("client", "list", "--format", "json").items[0]["next_touch"] == "2026-12-10"
    assert sql("SELECT f_last_contact FROM client WHERE code = ?", second) == [(20727,)]  # nobody answered: silence goes on
    ok("undo")
    assert contacts(ok, first) == contacts(ok, second) == []
    assert ok("doctor").code == 0


WRONG = [
    pytest.param('{"client": "C-00001"}\n{"client": "C-77777"}', ["第 2 行", "C-77777"], id="no-such-client"),
    pytest.param('{"client": "C-00001"}\nhello', ["第 2 行", "JSON"], id="no-json"),
    pytest.param('{"klient": "C-00001"}', ["第 1 行", "klient", "client"], id="no-such-field"),
    pytest.param('{"note": "x"}', ["client"], id="whom"),
    pytest.param('{"client": "C-00001", "channel": "fax"}', ["fax", "phone"], id="no-such-channel"),
    pytest.param('{"client": "C-00001", "promise": "送"}', ["promise_on"], id="a-promise-without-a-day"),
    pytest.param('{"client": "C-00001", "next": "soon"}', ["soon"], id="no-day"),
    pytest.param('{"client": "C-00001", "kept": "maybe"}', ["maybe"], id="neither-yes-nor-no"),
    pytest.param('{"client": "C-00001", "kept": "maybe"}\n{"client": "C-9"}', ["第 1 行", "第 2 行"], id="all-at-once"),
    pytest.param("", ["client"], id="nothing"),
]


@pytest.mark.parametrize(("text", "named"), WRONG)
def test_one_wrong_line_and_nothing_is_written(ok, add, log, sql, text, named):
    code = add()
    found = log(text)
    assert found.code == 5, found
    assert [word for word in named if word not in found.err] == []
    assert sql("SELECT count(*) FROM contact") == [(0,)]
    assert contacts(ok, code) == []


def test_a_dry_run_writes_nothing(add, log, sql):
    add()
    assert log('{"client": "C-00001"}', "--dry-run").code == 0
    assert sql("SELECT count(*) FROM contact") == [(0,)]
