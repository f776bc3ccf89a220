"""Who reads the whole book, and what can go wrong: engines, files, servers, writers, old days, plugins that speak in code."""

from __future__ import annotations

import builtins
import json
import math
import multiprocessing
import operator
import os
import re
import sqlite3
import stat
import threading
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from cmtool.book import Book
from cmtool.book.engines import sqlite
from cmtool.book.engines.reading import Reading
from cmtool.book.ledger import Entry
from cmtool.commands import whole_book
from cmtool.errors import NotPermitted


@pytest.fixture
def people(add):
    """Some clients of two managers."""
    known = {"kind": "person", "birth_date": "1980-01-01", "goal": "grow", "shop_risk_level": 4, "shop_garden": "是"}
    budgets = ("5万", "30万", "60万", "200万")
    return [add("客户", shop_budget=budget, experience_months=24, **known) for budget in budgets] + [add("未知", kind="person")]


@pytest.fixture
def pairs(ok):
    def found(*arguments):
        return [json.loads(line) for line in ok("match", "--all", "--format", "ndjson", *arguments).out.splitlines()]

    return found


@pytest.fixture
def columns(book):
    with sqlite3.connect(book) as db:
        cursor = db.execute("SELECT * FROM client ORDER BY id")
        names = [column[0] for column in cursor.description]
        found = dict(zip(names, map(list, zip(*cursor.fetchall(), strict=True)), strict=True))
    db.close()
    return found


@pytest.fixture
def parquet(people, columns, tmp_path):
    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "clients.parquet")
    return tmp_path / "clients.parquet"


def test_clients_elsewhere_get_the_verdicts_of_the_book(people, pairs, parquet, columns, server_of):
    expected = pairs()
    assert len(expected) > 5
    assert pairs("--clients", parquet) == expected
    assert pairs("--clients", parquet, "--engine", "duckdb") == expected
    assert pairs("--clients", server_of(columns)) == expected
    assert pairs("--engine", "duckdb") == expected


def test_another_managers_clients_are_left_out_everywhere(people, ok, pairs, book, tmp_path, server_of):
    ok("client", "edit", people[0], "--to-manager", "顾言溪")
    expected = [pair for pair in pairs() if pair["client"] == people[0]]
    assert expected
    with sqlite3.connect(book) as db:
        cursor = db.execute("SELECT * FROM client ORDER BY id")
        table = {
            column[0]: list(values)
            for column, values in zip(cursor.description, zip(*cursor.fetchall(), strict=True), strict=True)
        }
    db.close()
    pyarrow.parquet.write_table(pyarrow.table(table), tmp_path / "some.parquet")
    for source in ([], ["--engine", "duckdb"], ["--clients", tmp_path / "some.parquet"], ["--clients", server_of(table)]):
        assert pairs("--manager", "顾言溪", *source) == expected


def test_a_fact_that_a_file_has_not_is_unknown_of_everybody(people, pairs, columns, tmp_path):
    fewer = {name: column for name, column in columns.items() if "shop_budget" not in name}
    pyarrow.parquet.write_table(pyarrow.table(fewer), tmp_path / "fewer.parquet")
    found = pairs("--clients", tmp_path / "fewer.parquet")
    assert any("shop_budget" in pair["facts"] for pair in found)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        pytest.param(["--engine", "spark"], 5, "--clients", id="spark-without-clients"),
        pytest.param(["--engine", "postgres"], 5, "--clients", id="postgres-without-clients"),
        pytest.param(["--clients", "nowhere.parquet"], 5, "nowhere.parquet", id="no-such-file"),
        pytest.param(
            ["--clients", "postgresql://localhost:1/none", "--engine", "duckdb"], 5, "postgres", id="server-by-duckdb"
        ),
        pytest.param(["--clients", "postgresql://localhost:1/none?connect_timeout=2"], 3, "读不到客户数据", id="no-server"),
        pytest.param(["--clients", __file__], 5, ".parquet", id="no-parquet"),
        pytest.param(["--clients", str(Path(__file__).parent)], 5, "Parquet", id="a-folder-without-any"),
        pytest.param(["--where", " "], 5, "--where 是空的", id="empty-condition"),
        pytest.param(["--where", "c.nothing = 1"], 5, "c.nothing", id="unknown-fact"),
        pytest.param(["--where", "c.phone IS NULL"], 6, "phone", id="hidden-fact"),
        pytest.param(["--fields", "client,name"], 5, "name", id="unknown-field"),
        pytest.param(["--format", "ndjson", "--product", "SHP-P999"], 3, "SHP-P999", id="unknown-product"),
        pytest.param(["-o", "pairs.docx"], 5, ".parquet", id="unknown-suffix"),
        pytest.param(["--verdict", "ineligible"], 2, "--all", id="the-barred-are-for-one-client"),
        pytest.param(["C-00001"], 2, "--all", id="one-and-all"),
    ],
)
def test_what_cannot_be_done_is_said(people, cmtool, arguments, code, sentence):
    found = cmtool("match", "--all", *arguments)
    assert found.code == code, found
    assert sentence in found.err


