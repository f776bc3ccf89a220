"""The documents of the banking desk: every template for a client of it, every format, both languages."""

from __future__ import annotations

import re
from pathlib import Path

import numpy_financial
import pytest

from cmtool.testing import Desk, Press
from cmtool.testing.papers import SHARED, PaperContract
from cmtool_banking import hooks

CLIENT = {
    "kind": "person",
    "birth_date": "1985-03-02",
    "marital_status": "married",
    "bank_risk_level": "3",
    "annual_income": "30万",
    "financial_assets": "80万",
    "goal": "grow",
    "horizon_months": "36",
    "bank_idle_money": "50万",
    "bank_balance": "20万",
    "bank_monthly_debt": "3000",
    "civil_capacity": "full",
    "bank_deposit_matures_on": "2027-02-01",
    "aml_risk": "high",
}
OWN = "loan-comparison"
GIVEN = {
    "principal": "100万",
    "annual_rate": "3.5%",
    "months": "240",
    "upfront_fee": "2000",
    "second_rate": "3.2%",
    "second_months": "180",
    "second_fee": "8000",
    "prepay_month": "36",
    "prepay_amount": "20万",
}


@pytest.fixture(scope="module")
def press():
    return Press(Desk(hooks))


class TestPapers(PaperContract):
    hooks, client, own, given, case = hooks, CLIENT, OWN, GIVEN, "BNK-C01"
    asked = frozenset({"principal", "annual_rate", "months"})
    golden = Path(__file__).parent / "golden"


def test_what_the_house_keeps_for_itself_is_on_no_paper(press):
    for template in (*SHARED, OWN):
        text = "\n".join(
            press.document(
                template, CLIENT, given={"account-opening-guide": {"case": "BNK-C01"}, OWN: GIVEN}.get(template, {})
            ).texts()
        )
        assert [word for word in ("洗钱风险高", "强化尽职调查记录") if word in text] == [], template
        assert "洗钱" not in text or template == "account-opening-guide", template  # one of the steps there is the grading


def test_the_ways_stand_side_by_side_and_the_figures_are_those_of_the_calculators(press):
    text = press.printed(OWN, CLIENT, ".md", given=GIVEN).decode()
    cost = numpy_financial.rate(240, -5799.60, 998_000, 0) * 12
    assert "| 项目 | 等额本息 | 等额本金 | 另一笔报价，等额本息 |" in text
    assert "| 首期应还 | 5,799.60元 | 7,083.33元 | 7,002.41元 |" in text
    assert f"| 年化综合融资成本（单利） | {cost:.4%} | " in text
    short = press.printed(OWN, CLIENT, ".md", given={"principal": "10万", "annual_rate": "4%", "months": "36"}).decode()
    assert "| 首期应还 | 2,952.40元 | 3,111.11元 | 333.33元 |" in short
    assert re.search(r"^\| 末期应还 \| .* \| 100,333.33元 \|$", short, re.M)
