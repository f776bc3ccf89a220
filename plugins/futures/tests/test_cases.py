"""Pieces of work through the command line: what bars them, what is missing, and who does what."""

from __future__ import annotations

import json

import pytest

ORDINARY = {"kind": "person", "futures_professional": "否"}
INSISTS = {
    **ORDINARY, "futures_lowest_class": "否", "futures_mismatch_asked": "client", "futures_mismatch_service": "broking",
    "futures_mismatch_grade": "4", "futures_access_met": "是", "papers": "mismatch_warning,suitability_recording",
}  # fmt: skip
ACCOUNTS = {
    "FUT-C01": {"kind": "person"},
    "FUT-C06": {"kind": "organisation", "futures_client_class": "ordinary"},
    "FUT-C07": {"kind": "organisation", "futures_client_class": "special"},
}


@pytest.fixture
def ready(cli):
    """Add a client and return (exit code, what stands of one case)."""

    def asked(code, facts):
        sets = [part for name, value in facts.items() for part in ("--set", f"{name}={value}")]
        added = cli("client", "add", "试客户", "--code", "T-1", "--source", "认定记录", *sets)
        assert added[0] == 0, added
        _, out, err = cli("onboard", "T-1", "--for", code, "--format", "json")
        (item,) = json.loads(out)["items"]
        assert err == ""
        return item

    return asked


def broken(item):
    return {each["code"] for each in item["conditions"] if each["verdict"] == "broken"}


@pytest.mark.parametrize(
    ("changes", "against"),
    [
        pytest.param({}, set(), id="he-asked-was-warned-and-insists"),
        pytest.param({"futures_lowest_class": "是"}, {"FUT-R071"}, id="lowest-class"),
        pytest.param({"futures_mismatch_asked": "house"}, {"FUT-R072"}, id="staff-recommended-it"),
        pytest.param({"futures_mismatch_service": "plan"}, {"FUT-R073"}, id="asset-management-plan"),
        pytest.param({"futures_access_met": "否"}, {"FUT-R074"}, id="access-not-met"),
        pytest.param({"papers": "suitability_recording"}, {"FUT-R075"}, id="not-warned"),
        pytest.param({"papers": "mismatch_warning"}, {"FUT-R081"}, id="not-recorded"),
        pytest.param({"futures_mismatch_grade": "5"}, {"FUT-R076"}, id="high-risk-without-its-own-warning"),
        pytest.param(
            {"futures_mismatch_grade": "5", "papers": "mismatch_warning,suitability_recording,special_risk_warning"},
            set(),
            id="high-risk-with-its-own-warning",
        ),
    ],
)
def test_the_written_path_opens_only_where_every_step_of_the_law_was_taken(ready, changes, against):
    assert broken(ready("FUT-C05", {**INSISTS, **changes})) == against


def test_nothing_known_asks_and_never_opens_the_written_path(ready):
    item = ready("FUT-C05", ORDINARY)
    assert {each["verdict"] for each in item["conditions"]} == {"unknown"}


def test_the_written_path_changes_nothing_in_what_may_be_proposed(cli):
    """A recorded path is no match: the product stays above the level, and out of a proposal."""
    sets = [part for name, value in {**INSISTS, "futures_risk_level": 3}.items() for part in ("--set", f"{name}={value}")]
    assert cli("client", "add", "试客户", "--code", "T-1", "--source", "测评记录", *sets)[0] == 0
    _, out, _ = cli("why", "T-1", "FUT-P004")
    assert "不适合" in out


@pytest.mark.parametrize("code", ACCOUNTS)
def test_each_kind_of_holder_has_his_own_way_to_an_account(ready, desk, code):
    item = ready(code, ACCOUNTS[code])
    missing = {paper["name"] for paper in item["papers_missing"]}
    assert "期货交易风险说明书（已签字）" in missing
    assert "税收居民身份声明文件" in missing
    assert ("身份证原件" in missing) is (code == "FUT-C01")
    assert ("受益所有人信息表及股权结构材料" in missing) is (code != "FUT-C01")
    assert ("产品备案或者批准文件" in missing) is (code == "FUT-C07")
    kind = desk.house.cases[code]
    steps = [step.name.zh for step in kind.steps]
    assert any("交易编码" in step for step in steps)
    assert any("银期转账" in step for step in steps)
    notice = next(n for n, step in enumerate(steps) if "风险说明书" in step)
    assert notice < next(n for n, step in enumerate(steps) if "交易编码" in step)


def test_no_salesperson_assesses_or_calls_back(desk):
    for case in desk.pack.cases:
        for step in case.steps:
            if "评估（" in step.name.zh or "回访" in step.name.zh:
                assert step.owner.zh != "客户经理", (case.code, step.name.zh)


@pytest.mark.parametrize(
    ("code", "facts", "against"),
    [
        ("FUT-C11", {"kind": "person", "futures_callback_by": "sales"}, {"FUT-R080"}),
        ("FUT-C11", {"kind": "person", "futures_callback_by": "other"}, set()),
        ("FUT-C13", {"kind": "person", "papers": "id_card"}, {"FUT-R082"}),
        ("FUT-C13", {"kind": "person", "papers": "programme_report"}, set()),
        ("FUT-C14", {"kind": "person", "futures_programme": "unreported"}, {"FUT-R083"}),
        ("FUT-C14", {"kind": "person", "futures_programme": "reported"}, set()),
        ("FUT-C15", {"kind": "person", "futures_programme": "none"}, {"FUT-R083"}),
        ("FUT-C08", {"kind": "person", "futures_account_used_by": "lent"}, {"FUT-R007"}),
        ("FUT-C10", {"kind": "organisation", "commodity_roles": "buys", "delivery_qualified": "否"}, {"FUT-R057"}),
        ("FUT-C10", {"kind": "organisation", "commodity_roles": "buys", "delivery_qualified": "是"}, set()),
    ],
)
def test_a_case_is_barred_by_what_its_law_asks(ready, code, facts, against):
    assert broken(ready(code, facts)) == against


def test_every_paper_of_a_case_is_named_alike_everywhere(desk):
    names = {}
    for case in desk.pack.cases:
        for paper in case.papers:
            assert names.setdefault(paper.key, paper.name) == paper.name or paper.key == "business_licence", paper.key


def test_spin_asks_each_trade_all_four_ways(desk):
    for trade in ("processor", "trader", "miner", "farmer", "importer"):
        assert trade in desk.house.facts["commodity_trade"].choices
        kinds = [question.spin for question in desk.pack.questions if question.asks.startswith(f"{trade}_")]
        assert sorted(kinds) == ["implication", "need_payoff", "problem", "situation"], trade


def test_a_term_with_a_worked_number_names_the_calculator_for_the_clients_own_size(cli):
    for word in ("杠杆", "保证金", "交割", "基差", "套期保值"):
        code, out, err = cli("explain", word)
        assert code == 0, err
        assert "例：" in out, word
        assert "cmtool calc" in out, word


PROMISES = ("稳赚", "保本", "包赚", "一定赚", "肯定赚", "不会亏")


def test_no_answer_promises_and_none_urges(desk):
    for talk in desk.pack.talks:
        assert not any(word in talk.answer.zh for word in PROMISES), talk.code
    for trigger in desk.pack.follow_ups:
        assert trigger.not_say.zh.startswith(("不", "客户经理不")), trigger.code