def test_a_folder_and_a_pattern_of_files_are_read_as_one_file(people, pairs, parquet, columns, tmp_path):
    folder = tmp_path / "clients"
    folder.mkdir()
    whole = pyarrow.table(columns)
    for part, (first, count) in enumerate([(0, 2), (2, 3)]):
        pyarrow.parquet.write_table(whole.slice(first, count), folder / f"part-{part}.parquet")
    assert pairs("--clients", folder) == pairs("--clients", folder / "part-*.parquet") == pairs("--clients", parquet) != []
    assert pairs("--clients", tmp_path / "cli*" / "*.parquet") == pairs("--clients", folder)


FAULTS = {
    "no-code-column": ({"code": None}, "code"),
    "a-client-without-code": ({"code": ["C-1", None, "C-3", "C-4", "C-5"]}, "有客户没有代码"),
    "words-for-money": ({"f_shop_budget": ["很多"] * 5}, "很多"),
}


@pytest.mark.parametrize("where", ["file", "server"])
@pytest.mark.parametrize("fault", FAULTS)
def test_clients_elsewhere_that_are_not_as_a_book_has_them_are_refused(
    people, cmtool, columns, tmp_path, server_of, where, fault
):
    changed, sentence = FAULTS[fault]
    table = {name: column for name, column in {**columns, **changed}.items() if column is not None}
    source = tmp_path / "clients.parquet" if where == "file" else server_of(table)
    if where == "file":
        pyarrow.parquet.write_table(pyarrow.table(table), source)
    found = cmtool("match", "--all", "--format", "ndjson", "--clients", source)
    assert (found.code, found.out) == (5, ""), found
    assert sentence in found.err


def test_a_broken_file_is_no_fault_of_the_program(people, cmtool, tmp_path):
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    found = cmtool("match", "--all", "--clients", tmp_path / "broken.parquet")
    assert found.code == 5
    assert "客户数据读不了" in found.err


@pytest.mark.parametrize("ids", [[-7, 5, 10**12, 10**12 + 1, 2**62], [1, 2, 2, 2, 3]], ids=["far-apart", "not-unique"])
def test_a_servers_clients_are_all_read_whatever_their_ids(people, pairs, columns, server_of, monkeypatch, ids):
    monkeypatch.setitem(whole_book.SIZES, "postgres", 2)
    found = pairs("--clients", server_of({**columns, "id": ids}))
    assert sorted(map(str, found)) == sorted(map(str, pairs()))


def test_codes_may_be_numbers_or_hold_any_sign(people, pairs, columns, tmp_path, server_of):
    expected = pairs()
    for codes in ([11, 12, 13, 14, 15], ["=1+1", 'a"b', "c,d\n", "e'f", "甲|乙"]):
        table, named = {**columns, "code": codes}, dict(zip(people, map(str, codes), strict=True))
        renamed = [{**pair, "client": named[pair["client"]]} for pair in expected]
        pyarrow.parquet.write_table(pyarrow.table(table), tmp_path / "clients.parquet")
        assert pairs("--clients", tmp_path / "clients.parquet") == renamed
        assert pairs("--clients", server_of(table)) == renamed


