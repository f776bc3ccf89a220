"""Facts have days: one gone stale is not known, and an old day is judged by what was known and in force then."""

from __future__ import annotations

import pytest


def on(day):
    return ("--as-of", day)


def verdicts(ok, code, product, *more):
    (item,) = ok("why", code, product, "--format", "json", *more).items
    return item["verdict"], {rule["code"]: rule["verdict"] for rule in item["rules"]}


@pytest.fixture
def buyer(ok, add):
    """A client asked about his budget, which counts for 30 days, on 24 October."""
    code = add(kind="person", birth_date="1980-05-05", goal="grow", shop_colours="green")
    ok("client", "edit", code, "--set", "shop_budget=50万", *on("2026-10-24"))
    ok("client", "edit", code, "--set", "shop_risk_level=5", "--source", "paper", *on("2026-10-24"))
    return code


@pytest.mark.parametrize(
    ("day", "verdict", "rule"),
    [
        pytest.param("2026-10-23", "ask", "unknown", id="the-day-before-it-was-said"),
        pytest.param("2026-10-24", "eligible", "kept", id="the-day-it-was-said"),
        pytest.param("2026-11-23", "eligible", "kept", id="the-last-day-it-counts"),
        pytest.param("2026-11-24", "ask", "unknown", id="the-day-after"),
    ],
)
def test_a_fact_counts_for_as_many_days_as_it_is_valid(ok, buyer, day, verdict, rule):
    ok("client", "edit", buyer, "--set", "birth_date=1980-05-05", "--set", "goal=grow", *on("2026-01-01"))
    found, rules = verdicts(ok, buyer, "SHP-P003", *on(day))
    assert rules["SHP-R001"] == rule
    assert found == verdict


def test_match_asks_again_for_what_has_gone_stale(ok, buyer):
    (item,) = [item for item in ok("match", buyer, "--format", "json").items if item["product"] == "SHP-P003"]
    assert item["ask"] == [{"fact": "shop_budget", "question": "您打算花多少钱买茶？"}]
    assert "shop_budget" in [entry["fact"] for entry in ok("needs", "next", buyer, "--format", "json").items]


def test_a_stale_fact_is_shown_as_such_and_not_counted(ok, buyer):
    (item,) = [item for item in ok("client", "show", buyer, "--format", "json").items if item["fact"] == "shop_budget"]
    assert (item["value"], item["as_of"], item["stale"]) == (500_000, "2026-10-24", True)
    assert "2026-10-24（已过期）" in ok("client", "show", buyer).out
    assert ok("client", "list", "--where", "c.shop_budget >= 1", "--format", "ids").out == ""
    assert ok("client", "list", "--where", "c.shop_budget IS NULL", "--format", "ids").out == f"{buyer}\n"
    assert ok("client", "list", "--where", "c.shop_budget >= 1", "--format", "ids", *on("2026-11-23")).out == f"{buyer}\n"


def test_a_rule_binds_from_its_first_day_to_its_last(ok, add):
    code = add(kind="person")
    ok("client", "edit", code, "--set", "birth_date=1940-01-01", *on("2020-01-01"))
    assert "SHP-R004" not in verdicts(ok, code, "SHP-P003", *on("2026-05-31"))[1]
    assert verdicts(ok, code, "SHP-P003", *on("2026-06-01"))[1]["SHP-R004"] == "broken"
    assert verdicts(ok, code, "SHP-P001", *on("2025-12-31"))[1]["SHP-R010"] == "unknown"
    assert "SHP-R010" not in verdicts(ok, code, "SHP-P001", *on("2026-01-01"))[1]
    listed = [ok("rule", "list", "--format", "ids", *on(day)).out.split() for day in ("2025-12-31", "2026-01-01")]
    assert ["SHP-R010" in codes for codes in listed] == [True, False]


def test_a_product_is_on_offer_from_its_first_day_to_its_last(ok, add):
    code = add()
    for day, offered in (
        ("2025-12-31", {"SHP-P007"}),
        ("2026-01-01", set()),
        ("2026-12-31", set()),
        ("2027-01-01", {"SHP-P006"}),
    ):
        matched = {item["product"] for item in ok("match", code, "--format", "json", *on(day)).items}
        listed = set(ok("product", "list", "--format", "ids", *on(day)).out.split())
        assert matched == listed
        assert matched & {"SHP-P006", "SHP-P007"} == offered


def value(ok, code, day, fact="shop_risk_level"):
    items = ok("client", "show", code, "--format", "json", *on(day)).items
    return next((item["value"] for item in items if item["fact"] == fact), None)


def test_an_old_day_reads_the_value_of_that_day_from_the_journal(ok, add):
    code = add()
    for day, level in (("2026-02-01", 2), ("2026-03-01", 4), ("2026-04-01", 3)):
        ok("client", "edit", code, "--source", "paper", "--set", f"shop_risk_level={level}", *on(day))
    days = ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01")
    assert [value(ok, code, day) for day in days] == [None, 2, 2, 4, 4, 3]
    assert verdicts(ok, code, "SHP-P004", *on("2026-03-15"))[1]["SHP-G001"] == "kept"
    assert verdicts(ok, code, "SHP-P004", *on("2026-04-15"))[1]["SHP-G001"] == "broken"


def test_a_value_confirmed_later_was_known_before_too(ok, add):
    code = add()
    for day in ("2026-02-01", "2026-04-01"):
        ok("client", "edit", code, "--source", "paper", "--set", "shop_risk_level=2", *on(day))
    assert [value(ok, code, day) for day in ("2026-01-31", "2026-03-01", "2026-04-01")] == [None, 2, 2]


def test_a_value_corrected_on_its_own_day_leaves_no_trace_on_old_days(ok, add):
    code = add()
    for level, day in ((2, "2026-02-01"), (3, "2026-02-01"), (4, "2026-04-01")):
        ok("client", "edit", code, "--source", "paper", "--set", f"shop_risk_level={level}", *on(day))
    assert value(ok, code, "2026-03-01") == 3


def test_a_fact_taken_back_was_known_until_then(ok, add):
    code = add()
    ok("client", "edit", code, "--source", "paper", "--set", "shop_risk_level=2", *on("2026-02-01"))
    ok("client", "edit", code, "--unset", "shop_risk_level", *on("2026-04-01"))
    assert [value(ok, code, day) for day in ("2026-03-31", "2026-04-01", "2026-11-24")] == [2, None, None]


def test_an_undone_edit_was_never_there(ok, add):
    code = add()
    ok("client", "edit", code, "--source", "paper", "--set", "shop_risk_level=2", *on("2026-02-01"))
    ok("client", "edit", code, "--source", "paper", "--set", "shop_risk_level=5", *on("2026-03-01"))
    ok("undo")
    assert value(ok, code, "2026-03-15") == 2


@pytest.mark.parametrize("written", ["2026/11/24", "tomorrow", "2026-02-30"])
def test_a_day_that_is_none_is_refused(cmtool, written):
    refused = cmtool("today", *on(written))
    assert refused.code == 5
    assert written in refused.err
