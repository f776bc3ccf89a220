"""The brief before a visit: one page of what is known, cut by the gate, the same on the screen, as JSON and as a document."""

from __future__ import annotations

import json
import re

import pytest

from cmtool.model import SPIN
from cmtool.report.folding import wide

LISTS = ("today", "promises", "contacts", "cases", "fading", "needs", "questions", "fits", "barred")


@pytest.fixture
def busy(ok, regular):
    """A client of whom much is known, with contacts, promises, a case that lacks a paper and a ticket of words with numbers."""
    ok(
        "client",
        "log",
        regular,
        "--channel",
        "visit",
        "--result",
        "想存茶",
        "--note",
        "电话 13812345678",
        "--as-of",
        "2026-10-20",
    )
    ok("client", "log", regular, "--promise", "2026-11-20", "把价目表发去", "--as-of", "2026-11-10")
    ok("client", "log", regular, "--promise", "2026-12-03", "送新茶样品", "--as-of", "2026-11-12")
    ok("case", "open", regular, "SHP-C01", "--as-of", "2026-11-20")
    ok("case", "wait", 1, "--for", "库房", "--until", "2026-11-30", "--reason", "等货架", "--as-of", "2026-11-20")
    ok("client", "edit", regular, "--set", "shop_budget=30万", "--as-of", "2026-10-28")
    return regular


def brief(ok, code, *arguments):
    return ok("brief", code, "--format", "json", *arguments).json


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_page_of_eighty_columns(ok, busy, golden, lang, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    page = ok("brief", busy, "--lang", lang).out
    assert [line for line in page.splitlines() if wide(line) > 80] == []
    golden(f"brief_{lang}", page)


def test_it_says_what_the_other_commands_say(ok, cmtool, busy):
    found = brief(ok, busy)
    matches = ok("match", busy, "--format", "json").items
    fitting = [item["product"] for item in matches if item["verdict"] == "eligible" and item["rank"]]
    assert [one["product"] for one in found["fits"]] == fitting[:3] != []
    needs = [(item["need"], item["evidence"]) for item in ok("needs", "show", busy, "--format", "json").items]
    assert [(one["need"], one["evidence"]) for one in found["needs"]] == needs[:6]
    questions = {item["code"] for item in ok("needs", "next", busy, "--top", 6, "--format", "json").items}
    assert {one["code"] for one in found["questions"]} == questions
    (line,) = ok("today", "--format", "json").items
    assert "；".join(one["title"] for one in found["today"]) == line["reason"]
    assert [one["case"] for one in found["cases"]] == [item["case"] for item in ok("case", "list", "--format", "json").items]


def test_questions_stand_in_the_order_of_spin_and_assessments_last(ok, add):
    found = [one["spin"] for one in brief(ok, add(kind="person"))["questions"]]
    assert len(found) > 2
    assert found == sorted(found, key=[*SPIN, "assessment"].index)


def test_promises_contacts_and_open_work_are_there(ok, busy):
    found = brief(ok, busy)
    assert [(one["day"], one["promise"], one["late"]) for one in found["promises"]] == [
        ("2026-11-20", "把价目表发去", True),
        ("2026-12-03", "送新茶样品", False),
    ]
    assert [one["day"] for one in found["contacts"]] == ["2026-11-12", "2026-11-10", "2026-10-20"]
    assert [(one["title"], one["waits_for"], one["late"]) for one in found["cases"]] == [("存茶", "库房", True)]
    ok("client", "log", busy, "--kept")
    ok("case", "drop", 1, "--reason", "不存了")
    later = brief(ok, busy)
    assert [one["day"] for one in later["promises"]] == ["2026-12-03"]
    assert later["cases"] == []


@pytest.mark.parametrize(
    ("known_on", "fading"),
    [
        ("2026-10-24", ("2026-11-23", True)),  # valid for 30 days: gone the day before
        ("2026-10-25", ("2026-11-24", False)),  # its last day
        ("2026-11-01", ("2026-12-01", False)),  # the last quarter of its time, seven days
        ("2026-11-02", None),
    ],
)
def test_a_fact_about_to_go_stale_is_named_with_its_question(ok, add, known_on, fading):
    code = add(kind="person")
    ok("client", "edit", code, "--set", "shop_budget=2万", "--as-of", known_on)
    found = [(one["until"], one["gone"]) for one in brief(ok, code)["fading"] if one["fact"] == "shop_budget"]
    assert found == ([] if fading is None else [fading])


GATE = [
    pytest.param({"marketing_consent": "否"}, "未同意营销", id="marketing-refused"),
    pytest.param({"marketing_consent": ""}, "尚未取得营销同意", id="marketing-never-asked"),
    pytest.param({"do_not_contact": "是"}, "除法定义务外不联系", id="do-not-contact"),
]


@pytest.mark.parametrize(("facts", "words"), GATE)
def test_without_consent_no_product_is_offered_and_no_objection_expected(ok, busy, facts, words):
    assert brief(ok, busy)["objections"] != []
    for fact, value in facts.items():
        ok("client", "edit", busy, *(("--set", f"{fact}={value}") if value else ("--unset", fact)))
    found = brief(ok, busy)
    assert (found["fits"], found["objections"]) == ([], [])
    assert words in found["not_about"][0]
    assert found["promises"] != []  # what was promised is no offer
    assert "适合的产品" not in ok("brief", busy).out


@pytest.mark.parametrize(("fact", "words"), [("processing_restricted", "第四十七条"), ("deceased", "继承")])
def test_of_whom_nothing_may_be_used_the_brief_says_only_that(ok, busy, fact, words):
    ok("client", "edit", busy, "--set", f"{fact}=是")
    found = brief(ok, busy)
    assert [words in one for one in found["not_about"]] == [True]
    parts = (
        "promises",
        "contacts",
        "cases",
        "fading",
        "needs",
        "questions",
        "fits",
        "barred",
        "objections",
        "papers",
        "channels",
    )
    assert {name: found[name] for name in parts} == {name: [] for name in parts}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"shop_risk_level": "2"}, "C2：不谈R3及以上"),
        ({"shop_risk_level": None}, "只可谈R1"),
        ({"quiet_from": "12", "quiet_until": "14"}, "12点至14点"),
        ({"civil_capacity": "limited"}, "只与监护人联系"),
    ],
)
def test_what_else_must_be_left_alone_is_said(ok, add, facts, words):
    known = {"kind": "person", "goal": "grow", "marketing_consent": "是", "shop_risk_level": "5", **facts}
    found = brief(ok, add(**{name: value for name, value in known.items() if value is not None}))
    assert [one for one in found["not_about"] if words in one] != []


