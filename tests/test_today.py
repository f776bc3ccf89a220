"""The morning list: who is to be called, when, why, and about what not."""

from __future__ import annotations

import pytest

ITEM = {
    "client": str,
    "name": str,
    "manager": str,
    "due": str,
    "urgency": int,
    "terms": list,
    "reason": str,
    "say": str,
    "may_contact": bool,
    "not_about": list,
    "contact": str,
    "channels": list,
    "purposes": list,
}


@pytest.fixture
def today(ok):
    """Return the list as items by client."""

    def listed(*arguments: str):
        return {item["client"]: item for item in ok("today", "--format", "json", *arguments).items}

    return listed


def codes(item, *, without=("tier", "overdue", "duty-first", "sale-cap")):
    return [term["code"] for term in item["terms"] if term["code"] not in without] if item else []


def test_an_item_is_in_the_shape_others_read(ok, add):
    add(tier="a", last_contact="2026-10-22", id_expires_on="2026-11-01", marketing_consent="否")
    found = ok("today", "--format", "json").json
    assert list(found) == ["schema", "as_of", "items"]
    assert (found["schema"], found["as_of"]) == ("cmtool/today/1", "2026-11-24")
    (item,) = found["items"]
    assert list(item) == list(ITEM)
    for name, kind in ITEM.items():
        assert isinstance(item[name], kind), name
    assert all(sorted(term) == ["code", "points", "words"] for term in item["terms"])
    assert item["urgency"] == sum(term["points"] for term in item["terms"])
    assert item["terms"] == [
        {"code": "CMT-F02", "points": 70, "words": "证件30天内到期或已过期"},
        {"code": "CMT-F06", "points": 20, "words": "超过该等级的联系间隔没有联系"},
        {"code": "tier", "points": 15, "words": "A级客户"},
        {"code": "overdue", "points": 20, "words": "已过期 23 天"},
        {"code": "duty-first", "points": 100, "words": "法定义务优先"},
    ]
    assert item["due"] == "2026-11-01"
    assert item["reason"] == "证件30天内到期或已过期；超过该等级的联系间隔没有联系"


ONE_FACT = [
    pytest.param({"next_touch": "2026-11-24"}, "2026-11-24", "CMT-F01", id="the-agreed-day"),
    pytest.param({"next_touch": "2026-11-24"}, "2026-11-23", None, id="the-day-before-it"),
    pytest.param({"id_expires_on": "2026-12-24"}, "2026-11-24", "CMT-F02", id="papers-run-out-in-30-days"),
    pytest.param({"id_expires_on": "2026-12-25"}, "2026-11-24", None, id="papers-run-out-in-31-days"),
    pytest.param({"id_expires_on": "2020-01-01"}, "2026-11-24", "CMT-F02", id="papers-ran-out-long-ago"),
    pytest.param({"shop_ripe_on": "2026-12-24"}, "2026-11-24", "SHP-F01", id="a-desks-trigger"),
    pytest.param({"shop_ripe_on": "2026-12-25"}, "2026-11-24", None, id="a-desks-trigger-a-day-early"),
    pytest.param({"shop_ripe_on": "2026-11-23"}, "2026-11-24", None, id="a-desks-trigger-a-day-late"),
    pytest.param({"client_since": "2026-11-17"}, "2026-11-24", "CMT-F07", id="never-contacted-for-a-week"),
    pytest.param({"client_since": "2026-11-18"}, "2026-11-24", None, id="never-contacted-for-six-days"),
    pytest.param({"tax_residence_declared": "否"}, "2026-11-24", "CMT-F04", id="a-paper-refused"),
    pytest.param({"tax_residence_declared": ""}, "2026-11-24", None, id="a-paper-unknown"),
]


@pytest.mark.parametrize(("facts", "day", "code"), ONE_FACT)
def test_each_trigger_has_both_sides(ok, add, today, facts, day, code):
    ok(
        "client",
        "edit",
        add(),
        "--as-of",
        "2025-12-31",
        *(part for fact, value in facts.items() for part in ("--set", f"{fact}={value}")),
    )
    found = today("--as-of", day)
    assert [codes(item) for item in found.values()] == ([[code]] if code else [])


@pytest.mark.parametrize(("tier", "days"), [("a", 30), ("b", 60), ("c", 90), ("d", 180)])
def test_silence_is_counted_by_tier(add, today, tier, days):
    from datetime import date, timedelta

    on = date(2026, 11, 24)
    silent = add("沉默", tier=tier, last_contact=on - timedelta(days=days))
    add("刚联系", tier=tier, last_contact=on - timedelta(days=days - 1))
    assert {code: codes(item) for code, item in today().items()} == {silent: ["CMT-F06"]}


