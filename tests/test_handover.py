"""A manager's clients change hands: who goes, what is open for each, what stays as it was, and what the successor is told."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

TABLES = ("client", "contact", "work", "task", "need", "handover")


@pytest.fixture
def li(add, ok, monkeypatch):
    """Return three clients of Li's: one with everything open, a plain one, one of tier d; and one of Zhao's."""

    def mine(name, manager, **facts):
        code = add(name, **facts)
        ok("client", "edit", code, "--to-manager", manager)
        return code

    full = mine("张三丰", "李雷", tier="a", id_expires_on="2026-11-01", next_touch="2026-12-24")
    ok("client", "log", full, "--manager", "李雷", "--note", "谈了茶园", "--promise", "2026-12-03", "送报价 13812345678")
    ok("case", "open", full, "SHP-C01")
    ok("task", "snooze", full, "--reason", "出差", "--only", "CMT-F02", "--until", "2026-12-01")
    plain = mine("李四", "李雷", tier="b", tax_residence_declared="否")
    low = mine("王五", "李雷", tier="d")
    mine("赵六", "赵敏", tier="a")
    return full, plain, low


@pytest.fixture
def dump(sql):
    return lambda: {table: sql(f"SELECT * FROM {table} ORDER BY id") for table in TABLES}


def test_a_preview_on_the_screen_leaves_out_what_nobody_has(cmtool, ok, li):
    head = ok("client", "handover", "--from", "李雷", "--to", "韩梅", "--dry-run").out.splitlines()[0]
    assert {"承诺", "延后的事"} <= set(head.split())
    head = ok("client", "handover", li[1], "--from", "李雷", "--to", "韩梅", "--dry-run").out.splitlines()[0]
    assert "到期义务" in head
    assert not {"承诺", "未结案件", "延后的事"} & set(head.split())


def theirs(ok, manager, *arguments):
    return ok("client", "list", "--manager", manager, "--format", "ids", *arguments).out.split()


def test_a_preview_lists_what_is_open_and_hands_nothing_over(ok, li, dump):
    before = dump()
    found = ok("client", "handover", "--from", "李雷", "--to", "韩梅", "--reason", "调岗", "--dry-run", "--format", "json").json
    assert dump() == before
    assert (found["schema"], found["entry"], found["from"], found["to"], found["reason"], found["count"]) == (
        "cmtool/handover/1", None, "李雷", "韩梅", "调岗", 3,
    )  # fmt: skip
    full, plain, low = found["items"]
    assert [item["client"] for item in found["items"]] == list(li)
    assert full["name"] == "张**"
    assert [(case["code"], case["case"]) for case in full["cases"]] == [("SHP-C01", 1)]
    assert [(one["due"], one["promise"], one["by"]) for one in full["promises"]] == [
        ("2026-12-03", "送报价 138****5678", "李雷")
    ]
    assert [(one["code"], one["state"], one["until"], one["reason"]) for one in full["put_off"]] == [
        ("CMT-F02", "snooze", "2026-12-01", "出差"),
    ]  # fmt: skip
    assert [one["code"] for one in plain["duties"]] == ["CMT-F04"]
    assert (low["duties"], low["promises"], low["cases"], low["put_off"]) == ([], [], [], [])
    assert (low["next_touch"], low["touch_by"]) == ("2027-05-23", "cadence")  # 180 days


def test_they_go_with_all_that_is_open_and_undo_brings_them_back(ok, li, dump, sql):
    before = dump()
    done = ok("client", "handover", "--from", "李雷", "--to", "韩梅", "--format", "json").json
    assert theirs(ok, "李雷") == []
    assert theirs(ok, "韩梅") == list(li)
    assert theirs(ok, "李雷", "--as-of", "2026-11-23") == []  # nobody was in the book then
    after = dump()
    assert [rows for table, rows in after.items() if table not in {"client", "handover"}] == [
        rows for table, rows in before.items() if table not in {"client", "handover"}
    ]
    shown = ok("client", "show", li[0], "--format", "json").json
    assert shown["manager"] == "韩梅"
    assert [one["by"] for one in shown["contacts"]] == ["李雷"]
    assert [(one["day"], one["from"], one["to"]) for one in shown["handovers"]] == [("2026-11-24", "李雷", "韩梅")]
    entry = ok("journal", "--client", li[0], "--top", "1", "--format", "json").items[0]
    assert (entry["entry"], entry["command"], entry["changes"]) == (done["entry"], "client handover", 6)
    assert ok("task", "list", "--manager", "韩梅", "--format", "json").items[0]["client"] == li[0]
    assert ok("case", "list", "--manager", "韩梅", "--format", "json").items[0]["client"] == li[0]
    ok("undo")
    assert dump() == before
    ok("doctor")
    ok("undo", str(done["entry"] + 1))  # an undo can be undone
    assert dump() == after


def test_what_the_successor_did_stays_when_the_handover_is_taken_back(ok, li, sql):
    entry = ok("client", "handover", "--from", "李雷", "--to", "韩梅", "--format", "json").json["entry"]
    ok("client", "log", li[1], "--manager", "韩梅", "--result", "介绍过了")
    ok("client", "edit", li[1], "--set", "tier=a")
    ok("undo", entry)
    assert theirs(ok, "李雷") == list(li)
    shown = ok("client", "show", li[1], "--format", "json").json
    assert [(one["result"], one["by"]) for one in shown["contacts"]] == [("介绍过了", "韩梅")]
    assert shown["handovers"] == []
    ok("doctor")


def test_a_client_who_was_handed_on_comes_back_by_the_same_way(cmtool, ok, li):
    first = ok("client", "handover", "--from", "李雷", "--to", "韩梅", "--format", "json").json["entry"]
    second = ok("client", "handover", "--from", "韩梅", "--to", "赵敏", li[0], "--format", "json").json["entry"]
    refused = cmtool("undo", first)
    assert refused.code == 4
    assert str(second) in refused.err
    ok("undo", second)
    ok("undo", first)
    assert theirs(ok, "李雷") == list(li)


def test_an_old_day_has_the_old_manager(ok, li):
    ok("client", "handover", "--from", "李雷", "--to", "韩梅", "--as-of", "2026-12-01")
    assert theirs(ok, "李雷", "--as-of", "2026-11-30") == list(li)
    assert theirs(ok, "韩梅", "--as-of", "2026-11-30") == []
    assert theirs(ok, "韩梅", "--as-of", "2026-12-01") == list(li)
    assert ok("client", "show", li[0], "--as-of", "2026-11-30", "--format", "json").json["handovers"] == []


SOME = [
    pytest.param(("--where", "c.tier IN ('a', 'b')"), "", [0, 1], id="by-condition"),
    pytest.param(("C-00003", "c-00001", "C-00003"), "", [0, 2], id="by-name-each-once"),
    pytest.param(("-",), "C-00002\nC-00001\n", [0, 1], id="from-standard-input"),
]


@pytest.mark.parametrize(("which", "typed", "going"), SOME)
def test_some_of_them(ok, li, monkeypatch, which, typed, going):
    import io

    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    ok("client", "handover", "--from", "李雷", "--to", "赵敏", *which)
    assert theirs(ok, "李雷") == [code for place, code in enumerate(li) if place not in going]
    assert theirs(ok, "赵敏") == [*(li[place] for place in going), "C-00004"]


WRONG = [
    pytest.param(("--from", "李雷", "--to", "李雷"), 2, ["--from"], id="to-himself"),
    pytest.param(("--from", "李雷", "--to", " "), 2, ["--to"], id="to-nobody"),
    pytest.param(("--from", "李雷", "--to", "赵敏", "C-00001", "--where", "c.tier = 'a'"), 2, ["--where"], id="two-ways"),
    pytest.param(("--from", "李磊", "--to", "赵敏"), 3, ["李磊", "李雷"], id="unknown-and-near"),
    pytest.param(("--from", "李雷", "--to", "赵敏", "--where", "c.tier = 'c'"), 3, ["李雷"], id="nobody-fits"),
    pytest.param(("--from", "李雷", "--to", "赵敏", "--where", " "), 5, ["--where"], id="an-empty-condition"),
    pytest.param(("--from", "李雷", "--to", "赵敏", "--where", "c.teir = 'a'"), 5, ["teir"], id="no-such-fact"),
    pytest.param(("--from", "李雷", "--to", "韩梅", "C-00001", "C-00004"), 5, ["C-00004", "赵敏"], id="another-managers"),
    pytest.param(("--from", "李雷", "--to", "赵敏", "C-7", "C-00001", "C-8"), 3, ["C-7", "C-8"], id="not-in-the-book"),
    pytest.param(("--from", "李雷", "--to", "赵敏", "-"), 5, ["标准输入"], id="nothing-on-standard-input"),
    pytest.param(("--from", "李雷", "--to", "赵敏", "--fields", "phone"), 5, ["phone"], id="no-such-field"),
    pytest.param(("--from", "李雷", "--to", "赵敏", "-o", "receipt.pages"), 5, ["receipt.pages"], id="no-such-format"),
    pytest.param(("--from", "李雷", "--to", "赵敏", "-o", "no/such/folder.md"), 3, ["no/such"], id="nowhere-to-write"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), WRONG)
def test_what_cannot_be_handed_over_is_said_and_nothing_is(cmtool, li, dump, monkeypatch, tmp_path, arguments, code, words):
    import io

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    before = dump()
    found = cmtool("client", "handover", *arguments)
    assert found.code == code, found
    assert [word for word in words if word not in found.err] == []
    assert dump() == before


def test_a_new_manager_is_said_to_be_new(ok, li):
    assert "赵敏" in ok("client", "handover", "--from", "李雷", "--to", "赵明", "--dry-run").err  # perhaps she was meant
    assert "undo" not in ok("client", "handover", "--from", "李雷", "--to", "赵敏", "--dry-run").err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_receipt_is_a_paper(ok, li, golden, tmp_path, lang):
    path = tmp_path / "receipt.md"
    ok("client", "handover", "--from", "李雷", "--to", "韩梅", "--reason", "调岗", "-o", path, "--lang", lang)
    golden(f"handover_{lang}", path.read_text(encoding="utf-8"))
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("suffix", ["json", "ndjson", "csv", "tsv", "xlsx", "html", "txt"])
def test_the_receipt_is_any_file(ok, li, tmp_path, suffix):
    path = tmp_path / f"receipt.{suffix}"
    ok("client", "handover", "--from", "李雷", "--to", "韩梅", "-o", path)
    if suffix == "xlsx":
        from python_calamine import CalamineWorkbook

        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        text = "\n".join(map(str, rows))
    else:
        text = path.read_text(encoding="utf-8-sig")
    assert [word for word in (*li, "送报价 138****5678", "出差") if word not in text] == []
    assert "13812345678" not in text


@pytest.fixture
def introduced(ok):
    """Return who is listed to a manager as taken over, with the words."""

    def found(day, manager="韩梅"):
        items = ok("today", "--manager", manager, "--as-of", day, "--format", "json").items
        return {
            item["client"]: term["words"] for item in items for term in item["terms"] if term["code"] == "CMT-F94"
        }  # fmt: skip

    return found


def test_the_successor_is_asked_to_introduce_himself_until_he_has(ok, li, introduced):
    ok("client", "handover", "--from", "李雷", "--to", "韩梅")
    assert sorted(introduced("2026-11-24")) == list(li)
    assert "李雷" in introduced("2026-11-24")[li[0]]
    assert "2026-11-24" in introduced("2026-11-24")[li[0]]
    ok("client", "log", li[0], "--as-of", "2026-11-25", "--manager", "韩梅")
    ok("client", "log", li[1], "--as-of", "2026-11-25", "--manager", "韩梅", "--no-answer")
    assert sorted(introduced("2026-11-26")) == list(li[1:])
    assert sorted(introduced("2026-12-24")) == list(li[1:])  # thirty days
    assert introduced("2026-12-25") == {}
    assert introduced("2026-11-26", "李雷") == introduced("2026-11-23") == {}


def test_on_the_day_itself_the_former_managers_call_does_not_count(ok, li, introduced):
    ok("client", "log", li[2], "--manager", "李雷")
    ok("client", "handover", "--from", "李雷", "--to", "韩梅")
    assert sorted(introduced("2026-11-24")) == list(li)
    ok("client", "log", li[2], "--manager", "韩梅")
    assert sorted(introduced("2026-11-24")) == list(li[:2])


def test_who_had_the_client_before_knows_him(ok, li, introduced):
    ok("client", "handover", "--from", "李雷", "--to", "韩梅")
    ok("client", "handover", "--from", "韩梅", "--to", "李雷", "--as-of", "2026-11-26")
    assert introduced("2026-11-26") == introduced("2026-11-26", "李雷") == {}
    ok("client", "handover", "--from", "李雷", "--to", "赵敏", "--as-of", "2026-11-27")
    assert "李雷" in introduced("2026-11-27", "赵敏")[li[0]]


def test_a_name_with_a_quotation_mark_is_a_name(ok, li, introduced):
    ok("client", "handover", "--from", "李雷", "--to", "O'Neil")
    ok("client", "handover", "--from", "O'Neil", "--to", "韩梅", li[0])
    assert "O'Neil" in introduced("2026-11-24")[li[0]]
    assert sorted(introduced("2026-11-24", "O'Neil")) == list(li[1:])


def test_of_very_many_handovers_the_whole_list_names_the_day(ok, li, add, introduced):
    """A manager's own list names who had the client; a list of all, with more of them than it can test, the day."""
    for number in range(31):
        ok("client", "edit", add(), "--to-manager", f"M{number}")
        ok("client", "handover", "--from", f"M{number}", "--to", "孙悦")
    ok("client", "handover", "--from", "李雷", "--to", "韩梅")
    assert "李雷" in introduced("2026-11-24")[li[0]]
    items = ok("today", "--format", "json").items
    words = [term["words"] for item in items for term in item["terms"] if term["code"] == "CMT-F94"]
    assert len(words) == 34
    assert {word for word in words if "2026-11-24" in word and "李雷" not in word} == set(words)


