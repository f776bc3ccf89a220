"""The phrases: every example of the rule book, what turns a phrase round, and every trick of spelling."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_scan.conftest import docx, pdf, xlsx

from cmtool.exchange.documents import portable, read
from cmtool.jobs.screen import grave, language, screen
from cmtool.model import Passage
from cmtool.plugins import Plugins
from cmtool.rules.spelling import Folding

BOOK = Path(__file__).parents[3] / "shared" / "rulebook" / "phrases.csv"
PREFIXES = ("CMT", "FUT", "SEC", "BNK", "INS")


def rows() -> list[dict[str, str]]:
    if not BOOK.exists():
        pytest.skip("the rule book is not beside the project")
    with BOOK.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def codes(row: dict[str, str]) -> set[str]:
    return {f"{prefix}-L{row['id'][1:]}" for prefix in PREFIXES}


def plain(text: str) -> bytes:
    return text.encode()


def test_every_example_of_the_rule_book_is_found_and_every_safe_one_is_not(said_all):
    every = rows()
    fired = [row["id"] for row in every if codes(row) & said_all(row["hit_example"])]
    silent = [row["id"] for row in every if not codes(row) & said_all(row["safe_example"])]
    assert (len(fired), len(silent)) == (93, 93)


WRITERS = {"docx": (docx, "paragraph {}"), "xlsx": (xlsx, "Sheet1!B{}"), "pdf": (pdf, "page {}")}


@pytest.mark.parametrize(("key", "wanted"), [("hit_example", True), ("safe_example", False)])
@pytest.mark.parametrize("kind", WRITERS)
def test_so_it_is_within_documents_each_at_its_place(found, spoken, kind, key, wanted):
    write, place = WRITERS[kind]
    every = [row for row in rows() if row["guard"] != "REQUIRE_ABSENT"]
    there = found(write([row[key] for row in every]), f"a.{kind}")
    wrong = [
        row["id"]
        for number, row in enumerate(every, 1)
        if any((place.format(number), code) in there for code in codes(row)) is not wanted
    ]
    assert (len(every), wrong) == (83, [])


@pytest.mark.parametrize("kind", WRITERS)
def test_a_warning_counts_for_a_whole_document(spoken, kind):
    write, _ = WRITERS[kind]
    calls = [row for row in rows() if row["guard"] == "REQUIRE_ABSENT"]
    assert len(calls) == 10
    for row in calls:
        for key, wanted in (("hit_example", True), ("safe_example", False)):
            content = write(["封面", row[key]])
            pages = portable.pages_of(content)["pages"] if kind == "pdf" else []  # here in this process: twenty of them
            passages = [Passage(page, "scan-at-page", (("page", 1),)) for page in pages] or read(content, f"a.{kind}")
            there = {code for one in screen(passages, spoken) for code in (one.phrase.code, *one.also)}
            assert bool(codes(row) & there) is wanted, row["id"]


def test_no_safe_example_holds_anything_else_that_bars(spoken):
    barred = {
        row["id"]: [one.phrase.code for one in grave(screen(read(plain(row["safe_example"]), "a"), spoken), "high")]
        for row in rows()
    }
    assert {key: value for key, value in barred.items() if value} == {}


def test_the_packs_hold_every_phrase_of_the_rule_book_with_its_gravity(spoken):
    known = {phrase.code: phrase for phrase in spoken.phrases}
    for row in rows():
        mine = [known[code] for code in codes(row) if code in known]
        assert mine, row["id"]
        assert {phrase.severity for phrase in mine} == {row["severity"]}


@pytest.mark.parametrize(("text", "fires"), [
    ("这款产品保本，放心买", True),
    ("本产品不保本", False),
    ("不仅保本，还有利息", True),
    ("不但保本", True),
    ("严禁承诺收益", False),
    ("承诺收益", True),
    ("警惕“稳赚不赔”骗局", False),
    ("“稳赚不赔”均属违法", False),
    ("稳赚不赔", True),
    ("风险不大，稳赚不赔", True),          # a denial ends with its clause
    ("不收费。保本", True),
    ("我们从不夸大，产品保本", True),
    ("请勿相信保证收益的说法", False),
    ("不用担心，保证收益", True),
    ("非常稳赚", True),
])  # fmt: skip
def test_what_stands_beside_a_phrase_turns_it_round_or_not(said, text, fires):
    assert bool(said(text) & {"CMT-L001", "CMT-L004", "CMT-L020"}) is fires


ENGLISH = {f"CMT-L{number}" for number in range(301, 313)}


@pytest.mark.parametrize(("text", "code"), [
    ("The fund is principal-protected.", "CMT-L301"),
    ("Your capital is 100% guaranteed", "CMT-L301"),
    ("Capital remains safe at all times", "CMT-L301"),
    ("A risk-free investment with 6% a year", "CMT-L302"),
    ("High income at zero risk", "CMT-L302"),
    ("GUARANTEED RETURNS!", "CMT-L303"),
    ("We guarantee a high return", "CMT-L303"),
    ("The yield is guaranteed", "CMT-L303"),
    ("It promises profits every month", "CMT-L303"),
    ("You can't lose money", "CMT-L304"),
    ("A sure-fire trade", "CMT-L304"),
    ("an insider tip from the board", "CMT-L305"),
    ("Keep this quiet", "CMT-L306"),
    ("Don't tell compliance", "CMT-L306"),
    ("Rent out your bank card", "CMT-L307"),
    ("borrow his trading account", "CMT-L307"),
    ("Text me the verification code", "CMT-L308"),
    ("Our team will place orders on your behalf", "CMT-L309"),
    ("Tick the highest option", "CMT-L310"),
    ("as safe as a bank deposit", "CMT-L311"),
    ("I give back half of my commission", "CMT-L312"),
])  # fmt: skip
def test_what_may_not_be_said_may_not_be_said_in_english(said, text, code):
    assert said(text) & ENGLISH == {code}


@pytest.mark.parametrize("text", [
    "There is no guarantee of profit.",
    "The principal is not guaranteed.",
    "This product does not promise any return; returns are not guaranteed.",
    "It doesn't guarantee a return",
    "Neither principal nor capital is protected",
    "No investment is risk-free",
    "the risk-free rate",
    "There is no risk grade for it yet",
    "Never trade on inside information",
    "Insider tips are illegal",
    "“Guaranteed returns” is a scam",
    "Beware of guaranteed returns",
    "the principal safe-keeping agreement",
    "You may lose money",
    "money you cannot afford to lose",
    "Do not tell anyone your password",
    "Never give us your password",
    "Do not lend your account to others",
    "You may not borrow another person's account",
    "We cannot trade for you",
    "A fund is not the same as a deposit",
    "It is not as safe as a bank deposit",
    "The capital is protected by deposit insurance up to CNY 500,000",
])  # fmt: skip
def test_a_denial_in_english_is_let_pass(said, text):
    assert said(text) & ENGLISH == set()


@pytest.mark.parametrize("text", [
    "Not only guaranteed returns, but paid monthly",
    "There is no doubt: guaranteed returns",
    "Don't miss these guaranteed returns",
    "No need to worry about guaranteed returns",
    "We are not a bank. Guaranteed returns",
    "There is no fee, and guaranteed returns",
    "Guaranteed returns are not only for the rich",
])  # fmt: skip
def test_what_only_looks_like_a_denial_in_english_does_not_help(said, text):
    assert "CMT-L303" in said(text)


@pytest.mark.parametrize("text", [
    "保 本", "保\u3000本", "保.本", "保*本", "保·本", "保_-_本", "保\u200b本", "保\u00ad本", "保🔥本", "保/本", "保 . 本",
    "bao本", "保ben",
    "保夲", "保\ufe0f本", "穩賺不賠", "稳—赚", "保證收益", "承諾收益", "零風險", "０风险", "稳zhuan", "無風險",
])  # fmt: skip
def test_tricks_of_spelling_do_not_help(spoken, text):
    (one,) = [one for one in screen(read(f"这是{text}的产品".encode(), "a"), spoken) if one.phrase.level == "block"]
    assert one.disguised
    assert one.found in text or one.found == text.replace("\u3000", " ").replace("\u200b", "\u200b")


@pytest.mark.parametrize("text", ["这款产品保\n本", "保本"])
def test_plain_spelling_is_not_called_disguised_and_a_short_line_is_a_line(spoken, text):
    assert [one.disguised for one in screen(read(text.encode(), "a"), spoken)] == ([False] if "\n" not in text else [])


def test_a_line_that_ends_because_the_page_does_is_read_on(found):
    line = "我们为您精心准备了一款市场上难得一见的产品它从成立以来一直保"
    assert ("line 2", "CMT-L001") in found(f"开头\n{line}\n本而且随时可以赎回".encode(), "a.md")


def test_a_warning_that_is_missing_is_said_once_and_one_that_is_there_anywhere_is_enough(found):
    talk = "期货交易介绍\n期货是标准化合约\n"
    assert [(place, code) for place, code in found(talk.encode(), "a.md") if code == "FUT-L200"] == [("line 1", "FUT-L200")]
    assert [code for _, code in found((talk + "\n期市有风险，入市需谨慎").encode(), "a.md") if code == "FUT-L200"] == []


@pytest.mark.parametrize(
    ("law", "code", "warning"),
    [
        ("期货和衍生品法", "FUT-L200", "Futures trading carries risk; enter with care."),
        ("证券期货投资者适当性管理办法", "SEC-L201", "Investing carries risk; act with care."),
        ("公开募集证券投资基金销售机构监督管理办法", "SEC-L202", "Funds carry risk; past results do not foretell future ones."),
        ("公开募集证券投资基金销售机构监督管理办法", "BNK-L202", "Funds carry risk; past results do not foretell future ones."),
        ("商业银行理财产品销售管理办法", "BNK-L203", "Investing carries risk; act with care."),
    ],
)
def test_an_english_paper_that_cites_a_chinese_law_may_warn_in_english(found, law, code, warning):
    cited = f"risk within the level. Source: {law}\n"
    assert code in {each for _, each in found(cited.encode(), "a.md")}
    assert code not in {each for _, each in found((cited + warning).encode(), "a.md")}


def test_an_example_block_may_show_how_not_to_speak(said):
    assert said("好\n```示例\n这款产品保本\n```\n好") == set()
    assert said("```example\n这款产品保本\n```") == set()
    assert said("```\n这款产品保本\n```") == {"CMT-L001"}


def test_an_uncertain_source_is_never_more_than_a_remark(spoken):
    uncertain = [phrase for phrase in spoken.phrases if phrase.source.confidence in {"U", "V2"}]
    assert uncertain
    assert {phrase.level for phrase in uncertain} <= {"medium", "low"}


def test_a_large_text_is_searched_as_a_small_one_is(spoken):
    filler = "客户需要了解产品的期限和费用，再作决定。\n" * 4_000
    small = "这款产品保 本，收益高达15%\n联系 13800138000\n专业带单\n"
    alone = [one.phrase.code for one in screen(read(small.encode(), "a"), spoken)]
    within = [one.phrase.code for one in screen(read((filler + small + filler).encode(), "a"), spoken)]
    assert len(alone) >= 4
    assert within == alone


ODD = st.text(alphabet=st.sampled_from("保本收益 .*不\n　ＡaİſΣ０穩賺🔥\u200b，。9%"), max_size=40)


@given(ODD)
def test_what_is_traced_is_what_is_folded(text):
    folding = Folding(())
    line = text.replace("\n", "")
    folded, places = folding.traced(line)
    assert folded == folding.folded(line)
    assert len(places) == len(folded)
    assert places == sorted(places)
    assert folding.folded(text).count("\n") == text.count("\n")


@pytest.fixture(scope="module")
def core():
    return language([Plugins(installed=False).core])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=ODD, after=ODD)
def test_a_phrase_is_found_whatever_stands_on_the_lines_around_it(core, before, after):
    # a blank line between: one that only the width of a page breaks would be read on
    found = screen([Passage(f"{before}\n\n稳赚不赔\n\n{after}", "scan-at-line", lines=True)], core)
    assert "CMT-L004" in {one.phrase.code for one in found}
