"""Onboarding and cases: what is missing, which step is due, who does it."""

from __future__ import annotations

import pytest

READY = {
    "kind": "person",
    "id_number": "110105198002290128",
    "aml_risk": "low",
    "is_pep": "否",
    "tax_residence_declared": "是",
    "phone": "13812345678",
    "papers": "id_card",
    "shop_budget": "1万",
}


def test_a_case_goes_step_by_step_with_deadlines_in_working_days(ok, add):
    code = add()
    opened = ok("case", "open", code, "shp-c01", "--as-of", "2026-09-30")
    assert "2026-10-08" in opened.err  # the holiday runs to the seventh
    moved = ok("case", "step", "1", "--as-of", "2026-11-24")
    assert "入库" in moved.err
    assert "2026-11-27" in moved.err
    assert "全部完成" in ok("case", "step", "1").err


def test_the_list_of_cases_is_open_ones_by_deadline(ok, add):
    first, second = add("甲", "--manager", "王经理"), add("乙", kind="organisation")
    ok("case", "open", second, "SHP-C01")
    ok("case", "open", first, "SHP-C02")
    ok("case", "open", first, "SHP-C01")
    ok("case", "step", "3")
    ok("case", "step", "3")
    assert ok("case", "list", "--format", "ids").out.split() == ["2", "1"]
    assert ok("case", "list", "--all", "--format", "ids").out.split() == ["2", "1", "3"]
    assert ok("case", "list", "--manager", "王经理", "--format", "ids").out.split() == ["2"]
    assert ok("case", "list", "--format", "json").items[0] == {
        "case": 2,
        "client": first,
        "code": "SHP-C02",
        "title": "公司订茶",
        "step": "报价",
        "owner": "掌柜",
        "due": "2026-11-24",
        "status": "open",
        "status_words": "办理中",
        "late": False,
        "about": "",
        "waiting": None,
        "ticket": None,
    }


def test_one_case_shows_its_steps(ok, add):
    ok("case", "open", add(), "SHP-C01")
    assert [step["state"] for step in ok("case", "show", "1", "--format", "json").items] == ["now", "later"]
    ok("case", "step", "1")
    shown = ok("case", "show", "1", "--format", "json").json
    assert [(step["step"], step["title"], step["owner"], step["days"], step["state"]) for step in shown["items"]] == [
        (1, "验茶", "验茶师", 1, "done"),
        (2, "入库", "库房", 3, "now"),
    ]
    assert (shown["schema"], shown["case"], shown["status"]) == ("cmtool/case/1", 1, "open")
    ok("case", "step", "1")
    assert [step["state"] for step in ok("case", "show", "1", "--format", "json").items] == ["done", "done"]


@pytest.mark.parametrize(
    ("kind", "code"), [("person", 4), ("organisation", 0), ("", 0)], ids=["not-for-him", "for-it", "may-be-for-it"]
)
def test_a_case_is_opened_only_for_whom_it_may_concern(cmtool, add, kind, code):
    opened = cmtool("case", "open", add(kind=kind), "SHP-C02")
    assert opened.code == code, opened
    assert code == 0 or "c.kind = 'organisation'" in opened.err


def test_a_finished_case_goes_no_further(ok, cmtool, add, book):
    ok("case", "open", add(kind="organisation"), "SHP-C02")
    ok("case", "step", "1")
    before = book.read_bytes()
    refused = cmtool("case", "step", "1")
    assert refused.code == 4
    assert "cmtool case show 1" in refused.err
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        pytest.param(("open", "C-00001", "SHP-C09"), "SHP-C0", id="no-such-kind"),
        pytest.param(("open", "C-00009", "SHP-C01"), "C-00001", id="no-such-client"),
        pytest.param(("step", "7"), "7", id="no-such-case-to-step"),
        pytest.param(("show", "7"), "cmtool case list", id="no-such-case-to-show"),
    ],
)
def test_what_is_not_there_is_not_found(cmtool, add, arguments, named):
    add()
    refused = cmtool("case", *arguments)
    assert refused.code == 3
    assert named in refused.err