def test_a_product_that_would_serve_a_need_but_is_barred_is_named_with_its_reason(ok, add):
    code = add(kind="person", goal="grow", marketing_consent="是", shop_risk_level="3", shop_budget="50万")
    found = brief(ok, code)
    barred = {item["product"] for item in ok("match", code, "--format", "json").items if item["verdict"] == "ineligible"}
    named = {one["product"]: one["why"] for one in found["barred"]}
    assert named
    assert set(named) <= barred
    assert len(named) + found["barred_more"] == len(barred)
    assert all(named.values())


def test_personal_data_is_masked_and_nothing_is_written(ok, busy, private, book, tmp_path):
    before = book.read_bytes()
    page = tmp_path / "brief.html"
    shown = ok("brief", busy).out + ok("brief", busy, "--format", "json").out + ok("brief", busy, "-o", "-").out
    ok("brief", busy, "-o", page)
    shown += page.read_text(encoding="utf-8")
    assert [value for value in private.values() if value in shown] == []
    assert "张**" in shown
    assert book.read_bytes() == before


def test_what_is_revealed_is_asked_for_by_name_and_journalled(ok, busy, private):
    shown = ok("brief", busy, "--reveal", "phone,name").out
    assert private["phone"] in shown
    assert private["name"] in shown
    assert private["email"] not in shown
    entry = ok("journal", "--format", "json").items[0]
    assert (entry["command"], entry["about"]) == ("reveal", f"{busy}: name, phone")


def test_the_document_says_line_by_line_what_the_json_says(ok, busy, tmp_path):
    found = brief(ok, busy)
    text, page = tmp_path / "brief.md", tmp_path / "brief.html"
    for path in (text, page):
        assert "仅供内部使用" in ok("brief", busy, "-o", path).err
        assert path.stat().st_mode & 0o777 == 0o600
    from html import unescape

    plain = [re.sub(r"\\(.)", r"\1", text.read_text(encoding="utf-8")), unescape(page.read_text(encoding="utf-8"))]
    lines = [one["line"] for name in LISTS for one in found[name]] + found["not_about"]
    lines += [one[part] for one in found["objections"] for part in ("concern", "ask", "say")]
    assert len(lines) > 12
    for written in plain:
        assert [line for line in lines if line not in written] == []


def test_a_file_that_ends_in_json_holds_the_json(ok, busy, tmp_path):
    ok("brief", busy, "-o", tmp_path / "brief.json")
    assert json.loads((tmp_path / "brief.json").read_text(encoding="utf-8")) == brief(ok, busy)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("C-99999",), 3), (("C-00001", "-o", "brief.odt"), 5), (("C-00001", "--desk", "nobody"), 3), ((), 2)],
)
def test_what_is_not_there_is_said(cmtool, add, arguments, code):
    add()
    assert cmtool("brief", *arguments).code == code


def test_of_a_client_nobody_knows_the_page_is_short(ok, add):
    found = brief(ok, add())
    assert [found[name] for name in ("today", "promises", "contacts", "cases", "fading", "needs", "fits", "objections")] == [
        []
    ] * 8
    assert found["questions"] != []


def test_a_template_can_name_the_brief(ok, busy, tmp_path):
    ok("propose", busy, "--template", "visit-brief", "-o", tmp_path / "brief.md")
    assert "把价目表发去" in (tmp_path / "brief.md").read_text(encoding="utf-8")
