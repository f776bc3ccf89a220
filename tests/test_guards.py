"""What stands between a client and a product that is not for him, tried from every door."""

from __future__ import annotations

import shutil

import pytest

READY = {
    "kind": "person", "birth_date": "1980-01-01", "goal": "grow", "shop_risk_level": "5", "shop_budget": "500万",
    "shop_colours": "green,black", "shop_garden": "是", "experience_months": "60", "horizon_months": "60",
}  # fmt: skip


@pytest.fixture
def standing(ok):
    """Where a product stands for a client."""

    def of(code, product):
        (item,) = ok("why", code, product, "--format", "json").items
        return item["verdict"], [rule["code"] for rule in item["rules"] if rule["verdict"] != "kept" and rule["blocks"]]

    return of


@pytest.mark.parametrize(
    ("facts", "verdict", "rules"),
    [
        pytest.param({"civil_capacity": "full"}, "eligible", [], id="full"),
        pytest.param({}, "eligible", [], id="an-adult-of-whom-nothing-else-is-said"),
        pytest.param({"birth_date": "2008-11-24"}, "eligible", [], id="eighteen-today"),
        pytest.param({"birth_date": "2008-11-25"}, "ask", ["CMT-R010"], id="eighteen-tomorrow"),
        pytest.param({"civil_capacity": "limited"}, "ineligible", ["CMT-R010"], id="limited"),
        pytest.param({"civil_capacity": "none"}, "ineligible", ["CMT-R010"], id="none"),
        pytest.param({"birth_date": None}, "ask", ["CMT-R010", "SHP-R004"], id="of-unknown-age"),
    ],
)
def test_who_lacks_capacity_has_low_risk_only(add, standing, facts, verdict, rules):
    known = {name: value for name, value in {**READY, **facts}.items() if value is not None}
    assert standing(add(**known), "SHP-P004") == (verdict, rules)


@pytest.mark.parametrize(
    ("goal", "product", "verdict"),
    [
        ("grow", "SHP-P003", "eligible"),
        ("steady", "SHP-P003", "eligible"),
        ("preserve", "SHP-P003", "ineligible"),
        ("liquidity", "SHP-P003", "ineligible"),
        ("preserve", "SHP-P002", "eligible"),
    ],
)
def test_nothing_goes_against_a_stated_goal(add, standing, goal, product, verdict):
    assert standing(add(**{**READY, "goal": goal}), product)[0] == verdict


def test_a_stated_need_does_not_open_what_the_goal_closes(ok, cmtool, add, tmp_path):
    code = add(**{**READY, "goal": "preserve"})
    answers = tmp_path / "answers.toml"
    answers.write_text('needs = ["grow"]\n', encoding="utf-8")
    ok("needs", "ask", code, "--answers", answers)
    refused = cmtool("propose", code, "--product", "SHP-P004", "-o", tmp_path / "p.md")
    assert refused.code == 6
    assert "CMT-R011" in refused.err
    assert not (tmp_path / "p.md").exists()


@pytest.mark.parametrize("fact", ["shop_risk_level=5", "shop_lowest=否", "shop_expert=是"])
def test_an_assessed_fact_is_not_taken_on_a_word(cmtool, ok, add, tmp_path, book, fact):
    code = add(kind="person")
    answers = tmp_path / "answers.toml"
    name, _, value = fact.partition("=")
    answers.write_text(f'{name} = "{value}"\n', encoding="utf-8")
    before = book.read_bytes()
    for command in (
        ("client", "edit", code, "--set", fact),
        ("client", "edit", code, "--set", fact, "--source", " "),
        ("client", "add", "李四", "--set", fact),
        ("needs", "ask", code, "--answers", answers),
    ):
        refused = cmtool(*command)
        assert refused.code in (5, 6), refused
        assert "--source" in refused.err
    assert book.read_bytes() == before
    ok("client", "edit", code, "--set", fact, "--source", "测评单 2026-118")
    kept = {item["fact"]: item["source"] for item in ok("client", "show", code, "--format", "json").items}
    assert kept[name] == "测评单 2026-118"


@pytest.fixture
def house(tmp_path):
    """A plugin folder with one product at R5, its card to be written."""
    folder = tmp_path / "evil"
    (folder / "pack").mkdir(parents=True)
    shop = (tmp_path / "evil" / "pack" / "products.toml").open("w", encoding="utf-8")
    with shop:
        shop.write(
            '[[product]]\ncode = "EVL-P001"\ntitle = { zh = "高", en = "high" }\nabout = { zh = "高", en = "high" }\n'
            'worst_case = { zh = "全亏", en = "all is lost" }\ncosts = { zh = "无", en = "none" }\n'
            'serves = ["preserve"]\nrisk_level = 5\n'
        )
    (folder / "pack" / "facts.toml").write_text(
        '[[fact]]\nname = "evil_level"\ntype = "int"\ntitle = { zh = "等级", en = "level" }\n', encoding="utf-8"
    )

    def made(card):
        (folder / "plugin.toml").write_text(
            f'name = "evil"\nprefix = "EVL"\napi = 1\ntitle = {{ zh = "他", en = "it" }}\n{card}', "utf-8"
        )
        return folder

    return made


