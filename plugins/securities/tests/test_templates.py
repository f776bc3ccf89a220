"""The documents of the securities desk: every template for a client of it, every format, both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cmtool.errors import InvalidData, Refusal
from cmtool.testing import Desk, Press
from cmtool.testing.papers import PaperContract
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


@pytest.fixture(scope="module")
def press():
    return Press(Desk(hooks))


class TestPapers(PaperContract):
    hooks, client, own, given, case = hooks, CLIENT, OWN, GIVEN, "SEC-C01"
    asked = frozenset({"amounts", "entry", "yearly", "level"})
    golden = Path(__file__).parent / "golden"


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
