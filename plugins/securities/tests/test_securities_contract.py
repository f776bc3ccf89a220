"""The securities desk sits the examination of every plugin, and a few questions of its own."""

from __future__ import annotations

from collections import Counter

from cmtool.testing import PluginContract
from cmtool_securities import hooks


class TestContract(PluginContract):
    hooks = hooks

    def test_the_desk_is_of_the_size_it_promises(self):
        pack = self.desk().pack
        laws = [rule for rule in pack.rules if rule.severity != "prefer"]
        assert len(pack.products) >= 12
        assert len(laws) >= 15
        assert {question.spin for question in pack.questions} == {"situation", "problem", "implication", "need_payoff"}
        assert len(pack.questionnaires[0].questions) >= 10
        assert len(pack.terms) >= 15
        assert min(len(pack.cases), len(pack.follow_ups), len(pack.talks)) >= 3

    def test_every_product_is_marked_as_a_sample_and_warns(self):
        for product in self.desk().pack.products:
            assert product.sample, product.code
            assert product.title.zh.startswith("（示例）"), product.code
            assert product.title.en.startswith("(sample)"), product.code
            assert any("风险" in sentence.zh for sentence in product.disclosures), product.code

    def test_every_product_serves_a_need_and_every_need_has_a_product(self):
        pack = self.desk().pack
        served = Counter(need for product in pack.products for need in product.serves)
        assert all(product.serves for product in pack.products)
        assert [need.name for need in pack.needs if not served[need.name]] == []

    def test_an_uncertain_source_never_bars(self):
        barring = [
            rule.code
            for rule in self.desk().pack.rules
            if rule.source and rule.source.confidence in {"U", "V2"} and rule.blocks
        ]
        assert barring == []

    def test_private_products_start_at_the_minimum_of_the_law(self):
        low = {"SEC-P014": 30_000_000, "SEC-P015": 100_000_000, "SEC-P016": 100_000_000}  # fen
        products = {product.code: product for product in self.desk().pack.products}
        assert all(products[code].values["min_amount"] >= fen for code, fen in low.items())
