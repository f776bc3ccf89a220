"""The written path: a client insists on a product above his level. Never a recommendation, and only all of it opens it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cmtool.cli import run

SHOP = Path(__file__).parent / "plugins" / "shop"
CASE = """
[[case]]
code = "SHP-C03"
title = { zh = "客户坚持要更猛的茶", en = "a client insists on stronger tea" }
about = { zh = "客户自己提出", en = "he asked for it himself" }
when = "NOT c.shop_expert"
conditions = ["SHP-R020", "SHP-R021"]
opens = "p.risk_level <= 4"
source = { title = "茶铺规约", article = "第二十条", confidence = "V", as_of = 2026-11-24 }
[[case.paper]]
key = "tea_request"
name = { zh = "书面申请", en = "written request" }
[[case.paper]]
key = "tea_warning"
name = { zh = "特别警示书（已签字）", en = "special warning, signed" }
[[case.step]]
name = { zh = "收书面申请", en = "take the request" }
owner = { zh = "掌柜", en = "shopkeeper" }
days = 1
papers = ["tea_request"]
conditions = ["SHP-R020"]
[[case.step]]
name = { zh = "特别书面警示", en = "warn in writing" }
owner = { zh = "掌柜", en = "shopkeeper" }
days = 1
papers = ["tea_warning"]
conditions = ["SHP-R021"]
[[case.step]]
name = { zh = "复核存档", en = "review and file" }
owner = { zh = "账房", en = "counting house" }
days = 1
"""
RULES = """
[[rule]]
code = "SHP-R020"
about = "case"
title = { zh = "客户自己提出", en = "he asked for it himself" }
require = "c.shop_asked"
severity = "block"
remedy = { zh = "推荐过的不办", en = "not where it was recommended" }
source = { title = "茶铺规约", article = "第二十条", confidence = "V", as_of = 2026-11-24 }
since = 2020-01-01

[[rule]]
code = "SHP-R021"
about = "case"
title = { zh = "已签特别警示", en = "the special warning is signed" }
require = "has(c.papers, 'tea_warning')"
severity = "block"
remedy = { zh = "先签警示书", en = "sign the warning first" }
source = { title = "茶铺规约", article = "第二十条", confidence = "V", as_of = 2026-11-24 }
since = 2020-01-01
"""
FACT = """
[[fact]]
name = "shop_asked"
type = "bool"
title = { zh = "客户自己提出要", en = "asked for it himself" }
"""


@pytest.fixture
def house(tmp_path):
    """Lay a written path on the shop's pack, with texts of it replaced; return the folder."""

    def made(*changes):
        folder = tmp_path / "shop"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(SHOP, folder)
        for name, text in (("cases", CASE), ("rules", RULES), ("facts", FACT)):
            path = folder / "pack" / f"{name}.toml"
            for old, new in changes:
                text = text.replace(old, new)
            path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
        return folder

    return made


@pytest.fixture
def shop(cmtool, house, office_arguments):
    """Run a command at the shop with a written path."""
    folder = str(house())
    arguments = [folder if part == str(SHOP) else part for part in office_arguments]
    return lambda *words: cmtool(*arguments, *words, plain=True)


@pytest.fixture
def well(shop):
    """Run a command at that shop that must succeed."""

    def ran(*words):
        found = shop(*words)
        assert found.code == 0, found
        return found

    return ran


@pytest.fixture
def client(well, regular):
    """A client graded 2 with enough budget for a partnership (R4), who asked for it himself."""
    facts = ("shop_risk_level=2", "shop_budget=200万", "shop_asked=是", "goal=steady")
    well("client", "edit", regular, *(part for fact in facts for part in ("--set", fact)), "--source", "paper")
    return regular


def opened(well, client, kind, about=""):
    """Open a case and return its number."""
    well("case", "open", client, kind, "--about", about)
    return max(item["case"] for item in well("case", "list", "--format", "json").items)