def test_a_case_whose_desk_is_gone_is_still_listed(cmtool, ok, add, book):
    ok("case", "open", add(), "SHP-C01")
    listed = cmtool("--safe-mode", "--book", book, "case", "list", "--format", "json", plain=True)
    assert listed.code == 0, listed
    assert (listed.items[0]["code"], listed.items[0]["title"]) == ("SHP-C01", "SHP-C01")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_cases(ok, add, golden, lang):
    ok("case", "open", add("张三丰", "--manager", "王经理"), "SHP-C01", "--manager", "王经理")
    ok("case", "step", "1", "--manager", "王经理")
    golden(f"case_{lang}", ok("case", "list", "--lang", lang).out + "\n" + ok("case", "show", "1", "--lang", lang).out)


ONBOARDING = [
    pytest.param({}, (), 0, id="all-is-there"),
    pytest.param({"id_number": ""}, (), 6, id="identity-not-verified"),
    pytest.param({"aml_risk": ""}, (), 6, id="risk-not-assessed"),
    pytest.param({"aml_risk": "high"}, (), 0, id="high-risk-only-warns"),
    pytest.param({"shop_banned": "是"}, (), 6, id="a-desk-bars"),
    pytest.param({}, ("--for", "SHP-C01"), 0, id="ready-for-the-case"),
    pytest.param({"papers": ""}, ("--for", "SHP-C01"), 6, id="a-paper-is-missing"),
    pytest.param({"papers": ""}, (), 0, id="a-missing-paper-bars-no-client"),
    pytest.param({"shop_budget": "9999"}, ("--for", "SHP-C01"), 6, id="a-condition-is-broken"),
    pytest.param({"shop_budget": ""}, ("--for", "shp-c01"), 6, id="a-condition-is-unknown"),
]


@pytest.mark.parametrize(("facts", "more", "code"), ONBOARDING)
def test_onboarding_exits_with_6_where_something_bars(cmtool, add, facts, more, code):
    client = add(**{**READY, **facts})
    assert cmtool("onboard", client, *more).code == code


def test_onboarding_as_json(cmtool, add):
    found = cmtool("onboard", add(**{**READY, "papers": ""}), "--for", "SHP-C01", "--format", "json").json
    assert list(found) == ["schema", "as_of", "client", "checks", "items"]
    assert {check["code"]: check["verdict"] for check in found["checks"]}["CMT-R001"] == "kept"
    (item,) = found["items"]
    assert list(item) == ["case", "title", "ready", "conditions", "papers_missing", "papers_held", "steps"]
    assert (item["case"], item["ready"]) == ("SHP-C01", False)
    assert item["papers_missing"] == [{"key": "id_card", "name": "身份证原件"}]  # the firm's paper is none of his
    assert item["steps"] == [{"name": "验茶", "owner": "验茶师", "days": 1}, {"name": "入库", "owner": "库房", "days": 3}]


def test_a_paper_of_unknown_need_is_asked_for(cmtool, add):
    (item, *_) = cmtool("onboard", add(), "--for", "SHP-C01", "--format", "json").json["items"]
    assert {paper["key"] for paper in item["papers_missing"]} == {"id_card", "business_licence"}


def test_only_work_that_may_concern_the_client_is_listed(cmtool, add):
    kinds = {
        name: [item["case"] for item in cmtool("onboard", add(name, **facts), "--format", "json").json["items"]]
        for name, facts in (("个人", {"kind": "person"}), ("公司", {"kind": "organisation"}), ("不知", {}))
    }
    assert kinds == {"个人": ["SHP-C01"], "公司": ["SHP-C01", "SHP-C02"], "不知": ["SHP-C01", "SHP-C02"]}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_of_onboarding(cmtool, add, golden, lang):
    code = add(**{**READY, "papers": "", "shop_budget": "1", "shop_banned": "是"})
    golden(
        f"onboard_{lang}",
        cmtool("onboard", code, "--lang", lang).out + "\n" + cmtool("onboard", code, "--for", "SHP-C01", "--lang", lang).out,
    )
