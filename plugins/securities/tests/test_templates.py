"""The documents of the securities desk: every template for a client of it, every format, both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cmtool.errors import InvalidData, Refusal
from cmtool.report.press.writers import suffixes
from cmtool.testing import Desk, Press, figures
from cmtool_securities import hooks

CLIENT = {
    "kind": "person",
    "birth_date": "1985-03-02",
    "securities_risk_level": "4",
    "annual_income": "60万",
    "financial_assets": "600万",
    "goal": "grow",
    "horizon_months": "60",
    "securities_idle_cash": "50万",
    "civil_capacity": "full",
}
OWN = "asset-allocation"
GIVEN = {
    "amounts": "100万,250万,150万,0",
    "today": "350万,50万,100万,0",
    "entry": "0,0.3%,1%,0",
    "yearly": "0.3%,0.5%,1.2%,0",
}
SHARED = (
    "needs-sheet", "risk-disclosure", "follow-up-letter", "festival-greeting", "account-opening-guide", "portfolio-review",
)  # fmt: skip
CASE = {"account-opening-guide": {"case": "SEC-C01"}, OWN: GIVEN}
ELSEWHERE = ("needs-sheet", "follow-up-letter", "festival-greeting", "portfolio-review")
GOLDEN = Path(__file__).parent / "golden"
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])
EVERY = pytest.mark.parametrize("template", [*SHARED, OWN])


@pytest.fixture(scope="module")
def press():
    return Press(Desk(hooks))


@LANGS
@EVERY
def test_every_format_shows_the_same_figures(press, template, lang):
    given = CASE.get(template, {})
    told = figures("\n".join(press.document(template, CLIENT, lang, given=given).texts()).encode(), "a.txt")
    assert len(told) >= 3
    slow = {".pdf"} if lang == "en" or template in ELSEWHERE else set()  # read back slowly; tried with the shared ones
    for suffix in sorted({*suffixes()} - {".htm"} - slow):
        shown = figures(press.printed(template, CLIENT, suffix, lang, given=given), f"a{suffix}")
        assert told - shown == set(), f"missing in {suffix}"


@LANGS
@pytest.mark.parametrize("template", ["proposal", *SHARED, OWN])
def test_what_it_says_may_be_said_and_required_warnings_are_there(press, template, lang):
    made = press.document(template, CLIENT, lang, given=CASE.get(template, {}))
    assert [(found.phrase.code, found.context) for found in press.sayings(made)] == []
    assert made.title
    wide = "".join(made.texts())
    assert "{" not in wide
    assert "None" not in wide


@LANGS
@EVERY
def test_its_examples_fill_it_for_a_client_of_whom_nothing_is_known(press, template, lang):
    if template == "risk-disclosure":
        assert press.document(template, CLIENT, lang).headings()
        return
    made = press.document(template, {"kind": CLIENT["kind"]}, lang, examples=True)
    assert [(found.phrase.code, found.context) for found in press.sayings(made)] == []


@LANGS
def test_it_reads_as_it_did(press, lang, request):
    text = press.printed(OWN, CLIENT, ".md", lang, given=GIVEN).decode()
    lines = [line for line in text.splitlines() if "data:image" not in line]  # charts have tests of their own
    path = GOLDEN / f"{OWN}_{lang}.md"
    if request.config.getoption("--update-golden", default=False):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "\n".join(lines) + "\n" == path.read_text(encoding="utf-8")


def test_what_is_missing_is_asked_for_all_at_once(press):
    with pytest.raises(InvalidData) as refused:
        press.document(OWN, {"kind": CLIENT["kind"]})
    assert refused.value.key == "press-asks"
    named = {wrong.figures["name"] for wrong in refused.value.figures["wrong"]}
    assert named >= {"amounts", "entry", "yearly", "level"}
    with pytest.raises(InvalidData) as refused:
        press.document(OWN, CLIENT, given={**GIVEN, "nonsense": "1"})
    assert [wrong.key for wrong in refused.value.figures["wrong"]] == ["press-not-asked"]


def test_the_level_comes_from_the_book_alone(press):
    with pytest.raises(InvalidData) as refused:
        press.document(OWN, {"kind": "person"}, given=GIVEN)
    assert [wrong.key for wrong in refused.value.figures["wrong"]] == ["press-ask-book"]
    with pytest.raises(InvalidData) as refused:
        press.document(OWN, CLIENT, given={**GIVEN, "level": "5"})
    assert [(wrong.key, wrong.figures["name"]) for wrong in refused.value.figures["wrong"]] == [("press-not-asked", "level")]


def test_no_class_above_the_level_gets_onto_paper(press):
    with pytest.raises(Refusal) as refused:
        press.document(OWN, {**CLIENT, "securities_risk_level": "3"}, given=GIVEN)
    assert refused.value.figures == {"count": 1, "level": 3, "grade": 4}
    made = press.document(OWN, {**CLIENT, "securities_risk_level": "3", "securities_professional": "是"}, given=GIVEN)
    assert made.headings()


def test_the_worst_and_the_costs_stand_beside_each_other_in_money(press):
    text = "\n".join(press.document(OWN, CLIENT, given=GIVEN).texts())
    assert (
        "合计 5,000,000.00元。在下面所列的假设里，最差是 -575,000.00元（-11.5%），第一年费用 56,000.00元，两项合计 -631,000元。"
        in text
    )