def through(well, client, product="SHP-P004", upto=3):
    """Open the case and go through its steps up to one, with the papers that come in; return its number."""
    number = opened(well, client, "SHP-C03", product)
    for step, paper in ((1, "tea_request"), (2, "tea_warning")):
        if step < upto:
            well("case", "paper", number, paper)
            well("case", "step", number)
    return number


def insisting(shop, client, number, *more):
    return shop("propose", client, "-o", "-", "--product", "SHP-P004", "--case", number, *more)


def test_without_a_case_it_is_refused_and_the_path_is_named(shop, client):
    refused = shop("propose", client, "-o", "-", "--product", "SHP-P004")
    assert refused.code == 6
    assert "SHP-G001" in refused.err
    assert "SHP-C03" in refused.err
    assert "没有推荐过" in refused.err


@pytest.mark.parametrize(
    ("fact", "product"),
    [
        ("shop_budget=1万", "SHP-P004"),  # another rule bars too: no confirmation stands in for it
        ("civil_capacity=limited", "SHP-P004"),
        ("goal=preserve", "SHP-P004"),
        ("shop_risk_level=", "SHP-P004"),
        ("shop_asked=是", "SHP-P005"),  # the law opens nothing above R4 here
    ],
)
def test_where_the_law_opens_none_no_path_is_named_and_none_opens(shop, well, client, fact, product):
    name, _, value = fact.partition("=")
    well("client", "edit", client, *(("--set", fact, "--source", "paper") if value else ("--unset", name)))
    refused = shop("propose", client, "-o", "-", "--product", product)
    assert refused.code == 6
    assert "SHP-C03" not in refused.err
    number = through(well, client, product)
    again = shop("propose", client, "-o", "-", "--case", number)
    assert again.code == 6, again
    assert "SHP-P00" in again.err


def test_with_the_whole_path_it_stands_apart_with_warning_and_confirmation_and_is_not_proposed(shop, well, client, sql):
    number = through(well, client)
    found = insisting(shop, client, number)
    assert found.code == 0, found
    proposed, _, apart = found.out.partition("## 您自己坚持、我们不建议的产品")
    assert "SHP-P004" not in proposed
    assert "（示例）茶票" in proposed  # what would suit him is still what is proposed
    assert "特别风险警示" in apart
    assert "R4，高于您经评估的等级 C2" in apart
    assert "由本人主动提出" in apart
    assert "特别警示书（已签字）" in apart
    assert "全部亏光" in apart
    assert "第二十条" in apart
    assert "不在建议之内" in found.err
    ((products,),) = sql("SELECT products FROM proposal")
    assert "SHP-P004" not in products
    record = well("proposal", "show", 1, "--format", "json").json
    assert [(case["number"], case["kind"], case["product"]) for case in record["case"]] == [(number, "SHP-C03", "SHP-P004")]
    assert record["case"][0]["papers"] == ["tea_request", "tea_warning"]
    items = well("proposal", "verify", 1, "--format", "json").json["items"]
    assert [(item["asked"], item["was"], item["now"]) for item in items if item["product"] == "SHP-P004"] == [
        (True, "ineligible", "ineligible"),
    ]  # fmt: skip
    assert "客户自己坚持" in well("proposal", "show", 1).out


@pytest.mark.parametrize("suffix", ["html", "docx", "pdf"])
def test_every_format_holds_the_warning_and_the_confirmation(shop, well, client, tmp_path, suffix):
    from cmtool.exchange.documents import read

    number = through(well, client)
    path = tmp_path / f"p.{suffix}"
    well("propose", client, "-o", path, "--case", number)
    words = re.sub(r"\s", "", "".join(passage.text for passage in read(path.read_bytes(), path.name)))
    assert "特别风险警示" in words
    assert "由本人主动提出" in words


def test_where_nothing_suits_him_the_document_says_so_and_still_proposes_nothing(shop, well, client):
    well("client", "edit", client, "--set", "goal=grow")
    number = through(well, client)
    told = insisting(shop, client, number).out
    assert "这次没有我们建议的产品" in told
    assert "特别风险警示" in told
    assert "一览" not in told  # a table without a row
    basis = told.split("## 依据的情况")[1].split("## ")[0]
    assert re.search(r"\| 茶铺风险等级 \| \d \| 20\d\d-\d\d-\d\d \|", basis)  # his own level, and of what day it is


