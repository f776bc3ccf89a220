"""The documents of the futures desk: every template for a client of it, every format, both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from cmtool.testing import Desk, Press
from cmtool.testing.papers import PaperContract
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


@pytest.fixture(scope="module")
def press():
    return Press(Desk(hooks))


class TestPapers(PaperContract):
    hooks, client, own, given, case = hooks, CLIENT, OWN, GIVEN, "FUT-C03"
    asked = frozenset({"product", "month", "price", "cash"})
    golden = Path(__file__).parent / "golden"


def test_the_plan_is_that_of_the_calculator(press):
    text = "\n".join(press.document(OWN, CLIENT, given=GIVEN).texts())
    goods = {"name": "x", "product": "rb", "side": "sell", "month": "2027-04", "quantity": "3000", "share": "60%"}
    plan = {"firm": "x", "cash": "200万", "market": [{"code": "rb", "price": "3120", "volatility": "16%"}], "exposure": [goods]}
    found = press.desk.calc("hedge-plan", plan=plan, on="2026-11-24").values
    assert f"用 {found['lots']}手期货对应" in text
    assert f"现在需要保证金 {found['margin_now']:,.2f}元" in text
    assert f"账户里共需要 {found['margin_stress']:,.2f}元" in text
