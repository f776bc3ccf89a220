"""Clients already in the book: refused with who it is, or updated when asked; never doubled, never emptied, never set back."""

from __future__ import annotations

import json
from datetime import date

import pytest

HELD = "客户编号,姓名,证件号码,手机,客户等级\nK1,甲,{person},13800138000,a\nK2,乙,{woman},,b\n"


@pytest.fixture
def held(bench, person, woman):
    """A book of two clients."""
    assert bench.take(bench.file("held.csv", HELD.format(person=person, woman=woman))).code == 0
    return bench


def test_a_code_in_the_book_is_refused_and_named(held):
    ran = held.take(held.file("a.csv", "code,name\nk1,别人\nK3,丙\n"))
    assert (ran.code, ran.counts, ran.findings) == (8, (2, 1, 0, 0, 1), [(2, "code")])
    words = ran.report["findings"][0]["words"]
    assert "K1" in words
    assert "--update-by code" in words
    assert held.client("K1")["name"] == "甲"


def test_an_identity_number_in_the_book_is_refused_and_its_client_named(held, person):
    ran = held.take(held.file("a.csv", f"姓名,身份证号\n甲,{person}\n"))
    assert (ran.code, ran.counts, ran.findings) == (8, (1, 0, 0, 0, 1), [(2, "身份证号")])
    finding = ran.report["findings"][0]
    assert finding["value_masked"] == "110***********0017"
    assert "K1" in finding["words"]
    assert "--update-by id_number" in finding["words"]


def test_what_comes_twice_in_a_file_is_refused_the_second_time(bench, person):
    ran = bench.take(bench.file("a.csv", f"code,name,证件号码\nK1,甲,{person}\nk1,乙,\nK3,丙,{person}\nK4,丁,\n"))
    assert (ran.code, ran.counts, ran.findings) == (8, (4, 2, 0, 0, 2), [(3, "code"), (4, "证件号码")])
    assert all("第 2 行" in finding["words"] for finding in ran.report["findings"])


def test_update_by_identity_number_updates_and_never_doubles(held, person, woman):
    rows = f"姓名,证件号码,手机,客户等级\n甲,{person},13900139000,\n乙,{woman},,b\n丙,91110000600037341L,,c\n"
    ran = held.take(held.file("a.csv", rows), "--update-by", "证件号码")
    assert (ran.code, ran.counts) == (0, (3, 1, 1, 1, 0))
    first = held.client("K1")
    assert (first["phone"], first["tier"]) == ("13900139000", "a")  # an empty cell erases nothing
    assert held.codes() == ["K1", "K2", "C-00001"]
    assert held.faults() == []


def test_an_update_keeps_the_source_of_what_it_did_not_touch(held, person):
    held.take(held.file("new.csv", f"证件号码,手机\n{person},13900139000\n"), "--update-by", "id_number")
    items = {item["fact"]: item["source"] for item in held.run("client", "show", "K1", "--format", "json").report["items"]}
    assert (items["phone"], items["tier"]) == ("import:new.csv", "import:held.csv")


@pytest.mark.parametrize("key", ["code", "phone", "手机", "id_number"])
def test_the_same_file_again_changes_nothing(held, key, person, woman):
    rows = HELD.format(person=person, woman=woman).replace(f"{woman},,", f"{woman},13700137000,")
    held.take(held.file("held.csv", rows), "--update-by", "code")
    again = held.take(held.folder / "held.csv", "--update-by", key)
    assert (again.code, again.counts) == (0, (2, 0, 0, 2, 0))


def test_the_same_values_on_a_later_day_are_confirmed_as_of_it(held):
    ran = held.run(
        "import",
        held.file("a.csv", "code,客户等级\nK1,a\n"),
        "--update-by",
        "code",
        "--as-of",
        "2026-12-01",
        "--format",
        "json",
    )
    assert ran.counts == (1, 0, 1, 0, 0)
    (row,) = held.rows("SELECT at_tier FROM client WHERE code = 'K1'")
    assert row["at_tier"] == (date(2026, 12, 1) - date(1970, 1, 1)).days


def test_an_older_file_does_not_set_a_later_fact_back(held):
    ran = held.run(
        "import",
        held.file("a.csv", "code,客户等级,职业\nK1,d,教师\n"),
        "--update-by",
        "code",
        "--as-of",
        "2020-01-01",
        "--format",
        "json",
    )
    assert ran.counts == (1, 0, 1, 0, 0)
    client = held.client("K1")
    assert (client["tier"], client["occupation"]) == ("a", "教师")


def test_the_manager_is_filled_in_only_where_there_is_none(held):
    held.take(held.file("a.csv", "code,客户经理\nK1,王经理\n"), "--update-by", "code")
    ran = held.take(held.file("b.csv", "code,name\nK1,甲\nK2,乙\n"), "--update-by", "code", "--manager", "李经理")
    assert ran.counts == (2, 0, 1, 1, 0)
    assert [held.client(code)["manager"] for code in ("K1", "K2")] == ["王经理", "李经理"]