def test_a_finished_case_opens_it_too(shop, well, client):
    number = through(well, client)
    well("case", "step", number)
    assert insisting(shop, client, number).code == 0


@pytest.mark.parametrize("upto", [1, 2])
def test_before_its_steps_are_done_nothing_is_written(shop, well, client, upto, sql):
    number = through(well, client, upto=upto)
    refused = insisting(shop, client, number)
    assert refused.code == 6
    assert "tea_warning" in refused.err
    assert "SHP-R021" in refused.err
    assert sql("SELECT count(*) FROM proposal") == [(0,)]


def test_the_sheets_to_be_signed_can_be_printed_on_the_way_and_not_before_he_asked_in_writing(shop, well, client):
    number = through(well, client, upto=1)
    for template in ("mismatch-warning", "mismatch-confirmation"):
        refused = insisting(shop, client, number, "--template", template)
        assert refused.code == 6
        assert "收书面申请" in refused.err
    well("case", "paper", number, "tea_request")
    well("case", "step", number)
    assert "特别风险警示" in insisting(shop, client, number, "--template", "mismatch-warning").out
    sheet = insisting(shop, client, number, "--template", "mismatch-confirmation")
    assert sheet.code == 0, sheet
    assert "由本人主动提出" in sheet.out
    assert "建议考虑的产品" not in sheet.out
    well("client", "edit", client, "--set", "shop_asked=否")
    assert insisting(shop, client, number, "--template", "mismatch-warning").code == 6


def test_every_condition_is_looked_at_anew_each_time(shop, well, client):
    number = through(well, client)
    assert insisting(shop, client, number).code == 0
    for change, back in (("shop_asked=否", "shop_asked=是"), ("shop_budget=1万", "shop_budget=200万")):
        well("client", "edit", client, "--set", change)
        assert insisting(shop, client, number).code == 6
        well("client", "edit", client, "--set", back)
    assert insisting(shop, client, number).code == 0
    well("client", "edit", client, "--set", "shop_risk_level=4", "--source", "paper")
    suitable = insisting(shop, client, number)
    assert suitable.code == 6
    assert "不用走书面途径" in suitable.err


def test_a_case_of_another_client_product_or_kind_or_given_up_opens_nothing(shop, well, client, add):
    other = add("李四")
    number = through(well, client)
    assert "不是客户" in shop("propose", other, "-o", "-", "--case", number).err
    assert shop("propose", other, "-o", "-", "--case", number).code == 6
    kind = opened(well, client, "SHP-C01", "SHP-P004")
    assert "不是法律开的书面途径" in insisting(shop, client, kind).err
    without = opened(well, client, "SHP-C03")
    assert "--about" in insisting(shop, client, without).err
    well("case", "drop", number, "--reason", "不要了")
    assert "放弃" in insisting(shop, client, number).err
    assert shop("propose", client, "-o", "-", "--case", "99").code == 3


def test_papers_of_an_earlier_case_do_not_count(shop, well, client):
    well("client", "edit", client, "--set", "papers=tea_warning", "--as-of", "2026-11-20")
    number = opened(well, client, "SHP-C03", "SHP-P004")
    well("case", "paper", number, "tea_request")
    well("case", "step", number)
    well("case", "step", number)
    refused = insisting(shop, client, number)
    assert refused.code == 6
    assert "重新签" in refused.err


def test_handing_it_over_asks_for_the_path_again(shop, well, client):
    number = through(well, client)
    insisting(shop, client, number)
    well("proposal", "sent", 1, "--channel", "visit", "--purpose", "service")
    well("client", "edit", client, "--set", "shop_asked=否")
    assert shop("proposal", "sent", 1, "--channel", "visit", "--purpose", "service").code == 6


