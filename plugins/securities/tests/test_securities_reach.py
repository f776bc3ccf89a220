"""Of which products and which clients each rule of the securities desk speaks."""

from __future__ import annotations

from datetime import date

import pytest

from cmtool.testing import Desk
from cmtool_securities import hooks

ON = date(2026, 11, 24)
PERSON = {"kind": "person"}
FIRM = {"kind": "organisation"}
ACCOUNT, STAR, CHINEXT, BSE, HK, MARGIN, OPTION, CONVERTIBLE = (f"SEC-P00{n}" for n in range(1, 9))
REPO, MONEY, EQUITY, BONDS, PLAN, PRIVATE, ADVICE, REITS = (
    "SEC-P009", "SEC-P010", "SEC-P013", "SEC-P014", "SEC-P015", "SEC-P016", "SEC-P018", "SEC-P019",
)  # fmt: skip
ALL = {f"SEC-P{n:03d}" for n in range(1, 20)}
SAFEST = {REPO, MONEY}
CAUTIOUS = SAFEST | {"SEC-P011", "SEC-P017"}
SHARES = {ACCOUNT, STAR, CHINEXT, BSE, HK, MARGIN, CONVERTIBLE}
FUNDS = {MONEY, "SEC-P011", "SEC-P012", EQUITY}
SPEAKS = {  # the products a rule speaks of, to a person and to an organisation
    "SEC-R001": (ALL - SAFEST, set()), "SEC-R002": (ALL - SAFEST, set()), "SEC-R003": ({PRIVATE}, {PRIVATE}),
    "SEC-R007": (SHARES, set()), "SEC-R008": (SHARES | {OPTION, REITS},) * 2, "SEC-R009": ({ADVICE}, {ADVICE}),
    "SEC-R010": ({STAR}, set()), "SEC-R011": ({STAR}, set()), "SEC-R012": ({CHINEXT}, set()), "SEC-R013": ({CHINEXT}, set()),
    "SEC-R014": ({BSE}, set()), "SEC-R015": ({BSE}, set()), "SEC-R016": ({HK}, set()), "SEC-R017": ({HK}, set()),
    "SEC-R018": ({MARGIN}, {MARGIN}), "SEC-R019": ({MARGIN}, {MARGIN}), "SEC-R020": ({MARGIN}, {MARGIN}),
    "SEC-R022": ({OPTION}, set()), "SEC-R023": ({OPTION}, set()), "SEC-R024": ({OPTION}, set()), "SEC-R025": (set(), {OPTION}),
    "SEC-R026": ({CONVERTIBLE}, set()), "SEC-R027": ({CONVERTIBLE}, set()),
    "SEC-R028": (FUNDS, FUNDS), "SEC-R029": (FUNDS, FUNDS), "SEC-R031": ({EQUITY}, set()), "SEC-R032": ({REITS}, {REITS}),
    "SEC-R033": ({BONDS, PLAN}, set()), "SEC-R034": ({BONDS, PLAN}, set()), "SEC-R035": (set(), {BONDS, PLAN}),
    "SEC-R036": ({BONDS, PLAN}, {BONDS, PLAN}), "SEC-R037": ({PRIVATE}, set()), "SEC-R038": (set(), {PRIVATE}),
    "SEC-R039": ({PRIVATE}, {PRIVATE}), "SEC-R041": (ALL - CAUTIOUS,) * 2,
    "SEC-R051": ({REPO, BONDS, PLAN, PRIVATE, "SEC-P017", ADVICE},) * 2,
    "SEC-R052": (CAUTIOUS,) * 2, "SEC-R053": (CAUTIOUS,) * 2,
    "SEC-R054": (ALL - CAUTIOUS,) * 2, "SEC-R055": ({"SEC-P012", EQUITY},) * 2, "SEC-R056": ({OPTION},) * 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def desk():
    return Desk(hooks)


@pytest.mark.parametrize("code", SPEAKS)
def test_a_rule_speaks_of_its_own_products_and_clients_only(desk, code):
    for facts, expected in zip((PERSON, FIRM), SPEAKS[code], strict=True):
        spoken = {product for product in ALL if desk.outcome(code, facts=facts, product=product, on=ON) != "not concerned"}
        assert spoken == expected


def test_every_rule_about_products_says_of_which(desk):
    elsewhere = {"SEC-R030"}  # the same words as SEC-R029, from a later day
    assert {rule.code for rule in desk.pack.rules if rule.about == "product"} - elsewhere == set(SPEAKS)
