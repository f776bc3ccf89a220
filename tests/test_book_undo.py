"""Undo takes back whole commands, can itself be undone, and refuses where something later rests on what it would take."""

from __future__ import annotations

import contextlib

import pytest

from cmtool.book import Book
from cmtool.book.ledger import Entry
from cmtool.errors import NotPermitted


def facts(ok, code="C-00001"):
    found = ok("client", "show", code, "--format", "json").items
    return {item["fact"]: item["value"] for item in found}


def test_adding_is_undone_and_redone(ok, cmtool, add):
    code = add(tier="a", shop_budget="50万")
    assert "C-00001" in ok("undo").err
    assert cmtool("client", "show", code).code == 3
    ok("undo", "2")
    assert facts(ok) == {"tier": "a", "shop_budget": 500_000}
    ok("undo", "1")
    assert cmtool("client", "show", code).code == 3
    assert ok("doctor").code == 0


def test_an_edit_is_undone_and_redone(ok, add):
    add(tier="a")
    ok("client", "edit", "C-00001", "--set", "tier=b", "--set", "goal=grow")
    ok("undo")
    assert facts(ok) == {"tier": "a"}
    ok("undo", "3")
    assert facts(ok) == {"tier": "b", "goal": "grow"}
    assert ok("doctor").code == 0


def test_a_logged_contact_is_undone_with_all_it_set(ok, add):
    add(next_touch="2026-11-30")
    ok("client", "log", "C-00001", "--note", "谈了茶", "--promise", "2026-12-01", "送样", "--next", "2026-12-05")
    ok("undo")
    shown = ok("client", "show", "C-00001", "--format", "json").json
    assert shown["contacts"] == []
    assert facts(ok) == {"next_touch": "2026-11-30"}


def test_answers_are_undone_with_needs_and_assessments(ok, add, tmp_path, sql):
    add()
    answers = tmp_path / "answers.json"
    answers.write_text('{"goal": "grow", "needs": ["steady"], "SHP-A01-01": "b", "SHP-A01-02": "c"}')
    ok("needs", "ask", "C-00001", "--answers", answers)
    ok("undo")
    assert facts(ok) == {}
    assert ok("needs", "show", "C-00001", "--format", "json").items == []
    assert sql("SELECT count(*) FROM assessment") == [(0,)]


def test_a_case_is_undone_step_by_step(ok, add):
    add()
    ok("case", "open", "C-00001", "SHP-C01")
    ok("case", "step", "1")
    ok("undo")
    assert [(item["case"], item["step"]) for item in ok("case", "list", "--format", "json").items] == [(1, "验茶")]
    ok("undo")
    assert ok("case", "list", "--all", "--format", "json").items == []


def test_an_import_is_undone_as_one(ok, tmp_path):
    file = tmp_path / "clients.csv"
    file.write_text("姓名,客户等级\n" + "".join(f"客户{number},A\n" for number in range(1_200)), encoding="utf-8")
    ok("import", file)
    assert len(ok("client", "list", "--format", "ids").out.split()) == 1_200
    ok("undo")
    assert ok("client", "list", "--format", "ids").out == ""
    ok("undo", "2")
    assert len(ok("client", "list", "--format", "ids").out.split()) == 1_200
    assert ok("doctor").code == 0


def test_undo_goes_back_through_the_commands_that_still_stand(ok, add):
    add()
    for tier in "abc":
        ok("client", "edit", "C-00001", "--set", f"tier={tier}")
    ok("undo")
    assert facts(ok) == {"tier": "b"}
    ok("undo")
    assert facts(ok) == {"tier": "a"}
    ok("undo")
    assert facts(ok) == {}


def test_after_a_redo_the_command_can_be_undone_again(ok, add):
    add(tier="a")
    ok("client", "edit", "C-00001", "--set", "tier=b")
    ok("undo")
    ok("undo", "3")
    undone = ok("undo")
    assert "第 2 条" in undone.err
    assert facts(ok) == {"tier": "a"}
    marked = {entry["entry"]: entry["undone_by"] for entry in ok("journal", "--format", "json").items}
    assert marked == {1: None, 2: 5, 3: 4, 4: None, 5: None}


