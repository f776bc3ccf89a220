"""Clients through the command line: added, shown, listed, edited, contacts logged."""

from __future__ import annotations

import io
import re

import pytest


def value(ok, code, fact):
    return next((item["value"] for item in ok("client", "show", code, "--format", "json").items if item["fact"] == fact), None)


def test_codes_count_up_from_the_highest(ok, add, sql):
    assert [add("甲"), add("乙")] == ["C-00001", "C-00002"]
    ok("client", "add", "丙", "--code", "C-00100")
    ok("client", "add", "丁", "--code", "VIP-7")
    ok("client", "add", "戊", "--code", "C-9X9999")
    assert add("己") == "C-00101"


def test_a_code_once_given_is_taken_in_any_case_of_letters(ok, cmtool):
    ok("client", "add", "甲", "--code", "vip-7")
    refused = cmtool("client", "add", "乙", "--code", "VIP-7")
    assert refused.code == 4
    assert "VIP-7" in refused.err
    assert ok("client", "show", "Vip-7").code == 0


def test_one_identity_number_is_one_client(ok, cmtool, add, regular):
    refused = cmtool("client", "add", "另一人", "--set", "id_number=110105198002290128")
    assert refused.code == 4
    assert regular in refused.err
    assert "110105198002290128" not in refused.err
    assert len(ok("client", "list", "--format", "ids").out.split()) == 1


def test_facts_are_named_by_name_title_or_alias_and_written_as_people_write(ok, add):
    code = add()
    ok(
        "client",
        "edit",
        code,
        "--set",
        "客户等级=A级",
        "--set",
        "预算=1.2亿",
        "--set",
        "tea budget=1.2亿",
        "--set",
        "喜欢的茶=绿茶，红茶",
        "--set",
        "存茶到期日=2026年12月1日",
        "--set",
        "喝茶占比=3.5%",
        "--set",
        "有茶园=否",
    )
    found = {item["fact"]: item["value"] for item in ok("client", "show", code, "--format", "json").items}
    assert found == {
        "tier": "a",
        "shop_budget": 120_000_000,
        "shop_colours": ["black", "green"],
        "shop_ripe_on": "2026-12-01",
        "shop_share": 0.035,
        "shop_garden": False,
    }


def test_all_that_is_wrong_with_facts_is_said_at_once_and_nothing_is_written(cmtool, ok, book):
    before = book.read_bytes()
    refused = cmtool(
        "client",
        "add",
        "张三",
        "--set",
        "tier=z",
        "--set",
        "shop_budget=-1",
        "--set",
        "shop_buget=1",
        "--set",
        "birth_date=1980-02-30",
    )
    assert refused.code == 5
    for piece in ("“z”", "“-1”", "“shop_buget”", "shop_budget", "“1980-02-30”"):
        assert piece in refused.err
    assert book.read_bytes() == before


def test_an_unknown_fact_alone_is_not_found(cmtool):
    refused = cmtool("client", "add", "张三", "--set", "shop_buget=1")
    assert refused.code == 3
    assert "shop_budget" in refused.err


@pytest.mark.parametrize("name", ["", "   ", "\n"])
def test_a_client_needs_a_name(cmtool, name):
    assert cmtool("client", "add", name).code == 5


def test_a_name_is_one_line(ok, add):
    code = add("龙井\n\n茶业  有限公司", kind="organisation")
    assert ok("client", "show", code, "--format", "json").json["name"] == "龙井 茶业 有限公司"
    ok("client", "edit", code, "--name", "虎跑\t茶业")
    assert ok("client", "show", code, "--format", "json").json["name"] == "虎跑 茶业"