def test_a_professional_needs_no_path_and_no_client_of_the_lowest_class_has_one(shop, well, client):
    well("client", "edit", client, "--set", "shop_expert=是", "--set", "goal=grow", "--source", "paper")
    assert shop("propose", client, "-o", "-", "--product", "SHP-P004").code == 0
    well("client", "edit", client, "--set", "shop_expert=否", "--set", "civil_capacity=none", "--source", "paper")
    assert "SHP-C03" not in shop("propose", client, "-o", "-", "--product", "SHP-P004").err


@pytest.mark.parametrize(
    ("old", "new", "piece"),
    [
        ('conditions = ["SHP-R020", "SHP-R021"]\nopens', "opens", "conditions"),
        ('opens = "p.risk_level <= 4"\nsource', 'opens = "p.risk_level <= 4"\n# source', "source"),
        ("p.risk_level <= 4", "p.no_such_field <= 4", "no_such_field"),
        ('opens = "p.risk_level <= 4"', 'opens = ["SHP-R001"]', "opens"),
    ],
)
def test_a_path_that_a_pack_leaves_bare_or_that_names_rules_is_refused_when_it_is_read(house, capsys, old, new, piece):
    folder = house((old, new))
    assert run(["--safe-mode", "rule", "check", str(folder)]) != 0
    said = capsys.readouterr()
    assert "SHP-C03" in said.out + said.err
    assert piece in said.out + said.err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_part_and_the_sheet(well, client, golden, lang):
    number = through(well, client)
    told = well("--lang", lang, "propose", client, "-o", "-", "--case", number).out
    heading = "## 您自己坚持" if lang == "zh" else "## What you insist"
    golden(f"own_request_{lang}", told[told.index(heading) : told.index("\n## ", told.index(heading))])


FUTURES = {
    "kind": "person", "birth_date": "1980-02-29", "futures_professional": "否", "futures_risk_level": "2",
    "futures_lowest_class": "否", "futures_excluded_as": "none", "futures_borrowed_money": "否", "futures_programme": "none",
    "futures_account_used_by": "own", "futures_control": "none", "goal": "grow", "futures_mismatch_asked": "client",
    "futures_mismatch_service": "broking", "futures_mismatch_grade": "3", "futures_access_met": "是", "civil_capacity": "full",
    "futures_margin_used": "0", "futures_equity": "10万",
}  # fmt: skip


@pytest.fixture
def futures(cmtool, book):
    """Run a command with the installed desks, for a client graded C2 who insists on trading futures (R3)."""

    def ran(*arguments):
        return cmtool("--book", book, "--as-of", "2026-11-24", *arguments, plain=True)

    sets = [part for fact, value in FUTURES.items() for part in ("--set", f"{fact}={value}")]
    added = ran("client", "add", "试客户", "--code", "T-1", "--source", "测评记录 1", *sets)
    assert added.code == 0, added
    return ran


def test_a_futures_desk_walks_the_whole_path(futures):
    refused = futures("propose", "T-1", "-o", "-", "--product", "FUT-P001")
    assert (refused.code, "FUT-C05" in refused.err) == (6, True), refused
    assert futures("case", "open", "T-1", "FUT-C05", "--about", "FUT-P001").code == 0
    for papers in (["mismatch_request"], [], ["mismatch_warning", "suitability_recording"], []):
        assert futures("propose", "T-1", "-o", "-", "--case", "1").code == 6
        assert not papers or futures("case", "paper", "1", *papers).code == 0
        moved = futures("case", "step", "1")
        assert moved.code == 0, moved
    found = futures("propose", "T-1", "-o", "-", "--case", "1")
    assert found.code == 0, found
    assert "R3，高于您经评估的等级 C2" in found.out
    assert "证券期货投资者适当性管理办法" in found.out
    for fact in (
        "futures_mismatch_asked=house",
        "futures_mismatch_grade=2",
        "futures_access_met=否",
        "futures_lowest_class=是",
    ):
        name = fact.partition("=")[0]
        futures("client", "edit", "T-1", "--set", fact, "--source", "记录 2")
        assert futures("propose", "T-1", "-o", "-", "--case", "1").code == 6, fact
        futures("client", "edit", "T-1", "--set", f"{name}={FUTURES[name]}", "--source", "记录 3")
    assert futures("propose", "T-1", "-o", "-", "--case", "1").code == 0