REST = [
    pytest.param(("client", "edit", "C-00001", "--set", "tier=c"), 1, id="an-edit-rests-on-the-adding"),
    pytest.param(("client", "edit", "C-00001", "--set", "goal=grow"), 1, id="also-one-of-another-fact"),
    pytest.param(("client", "log", "C-00001"), 1, id="a-contact-rests-on-the-client"),
    pytest.param(("case", "open", "C-00001", "SHP-C01"), 1, id="a-case-rests-on-the-client"),
    pytest.param(("client", "edit", "C-00001", "--set", "tier=c"), 2, id="an-edit-of-the-same-fact"),
]


@pytest.mark.parametrize(("later", "entry"), REST)
def test_what_something_later_rests_on_cannot_be_undone(ok, cmtool, add, later, entry):
    add(tier="a")
    ok("client", "edit", "C-00001", "--set", "tier=b")
    if entry == 1:
        ok("undo")
    ok(*later)
    resting = ok("journal", "--format", "json", "--top", "1").items[0]["entry"]
    before = facts(ok)
    refused = cmtool("undo", entry, "--lang", "en")
    assert refused.code == 4, refused
    assert f"entry {resting} " in refused.err
    assert facts(ok) == before
    ok("undo", resting)
    assert ok("undo", entry).code == 0
    assert ok("doctor").code == 0


def test_an_edit_that_leaves_what_was_first_written_as_it_is_is_rested_on_too(book):
    entry = Entry(at="2026-11-24T08:00:00+08:00", who="test", command="test")
    with contextlib.closing(Book.open(book, {})) as opened:
        with opened.writing(entry) as pen:
            pen.insert("client", {"code": "X-1", "name": "某"})
        with opened.writing(entry) as pen:
            pen.update("client", 1, {"f_tier": "a", "at_tier": 20_781})
        with pytest.raises(NotPermitted) as refused, opened.writing(entry) as pen:
            opened.undo(pen, 1)
        assert refused.value.figures == {"number": 1, "later": 2}


def test_what_was_undone_cannot_be_undone_again(ok, cmtool, add):
    add()
    ok("undo")
    refused = cmtool("undo", "1", "--lang", "en")
    assert refused.code == 4
    assert "entry 2" in refused.err


def test_a_client_whose_number_was_given_to_another_does_not_come_back(ok, cmtool, add):
    add("张三丰")
    ok("undo")
    add("李四")
    refused = cmtool("undo", "2", "--lang", "en")
    assert refused.code == 4
    assert "entry 3" in refused.err
    assert ok("client", "list", "--format", "ids").out == "C-00001\n"


def test_a_client_whose_code_was_given_to_another_does_not_come_back(ok, cmtool, add):
    add("甲", "--code", "X-1")
    add("乙", "--code", "X-2")
    ok("undo", "1")
    add("丙", "--code", "X-1")
    refused = cmtool("undo", "3")
    assert refused.code == 4, refused
    assert ok("client", "list", "--format", "ids").out.split() == ["X-2", "X-1"]
    assert ok("doctor").code == 0


def test_what_was_meddled_with_cannot_be_undone(cmtool, add, sql):
    add(tier="a")
    sql("UPDATE client SET f_tier = 'b'")
    refused = cmtool("undo", "1")
    assert refused.code == 4
    assert "cmtool doctor" in refused.err


def test_nothing_to_undo_and_no_such_entry_are_not_found(cmtool):
    assert cmtool("undo").code == 3
    refused = cmtool("undo", "7", "--lang", "en")
    assert refused.code == 3
    assert "7" in refused.err


def test_undoing_a_command_that_changed_no_row_is_noted_all_the_same(ok, add, tmp_path):
    add(shop_budget="1万", goal="preserve")
    ok("propose", "C-00001", "-o", tmp_path / "p.md")
    assert "0" in ok("undo", "2").err
    assert ok("doctor").code == 0
