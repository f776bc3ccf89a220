"""Every calculator of the four desks, from its help to its result, in both languages."""

from __future__ import annotations

import io
import re

import pytest

GIVEN = {
    "loan": {"principal": "100万", "annual_rate": "3.5%", "months": "240"},
    "bill-discount": {"face": "500万", "annual_rate": "1.8%", "discounted_on": "2026-11-24", "due_on": "2027-03-01"},
    "hedge": {"side": "sell", "tonnes": "1050", "tonnes_per_lot": "10"},
    "margin": {"funds": "50万", "side": "buy", "lots": "10", "price": "3500", "multiplier": "10", "rate": "9%"},
    "repo": {"amount": "10万", "rate": "2.1%", "term": "7", "trade_date": "2026-11-24"},
    "margin-ratio": {"cash": "10万", "securities": "50万", "financed": "30万"},
    "trade-cost": {"amount": "10万", "side": "sell", "commission_rate": "0.025%", "trade_date": "2026-11-24"},
    "cover-gap": {"income": "30万", "own_share": "30%", "years": "20", "rate": "2%"},
    "repayment-plan": {"principal": "100万", "annual_rate": "3.5%", "months": "240"},
    "allocation": {"amounts": "50万,200万,150万,0", "level": "4", "entry": "0,0.3%,1%,0", "yearly": "0.3%,0.5%,1.2%,0"},
    "premium-load": {"household_income": "30万", "premium": "8万", "pay_years": "20"},
    "policy-irr": {"premium": "1万", "pay_years": "3", "surrender_values": "5000,14000,26000,29000,33000"},
}  # fmt: skip
LISTED = re.compile(r"^  ([a-z-]+)  ", re.MULTILINE)
BOTH = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture
def calc(cmtool, book):
    """Run ``calc`` with the installed desks."""

    def ran(*arguments):
        return cmtool("--book", book, "--as-of", "2026-11-24", "calc", *arguments, plain=True)

    return ran


def options(given):
    return [part for name, value in given.items() for part in (f"--{name.replace('_', '-')}", value)]


@BOTH
@pytest.mark.parametrize("name", GIVEN)
def test_it_computes_from_what_its_help_asks_for(calc, name, lang):
    asked = calc(name, "--help", "--lang", lang)
    assert asked.code == 0
    assert all(f"--{option.replace('_', '-')} " in asked.out for option in GIVEN[name])
    found = calc(name, *options(GIVEN[name]), "--lang", lang, "--format", "json")
    assert found.code == 0, found
    assert found.json["calculator"].endswith(f".{name}")
    assert found.json["result"]
    assert not [note for note in found.json["notes"] if "{" in note]
    chinese = [note for note in found.json["notes"] if re.search(r"[\u4e00-\u9fff]", note)]
    assert chinese == (found.json["notes"] if lang == "zh" else [])
    sheet = calc(name, *options(GIVEN[name]), "--lang", lang)
    assert sheet.code == 0, sheet
    assert all(note in sheet.out for note in found.json["notes"])


@pytest.mark.parametrize("name", GIVEN)
def test_its_desk_may_be_named_and_inputs_given_by_name(calc, name):
    short = calc(name, *options(GIVEN[name]), "--format", "json").json
    long = calc(
        short["calculator"], *(part for pair in GIVEN[name].items() for part in ("--input", "=".join(pair))), "--format", "json"
    )
    assert long.json == short


@BOTH
@pytest.mark.parametrize("name", GIVEN)
def test_what_it_must_have_is_asked_for_all_at_once(calc, name, lang):
    needed = [] if name == "margin-ratio" else list(GIVEN[name])  # that one has a default for everything
    found = calc(name, "--lang", lang)
    assert found.code == (5 if needed else 0), found
    assert [input_ for input_ in needed if input_ not in found.err] == []


def test_the_list_names_them_all_in_order(calc):
    listed = LISTED.findall(calc("--help").out)
    assert listed == sorted(listed)
    assert set(GIVEN) <= set(listed)


LIMITS = [
    pytest.param("loan", "months", "1", "0", id="loan-shortest"),
    pytest.param("loan", "months", "600", "601", id="loan-longest"),
    pytest.param("loan", "principal", "1", "0.99", id="loan-smallest"),
    pytest.param("loan", "annual_rate", "0", "-0.01%", id="loan-free"),
    pytest.param("loan", "annual_rate", "100%", "100.01%", id="loan-dearest"),
    pytest.param("hedge", "tonnes", "0.001", "0", id="hedge-more-than-nothing"),
    pytest.param("hedge", "ratio", "100%", "101%", id="hedge-all"),
    pytest.param("trade-cost", "commission_rate", "3%", "3.01%", id="commission"),
]


@BOTH
@pytest.mark.parametrize(("name", "input_", "good", "bad"), LIMITS)
def test_each_limit_has_both_sides(calc, name, input_, good, bad, lang):
    assert calc(name, *options({**GIVEN[name], input_: good}), "--lang", lang).code == 0
    refused = calc(name, *options({**GIVEN[name], input_: bad}), "--lang", lang)
    assert refused.code == 5
    assert input_ in refused.err
    assert bad in refused.err
    assert refused.out == ""


REFUSED = [
    pytest.param("loan", {"upfront_fee": "100万"}, "到手没有钱", "leaves nothing of the loan", id="fee"),
    pytest.param("loan", {"prepay_month": "12"}, "同时给出", "give both", id="half-of-two"),
    pytest.param("bill-discount", {"due_on": "2026-11-24"}, "不晚于", "not later", id="days"),
    pytest.param("hedge", {"spot_changes": "1,2,3"}, "个数相同", "same count", id="series"),
    pytest.param("trade-cost", {"trade_date": "2022-04-28"}, "2022-04-29", "2022-04-29", id="law"),
]


@pytest.mark.parametrize(("name", "more", "chinese", "english"), REFUSED)
def test_what_no_limit_catches_is_refused_in_a_sentence(calc, name, more, chinese, english):
    for lang, words in (("zh", chinese), ("en", english)):
        refused = calc(name, *options({**GIVEN[name], **more}), "--lang", lang)
        assert refused.code == 5, refused
        assert words in refused.err
        assert refused.out == ""
        assert "{" not in refused.err


def test_the_day_before_a_refusal_ends_it_computes(calc):
    assert calc("trade-cost", *options({**GIVEN["trade-cost"], "trade_date": "2022-04-29"})).code == 0
    assert calc("bill-discount", *options({**GIVEN["bill-discount"], "due_on": "2026-11-25"})).code == 0


def test_values_come_from_a_file_or_from_standard_input(calc, tmp_path, monkeypatch):
    (tmp_path / "principal").write_text("100万\n", encoding="utf-8")
    by_file = calc("loan", *options({**GIVEN["loan"], "principal": f"@{tmp_path / 'principal'}"}), "--format", "json")
    monkeypatch.setattr("sys.stdin", io.StringIO("100万\n"))
    by_input = calc("loan", *options({**GIVEN["loan"], "principal": "-"}), "--format", "json")
    assert by_file.json == by_input.json == calc("loan", *options(GIVEN["loan"]), "--format", "json").json


def test_a_result_that_anyone_can_check(calc):
    found = calc("loan", *options(GIVEN["loan"]), "--format", "json").json["result"]
    assert found["first_payment"]["value"] == pytest.approx(5799.60, abs=0.005)  # 100万 at 3.5 % over 240 months
    hedge = calc("hedge", *options({**GIVEN["hedge"], "ratio": "0.8"}), "--format", "json").json["result"]
    assert (hedge["lots"]["value"], hedge["uncovered"]["value"]) == (84, 210)