def test_personal_data_can_come_from_a_file_or_standard_input(ok, tmp_path, monkeypatch):
    (tmp_path / "number.txt").write_text("110105198002290128\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("李小龙\n".encode()), encoding="utf-8"))
    ok("client", "add", "-", "--set", f"id_number=@{tmp_path / 'number.txt'}")
    shown = ok("client", "show", "C-00001", "--reveal", "name,id_number", "--format", "json").json
    assert shown["name"] == "李小龙"
    assert shown["items"][0]["value"] == "110105198002290128"


def test_an_edit_that_changes_nothing_says_so(ok, add):
    code = add(tier="a")
    assert "没有变化" in ok("client", "edit", code, "--set", "tier=a").err
    assert "已修改" in ok("client", "edit", code, "--set", "tier=b").err


def test_a_fact_can_be_taken_back(ok, add):
    code = add(tier="a")
    ok("client", "edit", code, "--unset", "客户等级")
    assert value(ok, code, "tier") is None


def test_each_fact_keeps_its_day_and_source(ok, add):
    code = add(tier="a")
    ok("client", "edit", code, "--set", "goal=grow", "--as-of", "2026-10-01")
    found = {item["fact"]: (item["as_of"], item["source"]) for item in ok("client", "show", code, "--format", "json").items}
    assert found == {"tier": ("2026-11-24", "manual"), "goal": ("2026-10-01", "manual")}


def test_a_client_can_be_handed_to_another_manager(ok, add):
    code = add("甲", "--manager", "王经理")
    ok("client", "edit", code, "--to-manager", "赵经理")
    assert ok("client", "list", "--manager", "王经理", "--format", "ids").out == ""
    assert ok("client", "list", "--manager", "赵经理", "--format", "ids").out == f"{code}\n"


def test_a_contact_resets_the_time_of_silence_and_may_carry_a_promise_and_the_next_touch(ok, add):
    code = add(last_contact="2026-01-01", next_touch="2026-11-24")
    ok(
        "client",
        "log",
        code,
        "--channel",
        "visit",
        "--result",
        "见面",
        "--note",
        "想买茶",
        "--promise",
        "2026-12-03",
        "送报价",
        "--next",
        "2026/12/3",
    )
    assert (value(ok, code, "last_contact"), value(ok, code, "next_touch")) == ("2026-11-24", "2026-12-03")
    (contact,) = ok("client", "show", code, "--format", "json").json["contacts"]
    assert re.match(r"\w", contact.pop("by"))
    assert contact == {"day": "2026-11-24", "channel": "visit", "result": "见面", "note": "想买茶", "promise": "送报价"}
    ok("client", "log", code)
    assert value(ok, code, "next_touch") is None


def test_where_nobody_was_reached_silence_goes_on_and_what_was_agreed_stands(ok, add):
    code = add(last_contact="2026-01-01", next_touch="2026-11-24")
    ok("client", "log", code, "--no-answer", "--note", "无人接听")
    assert (value(ok, code, "last_contact"), value(ok, code, "next_touch")) == ("2026-01-01", "2026-11-24")
    assert [contact["note"] for contact in ok("client", "show", code, "--format", "json").json["contacts"]] == ["无人接听"]


@pytest.mark.parametrize("fact", ["shop_risk_level=5", "shop_lowest=否"])
@pytest.mark.parametrize("command", [("client", "add", "李四"), ("client", "edit", "C-00001")], ids=["add", "edit"])
def test_an_assessed_level_is_not_taken_on_somebodys_word(ok, cmtool, add, book, command, fact):
    add()
    before = book.read_bytes()
    refused = cmtool(*command, "--set", fact)
    assert refused.code == 6
    assert "SHP-A01" in refused.err
    assert book.read_bytes() == before
    ok(*command, "--set", fact, "--source", "测评表2026-11")
    code = "C-00002" if "add" in command else "C-00001"
    (item,) = ok("client", "show", code, "--format", "json").items
    assert item["source"] == "测评表2026-11"


def test_a_level_can_always_be_taken_back(ok, add):
    code = add(shop_risk_level="5")
    ok("client", "edit", code, "--unset", "shop_risk_level")
    assert value(ok, code, "shop_risk_level") is None


def test_a_promise_for_no_day_is_refused(cmtool, add, book):
    code = add()
    before = book.read_bytes()
    assert cmtool("client", "log", code, "--promise", "soon", "送报价").code == 5
    assert cmtool("client", "log", code, "--next", "soon").code == 5
    assert book.read_bytes() == before


def test_only_the_ten_newest_contacts_are_shown_newest_first(ok, add):
    code = add()
    for day in range(1, 13):
        ok("client", "log", code, "--as-of", f"2026-11-{day:02d}")
    days = [contact["day"] for contact in ok("client", "show", code, "--format", "json").json["contacts"]]
    assert days == [f"2026-11-{day:02d}" for day in range(12, 2, -1)]


@pytest.mark.parametrize("command", [("show",), ("edit", "--set", "tier=a"), ("log",)], ids=lambda command: command[0])
def test_an_unknown_client_is_not_found_and_near_ones_are_named(cmtool, add, command):
    add()
    refused = cmtool("client", command[0], "C-00010", *command[1:])
    assert refused.code == 3
    assert "C-00001" in refused.err


def test_a_client_can_be_called_by_name_where_only_one_has_it(ok, cmtool, add):
    add("张三丰")
    add("李四")
    add("李四")
    assert ok("client", "show", "张三丰", "--format", "json").json["client"] == "C-00001"
    refused = cmtool("client", "show", "李四", "--lang", "en")
    assert refused.code == 3
    for code in ("C-00002", "C-00003"):
        assert code in refused.err


SELECTED = [
    pytest.param("c.tier = 'a'", "甲 丁", id="equal"),
    pytest.param("c.shop_budget >= 50万", "甲 乙", id="at-the-limit"),
    pytest.param("c.shop_budget > 50万", "乙", id="above-it"),
    pytest.param("NOT c.shop_budget > 50万", "甲", id="not-leaves-the-unknown-out"),
    pytest.param("c.shop_budget IS NULL", "丙 丁", id="unknown"),
    pytest.param("has(c.shop_colours, 'green') OR c.tier = 'b'", "甲 乙", id="or"),
    pytest.param("age_years(c.birth_date) BETWEEN 46 AND 50", "甲", id="age"),
    pytest.param("days_since(c.last_contact) > 60 AND c.tier IN ('a', 'b')", "丁", id="silence"),
]


@pytest.mark.parametrize(("where", "names"), SELECTED)
def test_a_condition_selects_clients(ok, add, where, names):
    codes = {
        add("甲", tier="a", shop_budget="50万", shop_colours="green", birth_date="1980-11-24"): "甲",
        add("乙", tier="b", shop_budget="51万", shop_colours="black", birth_date="1980-11-25"): "乙",
        add("丙", tier="c"): "丙",
        add("丁", tier="a", last_contact="2026-09-24"): "丁",
    }
    assert [codes[code] for code in ok("client", "list", "--where", where, "--format", "ids").out.split()] == names.split()


def test_a_condition_outside_the_grammar_is_refused_with_all_its_mistakes(cmtool):
    refused = cmtool("client", "list", "--where", "c.teir = 'a' AND c.tier = 'z' AND p.risk_level = 1")
    assert refused.code == 5
    for piece in ("teir", "'z'", "p.risk_level"):
        assert piece in refused.err
    assert cmtool("client", "list", "--where", "1 = 1; DROP TABLE client").code == 5


def test_a_list_can_be_cut_short(ok, add):
    for name in "甲乙丙":
        add(name)
    assert ok("client", "list", "--top", "2", "--format", "ids").out.split() == ["C-00001", "C-00002"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_of_a_client(ok, regular, golden, lang):
    ok(
        "client",
        "log",
        regular,
        "--channel",
        "visit",
        "--result",
        "见面",
        "--note",
        "打13812345678",
        "--promise",
        "2026-12-03",
        "送报价",
        "--manager",
        "王经理",
    )
    golden(f"client_show_{lang}", ok("client", "show", regular, "--lang", lang).out)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_of_clients(ok, regular, add, golden, lang):
    add("龙井茶业有限公司", kind="organisation", tier="b", last_contact="2026-10-01")
    add("欧阳娜娜", "--manager", "王经理")
    golden(f"client_list_{lang}", ok("client", "list", "--lang", lang).out)


def test_one_client_as_json(ok, regular):
    shown = ok("client", "show", regular, "--format", "json").json
    assert list(shown) == ["schema", "as_of", "client", "name", "manager", "items", "contacts", "handovers"]
    assert (shown["schema"], shown["as_of"], shown["client"], shown["name"]) == (
        "cmtool/client/1",
        "2026-11-24",
        regular,
        "张**",
    )
    for item in shown["items"]:
        assert list(item) == ["fact", "title", "value", "words", "as_of", "stale", "source"]
    hidden = next(item for item in shown["items"] if item["fact"] == "shop_ailment")
    assert hidden["value"] is None
    assert "胃寒" not in str(shown)


def test_clients_as_json(ok, regular):
    listed = ok("client", "list", "--format", "json").json
    assert listed["schema"] == "cmtool/clients/1"
    assert listed["items"] == [
        {
            "client": regular,
            "name": "张**",
            "manager": "",
            "kind": "person",
            "tier": "a",
            "last_contact": None,
            "next_touch": "2026-12-24",
            "kind_words": "个人",
            "tier_words": "A级",
            "touch_by": "cadence",
        },
    ]
