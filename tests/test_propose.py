"""Proposals: only what is suitable, with what was considered, the disclosures and the basis; safe whoever the client is."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cmtool.errors import Refused
from cmtool.jobs.match import match
from cmtool.jobs.needs import needs_of
from cmtool.jobs.propose import proposal
from cmtool.testing import Desk, someone

TODAY = date(2026, 11, 24)

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}|{% raw %}#*x*[a](b)"


def written(ok, code, *more):
    return ok("propose", code, "-o", "-", *more).out


def test_the_best_that_serve_a_need_are_proposed(ok, regular, tmp_path):
    told = ok("propose", regular, "-o", tmp_path / "p.md")
    text = (tmp_path / "p.md").read_text(encoding="utf-8")
    assert "SHP-P003" in told.err
    assert "SHP-P003" in text
    assert text.index("茶园合伙") > text.index("考虑过但没有选的")


def test_a_proposal_is_a_private_file(ok, regular, tmp_path):
    for name in ("p.md", "p.html"):
        (tmp_path / name).touch(0o644)
        ok("propose", regular, "-o", tmp_path / name)
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["p.md", "p.html", "p.htm", "P.HTML", "proposal"])
def test_the_suffix_names_the_format(ok, regular, tmp_path, name):
    ok("propose", regular, "-o", tmp_path / name)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>" if "htm" in name.lower() else "# 产品建议书")


def test_an_unknown_format_is_refused_before_anything_is_written(cmtool, regular, tmp_path, book):
    before = book.read_bytes()
    refused = cmtool("propose", regular, "-o", tmp_path / "p.odt")
    assert refused.code == 5
    assert ".html" in refused.err
    assert book.read_bytes() == before
    assert list(tmp_path.glob("p.*")) == []


def test_a_folder_that_is_not_there_is_named_and_nothing_is_journalled(cmtool, regular, tmp_path, book):
    before = book.read_bytes()
    refused = cmtool("propose", regular, "-o", tmp_path / "nowhere" / "p.md")
    assert refused.code == 3
    assert "nowhere" in refused.err
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    ("product", "reasons"),
    [
        pytest.param("SHP-P005", ["SHP-G001"], id="above-the-level"),
        pytest.param("shp-p004", ["SHP-R001"], id="budget-too-small"),
    ],
)
def test_an_unsuitable_product_stays_out_even_when_named(cmtool, regular, tmp_path, book, product, reasons):
    before = book.read_bytes()
    refused = cmtool("propose", regular, "-o", tmp_path / "p.md", "--product", "SHP-P003", "--product", product)
    assert refused.code == 6, refused
    for piece in (product.upper(), *reasons):
        assert piece in refused.err
    assert not (tmp_path / "p.md").exists()
    assert book.read_bytes() == before


def test_a_product_of_which_too_little_is_known_stays_out_too(cmtool, ok, regular, tmp_path):
    ok("client", "edit", regular, "--unset", "shop_risk_level")
    refused = cmtool("propose", regular, "-o", tmp_path / "p.md", "--product", "SHP-P002")
    assert refused.code == 6
    assert "未知" in refused.err
    assert "SHP-G001" in refused.err
    assert not (tmp_path / "p.md").exists()


def test_the_guard_stands_before_the_document_too():
    desk = Desk(Path(__file__).parent / "plugins" / "shop")
    client = someone(desk.house, {"goal": "grow", "shop_risk_level": 1})
    needs, _ = needs_of(client, desk.house, desk.plugins, TODAY)
    matches, _ = match(client, desk.house, desk.plugins, TODAY, needs)
    above = next(found for found in matches if found.product.code == "SHP-P005")
    with pytest.raises(Refused):
        proposal(client, TODAY, "", needs, matches, [above])


def test_a_suitable_product_can_be_named(ok, regular):
    ok("client", "edit", regular, "--set", "goal=preserve")
    text = written(ok, regular, "--product", "shp-p001", "--product", "SHP-P002")
    assert text.index("散茶") < text.index("茶票")
    assert "### 3." not in text


def test_a_product_that_serves_no_need_of_the_client_stays_out(cmtool, regular, tmp_path):
    refused = cmtool("propose", regular, "-o", tmp_path / "p.md", "--product", "SHP-P001")
    assert refused.code == 6
    assert "SHP-P001" in refused.err
    assert not (tmp_path / "p.md").exists()


def test_a_product_named_twice_is_proposed_once(ok, regular):
    ok("client", "edit", regular, "--set", "goal=preserve")
    assert "### 2." not in written(ok, regular, "--product", "SHP-P001", "--product", "shp-p001")


def test_a_product_that_is_not_on_offer_is_not_proposed(cmtool, ok, regular, tmp_path):
    ok("client", "edit", regular, "--set", "goal=steady")
    refused = cmtool("propose", regular, "-o", tmp_path / "p.md", "--product", "SHP-P007")
    assert refused.code == 6, refused
    assert "SHP-P007" in refused.err
    assert "2026-11-24" in refused.err
    assert not (tmp_path / "p.md").exists()


def test_where_nothing_is_suitable_nothing_is_written(cmtool, add, tmp_path, book):
    code = add(goal="grow")
    before = book.read_bytes()
    refused = cmtool("propose", code, "-o", tmp_path / "p.md")
    assert refused.code == 6
    assert f"cmtool needs next {code}" in refused.err
    assert not (tmp_path / "p.md").exists()
    assert book.read_bytes() == before


def test_no_more_than_asked_for_are_proposed(ok, regular):
    ok("client", "edit", regular, "--set", "shop_budget=100万", "--source", "paper", "--set", "shop_risk_level=5")
    assert "### 3." in written(ok, regular)
    one = written(ok, regular, "--top", "1")
    assert "### 1." in one
    assert "### 2." not in one
    considered = one[one.index("考虑过但没有选的") :]
    assert "茶园合伙" in considered
    assert "不适合" not in considered


@pytest.mark.parametrize("suffix", ["md", "html"])
@pytest.mark.parametrize(("lang", "sentences"), [
    pytest.param("zh", ["收成有好有坏。", "不构成对收益的任何承诺", "过往业绩不代表未来表现", "茶铺规约"], id="zh"),
    pytest.param("en", ["Harvests vary.", "Nothing here promises a return", "Past results", "茶铺规约"], id="en"),
])  # fmt: skip
def test_disclosures_and_sources_are_in_it(ok, regular, tmp_path, suffix, lang, sentences):
    ok("propose", regular, "-o", tmp_path / f"p.{suffix}", "--lang", lang)
    text = (tmp_path / f"p.{suffix}").read_text(encoding="utf-8")
    for sentence in sentences:
        assert sentence in text


def test_a_disclosure_of_a_product_that_is_not_in_it_is_not_there(ok, regular):
    assert "茶票不是存款" not in written(ok, regular)
    ok("client", "edit", regular, "--set", "goal=steady")
    assert "茶票不是存款" in written(ok, regular, "--product", "SHP-P002")


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


@pytest.fixture
def hostile(add):
    return add(HOSTILE, "--manager", "<b>经理</b>|", kind="organisation", goal="preserve")


def test_a_hostile_name_does_nothing_in_html(ok, hostile, tmp_path):
    ok("propose", hostile, "-o", tmp_path / "p.html")
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(text)
    assert {tag for tag, _ in tags.seen} & {"script", "b", "iframe", "img"} == set()
    assert [
        name for _, attributes in tags.seen for name in attributes if name.startswith("on") or name in {"src", "href"}
    ] == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}|{% raw %}" in text
    assert "49" not in text


def test_a_hostile_name_does_nothing_in_markdown(ok, hostile):
    text = written(ok, hostile)
    line = next(line for line in text.splitlines() if "alert" in line)
    assert "<script" not in line.replace("\\<script", "")
    assert "{{ 7*7 }}" in line.replace("\\*", "*")
    assert "\\|" in line
    assert "\\[a\\](b)" in line
    assert "\\#\\*x\\*" in line


def test_tables_in_markdown_are_tables(ok, regular):
    for line in written(ok, regular).splitlines():
        if line.startswith("|"):
            assert line.endswith("|"), line
    assert "\\| 情况" not in written(ok, regular)
    assert "| 买茶预算 | 50万元 | 2026-11-24 |" in written(ok, regular)


def test_a_secret_that_was_weighed_is_not_in_the_document(ok, regular):
    ok("client", "edit", regular, "--set", "goal=steady")
    text = written(ok, regular, "--product", "SHP-P002")
    assert "胃寒" not in text
    assert "| 忌口" not in text


def test_a_name_is_masked_unless_asked_for_and_the_asking_is_in_the_same_entry(ok, regular):
    assert "张三丰" not in written(ok, regular)
    assert "张三丰" in written(ok, regular, "--reveal", "name")
    first, second, *_ = ok("journal", "--format", "json").items
    assert (first["command"], first["about"]) == ("propose", f"{regular}: SHP-P003, --reveal name")
    assert (second["command"], second["about"]) == ("propose", f"{regular}: SHP-P003")


def test_it_names_the_manager_of_the_client_or_the_one_who_acts(ok, add):
    code = add("李四", "--manager", "王经理", goal="preserve")
    assert "王经理" in written(ok, code)
    assert "赵经理" in written(ok, code, "--manager", "赵经理")


def test_the_same_proposal_is_the_same_bytes(ok, regular):
    assert written(ok, regular) == written(ok, regular)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("suffix", ["md", "html"])
def test_the_proposal(ok, regular, golden, tmp_path, lang, suffix):
    ok("propose", regular, "-o", tmp_path / f"p.{suffix}", "--lang", lang)
    golden(f"proposal_{suffix}_{lang}", (tmp_path / f"p.{suffix}").read_text(encoding="utf-8"))


def test_what_it_may_bring_and_the_worst_case_stand_side_by_side(ok, regular):
    text = written(ok, regular)
    (line,) = [line for line in text.splitlines() if line.startswith("| （示例）新茶份额 |")]
    assert [cell.strip() for cell in line.strip("|").split("|")] == [
        "（示例）新茶份额",
        "R3",
        "按份额分新茶",
        "歉收，可能亏去一半",
        "730 天",
    ]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        pytest.param([], "| 按起点金额 5万元 算 | 管理费每年2%：1,000元 |", id="of-the-least"),
        pytest.param(["--input", "amount=30万"], "| 按您的 30万元 算 | 管理费每年2%：6,000元 |", id="of-his-own"),
    ],
)
def test_costs_are_money_of_an_amount(ok, regular, arguments, line):
    assert line in written(ok, regular, *arguments).splitlines()


def test_a_product_without_a_share_says_whom_to_ask(ok, regular):
    ok("client", "edit", regular, "--set", "goal=preserve")
    assert "| 折算成金额 | 没有按比例收的费用" in written(ok, regular, "--product", "SHP-P001")


@pytest.mark.parametrize("amount", ["much", "0", "-5", "", "1e30"])
def test_an_amount_that_is_none_is_refused(cmtool, regular, tmp_path, amount):
    refused = cmtool("propose", regular, "-o", tmp_path / "p.md", "--input", f"amount={amount}")
    assert (refused.code, "amount" in refused.err) == (5, True), refused
    assert not (tmp_path / "p.md").exists()
