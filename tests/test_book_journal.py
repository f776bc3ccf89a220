"""The journal: one entry a command, a chain that nothing can be slipped into, and doctor who finds every meddling."""

from __future__ import annotations

import json

import pytest

ANSWERS = 'goal = "grow"\nneeds = ["steady"]\n"SHP-A01-01" = "b"\n"SHP-A01-02" = "c"\n'


def entries(ok):
    return list(reversed(ok("journal", "--format", "json").items))


@pytest.fixture
def worked(ok, add, tmp_path):
    """A book in which every kind of writing has been done once."""
    answers = tmp_path / "answers.toml"
    answers.write_text(ANSWERS, encoding="utf-8")
    code = add(kind="person", tier="a", birth_date="1980-01-01", shop_budget="50万", shop_colours="green")
    ok("client", "edit", code, "--set", "tier=b", "--set", "shop_garden=是")
    ok("client", "log", code, "--promise", "2026-12-01", "送茶样", "--next", "2026-12-02")
    ok("needs", "ask", code, "--answers", answers)
    ok("case", "open", code, "SHP-C01")
    ok("case", "step", "1")
    ok("propose", code, "-o", tmp_path / "proposal.md")
    ok("client", "show", code, "--reveal", "name")
    ok("client", "edit", code, "--unset", "tier")
    ok("undo")
    return code


EXPECTED = [
    ("client add", "C-00001", None),
    ("client edit", "C-00001", None),
    ("client log", "C-00001", None),
    ("needs ask", "C-00001", None),
    ("case open", "C-00001: SHP-C01", None),
    ("case step", "1", None),
    ("propose", "C-00001: SHP-P003, SHP-P002", None),
    ("reveal", "C-00001: name", None),
    ("client edit", "C-00001", None),
    ("undo", "9: client edit", 9),
]


def test_every_command_that_writes_leaves_one_entry(ok, worked):
    found = entries(ok)
    assert [(entry["command"], entry["about"], entry["undoes"]) for entry in found] == EXPECTED
    assert [entry["entry"] for entry in found] == list(range(1, 11))
    assert [entry["undone_by"] for entry in found] == [None] * 8 + [10, None]


