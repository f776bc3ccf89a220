"""The sentences of the calculators fit the figures their functions give, and the pack's words keep their promises."""

from __future__ import annotations

import ast
import string
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import cmtool_futures.calculators as calculators
from cmtool_futures.calculators import BY_NAME

ROOM, PACKAGE = Path(calculators.__file__).parent, "cmtool_futures.calculators."


def figures(words):
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def choices(node):
    """Return the texts a key can be: one, or either side of a choice."""
    return [*choices(node.body), *choices(node.orelse)] if isinstance(node, ast.IfExp) else [node.value]


def imported(module):
    """Return the calculators' modules that a module draws on, itself first."""
    tree = ast.parse((ROOM / f"{module}.py").read_text(encoding="utf-8"))
    names = [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    near = [name.removeprefix(PACKAGE) for name in names if name.startswith(PACKAGE)]
    return {module}.union(*(imported(name) for name in near))


def spoken(modules, kind):
    """Return {key: [figures, …]} of each ``Note`` or ``Refusal`` that these modules make."""
    made = {}
    for module in sorted(modules):
        for node in ast.walk(ast.parse((ROOM / f"{module}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == kind:
                for key in choices(node.args[0]):
                    made.setdefault(key, []).append({word.arg for word in node.keywords})
    return made


@pytest.mark.parametrize("name", sorted(BY_NAME))
@pytest.mark.parametrize(("kind", "shelf"), [("Note", "notes"), ("Refusal", "refusals")])
def test_every_remark_is_declared_with_just_its_figures(desk, name, kind, shelf):
    declared = getattr(next(found for found in desk.pack.calculators if found.name == name), shelf)
    module = BY_NAME[name].__module__.removeprefix(PACKAGE)
    own, made = spoken({module}, kind), spoken(imported(module), kind)
    made |= {"contract": [{"words", "zh", "en"}]} if kind == "Refusal" else {}  # said by the contracts' own sentences
    assert set(own) <= set(declared) <= set(made)
    for key, words in declared.items():
        assert figures(words.zh) == figures(words.en), key
        for given in own.get(key, made[key]):
            assert None in given or figures(words.zh) | figures(words.en) <= given, key  # None: figures given as a mapping


def pairs(*prices):
    return tuple((date(2026, 11, day), Decimal(price)) for day, price in enumerate(prices, 2))


SPOT, FUTURES = pairs(100, 103, 101, 106, 104, 107), pairs(98, 101, 100, 104, 103, 104)
BOND = {"name": "A", "coupon": "3%", "maturity": "2033-07-15", "price": "101"}
EXAMPLES = {
    "hedge": [{"side": "buy", "tonnes": "100", "tonnes_per_lot": "10", "spot_changes": "1,2,3", "futures_changes": "1,2,4"}],
    "hedge-result": [{"side": "buy", "tonnes": "100", "lots": "9", "tonnes_per_lot": "10", "spot_start": "100",
                      "futures_start": "101", "spot_end": "103", "futures_end": "105"}],
    "margin": [{"funds": "10万", "side": "sell", "lots": "1", "price": "4000", "multiplier": "10", "rate": "10%",
                "settlements": "4010"}],
    "contract": [{"code": "rb2701", "price": "3200"}],
    "margin-stress": [{"equity": "10万", "side": "buy", "lots": "10", "price": "4000", "multiplier": "10", "rate": "10%"}],
    "daily-settlement": [{"funds": "10万", "side": "sell", "lots": "1", "price": "4000", "multiplier": "10", "rate": "10%",
                         "settlements": "4010"}],
    "option-price": [{"kind": "call", "futures": "3100", "strike": "3200", "days": "60", "volatility": "20%",
                     "multiplier": "10"}],
    "implied-volatility": [{"kind": "call", "futures": "3100", "strike": "3200", "days": "60", "paid": "60"}],
    "collar": [{"side": "sell", "tonnes": "1000", "tonnes_per_lot": "10", "futures": "3100", "floor": "3000", "cap": "3200",
               "volatility": "20%"}],
    "trading-fees": [{"lots_opened": "1", "open_price": "3100", "close_price": "3100", "multiplier": "10", "tick": "1",
                     "open_fee": "1bp"}],
    "delivery-cost": [{"side": "sell", "lots": "30", "tonnes_per_lot": "10", "settlement": "3200", "entry": "3100",
                      "goods": "3000"}],
    "beta-hedge": [{"portfolio": "1000万", "portfolio_returns": "1,2,3.5", "index_returns": "1,2,3", "futures_price": "4000",
                    "multiplier": "300"}],
    "hedge-ratio": [{"spot": SPOT, "futures": FUTURES}],
    "lots": [{"side": "buy", "quantity": "105", "per_lot": "10", "spot_price": "100", "futures_price": "101"}],
    "bond": [{"settle": "2026-11-24", "maturity": "2033-07-15", "coupon": "3%", "price": "101"}],
    "conversion-factor": [{"coupon": "3%", "delivery": "2026-12", "maturity": "2033-07-15"}],
    "bond-invoice": [{"settlement": "100", "factor": "1.02", "accrued": "1"}],
    "ctd": [{"futures_price": "100", "bonds": {"bond": [BOND]}, "buy": "2026-11-24", "deliver": "2026-12-14"}],
    "bond-hedge": [{"method": "dv01", "portfolio_dv01": "5000", "ctd_dv01": "0.05", "factor": "1.02"}],
    "bond-portfolio": [{"values": "1,2", "durations": "3,4"}],
    "zero-bond": [{"zeros": "0.02,0.03", "coupon": "3%"}],
    "basis": [{"spot": SPOT, "futures": FUTURES}],
    "carry": [{"spot": "100", "rate": "2%", "months": "3", "futures_price": "101"}],
    "fx-forward": [{"spot": "7.1", "domestic_rate": "2%", "foreign_rate": "4%", "days": "90"}],
    "roll": [{"plan": {"exposure": [{"until": "2027-03-20", "quantity": "500"}],
                       "contract": [{"code": "rb2701", "price": "3100"}, {"code": "rb2705", "price": "3150"}]},
              "side": "sell", "per_lot": "10"}],
    "position-limits": [{"limit": "1000", "contract": "m2701", "yearly_plan": "1万", "per_lot": "10"}],
    "hedge-plan": [{"plan": {"firm": "甲", "cash": "100万", "market": [{"code": "rb", "volatility": "20%", "months": "1,5,10"}],
                             "exposure": [{"name": "库存", "product": "rb", "side": "sell", "month": "2027-02",
                                           "quantity": "1000", "grade": "HRB400E", "place": "杭州"}]},
                    "prices": FUTURES, "spot": SPOT}],
    "hedge-accounting": [{"kind": "cash_flow", "item_changes": "-1,-2,-4", "instrument_changes": "1,2,3"}],
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_calculator_gives_the_results_it_declares_and_no_others(desk, name):
    given = [desk.calc(name, **inputs) for inputs in EXAMPLES[name]]
    declared = next(found for found in desk.pack.calculators if found.name == name).results
    assert set().union(*(found.values for found in given)) == {quantity.name for quantity in declared}
    for quantity in declared:
        rows = [row for found in given for row in found.values[quantity.name] or ()] if quantity.columns else []
        assert {key for row in rows for key in row} <= {column.name for column in quantity.columns}, quantity.name


def test_remedies_and_triggers_never_coach_an_answer(desk):
    said = [rule.remedy.zh for rule in desk.pack.rules if rule.remedy] + [trigger.say.zh for trigger in desk.pack.follow_ups]
    coaching = ("选高", "填高", "改选", "重新选", "重做问卷", "提高等级")
    assert [words for words in said if any(word in words for word in coaching)] == []


def test_products_that_touch_futures_carry_the_warning(desk):
    for product in desk.pack.products:
        carried = "".join(sentence.zh for sentence in product.disclosures)
        assert "谨慎" in carried, product.code


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_large_limit_is_not_taken_for_the_number_of_a_person(calculated, lang):
    given = {"spot": 7.1, "domestic_rate": "1.8%", "foreign_rate": "4.2%", "days": 90}
    said = calculated("fx-forward", expect=5, lang=lang, amount=-1, **given)
    assert "1,000,000,000,000,000" in said
    assert "*" not in said