GATE = [
    pytest.param({"do_not_contact": "是"}, False, id="not-to-be-contacted"),
    pytest.param({"service_consent": "否"}, False, id="no-service-calls"),
    pytest.param({"processing_restricted": "是"}, False, id="erasure-asked"),
    pytest.param({"deceased": "是"}, False, id="died"),
    pytest.param({"marketing_consent": "否"}, True, id="no-offers"),
]


@pytest.mark.parametrize(("facts", "listed"), GATE)
def test_the_gate_stands_before_an_introduction_too(ok, add, introduced, facts, listed):
    code = add(**facts)
    ok("client", "edit", code, "--to-manager", "李雷")
    ok("client", "handover", "--from", "李雷", "--to", "韩梅")
    assert list(introduced("2026-11-24")) == ([code] if listed else [])


@pytest.fixture
def configured(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda text: (tmp_path / "cmtool.toml").write_text(text, encoding="utf-8")


def test_the_days_to_introduce_oneself_are_the_houses(ok, li, introduced, configured):
    configured("[handover]\ndays = 5\n")
    ok("client", "handover", "--from", "李雷", "--to", "韩梅")
    assert (len(introduced("2026-11-29")), introduced("2026-11-30")) == (3, {})


@pytest.mark.parametrize(("text", "named"), [
    ("[handover]\ndays = 0\n", ["cmtool.toml", "days", "0", "365"]),
    ("[handover]\nday = 5\n", ["cmtool.toml", "day", "days"]),
    ("handover = 5\n", ["cmtool.toml", "handover"]),
])  # fmt: skip
def test_settings_that_cannot_be_are_refused(cmtool, li, configured, text, named):
    configured(text)
    found = cmtool("today")
    assert found.code == 10
    assert [word for word in named if word not in found.err] == []


HAND = "from cmtool.cli import main; import sys; main(sys.argv[1:])"


def test_of_two_at_once_each_client_goes_to_one(book, office_arguments, li, ok, sql):
    """Both read who is with Li only when nobody else can write: one gets all of them, the other is told that nobody is left."""
    command = [sys.executable, "-c", HAND, *office_arguments, "client", "handover", "--from", "李雷", "--wait", "30"]
    running = [
        subprocess.Popen([*command, "--to", to, "--format", "ids"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         env={**os.environ, "PYTHONUTF8": "1"})
        for to in ("韩梅", "赵敏", "孙悦")
    ]  # fmt: skip
    outputs = [process.communicate(timeout=60)[0].decode().split() for process in running]
    assert sorted(process.returncode for process in running) == [0, 3, 3]
    assert sorted(outputs, key=len) == [[], [], list(li)]
    winner = ("韩梅", "赵敏", "孙悦")[[process.returncode for process in running].index(0)]
    assert sql("SELECT client, given, taken FROM handover ORDER BY id") == [(number, "李雷", winner) for number in (1, 2, 3)]
    assert set(li) <= set(theirs(ok, winner))
    ok("doctor")


def test_a_client_who_was_handed_over_cannot_be_unmade(cmtool, ok, add, sql):
    code = add("甲")
    ((added,),) = sql("SELECT id FROM journal WHERE command = 'client add'")
    ok("client", "edit", code, "--to-manager", "李雷")
    ok("client", "handover", "--from", "李雷", "--to", "韩梅")
    assert cmtool("undo", added).code == 4
    assert theirs(ok, "韩梅") == [code]
