"""The documents of the futures desk: every template for a client of it, every format, both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cmtool.errors import InvalidData
from cmtool.report.press.writers import suffixes
from cmtool.testing import Desk, Press, figures
from cmtool_futures import hooks

CLIENT = {
    "kind": "organisation",
    "industry": "钢铁贸易",
    "futures_risk_level": "4",
    "commodity_roles": "sells,stocks",
    "hedge_exposure_tonnes": "3000",
    "hedge_covered_tonnes": "0",
    "goal": "hedge",
}
OWN = "hedging-plan"
GIVEN = {
    "product": "rb",
    "side": "sell",
    "month": "2027-04",
    "share": "60%",
    "price": "3120",
    "cash": "200万",
    "volatility": "16%",
}
SHARED = (
    "needs-sheet", "risk-disclosure", "follow-up-letter", "festival-greeting", "account-opening-guide", "portfolio-review",
)  # fmt: skip
CASE = {"account-opening-guide": {"case": "FUT-C03"}, OWN: GIVEN}
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
    assert named >= {"product", "month", "price", "cash"}
    with pytest.raises(InvalidData) as refused:
        press.document(OWN, CLIENT, given={**GIVEN, "nonsense": "1"})
    assert [wrong.key for wrong in refused.value.figures["wrong"]] == ["press-not-asked"]


def test_the_plan_is_that_of_the_calculator(press):
    text = "\n".join(press.document(OWN, CLIENT, given=GIVEN).texts())
    goods = {"name": "x", "product": "rb", "side": "sell", "month": "2027-04", "quantity": "3000", "share": "60%"}
    plan = {"firm": "x", "cash": "200万", "market": [{"code": "rb", "price": "3120", "volatility": "16%"}], "exposure": [goods]}
    found = press.desk.calc("hedge-plan", plan=plan, on="2026-11-24").values
    assert f"用 {found['lots']}手期货对应" in text
    assert f"现在需要保证金 {found['margin_now']:,.2f}元" in text
    assert f"账户里共需要 {found['margin_stress']:,.2f}元" in text
