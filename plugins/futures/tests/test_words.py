"""The sentences of the calculators fit the figures their functions give, and the pack's words keep their promises."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

import cmtool_futures.calculators as calculators

ROOM = Path(calculators.__file__).parent


def figures(words):
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def choices(node):
    """Return the texts a key can be: one, or either side of a choice."""
    return [*choices(node.body), *choices(node.orelse)] if isinstance(node, ast.IfExp) else [node.value]


def spoken(kind):
    """Return (module, key, figures) for each ``Note`` or ``Refusal`` that the calculators make."""
    for path in sorted(ROOM.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == kind:
                for key in choices(node.args[0]):
                    yield path.stem, key, {word.arg for word in node.keywords}


@pytest.mark.parametrize(("kind", "shelf"), [("Note", "notes"), ("Refusal", "refusals")])
def test_every_remark_is_declared_with_just_its_figures(desk, kind, shelf):
    declared = {key: words for calculator in desk.pack.calculators for key, words in getattr(calculator, shelf).items()}
    made = list(spoken(kind))
    made += [("contracts", "contract", {"zh", "en"})] if kind == "Refusal" else []  # said by the contracts' own sentences
    assert {key for _, key, _ in made} == set(declared)
    for module, key, given in made:
        words = declared[key]
        assert figures(words.zh) == figures(words.en), key
        assert figures(words.zh) <= given, (module, key)


def test_every_calculator_gives_only_results_it_declares(desk):
    inputs = {
        "hedge": {"side": "buy", "tonnes": "100", "tonnes_per_lot": "10", "spot_changes": "1,2,3", "futures_changes": "1,2,4"},
        "hedge-result": {"side": "buy", "tonnes": "100", "lots": "9", "tonnes_per_lot": "10", "spot_start": "100",
                         "futures_start": "101", "spot_end": "103", "futures_end": "105"},
        "margin": {"funds": "10万", "side": "sell", "lots": "1", "price": "4000", "multiplier": "10", "rate": "10%",
                   "settlements": "4010"},
        "contract": {"code": "rb2701", "price": "3200"},
        "margin-stress": {"equity": "10万", "side": "buy", "lots": "10", "price": "4000", "multiplier": "10", "rate": "10%"},
        "daily-settlement": {"funds": "10万", "side": "sell", "lots": "1", "price": "4000", "multiplier": "10", "rate": "10%",
                             "settlements": "4010"},
        "option-price": {"kind": "call", "futures": "3100", "strike": "3200", "days": "60", "volatility": "20%",
                         "multiplier": "10"},
        "implied-volatility": {"kind": "call", "futures": "3100", "strike": "3200", "days": "60", "paid": "60"},
        "collar": {"side": "sell", "tonnes": "1000", "tonnes_per_lot": "10", "futures": "3100", "floor": "3000", "cap": "3200",
                   "volatility": "20%"},
        "trading-fees": {"lots_opened": "1", "open_price": "3100", "close_price": "3100", "multiplier": "10", "tick": "1",
                         "open_fee": "1bp"},
        "delivery-cost": {"side": "sell", "lots": "30", "tonnes_per_lot": "10", "settlement": "3200", "entry": "3100",
                          "goods": "3000"},
        "beta-hedge": {"portfolio": "1000万", "beta": "1.1", "futures_price": "4000", "multiplier": "300"},
    }  # fmt: skip
    for calculator in desk.pack.calculators:
        found = desk.calc(calculator.name, **inputs[calculator.name])
        assert set(found.values) == {quantity.name for quantity in calculator.results}


def test_remedies_and_triggers_never_coach_an_answer(desk):
    said = [rule.remedy.zh for rule in desk.pack.rules if rule.remedy] + [trigger.say.zh for trigger in desk.pack.follow_ups]
    coaching = ("选高", "填高", "改选", "重新选", "重做问卷", "提高等级")
    assert [words for words in said if any(word in words for word in coaching)] == []


def test_products_that_touch_futures_carry_the_warning(desk):
    for product in desk.pack.products:
        carried = "".join(sentence.zh for sentence in product.disclosures)
        assert "谨慎" in carried, product.code
