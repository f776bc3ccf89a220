"""A verdict is evidence: what was read, of which day, from where; what is missing since when; and every node's own answer."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from cmtool.installed import installed
from cmtool.jobs.match import why
from cmtool.model import Answer, Client, Fact, Kind, Known, Predicate, Text, day_number
from cmtool.plugins import Plugins
from cmtool.report.evidence import Evidence
from cmtool.report.why import why_sheet
from cmtool.rules.branches import ANSWERS, Grower
from cmtool.rules.evaluate import truth
from cmtool.rules.house import House

ON = date(2026, 11, 24)
ADVICE = re.compile(
    r"改答|改选(项|答)|答高|选高|往高|答成|应当?回答|应该回答|重新作答|重答|换个?答案|提高(评分|得分|分数|测评|评估|风险)|测到|调高|更激进"
    r"|answer (it |them |this )?(differently|higher|more)|should answer|choose (a |the )?(higher|riskier|bolder)"
    r"|raise (his|her|the|your) (score|level|grade|answers?)|retake|say (yes|no) to|change (his|her|the|your) answers?",
    re.IGNORECASE,
)


def verdict(ok, code, product, rule, *more):
    (item,) = ok("why", code, product, "--format", "json", *more).items
    return {one["code"]: one for one in item["rules"]}[rule]


def test_a_broken_rule_carries_everything_it_rests_on(ok, regular):
    told = verdict(ok, regular, "SHP-P004", "SHP-R001")
    assert told["gap"] == [{"words": "差 50万元", "value": 500_000, "kind": "money", "direction": "short"}]
    assert (told["require"], told["when"], told["severity"]) == ("c.shop_budget >= p.min_amount", "p.min_amount > 0", "block")
    assert told["inputs"] == [
        {"name": "shop_budget", "of": "client", "title": "买茶预算", "value": 500_000, "words": "50万元", "as_of": "2026-11-24",
         "stale": False, "source": "paper"},
        {"name": "min_amount", "of": "product", "title": "起点金额", "value": 1_000_000, "words": "100万元", "as_of": None,
         "stale": False, "source": "product"},
    ]  # fmt: skip
    assert told["tree"]["require"] == {
        "node": "comparison",
        "answer": "broken",
        "words": "买茶预算需 100万元 以上；实际 50万元，差 50万元",
        "required": "买茶预算需 100万元 以上",
        "found": "50万元，差 50万元",
        "gap": told["gap"][0],
        "facts": ["shop_budget"],
        "fields": ["min_amount"],
    }


def test_match_carries_the_same_evidence_without_the_tree(ok, regular):
    (whole,) = ok("why", regular, "SHP-P004", "--format", "json").items
    (item,) = [item for item in ok("match", regular, "--format", "json").items if item["product"] == "SHP-P004"]
    assert item["rules"] == [{key: value for key, value in rule.items() if key != "tree"} for rule in whole["rules"]]


@pytest.mark.parametrize(
    ("day", "expected", "words"),
    [
        pytest.param(
            "2026-11-24", ("stale", "2026-10-24", "2026-11-24", None), "2026-10-24 的情况，2026-11-24 起已过期", id="stale"
        ),
        pytest.param("2026-11-23", None, "", id="the-last-day-it-counts"),
        pytest.param("2026-10-23", ("later", None, None, "2026-10-24"), "2026-10-24 才登记", id="known-later"),
    ],
)
def test_a_missing_fact_says_since_when_and_what_would_settle_it(ok, add, day, expected, words):
    code = add(kind="person", birth_date="1980-05-05", goal="grow", shop_risk_level=5)
    ok("client", "edit", code, "--set", "shop_budget=50万", "--as-of", "2026-10-24")
    missing = verdict(ok, code, "SHP-P003", "SHP-R001", "--as-of", day)["missing"]
    sheet = ok("why", code, "SHP-P003", "--as-of", day).out
    if expected is None:
        assert missing == []
        return
    (told,) = missing
    assert (told["state"], told["as_of"], told["stale_since"], told["known_from"]) == expected
    assert (told["words"], told["question_code"], told["questionnaire"]) == (words, "SHP-Q01", False)
    assert f"目前未知（{words}）" in sheet
    assert f"问：{told['question']}（SHP-Q01）" in sheet
    assert "50万" not in "".join(line for line in sheet.splitlines() if "买茶预算" in line)


def test_a_fact_never_recorded_is_told_with_its_questionnaire(ok, add):
    (told,) = verdict(ok, add(kind="person"), "SHP-P002", "SHP-G001")["missing"]
    assert (told["fact"], told["state"], told["question_code"], told["questionnaire"]) == (
        "shop_risk_level", "never", "SHP-A01", True,
    )  # fmt: skip


def test_onboarding_carries_the_same_evidence(ok, regular, cmtool):
    found = cmtool("onboard", regular, "--for", "SHP-C01", "--format", "json").json
    conditions = [*found["checks"], *(one for item in found["items"] for one in item["conditions"])]
    assert {"inputs", "gap", "missing", "require", "when"} <= set.intersection(*(set(one) for one in conditions))
    (known,) = next(one["inputs"] for one in conditions if [read["name"] for read in one["inputs"]] == ["id_expires_on"])
    assert (known["value"], known["as_of"], known["of"]) == ("2030-01-01", "2026-11-24", "client")


@pytest.mark.parametrize("stale", [False, True])
def test_a_secret_is_hidden_in_the_evidence_too_also_when_stale(ok, regular, stale):
    day = ("--as-of", "2036-11-24") if stale else ()
    told = verdict(ok, regular, "SHP-P002", "SHP-R011", *day)
    (secret,) = [one for one in told["inputs"] if one["name"] == "shop_ailment"]
    assert (secret["value"], secret["words"]) == (None, "已登记（未显示）")
    assert "胃寒" not in ok("why", regular, "SHP-P002", "--format", "json", *day).out


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 120])
def test_the_sheet_fits_the_terminal(ok, regular, monkeypatch, lang, width):
    monkeypatch.setenv("COLUMNS", str(width))
    ok("client", "edit", regular, "--unset", "shop_garden")
    for product in ("SHP-P003", "SHP-P004", "SHP-P005"):
        lines = ok("why", regular, product, "--lang", lang).out.splitlines()
        assert [line for line in lines if wcswidth(line) > width] == []


def test_a_sheet_says_that_the_product_is_not_on_offer_that_day(ok, regular):
    assert "这一天不在售" in ok("why", regular, "SHP-P007").out
    assert ok("why", regular, "SHP-P007", "--format", "json").items[0]["offered"] is False
    assert "这一天不在售" not in ok("why", regular, "SHP-P003").out


NAMES = "abcd"
BOOLS = {name: Fact(name=name, kind=Kind.BOOL, title=Text(name, name)) for name in NAMES}
TREES = st.recursive(
    st.sampled_from([("c", name) for name in NAMES]),
    lambda inner: st.one_of(
        st.builds(lambda one: ("not", one), inner),
        st.builds(lambda one: ("sure", one), inner),
        st.builds(lambda head, parts: (head, *parts), st.sampled_from(("and", "or")), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=12,
)


def combined(branch):
    """What a node comes to by the answers of its parts, checking every node below on the way."""
    if branch.node == "comparison":
        return branch.answer
    answers = [combined(part) for part in branch.parts]
    decides, otherwise = (Answer.BROKEN, Answer.KEPT) if branch.node == "all" else (Answer.KEPT, Answer.BROKEN)
    found = decides if decides in answers else Answer.UNKNOWN if Answer.UNKNOWN in answers else otherwise
    assert found is branch.answer
    return found


@given(TREES, st.fixed_dictionaries(dict.fromkeys(NAMES, st.sampled_from([0, 1, None]))))
def test_every_node_answers_as_its_parts_do_and_the_root_as_the_rule(tree, known):
    branch = Grower(BOOLS, known.get, {}, {}, 0).branch(Predicate("", tree))
    assert combined(branch) is ANSWERS[truth(tree, known.get, 0)]


@pytest.fixture(scope="module")
def desks():
    """All installed desks."""
    plugins = Plugins()
    if len(plugins.working) < 4:
        pytest.fail(f"the desks are not installed: {[entry.name for entry in installed()]}")
    return plugins, House(plugins.packs)


def people(house):
    """Clients of all kinds: nothing known, everything at its least, at its most, in between; and one gone stale."""
    for kind in ("person", "organisation"):
        yield Client(id=1, code="C-1", shown_name="x", manager="", facts={"kind": Known(kind, 1)})
        for pick in range(3):
            facts = {name: known for name, fact in house.facts.items() if (known := _value(fact, pick)) is not None}
            held = {name: Known(value, day_number(ON)) for name, value in facts.items()} | {"kind": Known(kind, 1)}
            yield Client(id=1, code="C-1", shown_name="x", manager="", facts=held)
        stale = {name: Known(value, 1) for name, value in facts.items() if house.facts[name].valid_days}
        yield Client(id=1, code="C-1", shown_name="x", manager="", facts={"kind": Known(kind, 1)}, stale=stale)


def _value(fact, pick):
    if fact.kind in {Kind.CHOICE, Kind.SET}:
        keys = list(fact.choices)
        chosen = keys[(0, len(keys) // 2, -1)[pick]] if keys else None
        return chosen if fact.kind is Kind.CHOICE or chosen is None else f"|{chosen}|"
    amounts = {Kind.BOOL: (0, 1, 1), Kind.INT: (0, 3, 99), Kind.MONEY: (0, 10**7, 10**12), Kind.RATIO: (0.0, 0.3, 2.0),
               Kind.DATE: (-9000, 9000, 25000)}  # fmt: skip
    return amounts[fact.kind][pick] if fact.kind in amounts else None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_reason_of_any_desk_advises_to_answer_differently(desks, lang):
    plugins, house = desks
    found, told = [], set()
    for client in people(house):
        evidence = Evidence(client, house, ON, lang)
        for product in house.products.values():
            matched = why(client, house, plugins, ON, (), product)
            told |= {(verdict.rule.code, verdict.answer) for verdict in matched.verdicts}
            sheet = why_sheet(matched, evidence, ON)
            found += [(client.kind, product.code, line) for line in sheet.splitlines() if ADVICE.search(line)]
    assert found == []
    assert len({code for code, _ in told}) > 100
    assert {answer for _, answer in told} == set(Answer)
    assert ADVICE.search("建议客户重新作答，选高一档")
    assert ADVICE.search("Have him retake the test and choose a higher answer")


def test_every_tree_of_every_desk_comes_to_its_verdict(desks):
    plugins, house = desks
    for client in people(house):
        evidence = Evidence(client, house, ON, "zh")
        for product in house.products.values():
            for verdict in why(client, house, plugins, ON, (), product).verdicts:
                when, require = evidence.branches(verdict, product)
                combined(require)
                if when is None or when.answer is Answer.KEPT:
                    assert require.answer is verdict.answer, (verdict.rule.code, product.code)
                else:
                    combined(when)
                    assert verdict.answer is Answer.UNKNOWN if require.answer is not Answer.KEPT else Answer.KEPT