BIRTHDAYS = [
    pytest.param("1980-11-24", "2026-11-24", "2026-11-24", id="today"),
    pytest.param("1980-11-27", "2026-11-24", "2026-11-27", id="in-three-days"),
    pytest.param("1980-11-28", "2026-11-24", None, id="in-four-days"),
    pytest.param("1980-11-23", "2026-11-24", None, id="yesterday"),
    pytest.param("1960-01-02", "2026-12-30", "2027-01-02", id="over-the-new-year"),
    pytest.param("1980-02-29", "2028-02-29", "2028-02-29", id="29-february-in-a-leap-year"),
    pytest.param("1980-02-29", "2028-02-26", "2028-02-29", id="three-days-before-it"),
    pytest.param("1980-02-29", "2027-02-28", "2027-02-28", id="29-february-in-a-common-year"),
    pytest.param("1980-02-29", "2027-02-25", "2027-02-28", id="three-days-before-that"),
    pytest.param("1980-02-29", "2027-03-01", None, id="1-march-of-a-common-year"),
    pytest.param("1980-02-29", "2028-03-01", None, id="1-march-of-a-leap-year"),
]


@pytest.mark.parametrize(("born", "day", "due"), BIRTHDAYS)
def test_birthdays_are_due_on_their_day(ok, add, today, born, day, due):
    ok("client", "edit", add(), "--set", f"birth_date={born}", "--as-of", "2026-01-01")
    found = today("--as-of", day)
    assert [(codes(item), item["due"]) for item in found.values()] == ([(["CMT-F90"], due)] if due else [])


ASSESSMENTS = [
    pytest.param("2026-10-25", None, id="31-days-before-it-runs-out"),
    pytest.param("2026-10-26", "30天内到期", id="30-days-before"),
    pytest.param("2026-11-25", "30天内到期", id="the-last-day"),
    pytest.param("2026-11-26", "已过期", id="the-day-after"),
]


@pytest.mark.parametrize(("day", "words"), ASSESSMENTS)
def test_a_risk_assessment_running_out_is_a_duty(ok, add, today, day, words):
    ok("client", "edit", add(), "--source", "paper", "--set", "shop_risk_level=3", "--as-of", "2025-11-25")
    found = today("--as-of", day)
    assert [codes(item) for item in found.values()] == ([["SHP-A01"]] if words else [])
    for item in found.values():
        assert words in item["reason"]
        assert item["due"] == "2026-11-25"
        assert "不得代答" in " ".join(item["not_about"])


CASES = [
    pytest.param("2026-11-24", None, id="three-days-before"),
    pytest.param("2026-11-25", "即将到期", id="two-days-before"),
    pytest.param("2026-11-27", "即将到期", id="on-the-day"),
    pytest.param("2026-11-28", "已逾期", id="late"),
]


@pytest.mark.parametrize(("day", "words"), CASES)
def test_the_steps_of_open_cases_are_due(ok, add, today, sql, day, words):
    ok("case", "open", add(), "SHP-C01", "--as-of", "2026-11-26")  # a Thursday: one working day
    assert [row[0] for row in sql("SELECT due FROM work")] == [20784]  # 2026-11-27
    found = today("--as-of", day)
    assert [codes(item) for item in found.values()] == ([["SHP-C01"]] if words else [])
    for item in found.values():
        assert f"存茶：验茶（验茶师）{words}" in item["reason"]
        assert (65 if words == "已逾期" else 50) in [term["points"] for term in item["terms"]]


def test_a_closed_case_is_not_due(ok, add, today):
    ok("case", "open", add(), "SHP-C01")
    ok("case", "step", "1")
    ok("case", "step", "1")
    assert today("--as-of", "2026-12-31") == {}


def test_a_promise_is_due_on_its_day_and_stays_due(ok, add, today):
    ok("client", "log", add(), "--promise", "2026-12-01", "送报价给13812345678")
    assert today("--as-of", "2026-11-30") == {}
    (item,) = today("--as-of", "2026-12-01").values()
    assert (codes(item), item["due"]) == (["CMT-F91"], "2026-12-01")
    assert "送报价给138****5678" in item["reason"]
    (item,) = today("--as-of", "2026-12-03").values()
    assert [term["points"] for term in item["terms"] if term["code"] == "overdue"] == [2]