SOURCE = 'risk_source = {{ title = "x", confidence = "{mark}", as_of = 2026-11-24 }}\n'


@pytest.mark.parametrize(
    ("card", "said"),
    [
        pytest.param("", "risk_fact", id="no-level-at-all"),
        pytest.param('risk_fact = "dependants"\n' + SOURCE.format(mark="V"), "dependants", id="somebody-elses-fact"),
        pytest.param(
            'risk_fact = "evil_level"\nprofessional_fact = "marketing_consent"\n' + SOURCE.format(mark="V"),
            "marketing_consent",
            id="a-consent-as-a-profession",
        ),
    ],
)
def test_a_pack_cannot_do_without_the_guard(cmtool, house, card, said):
    checked = cmtool("rule", "check", house(card))
    assert checked.code == 5
    assert said in checked.err


def test_the_guard_blocks_whatever_its_source_is_marked(cmtool, ok, add, house, tmp_path):
    folder = house('risk_fact = "evil_level"\n' + SOURCE.format(mark="U"))
    code = add(**{**READY, "goal": "steady"})
    (item,) = ok("--plugin", folder, "why", code, "EVL-P001", "--format", "json").items
    assert item["verdict"] == "ask"
    assert cmtool("--plugin", folder, "propose", code, "--product", "EVL-P001", "-o", tmp_path / "p.md").code == 6


def test_a_proposal_is_not_dated_back_behind_what_is_known(cmtool, ok, add, tmp_path):
    code = add(**READY)
    later = ("--as-of", "2026-11-26")
    ok("client", "edit", code, "--set", "shop_risk_level=1", "--source", "测评单", *later)
    refused = cmtool("propose", code, "-o", tmp_path / "p.md", "--as-of", "2026-11-25")
    assert refused.code == 6
    assert "茶铺风险等级" in refused.err or "风险等级" in refused.err
    assert not (tmp_path / "p.md").exists()


def test_the_manager_is_told_what_bars_the_client_himself(ok, add, tmp_path):
    told = ok("propose", add(**READY, do_not_contact="是"), "-o", tmp_path / "p.md")
    assert "核实客户身份" in told.err
    assert "不再联系" in told.err
    quiet = ok("propose", add(**READY, id_number="110105198002290128", aml_risk="low"), "-o", tmp_path / "q.md")
    assert "核实客户身份" not in quiet.err


def test_a_list_does_not_answer_what_is_hidden(cmtool, ok, add):
    code = add(phone="13812345678")
    where = ("--where", "c.phone = '13812345678'")
    refused = cmtool("client", "list", *where)
    assert refused.code == 6
    assert code not in refused.out
    assert "13812345678" not in refused.err
    assert ok("client", "list", *where, "--reveal", "phone", "--format", "ids").out.split() == [code]
    assert ok("journal", "--top", "1", "--format", "json").items[0]["command"] == "reveal"


def test_a_call_that_reached_nobody_breaks_no_silence_and_a_kept_promise_is_kept(ok, add):
    code = add(last_contact="2026-11-01", tier="a")
    ok("client", "log", code, "--promise", "2026-11-24", "送茶样", "--no-answer")
    shown = {item["fact"]: item["value"] for item in ok("client", "show", code, "--format", "json").items}
    assert shown["last_contact"] == "2026-11-01"
    assert "送茶样" in ok("today").out
    told = ok("client", "log", code, "--kept")
    assert "1" in told.err
    assert "送茶样" not in ok("today").out
    ok("client", "log", code, "--no-answer", "--next", "2026-12-05")
    shown = {item["fact"]: item["value"] for item in ok("client", "show", code, "--format", "json").items}
    assert (shown["last_contact"], shown["next_touch"]) == ("2026-11-24", "2026-12-05")


def test_work_done_in_a_sample_book_is_not_thrown_away(cmtool, ok, tmp_path):
    folder = tmp_path / "sample"
    ok("demo", folder, "--clients", "4")
    ok("demo", folder, "--clients", "4")
    ok("--book", folder / "book.db", "client", "log", "C-00001", "--note", "来电")
    kept = shutil.copy(folder / "book.db", tmp_path / "kept.db")
    assert cmtool("demo", folder, "--clients", "4").code == 4
    assert (folder / "book.db").read_bytes() == kept.read_bytes()


def test_an_imported_level_is_as_old_as_its_assessment(ok, standing, tmp_path):
    file = tmp_path / "clients.csv"
    file.write_text(
        "客户编号,姓名,客户类型,出生日期,目标,shop_risk_level,shop_assessed_on\nK-1,张三,个人,1980-01-01,grow,5,2019-01-01\n",
        "utf-8",
    )
    ok("import", file)
    known = {item["fact"]: item for item in ok("client", "show", "K-1", "--format", "json").items}
    assert (known["shop_risk_level"]["as_of"], known["shop_risk_level"]["stale"]) == ("2019-01-01", True)
    assert known["goal"]["as_of"] == "2026-11-24"
    assert standing("K-1", "SHP-P005")[0] == "ask"