@pytest.mark.parametrize(("product", "grade"), [("FUT-P009", "5"), ("FUT-P010", "4")])
def test_a_futures_desk_has_no_path_for_a_plan_or_for_a_derivative_over_the_counter(futures, product, grade):
    futures("client", "edit", "T-1", "--set", f"futures_mismatch_grade={grade}")
    assert "FUT-C05" not in futures("propose", "T-1", "-o", "-", "--product", product).err
    futures("case", "open", "T-1", "FUT-C05", "--about", product)
    refused = futures("propose", "T-1", "-o", "-", "--case", "1")
    assert refused.code == 6


SECURITIES = {
    "kind": "person", "birth_date": "1980-02-29", "securities_professional": "否", "securities_risk_level": "3",
    "securities_lowest_class": "否", "securities_barred": "否", "goal": "grow", "horizon_months": "60",
    "securities_mismatch_asked": "client", "civil_capacity": "full", "securities_idle_cash": "50万", "assets": "100万",
}  # fmt: skip


def at_a_broker(cmtool, book, product, **changes):
    """Return how to run a command for a client graded C3 at a securities firm, and what proposing a product above it gives."""

    def ran(*arguments):
        return cmtool("--book", book, "--as-of", "2026-11-24", *arguments, plain=True)

    sets = [part for fact, value in {**SECURITIES, **changes}.items() for part in ("--set", f"{fact}={value}")]
    added = ran("client", "add", "试客户", "--code", "T-1", "--source", "测评记录 1", *sets)
    assert added.code == 0, added
    return ran, ran("propose", "T-1", "-o", "-", "--product", product)


def test_a_securities_desk_walks_the_whole_path(cmtool, book):
    ran, refused = at_a_broker(cmtool, book, "SEC-P013")
    assert (refused.code, "SEC-C08" in refused.err) == (6, True), refused
    assert ran("case", "open", "T-1", "SEC-C08", "--about", "SEC-P013").code == 0
    for papers in (["mismatch_request"], [], ["mismatch_warning", "suitability_recording"]):
        assert ran("propose", "T-1", "-o", "-", "--case", "1").code == 6
        assert not papers or ran("case", "paper", "1", *papers).code == 0
        moved = ran("case", "step", "1")
        assert moved.code == 0, moved
    found = ran("propose", "T-1", "-o", "-", "--case", "1")
    assert found.code == 0, found
    assert "R4，高于您经评估的等级 C3" in found.out
    ran("client", "edit", "T-1", "--set", "securities_mismatch_asked=house", "--source", "记录 2")
    assert ran("propose", "T-1", "-o", "-", "--case", "1").code == 6


@pytest.mark.parametrize(
    ("product", "changes"),
    [
        pytest.param("SEC-P015", {}, id="a-private-plan"),
        pytest.param("SEC-P016", {}, id="a-private-fund"),
        pytest.param("SEC-P002", {}, id="a-permission-with-rules-of-its-own"),
        pytest.param("SEC-P013", {"securities_lowest_class": "是", "securities_risk_level": "1"}, id="the-lowest-class"),
    ],
)
def test_a_securities_desk_names_no_path_where_there_is_none(cmtool, book, product, changes):
    refused = at_a_broker(cmtool, book, product, **changes)[1]
    assert (refused.code, "SEC-C08" in refused.err) == (6, False), refused


@pytest.mark.parametrize("sheet", ["mismatch-warning", "mismatch-confirmation"])
def test_a_sheet_of_the_path_needs_its_case(futures, sheet):
    refused = futures("propose", "T-1", "-o", "-", "--template", sheet)
    assert (refused.code, "--case" in refused.err) == (2, True), refused