@pytest.mark.parametrize(
    "command",
    [
        ("today",),
        ("match", "C-00001"),
        ("why", "C-00001", "SHP-P001"),
        ("client", "show", "C-00001"),
        ("client", "list"),
        ("needs", "show", "C-00001"),
        ("needs", "next", "C-00001"),
        ("case", "list"),
        ("case", "show", "1"),
        ("product", "list"),
        ("rule", "list"),
        ("doctor",),
        ("journal",),
        ("explain", "SHP-R001"),
        ("plugin", "list"),
        ("product", "show", "SHP-P001"),
    ],
    ids=" ".join,
)
def test_a_command_that_only_reads_writes_nothing(ok, worked, book, command):
    before = book.read_bytes()
    ok(*command)
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    "command",
    [
        ("client", "add", "李四", "--set", "tier=a"),
        ("client", "edit", "C-00001", "--set", "tier=c"),
        ("client", "log", "C-00001", "--note", "来电"),
        ("needs", "ask", "C-00001", "--answers", "{tmp}/answers.toml"),
        ("case", "open", "C-00001", "SHP-C01"),
        ("case", "step", "1"),
        ("propose", "C-00001", "-o", "{tmp}/other.md"),
        ("undo",),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_a_dry_run_goes_the_same_way_and_keeps_nothing(ok, worked, book, tmp_path, command):
    command = [word.format(tmp=tmp_path) for word in command]
    before = book.read_bytes()
    dry = ok(*command, "--dry-run")
    assert book.read_bytes() == before
    assert not (tmp_path / "other.md").exists()
    assert "试运行" in dry.err
    done = ok(*command)
    if command[0] == "propose":
        assert all(str(tmp_path / "other.md") in said and "SHP-P002" in said for said in (dry.err, done.err))
    elif command[0] == "needs":
        assert "1 份问卷" in dry.err
        assert "C3" in done.err
        assert "C3" not in dry.err  # a score that does not count would let answers be tried out
    else:
        assert dry.err.replace("（试运行，未保存）", "").strip() == done.err.strip()
    assert book.read_bytes() != before


def test_the_journal_of_one_client_holds_all_that_touched_him_and_nothing_else(ok, worked, add):
    other = add("李四")
    ok("client", "log", other)
    ok("case", "open", other, "SHP-C01")
    own = ok("journal", "--client", worked, "--format", "json").items
    assert [entry["entry"] for entry in reversed(own)] == list(range(1, 11))
    others = ok("journal", "--client", other, "--format", "json").items
    assert [entry["command"] for entry in reversed(others)] == ["client add", "client log", "case open"]


def test_the_journal_names_the_fields_and_no_values(ok, worked):
    edit = entries(ok)[1]
    assert {"tier", "shop_garden"} <= set(edit["fields"])
    assert "是" not in json.dumps(edit, ensure_ascii=False)


def test_since_and_top_cut_the_journal(ok, worked):
    assert [entry["entry"] for entry in ok("journal", "--since", "7", "--format", "json").items] == [10, 9, 8]
    assert [entry["entry"] for entry in ok("journal", "--top", "2", "--format", "json").items] == [10, 9]


def test_who_did_it_is_the_manager_named(ok, add):
    add()
    ok("client", "edit", "C-00001", "--set", "tier=a", "--manager", "王经理")
    assert entries(ok)[1]["who"] == "王经理"


def test_a_sound_book_passes(ok, worked):
    checked = ok("doctor", "--format", "json")
    assert all(item["ok"] for item in checked.items), checked
    assert "10" in " ".join(item["words"] for item in checked.items)


MEDDLING = [
    pytest.param("UPDATE client SET name = '王五'", "journal 1", id="a-name-altered"),
    pytest.param("UPDATE client SET f_tier = 'c'", "journal 10", id="a-fact-altered"),
    pytest.param("UPDATE client SET f_shop_budget = 1", "journal 1", id="a-fact-of-the-first-entry-altered"),
    pytest.param("UPDATE client SET at_goal = 1", "journal 4", id="a-day-altered"),
    pytest.param("UPDATE client SET f_id_number = '11010519491231002X'", "journal 1", id="a-fact-slipped-in"),
    pytest.param("UPDATE contact SET kept = 1", "journal 3", id="a-promise-marked-kept"),
    pytest.param("UPDATE contact SET note = 'x'", "journal 3", id="a-note-altered"),
    pytest.param("UPDATE work SET due = due + 30", "journal 6", id="a-deadline-altered"),
    pytest.param("UPDATE assessment SET points = 99", "journal 4", id="a-score-altered"),
    pytest.param("DELETE FROM contact", "journal 3", id="a-contact-deleted"),
    pytest.param("DELETE FROM need", "journal 4", id="a-need-deleted"),
    pytest.param("INSERT INTO need (client, name, day) VALUES (1, 'grow', 20000)", "need", id="a-need-inserted"),
    pytest.param("INSERT INTO client (code, name) VALUES ('X', 'y')", "client", id="a-client-inserted"),
    pytest.param("UPDATE journal SET about = 'C-00002' WHERE id = 2", "journal 2", id="an-entry-altered"),
    pytest.param("UPDATE journal SET who = 'nobody' WHERE id = 8", "journal 8", id="an-entry-without-changes-altered"),
    pytest.param("UPDATE journal SET hash = '00' WHERE id = 5", "journal 5", id="a-hash-altered"),
    pytest.param("DELETE FROM journal WHERE id = 8", "journal 9", id="an-entry-deleted"),
    pytest.param("DELETE FROM journal WHERE id = 10", "journal 10", id="the-last-entry-deleted"),
    pytest.param("INSERT INTO journal VALUES (11, 't', 'w', 'c', '', NULL, '', '')", "journal 11", id="an-entry-inserted"),
    pytest.param('UPDATE change SET after = \'{"f_tier":"d"}\' WHERE entry = 2', "journal 2", id="a-change-altered"),
    pytest.param("DELETE FROM change WHERE entry = 3 AND seq = 1", "journal 3", id="a-change-deleted"),
    pytest.param(
        "INSERT INTO change VALUES (77, 1, 'update', 'client', 1, 1, NULL, '{}', '{}', NULL)",
        "journal 77",
        id="a-change-of-no-entry",
    ),
]


@pytest.mark.parametrize(("statement", "named"), MEDDLING)
def test_meddling_is_found_and_named(cmtool, worked, sql, statement, named):
    sql(statement)
    checked = cmtool("doctor", "--format", "json")
    assert checked.code == 1, checked
    assert named in [item["words"].split(":")[0] for item in checked.items if not item["ok"]], checked


def test_a_row_written_in_bulk_and_meddled_with_later_is_found(ok, cmtool, tmp_path, sql):
    file = tmp_path / "clients.csv"
    rows = (f"客户{number},{'ABCD'[number % 4]},{'积极增值' if number == 7 else ''}\n" for number in range(2_500))
    file.write_text("姓名,客户等级,目标\n" + "".join(rows), encoding="utf-8")
    ok("import", file)
    ok("client", "edit", "C-01200", "--set", "tier=a")
    ok("client", "edit", "C-00001", "--set", "shop_garden=是")
    assert ok("doctor").code == 0
    sql("UPDATE client SET f_shop_garden = 1 WHERE id = 1200")  # a column that no entry wrote for him
    assert "journal 1: client 第 1200 行" in cmtool("doctor").out
    sql("UPDATE client SET f_shop_garden = NULL WHERE id = 1200")
    assert ok("doctor").code == 0
    sql("UPDATE client SET f_tier = 'b' WHERE id = 2400")
    assert "journal 1" in cmtool("doctor").out


def test_a_book_others_may_read_is_said(cmtool, book):
    book.chmod(0o644)
    checked = cmtool("doctor")
    assert checked.code == 1
    assert "chmod 600" in checked.out


def test_without_a_book_doctor_still_says_the_settings(cmtool, book):
    book.unlink()
    checked = cmtool("doctor")
    assert checked.code == 1
    assert str(book) in checked.out
    assert "cmtool init" in checked.out
