"""The shared templates for a client of the tea shop, through the command line: what a manager gets in every format."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cmtool.report.press.writers import suffixes
from cmtool.testing import figures

BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
GIVEN = {"account-opening-guide": ("--input", "case=SHP-C01")}
PLAIN = ("needs-sheet", "follow-up-letter", "festival-greeting", "account-opening-guide", "portfolio-review")
SHARED = (*PLAIN, "risk-disclosure")
EVERY = pytest.mark.parametrize("template", SHARED)
BESIDE = re.compile(r'^\d+\. |#term-\d+|"term-\d+"|^\[//\]: .*$', re.MULTILINE)  # numbers of lists, of links, of the record
HOUSE_ALONE = {"tier": "A级", "aml_risk": "洗钱风险等级"}


@pytest.fixture
def made(ok, regular, tmp_path):
    """Write a document for the regular client and return its path."""

    def ran(template: str, suffix: str = ".md", *more: str, lang: str = "zh") -> Path:
        path = tmp_path / f"{template}-{lang}{suffix}"
        ok("--lang", lang, "propose", regular, "--template", template, "-o", path, *GIVEN.get(template, ()), *more)
        return path

    return ran


def visible(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "data:image" not in line)  # charts have tests of their own


@BOTH
@EVERY
def test_it_reads_as_it_did(made, golden, template, lang):
    golden(f"template_{template}_{lang}", visible(made(template, lang=lang).read_text(encoding="utf-8")))


@EVERY
def test_every_format_shows_the_same_figures(made, template):
    told = figures(BESIDE.sub("", made(template).read_text(encoding="utf-8")).encode(), "a.txt")
    for suffix in sorted({*suffixes()} - {".md", ".htm"}):
        assert told - figures(made(template, suffix).read_bytes(), f"a{suffix}") == set(), f"missing in {suffix}"


@BOTH
@EVERY
def test_the_scanner_finds_nothing_in_it(ok, made, template, lang):
    found = ok("scan", made(template, lang=lang), made(template, ".html", lang=lang), "--level", "low", "--skip", "privacy")
    assert found.out == ""


@EVERY
def test_nothing_private_and_nothing_of_the_houses_own_is_on_it(made, private, template):
    text = made(template).read_text(encoding="utf-8")
    assert [name for name, value in private.items() if value in text] == []
    assert [name for name, words in HOUSE_ALONE.items() if words in text] == []


@pytest.mark.parametrize("template", PLAIN)
def test_what_proposes_nothing_is_on_record_without_a_product_and_names_none(ok, made, template):
    text = made(template).read_text(encoding="utf-8")
    (item,) = ok("proposal", "list", "--format", "json").items
    assert item["path"] == f"{template}-zh.md"
    assert list(filter(None, item["proposed"])) == []
    titles = [product["title"] for product in ok("product", "list", "--format", "json").items]
    assert titles
    assert [title for title in titles if title in text] == []


def test_the_greeting_is_short_and_speaks_of_no_business(ok, made, tmp_path, regular):
    text = made("festival-greeting").read_text(encoding="utf-8")
    assert len(visible(text)) < 200
    assert not re.search(r"产品|收益|理财|投资|办理|优惠", text)
    ok("propose", regular, "--template", "festival-greeting", "--input", "festival=重阳节", "-o", tmp_path / "g.md")
    assert "值此重阳节" in (tmp_path / "g.md").read_text(encoding="utf-8")
    ok(
        "--as-of", "2027-02-04", "propose", regular, "--template", "festival-greeting", "-o", tmp_path / "s.md"
    )  # two days before
    assert "新春快乐" in (tmp_path / "s.md").read_text(encoding="utf-8")


def test_a_firm_has_colleagues_and_no_family(ok, add, tmp_path):
    firm = add("青桐茶叶有限公司", kind="organisation")
    ok("propose", firm, "--template", "festival-greeting", "--input", "festival=春节", "-o", tmp_path / "g.md")
    text = (tmp_path / "g.md").read_text(encoding="utf-8")
    assert "值此春节，祝您和同事们工作顺利" in text
    assert "家人" not in text


def test_the_needs_sheet_asks_what_is_not_known_in_the_order_of_spin(made, ok, add, tmp_path):
    code = add("李四", kind="person")
    ok("propose", code, "--template", "needs-sheet", "-o", tmp_path / "n.md")
    text = (tmp_path / "n.md").read_text(encoding="utf-8")
    kinds = [kind for kind in ("您现在的情况", "遇到的难处", "这些难处带来什么", "您希望怎样") if f"### {kind}" in text]
    places = [text.index(f"### {kind}") for kind in kinds]
    assert len(kinds) >= 2
    assert places == sorted(places)
    assert "（由客户经理" not in text
    assert "您打算花多少钱买茶？" in text
    known = made("needs-sheet").read_text(encoding="utf-8")
    line = "| 买茶预算 | 50万元 | 2026-11-24 | paper | 2026-12-24 |"  # value, day, source, until when it counts
    assert line in known
    assert "您打算花多少钱买茶？" not in known


def test_an_assessment_that_ran_out_is_said_and_what_it_was_is_no_longer_relied_on(ok, regular, tmp_path):
    later = ("--as-of", "2031-11-24")
    ok(*later, "propose", regular, "--template", "portfolio-review", "-o", tmp_path / "r.md")
    text = (tmp_path / "r.md").read_text(encoding="utf-8")
    assert "已过期" in text
    assert "已经过期、不能再当依据的" in text
    ok(*later, "propose", regular, "--template", "follow-up-letter", "-o", tmp_path / "l.md")
    assert "需要重新测评" in (tmp_path / "l.md").read_text(encoding="utf-8")


def test_a_guide_names_the_works_there_are_where_none_was_named_or_a_wrong_one(cmtool, ok, regular, tmp_path):
    found = cmtool("propose", regular, "--template", "account-opening-guide", "-o", tmp_path / "g.md")
    assert (found.code, (tmp_path / "g.md").exists()) == (5, False)
    assert "--input case=SHP-C01" in found.err
    ok("propose", regular, "--template", "account-opening-guide", "--input", "case=X-C09", "-o", tmp_path / "g.md")
    assert "没有找到这位客户可以办的业务：X-C09。可以办的有：SHP-C01" in (tmp_path / "g.md").read_text(encoding="utf-8")


def test_the_letter_says_what_was_promised_and_when_the_next_contact_is(ok, regular, tmp_path):
    given = ("--input", "topic=存茶的湿度", "--input", "promise=周五前寄样茶", "--input", "next=2026-12-08")
    ok("propose", regular, "--template", "follow-up-letter", *given, "-o", tmp_path / "l.md")
    text = (tmp_path / "l.md").read_text(encoding="utf-8")
    assert [
        word for word in ("我们谈了：存茶的湿度", "- 周五前寄样茶", "我会在 2026-12-08 再与您联系") if word not in text
    ] == []


def test_what_a_person_wrote_stays_text(ok, regular, tmp_path):
    evil = "# x | {{ 7*7 }} <script>alert(1)</script> ![a](http://b)"
    for suffix in (".md", ".html"):
        path = tmp_path / f"l{suffix}"
        ok("propose", regular, "--template", "follow-up-letter", "--input", f"promise={evil}", "-o", path)
        text = path.read_text(encoding="utf-8")
        assert "49" not in visible(text)
        assert "<script>alert" not in text
        assert "\n# x" not in text


def test_a_product_that_is_not_suitable_gets_onto_no_disclosure(cmtool, add, tmp_path):
    code = add("王五", kind="person", shop_risk_level="1")
    found = cmtool("propose", code, "--template", "risk-disclosure", "--product", "SHP-P003", "-o", tmp_path / "r.md")
    assert (found.code, (tmp_path / "r.md").exists()) == (6, False)


@pytest.mark.parametrize("fact", ["greeting_consent=否", "do_not_contact=是", "deceased=是"])
def test_who_wants_no_greeting_gets_none(cmtool, ok, regular, tmp_path, fact):
    ok("client", "edit", regular, "--set", fact)
    found = cmtool("propose", regular, "--template", "festival-greeting", "-o", tmp_path / "g.md")
    assert (found.code, (tmp_path / "g.md").exists()) == (6, False), found