def test_a_row_without_the_key_cannot_be_placed(held, person):
    ran = held.take(held.file("a.csv", f"姓名,证件号码,手机\n甲,{person},\n丁,,13900139000\n"), "--update-by", "id_number")
    assert (ran.counts, ran.findings) == ((2, 0, 0, 1, 1), [(3, "证件号码")])


def test_one_client_is_updated_by_one_row_only(held, person):
    ran = held.take(
        held.file("a.csv", f"证件号码,手机\n{person},13900139000\n{person},13700137000\n"), "--update-by", "id_number"
    )
    assert (ran.counts, ran.findings) == ((2, 0, 1, 0, 1), [(3, "证件号码")])
    assert held.client("K1")["phone"] == "13900139000"


def test_new_rows_with_the_same_key_are_one_client(held):
    ran = held.take(held.file("a.csv", "姓名,手机\n丙,13700137000\n丁,13700137000\n"), "--update-by", "phone")
    assert (ran.counts, ran.findings) == ((2, 1, 0, 0, 1), [(3, "手机")])


def test_a_key_that_several_clients_share_is_not_guessed(held):
    held.take(held.file("a.csv", "code,手机\nK2,13800138000\n"), "--update-by", "code")
    ran = held.take(held.file("b.csv", "手机,客户等级\n13800138000,c\n"), "--update-by", "phone")
    assert (ran.code, ran.counts) == (8, (1, 0, 0, 0, 1))
    assert "K1、K2" in ran.report["findings"][0]["words"]


def test_an_update_cannot_take_anothers_number_or_code(held, woman):
    number = held.take(held.file("a.csv", f"code,证件号码\nK1,{woman}\n"), "--update-by", "code")
    assert (number.counts, number.findings) == ((1, 0, 0, 0, 1), [(2, "证件号码")])
    code = held.take(held.file("b.csv", f"证件号码,code,手机\n{woman},K1,13700137000\n"), "--update-by", "id_number")
    assert (code.counts, code.findings) == ((1, 0, 0, 0, 1), [(2, "code")])
    assert "phone" not in held.client("K2")


def test_a_free_code_that_differs_is_said_and_the_rest_goes_in(held, woman):
    ran = held.take(held.file("a.csv", f"证件号码,code,手机\n{woman},NEW,13700137000\n"), "--update-by", "id_number")
    assert (ran.code, ran.counts, ran.findings) == (8, (1, 0, 1, 0, 0), [(2, "code")])
    assert held.client("K2")["phone"] == "13700137000"


def test_a_row_that_is_neither_known_nor_named_is_refused(held):
    ran = held.take(held.file("a.csv", "证件号码,手机\n91110000600037341L,13700137000\n"), "--update-by", "id_number")
    assert (ran.code, ran.counts) == (8, (1, 0, 0, 0, 1))


def test_the_key_must_be_a_fact_and_in_the_file(held):
    file = held.file("a.csv", "code,name\nK1,甲\n")
    assert held.take(file, "--update-by", "shoe_size").code == 3
    ran = held.take(file, "--update-by", "phone")
    assert ran.code == 5
    assert "phone" in ran.err


def test_a_dry_run_says_the_same_and_writes_nothing(held, person):
    file = held.file("a.csv", f"code,name,证件号码,手机\nK1,甲,,13900139000\nK3,丙,{person},\nK4,丁,12,13700137000\nK5,戊\n")
    before = held.rows("SELECT * FROM client"), held.rows("SELECT * FROM journal"), (held.folder / "book.db").stat().st_size
    dry = held.take(file, "--update-by", "code", "--dry-run", "--refused", held.folder / "repair.csv")
    assert (
        held.rows("SELECT * FROM client"),
        held.rows("SELECT * FROM journal"),
        (held.folder / "book.db").stat().st_size,
    ) == before
    assert not (held.folder / "repair.csv").exists()
    real = held.take(file, "--update-by", "code")
    assert (dry.code, json.loads(dry.out)) == (real.code, json.loads(real.out))
    assert real.counts == (4, 1, 1, 0, 2)


def test_an_import_is_one_entry_that_can_be_undone(held):
    held.take(held.file("a.csv", "code,name,手机\nK1,甲,13900139000\nK3,丙,\n"), "--update-by", "code")
    entry = held.rows("SELECT * FROM journal ORDER BY id DESC")[0]
    assert (entry["command"], entry["about"]) == ("import", "a.csv：读取 2，新增 1，更新 1，未变 0，拒收 0")
    assert held.run("undo").code == 0
    assert held.codes() == ["K1", "K2"]
    assert held.client("K1")["phone"] == "13800138000"
    assert held.faults() == []


def test_the_journal_names_no_person_even_if_the_file_does(held, person):
    held.take(held.file(f"甲{person}.csv", "code,name\nK3,丙\n"))
    assert person not in str(held.rows("SELECT * FROM journal")) + str(held.rows("SELECT sources FROM client"))


def test_without_a_book_nothing_is_imported(bench, monkeypatch):
    monkeypatch.setenv("CMTOOL_BOOK", str(bench.folder / "other.db"))
    assert bench.take(bench.file("a.csv", "code,name\nK1,甲\n")).code == 3