@pytest.mark.parametrize("where", ["file", "server"])
def test_a_share_that_is_not_a_number_is_unknown(people, ok, columns, tmp_path, server_of, where):
    table = {**columns, "f_shop_share": [math.nan] * 5, "at_shop_share": [20_000] * 5}
    source = tmp_path / "clients.parquet" if where == "file" else server_of(table)
    if where == "file":
        pyarrow.parquet.write_table(pyarrow.table(table), source)
    counted = ok("match", "--all", "--summary", "--clients", source, "--where", "c.shop_share IS NULL", "--format", "json")
    assert json.loads(counted.out)["clients"] == 5


@pytest.mark.parametrize("command", [["client", "list"], ["needs", "next", "--all"], ["rule", "impact", "SHP-R001"]])
def test_an_empty_condition_means_nobody_meant_everybody(people, cmtool, command):
    found = cmtool(*command, "--where", "", "--format", "ids")
    assert (found.code, found.out) == (5, ""), found


def test_an_extra_that_is_not_installed_is_named(people, cmtool, monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name == "duckdb":
            raise ModuleNotFoundError(name=name)
        return real(name, *rest)

    monkeypatch.delitem(__import__("sys").modules, "cmtool.book.engines.duckdb", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    found = cmtool("match", "--all", "--engine", "duckdb")
    assert found.code == 10
    assert "cmtool-core[fast]" in found.err


def test_a_file_is_private_and_whole_or_not_there(people, ok, cmtool, tmp_path):
    ok("match", "--all", "-o", tmp_path / "pairs.csv")
    assert stat.S_IMODE((tmp_path / "pairs.csv").stat().st_mode) == 0o600
    assert (tmp_path / "pairs.csv").read_bytes().startswith(b"\xef\xbb\xbfclient,product")
    assert cmtool("match", "--all", "-o", tmp_path / "other.csv", "--fields", "nothing").code == 5
    assert [path.name for path in tmp_path.glob("*.csv*")] == ["pairs.csv"]


def test_a_list_of_clients_says_how_many_lines_it_has(people, cmtool, tmp_path):
    found = cmtool("match", "--all", "--format", "ids")
    lines = found.out.splitlines()
    assert len(set(lines)) == len(lines) == 5
    assert found.err == "共 5 条\n"


def test_where_a_file_cannot_be_the_one_wanted_is_named(people, cmtool, tmp_path):
    found = cmtool("match", "--all", "-o", tmp_path / "nowhere" / "pairs.csv")
    assert found.code == 3
    assert f"{tmp_path / 'nowhere' / 'pairs.csv'}：" in found.err


def test_what_was_left_of_an_earlier_run_is_neither_used_nor_touched(people, ok, tmp_path):
    (tmp_path / "pairs.csv.draft").write_text("left over", encoding="utf-8")
    (tmp_path / "pairs.csv.draft").chmod(0o644)
    ok("match", "--all", "-o", tmp_path / "pairs.csv")
    assert stat.S_IMODE((tmp_path / "pairs.csv").stat().st_mode) == 0o600
    assert (tmp_path / "pairs.csv.draft").read_text(encoding="utf-8") == "left over"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a Unix thing")
def test_a_named_pipe_is_written_to_and_not_replaced(people, ok, tmp_path):
    os.mkfifo(tmp_path / "pairs.csv")
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pairs.csv").read_text(encoding="utf-8-sig")))
    reader.start()
    ok("match", "--all", "-o", tmp_path / "pairs.csv")
    reader.join(10)
    assert (tmp_path / "pairs.csv").is_fifo()
    assert read == [ok("match", "--all", "--format", "csv").out]


def reading(**more):
    return Reading(scales=(), facts={}, on=20_781, **more)


def test_two_processes_read_what_one_reads(people, book, monkeypatch):
    alone = list(sqlite.Reader(str(book), processes=1).each(reading(block=2), list_codes))
    monkeypatch.setattr(sqlite, "ALONE", 0)
    assert list(sqlite.Reader(str(book), processes=2).each(reading(block=2), list_codes)) == alone
    assert [code for codes in alone for code in codes] == people


def list_codes(block):
    return list(block.codes)


def test_processes_that_copy_nothing_of_their_parent_read_the_same(people, book, monkeypatch):
    codes = operator.attrgetter("codes")  # a new process knows nothing of this test's own functions
    alone = list(sqlite.Reader(str(book), processes=1).each(reading(block=2), codes))
    monkeypatch.setattr(sqlite, "ALONE", 0)
    monkeypatch.setattr(sqlite, "multiprocessing", multiprocessing.get_context("spawn"))
    assert list(sqlite.Reader(str(book), processes=2).each(reading(block=2), codes)) == alone


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_blocks_without_any_client_of_the_manager_are_passed_over(people, ok, sql, monkeypatch, engine):
    for code in (people[0], people[-1]):
        ok("client", "edit", code, "--to-manager", "顾言溪")
    sql("INSERT INTO need (client, name, evidence, day) VALUES (1, 'grow', '', 20000)")
    asked = ["--manager", "顾言溪", "match", "--all", "--engine", engine]
    listed, counted = ok(*asked, "--format", "ndjson").out, ok(*asked, "--summary").out
    assert set(re.findall(r'"client": "([^"]+)"', listed)) == {people[0], people[-1]}
    monkeypatch.setitem(whole_book.SIZES, engine, 1)
    assert ok(*asked, "--format", "ndjson").out == listed
    assert ok(*asked, "--summary").out == counted


def test_a_book_written_meanwhile_ends_the_reading(people, book):
    blocks = sqlite.Reader(str(book), processes=1).each(reading(block=2), list_codes)
    next(blocks)
    writer = Book.open(book, {})
    with writer.writing(Entry(at="2026-11-24T10:00:00+08:00", who="other", command="client edit")) as pen:
        pen.update("client", 1, {"manager": "别人"})
    writer.close()
    with pytest.raises(NotPermitted, match="book-changed-meanwhile"):
        list(blocks)


def test_an_old_day_is_replayed_for_everybody(people, ok, cmtool, pairs, office_arguments):
    before = pairs()
    office_arguments[-1] = "2026-12-10"
    ok("client", "edit", people[0], "--set", "shop_budget=900万")
    ok("client", "edit", people[2], "--set", "shop_budget=1万", "--set", "goal=preserve")
    assert pairs() != before
    office_arguments[-1] = "2026-11-24"
    assert pairs() == before
    assert pairs("--engine", "duckdb") == before


def test_questions_that_unlock_most_count_what_single_clients_wait_for(people, ok, pairs):
    found = json.loads(ok("needs", "next", "--all", "--format", "json").out)["items"]
    waiting = [pair for pair in pairs() if pair["verdict"] == "ask"]
    needed = [pair for pair in waiting if pair["rank"]] or waiting
    assert found
    for item in found:
        those = [pair for pair in needed if item["fact"] in pair["facts"]]
        assert item["touches"] == len(those)
        assert item["settles"] == sum(pair["facts"] == [item["fact"]] for pair in those)
        assert item["clients"] == len({pair["client"] for pair in those})


def test_the_next_question_is_of_one_client_or_of_all(cmtool):
    assert cmtool("needs", "next").code == 2
    assert cmtool("needs", "next", "C-00001", "--all").code == 2


def test_no_personal_word_is_in_a_stream(regular, private, ok):
    said = ok("match", "--all", "--format", "ndjson").out
    assert regular in said
    assert not any(str(value) in said for value in private.values())
    assert re.fullmatch(r'(\{"client": "C-\d+", .*\}\n)+', said)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_largest_number_is_told_and_not_masked_as_if_it_were_an_account(people, cmtool, lang):
    found = cmtool("--lang", lang, "match", "--all", "--where", "c.experience_months > 99999999999999999")
    assert found.code == 5
    assert "9,007,199,254,740,991" in found.err