def test_a_promise_that_was_kept_is_due_no_more(ok, add, today):
    code = add()
    ok("client", "log", code, "--promise", "2026-12-01", "送报价")
    ok("client", "log", code, "--promise", "2026-12-05", "送茶样")
    ok("client", "log", code, "--kept", "--as-of", "2026-12-01")
    assert today("--as-of", "2026-12-04") == {}
    (item,) = today("--as-of", "2026-12-05").values()
    assert "送茶样" in item["reason"]
    assert "送报价" not in item["reason"]
    ok("undo")
    assert "送报价" in today("--as-of", "2026-12-05")[code]["reason"]


CONSENT = [
    pytest.param("是", ["SHP-F02"], "", id="yes"),
    pytest.param("否", [], "", id="no"),
    pytest.param("", [], "", id="unknown"),
]


@pytest.mark.parametrize(("consent", "found", "words"), CONSENT)
def test_marketing_needs_consent(add, today, consent, found, words):
    code = add(shop_garden="是", marketing_consent=consent)
    assert codes(today().get(code)) == found


@pytest.mark.parametrize(
    ("consent", "words"), [("是", None), ("否", "客户未同意营销"), ("", "尚未取得营销同意")], ids=["yes", "no", "unknown"]
)
def test_without_consent_the_list_says_what_not_to_speak_of(add, today, consent, words):
    code = add(next_touch="2026-11-24", marketing_consent=consent)
    spoken = " ".join(today()[code]["not_about"])
    assert "推销" in spoken  # the trigger's own caution
    assert ("营销" in spoken) == (words is not None)
    assert words is None or words in spoken


def test_who_asked_not_to_be_contacted_is_listed_for_duties_alone(add, today):
    quiet = add("勿扰", do_not_contact="是", next_touch="2026-11-24", birth_date="1980-11-24", shop_ripe_on="2026-12-01")
    duty = add("勿扰有责", do_not_contact="是", next_touch="2026-11-24", id_expires_on="2026-11-30")
    found = today()
    assert quiet not in found
    assert codes(found[duty]) == ["CMT-F02"]
    assert found[duty]["may_contact"] is False
    assert "不再联系" in " ".join(found[duty]["not_about"])


@pytest.mark.parametrize(
    ("contact", "listed"),
    [
        pytest.param("2026-11-10", True, id="14-days-ago"),
        pytest.param("2026-11-11", False, id="13-days-ago"),
        pytest.param("", True, id="never"),
    ],
)
def test_a_trigger_keeps_quiet_after_a_contact(add, today, contact, listed):
    code = add(shop_garden="是", marketing_consent="是", last_contact=contact)
    assert (code in today()) == listed


def test_all_that_calls_for_one_client_is_one_line(ok, add, today):
    code = add(
        kind="person",
        tier="b",
        next_touch="2026-11-20",
        id_expires_on="2026-12-01",
        birth_date="1980-11-25",
        shop_ripe_on="2026-12-20",
        shop_risk_level="3",
        last_contact="2026-01-01",
    )
    ok("case", "open", code, "SHP-C01")
    (item,) = today().values()
    assert codes(item) == ["CMT-F02", "SHP-C01", "CMT-F01", "SHP-F01", "CMT-F90"]
    last = [(term["code"], term["points"]) for term in item["terms"][-3:]]
    assert last == [("tier", 10), ("overdue", 4), ("duty-first", 100)]
    assert item["urgency"] == sum(term["points"] for term in item["terms"]) == 70 + 60 + 50 + 40 + 15 + 10 + 4 + 100
    assert item["due"] == "2026-11-20"
    assert len(item["say"].split("；")) >= 5


def test_a_delay_counts_at_most_twenty(add, today):
    code = add(next_touch="2026-01-01")
    assert [term["points"] for term in today()[code]["terms"] if term["code"] == "overdue"] == [20]


def test_the_most_urgent_come_first_then_the_earliest_then_by_code(ok, add):
    add("丙", next_touch="2026-11-24")
    add("甲", next_touch="2026-11-24", tier="a")
    add("乙", next_touch="2026-11-24")
    add("丁", shop_ripe_on="2026-12-20")
    add("戊", shop_ripe_on="2026-12-10")
    assert ok("today", "--format", "ids").out.split() == ["C-00002", "C-00001", "C-00003", "C-00005", "C-00004"]


def test_only_the_managers_own_clients_are_listed_where_one_is_named(ok, add, today):
    mine = add("甲", "--manager", "王经理", next_touch="2026-11-24")
    other = add("乙", "--manager", "赵经理", next_touch="2026-11-24")
    ok("client", "log", other, "--promise", "2026-11-24", "送茶")
    ok("client", "edit", other, "--set", "next_touch=2026-11-24")
    assert list(today("--manager", "王经理")) == [mine]
    assert set(today()) == {mine, other}


