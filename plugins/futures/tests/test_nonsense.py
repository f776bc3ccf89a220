"""What makes no sense is said in a sentence, in both languages: contracts that have ended, prices and fees beyond reason."""

from __future__ import annotations

import re

import pytest

ENDED = {"zh": "{code} 已经到期，最后交易日是 {day}", "en": "{code} has ended: its last trading day was {day}"}


def noted(answer, words):
    return any(words in note for note in answer["notes"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("code", "on", "ended", "day"),
    [
        ("cu2611", "2026-11-16", False, "2026-11-16"),
        ("cu2611", "2026-11-17", True, "2026-11-16"),
        ("IF2610", "2026-11-24", True, "2026-10-16"),
        ("rb2705", "2026-11-24", False, "2027-05-17"),
    ],
)
def test_a_card_says_whether_its_contract_has_ended(calculated, lang, code, on, ended, day):
    answer = calculated("contract", code=code, as_of=on, lang=lang)
    assert answer["result"]["last_trading_day"]["value"] == day
    assert noted(answer, ENDED[lang].format(code=code, day=day)) is ended


def test_where_no_last_day_is_known_the_month_decides(calculated):
    assert not noted(calculated("contract", code="L2611F"), "已经过去")
    assert noted(calculated("contract", code="L2610F"), "l2610F 的合约月份已经过去")
    assert noted(calculated("contract", code="L2610F", lang="en"), "the delivery month of l2610F is over")


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", "rb2601 在开始日 2026-11-24 之前就要平仓，没有用到"), ("en", "rb2601 must be left before the start")],
)
def test_a_roll_plan_says_which_contract_it_cannot_use(calculated, tmp_path, lang, words):
    plan = tmp_path / "plan.toml"
    exposure = "[[exposure]]\nuntil = 2027-03-20\nquantity = 805\n"
    plan.write_text(exposure + '[[contract]]\ncode = "rb2601"\n[[contract]]\ncode = "rb2705"\n', encoding="utf-8")
    assert noted(calculated("roll", plan=plan, side="sell", per_lot=10, lang=lang), words)
    plan.write_text(exposure + '[[contract]]\ncode = "rb2705"\n', encoding="utf-8")
    assert not noted(calculated("roll", plan=plan, side="sell", per_lot=10, lang=lang), words)


@pytest.mark.parametrize(("code", "far"), [("sc2911", False), ("sc2912", True), ("rb9901", True), ("rb2801", False)])
def test_a_contract_beyond_three_years_is_questioned(calculated, code, far):
    assert noted(calculated("contract", code=code), "三年以上") is far
    assert noted(calculated("contract", code=code, lang="en"), "more than three years ahead") is far


def test_a_card_speaks_one_language(calculated):
    english = calculated("contract", code="rb2705", lang="en")["result"]
    assert english["product"]["value"] == {"zh": "螺纹钢", "en": "Steel Rebar"}
    assert english["unit"]["value"]["en"] == "t"


def test_the_printed_card_of_a_firms_own_rate(capsys, tmp_path, monkeypatch):
    from cmtool.cli import run

    table = tmp_path / "own.toml"
    table.write_text('as_of = 2026-11-24\n[[rate]]\nproduct = "rb"\nexchange = "8%"\n', encoding="utf-8")
    printed = {}
    for lang in ("zh", "en"):
        asked = ["--as-of", "2026-11-24", "--lang", lang, "calc", "contract", "--code=rb2705", f"--margins={table}"]
        assert run(asked) == 0
        printed[lang] = capsys.readouterr().out
    assert "公司自定" in printed["zh"]
    assert not re.search(r"firm|Rebar", printed["zh"])
    assert "the firm's own" in printed["en"]
    assert not re.search(r"[\u4e00-\u9fff]", printed["en"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_quota_is_counted_for_a_contract_that_has_ended(calculated, lang):
    said = calculated("position-limits", expect=5, lang=lang, contract="m2609", limit=1500)
    assert ENDED[lang].format(code="m2609", day="2026-09-14") in said
    assert calculated("position-limits", contract="m2701", limit=1500)["result"]["quota"]["value"] == 1500


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", "这几天结算后保证金不足：2，共 1 天"), ("en", "margin is short after settlement on day 2, 1 day(s)")],
)
def test_a_short_day_is_called_a_day(calculated, lang, words):
    account = {"funds": 100000, "side": "buy", "lots": 20, "price": 4000, "multiplier": 10, "rate": "10%"}
    assert noted(calculated("daily-settlement", settlements="3900,3800,3850", top_up="yes", lang=lang, **account), words)


@pytest.mark.parametrize(("settlement", "code"), [("100000000", 0), ("100000001", 5)])
def test_a_price_of_a_series_has_a_limit(calculated, settlement, code):
    account = {"funds": 100000, "side": "buy", "lots": 20, "price": 4000, "multiplier": 10, "rate": "10%"}
    said = calculated("daily-settlement", expect=code, settlements=f"3900,{settlement}", **account)
    assert code == 0 or f"“{settlement}”超出范围：不限，不大于 100,000,000" in said


@pytest.mark.parametrize(("fee", "code"), [("31000元", 0), ("31000.01元", 5), ("10000bp", 0), ("10001bp", 5)])
@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "超过一手的合约价值 31,000 元"), ("en", "more than the value of a lot, 31,000 CNY")]
)
def test_a_fee_is_not_more_than_the_lot_is_worth(calculated, fee, code, lang, words):
    trade = {"lots_opened": 1, "lots_closed": 1, "open_price": 3100, "close_price": 3100, "multiplier": 10, "tick": 1}
    said = calculated("trading-fees", expect=code, lang=lang, open_fee=fee, **trade)
    assert code == 0 or words in said