def test_nothing_to_do_is_an_empty_list_and_a_word(ok, add):
    add()
    listed = ok("today", "--format", "json")
    assert listed.items == []
    assert "没有需要联系的客户" in listed.err
    assert ok("today", "--format", "ids").out == ""
    assert ok("today", "--format", "json", "--fields", "client,terms").items == []


def test_the_list_can_be_cut_short_and_says_so(ok, add):
    for name in "甲乙丙":
        add(name, next_touch="2026-11-24")
    cut = ok("today", "--top", "2", "--format", "ids")
    assert cut.out.split() == ["C-00001", "C-00002"]
    assert "共 3 位" in cut.err


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_the_same_day_gives_the_same_bytes(ok, add, regular, form):
    add("甲", next_touch="2026-11-24", tier="a")
    assert ok("today", "--format", form).out == ok("today", "--format", form).out != ""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list(ok, add, golden, lang):
    add("张三丰", "--manager", "王经理", tier="a", next_touch="2026-11-20", id_expires_on="2026-12-01", birth_date="1980-11-25")
    add("龙井茶业有限公司", kind="organisation", tier="c", shop_ripe_on="2026-12-20")
    add("李四", next_touch="2026-11-24", marketing_consent="否")
    ok("client", "log", "C-00003", "--promise", "2026-11-24", "送茶样")
    ok("client", "edit", "C-00003", "--set", "next_touch=2026-11-24")
    found = ok("today", "--lang", lang)
    golden(f"today_{lang}", found.out + found.err)


BRANCHES = [
    pytest.param("c.branch = '城东'", "甲 乙", id="a-branch"),
    pytest.param("'城东' = c.branch", "甲 乙", id="turned-round"),
    pytest.param("c.branch = '城东' AND c.tier = 'a'", "甲", id="and-a-tier"),
    pytest.param("c.branch = '城东' OR c.tier = 'a'", "甲 乙 丁", id="or-a-tier"),
    pytest.param("NOT c.branch = '城东'", "丙", id="not-a-branch"),
    pytest.param("c.branch = '城东' AND c.branch = '城西'", "", id="two-at-once"),
    pytest.param("c.branch IS NULL", "丁 戊", id="no-branch"),
]


@pytest.mark.parametrize("ways", [(), ("--top", "9"), ("--week",), ("--capacity", "9")], ids=["all", "top", "week", "capacity"])
@pytest.mark.parametrize(("where", "names"), BRANCHES)
def test_a_list_of_some_by_a_condition(ok, add, where, names, ways):
    codes = {
        name: add(name, next_touch="2026-11-24", **facts)
        for name, facts in {
            "甲": {"branch": "城东", "tier": "a"}, "乙": {"branch": "城东"}, "丙": {"branch": "城西"}, "丁": {"tier": "a"},
            "戊": {},
        }.items()
    }  # fmt: skip
    expected = {codes[name] for name in names.split()}
    listed = ok("today", "--where", where, *ways, "--format", "json").items
    assert {item["client"] for item in listed} == expected


def test_a_branch_counts_from_the_day_it_is_known(ok, add):
    code = add(next_touch="2026-11-20", branch="城东")
    ok("client", "edit", code, "--set", "branch=城西", "--as-of", "2026-11-26")
    for day, branch, found in (
        ("2026-11-25", "城东", [code]), ("2026-11-25", "城西", []), ("2026-11-26", "城东", []), ("2026-11-26", "城西", [code]),
    ):  # fmt: skip
        assert ok("today", "--where", f"c.branch = '{branch}'", "--as-of", day, "--format", "ids").out.split() == found


def test_conditions_of_a_list_are_checked(ok, cmtool, add):
    add(next_touch="2026-11-24")
    assert cmtool("today", "--where", "").code == 5
    assert cmtool("today", "--where", "c.brnch = 'x'").code == 5
    assert cmtool("today", "--where", "c.phone = '13812345678'").code == 6


def test_a_branch_is_found_by_its_index(ok, add, sql):
    from cmtool.rules.narrowing import narrowed

    add(branch="城东")
    condition = narrowed(("=", ("c", "branch"), ("lit", "城东")), {"branch"}) + " AND at_branch <= 20781"
    plan = " ".join(row[3] for row in sql(f"EXPLAIN QUERY PLAN SELECT id FROM client WHERE {condition}"))
    assert "client_branch" in plan
